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

func TestUsers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s) // of whom “jo marsh” holds two
	jo := s.user("jo.marsh@example.org", []access.Role{access.Coordinator, access.Clinician}, "NORTH")
	s.user("eve.else@example.org", []access.Role{access.SocialWorker}, "SOUTH")
	s.team("NORTH", "Adults", "jo marsh")
	s.browser().signIn(jo)
	s.later(24 * time.Hour)
	admin := s.signedIn(access.Administrator, "NORTH")
	id := s.idOf("NORTH", "jo marsh")

	doc := admin.page("/settings/users")
	says(t, doc, "User jo marsh jo.marsh@example.org Roles Register coordinator Clinician Teams Adults Last signed in 2 March 2026 Change it Change jo marsh New password for jo marsh End access of jo marsh")
	saysNot(t, doc, "eve.else", "Access has ended")

	doc = admin.page(userPath(id, ""))
	says(t, doc, "Change a user", "jo marsh", "jo.marsh@example.org")
	form := formOf(t, doc, userPath(id, ""))
	if want := (url.Values{"name": {"jo marsh"}, "roles": {"coordinator", "clinician"}, "teams": {form.values.Get("teams")}}); form.values.Encode() != want.Encode() {
		t.Errorf("the form has %v", form.values)
	}
	changed := form.with(map[string]string{"name": "Jo Marsh-Webb", "roles": string(access.Chair)})
	changed.Del("teams")
	admin.post(userPath(id, ""), changed).leads("/settings/users")
	doc = admin.page("/settings/users")
	says(t, doc, "Saved. The cases of 2 people still have the name from before", "Jo Marsh-Webb", "Commissioner and chair Teams None")

	wrong := admin.post(userPath(id, ""), url.Values{"name": {" "}, "teams": {"none"}}).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "Enter the user’s name", "Give at least one role", "Choose from the teams of this register")
	if field := find(wrong, "id", "name"); attr(field, "value") != " " {
		t.Errorf("the name that was typed is %q", attr(field, "value"))
	}
}

func TestEndOfAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s)
	email := s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	s.team("NORTH", "Adults", "jo marsh")
	admin := s.signedIn(access.Administrator, "NORTH")
	id := s.idOf("NORTH", "jo marsh")
	jo := s.browser()
	jo.signIn(email)

	end := userPath(id, "end")
	doc := admin.page(end)
	says(t, doc, "End their access", "They hold the cases of 2 people. Ask a register coordinator", "First day without access", "Left the organisation")
	form := formOf(t, doc, end)
	for name, test := range map[string]struct {
		typed map[string]string
		want  string
	}{
		"no reason":  {nil, "Choose why their access ends"},
		"yesterday":  {map[string]string{"from[day]": "1", "reason": "left"}, "The day must be today or later"},
		"no day":     {map[string]string{"from[day]": "", "from[month]": "", "from[year]": "", "reason": "left"}, "Enter the first day without access"},
		"not a date": {map[string]string{"from[day]": "32", "reason": "left"}, "The day must"},
	} {
		wrong := admin.post(end, form.with(test.typed)).walked(http.StatusUnprocessableEntity)
		says(t, wrong, test.want)
		if left := find(wrong, "value", "left"); test.typed["reason"] == "left" && !has(left, "checked") {
			t.Errorf("%s: the reason that was chosen is gone", name)
		}
	}

	// Planned, changed, and taken back.
	admin.post(end, form.with(map[string]string{"from[day]": "9", "reason": "left"})).leads("/settings/users")
	doc = admin.page("/settings/users")
	says(t, doc, "Their access ends on 9 March 2026.", "Access ends on 9 March 2026")
	jo.page("/due")
	doc = admin.page(userPath(id, ""))
	says(t, doc, "Their access ends on 9 March 2026. Left the organisation.", "Choose another day")
	if again := formOf(t, admin.page(end), end); again.values.Get("from[day]") != "9" || again.values.Get("reason") != "left" {
		t.Errorf("the form has %v", again.values)
	}
	admin.post(userPath(id, "keep"), nil).leads("/settings/users")
	says(t, admin.page("/settings/users"), "Their access goes on.")
	saysNot(t, admin.page(userPath(id, "")), "Keep their access")

	// At once.
	admin.post(end, form.with(map[string]string{"reason": "left"})).leads("/settings/users")
	doc = admin.page("/settings/users")
	says(t, doc, "Their access has ended, and with it their roles", "User jo marsh jo.marsh@example.org Access ended On 2 March 2026 Left the organisation Cases they still hold Of 2 people")
	if got := jo.get("/due"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
		t.Errorf("after the end: %d to %s", got.status, got.location)
	}
	if got := s.browser().post("/sign-in", url.Values{"email": {email}, "password": {password}}); got.status == http.StatusSeeOther {
		t.Error("signed in after the end")
	}
	// The pages of who is in lead to that of who is out, and back.
	for _, path := range []string{userPath(id, ""), end} {
		admin.get(path).leads(userPath(id, "let-in"))
	}
	doc = admin.page(userPath(id, "let-in"))
	says(t, doc, "Let in again", "Their access ended on 2 March 2026. Left the organisation.")
	back := formOf(t, doc, userPath(id, "let-in"))
	if !slices.Equal(back.values["roles"], []string{"coordinator"}) {
		t.Errorf("offered are the roles %v", back.values["roles"])
	}
	says(t, admin.post(userPath(id, "let-in"), url.Values{}).walked(http.StatusUnprocessableEntity), "Give at least one role")
	admin.post(userPath(id, "let-in"), back.with(nil)).leads("/settings/users")
	says(t, admin.page("/settings/users"), "They have access again")
	admin.get(userPath(id, "let-in")).leads(userPath(id, ""))
	jo.signIn(email)

	if log := s.log.String(); strings.Contains(log, "marsh") {
		t.Errorf("the log names a user:\n%s", log)
	}
}

func TestUsersAreGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	id := s.idOf("NORTH", "jo marsh")
	gets := []string{"/settings/users/new"}
	for _, part := range []string{"", "end", "let-in", "password", "second-factor"} {
		gets = append(gets, userPath(id, part))
	}
	posts := []string{"/settings/users/new"}
	for _, part := range []string{"", "end", "let-in", "keep", "second-factor", "password/email", "password/letter"} {
		posts = append(posts, userPath(id, part))
	}
	typed := url.Values{"name": {"Mine"}, "email": {"mine@example.org"}, "roles": {"chair"}, "reason": {"left"}}
	for _, role := range access.Roles {
		if role == access.Administrator {
			continue
		}
		b := s.signedIn(role, "NORTH")
		for _, path := range append(gets, "/settings/users") {
			b.get(path).walked(http.StatusForbidden)
		}
		for _, path := range posts {
			b.post(path, typed).walked(http.StatusForbidden)
		}
	}
	south := s.signedIn(access.Administrator, "SOUTH")
	for _, path := range gets[1:] {
		south.get(path).walked(http.StatusNotFound)
	}
	for _, path := range posts[1:] {
		if got := s.browser().post(path, typed); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("%s for nobody: %d to %s", path, got.status, got.location)
		}
		got := south.post(path, typed)
		if strings.HasSuffix(path, "/email") && got.status == http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", path, got.body)
		}
		got.walked(http.StatusNotFound)
	}
	if u, err := s.app.User(t.Context(), app.CommandLine("NORTH"), id); err != nil || u.Name != "jo marsh" || u.Leaving != nil || !slices.Equal(u.Roles, []string{"coordinator"}) {
		t.Errorf("afterwards the user is %+v, %v", u, err)
	}
}

// TestTheLastAdministratorStays: the page says why, and nothing is changed.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ravi.nair@example.org", []access.Role{access.Administrator}, "NORTH")
	admin := s.browser()
	admin.signIn(email)
	id := s.idOf("NORTH", "ravi nair")
	const why = "Nobody else can add and change users in this register. Make someone else an administrator first"
	says(t, admin.post(userPath(id, ""), url.Values{"name": {"ravi nair"}, "roles": {"chair"}}).walked(http.StatusUnprocessableEntity), why)
	end := userPath(id, "end")
	says(t, admin.post(end, formOf(t, admin.page(end), end).with(map[string]string{"reason": "left"})).walked(http.StatusUnprocessableEntity), why)
	admin.page("/settings/users")
}

