package web

import (
	"net/http"
	"strings"

	"homeward/internal/web/ui"
)

// forgottenPage is for who has forgotten their password. Asked says what was
// done, the same for an address that somebody has and for one that nobody has.
type forgottenPage struct {
	Page
	CanEmail bool
	Asked    bool
	Email    ui.Input
	Send     ui.Button
}

func (s *Server) newForgotten(v visit, email string) *forgottenPage {
	p := &forgottenPage{
		Page: s.newPage(v, "Forgotten your password?"), CanEmail: s.app.CanEmail(), Send: ui.Button{Text: "Send me a link", PreventDoubleClick: "true"},
		Email: ui.Input{
			Label: ui.Label{Text: "Email address"}, Hint: ui.Hint{Text: "The one that you sign in with"}, Name: "email", Type: "email", Value: email,
			Autocomplete: "username", Autocapitalize: "none", Spellcheck: "false",
		},
	}
	p.Back = &ui.BackLink{Text: "Back to sign in", Href: "/sign-in"}
	return p
}

func (s *Server) forgottenPage(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.render(w, http.StatusOK, "forgotten", s.newForgotten(v, ""))
}

func (s *Server) forgotten(w http.ResponseWriter, r *http.Request, v visit) error {
	email := strings.TrimSpace(r.PostForm.Get("email"))
	p := s.newForgotten(v, email)
	if p.CanEmail && !strings.Contains(email, "@") {
		p.Email.ErrorMessage.Text = "Enter your email address"
		p.Errors = append(p.Errors, ui.ErrorItem{Text: p.Email.ErrorMessage.Text, Href: "#email"})
		return s.render(w, http.StatusUnprocessableEntity, "forgotten", p)
	}
	s.app.ForgotPassword(r.Context(), email, s.from(r))
	p.Asked, p.Title = p.CanEmail, "Look at your email"
	if !p.CanEmail {
		p.Title = "Forgotten your password?"
	}
	return s.render(w, http.StatusOK, "forgotten", p)
}
