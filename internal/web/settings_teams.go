package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsTeamsPage lists the teams of a register.
type settingsTeamsPage struct {
	Page
	Add   ui.Button
	Teams ui.SortableTable
}

func teamPath(id, part string) string {
	path := "/settings/teams/" + id
	if part != "" {
		path += "/" + part
	}
	return path
}

func (s *Server) settingsTeams(w http.ResponseWriter, r *http.Request, v visit) error {
	teams, err := s.app.Teams(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsTeamsPage{Page: s.newPage(v, "Teams"), Add: ui.Button{Text: "Add a team", Href: teamPath("new", "")}}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	p.Teams = ui.SortableTable{
		Caption: "Teams of this register", HideCaption: true, Empty: ui.Text("There is no team in this register yet."),
		Columns: []ui.SortColumn{{Text: "Team"}, {Text: "Members"}, {Text: "Change it"}},
	}
	for _, t := range teams {
		p.Teams.Rows = append(p.Teams.Rows, []ui.Cell{
			{Text: t.Name},
			{Body: teamMembers(t)},
			{Body: ui.Lines{
				{Body: ui.Link{Text: "Change", VisuallyHiddenText: t.Name, Href: teamPath(t.ID, "")}},
				{Body: ui.Link{Text: "Remove", VisuallyHiddenText: t.Name, Href: teamPath(t.ID, "remove")}},
			}},
		})
	}
	return s.render(w, http.StatusOK, "settings_teams", p)
}

// teamMembers are those of a team, one below another.
func teamMembers(t app.Team) ui.Lines {
	if len(t.Members) == 0 {
		return ui.Lines{{Text: "Nobody yet", Minor: true}}
	}
	var lines ui.Lines
	for _, m := range t.Members {
		lines = append(lines, ui.Line{Text: m.Name})
	}
	return lines
}

// teamRemove asks before a team is removed.
func (s *Server) teamRemove(w http.ResponseWriter, r *http.Request, v visit) error {
	t, err := s.app.Team(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Remove this team?"), About: t.Name, Action: teamPath(t.ID, "remove"),
		Words: []string{"Its members stay users of the register, with the same roles and the same cases. They no longer see under one heading what is due for all of them."},
		Do:    &ui.Button{Text: "Remove the team", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Keep it", Href: "/settings/teams"},
	}
	p.Back = &ui.BackLink{Text: "Back to teams", Href: "/settings/teams"}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) removeTeam(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RemoveTeam(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	s.tell(w, "The team is removed.")
	return seeOther(w, r, "/settings/teams")
}
