package web

import (
	"net/http"
	"net/url"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// emergencyPage opens one person's record in an emergency.
type emergencyPage struct {
	Page
	Questions []ui.Component
	Open      ui.Button
	Cancel    ui.Link
}

// askEmergency asks whose record, and why.
func askEmergency(f *form) app.EmergencyFind {
	var find app.EmergencyFind
	find.Reason = f.words(ui.Textarea{
		Name: "reason", Label: small("What is the emergency?"), Rows: 3,
		Hint: ui.Hint{Text: "The person and information governance can read this"},
	}, "")
	number := input("nhs_number", "NHS number", "If you do not know it, leave it empty and enter both names")
	number.Inputmode, number.Width = "numeric", 20
	find.NHSNumber = f.line(number, "")
	find.Given = f.line(input("given_name", "Given name", "Or what they like to be called"), "")
	find.Family = f.line(input("family_name", "Family name", ""), "")
	find.BirthDate = f.day("birth_date", "Date of birth", "For example, 31 3 1999", "The date of birth", 0)
	return find
}

func (s *Server) emergency(w http.ResponseWriter, _ *http.Request, v visit) error {
	f := s.blankForm(nil)
	askEmergency(f)
	f.problems = nil
	return s.showEmergency(w, v, f, http.StatusOK)
}

func (s *Server) showEmergency(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &emergencyPage{
		Page: s.newPage(v, "Open a record in an emergency"), Questions: f.Questions(),
		Open: ui.Button{Text: "Open the record", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: "/"},
	}
	p.Back, p.Errors = &ui.BackLink{Href: homeOf(v)}, f.Errors()
	return s.render(w, status, "emergency", p)
}

// openInEmergency opens the record of the one person who has exactly these
// details. It is asked by a form, so that no name and no number comes into an
// address.
func (s *Server) openInEmergency(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	find := askEmergency(f)
	if len(f.problems) > 0 {
		return s.showEmergency(w, v, f, http.StatusUnprocessableEntity)
	}
	opened, err := s.app.OpenInEmergency(r.Context(), v.Actor, find)
	switch {
	case err == nil && opened.Until.IsZero():
		s.tell(w, "You may see this record anyway. Nothing was opened.")
	case err == nil:
		s.tell(w, "The record is open for you until "+s.app.Local(opened.Until).Format("15:04")+". Information governance is told.")
	case app.As(err).Kind == app.Invalid:
		f.refuse(app.As(err).Refusals)
		return s.showEmergency(w, v, f, http.StatusUnprocessableEntity)
	default:
		return err
	}
	return seeOther(w, r, "/people/"+url.PathEscape(opened.Case))
}
