package web

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var joinedForm = recordForm{
	kind: "joined-register", title: "Put them on the register", done: "They are on the register, with all that was known before. Ask if they agree, if you have not yet.", needs: access.Record,
	hint: "For someone who had left it, who was on it before for a time, or who joins without a referral",
	ask: func(f *form) casefile.Decision {
		if words := earlierMemberships(f.c); len(words) > 0 {
			list := ui.Lines{{Text: "Their whole earlier story comes back with them. Nothing has to be told again."}}
			for _, w := range words {
				list = append(list, ui.Line{Text: w})
			}
			f.show(ui.InsetText{Body: list})
		}
		all := f.c.Memberships()
		if n := len(all); n > 0 && all[n-1].How == nil && f.mayCorrect {
			f.show(ui.InsetText{Body: ui.Group{ui.Text("They are on the register since " + all[n-1].Joined.Long() + ". If they joined on another day, "), ui.Link{Text: "correct the day", Href: correctDayPath(f.c.ID, all[n-1].JoinedSeq)}, ui.Text(".")}})
		}
		d := casefile.JoinTheRegister{On: f.when("From when are they on the register?")}
		d.Note = f.note("Why do they join it?", "For example what has changed since they left, and who asked")
		if len(all) > 0 && f.sight == access.Whole {
			d.Left = f.leftRegisterAgain()
		}
		return d
	},
}

// leftRegisterAgain asks of a time on the register that is over how it ended; it
// is nil while it lasts.
func (f *form) leftRegisterAgain() (left *casefile.LeftAgain) {
	answer := f.one("still", "Are they on the register since then without a break?", "To record a time on the register that is over, say here when they left", "yes",
		choice{value: "yes", text: "Yes"},
		choice{value: leftValue, text: "No, they left it again", then: func() {
			left = &casefile.LeftAgain{On: f.day("left", "When did they leave the register?", "", "The day on which they left", 0)}
			left.Reason = f.line(input("left_reason", "Why did they leave it?", "In a few words"), "")
		}})
	if answer != leftValue {
		return nil
	}
	return left
}

// cameBackValue says that a leaving that is recorded late is over; the style
// sheet (app-when) shows by it what hangs on it.
const cameBackValue = "came-back"

// cameBack asks of somebody who leaves if they are back, where more has been
// recorded than the leaving; nil where they are not.
func (f *form) cameBack() (back *casefile.CameBack) {
	answer := f.one("back", "Have they come back since?", "To record late that they were away for a time, say here since when they are on the register again", "no",
		choice{value: "no", text: "No"},
		choice{value: cameBackValue, text: "Yes, they are on the register again", then: func() {
			back = &casefile.CameBack{On: f.day("back_on", "From when are they on the register again?", "", "The day", 0)}
		}})
	if answer != cameBackValue {
		return nil
	}
	return back
}

