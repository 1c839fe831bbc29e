package web

import (
	"net/http"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// codeAppPage tells how to set up an app that makes codes: at sign-in for who
// must, and from the account.
type codeAppPage struct {
	Page
	AtSignIn       bool
	Action         string
	Picture        ui.QR
	Secret         string
	Code           ui.Input
	Button         ui.Button
	Passkey        *passkeyForm // at sign-in, in place of the app
	Next, Register string
}

// recoveryCodesPage shows recovery codes, once.
type recoveryCodesPage struct {
	Page
	Codes    []string
	Continue ui.Button
}

func (s *Server) newCodeApp(v visit, setUp app.CodeAppSetUp, action string) *codeAppPage {
	return &codeAppPage{
		Page: s.newPage(v, "Set up an app for codes"), Action: action, Secret: setUp.Secret,
		Picture: ui.QR{Text: setUp.Address, Title: "Picture for the camera of your phone. The same is below in letters and digits."},
		Code: ui.Input{
			Label: ui.Label{Text: "The code that the app shows", Size: "m"}, Name: "code", Width: 10, Code: true,
			Hint: ui.Hint{Text: "6 digits; a new one comes every 30 seconds"}, Inputmode: "numeric", Autocomplete: "one-time-code", Spellcheck: "false",
		},
		Button: ui.Button{Text: "Continue", PreventDoubleClick: "true"},
	}
}

// Setting up at sign-in, by who has no second factor yet.

func (s *Server) signInSetUpPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	return s.showSignInSetUp(w, r, v, local(q.Get("next")), q.Get("register"), nil)
}

func (s *Server) showSignInSetUp(w http.ResponseWriter, r *http.Request, v visit, next, register string, wrong error) error {
	setUp, err := s.app.SignInSetUp(r.Context(), s.token(r, begunCookie))
	if err != nil {
		return s.beginAgain(w, r, err, next, register)
	}
	p := s.newCodeApp(v, setUp, "/sign-in/set-up")
	p.AtSignIn, p.Next, p.Register = true, next, register
	if p.Passkey = s.newPasskeyForm("/sign-in/set-up/passkey"); p.Passkey != nil {
		p.Passkey.Next, p.Passkey.Register = next, register
		p.Passkey.Heading = "Or make a passkey"
		p.Passkey.Words = "If this is your own device, you can sign in by your fingerprint, your face or its PIN instead."
	}
	return s.showCodeApp(w, p, wrong)
}

func (s *Server) showCodeApp(w http.ResponseWriter, p *codeAppPage, wrong error) error {
	status := http.StatusOK
	if wrong != nil {
		status = codeStatus(wrong)
		p.codeError(&p.Code, app.As(wrong).Text)
	}
	return s.render(w, status, "code_app", p)
}

func (s *Server) signInSetUp(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	entrance, codes, err := s.app.FinishSignInSetUp(r.Context(), s.token(r, begunCookie), typedCode(r), s.from(r))
	switch {
	case err != nil && codeStatus(err) != 0:
		return s.showSignInSetUp(w, r, v, next, register, err)
	case err != nil:
		return s.beginAgain(w, r, err, next, register)
	}
	if v, err = s.takeSession(w, r, v, entrance, register); err != nil {
		return err
	}
	return s.showRecoveryCodes(w, v, codes, orHome(next, v))
}

// typedCode is the code of the form, never empty: what is missing is a wrong one.
func typedCode(r *http.Request) string {
	if code := strings.TrimSpace(r.PostForm.Get("code")); code != "" {
		return code
	}
	return "none"
}

// showRecoveryCodes is the answer to the form itself: the codes are kept nowhere
// that they could be fetched from by another page.
func (s *Server) showRecoveryCodes(w http.ResponseWriter, v visit, codes []string, next string) error {
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	return s.render(w, http.StatusOK, "recovery_codes", &recoveryCodesPage{
		Page: s.newPage(v, "Your recovery codes"), Codes: codes, Continue: ui.Button{Text: "I have kept them", Href: next},
	})
}

// From the account, by who is signed in.

func (s *Server) beginCodeApp(w http.ResponseWriter, r *http.Request, v visit) error {
	begun, err := s.app.BeginCodeApp(r.Context(), v.SignedIn)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(begunCookie, begun, begunSeconds))
	return seeOther(w, r, "/account/app")
}

func (s *Server) codeAppPage(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showOwnCodeApp(w, r, v, nil)
}

func (s *Server) showOwnCodeApp(w http.ResponseWriter, r *http.Request, v visit, wrong error) error {
	setUp, err := s.app.CodeAppSetUp(r.Context(), v.SignedIn, s.token(r, begunCookie))
	if err != nil {
		return s.backToAccount(w, r, err)
	}
	p := s.newCodeApp(v, setUp, "/account/app/code")
	p.Back = &ui.BackLink{Text: "Back to your account", Href: "/account"}
	return s.showCodeApp(w, p, wrong)
}

// backToAccount says there that what was begun is no longer waiting; other
// errors it leaves as they are.
func (s *Server) backToAccount(w http.ResponseWriter, r *http.Request, err error) error {
	if app.As(err).Kind != app.NotFound {
		return err
	}
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	return seeOther(w, r, "/account#second-factor")
}

func (s *Server) finishCodeApp(w http.ResponseWriter, r *http.Request, v visit) error {
	codes, err := s.app.FinishCodeApp(r.Context(), v.SignedIn, s.token(r, begunCookie), typedCode(r))
	switch {
	case err != nil && codeStatus(err) != 0:
		return s.showOwnCodeApp(w, r, v, err)
	case err != nil:
		return s.backToAccount(w, r, err)
	}
	return s.showRecoveryCodes(w, v, codes, "/account#second-factor")
}

func (s *Server) removeCodeApp(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RemoveCodeApp(r.Context(), v.SignedIn); err != nil && app.As(err).Kind != app.NotFound {
		return err
	}
	s.tell(w, "The app for codes is removed.")
	return seeOther(w, r, "/account#second-factor")
}

func (s *Server) newRecoveryCodes(w http.ResponseWriter, r *http.Request, v visit) error {
	codes, err := s.app.NewRecoveryCodes(r.Context(), v.SignedIn)
	if err != nil {
		return err
	}
	return s.showRecoveryCodes(w, v, codes, "/account#second-factor")
}
