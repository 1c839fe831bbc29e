package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personConsentPage says what consent permits today, since when and by whom, and
// how it came to that.
type personConsentPage struct {
	Page
	Person  string
	Who     ui.Component
	Limited string // why not all of it is shown
	Again   []ui.Component
	Actions []ui.Button
	Today   ui.SummaryList
	Sharing ui.SortableTable
	Choose  *ui.Link
	Leave   *ui.Link
	Sheets  []ui.Link
	History ui.Timeline
	None    bool // nobody has asked anything yet
	Minimum string
}

func consentPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/consent" }

func (s *Server) personConsent(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Consent(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	c := view.Case
	p := &personConsentPage{Page: s.newPage(v, "Consent"), Person: c.Name(), Who: toTellApart(c.Details), Minimum: app.MinimumWords}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	if view.Sight < access.Whole {
		p.Limited = "You do not see all of this record. How the decisions came about is not shown to you."
	}
	for _, a := range view.AskAgain {
		p.Again = append(p.Again, ui.WarningCallout{Heading: ui.Heading{Text: a.Title, Level: 2}, Text: a.Words})
	}
	for _, x := range view.Permits {
		p.Today.Rows = append(p.Today.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: x.What}, Value: ui.SummaryCell{Body: permitWords(x)}})
	}
	p.consentActions(v, view)
	p.Sharing = sharingTable(view)
	p.Leave = &ui.Link{Text: leaveWord(c), Href: leavePath(c.ID)}
	if mayConsent(v, view.PersonView) {
		p.Choose = &ui.Link{Text: sharingForm.title, Href: place{kind: sharingForm.kind, caseID: c.ID}.path()}
		p.Sheets = paperLinks(c.ID, app.ConsentSheet, "The consent sheet")
	}
	p.History, p.None = s.consentHistory(v, view)
	return s.render(w, http.StatusOK, "person_consent", p)
}

// permitWords say if something is permitted, first in a word and then why.
func permitWords(x app.Permit) ui.Component {
	tag := ui.Tag{Text: "No", Colour: "red"}
	switch x.State {
	case app.Permitted:
		tag = ui.Tag{Text: "Yes", Colour: "green"}
	case app.NotAskedYet:
		tag = ui.Tag{Text: "Not asked", Colour: "grey"}
	}
	lines := ui.Lines{{Body: tag}, {Text: x.Why}}
	if x.Means != "" {
		lines = append(lines, ui.Line{Text: x.Means, Minor: true})
	}
	return lines
}

func (p *personConsentPage) consentActions(v visit, view app.ConsentView) {
	c := view.Case
	if !mayConsent(v, view.PersonView) {
		return
	}
	at := place{kind: consentForm.kind, caseID: c.ID}
	p.Actions = append(p.Actions, ui.Button{Text: "Record what they decided", Href: at.path()})
	for _, about := range []struct {
		to   casefile.ConsentTo
		now  *casefile.ConsentState
		text string
	}{{casefile.ToRegister, c.RegisterConsent, "They withdraw consent"}, {casefile.ToReviews, c.ReviewsConsent, "They withdraw consent to reviews"}} {
		if about.now != nil && about.now.Decision == casefile.Given {
			p.Actions = append(p.Actions, ui.Button{
				Text: about.text, Variant: "secondary",
				Href: at.path() + "?" + url.Values{"to": {string(about.to)}, "decision": {string(casefile.Withdrawn)}}.Encode(),
			})
		}
	}
}

// sharingTable is the choice about each kind of recipient.
func sharingTable(view app.ConsentView) ui.SortableTable {
	t := ui.SortableTable{Caption: "Who may know", HideCaption: true, ID: "sharing", Columns: []ui.SortColumn{{Text: "Who"}, {Text: "Their choice"}, {Text: "Today"}}}
	for _, x := range view.Sharing {
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: x.With.Word()}, {Text: x.With.Means(), Minor: true}}, Classes: "app-cell-words"},
			{Text: x.Choice}, {Text: x.Today, Classes: "app-cell-words"},
		})
	}
	return t
}

// consentHistory is every decision on consent and on sharing, the latest first.
func (s *Server) consentHistory(v visit, view app.ConsentView) (ui.Timeline, bool) {
	l := look{caseID: view.Case.ID}
	var items []ui.TimelineItem
	for _, e := range slices.Backward(view.Case.Entries) {
		if groupOf(e.Fact) != "consent" {
			continue
		}
		link := func(seq int) string { return l.href() }
		items = append(items, s.timelineItem(v, view.PersonView, e, v.may(access.StrikeOut), v.may(access.MarkEntry), link))
	}
	slices.SortStableFunc(items, func(a, b ui.TimelineItem) int { return strings.Compare(b.On, a.On) })
	return ui.Timeline{Items: items}, len(items) == 0
}
