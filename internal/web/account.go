package web

import (
	"net/http"

	"homeward/internal/access"
	"homeward/internal/web/ui"
)

type accountPage struct {
	Page
	Summary  ui.SummaryList
	Password ui.Link
	Switch   *ui.Radios // nil for who belongs to one register
	Change   ui.Button
	Drafts   []draftLine
	Calendar accountCalendar
	Factors  accountFactors
	Sessions []sessionLine
	EndAll   *ui.Button // nil where there is no other session
	SignOut  ui.Button
}

// draftLine is a form that the visitor has begun and not yet saved.
type draftLine struct {
	Link ui.Link
	When string
}

func (s *Server) accountPage(w http.ResponseWriter, r *http.Request, v visit) error {
	p := &accountPage{
		Page:     s.newPage(v, "Your account"),
		Password: ui.Link{Text: "Change your password", Href: "/account/password"},
		Change:   ui.Button{Text: "Change register", Variant: "secondary"},
		SignOut:  ui.Button{Text: "Sign out", Variant: "secondary"},
	}
	row := func(key string, value ui.Component) ui.SummaryRow {
		return ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: value}}
	}
	var roles ui.Group
	for _, role := range v.Actor.Roles {
		roles = append(roles, ui.Paragraph(role.Word()))
	}
	p.Summary = ui.SummaryList{Rows: []ui.SummaryRow{
		row("Name", ui.Text(v.Actor.Name)),
		row("Email address", ui.Text(v.Actor.Email)),
		row("Register", ui.Text(v.registerName())),
		row("What you do here", roles),
	}}
	if v.may(access.SeeRegister) {
		merged, err := s.app.MergedHere(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		for _, m := range merged {
			p.Summary.Rows = append(p.Summary.Rows, row("Merged into it", ui.Text(m.Name+", on "+s.dayOf(m.ClosedAt).Long())))
		}
	}
	if len(v.Registers) > 1 {
		p.Switch = &ui.Radios{Name: "register", Value: v.Actor.Register, Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: "The register you are working in", Size: "m"}}}
		for _, m := range v.Registers {
			p.Switch.Items = append(p.Switch.Items, ui.Choice{Text: m.Name, Value: m.Register})
		}
	}
	drafts, err := s.app.Drafts(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if text, href, ok := draftLink(d.Key); ok {
			if text, err = s.withName(r.Context(), v, d.Key, text); err != nil {
				return err
			}
			at := s.app.Local(d.UpdatedAt)
			p.Drafts = append(p.Drafts, draftLine{
				Link: ui.Link{Text: text, Href: href},
				When: at.Format("2 January 2006 at 15:04"),
			})
		}
	}
	if p.Calendar, err = s.accountCalendar(r, v); err != nil {
		return err
	}
	if p.Factors, err = s.accountFactors(r.Context(), v); err != nil {
		return err
	}
	if err := s.accountSessions(r.Context(), v, p); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "account", p)
}

func (s *Server) switchRegister(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.SwitchRegister(r.Context(), v.SignedIn, v.token, r.PostForm.Get("register")); err != nil {
		return err
	}
	for _, m := range v.Registers {
		if m.Register == r.PostForm.Get("register") {
			v.Actor.Register, v.Actor.Roles = m.Register, m.Roles
		}
	}
	return seeOther(w, r, homeOf(v))
}

// home is the first part of Homeward that the visitor may open.
func (s *Server) home(w http.ResponseWriter, r *http.Request, v visit) error {
	return seeOther(w, r, homeOf(v))
}

func homeOf(v visit) string {
	for _, part := range parts {
		if part.isFor(v) {
			return part.path
		}
	}
	return "/account"
}
