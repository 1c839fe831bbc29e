package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// userEnd asks from when on and why a user's access ends.
func (s *Server) userEnd(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	f := s.blankForm(nil)
	askEnd(f, u)
	return s.showUserEnd(w, r, v, u, f, http.StatusOK)
}

func askEnd(f *form, u *app.UserInRegister) (from civil.Date, reason app.LeaveReason) {
	day, why := f.today, app.LeaveReason("")
	if u.Leaving != nil {
		day, why = u.Leaving.EndsOn, u.Leaving.Reason
	}
	from = f.day("from", "First day without access", "Today ends it at once. A later day lets them work until the evening before", "The day", day)
	if from == 0 && len(f.problems) == 0 {
		f.problem("from", "Enter the first day without access")
	}
	reason = app.LeaveReason(f.one("reason", "Why", "", string(why), choices(app.LeaveReasons)...))
	return from, reason
}

func (s *Server) endUser(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	from, reason := askEnd(f, u)
	if len(f.problems) == 0 {
		err := s.app.EndAccess(r.Context(), v.Actor, u.ID, from, reason)
		if err == nil {
			words := "Their access ends on " + from.Long() + "."
			if from == s.app.Today() {
				words = "Their access has ended, and with it their roles, teams, calendar and sessions in this register."
			}
			s.tell(w, words)
			return seeOther(w, r, "/settings/users")
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
	}
	return s.showUserEnd(w, r, v, u, f, http.StatusUnprocessableEntity)
}

func (s *Server) showUserEnd(w http.ResponseWriter, r *http.Request, v visit, u *app.UserInRegister, f *form, status int) error {
	held, err := s.app.HeldBy(r.Context(), v.Actor, u.Name)
	if err != nil {
		return err
	}
	p := &settingsUserPage{
		Page: s.newPage(v, "End their access"), Name: u.Name, Email: u.Email, Action: userPath(u.ID, "end"),
		Save: ui.Button{Text: "End their access", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Keep it", Href: "/settings/users"},
		Words: []string{
			"From that day on they cannot sign in to this register. Their roles, teams, calendar and sessions here are taken away. What they wrote stays in the record.",
		},
		Questions: f.Questions(),
	}
	if held > 0 {
		p.Words = append(p.Words, "They hold the cases of "+peopleWord(held)+". Ask a register coordinator to record for each who holds it from now on: until then what is due for these people is on nobody’s own list.")
	}
	p.Errors = f.Errors()
	p.Back = &ui.BackLink{Text: "Back to users", Href: "/settings/users"}
	return s.render(w, status, "settings_user", p)
}

// userLetIn asks as what a user whose access has ended comes back.
func (s *Server) userLetIn(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, true)
	if err != nil || u == nil {
		return err
	}
	return s.showLetIn(w, r, v, u, s.blankForm(nil), http.StatusOK)
}

func (s *Server) letInUser(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, true)
	if err != nil || u == nil {
		return err
	}
	if err := s.app.LetIn(r.Context(), v.Actor, u.ID, typedPlace(r.PostForm)); err != nil {
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f := s.blankForm(r.PostForm)
		f.refuse(e.Refusals)
		return s.showLetIn(w, r, v, u, f, http.StatusUnprocessableEntity)
	}
	return s.toldAfterEntry(w, r, v, u.ID, "They have access again and sign in as before.")
}

func (s *Server) showLetIn(w http.ResponseWriter, r *http.Request, v visit, u *app.UserInRegister, f *form, status int) error {
	p := &settingsUserPage{
		Page: s.newPage(v, "Let in again"), Name: u.Name, Email: u.Email, Action: userPath(u.ID, "let-in"),
		Save: ui.Button{Text: "Let them in again", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Do not", Href: "/settings/users"},
		Words: []string{"Their access ended on " + u.Leaving.EndsOn.Long() + ". " + u.Leaving.Reason.Word() + "."},
	}
	if err := s.askPlace(r, v, f, u.Leaving.Roles, nil, ""); err != nil {
		return err
	}
	p.Questions, p.Errors = f.Questions(), f.Errors()
	p.Back = &ui.BackLink{Text: "Back to users", Href: "/settings/users"}
	return s.render(w, status, "settings_user", p)
}
