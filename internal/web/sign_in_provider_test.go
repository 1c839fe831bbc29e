package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	identities "homeward/internal/identity"
	"homeward/internal/identity/identitytest"
)

// withProvider is a site at which people sign in by an identity provider as well.
func withProvider(t *testing.T, change func(*identities.Settings)) (*site, *identitytest.Provider) {
	t.Helper()
	s := newSite(t)
	p := identitytest.New(t, s.clock)
	settings := identities.Settings{
		Name: "NHS Example", Issuer: p.Issuer, ClientID: p.ClientID, Secret: p.Secret, EmailClaim: "email",
		Back: "https://homeward.example.org/sign-in/provider/back",
	}
	if change != nil {
		change(&settings)
	}
	open, err := identities.Open(settings, s.clock, p.Client())
	if err != nil {
		t.Fatal(err)
	}
	s.app.SignInBy(open)
	return s, p
}

func person(subject, email string) *identitytest.Person {
	return &identitytest.Person{Subject: subject, Claims: map[string]any{"email": email, "email_verified": true}}
}

// there sends a browser to the provider and gives what it comes back with.
func (b *browser) there(p *identitytest.Provider, path string) string {
	b.t.Helper()
	got := b.get(path)
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("status %d\n%s", got.status, got.body)
	}
	return "/sign-in/provider/back?" + p.Visit(got.location).Encode()
}

// follows is the address that a page leads to by itself.
func (a answer) follows() string {
	a.t.Helper()
	_, address, ok := strings.Cut(a.header.Get("Refresh"), "0; url=")
	if a.status != http.StatusOK || !ok {
		a.t.Fatalf("status %d, leads to %q\n%s", a.status, a.header.Get("Refresh"), a.body)
	}
	return address
}

func TestSignInByProvider(t *testing.T) {
	t.Parallel()
	s, p := withProvider(t, nil)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH", "SOUTH")
	p.Person = person("ada at the provider", " Ada.Byron@Example.org ")
	b := s.browser()
	if body := b.get("/sign-in?next=%2Fdue").body; !strings.Contains(body, "Sign in with NHS Example") || !strings.Contains(body, `href="/sign-in/provider?next=%2Fdue"`) {
		t.Errorf("the page does not offer it:\n%s", body)
	}

	// The first time by the address with which she was added, and then by who she
	// is there, whatever her address.
	b.get(b.there(p, "/sign-in/provider?next=%2Faccount&register=SOUTH")).leads("/account")
	page := b.get("/account")
	page.walked(http.StatusOK)
	for _, want := range []string{email, "Homeward, Northshire Board, South register", "You can sign in with NHS Example."} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the account lacks %q:\n%s", want, page.body)
		}
	}
	p.Person = person("ada at the provider", "married@example.org")
	b = s.browser()
	b.get(b.there(p, "/sign-in/provider")).leads("/today")

	// Somebody else who has her address now does not become her.
	p.Person = person("another at the provider", email)
	other := s.browser()
	refused := other.get(other.there(p, "/sign-in/provider?next=%2Fdue"))
	if form := formOf(t, refused.walked(http.StatusForbidden), "/sign-in"); form.values.Get("next") != "/due" || !strings.Contains(refused.body, "You have no account here") {
		t.Errorf("refused with\n%s", refused.body)
	}
	other.get("/account").leads("/sign-in?next=%2Faccount")
}

