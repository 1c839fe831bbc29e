package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// userNew asks who is to have access to the register.
func (s *Server) userNew(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showUserNew(w, r, v, s.blankForm(nil), http.StatusOK)
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request, v visit) error {
	f := r.PostForm
	id, known, err := s.app.Join(r.Context(), v.Actor, app.Joiner{Email: clean(f.Get("email")), Name: clean(f.Get("name")), Place: typedPlace(f)})
	if err != nil {
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		again := s.blankForm(f)
		again.refuse(e.Refusals)
		return s.showUserNew(w, r, v, again, http.StatusUnprocessableEntity)
	}
	if !known {
		s.tell(w, "The user is added.")
		return seeOther(w, r, userPath(id, "password"))
	}
	return s.toldAfterEntry(w, r, v, id, "The user is added. They have an account already, so they sign in as before and choose this register under their name.")
}

// toldAfterEntry leads on from giving access to somebody who had an account:
// words are for where it does not wait.
func (s *Server) toldAfterEntry(w http.ResponseWriter, r *http.Request, v visit, id, words string) error {
	u, err := s.app.User(r.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	if u.Waits {
		s.tell(w, "The user is added. Their access waits until they have shown that the email address is theirs.")
		return seeOther(w, r, userPath(id, "password"))
	}
	s.tell(w, words)
	return seeOther(w, r, "/settings/users")
}

func (s *Server) showUserNew(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	p := &settingsUserPage{
		Page: s.newPage(v, "Add a user"), Action: userPath("new", ""), Save: ui.Button{Text: "Add the user", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Add nobody", Href: "/settings/users"},
	}
	email := input("email", "Email address", "They sign in with it. At work, and theirs alone: not that of a team")
	email.Type, email.Autocapitalize, email.Spellcheck = "email", "none", "false"
	f.line(input("name", "Name", "As colleagues know them. Cases say by name who holds them"), "")
	f.line(email, "")
	if err := s.askPlace(r, v, f, nil, nil, ""); err != nil {
		return err
	}
	p.Questions, p.Errors = f.Questions(), f.Errors()
	p.Back = &ui.BackLink{Text: "Back to users", Href: "/settings/users"}
	return s.render(w, status, "settings_user", p)
}
