package web

import (
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const consentsPath = "/consents"

// consentsPage lists those for whom consent is a question.
type consentsPage struct {
	Page
	Counts ui.CountStrip
	Words  string
	Only   string
	Table  ui.SortableTable
	Pager  *ui.Pager
}

func consentsHref(kind app.ConsentKind, page int) string {
	q := url.Values{"show": {string(kind)}}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return consentsPath + "?" + q.Encode()
}

func (s *Server) consents(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	list, err := s.app.Consents(r.Context(), v.Actor, app.ConsentKind(q.Get("show")), pageNumber(q.Get("page")))
	if err != nil {
		return err
	}
	p := &consentsPage{Page: s.newPage(v, "Consent"), Counts: ui.CountStrip{AriaLabel: "People by what to do about consent"}}
	if !access.ReachOf(v.Actor).Everyone {
		p.Only = "You see the people with whom you are involved."
	}
	for _, kind := range app.ConsentKinds {
		p.Counts.Items = append(p.Counts.Items, ui.CountItem{Text: consentKindWord(kind), Count: list.Counts[kind], Href: consentsHref(kind, 1), Current: kind == list.Kind})
	}
	p.Words = consentKindWords(list)
	p.Table = ui.SortableTable{
		Caption: consentKindWord(list.Kind), HideCaption: true, ID: "consents",
		Columns: []ui.SortColumn{{Text: "Person"}, {Text: "Born"}, {Text: "Consent"}, {Text: "Coordinator"}},
		Empty:   ui.Paragraph("Nobody."),
	}
	for i := range list.Rows {
		row := &list.Rows[i]
		born := ui.Lines{{Text: "Not known", Minor: true}}
		if row.BirthDate != 0 {
			born = ui.Lines{{Text: short(row.BirthDate)}, {Text: casefile.AgeWords(row.BirthDate, s.app.Today()), Minor: true}}
		}
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Body: ui.Link{Text: row.Name, Href: consentPath(row.CaseID)}}, {Text: numberWords(row), Minor: true}}, Classes: "app-cell-words"},
			{Body: born}, {Body: consentLines(row)}, {Body: orNone(row.Coordinator, "Nobody yet")},
		})
	}
	if total := list.Counts[list.Kind]; total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: total, Href: func(page, _ int) string { return consentsHref(list.Kind, page) }}
	}
	return s.render(w, http.StatusOK, "consents", p)
}

// consentLines say what was decided, when, and the day of a 16th birthday on
// which a parent's word ends.
func consentLines(p *app.PersonRow) ui.Lines {
	if p.Consent == "" {
		return ui.Lines{{Text: "Not asked", Minor: true}}
	}
	state := casefile.ConsentState{Consent: casefile.Consent{To: casefile.ToRegister, Decision: p.Consent, Basis: p.ConsentBasis}}
	lines := ui.Lines{{Text: state.Words()}}
	if p.ConsentOn != 0 {
		lines = append(lines, ui.Line{Text: short(p.ConsentOn), Minor: true})
	}
	if p.ConsentBasis == casefile.Parent && p.BirthDate != 0 {
		lines = append(lines, ui.Line{Text: "16 on " + short(p.BirthDate.Attains(casefile.FromOwn))})
	}
	return lines
}

func consentKindWord(k app.ConsentKind) string {
	switch k {
	case app.ConsentNotAsked:
		return "Not asked"
	case app.ConsentSixteen:
		return "Turns 16"
	case app.ConsentOld:
		return "Ask again"
	case app.ConsentRefused:
		return "Refused"
	case app.ConsentWithdrawn:
		return "Withdrawn"
	}
	return string(k)
}

func consentKindWords(list app.ConsentList) string {
	switch list.Kind {
	case app.ConsentNotAsked:
		return "Nobody has asked them yet if they agree to be on the register."
	case app.ConsentSixteen:
		return "A parent or guardian agreed, and they are 16 or will be within " + counted(list.Settings.SixteenMonths, "month", "months") + " (a local standard). From the birthday on, the young person decides."
	case app.ConsentOld:
		return "Consent was given more than " + counted(list.Settings.AskAgainMonths, "month", "months") + " ago (a local standard). Ask if they still agree."
	case app.ConsentRefused:
		return "They said no to being on the register, and are still on it. What was offered instead is on the page of each."
	}
	return "They agreed once and do not any more, and are still on the register."
}