// TestProviderMakesNobody: who is not expected does not come in, and nothing is
// made of them.
func TestProviderMakesNobody(t *testing.T) {
	t.Parallel()
	s, p := withProvider(t, nil)
	invited := s.user("invited@example.org", []access.Role{access.Coordinator}, "NORTH")
	hasBeenHere := s.user("has.been.here@example.org", []access.Role{access.Coordinator}, "NORTH")
	s.browser().signIn(hasBeenHere)
	s.later(time.Minute)
	for name, who := range map[string]*identitytest.Person{
		"nobody knows them":         person("1", "stranger@example.org"),
		"the address is not proved": {Subject: "2", Claims: map[string]any{"email": invited}},
		"it is said to be false":    {Subject: "3", Claims: map[string]any{"email": invited, "email_verified": false}},
		"no address":                {Subject: "4"},
		"has signed in before":      person("5", hasBeenHere),
	} {
		p.Person = who
		b := s.browser()
		if got := b.get(b.there(p, "/sign-in/provider")); got.status != http.StatusForbidden {
			t.Errorf("%s: %d to %q", name, got.status, got.location)
		}
		b.get("/account").leads("/sign-in?next=%2Faccount")
	}
	users, err := s.app.Users(t.Context(), app.CommandLine("NORTH"))
	if err != nil || len(users) != 2 {
		t.Errorf("there are %+v, %v", users, err)
	}

	// Who signs in can link it themselves, and then comes in by it.
	p.Person = person("5", "elsewhere@example.org")
	b := s.browser()
	b.signIn(hasBeenHere)
	address := b.post("/account/provider", nil).follows()
	b.get("/sign-in/provider/back?" + p.Visit(address).Encode()).leads("/account#second-factor")
	b = s.browser()
	b.get(b.there(p, "/sign-in/provider")).leads("/today")
	thief := s.browser()
	thief.signIn(s.user("thief@example.org", []access.Role{access.Coordinator}, "NORTH"))
	thief.get("/sign-in/provider/back?" + p.Visit(thief.post("/account/provider", nil).follows()).Encode()).walked(http.StatusUnprocessableEntity)

	b.post("/account/provider/remove", nil).leads("/account#second-factor")
	b = s.browser()
	b.get(b.there(p, "/sign-in/provider")).walked(http.StatusForbidden)

	// Who was added, and has not been here, comes in at once.
	p.Person = person("6", invited)
	b = s.browser()
	b.get(b.there(p, "/sign-in/provider")).leads("/today")
}

// TestAnswersOfOthers: an answer is for the browser that asked, once, in time.
func TestAnswersOfOthers(t *testing.T) {
	t.Parallel()
	s, p := withProvider(t, nil)
	s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	p.Person = person("ada at the provider", "ada.byron@example.org")

	a, b := s.browser(), s.browser()
	ofA, ofB := a.there(p, "/sign-in/provider"), b.there(p, "/sign-in/provider")
	// The code, and the whole answer, of another session: as when somebody has a
	// victim's browser sign in as themselves.
	mixed, err := url.Parse(ofB)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := url.ParseQuery(mixed.RawQuery)
	own, _ := url.Parse(ofA)
	q.Set("code", own.Query().Get("code"))
	b.get("/sign-in/provider/back?" + q.Encode()).walked(http.StatusUnprocessableEntity)
	b.get(ofA).leads("/sign-in?why=late")
	s.browser().get(ofA).leads("/sign-in?why=late")
	a.get(strings.Replace(ofA, "state=", "state=x", 1)).leads("/sign-in?why=late")

	a = s.browser()
	ofA = a.there(p, "/sign-in/provider")
	a.get(ofA).leads("/today")
	a.post("/sign-out", nil).leads("/sign-in?why=out")
	a.get(ofA).leads("/sign-in?why=late") // replayed

	a = s.browser()
	ofA = a.there(p, "/sign-in/provider")
	s.later(10*time.Minute + time.Second)
	a.get(ofA).leads("/sign-in?why=late")

	// They refused, or nobody is signed in there; or the provider misbehaves.
	p.Person = nil
	a.get(a.there(p, "/sign-in/provider")).walked(http.StatusUnprocessableEntity)
	p.Person = person("ada at the provider", "ada.byron@example.org")
	for name, bad := range map[string]func(claims map[string]any){
		"a wrong nonce": func(c map[string]any) { c["nonce"] = "x" }, "another audience": func(c map[string]any) { c["aud"] = "x" },
		"a wrong issuer": func(c map[string]any) { c["iss"] = "https://evil.example" }, "expired": func(c map[string]any) { c["exp"] = 1 },
	} {
		p.Mangle = bad
		if got := a.get(a.there(p, "/sign-in/provider")); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d to %q", name, got.status, got.location)
		}
	}
	p.Mangle = nil
	p.Sign = identitytest.Unsigned
	got := a.get(a.there(p, "/sign-in/provider"))
	got.walked(http.StatusUnprocessableEntity)
	if strings.Contains(got.body, "malformed") || !strings.Contains(s.log.String(), "malformed jwt") {
		t.Errorf("the operator is not told, or the visitor is:\n%s\n%s", s.log, got.body)
	}
	a.get("/account").leads("/sign-in?next=%2Faccount")
	if log := s.log.String(); strings.Contains(log, "ada.byron") || strings.Contains(log, "code=") {
		t.Errorf("the log has personal data:\n%s", log)
	}
}

