package web

import (
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// What is recorded of a referral. The subject of each form is its reference.
var (
	acknowledgedForm = recordForm{
		kind: "referral-acknowledged", title: "Acknowledge the referral", done: "That the referral was acknowledged is recorded.",
		ask: func(f *form) casefile.Decision {
			on := f.when("When were they told that it has come?")
			how := casefile.TellHow(f.one("how", "How were they told?", "Say that it came, its reference, and by when they hear more", string(f.referral().Form.Tell), choices(casefile.TellHows)...))
			f.need(how != "", "how", "Choose how they were told")
			return f.onReferral(on, casefile.ReferralAcknowledged{Referral: f.subject, How: how}, f.note("More about it (optional)", ""))
		},
	}
	placedForm = recordForm{
		kind: "referral-placed", title: "This is somebody new", done: "That the register did not know them is recorded.",
		ask: func(f *form) casefile.Decision {
			f.show(ui.Paragraph("You have looked at the people with a name or number like this, and it is none of them. The record that was opened for the referral stays theirs."))
			d := casefile.Place{On: f.today, Referral: f.subject}
			d.NHSNumber = f.nhsNumber(f.referral().Form.NHSNumber)
			return d
		},
	}
	askedForm = recordForm{
		kind: "referral-asked", title: "Ask for more information", done: "What you asked for is recorded. The days of the referral go on.",
		ask: func(f *form) casefile.Decision {
			on := f.when("When did you ask?")
			whom := ""
			of := casefile.AskedOf(f.one("of", "Whom did you ask?", "", "",
				choice{value: string(casefile.AskedReferrer), text: "Whoever referred them"}, choice{value: string(casefile.AskedPerson), text: "The person"},
				choice{value: string(casefile.AskedAnother), text: "Somebody else", then: func() {
					whom = f.line(input("whom", "Who is that?", "For example the GP, or the school"), "")
					f.need(whom != "", "whom", "Say whom you asked")
				}}))
			f.need(of != "", "of", "Choose whom you asked")
			switch of {
			case casefile.AskedReferrer:
				whom = "Whoever referred them"
			case casefile.AskedPerson:
				whom = "The person"
			}
			what := f.words(ui.Textarea{Name: "what", Label: small("What did you ask for?"), Hint: ui.Hint{Text: "If you asked the person or whoever referred them, it is put into the letter to them"}}, "")
			return f.onReferral(on, casefile.ReferralAsked{Referral: f.subject, Of: of, Whom: whom, What: what}, "")
		},
	}
	answeredForm = recordForm{
		kind: "referral-answered", title: "Record the information that came", done: "The information is recorded.",
		ask: func(f *form) casefile.Decision {
			on := f.when("When did it come?")
			return f.onReferral(on, casefile.ReferralAnswered{Referral: f.subject}, f.note("What does it say, and from whom is it?", ""))
		},
	}
	screenedForm = recordForm{
		kind: "referral-screened", title: "Record what the panel found", done: "What the panel found is recorded.", ask: askScreened,
	}
	acceptedForm = recordForm{
		kind: "referral-accepted", title: "Accept the referral", done: "They are on the register. Tell the person and whoever referred them.", ask: askAccepted, then: askConsentNext,
	}
	declinedForm = recordForm{
		kind: "referral-declined", title: "Decline the referral", done: "The decision is recorded. Tell the person and whoever referred them.", ask: askDeclined,
	}
	toldForm = recordForm{
		kind: "outcome-told", title: "Record that the outcome was told", done: "That the outcome was told is recorded.",
		ask: func(f *form) casefile.Decision {
			on := f.when("When were they told?")
			var to []casefile.ToldWhom
			for _, who := range f.any("to", "Who was told?", "The outcome counts as told when the person knows it, or who speaks for them", []string{string(casefile.ToldPerson)},
				choice{value: string(casefile.ToldPerson), text: "The person"}, choice{value: string(casefile.ToldParent), text: "A parent or guardian"},
				choice{value: string(casefile.ToldSpeaker), text: "Whoever speaks for them", hint: "For example an advocate or an attorney"},
				choice{value: string(casefile.ToldReferrer), text: "Whoever referred them"}, choice{value: string(casefile.ToldAnother), text: "Somebody else, with the person’s consent"}) {
				to = append(to, casefile.ToldWhom(who))
			}
			f.need(len(to) > 0, "to", "Say who was told")
			how := casefile.TellHow(f.one("how", "How were they told?", "Face to face is also at the next contact with them", f.toldHow(), choices(casefile.TellHows)...))
			f.need(how != "", "how", "Choose how they were told")
			return f.onReferral(on, casefile.Telling(f.subject, to, how), f.note("More about it (optional)", "For example what they said"))
		},
	}
	reconsideredForm = recordForm{
		kind: "referral-reconsidered", title: "Look at it again", done: "That somebody asks to look at it again is recorded. Somebody else than before has to decide.",
		ask: func(f *form) casefile.Decision {
			on := f.when("When did they ask?")
			by := f.line(input("by", "Who asks?", "For example the person, their mother, their GP"), "")
			return f.onReferral(on, casefile.ReferralReconsidered{Referral: f.subject, By: by}, f.note("Why do they ask, and what is new?", ""))
		},
	}
	withdrawnForm = recordForm{
		kind: "referral-withdrawn", title: "Record that it was withdrawn", done: "That it was withdrawn is recorded.",
		ask: func(f *form) casefile.Decision {
			if f.referral().Reconsider != nil {
				f.show(ui.Paragraph("This is about the request to look at it again. What was decided before stands, and somebody can ask again at any time."))
			}
			on := f.when("When was it withdrawn?")
			by := f.line(input("by", "Who withdrew it?", "For example the person, or whoever referred them"), "")
			f.need(by != "", "by", "Say who withdrew it")
			return f.onReferral(on, casefile.ReferralWithdrawn{Referral: f.subject, By: by}, f.note("Why? (optional)", ""))
		},
	}
)

// referralForms are all of them. None is offered by the list of things to
// record: the page of the referral leads to what comes next.
var referralForms = func() []recordForm {
	forms := []*recordForm{&acknowledgedForm, &placedForm, &askedForm, &answeredForm, &screenedForm, &acceptedForm, &declinedForm, &toldForm, &reconsideredForm, &withdrawnForm}
	var all []recordForm
	for _, f := range forms {
		f.needs, f.silent, f.part = access.Triage, true, "/referral"
		if f.kind == acceptedForm.kind || f.kind == declinedForm.kind {
			f.needs = access.LookAgain // mayDecide says of which
		}
		ask := f.ask
		f.ask = func(f *form) casefile.Decision {
			if _, ok := f.c.Referral(f.subject); !ok {
				f.problem("", "There is no such referral in this record")
				return nil
			}
			return ask(f)
		}
		all = append(all, *f)
	}
	return all
}()

// mayDecide reports whether the visitor may decide a referral: of those that are
// decided for the first time, no more than who decides on referrals.
func mayDecide(v visit, r *casefile.ReferralState) bool {
	if r.Reconsider != nil {
		return v.may(access.LookAgain)
	}
	return v.may(access.Triage)
}

// referral is the state of the referral that the form is about.
func (f *form) referral() casefile.ReferralState {
	if r, ok := f.c.Referral(f.subject); ok {
		return *r
	}
	return casefile.ReferralState{}
}

// toldHow is how whoever referred wants to be answered, where they wrote of
// themself; "" for nothing that one could guess.
func (f *form) toldHow() string {
	if now := f.referral(); now.Form.Who == casefile.Themself {
		return string(now.Form.Tell)
	}
	return ""
}

// nextForms are what can be recorded of a referral as it stands, what comes next
// first.
func nextForms(r *casefile.ReferralState) []recordForm {
	switch r.Stage() {
	case casefile.StageNew:
		return []recordForm{acknowledgedForm, askedForm, withdrawnForm}
	case casefile.StageToTell:
		return []recordForm{toldForm, reconsideredForm}
	case casefile.StageAccepted, casefile.StageDeclined:
		return []recordForm{reconsideredForm, toldForm} // somebody else may be told later
	case casefile.StageWithdrawn:
		return nil
	}
	var forms []recordForm
	if r.Screened == nil {
		forms = append(forms, screenedForm)
	}
	if r.Placed {
		forms = append(forms, acceptedForm, declinedForm)
	}
	if r.Asked != nil {
		forms = append(forms, answeredForm)
	}
	if r.Decided != nil && r.Told == 0 {
		forms = append(forms, toldForm) // it is looked at again, and the first decision waits to be told
	}
	return append(forms, askedForm, withdrawnForm)
}

// askDecision asks what every decision needs.
func (f *form) askDecision(outcome casefile.Outcome) casefile.DecideReferral {
	d := casefile.DecideReferral{By: f.user, Decision: casefile.ReferralDecision{Referral: f.subject, Outcome: outcome}}
	d.Again = f.referral().Reconsider != nil
	d.On = f.when("When was it decided?")
	d.Decision.Criteria, d.Decision.Marks = f.askMarks(f.referral())
	d.Decision.Reason = f.words(ui.Textarea{Name: "reason", Label: small("Why?"), Rows: 5, Hint: ui.Hint{Text: "In plain words: the person reads this"}}, "")
	f.askNotWhole(f.referral(), &d.Decision)
	return d
}

func askAccepted(f *form) casefile.Decision {
	d := f.askDecision(casefile.Accepted)
	d.Joining = f.askJoining(f.referral())
	return d
}

func askDeclined(f *form) casefile.Decision {
	d := f.askDecision(casefile.Declined)
	d.Decision.Signposting = f.words(ui.Textarea{Name: "signposting", Label: small("Where can they get help instead?"), Rows: 4,
		Hint: ui.Hint{Text: "Names, phone numbers, and what each can do. The person reads this"}}, "")
	return d
}

func askScreened(f *form) casefile.Decision {
	on := f.when("When did the panel meet?")
	fact := casefile.ReferralScreened{Referral: f.subject}
	fact.Panel = append(f.askSat("panel", "Who sat on the panel?", "At least two people of two agencies. Each on a line: name, then a comma, then where they work. For example Callum Reid, Council", false),
		f.askSat("experts", "Experts by experience on the panel", "At least one, each on a line, the same way. If the panel is not whole, the decision has to say why", true)...)
	fact.Criteria, fact.Marks = f.askMarks(f.referral())
	fact.Views = f.words(ui.Textarea{Name: "views", Label: small("What did they say? (optional)"), Hint: ui.Hint{Text: "Say whose view it is where they differ"}}, "")
	fact.Recommend = casefile.Recommended(f.one("recommend", "What does the panel recommend?", "", "", choices(casefile.Recommendeds)...))
	return f.onReferral(on, fact, "")
}

// askSat asks for people of a panel, a line each.
func (f *form) askSat(name, label, hint string, lived bool) (sat []casefile.Sat) {
	for _, line := range linesOfText(f.words(ui.Textarea{Name: name, Label: small(label), Rows: 3, Hint: ui.Hint{Text: hint}}, "")) {
		who, agency, _ := strings.Cut(line, ",")
		if who = strings.TrimSpace(who); who != "" {
			sat = append(sat, casefile.Sat{Name: who, Agency: strings.TrimSpace(agency), Lived: lived})
		}
	}
	return sat
}

// askMarks asks of each of the published criteria if it is met. What a panel
// found by the same version is there already.
func (f *form) askMarks(now casefile.ReferralState) (version int, marks []casefile.CriterionMark) {
	found := map[string]casefile.Found{}
	if now.Screened != nil {
		if s, ok := now.Screened.Fact.(casefile.ReferralScreened); ok && s.Criteria == f.criteria.N {
			for _, m := range s.Marks {
				found[m.Criterion] = m.Found
			}
		}
	}
	for _, c := range f.criteria.Items {
		name := "criterion-" + c.ID
		m := casefile.CriterionMark{Criterion: c.ID, Text: c.Plain}
		m.Found = casefile.Found(f.one(name, c.Plain, "", string(found[c.ID]), choices(casefile.Founds)...))
		f.need(m.Found != "", name, "Say if it is met: “"+c.Plain+"”")
		marks = append(marks, m)
	}
	return f.criteria.N, marks
}

// askNotWhole asks why it is decided without a whole panel, where so it is.
func (f *form) askNotWhole(now casefile.ReferralState, d *casefile.ReferralDecision) {
	lacks := now.PanelLacks()
	if lacks == "" {
		return
	}
	d.NotWhole = f.words(ui.Textarea{Name: "not_whole", Label: small("Why is it decided without a whole panel?"), Rows: 3,
		Hint: ui.Hint{Text: lacks + ". For example because it could not wait. It is shown with the decision, and counted"}}, "")
}

// askConsentNext leads from the register to the question that it rests on, where
// nobody has put it yet.
func askConsentNext(v visit, view app.PersonView) (path, done string) {
	if view.Case.RegisterConsent != nil || !mayConsent(v, view) {
		return "", ""
	}
	return askConsentPath(view.Case.ID), "They are on the register. Ask for consent next: until they were asked, no more is shared than has to be. You can leave this and come back to it from the referral. Then tell the person and whoever referred them."
}

// askConsentPath is the first step of recording consent to the register.
func askConsentPath(caseID string) string {
	return consentStepPath(place{kind: consentForm.kind, caseID: caseID}, "about")
}

// askJoining asks what is recorded of somebody who joins. Of their consent it
// says what the referral says; asking is another thing.
func (f *form) askJoining(now casefile.ReferralState) (j casefile.Joining) {
	if f.c.RegisterConsent == nil {
		said := ui.Group{ui.Paragraph("About consent the referral says: “" + now.Form.Agrees.Word() + "”. That is what somebody wrote, and is not recorded as consent.")}
		for _, words := range []string{now.Form.AgreesWords, now.Form.Thinks} {
			if words != "" {
				said = append(said, ui.Paragraph("It also says: “"+words+"”"))
			}
		}
		said = append(said, ui.Paragraph("When you save this you come to the questions about consent. If the person has already said no, decline the referral."))
		f.show(ui.WarningCallout{Heading: ui.Heading{Text: "Ask for consent next", Level: 2}, Body: said})
	}
	for _, each := range []struct {
		name  casefile.ConditionName
		claim casefile.Claim
	}{{casefile.Autism, now.Form.Autism}, {casefile.LearningDisability, now.Form.Disability}} {
		status := casefile.ConditionStatus(f.pick(string(each.name), each.name.Word()+" (optional)", "The referral says: "+each.claim.Word(), "", choices(casefile.ConditionStatuses)...))
		if status != "" {
			j.Conditions = append(j.Conditions, casefile.Condition{Condition: each.name, Status: status})
		}
	}
	j.Authority = f.line(input("local_authority", "Local authority of ordinary residence (optional)", "The one in whose area they live"), f.c.LocalAuthority)
	return j
}

// onReferral is what records one fact about the referral.
func (f *form) onReferral(on civil.Date, fact casefile.Fact, note string) casefile.Decision {
	return casefile.OnReferral{Add: casefile.Add{On: on, Fact: fact, Note: note}}
}
