package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
)

// idOf is the identifier of a user of a register, by name.
func (s *site) idOf(register, name string) string {
	s.t.Helper()
	users, err := s.app.Users(s.t.Context(), app.CommandLine(register))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, u := range users {
		if u.Name == name {
			return u.ID
		}
	}
	s.t.Fatalf("%s has no user %q", register, name)
	return ""
}

func (s *site) team(register, name string, members ...string) string {
	s.t.Helper()
	var ids []string
	for _, m := range members {
		ids = append(ids, s.idOf(register, m))
	}
	id, err := s.app.AddTeam(s.t.Context(), app.CommandLine(register), app.TeamForm{Name: name, Members: ids})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// rowTexts are the words of each row of a page’s tables.
func rowTexts(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		if n.Data == "tr" && n.Parent.Data == "tbody" {
			all = append(all, text(n))
		}
	}
	return all
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := s.signedIn(access.Administrator, "NORTH").page("/settings")
	says(t, doc, "Settings", "Teams", "Who is reminded, and when", "Rules")
	for _, path := range []string{"/settings/teams", "/settings/reminders", "/rules"} {
		if find(doc, "href", path) == nil {
			t.Errorf("the settings do not lead to %s", path)
		}
	}
	if here := find(doc, "href", "/settings"); here == nil || attr(here, "aria-current") != "page" {
		t.Error("the navigation does not say where the visitor is")
	}
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		if nav := find(b.page("/account"), "href", "/settings"); (nav != nil) != (role == access.Administrator) {
			t.Errorf("%s: settings in the navigation: %v", role, nav != nil)
		}
		if role != access.Administrator {
			b.get("/settings").walked(http.StatusForbidden)
		}
	}
	s.browser().get("/settings").leads("/sign-in?next=%2Fsettings")
}

func TestTeams(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator, access.Clinician}, "NORTH")
	s.user("callum.reid@example.org", []access.Role{access.SocialWorker}, "NORTH")
	s.user("eve.else@example.org", []access.Role{access.SocialWorker}, "SOUTH")
	admin := s.signedIn(access.Administrator, "NORTH")
	doc := admin.page("/settings/teams")
	says(t, doc, "There is no team in this register yet.")

	doc = admin.page("/settings/teams/new")
	says(t, doc, "Add a team", "jo marsh", "Register coordinator, Clinician", "callum reid")
	saysNot(t, doc, "eve else", "Remove this team")
	form := formOf(t, doc, "/settings/teams/new")
	typed := form.with(map[string]string{"name": " Adults’ team ", "members": s.idOf("NORTH", "jo marsh")})
	admin.post("/settings/teams/new", typed).leads("/settings/teams")
	doc = admin.page("/settings/teams")
	says(t, doc, "The team is added.", "Adults’ team", "jo marsh")
	id := ""
	for n := range doc.Descendants() {
		if h := attr(n, "href"); strings.HasSuffix(h, "/remove") {
			id = strings.Split(h, "/")[3]
		}
	}

	// What cannot be is said where it is, and what was typed stays.
	wrong := admin.post("/settings/teams/new", url.Values{"name": {"ADULTS’ team"}, "members": {s.idOf("NORTH", "callum reid"), s.idOf("SOUTH", "eve else")}}).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "There is a team with this name already", "Choose from the users of this register who may sign in")
	if field := find(wrong, "id", "name"); attr(field, "value") != "ADULTS’ team" {
		t.Error("the name that was typed is gone")
	}
	if callum := find(wrong, "value", s.idOf("NORTH", "callum reid")); !has(callum, "checked") {
		t.Error("the member who was chosen is gone")
	}
	says(t, admin.post("/settings/teams/new", url.Values{}).walked(http.StatusUnprocessableEntity), "Enter the name of the team")

	doc = admin.page("/settings/teams/" + id)
	says(t, doc, "Change a team", "Remove this team")
	change := formOf(t, doc, "/settings/teams/"+id)
	if change.values.Get("name") != "Adults’ team" || !slices.Equal(change.values["members"], []string{s.idOf("NORTH", "jo marsh")}) {
		t.Errorf("the form has %v", change.values)
	}
	both := change.with(map[string]string{"name": "Grown-ups"})
	both.Add("members", s.idOf("NORTH", "callum reid"))
	admin.post("/settings/teams/"+id, both).leads("/settings/teams")
	if got, want := rowTexts(admin.page("/settings/teams")), []string{"Team Grown-ups Members callum reid jo marsh Change it Change Grown-ups Remove Grown-ups"}; !slices.Equal(got, want) {
		t.Errorf("teams %q, want %q", got, want)
	}
	says(t, admin.post("/settings/teams/"+id, url.Values{"name": {""}}).walked(http.StatusUnprocessableEntity), "Change a team", "Enter the name of the team")

	doc = admin.page("/settings/teams/" + id + "/remove")
	says(t, doc, "Grown-ups", "Remove this team?", "Its members stay users of the register")
	admin.post("/settings/teams/"+id+"/remove", nil).leads("/settings/teams")
	says(t, admin.page("/settings/teams"), "The team is removed.", "There is no team")
	for _, path := range []string{"/settings/teams/" + id, "/settings/teams/" + id + "/remove"} {
		admin.get(path).walked(http.StatusNotFound)
		admin.post(path, url.Values{"name": {"Again"}}).walked(http.StatusNotFound)
	}
	if log := s.log.String(); strings.Contains(log, "marsh") || strings.Contains(log, "Grown") {
		t.Errorf("the log names them:\n%s", log)
	}
}

func TestTeamsAreGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	id := s.team("NORTH", "Adults", "jo marsh")
	pages := []string{"/settings/teams", "/settings/teams/new", "/settings/teams/" + id, "/settings/teams/" + id + "/remove"}
	for _, role := range access.Roles {
		if role == access.Administrator {
			continue
		}
		b := s.signedIn(role, "NORTH")
		for i, path := range pages {
			b.get(path).walked(http.StatusForbidden)
			if i > 0 {
				b.post(path, url.Values{"name": {"Mine"}}).walked(http.StatusForbidden)
			}
		}
	}
	south := s.signedIn(access.Administrator, "SOUTH")
	saysNot(t, south.page("/settings/teams"), "Adults")
	for _, path := range pages[2:] {
		south.get(path).walked(http.StatusNotFound)
		south.post(path, url.Values{"name": {"Mine"}}).walked(http.StatusNotFound)
		if got := s.browser().post(path, nil); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("%s for nobody: %d to %s", path, got.status, got.location)
		}
	}
	if got, err := s.app.Team(t.Context(), app.CommandLine("NORTH"), id); err != nil || got.Name != "Adults" || len(got.Members) != 1 {
		t.Errorf("afterwards the team is %+v, %v", got, err)
	}
}
