package web

import (
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var reviewHeldForm = recordForm{
	kind: "review-held", title: "Record a review that was held", done: "The review is recorded.", needs: access.Record,
	hint: "A care and treatment review, or a care, education and treatment review",
	ask: func(f *form) casefile.Decision {
		on := f.when("When was the review held?")
		var fact casefile.ReviewHeld
		fact.ID = f.whichReview()
		now := casefile.Community
		if f.c.InHospital() {
			now = casefile.Inpatient
		}
		fact.Setting = casefile.Setting(f.one("setting", "Where was the person at the time?", "", string(now), choices(casefile.Settings)...))
		return casefile.Add{On: on, Fact: fact, Note: f.note("What came out of it (optional)", "")}
	},
}

// whichReview is the identifier of a review that was arranged, or a new one.
func (f *form) whichReview() string {
	fresh := f.identity("new_id")
	open := openReviews(f.c)
	if len(open) == 0 {
		return fresh
	}
	var which []choice
	for _, r := range open {
		which = append(which, choice{value: r.ID, text: "The one arranged for " + r.For.Long()})
	}
	which = append(which, choice{value: "new", text: "Another one"})
	if id := f.one("id", "Which review was it?", "", "", which...); id != "new" {
		return id
	}
	return fresh
}

var meetingForm = recordForm{
	kind: "meeting", title: "Record a multi-agency meeting", done: "The multi-agency meeting is recorded.", needs: access.Record,
	hint: "This person was talked about at a meeting of the agencies",
	ask: func(f *form) casefile.Decision {
		on := f.when("When was the meeting?")
		return casefile.Add{On: on, Fact: casefile.Meeting{Own: f.askOwn()}, Note: f.note("What was agreed (optional)", "")}
	},
}

var laepForm = recordForm{
	kind: "laep", title: "Record a local area emergency protocol (LAEP) meeting", done: "The local area emergency protocol meeting is recorded.", needs: access.Record,
	hint: "When there was no time for a review before an admission. It does not count as a review",
	ask: func(f *form) casefile.Decision {
		on := f.when("When was the meeting?")
		return casefile.Add{On: on, Fact: casefile.LAEP{}, Note: f.note("What was agreed (optional)", "")}
	},
}

var noteForm = recordForm{
	kind: "note", title: "Write a note", done: "The note is recorded.", needs: access.Record,
	hint: "Anything else that matters. The person may read it",
	ask: func(f *form) casefile.Decision {
		note := f.note("Note", "Write it so that the person could read it")
		on := f.when("Which day is it about?")
		return casefile.Add{On: on, Fact: casefile.Note{}, Note: note}
	},
}

// flagClearedForm settles something that an import could not read. Its button
// is on the person's page.
var flagClearedForm = recordForm{
	kind: "flag-cleared", title: "Settle what needs attention", done: "That is settled.", needs: access.Record, silent: true,
	ask: func(f *form) casefile.Decision {
		var open []choice
		for _, flag := range f.c.Flags {
			open = append(open, choice{value: flag.ID, text: flag.Message})
		}
		id := f.one("flag", "What has been settled?", "", f.subject, open...)
		note := f.note("How it was settled (optional)", "")
		if id == "" {
			f.problem("flag", "Choose what has been settled. If it is not listed, someone has settled it already")
			return nil
		}
		return casefile.Add{On: f.today, Fact: casefile.FlagCleared{Flag: id}, Note: note}
	},
}

// strikeOutForm is for one entry of the case.
func strikeOutForm(seq int) recordForm {
	return recordForm{
		kind: "strike-out", title: "Mark an entry as entered in error", done: "The entry is marked as entered in error.", needs: access.StrikeOut,
		ask: func(f *form) casefile.Decision {
			reason := f.note("What was wrong with it?", "The entry stays in the record, crossed out, with what you write here")
			return casefile.StrikeOut{Entry: seq, Reason: reason}
		},
	}
}

func correctDayPath(caseID string, seq int) string {
	return place{"correct-day", caseID, strconv.Itoa(seq)}.path()
}

// correctDayForm puts one entry of the case on another day.
func correctDayForm(seq int) recordForm {
	return recordForm{
		kind: "correct-day", title: "Correct the day of an entry", done: "The day is corrected. The entry stays in the story under the day that was wrong, crossed out.", needs: access.StrikeOut,
		ask: func(f *form) casefile.Decision {
			var with ui.Lines
			for i, e := range f.c.GoesWith(seq) {
				if i > 0 {
					with = append(with, ui.Line{Text: entryTitle(e)})
				}
			}
			if with != nil {
				f.show(ui.InsetText{Body: ui.Group{ui.Paragraph("These were recorded with it, and go to the same day:"), with}})
			}
			on := f.day("on", "On which day was it so?", "For example, "+exampleDay(f.today)+". Everything else stays as it is recorded", "The date", 0)
			reason := f.note("How do you know?", "The entry stays in the record under the wrong day too, crossed out, with what you write here")
			return casefile.CorrectDay{Entry: seq, On: on, Reason: reason}
		},
		then: func(_ visit, view app.PersonView) (path, done string) {
			stays := view.HospitalStays()
			for i := range stays {
				if s := &stays[i]; s.Seq == seq || s.Discharge != nil && s.Discharge.Seq == seq {
					path, done = hospitalPath(view.Case.ID), "The day is corrected."
					if s.Ended != 0 {
						path = hospitalStayPath(view.Case.ID, s.Seq)
					}
				}
			}
			return path, done
		},
	}
}
