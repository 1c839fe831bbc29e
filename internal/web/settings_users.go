package web

import (
	"net/http"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// settingsUsersPage lists who has access to a register, and who had.
type settingsUsersPage struct {
	Page
	Add   ui.Button
	Users ui.SortableTable
	Left  *ui.SortableTable // nil when nobody has left
}

func userPath(id, part string) string {
	path := "/settings/users/" + id
	if part != "" {
		path += "/" + part
	}
	return path
}

func (s *Server) settingsUsers(w http.ResponseWriter, r *http.Request, v visit) error {
	users, err := s.app.Users(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	left, err := s.app.UsersLeft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	organisations, err := s.app.Organisations(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsUsersPage{Page: s.newPage(v, "Users"), Add: ui.Button{Text: "Add a user", Href: userPath("new", "")}}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	p.Users = ui.SortableTable{
		Caption: "Users of this register", HideCaption: true, Empty: ui.Text("Nobody has access to this register yet."),
		Columns: []ui.SortColumn{{Text: "User"}, {Text: "Roles"}, {Text: "Teams"}, {Text: "Last signed in"}, {Text: "Change it"}},
	}
	gone := ui.SortableTable{
		Caption: "Users whose access has ended", HideCaption: true,
		Columns: []ui.SortColumn{{Text: "User"}, {Text: "Access ended"}, {Text: "Cases they still hold"}, {Text: "Change it"}},
	}
	for _, u := range users {
		if u.Leaving != nil && u.Leaving.Ended { // the job of the day has not taken it yet
			left = append(left, u)
			continue
		}
		p.Users.Rows = append(p.Users.Rows, []ui.Cell{
			{Body: userLines(u, worksFor(organisations, u.Organisation, s.app.Today()))},
			{Body: linesOf(roleWords(u.Roles)...)},
			{Body: linesOf(teamNames(u)...)},
			{Body: s.signedInWords(u)},
			{Body: ui.Lines{
				{Body: ui.Link{Text: "Change", VisuallyHiddenText: u.Name, Href: userPath(u.ID, "")}},
				{Body: ui.Link{Text: passwordLink(u), VisuallyHiddenText: "for " + u.Name, Href: userPath(u.ID, "password")}},
				{Body: ui.Link{Text: "End\u00a0access", VisuallyHiddenText: "of " + u.Name, Href: userPath(u.ID, "end")}},
			}},
		})
	}
	for _, u := range left {
		held, err := s.heldWords(r, v, u.Name)
		if err != nil {
			return err
		}
		gone.Rows = append(gone.Rows, []ui.Cell{
			{Body: userLines(u, "")},
			{Body: ui.Lines{{Text: "On " + u.Leaving.EndsOn.Long()}, {Text: u.Leaving.Reason.Word(), Minor: true}}},
			{Body: held},
			{Body: ui.Lines{{Body: ui.Link{Text: "Let in again", VisuallyHiddenText: u.Name, Href: userPath(u.ID, "let-in")}}}},
		})
	}
	if len(gone.Rows) > 0 {
		p.Left = &gone
	}
	return s.render(w, http.StatusOK, "settings_users", p)
}

// userLines say who a user is, and what is special about their access.
func userLines(u app.UserInRegister, organisation string) ui.Lines {
	lines := ui.Lines{{Text: u.Name}, {Text: u.Email, Minor: true}}
	if organisation != "" {
		lines = append(lines, ui.Line{Text: organisation, Minor: true})
	}
	switch {
	case u.Waits:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Waits for them to show it is their email", Colour: "yellow"}})
	case u.Disabled:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Cannot sign in", Colour: "grey"}})
	case u.Leaving != nil && !u.Leaving.Ended:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Access ends on " + u.Leaving.EndsOn.Long(), Colour: "yellow"}})
	}
	return lines
}

// worksFor is the name of the organisation that has the place of a code today.
func worksFor(all []app.Organisation, code string, today civil.Date) string {
	o, _ := app.OrganisationNow(all, code, today)
	return o.Name
}

// linesOf are words one below another; without any it says none.
func linesOf(words ...string) ui.Lines {
	if len(words) == 0 {
		return ui.Lines{{Text: "None", Minor: true}}
	}
	var lines ui.Lines
	for _, word := range words {
		lines = append(lines, ui.Line{Text: word})
	}
	return lines
}

func teamNames(u app.UserInRegister) []string {
	var names []string
	for _, t := range u.Teams {
		names = append(names, t.Name)
	}
	return names
}

// signedInWords say when a user signed in last, and whether a code waits for
// them.
func (s *Server) signedInWords(u app.UserInRegister) ui.Lines {
	words := "Not yet"
	if !u.LastSignIn.IsZero() {
		words = s.dayOf(u.LastSignIn).Long()
	}
	lines := ui.Lines{{Text: words}}
	switch {
	case !u.Code.IsZero():
		lines = append(lines, ui.Line{Text: "Can choose a password until " + s.dayOf(u.Code).Long(), Minor: true})
	case u.NoPassword:
		lines = append(lines, ui.Line{Text: "Has no password and no invitation that works", Minor: true})
	}
	return lines
}

// heldWords say how many people's cases name a user as who holds them, and lead
// there whoever may see lists of people.
func (s *Server) heldWords(r *http.Request, v visit, name string) (ui.Lines, error) {
	n, err := s.app.HeldBy(r.Context(), v.Actor, name)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return linesOf(), nil
	}
	words := "Of " + peopleWord(n)
	if v.may(access.SeeRegister) {
		there := registerQuery{Page: 1, Size: usualSize, Coordinator: coordinatorKey(v.Actor.Register, name)}
		return ui.Lines{{Body: ui.Link{Text: words, VisuallyHiddenText: "whose case " + name + " holds", Href: there.href()}}}, nil
	}
	return linesOf(words), nil
}
