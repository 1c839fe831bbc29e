package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// codePage asks for the code of a letter.
type codePage struct {
	Page
	Action string
	Gone   string // why a code does not work
	Code   ui.Input
	Go     ui.Button
}

// choosePasswordPage asks for a password of whoever has a code.
type choosePasswordPage struct {
	Page
	View     app.CodeView
	Action   string
	Password ui.PasswordInput
	Save     ui.Button
}

// codePath is where a code is typed, or, with one, where a password is chosen.
func codePath(r *http.Request, code string) string {
	path := "/invited"
	if strings.HasPrefix(r.URL.Path, "/reset") {
		path = "/reset"
	}
	if code != "" {
		path += "/" + url.PathEscape(code)
	}
	return path
}

func (s *Server) newCode(v visit, r *http.Request, typed string) *codePage {
	p := &codePage{
		Page: s.newPage(v, "Choose a password"), Action: codePath(r, ""), Go: ui.Button{Text: "Continue"},
		Code: ui.Input{
			Name: "code", Label: ui.Label{Text: "Code from your letter"}, Value: typed, Width: 20, Code: true,
			Hint:         ui.Hint{Text: "16 letters and digits. Capitals, spaces and hyphens make no difference"},
			Autocomplete: "one-time-code", Autocapitalize: "characters", Spellcheck: "false",
		},
	}
	p.Back = &ui.BackLink{Text: "Back to sign in", Href: "/sign-in"}
	return p
}

func (s *Server) codePage(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.render(w, http.StatusOK, "code", s.newCode(v, r, ""))
}

func (s *Server) code(w http.ResponseWriter, r *http.Request, v visit) error {
	typed := strings.TrimSpace(clean(r.PostForm.Get("code")))
	p := s.newCode(v, r, typed)
	_, err := s.app.Code(r.Context(), typed)
	switch {
	case typed == "":
		p.Code.ErrorMessage.Text = "Enter the code from your letter"
	case err == nil:
		return seeOther(w, r, codePath(r, typed))
	case app.As(err).Kind == app.NotFound:
		p.Code.ErrorMessage.Text = "This code does not work. Check it against the letter. It works once, and not when a newer letter was made or the day on it has passed"
	default:
		return err
	}
	p.Errors = []ui.ErrorItem{{Text: p.Code.ErrorMessage.Text, Href: "#code"}}
	return s.render(w, http.StatusUnprocessableEntity, "code", p)
}

// opened is what the code of the address opens, or nil when the page that says
// why it opens nothing was shown.
func (s *Server) opened(w http.ResponseWriter, r *http.Request, v visit) (*app.CodeView, error) {
	view, err := s.app.Code(r.Context(), r.PathValue("code"))
	if err == nil {
		return &view, nil
	}
	if app.As(err).Kind != app.NotFound {
		return nil, err
	}
	p := s.newCode(v, r, "")
	p.Title, p.Gone = "This link does not work any more", app.As(err).Text
	return nil, s.render(w, http.StatusNotFound, "code", p)
}

func (s *Server) newChoosePassword(v visit, r *http.Request, view *app.CodeView) *choosePasswordPage {
	p := &choosePasswordPage{
		Page: s.newPage(v, "Choose a password"), View: *view, Action: codePath(r, r.PathValue("code")), Save: ui.Button{Text: "Save the password", PreventDoubleClick: "true"},
		Password: ui.PasswordInput{
			Label: ui.Label{Text: "Your new password"}, Name: "password", Autocomplete: "new-password",
			Hint: ui.Hint{Text: "At least 12 characters. Three or more words that have nothing to do with each other or with you make a good one"},
		},
	}
	if !view.Invitation {
		p.Title = "Choose a new password"
	}
	return p
}

func (s *Server) choosePasswordPage(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.opened(w, r, v)
	if err != nil || view == nil {
		return err
	}
	return s.render(w, http.StatusOK, "choose_password", s.newChoosePassword(v, r, view))
}

func (s *Server) choosePassword(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.opened(w, r, v)
	if err != nil || view == nil {
		return err
	}
	err = s.app.ChoosePassword(r.Context(), r.PathValue("code"), r.PostForm.Get("password"), s.from(r))
	if err == nil {
		s.tell(w, "Your password is saved. Sign in with it now.")
		return seeOther(w, r, "/sign-in")
	}
	e := app.As(err)
	switch e.Kind {
	case app.NotFound: // somebody took it in this moment
		_, err = s.opened(w, r, v)
		return err
	case app.Invalid:
		p := s.newChoosePassword(v, r, view)
		p.Password.ErrorMessage.Text = e.Text
		p.Errors = []ui.ErrorItem{{Text: e.Text, Href: "#password"}}
		return s.render(w, http.StatusUnprocessableEntity, "choose_password", p)
	}
	return err
}
