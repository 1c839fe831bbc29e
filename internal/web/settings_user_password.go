package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsUserPasswordPage offers the ways by which a user gets to choose a
// password.
type settingsUserPasswordPage struct {
	Page
	Name, Email string
	Words       []string
	CanEmail    bool
	SendAction  string
	Send        ui.Button
	WriteAction string
	Write       ui.Button
	Problem     string // why there is no letter
	Later       ui.Link
}

// letterPage is the letter itself, to be printed. It is shown once.
type letterPage struct {
	Page
	Letter app.Letter
	Where  string // address at which the code is typed
	Until  string
	Done   ui.Link
}

func passwordLink(u app.UserInRegister) string {
	if u.NoPassword {
		return "Invite"
	}
	return "New\u00a0password" // which stands in a narrow column
}

func (s *Server) userPassword(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showUserPassword(w, r, v, "", http.StatusOK)
}

func (s *Server) showUserPassword(w http.ResponseWriter, r *http.Request, v visit, problem string, status int) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	p := &settingsUserPasswordPage{
		Page: s.newPage(v, "A new password"), Name: u.Name, Email: u.Email, CanEmail: s.app.CanEmail(), Problem: problem,
		SendAction: userPath(u.ID, "password/email"), Send: ui.Button{Text: "Send an email", PreventDoubleClick: "true"},
		WriteAction: userPath(u.ID, "password/letter"), Write: ui.Button{Text: "Make a letter", PreventDoubleClick: "true"},
		Later: ui.Link{Text: "Not now", Href: "/settings/users"},
		Words: []string{"They choose a new password themselves, with a link or a code that works once. Until they do, their password stays as it is."},
	}
	if u.NoPassword {
		p.Title = "Invite this user"
		p.Words[0] = "They choose their password themselves, with a link or a code that works once."
	}
	if u.Waits {
		p.Title = "Let them show that it is them"
		p.Words = []string{
			"There was an account for this email address already, and somebody else may have opened it. So their access to this register waits until they open the account anew, with a link that is sent to the address.",
			"Then the password, the passkeys and the app for codes that the account had stop working, and they set up new ones. Until then nothing changes for them elsewhere.",
		}
		if p.CanEmail {
			p.Words = append(p.Words, "An email was sent when they were added. You can send it again.")
		} else {
			p.Words = append(p.Words, "Without email, try a letter. If there can be none, whoever runs Homeward can open the account for them.")
		}
	}
	if p.CanEmail {
		p.Write.Variant = "secondary"
	}
	if problem != "" {
		p.Errors = []ui.ErrorItem{{Text: problem}}
	}
	if !u.Code.IsZero() {
		p.Words = append(p.Words, "They have a link or a code already, which works until "+s.dayOf(u.Code).Long()+". A new one by the same way takes its place.")
	}
	p.Back = &ui.BackLink{Text: "Back to users", Href: "/settings/users"}
	return s.render(w, status, "settings_user_password", p)
}

// userFactor asks before what a user proves with beside the password is taken
// away.
func (s *Server) userFactor(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Let them set up their phone or passkey anew?"), About: u.Name + ", " + u.Email, Action: userPath(u.ID, "second-factor"),
		Words: []string{
			"Do this when they have lost it and have no recovery code. Be sure that it is they who ask: see them or speak to them.",
			"The app for codes, the passkeys and the recovery codes that they have stop working, in every register they are in, and they are signed out. They set up new ones when they sign in next.",
		},
		Do: &ui.Button{Text: "Let them set up anew", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Do not", Href: userPath(u.ID, "")},
	}
	if u.ElsewhereToo {
		p.Words, p.Do = []string{
			"They are also in another register, so you cannot do this for them here: it would weaken what guards that register as well.",
			"They can sign in with a recovery code and set up another phone or passkey themselves. Without one, whoever runs Homeward can do this for them.",
		}, nil
		p.Cancel.Text = "Back to the user"
	}
	p.Back = &ui.BackLink{Text: "Back", Href: userPath(u.ID, "")}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) resetFactor(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	if err := s.app.ResetSecondFactors(r.Context(), v.Actor, u.Email); err != nil {
		return err
	}
	s.tell(w, "They are signed out, and set up their phone or passkey anew when they sign in next.")
	return seeOther(w, r, "/settings/users")
}

func (s *Server) sendInvitation(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.app.SendInvitation(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		if e := app.As(err); e.Kind == app.Invalid {
			return s.showUserPassword(w, r, v, e.Text, http.StatusUnprocessableEntity)
		}
		return err
	}
	s.tell(w, "The email is on its way. It can take a few minutes, and its link works for 7 days.")
	return seeOther(w, r, "/settings/users")
}

func (s *Server) writeLetter(w http.ResponseWriter, r *http.Request, v visit) error {
	letter, err := s.app.WriteLetter(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		if e := app.As(err); e.Kind == app.Invalid {
			return s.showUserPassword(w, r, v, e.Text, http.StatusUnprocessableEntity)
		}
		return err
	}
	path := "/reset"
	if letter.Invitation {
		path = "/invited"
	}
	p := &letterPage{
		Page: s.newPage(v, "A letter with a code"), Letter: letter, Where: s.origin(r) + path, Until: s.dayOf(letter.Until).Long(),
		Done: ui.Link{Text: "I have printed it", Href: "/settings/users"},
	}
	return s.render(w, http.StatusOK, "letter", p)
}
