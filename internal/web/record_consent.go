package web

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// consentForm records a decision on consent, in steps that fit a phone. Who may
// decide is after the policy: the person from 16 on, a parent or guardian below,
// a child who is found able to, and a best-interests decision for someone who
// cannot decide.
var consentForm = recordForm{
	kind: "consent", title: "Record consent", done: "The decision on consent is recorded.", needs: access.Record,
	hint: "What was decided about the register or about reviews, by whom, and how they were asked",
	ask:  func(f *form) casefile.Decision { return askConsent(f).decision },
}

// sharingForm changes with whom to share, without asking for consent anew.
var sharingForm = recordForm{
	kind: "sharing", title: "Change with whom to share", done: "It is recorded, and holds from now on.", needs: access.Record,
	hint: "Which kinds of people may see what is on the register",
	ask: func(f *form) casefile.Decision {
		d := casefile.ChooseSharing{Choices: f.sharing()}
		d.Basis = casefile.ConsentBasis(f.one("basis", "Who decided?", "", "",
			choice{value: string(casefile.Own), text: "The person"},
			choice{value: string(casefile.Parent), text: "A parent or guardian", hint: "Only for someone under 16." + ageNow(f)},
			choice{value: string(casefile.BestInterests), text: "A best-interests decision"}))
		if d.Basis == "" {
			f.problem("basis", "Choose who decided")
		}
		d.On = f.when("When was this decided?")
		d.Note = f.note("Anything to add (optional)", "")
		return d
	},
}

// consentStep is one page of the form, with the names of its questions.
type consentStep struct {
	key, title string
	names      []string
	from, to   int // its parts of the form
	applies    bool
}

// consentAsked is the form with all its steps asked; those that do not apply
// keep what was typed into them.
type consentAsked struct {
	steps    []consentStep
	decision casefile.AskConsent
}

// of is the step that a question is in; "" for what is about none.
func (a consentAsked) of(name string) string {
	for _, s := range a.steps {
		if slices.Contains(s.names, name) {
			return s.key
		}
	}
	return ""
}

func askConsent(f *form) consentAsked {
	var a consentAsked
	d := &a.decision
	step := func(key, title string, applies func() bool, ask func()) {
		before := len(f.parts)
		ask()
		s := consentStep{key: key, title: title, from: before, to: len(f.parts), applies: applies == nil || applies()}
		for _, p := range f.parts[before:] {
			if p.name != "" {
				s.names = append(s.names, p.name)
			}
		}
		a.steps = append(a.steps, s)
	}
	basis := func(b casefile.ConsentBasis) bool { return d.Consent.Basis == b }
	young := func() bool {
		born := f.c.Details.BirthDate
		return born != 0 && d.On != 0 && d.On < born.Attains(casefile.FromOwn)
	}
	step("about", "What was decided?", nil, func() { f.consentAbout(d) })
	step("competence", "Can they decide this for themselves?", func() bool {
		return young() && (!basis(casefile.Parent) || d.Consent.Decision == casefile.Given && f.c.AbleAndSaidNo(d.Consent) != nil)
	}, func() { f.competence(&d.Consent) })
	step("parent", "The parent or guardian, and the child’s own view", func() bool { return basis(casefile.Parent) }, func() { f.parentDecides(&d.Consent.Parent) })
	step("capacity", "Can they make this decision?", func() bool { return basis(casefile.BestInterests) && !young() }, func() { f.capacity(&d.Consent.Capacity) })
	step("best-interests", "What is best for them?", func() bool { return basis(casefile.BestInterests) }, func() { f.bestInterests(&d.Consent.BestInterests) })
	step("asked", "How were they asked?", nil, func() { f.howAsked(&d.Consent.Asked) })
	given := func() bool { return d.Consent.Decision == casefile.Given }
	step("no", "Why, and what was offered instead?", func() bool { return d.Consent.Decision != "" && !given() }, func() { f.notAgreed(&d.Consent.No) })
	step("sharing", "Who may know?", func() bool { return given() && d.Consent.To == casefile.ToRegister }, func() { d.Sharing = f.sharing() })
	step("check", "Check before you save", nil, func() {
		d.Note = f.note("Anything to add (optional)", "For example what they asked, or when to ask again")
	})
	return a
}

