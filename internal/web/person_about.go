package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// aboutSection is a part of what is known of the person, under a heading.
type aboutSection struct {
	Heading string
	Facts   ui.SummaryList
	Link    *ui.Link // to add another
}

// facts collects the rows of a section. With changes, each row has a link to
// the form that records it anew.
type facts struct {
	v       visit
	caseID  string
	changes bool
	verb    string // of the links; "" is "Change"
	of      string // goes before the key in the links, where the key alone does not say enough
	stay    string // goes behind the subject of the forms, where they are about a stay that is over; see stayMark
	rows    []ui.SummaryRow
}

func (f *facts) add(key, value string, form recordForm) {
	f.row(key, ui.Text(value), form, "")
}

func (f *facts) row(key string, value ui.Component, form recordForm, subject string) {
	row := ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: value}}
	if form.kind != "" && f.changes && f.v.may(form.needs) {
		row.Actions = []ui.Action{{Text: orWords(f.verb, "Change"), VisuallyHiddenText: f.of + uncapital(key), Href: place{form.kind, f.caseID, subject + f.stay}.path()}}
	}
	f.rows = append(f.rows, row)
}

func (f *facts) list() ui.SummaryList { return ui.SummaryList{Rows: f.rows} }

// about is what is known of the person beside the rating and what is due.
func (s *Server) about(v visit, view app.PersonView, changes bool) []aboutSection {
	c := view.Shown
	begin := func() *facts { return &facts{v: v, caseID: view.Case.ID, changes: changes} }
	var sections []aboutSection
	section := func(heading string, fill func(*facts)) {
		f := begin()
		fill(f)
		sections = append(sections, aboutSection{Heading: heading, Facts: f.list()})
	}
	section("Consent", func(f *facts) {
		f.of = "consent "
		f.row("To be on the register", consentWords(c.RegisterConsent), consentForm, "")
		f.row("To reviews", consentWords(c.ReviewsConsent), consentForm, "")
	})
	if c.InHospital() {
		section("In hospital", func(f *facts) { stayFacts(f, view) })
	}
	if x, ok := orderSection(begin(), view); ok {
		sections = append(sections, x)
	}
	section("Needs and plans", func(f *facts) {
		for _, condition := range casefile.ConditionNames {
			f.add(condition.Word(), conditionWords(c, condition), conditionForm)
		}
		f.add("Education, health and care plan", planWords(c.Plan), planForm)
		f.add("Reviews they get", cohortWords(c.CohortOn(view.Day)), recordForm{})
		f.verb = "Record"
		if c.LastReview != nil {
			held := c.LastReview.Fact.(casefile.ReviewHeld)
			f.add("Last review", c.LastReview.On.Long()+", "+strings.ToLower(held.Setting.Word()), reviewHeldForm)
		} else {
			f.add("Last review", "None recorded", reviewHeldForm)
		}
		f.verb = ""
		if len(c.Needs) > 0 {
			f.add("Support", supportWords(c, view.Day), recordForm{})
		}
		if c.Helps != nil {
			f.add("What helps", "Written down, and looked at last on "+c.Helps.On.Long(), recordForm{})
		}
		f.row("Communication and adjustments", paragraphs(orWords(c.Details.Communication, "Not recorded")), detailsForm, "")
		f.add("Language", orWords(c.Details.Language, "Not recorded"), detailsForm)
	})
	section("People around them", func(f *facts) {
		f.peopleAround(view)
		f.advocate(view)
	})
	if changes && v.may(contactForm.needs) {
		sections[len(sections)-1].Link = &ui.Link{Text: "Add a contact", Href: place{kind: contactForm.kind, caseID: view.Case.ID}.path()}
	}
	section("Other processes", func(f *facts) {
		f.verb = "Add"
		f.row("They are in", processesWords(c), processForm, "")
	})
	section("Where they belong", func(f *facts) {
		f.row("Address", address(c.Address), addressForm, "")
		f.add("Local authority of ordinary residence", orWords(c.LocalAuthority, "Not recorded"), localAuthorityForm)
		f.add("The register", onRegisterWords(c), registerForm(c))
	})
	section("Personal details", func(f *facts) {
		d := c.Details
		f.add("Name", d.Name(), detailsForm)
		f.add("NHS number", orWords(casefile.FormatNHSNumber(d.NHSNumber), "Not recorded"), detailsForm)
		f.add("Date of birth", orWords(d.BirthDate.Long(), "Not recorded"), detailsForm)
		f.add("Gender", orWords(d.Gender, "Not recorded"), detailsForm)
		f.add("Ethnicity", orWords(d.Ethnicity, "Not recorded"), detailsForm)
		if d.LocalID != "" {
			f.add("Local number", d.LocalID, detailsForm)
		}
	})
	return sections
}

