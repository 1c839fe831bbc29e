package web

import (
	"fmt"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// passkeyForm asks the browser's script for a passkey. Without the script, or
// with a browser that has no passkeys, it stays hidden: nothing needs one.
type passkeyForm struct {
	Do             string // get or create, as the script takes it
	Heading, Words string
	Action, Begin  string // where the answer goes, and where the challenge comes from
	Name           *ui.Input
	Button         ui.Button
	Next, Register string
	Kept           []keptField
}

// challengeCookie has the token of the challenge that the browser was sent.
const challengeCookie = "homeward-challenge"

// sendChallenge answers the script that asks for a challenge.
func (s *Server) sendChallenge(w http.ResponseWriter, c app.Challenge, err error) error {
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(challengeCookie, c.Token, begunSeconds))
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(c.Options); err != nil {
		return fmt.Errorf("sending a challenge: %w", err)
	}
	return nil
}

// answerOf is what the device answered, and to which challenge.
func (s *Server) answerOf(w http.ResponseWriter, r *http.Request) (token, answer string) {
	http.SetCookie(w, s.cookie(challengeCookie, "", -1))
	return s.token(r, challengeCookie), r.PostForm.Get("answer")
}

// At sign-in, alone.

func (s *Server) passkeyToSignIn(next, register string) *passkeyForm {
	if !s.app.TakesPasskeys() {
		return nil
	}
	return &passkeyForm{
		Do: "get", Action: "/sign-in/passkey", Begin: "/sign-in/passkey/begin", Next: next, Register: register,
		Button: ui.Button{Text: "Sign in with a passkey", Variant: "secondary"},
	}
}

func (s *Server) beginPasskeySignIn(w http.ResponseWriter, r *http.Request, _ visit) error {
	c, err := s.app.PasskeyToSignIn(r.Context())
	return s.sendChallenge(w, c, err)
}

func (s *Server) signInWithPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	token, answer := s.answerOf(w, r)
	entrance, err := s.app.SignInWithPasskey(r.Context(), token, answer, s.from(r))
	if err != nil {
		status := codeStatus(err)
		if status == 0 {
			return s.beginAgain(w, r, err, next, register)
		}
		p := s.newSignIn(v, "", next, register)
		p.Email.ErrorMessage.Text = app.As(err).Text
		p.Errors = []ui.ErrorItem{{Text: app.As(err).Text, Href: "#email"}}
		return s.render(w, status, "sign_in", p)
	}
	return s.letIn(w, r, v, entrance, next, register)
}

// At sign-in, after the password.

func (s *Server) beginPasskeyFactor(w http.ResponseWriter, r *http.Request, _ visit) error {
	c, err := s.app.PasskeyAsFactor(r.Context(), s.token(r, begunCookie))
	return s.sendChallenge(w, c, err)
}

func (s *Server) confirmPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	token, answer := s.answerOf(w, r)
	begun := s.token(r, begunCookie)
	entrance, err := s.app.ConfirmPasskey(r.Context(), begun, token, answer, s.from(r))
	if err != nil {
		status := codeStatus(err)
		if status == 0 {
			return s.beginAgain(w, r, err, next, register)
		}
		has, gone := s.app.SecondFactor(r.Context(), begun)
		if gone != nil {
			return s.beginAgain(w, r, gone, next, register)
		}
		p := s.newSignInCode(v, has, next, register)
		p.codeError(&p.Code, app.As(err).Text)
		return s.render(w, status, "sign_in_code", p)
	}
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	return s.letIn(w, r, v, entrance, next, register)
}

// At sign-in, by who has no second factor yet.

func (s *Server) newPasskeyForm(action string) *passkeyForm {
	if !s.app.TakesPasskeys() {
		return nil
	}
	return &passkeyForm{
		Do: "create", Action: action, Begin: action + "/begin",
		Name: &ui.Input{
			Label: ui.Label{Text: "Name of the passkey"}, Hint: ui.Hint{Text: "So that you know it by, such as Work laptop"},
			ID: "passkey-name", Name: "name", Width: 20, Autocomplete: "off",
		},
		Button: ui.Button{Text: "Make a passkey"},
	}
}

func (s *Server) beginSetUpPasskey(w http.ResponseWriter, r *http.Request, _ visit) error {
	c, err := s.app.PasskeyAtSetUp(r.Context(), s.token(r, begunCookie))
	return s.sendChallenge(w, c, err)
}

func (s *Server) setUpPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	token, answer := s.answerOf(w, r)
	entrance, codes, err := s.app.FinishSignInWithNewPasskey(r.Context(), s.token(r, begunCookie), token, r.PostForm.Get("name"), answer, s.from(r))
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

// From the account.

// accountPasskeyPage makes a passkey for who is signed in.
type accountPasskeyPage struct {
	Page
	Passkey *passkeyForm
}

func (s *Server) accountPasskey(w http.ResponseWriter, _ *http.Request, v visit) error {
	return s.showAccountPasskey(w, v, "", nil)
}

func (s *Server) showAccountPasskey(w http.ResponseWriter, v visit, name string, wrong error) error {
	p := &accountPasskeyPage{Page: s.newPage(v, "Add a passkey"), Passkey: s.newPasskeyForm("/account/passkey")}
	p.Back = &ui.BackLink{Text: "Back to your account", Href: "/account#second-factor"}
	if p.Passkey == nil {
		return &app.Error{Kind: app.NotFound}
	}
	status := http.StatusOK
	p.Passkey.Name.Value = name
	if wrong != nil {
		status = codeStatus(wrong)
		p.Passkey.Name.ErrorMessage.Text = app.As(wrong).Text
		p.Errors = []ui.ErrorItem{{Text: app.As(wrong).Text, Href: "#passkey-name"}}
	}
	return s.render(w, status, "account_passkey", p)
}

func (s *Server) beginAccountPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	c, err := s.app.NewPasskey(r.Context(), v.SignedIn)
	return s.sendChallenge(w, c, err)
}

func (s *Server) addPasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	name := r.PostForm.Get("name")
	token, answer := s.answerOf(w, r)
	codes, err := s.app.AddPasskey(r.Context(), v.SignedIn, token, name, answer)
	switch {
	case err != nil && codeStatus(err) != 0:
		return s.showAccountPasskey(w, v, name, err)
	case err != nil:
		return s.backToAccount(w, r, err)
	case codes != nil:
		return s.showRecoveryCodes(w, v, codes, "/account#second-factor")
	}
	s.tell(w, "The passkey is there. You can sign in with it from now on.")
	return seeOther(w, r, "/account#second-factor")
}

func (s *Server) renamePasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RenamePasskey(r.Context(), v.SignedIn, r.PostForm.Get("id"), r.PostForm.Get("name")); err != nil {
		return err
	}
	s.tell(w, "The passkey has its new name.")
	return seeOther(w, r, "/account#second-factor")
}

func (s *Server) removePasskey(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RemovePasskey(r.Context(), v.SignedIn, r.PostForm.Get("id")); err != nil && app.As(err).Kind != app.NotFound {
		return err
	}
	s.tell(w, "The passkey is removed. Your device may still offer it; it opens nothing here.")
	return seeOther(w, r, "/account#second-factor")
}