func (f *form) consentAbout(d *casefile.AskConsent) {
	about := []choice{
		{value: string(casefile.ToRegister), text: "Being on the register"},
		{value: string(casefile.ToReviews), text: "Reviews", hint: "Care and treatment reviews, or care, education and treatment reviews"},
	}
	for _, r := range openReviews(f.c) {
		about = append(about, choice{value: "review " + r.ID, text: "Only the review arranged for " + r.For.Long()})
	}
	to, review, _ := strings.Cut(f.one("to", "What is it about?", "", "", about...), " ")
	d.Consent.To, d.Consent.Review = casefile.ConsentTo(to), review
	d.Consent.Decision = casefile.ConsentDecision(f.one("decision", "What was decided?", "", "",
		choice{value: string(casefile.Given), text: "Given"},
		choice{value: string(casefile.Refused), text: "Refused"},
		choice{value: string(casefile.Withdrawn), text: "Withdrawn", hint: "It was given before, and is not any more"},
	))
	d.Consent.Basis = casefile.ConsentBasis(f.one("basis", "Who decided?", "", "",
		choice{value: string(casefile.Own), text: "The person", hint: "Everyone from 16 on can decide, unless it is shown that they cannot. Under 16, if they are found able to (Gillick competence)"},
		choice{value: string(casefile.Parent), text: "A parent or guardian", hint: "Only for someone under 16." + ageNow(f) + " Ask the child for their own view as well"},
		choice{value: string(casefile.BestInterests), text: "A best-interests decision", hint: "The person cannot make this decision, and it was made in their best interests under the Mental Capacity Act"},
	))
	d.On = f.when("When was this decided?")
}

func (f *form) competence(c *casefile.Consent) {
	k := &c.Competence
	k.Found = casefile.CompetenceFound(f.one("competence_found", "What was found?", "They understand what the register is, what may come of it, and that they can say no", "",
		choice{value: string(casefile.Competent), text: casefile.Competent.Word()},
		choice{value: string(casefile.NotCompetent), text: casefile.NotCompetent.Word()},
	))
	k.Why = f.words(ui.Textarea{Name: "competence_why", Label: small("What shows it?"), Rows: 4, Hint: ui.Hint{Text: "What they said or did, in their words where you can"}}, "")
	k.By = f.line(input("competence_by", "Who assessed it?", "Name and role"), "")
	k.On = f.day("competence_on", "When?", "For example, "+exampleDay(f.today), "The day of the assessment", 0)
}

func (f *form) parentDecides(p *casefile.ParentDecided) {
	p.Name = f.line(input("parent_name", "Who decided?", "Name, and who they are to the child, such as: Ayesha Khan, mother"), "")
	p.Responsibility = f.yesNo("parent_responsibility", "Do they have parental responsibility?", "")
	p.Child = casefile.ChildSays(f.one("child", "What does the child think of it?", "Ask the child as well, in a way that suits them", "", choices(casefile.ChildSaysAll)...))
	p.ChildWords = f.words(ui.Textarea{Name: "child_words", Label: small("In the child’s own words (optional)"), Rows: 3, Hint: ui.Hint{Text: "Or why they have not been asked, and when they will be"}}, "")
}

func (f *form) capacity(c *casefile.Capacity) {
	f.show(ui.InsetText{Text: "This is about this decision, at this time. An unwise decision is no sign that somebody cannot decide."})
	for _, s := range c.Steps() {
		answer := f.yesNo(s.Field, s.Question, "")
		switch s.Field {
		case "understood":
			c.Understood = answer
		case "retained":
			c.Retained = answer
		case "weighed":
			c.Weighed = answer
		case "communicated":
			c.Communicated = answer
		}
	}
	c.Because = f.words(ui.Textarea{Name: "because", Label: small("What keeps them from deciding?"), Rows: 3, Hint: ui.Hint{Text: "The impairment or disturbance of the mind or brain, and how it does so"}}, "")
	c.Help = f.words(ui.Textarea{Name: "help", Label: small("What was done to help them decide?"), Rows: 3, Hint: ui.Hint{Text: "For example pictures, a better time of day, somebody they trust"}}, "")
	c.By = f.line(input("capacity_by", "Who assessed it?", "Name and role"), "")
	c.On = f.day("capacity_on", "When?", "For example, "+exampleDay(f.today), "The day of the assessment", 0)
}

// mostConsulted is about how many people the form asks who were consulted.
const mostConsulted = 4