// contact is a row for someone in the person's life or care.
func (f *facts) contact(c casefile.Contact) {
	words := append(ui.Group{ui.Paragraph(c.Name)}, reachLines(casefile.Reach{Organisation: c.Organisation, Phone: c.Phone, Email: c.Email})...)
	role := capital(c.Role)
	f.row(role, words, contactForm, c.ID)
	last := &f.rows[len(f.rows)-1]
	for i := range last.Actions {
		last.Actions[i].VisuallyHiddenText = c.Name
	}
	if len(last.Actions) > 0 {
		last.Actions = append(last.Actions, ui.Action{Text: "End", VisuallyHiddenText: c.Name, Href: place{contactEndedForm.kind, f.caseID, c.ID}.path()})
	}
}

func stayFacts(f *facts, view app.PersonView) {
	c := view.Shown
	if c.Stay == nil {
		f.add("Admission", "Not recorded. The rating says that they are in hospital", admissionForm)
		return
	}
	stay := c.Stay
	f.add("Hospital", stay.HospitalWord(), wardMoveForm)
	f.add("Ward", orWords(stay.Ward, "Not recorded"), wardMoveForm)
	f.add("Security", stay.Security.Word(), wardMoveForm)
	f.add("Out of area", map[bool]string{true: "Yes", false: "No"}[stay.OutOfArea], wardMoveForm)
	f.add("Legal status", stay.LegalStatus.Word()+untilWords(stay.LegalTerms), legalStatusForm)
	f.add("Admitted", stay.Admitted.Long()+" ("+daysBetween(stay.Admitted, view.Day)+")", recordForm{})
	f.add("Planned discharge", orWords(c.PlannedDischarge.Long(), "Not planned yet"), plannedDischargeForm)
}

func consentWords(c *casefile.ConsentState) ui.Component {
	if c == nil {
		return ui.Text(c.Words())
	}
	group := ui.Group{ui.Paragraph(c.Words() + " on " + c.On.Long())}
	if c.Note != "" {
		group = append(group, paragraphs(c.Note))
	}
	return group
}

func conditionWords(c *casefile.Case, name casefile.ConditionName) string {
	for _, state := range c.Conditions {
		if state.Condition.Condition == name {
			return state.Status.Word() + " (" + state.Since.Long() + ")"
		}
	}
	return "Nothing recorded"
}

func planWords(p casefile.PlanStatus) string {
	switch p {
	case casefile.Maintained:
		return "In place"
	case casefile.Ceased:
		return "Ended"
	}
	return "Nothing recorded"
}

func cohortWords(c casefile.Cohort) string {
	if c == casefile.CETR {
		return "Care, education and treatment reviews (CETR)"
	}
	return "Care and treatment reviews (CTR)"
}

func keyworkerWords(k *casefile.Keyworker) string {
	switch {
	case k == nil:
		return "None recorded"
	case k.Status == casefile.KeyworkerReferred:
		return "Asked for, not named yet"
	}
	return orWords(k.Name, "Named, the name is not recorded")
}

func onRegisterWords(c *casefile.Case) string {
	switch {
	case c.OnRegister:
		return "On the register since " + c.Joined.Long()
	case c.LeftHow == "moved-out":
		return "Moved to another area on " + c.Left.Long()
	case c.LeftHow == "died":
		return "Died on " + c.Left.Long()
	case c.Left != 0:
		return "Left the register on " + c.Left.Long()
	}
	return "Not on the register"
}

// registerForm is how that changes next.
func registerForm(c *casefile.Case) recordForm {
	switch {
	case c.Died != 0:
		return recordForm{}
	case c.OnRegister:
		return leftForm
	}
	return joinedForm
}

func address(a casefile.Address) ui.Component {
	if a.Lines == "" && a.Postcode == "" {
		return ui.Text("Not recorded")
	}
	return paragraphs(strings.TrimSpace(a.Lines + "\n" + a.Postcode))
}

func orWords(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// paragraphs are words with blank lines between paragraphs; single ends of
// lines are kept by the style sheet.
func paragraphs(text string) ui.Component {
	var group ui.Group
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			group = append(group, ui.Paragraph(part))
		}
	}
	return group
}

// lines are short texts one below the other.
func lines(texts []string) ui.Component {
	var group ui.Group
	for _, text := range texts {
		group = append(group, ui.Paragraph(text))
	}
	return group
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// uncapital is for words in the midst of a sentence. Initials such as NHS stay.
func uncapital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}
