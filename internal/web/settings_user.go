package web

import (
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsUserPage asks what a user is in a register.
type settingsUserPage struct {
	Page
	Name, Email string
	Words       []string
	Action      string
	Questions   []ui.Component
	Save        ui.Button
	Cancel      ui.Link
	More        []ui.Link
	Keep        *ui.Button // to take back an end of access that is planned
	KeepWords   string
	KeepAction  string
}

// user is a user of the register, or nil when the visitor was sent to where
// those are whose access has or has not ended.
func (s *Server) user(w http.ResponseWriter, r *http.Request, v visit, ended bool) (*app.UserInRegister, error) {
	u, err := s.app.User(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if is := u.Leaving != nil && u.Leaving.Ended; is != ended {
		part := ""
		if is {
			part = "let-in"
		}
		return nil, seeOther(w, r, userPath(u.ID, part))
	}
	return &u, nil
}

func (s *Server) userChange(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	return s.showUser(w, r, v, u, s.blankForm(nil), http.StatusOK)
}

func (s *Server) changeUser(w http.ResponseWriter, r *http.Request, v visit) error {
	u, err := s.user(w, r, v, false)
	if err != nil || u == nil {
		return err
	}
	name := clean(r.PostForm.Get("name"))
	err = s.app.ChangeUser(r.Context(), v.Actor, u.ID, name, typedPlace(r.PostForm))
	if e := app.As(err); err != nil {
		if e.Kind != app.Invalid {
			return err
		}
		f := s.blankForm(r.PostForm)
		f.refuse(e.Refusals)
		return s.showUser(w, r, v, u, f, http.StatusUnprocessableEntity)
	}
	words := "Saved. It holds from the user’s next click."
	if n, err := s.app.HeldBy(r.Context(), v.Actor, u.Name); err != nil {
		return err
	} else if n > 0 && name != u.Name {
		words = "Saved. The cases of " + peopleWord(n) + " still have the name from before as that of who holds them, until a register coordinator records the new one."
	}
	s.tell(w, words)
	return seeOther(w, r, "/settings/users")
}

// typedPlace is what askPlace asks for.
func typedPlace(f url.Values) app.Place {
	p := app.Place{Teams: f["teams"], Organisation: f.Get("organisation")}
	for _, r := range f["roles"] {
		p.Roles = append(p.Roles, access.Role(r))
	}
	return p
}

// askPlace asks what a user is in the register.
func (s *Server) askPlace(r *http.Request, v visit, f *form, roles []string, in []app.Team, organisation string) error {
	f.any("roles", "What they do in this register", "What a person may see and do depends on it", roles, choices(access.Roles)...)
	if err := s.askOrganisation(r, v, f, "Works for (optional)", organisation); err != nil {
		return err
	}
	teams, err := s.app.Teams(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range in {
		ids = append(ids, t.ID)
	}
	var offered []choice
	for _, t := range teams {
		offered = append(offered, choice{value: t.ID, text: t.Name})
	}
	if len(offered) > 0 {
		f.any("teams", "Teams (optional)", "", ids, offered...)
	}
	return nil
}

func (s *Server) showUser(w http.ResponseWriter, r *http.Request, v visit, u *app.UserInRegister, f *form, status int) error {
	p := &settingsUserPage{
		Page: s.newPage(v, "Change a user"), Name: u.Name, Email: u.Email, Action: userPath(u.ID, ""), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Change nothing", Href: "/settings/users"}, More: []ui.Link{
			{Text: "End their access", Href: userPath(u.ID, "end")}, {Text: "They lost their phone or passkey", Href: userPath(u.ID, "second-factor")},
			{Text: "Sign them out everywhere", Href: userPath(u.ID, "sign-out")},
		},
	}
	f.line(input("name", "Name", "As colleagues know them. Cases say by name who holds them"), u.Name)
	if err := s.askPlace(r, v, f, u.Roles, u.Teams, u.Organisation); err != nil {
		return err
	}
	if u.Leaving != nil {
		p.More[0].Text = "Choose another day"
		p.Keep, p.KeepAction = &ui.Button{Text: "Keep their access", Variant: "secondary"}, userPath(u.ID, "keep")
		p.KeepWords = "Their access ends on " + u.Leaving.EndsOn.Long() + ". " + u.Leaving.Reason.Word() + "."
	}
	p.Questions, p.Errors = f.Questions(), f.Errors()
	p.Back = &ui.BackLink{Text: "Back to users", Href: "/settings/users"}
	return s.render(w, status, "settings_user", p)
}

func (s *Server) keepUser(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.KeepAccess(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	s.tell(w, "Their access goes on.")
	return seeOther(w, r, "/settings/users")
}