// TestProviderAndSecondFactor: the provider's word is as good as a second factor
// where it was asked for one, and not otherwise.
func TestProviderAndSecondFactor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		acr  []string
		want string
	}{"not asked for": {nil, "/sign-in/set-up"}, "asked for": {[]string{"AAL3"}, "/today"}} {
		s, p := withProvider(t, func(settings *identities.Settings) { settings.ACR = c.acr })
		s.app.RequireSecondFactor(s.today())
		s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
		p.Person = person("ada at the provider", "ada.byron@example.org")
		b := s.browser()
		got := b.get(b.there(p, "/sign-in/provider"))
		if got.location != c.want {
			t.Errorf("%s: %d to %q", name, got.status, got.location)
		}
	}
}

func TestAProofByProvider(t *testing.T) {
	t.Parallel()
	s, p := withProvider(t, func(settings *identities.Settings) { settings.ACR = []string{"AAL3"} })
	s.app.AskAgain()
	email := s.user("ada.byron@example.org", []access.Role{access.Administrator}, "NORTH")
	p.Person = person("ada at the provider", email)
	b := s.browser()
	b.get(b.there(p, "/sign-in/provider")).leads("/today")
	form := formOf(t, b.page("/settings/reminders"), "/settings/reminders")
	typed := form.with(map[string]string{"reviews-ahead": "21, 2"})
	s.later(app.ProofFresh + time.Minute)
	asked := b.post("/settings/reminders", typed)
	confirm := formOf(t, asked.walked(http.StatusOK), "/confirm/provider")

	// The provider did not ask anew, or it was somebody else.
	for name, bad := range map[string]func(){
		"long ago": func() {
			p.Mangle = func(c map[string]any) { c["auth_time"] = s.clock().Add(-10 * time.Minute).Unix() }
		},
		"not said":     func() { p.Mangle = func(c map[string]any) { delete(c, "auth_time") } },
		"another user": func() { p.Person = person("another", email) },
	} {
		bad()
		address := b.post("/confirm/provider", confirm.values).follows()
		if got := b.get("/sign-in/provider/back?" + p.Visit(address).Encode()); got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d to %q", name, got.status, got.location)
		}
		p.Mangle, p.Person = nil, person("ada at the provider", email)
	}
	if body := b.get("/settings/reminders").body; strings.Contains(body, "21, 2") {
		t.Error("it was done without a proof")
	}
	address := b.post("/confirm/provider", confirm.values).follows()
	if p.Visit(address); p.Asked().Get("prompt") != "login" {
		t.Errorf("it is not asked anew: %v", p.Asked())
	}
	back := "/sign-in/provider/back?" + p.Visit(address).Encode()
	// Another who is signed in cannot take it, nor another session of hers.
	own := s.browser()
	own.signIn(email)
	at := &url.URL{Scheme: "http", Host: "homeward.test", Path: "/"}
	for _, other := range []*browser{s.signedIn(access.Administrator, "NORTH"), own} {
		for _, c := range b.jar.Cookies(at) {
			if c.Name == begunCookie {
				other.jar.SetCookies(at, []*http.Cookie{c})
			}
		}
		other.get(back).walked(http.StatusUnprocessableEntity)
	}
	b.get(back).leads("/settings/reminders")
	if kept := formOf(t, b.page("/settings/reminders"), "/settings/reminders"); kept.values.Encode() != typed.Encode() {
		t.Errorf("saved is\n%s\nwant\n%s", kept.values.Encode(), typed.Encode())
	}
}

func TestWithoutProvider(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/sign-in/provider", "/sign-in/provider/back?state=x&code=y"} {
		got := s.browser().get(path)
		if path == "/sign-in/provider" {
			got.walked(http.StatusNotFound)
		} else {
			got.leads("/sign-in?why=late")
		}
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	b.post("/account/provider", nil).walked(http.StatusNotFound)
	b.post("/confirm/provider", nil).walked(http.StatusNotFound)
	for _, path := range []string{"/account/provider", "/account/provider/remove", "/confirm/provider"} {
		b := s.browser()
		r := httptest.NewRequest("POST", path, nil)
		b.send(r).leads("/sign-in")
	}
}