// TestALostPhone: an administrator lets somebody set up another, and the old one
// opens nothing any more.
func TestALostPhone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.RequireSecondFactor(s.today())
	email := s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	jo := s.browser()
	jo.setUpPhone(email, "")
	jo.page("/account")
	id := s.idOf("NORTH", "jo marsh")
	ravi := s.browser()
	ravi.setUpPhone(s.user("ravi.nair@example.org", []access.Role{access.Administrator}, "NORTH"), "")
	doc := ravi.page(userPath(id, "second-factor"))
	says(t, doc, "Let them set up their phone or passkey anew?", "jo marsh, jo.marsh@example.org", "Be sure that it is they who ask")
	if find(ravi.page(userPath(id, "")), "href", userPath(id, "second-factor")) == nil {
		t.Error("nothing leads there")
	}
	ravi.post(userPath(id, "second-factor"), nil).leads("/settings/users")
	says(t, ravi.page("/settings/users"), "They are signed out, and set up their phone or passkey anew")
	if got := jo.get("/account"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
		t.Errorf("after the reset: %d to %s", got.status, got.location)
	}
	jo.setUpPhone(email, "") // as at the first sign-in
}

// TestUserIsSignedOut: an administrator ends the sessions of somebody whose
// account another may be using.
func TestUserIsSignedOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	jo, phone := s.browser(), s.browser()
	jo.signIn(email)
	phone.signIn(email)
	path := userPath(s.idOf("NORTH", "jo marsh"), "sign-out")
	ravi := s.signedIn(access.Administrator, "NORTH")
	says(t, ravi.page(path), "Sign them out everywhere?", "jo marsh, jo.marsh@example.org")
	if find(ravi.page(strings.TrimSuffix(path, "/sign-out")), "href", path) == nil {
		t.Error("nothing leads there")
	}
	jo.page("/account")
	ravi.post(path, nil).leads("/settings/users")
	says(t, ravi.page("/settings/users"), "They are signed out everywhere.")
	for _, b := range []*browser{jo, phone} {
		if got := b.get("/account"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("signed out, and still gets %d to %s", got.status, got.location)
		}
	}
	jo.signIn(email)
}

// TestAccessThatWaits: where somebody else may have opened the account, the pages
// say what to do, and nothing of the other register.
func TestAccessThatWaits(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, err := s.app.AddUser(t.Context(), app.CommandLine("SOUTH"), app.NewUser{
		Email: "ada.marsh@example.org", Name: "Ada Marsh", Password: password, Register: "SOUTH", Roles: []access.Role{access.Clinician},
	})
	if err != nil {
		t.Fatal(err)
	}
	admin := s.signedIn(access.Administrator, "NORTH")
	joins := url.Values{"name": {"Somebody"}, "email": {"ada.marsh@example.org"}, "roles": {"chair"}}
	id := s.idOf("SOUTH", "Ada Marsh")
	admin.post(userPath("new", ""), joins).leads(userPath(id, "password"))
	doc := admin.page(userPath(id, "password"))
	says(t, doc, "Their access waits until they have shown that the email address is theirs.", "Let them show that it is them", "Without email, try a letter.", "Until then nothing changes for them elsewhere")
	saysNot(t, doc, "South", "SOUTH")
	says(t, admin.post(userPath(id, "password/letter"), nil).walked(http.StatusUnprocessableEntity), "ask whoever runs Homeward")
	says(t, admin.page("/settings/users"), "Waits for them to show it is their email")
	ada := s.browser()
	ada.signIn("ada.marsh@example.org")
	if home := ada.get("/account").body; strings.Contains(home, "Northshire Board, North") {
		t.Errorf("she is in the register:\n%s", home)
	}

	post := &letterbox{}
	s.app.SendBy(post, "https://homeward.example")
	says(t, admin.page(userPath(id, "password")), "An email was sent when they were added. You can send it again.")
	admin.post(userPath(id, "password/email"), nil).leads("/settings/users")
	if err := s.app.Deliver(t.Context(), "NORTH"); err != nil {
		t.Fatal(err)
	}
	path := post.path(t)
	ada = s.browser()
	says(t, ada.page(path), "ada.marsh@example.org")
	ada.post(path, url.Values{"password": {"kettle under marigold"}}).leads("/sign-in")
	saysNot(t, admin.page("/settings/users"), "Waits for them")
}