// earlierMemberships say in a line each when somebody was on the register, and
// why they left.
func earlierMemberships(c *casefile.Case) []string {
	var lines []string
	for _, m := range c.Memberships() {
		if m.How == nil {
			lines = append(lines, "On the register since "+m.Joined.Long()+".")
			continue
		}
		why := lower(casefile.Title(m.How))
		switch how := m.How.(type) {
		case casefile.LeftRegister:
			if how.Reason != "" {
				why += ": " + how.Reason
			}
		case casefile.MovedOut:
			if how.To != "" {
				why += ": " + how.To
			}
		}
		lines = append(lines, "On the register from "+m.Joined.Long()+" to "+m.Left.Long()+", then "+why+".")
	}
	return lines
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

var leftForm = recordForm{
	kind: "left-register", title: "Record that they left the register", done: "That they left the register is recorded. You can print the letter that tells them on the page Leaving.", needs: access.Record,
	hint: "They are no longer at risk, or there is another reason. Nothing is erased",
	ask: func(f *form) casefile.Decision {
		f.leavesHospital()
		d := casefile.LeaveTheRegister{On: f.when("When did they leave the register?")}
		d.Left.Why = casefile.LeaveWhy(f.one("why", "Why are they leaving?", "", string(casefile.LeaveNotAtRisk),
			choice{value: string(casefile.LeaveNotAtRisk), text: casefile.LeaveNotAtRisk.Word()},
			choice{value: string(casefile.LeaveAnother), text: casefile.LeaveAnother.Word(), hint: "If they withdraw consent, move away or have died, choose that on the page Leaving"}))
		d.Left.Reason = f.line(input("reason", "Why, in a few words (optional)", "For example: settled at home with the same team for a year"), "")
		if d.Left.Why == "" {
			f.problem("why", "Choose why they are leaving")
		}
		if d.Left.Why == casefile.LeaveAnother && d.Left.Reason == "" {
			f.problem("reason", "Say why they are leaving the register")
		}
		f.leaving(&d.Left.LeaveRecord)
		d.Note = f.note("Anything to add (optional)", "")
		d.Back = f.cameBack()
		return d
	},
}

// leavesHospital warns before somebody who is in hospital leaves the register.
func (f *form) leavesHospital() {
	if f.c.InHospital() {
		f.show(ui.WarningCallout{Heading: ui.Heading{Text: "They are in hospital now", Level: 2},
			Text: "Whoever is in hospital needs people who see to it that they come home. Their reviews in hospital stay due, but off the register nobody looks at them in the meetings. Please be sure that they are to leave it now."})
	}
}

// leaving asks for what somebody who leaves must be able to rely on.
func (f *form) leaving(r *casefile.LeaveRecord) {
	r.View = f.words(ui.Textarea{Name: "view", Label: small("What does the person think of it?"), Rows: 3, Hint: ui.Hint{Text: "In their own words, or that they did not want to say"}}, "")
	r.Agreed = f.line(input("agreed", "Who agreed? (optional)", "For example the multi-agency meeting of 3 March"), "")
	r.Plan = f.words(ui.Textarea{Name: "plan", Label: small("What goes on, and what if it gets harder again?"), Rows: 4, Hint: ui.Hint{Text: "Support that stays, early signs, what helps"}}, "")
	r.Call = f.line(input("call", "Whom can they call?", "Name and telephone number"), f.call)
	r.Told = casefile.LeaveTold(f.one("told", "How were they told?", "", "", choices(casefile.LeaveTolds)...))
}

var leaveNoConsentForm = recordForm{
	kind: "leave-no-consent", title: "They withdraw consent and leave the register", done: "It is recorded. From now on only what has to be known is seen. You can print the letter that tells them on the page Leaving.", needs: access.Record,
	hint: "They do not want to be on the register any more",
	ask: func(f *form) casefile.Decision {
		f.show(ui.InsetText{Text: "It holds from the moment you save it. Their care goes on as it is, and they can come back at any time. Only what has to be known is seen: " + app.MinimumWords + "."})
		f.leavesHospital()
		d := casefile.LeaveTheRegister{ByWill: true, On: f.when("When did they say it?")}
		d.Left.Why = casefile.LeaveNoConsent
		d.Basis = casefile.ConsentBasis(f.one("basis", "Who decided?", "", "",
			choice{value: string(casefile.Own), text: "The person"},
			choice{value: string(casefile.Parent), text: "A parent or guardian", hint: "Only for someone under 16." + ageNow(f)},
			choice{value: string(casefile.BestInterests), text: "A best-interests decision"}))
		f.notAgreed(&d.No)
		f.leaving(&d.Left.LeaveRecord)
		d.Note = f.note("Anything to add (optional)", "")
		d.Back = f.cameBack()
		return d
	},
}

var movedOutForm = recordForm{
	kind: "moved-out", title: "Record a move to another area", done: "The move to another area is recorded.", needs: access.Record,
	hint: "Another integrated care board is responsible from then on",
	ask: func(f *form) casefile.Decision {
		d := casefile.MoveOut{On: f.when("When did they move?")}
		d.Move.To = f.line(input("to_area", "To which area?", "The integrated care board there, or the council if you do not know"), "")
		d.Move.Basis = f.passedOn("move_basis", "May the other area be told of them?", "Consent to be on this register is none to being put on another. Ask the person", casefile.MoveBases, func() { d.Move.Law = f.whichLaw() })
		d.Move.View = f.words(ui.Textarea{Name: "view", Label: small("What the person says about it, in their own words (optional)"), Rows: 3}, "")
		f.showContradicted(casefile.Entry{On: d.On, Fact: casefile.MovedOut{}}, "Recorded after that day, when they were not on this register any more:")
		d.Note = f.note("Who was told there, and how (optional)", "")
		d.Back = f.cameBack()
		return d
	},
}

// passedOn asks on which basis the register of another area is told of somebody,
// with what they have said about it before. law asks by which, where it is not nil.
func (f *form) passedOn(name, question, hint string, offered []casefile.MoveBasis, law func()) casefile.MoveBasis {
	if no := f.c.NoToRegisters(); no != "" {
		f.show(ui.WarningCallout{Heading: ui.Heading{Text: "They said no to this", Level: 2}, Text: no + "."})
	} else if s, ok := f.c.SharingWith(casefile.WithRegisters); ok {
		hint = strings.TrimSuffix(hint, ".") + ". About sharing with registers of other areas they said “" + strings.ToLower(s.Choice.Word()) + "” on " + s.On.Long()
	}
	var bases []choice
	for _, b := range offered {
		x := choice{value: string(b), text: b.Word()}
		switch b {
		case casefile.MoveParent:
			x.hint = "Only for someone under 16." + ageNow(f)
		case casefile.MoveByLaw:
			x.then = law
		}
		bases = append(bases, x)
	}
	return casefile.MoveBasis(f.one(name, question, hint, "", bases...))
}

func (f *form) whichLaw() string {
	return f.line(input("law", "Which law?", "For example section 117 of the Mental Health Act: after-care goes on"), "")
}

var moveAcknowledgedForm = recordForm{
	kind: "move-acknowledged", title: "The other area knows of them", done: "It is recorded that the other area knows of them.", needs: access.Record, silent: true, part: "/leave",
	hint: "The area to which they moved has said that it has them",
	ask: func(f *form) casefile.Decision {
		if m, waits := f.c.MoveWaits(); waits {
			f.show(ui.InsetText{Text: moveWords(m, f.today)})
		}
		d := casefile.MoveAnswered{On: f.when("When did they say so?")}
		d.By = f.line(input("by", "Who there said so?", "Name and work"), "")
		d.Note = f.note("Anything to add (optional)", "For example if they are on the register there")
		return d
	},
}

var leaveToldForm = recordForm{
	kind: "leave-told", title: "Record that they were told why they left", done: "It is recorded how they were told.", needs: access.Record, silent: true, part: "/leave",
	hint: "They left the register before anybody had told them",
	ask: func(f *form) casefile.Decision {
		d := casefile.TellOfLeaving{On: f.when("When were they told?")}
		ways := slices.DeleteFunc(slices.Clone(casefile.LeaveTolds), func(t casefile.LeaveTold) bool { return t == casefile.LeaveNotYet })
		d.Told = casefile.LeaveTold(f.one("told", "How were they told?", "", "", choices(ways)...))
		d.Note = f.note("What they said (optional)", "")
		return d
	},
}

var moveAskedForm = recordForm{
	kind: "move-asked", title: "Record what they said about the move", done: "What they said about the move is recorded.", needs: access.Record, silent: true, part: "/leave",
	hint: "They moved before anybody had asked if the other area may be told",
	ask: func(f *form) casefile.Decision {
		if m, waits := f.c.MoveWaits(); waits {
			f.show(ui.InsetText{Text: moveWords(m, f.today)})
		}
		d := casefile.AskAboutMove{On: f.when("When were they asked?")}
		said := slices.DeleteFunc(slices.Clone(casefile.MoveBases), func(b casefile.MoveBasis) bool { return b == casefile.MoveNotAsked })
		d.Asked.Basis = f.passedOn("move_basis", "May the other area be told of them?", "If they say no, nothing is passed on, and nothing more is asked", said, func() { d.Asked.Law = f.whichLaw() })
		d.Asked.View = f.words(ui.Textarea{Name: "view", Label: small("What the person says about it, in their own words (optional)"), Rows: 3}, "")
		d.Note = f.note("Who was told there, and how (optional)", "")
		return d
	},
}

var diedForm = recordForm{
	kind: "died", title: "Record that they died", done: "The death is recorded.", needs: access.Record,
	ask: func(f *form) casefile.Decision {
		f.show(ui.WarningCallout{
			Heading: ui.Heading{Text: "We are sorry. Please check that this is the right person", Level: 2},
			Text:    "This is " + f.c.Name() + ", NHS number " + orNotRecorded(casefile.FormatNHSNumber(f.c.Details.NHSNumber)) + ". What is due for them ends with this: no letters and reminders go out about it any more. What stays is to send the report of a review that was held, and to tell what became of a referral. Those who were close to them may want to know both.",
		})
		d := casefile.RecordDeath{On: f.when("When did they die?")}
		f.showContradicted(casefile.Entry{On: d.On, Fact: casefile.Died{}}, "Recorded after that day, of somebody who is alive:")
		f.plansEnd(&d)
		d.Note = f.note("Anything to add (optional)", "For example that a learning from lives and deaths (LeDeR) notification was made")
		return d
	},
}

// showContradicted lists, with links, what is recorded already and would not fit
// with what is recorded here.
func (f *form) showContradicted(by casefile.Entry, words string) {
	if f.typed == nil || by.On == 0 {
		return
	}
	list := ui.Lines{{Text: words}}
	for _, e := range f.c.Contradicted(by) {
		list = append(list, ui.Line{Body: ui.Link{Text: entryTitle(e) + ", " + e.On.Long(), Href: fmt.Sprintf("/people/%s?entry=%d#entry-%d", url.PathEscape(f.c.ID), e.Seq, e.Seq)}})
	}
	if len(list) > 1 {
		f.show(ui.InsetText{Body: list})
	}
}

// plansEnd shows what was planned after the day of a death that became known
// late, and asks which of the actions go on. Nothing ends that was not shown.
func (f *form) plansEnd(d *casefile.RecordDeath) {
	plans := f.c.PlansAfter(d.On)
	if f.typed == nil || d.On == 0 || len(plans) == 0 {
		return
	}
	const shown, why = "ends_shown", "ends_why"
	seen := f.typed.Get(shown) == d.On.String()
	if !seen {
		f.typed = maps.Clone(f.typed)
		f.typed.Set(why, casefile.DeathEndsPlans(d.On))
	}
	f.carry(shown, d.On.String())
	list := ui.Lines{{Text: "Planned after that day. It ends when you save, and stays in the record:"}}
	var actions []choice
	for _, p := range plans {
		words := entryTitle(p) + ", " + p.On.Long()
		list = append(list, ui.Line{Text: words})
		if _, ok := p.Fact.(casefile.Action); ok {
			actions = append(actions, choice{value: strconv.Itoa(p.Seq), text: words})
		}
	}
	f.show(ui.InsetText{Body: list})
	if actions != nil {
		for _, seq := range f.any("ends_not", "Does any of it go on? (optional)", "For example to find out how they died", nil, actions...) {
			n, _ := strconv.Atoi(seq)
			d.Keep = append(d.Keep, n)
		}
	}
	d.Why = f.words(ui.Textarea{Name: why, Label: small("Why does the rest end?"), Rows: 3}, "")
	switch {
	case !seen:
		f.problem(why, "Look at what was planned after that day. It ends when you save again")
	case d.Why == "":
		f.problem(why, "Say why what was planned ends")
	}
}

func orNotRecorded(s string) string {
	if s == "" {
		return "not recorded"
	}
	return s
}
