package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

func TestOrganisations(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	id := s.idOf("NORTH", "jo marsh")
	admin := s.signedIn(access.Administrator, "NORTH")
	says(t, admin.page("/settings/organisations"), "There is no organisation in this register yet.")
	saysNot(t, admin.page(userPath(id, "")), "Works for")
	const add = "/settings/organisations/new"
	form := formOf(t, admin.page(add), add)
	wrong := admin.post(add, form.with(map[string]string{"code": "Q X", "from[day]": "32"})).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "The first day must have a day between 1 and 31")
	wrong = admin.post(add, form.with(map[string]string{"code": "Q X"})).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "The code has 2 to 20 letters", "Enter the name of the organisation", "Choose what kind of organisation it is")
	if attr(find(wrong, "id", "code"), "value") != "Q X" {
		t.Error("the code that was typed is gone")
	}
	admin.post(add, form.with(map[string]string{"code": "qxx", "name": "Northshire ICB", "kind": "icb"})).leads("/settings/organisations")
	admin.post(add, form.with(map[string]string{"code": "QZZ", "name": "Wider ICB", "kind": "icb"})).leads("/settings/organisations")
	admin.post(add, form.with(map[string]string{"code": "RXX", "name": "A Trust", "kind": "trust"})).leads("/settings/organisations")

	// Users and teams are of it.
	user := formOf(t, admin.page(userPath(id, "")), userPath(id, ""))
	admin.post(userPath(id, ""), user.with(map[string]string{"organisation": "QXX"})).leads("/settings/users")
	says(t, admin.page("/settings/users"), "jo marsh jo.marsh@example.org Northshire ICB")
	team := formOf(t, admin.page("/settings/teams/new"), "/settings/teams/new")
	admin.post("/settings/teams/new", team.with(map[string]string{"name": "Adults", "organisation": "RXX"})).leads("/settings/teams")
	says(t, admin.post(userPath(id, ""), user.with(map[string]string{"organisation": "NONE"})).walked(http.StatusUnprocessableEntity), "Choose from the organisations of this register")

	// One is followed by another.
	end := organisationPath("QXX", "end")
	ending := formOf(t, admin.page(end), end)
	day := map[string]string{"on[day]": "3", "on[month]": "3", "on[year]": "2026", "successor": "QZZ"}
	says(t, admin.post(end, ending.with(map[string]string{"successor": "QZZ"})).walked(http.StatusUnprocessableEntity), "Enter the day from which the other takes its place")
	admin.post(end, ending.with(day)).leads("/settings/organisations")
	doc := admin.page("/settings/organisations")
	says(t, doc, "The organisation ends on 3 March 2026.", "then Wider ICB")
	says(t, admin.page("/settings/users"), "Northshire ICB")
	s.later(24 * time.Hour)
	admin = s.signedIn(access.Administrator, "NORTH")
	doc = admin.page("/settings/users")
	says(t, doc, "jo marsh jo.marsh@example.org Wider ICB")
	if user = formOf(t, admin.page(userPath(id, "")), userPath(id, "")); !slices.Equal(user.values["organisation"], []string{"QZZ"}) {
		t.Errorf("offered is %v", user.values["organisation"])
	}
	says(t, admin.post(organisationPath("QZZ", "end"), url.Values{"on[day]": {"9"}, "on[month]": {"3"}, "on[year]": {"2026"}, "successor": {"QXX"}}).walked(http.StatusUnprocessableEntity), "The organisation that takes its place must be there on that day")

	change := formOf(t, admin.page(organisationPath("RXX", "")), organisationPath("RXX", ""))
	if change.values.Get("name") != "A Trust" || change.values.Get("kind") != "trust" {
		t.Errorf("the form has %v", change.values)
	}
	admin.post(organisationPath("RXX", ""), change.with(map[string]string{"name": "The Trust"})).leads("/settings/organisations")
	says(t, admin.page(organisationPath("RXX", "remove")), "Remove this organisation?", "The Trust, RXX")
	says(t, admin.post(organisationPath("RXX", "remove"), nil).walked(http.StatusUnprocessableEntity), "This organisation cannot be removed", "Users or teams are of this organisation")
	admin.post(add, form.with(map[string]string{"code": "MISTAKE", "name": "Mistake", "kind": "school"})).leads("/settings/organisations")
	admin.post(organisationPath("MISTAKE", "remove"), nil).leads("/settings/organisations")
	saysNot(t, admin.page("/settings/organisations"), "MISTAKE")
}

func TestOrganisationsAreGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.app.AddOrganisation(t.Context(), app.CommandLine("NORTH"), app.Organisation{Code: "QXX", Name: "Northshire ICB", Kind: "icb"}); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/settings/organisations/new", organisationPath("QXX", ""), organisationPath("QXX", "end"), organisationPath("QXX", "remove")}
	typed := url.Values{"name": {"Mine"}, "kind": {"trust"}, "from[day]": {"1"}, "from[month]": {"1"}, "from[year]": {"2026"}}
	for _, role := range access.Roles {
		if role == access.Administrator {
			continue
		}
		b := s.signedIn(role, "NORTH")
		b.get("/settings/organisations").walked(http.StatusForbidden)
		for _, path := range paths {
			b.get(path).walked(http.StatusForbidden)
			b.post(path, typed).walked(http.StatusForbidden)
		}
	}
	south := s.signedIn(access.Administrator, "SOUTH")
	for _, path := range paths[1:] {
		south.get(path).walked(http.StatusNotFound)
		south.post(path, typed).walked(http.StatusNotFound)
		if got := s.browser().post(path, typed); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("%s for nobody: %d to %s", path, got.status, got.location)
		}
	}
	if o, err := s.app.Organisation(t.Context(), app.CommandLine("NORTH"), "QXX"); err != nil || o.Name != "Northshire ICB" || o.EndsOn != 0 {
		t.Errorf("afterwards it is %+v, %v", o, err)
	}
}
