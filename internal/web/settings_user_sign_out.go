package web

import (
	"net/http"

	"homeward/internal/web/ui"
)

// userSignOut asks before a user is signed out everywhere.
func (s *Server) userSignOut(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Sign them out everywhere?"), About: u.Name + ", " + u.Email, Action: userPath(u.ID, "sign-out"),
		Words: []string{
			"Do this when somebody else may be using their account, or when a computer on which they were signed in is lost. They can sign in again at once.",
			"They are told by email, where Homeward can send it. Each register they are in has it among what was done.",
			"If somebody may know their password, let them change it as soon as they have signed in, or press New password on the list of users.",
		},
		Do: &ui.Button{Text: "Sign them out", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Do not", Href: userPath(u.ID, "")},
	}
	p.Back = &ui.BackLink{Text: "Back", Href: userPath(u.ID, "")}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) signOutUser(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.SignOutUser(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	s.tell(w, "They are signed out everywhere.")
	return seeOther(w, r, "/settings/users")
}
