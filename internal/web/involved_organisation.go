package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// involvedOrganisation is the form that involves an organisation.
type involvedOrganisation struct {
	Action    string
	Questions []ui.Component
	Button    ui.Button
}

// askOrganisation asks which organisation is involved and for how long.
func askOrganisation(f *form, view app.InvolvedView) (code string, until civil.Date) {
	choices := make([]choice, len(view.Organisations))
	for i, o := range view.Organisations {
		choices[i] = choice{value: o.Code, text: o.Name}
	}
	code = f.pick("organisation", "Which organisation?", "Your administrator adds organisations, and says who works for them", "", choices...)
	until = f.day("organisation-until", "Until when is it involved? (optional)", "Leave it empty if there is no end yet", "The last day", 0)
	return code, until
}

// involveOrganisation adds an organisation.
func (s *Server) involveOrganisation(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, id := r.Context(), r.PathValue("id")
	view, err := s.app.Involved(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	code, until := askOrganisation(f, view)
	if len(f.problems) == 0 {
		err := s.app.InvolveOrganisation(ctx, v.Actor, id, code, until)
		if err == nil {
			s.tell(w, "The organisation is involved from today.")
			return seeOther(w, r, involvedPath(id))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		var refusals casefile.Refusals
		for _, refusal := range app.As(err).Refusals {
			if refusal.Field == "until" {
				refusal.Field = "organisation-until"
			}
			refusals = append(refusals, refusal)
		}
		f.refuse(refusals)
	}
	return s.showInvolved(w, v, view, involvedForms{organisation: f}, http.StatusUnprocessableEntity)
}