func (f *form) bestInterests(b *casefile.BestInterest) {
	b.By = f.line(input("best_by", "Who made the decision?", "Name and role"), "")
	b.Wishes = f.words(ui.Textarea{Name: "wishes", Label: small("What does the person want and feel?"), Rows: 3, Hint: ui.Hint{Text: "Now and before, also what they show in other ways than words"}}, "")
	for i := 1; i <= mostConsulted; i++ {
		who := f.line(input(fmt.Sprintf("consulted_%d", i), fmt.Sprintf("Consulted, %d (optional)", i), "Name, and who they are to the person, such as: an advocate, sister, attorney"), "")
		view := f.words(ui.Textarea{Name: fmt.Sprintf("view_%d", i), Label: small(fmt.Sprintf("What they think, %d (optional)", i)), Rows: 2}, "")
		if who != "" || view != "" {
			b.Consulted = append(b.Consulted, casefile.Consulted{Who: who, View: view})
		}
	}
	b.Nobody = f.line(input("nobody", "If nobody was consulted, why? (optional)", "Where there is nobody, ask for an independent mental capacity advocate (IMCA)"), "")
	b.LessBound = f.words(ui.Textarea{Name: "less_restrictive", Label: small("What would restrict them less, and why is it not enough?"), Rows: 3}, "")
}

func (f *form) howAsked(a *casefile.Asked) {
	a.How = casefile.GivenHow(f.one("asked_how", "How did they answer?", "", "", choices(casefile.GivenHows)...))
	a.By = f.line(input("asked_by", "Who explained it to them?", "Name and role"), "")
	for _, m := range f.any("materials", "With what? (optional)", "", nil, choices(casefile.Materials)...) {
		a.Materials = append(a.Materials, casefile.Material(m))
	}
	a.Interpreter = f.line(input("interpreter", "Interpreter (optional)", "Language, and who interpreted, such as: British Sign Language, Tom Hall"), "")
	a.Aid = f.line(input("aid", "Communication aid (optional)", "For example a symbol board, an app or a hearing loop"), "")
}

func (f *form) notAgreed(n *casefile.NotAgreed) {
	n.Reason = casefile.NoReason(f.one("no_reason", "Why do they not agree?", "They need give no reason. What they say helps to put it right", "", choices(casefile.NoReasons)...))
	n.Words = f.words(ui.Textarea{Name: "no_words", Label: small("In their own words (optional)"), Rows: 3}, "")
	for _, o := range f.any("offered", "What was offered instead?", "Nobody gets less care for saying no", nil, choices(casefile.Offereds)...) {
		n.Offered = append(n.Offered, casefile.Offered(o))
	}
}

// sharing asks for each kind of recipient. What was chosen before is chosen
// until somebody chooses otherwise.
func (f *form) sharing() []casefile.SharingChoice {
	var chosen []casefile.SharingChoice
	for _, w := range casefile.ShareWiths {
		name, now := "share_"+string(w), ""
		if s, ok := f.c.SharingWith(w); ok {
			now = string(s.Choice)
		}
		if f.typed != nil && !f.typed.Has(name) {
			f.typed.Set(name, now)
		}
		answer := f.one(name, w.Word(), w.Means(), now, choice{value: "yes", text: "Yes"}, choice{value: "no", text: "No"}, choice{value: "not-asked", text: "Not asked"})
		if answer == "yes" || answer == "no" {
			chosen = append(chosen, casefile.SharingChoice{With: w, Choice: casefile.YesNo(answer)})
		}
	}
	return chosen
}

func (f *form) yesNo(name, legend, hint string) casefile.YesNo {
	return casefile.YesNo(f.one(name, legend, hint, "", choice{value: "yes", text: "Yes"}, choice{value: "no", text: "No"}))
}

func ageNow(f *form) string {
	if f.c.Details.BirthDate == 0 {
		return ""
	}
	return fmt.Sprintf(" %s is %s old.", f.c.Name(), casefile.AgeWords(f.c.Details.BirthDate, f.today))
}

// openReviews are those arranged and neither held nor cancelled.
func openReviews(c *casefile.Case) []casefile.ReviewArranged {
	var open []casefile.ReviewArranged
	drop := func(id string) {
		open = slices.DeleteFunc(open, func(r casefile.ReviewArranged) bool { return r.ID == id })
	}
	for _, e := range c.Standing {
		switch fact := e.Fact.(type) {
		case casefile.ReviewArranged:
			open = append(open, fact)
		case casefile.ReviewCancelled:
			drop(fact.ID)
		case casefile.ReviewHeld:
			drop(fact.ID)
		}
	}
	return open
}
