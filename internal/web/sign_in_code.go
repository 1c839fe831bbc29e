package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// signInCodePage asks for the second factor after the password.
type signInCodePage struct {
	Page
	Code           ui.Input
	Button         ui.Button
	Passkey        *passkeyForm
	Next, Register string
}

// begunCookie has the token of a sign-in, or of what is being set up, that
// waits for its next step.
const (
	begunCookie  = "homeward-begun"
	begunSeconds = 600
)

// onward leads whoever gave the right password on: in, or to what comes next.
func (s *Server) onward(w http.ResponseWriter, r *http.Request, v visit, e app.Entrance, next, register string) error {
	path := map[app.Next]string{app.NextFactor: "/sign-in/code", app.NextSetUp: "/sign-in/set-up"}[e.Next]
	if path == "" {
		return s.letIn(w, r, v, e, next, register)
	}
	http.SetCookie(w, s.cookie(begunCookie, e.Begun, begunSeconds))
	return seeOther(w, r, onwardPath(path, next, register))
}

// onwardPath is a step of signing in that knows where it leads.
func onwardPath(path, next, register string) string {
	q := url.Values{}
	if next != "" {
		q.Set("next", next)
	}
	if register != "" {
		q.Set("register", register)
	}
	return pathWith(path, q)
}

// beginAgain sends whoever took too long back to where they sign in; other
// errors it leaves as they are.
func (s *Server) beginAgain(w http.ResponseWriter, r *http.Request, err error, next, register string) error {
	if app.As(err).Kind != app.SignedOut {
		return err
	}
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	path := onwardPath("/sign-in", next, register)
	if strings.Contains(path, "?") {
		return seeOther(w, r, path+"&why=late")
	}
	return seeOther(w, r, path+"?why=late")
}

func (s *Server) signInCodePage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	next, register := local(q.Get("next")), q.Get("register")
	has, err := s.app.SecondFactor(r.Context(), s.token(r, begunCookie))
	if err != nil {
		return s.beginAgain(w, r, err, next, register)
	}
	return s.render(w, http.StatusOK, "sign_in_code", s.newSignInCode(v, has, next, register))
}

func (s *Server) newSignInCode(v visit, has app.Factors, next, register string) *signInCodePage {
	p := &signInCodePage{
		Page: s.newPage(v, "Confirm that it is you"), Next: next, Register: register,
		Code: ui.Input{
			Label: ui.Label{Text: "Code", Size: "m"}, Name: "code", Width: 20, Code: true,
			Hint:         ui.Hint{Text: "The 6 digits that the app on your phone shows for Homeward. If you do not have your phone with you, type one of your recovery codes."},
			Autocomplete: "one-time-code", Autocapitalize: "characters", Spellcheck: "false",
		},
		Button: ui.Button{Text: "Continue", PreventDoubleClick: "true"},
	}
	if !has.App {
		p.Code.Hint.Text = "One of your recovery codes"
	}
	if len(has.Passkeys) > 0 && s.app.TakesPasskeys() {
		p.Passkey = &passkeyForm{
			Do: "get", Action: "/sign-in/code/passkey", Begin: "/sign-in/code/passkey/begin", Next: next, Register: register,
			Button: ui.Button{Text: "Use a passkey", Variant: "secondary"},
		}
	}
	return p
}

func (s *Server) confirmCode(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	has, err := s.app.SecondFactor(r.Context(), s.token(r, begunCookie))
	if err != nil {
		return s.beginAgain(w, r, err, next, register)
	}
	p := s.newSignInCode(v, has, next, register)
	code := r.PostForm.Get("code")
	if strings.TrimSpace(code) == "" {
		p.codeError(&p.Code, "Enter the code")
		return s.render(w, http.StatusUnprocessableEntity, "sign_in_code", p)
	}
	entrance, err := s.app.ConfirmCode(r.Context(), s.token(r, begunCookie), code, s.from(r))
	if err != nil {
		status := codeStatus(err)
		if status == 0 {
			return s.beginAgain(w, r, err, next, register)
		}
		p.codeError(&p.Code, app.As(err).Text)
		return s.render(w, status, "sign_in_code", p)
	}
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	return s.letIn(w, r, v, entrance, next, register)
}

// codeError says what is wrong with a code, above and at the field.
func (p *Page) codeError(field *ui.Input, text string) {
	field.ErrorMessage.Text = text
	p.Errors = []ui.ErrorItem{{Text: text, Href: "#" + field.Name}}
}

// codeStatus is that of the page that says what is wrong with a code; 0 for an
// error of another sort.
func codeStatus(err error) int {
	switch app.As(err).Kind {
	case app.Invalid:
		return http.StatusUnprocessableEntity
	case app.Locked:
		return http.StatusTooManyRequests
	}
	return 0
}
