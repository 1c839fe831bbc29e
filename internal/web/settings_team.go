package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsTeamPage asks what a team is called and who is in it.
type settingsTeamPage struct {
	Page
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Remove    *ui.Link // nil for a new team
}

func (s *Server) teamNew(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showTeam(w, r, v, app.Team{}, s.blankForm(nil), http.StatusOK)
}

func (s *Server) team(w http.ResponseWriter, r *http.Request, v visit) error {
	t, err := s.app.Team(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showTeam(w, r, v, t, s.blankForm(nil), http.StatusOK)
}

func (s *Server) addTeam(w http.ResponseWriter, r *http.Request, v visit) error {
	_, err := s.app.AddTeam(r.Context(), v.Actor, teamForm(r.PostForm))
	if err != nil {
		return s.teamRefused(w, r, v, app.Team{}, err)
	}
	s.tell(w, "The team is added.")
	return seeOther(w, r, "/settings/teams")
}

func (s *Server) changeTeam(w http.ResponseWriter, r *http.Request, v visit) error {
	t, err := s.app.Team(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.app.ChangeTeam(r.Context(), v.Actor, t.ID, teamForm(r.PostForm)); err != nil {
		return s.teamRefused(w, r, v, t, err)
	}
	s.tell(w, "The team is changed.")
	return seeOther(w, r, "/settings/teams")
}

func teamForm(f url.Values) app.TeamForm {
	return app.TeamForm{Name: clean(f.Get("name")), Organisation: f.Get("organisation"), Members: f["members"]}
}

// teamRefused shows the form again with what is wrong.
func (s *Server) teamRefused(w http.ResponseWriter, r *http.Request, v visit, t app.Team, err error) error {
	e := app.As(err)
	if e.Kind != app.Invalid {
		return err
	}
	f := s.blankForm(r.PostForm)
	f.refuse(e.Refusals)
	return s.showTeam(w, r, v, t, f, http.StatusUnprocessableEntity)
}

func (s *Server) showTeam(w http.ResponseWriter, r *http.Request, v visit, t app.Team, f *form, status int) error {
	users, err := s.app.Users(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsTeamPage{Page: s.newPage(v, "Add a team"), Action: teamPath("new", ""), Save: ui.Button{Text: "Add the team", PreventDoubleClick: "true"}}
	if t.ID != "" {
		p.Title, p.Action, p.Save.Text = "Change a team", teamPath(t.ID, ""), "Save"
		p.Remove = &ui.Link{Text: "Remove this team", Href: teamPath(t.ID, "remove")}
	}
	f.line(input("name", "Name of the team", "For example, Adults’ community team"), t.Name)
	if err := s.askOrganisation(r, v, f, "Organisation (optional)", t.Organisation); err != nil {
		return err
	}
	var who []choice
	for _, u := range users {
		if !u.Disabled && (u.Leaving == nil || !u.Leaving.Ended) {
			who = append(who, choice{value: u.ID, text: u.Name, hint: strings.Join(roleWords(u.Roles), ", ")})
		}
	}
	var in []string
	for _, m := range t.Members {
		in = append(in, m.UserID)
	}
	f.any("members", "Who is in it", "Someone can be in several teams", in, who...)
	p.Questions, p.Errors = f.Questions(), f.Errors()
	p.Back = &ui.BackLink{Text: "Back to teams", Href: "/settings/teams"}
	return s.render(w, status, "settings_team", p)
}

// roleWords are roles as people say them.
func roleWords(roles []string) []string {
	var words []string
	for _, r := range access.Roles {
		for _, has := range roles {
			if has == string(r) {
				words = append(words, r.Word())
			}
		}
	}
	return words
}
