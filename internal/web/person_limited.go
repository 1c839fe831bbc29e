package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personLimitedPage is a person's record for who sees only some of it: the
// minimum, or their own part.
type personLimitedPage struct {
	Page
	Person  ui.PersonBanner
	Why     []string
	Record  []ui.Button
	About   []aboutSection
	Due     personDue
	Story   story
	Unsaved []draftLine
	Links   []ui.Link
}

// limitedForms are those with which someone who sees the minimum can record.
var limitedForms = []recordForm{
	consentForm, sharingForm, ratingForm, admissionForm, wardMoveForm, legalStatusForm, dischargeForm, orderForm, orderEndedForm, oversightVisitForm, reviewHeldForm,
	localAuthorityForm, joinedForm, leftForm, leaveNoConsentForm, leaveToldForm, movedOutForm, moveAskedForm, moveAcknowledgedForm, diedForm,
}

// mayUse reports whether a visitor can record with a form in a record as they
// see it.
func mayUse(v visit, view app.PersonView, f recordForm) bool {
	if !v.may(f.needs) {
		return false
	}
	switch view.Sight {
	case access.Whole:
		return true
	case access.Minimum:
		return f.kind == "strike-out" || slices.ContainsFunc(limitedForms, func(l recordForm) bool { return l.kind == f.kind })
	}
	return f.kind == actionAnswerForm.kind // of those that they see
}

func (s *Server) personLimited(ctx context.Context, w http.ResponseWriter, v visit, view app.PersonView, l look) error {
	c := view.Shown
	p := &personLimitedPage{Page: s.newPage(v, view.Case.Name()), Person: personBanner(view)}
	p.Back = backToPeople(v)
	p.Person.IsPageHeading = true
	p.Story = s.newStory(v, view, &l, "")
	p.Due = newPersonDue(view, p.Story.link)
	if view.Sight == access.Part {
		p.Person = ui.PersonBanner{Name: fullName(c.Details), PreferredName: p.Person.PreferredName, Pronouns: c.Details.Pronouns, IsPageHeading: true}
		p.Why = []string{"You see what concerns the review or the action that you have a part in, and nothing else of this record."}
		p.About = []aboutSection{{Heading: "Talking together", Facts: ui.SummaryList{Rows: []ui.SummaryRow{
			{Key: ui.SummaryCell{Text: "Communication and adjustments"}, Value: ui.SummaryCell{Body: paragraphs(orWords(c.Details.Communication, "Not recorded"))}},
			{Key: ui.SummaryCell{Text: "Language"}, Value: ui.SummaryCell{Text: orWords(c.Details.Language, "Not recorded")}},
		}}}}
	} else {
		p.Why = []string{
			noConsentWords(c) + " You see who they are, what they decided, and what has to be known of where they are. What else is recorded is kept and not shown.",
			"Their care goes on as it was. They can change their mind at any time.",
		}
		p.About = s.aboutMinimum(v, view)
		if c.Died == 0 {
			p.Record = limitedButtons(v, view)
		}
		p.Links = append(p.Links, ui.Link{Text: "Consent", Href: consentPath(c.ID)}, ui.Link{Text: "Who is involved", Href: involvedPath(c.ID)})
		if v.may(access.SeeWhoLooked) {
			p.Links = append(p.Links, ui.Link{Text: "Who has looked at this record", Href: lookedPath(c.ID, 0)})
		}
	}
	var err error
	if p.Unsaved, err = s.unsaved(ctx, v, l.caseID); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "person_limited", p)
}

func noConsentWords(c *casefile.Case) string {
	if c.RegisterConsent == nil {
		return ""
	}
	return strings.TrimSuffix(c.RegisterConsent.Words(), ".") + " on " + c.RegisterConsent.On.Long() + ": they do not consent to being on the register."
}

// aboutMinimum is what is known of the person as far as it has to be.
func (s *Server) aboutMinimum(v visit, view app.PersonView) []aboutSection {
	c := view.Shown
	var sections []aboutSection
	section := func(heading string, fill func(*facts)) {
		f := &facts{v: v, caseID: view.Case.ID, changes: true}
		fill(f)
		sections = append(sections, aboutSection{Heading: heading, Facts: f.list()})
	}
	section("Consent", func(f *facts) {
		f.of = "consent "
		f.row("To be on the register", consentDecided(c.RegisterConsent), consentForm, "")
		f.row("To reviews", consentDecided(c.ReviewsConsent), consentForm, "")
	})
	if c.InHospital() {
		section("In hospital", func(f *facts) { stayFacts(f, view) })
	}
	if x, ok := orderSection(&facts{v: v, caseID: view.Case.ID, changes: true}, view); ok {
		sections = append(sections, x)
	}
	section("Where they belong", func(f *facts) {
		f.add("Local authority of ordinary residence", orWords(c.LocalAuthority, "Not recorded"), localAuthorityForm)
		f.add("The register", onRegisterWords(c), registerForm(c))
	})
	section("Talking together", func(f *facts) {
		f.row("Communication and adjustments", paragraphs(orWords(c.Details.Communication, "Not recorded")), recordForm{}, "")
		f.add("Language", orWords(c.Details.Language, "Not recorded"), recordForm{})
	})
	return sections
}

// consentDecided is a decision with its day, without the words written with it.
func consentDecided(c *casefile.ConsentState) ui.Component {
	if c == nil {
		return ui.Text(c.Words())
	}
	return ui.Text(c.Words() + " on " + c.On.Long())
}

func limitedButtons(v visit, view app.PersonView) []ui.Button {
	offered := []recordForm{consentForm, leftForm}
	if !view.Shown.OnRegister {
		offered[1] = joinedForm
	}
	var buttons []ui.Button
	for _, f := range offered {
		if mayUse(v, view, f) {
			buttons = append(buttons, ui.Button{Text: f.title, Href: place{kind: f.kind, caseID: view.Case.ID}.path(), Variant: "secondary", Small: true})
		}
	}
	if len(buttons) > 0 {
		buttons = append(buttons, ui.Button{Text: "Record something else", Href: "/people/" + url.PathEscape(view.Case.ID) + "/record", Variant: "secondary", Small: true})
	}
	return buttons
}

// backToPeople leads back to where the visitor finds people.
func backToPeople(v visit) *ui.BackLink {
	if v.may(access.SeeRegister) {
		return &ui.BackLink{Text: "Back to the register", Href: "/register"}
	}
	return &ui.BackLink{Text: "Back to my people", Href: "/involved"}
}
