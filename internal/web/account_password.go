package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// accountPasswordPage is where who is signed in changes their password.
type accountPasswordPage struct {
	Page
	Email             string
	Current, Password ui.PasswordInput
	Save              ui.Button
}

func (s *Server) newAccountPassword(v visit) *accountPasswordPage {
	p := &accountPasswordPage{
		Page: s.newPage(v, "Change your password"), Email: v.Actor.Email, Save: ui.Button{Text: "Save the password", PreventDoubleClick: "true"},
		Current: ui.PasswordInput{
			Label: ui.Label{Text: "The password that you have now"}, Name: "current",
			Hint: ui.Hint{Text: "If you do not know it, sign out and choose “Forgotten your password?”"},
		},
		Password: ui.PasswordInput{
			Label: ui.Label{Text: "Your new password"}, Name: "password", Autocomplete: "new-password",
			Hint: ui.Hint{Text: "At least 12 characters. Three or more words that have nothing to do with each other or with you make a good one"},
		},
	}
	p.Back = &ui.BackLink{Text: "Back to your account", Href: "/account"}
	return p
}

func (s *Server) accountPassword(w http.ResponseWriter, _ *http.Request, v visit) error {
	return s.render(w, http.StatusOK, "account_password", s.newAccountPassword(v))
}

// changePassword ends every session of the visitor, so they sign in with what
// they have chosen.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.app.ChangePassword(r.Context(), v.SignedIn, r.PostForm.Get("current"), r.PostForm.Get("password"), s.from(r))
	if err == nil {
		http.SetCookie(w, s.cookie(sessionCookie, "", -1))
		s.tell(w, "Your password is changed. Sign in with it now.")
		return seeOther(w, r, "/sign-in")
	}
	e := app.As(err)
	if e.Kind != app.Invalid || len(e.Refusals) != 1 {
		return err
	}
	p := s.newAccountPassword(v)
	field := &p.Current
	if e.Refusals[0].Field == "password" {
		field = &p.Password
	}
	field.ErrorMessage.Text = e.Text
	p.Errors = []ui.ErrorItem{{Text: e.Text, Href: "#" + field.Name}}
	return s.render(w, http.StatusUnprocessableEntity, "account_password", p)
}
