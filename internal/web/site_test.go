package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

func init() { enginetest.Prepare = store.Migrate }

// site is a Homeward of its own for one test: two registers, NORTH and SOUTH,
// at noon of 2 March 2026 until the test says otherwise.
type site struct {
	t       *testing.T
	app     *app.App
	handler http.Handler
	log     *logged

	mu   sync.Mutex
	now  time.Time
	said said // see log_test.go
}

const password = "correct horse battery"

var registers = []string{"NORTH", "SOUTH"}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteAt(t, enginetest.SQLite(t))
}

// newSiteAt is a site with the database of an address.
func newSiteAt(t *testing.T, address string) *site {
	t.Helper()
	st, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	s := &site{t: t, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), log: &logged{}, said: said{}}
	if s.app, err = app.New(st, clock.England(), s.clock); err != nil {
		t.Fatal(err)
	}
	s.app.HashPasswordsIn(64)
	if err := s.app.KeepSecretsBy(bytes.Repeat([]byte{7}, app.KeyLength)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.app.Wait() // what goes on in the background logs as well
		if leaks := s.said.leaks(s.log.String()); len(leaks) > 0 {
			t.Errorf("the log has what is nobody's business, %q:\n%s", leaks, s.log)
		}
	})
	for _, code := range registers {
		if err := s.app.CreateRegister(t.Context(), app.CommandLine(code), code, title(code)+" register"); err != nil {
			t.Fatal(err)
		}
	}
	s.handler, err = New(s.app, Options{Name: "Northshire Board", Demo: true, Log: slog.New(slog.NewTextHandler(s.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func title(s string) string { return s[:1] + strings.ToLower(s[1:]) }

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// later lets time pass.
func (s *site) later(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *site) today() civil.Date { return s.app.Today() }

// actor is someone with a role in a register, for what a test records itself.
func (s *site) actor(role access.Role, register string) access.Actor {
	return access.Actor{UserID: string(role), Name: "Test " + role.Word(), Register: register, Roles: []access.Role{role}}
}

// user adds a user with roles in registers and gives their address.
func (s *site) user(email string, roles []access.Role, in ...string) string {
	s.t.Helper()
	for _, register := range in {
		_, err := s.app.AddUser(s.t.Context(), app.CommandLine(register), app.NewUser{
			Email: email, Name: title(strings.ReplaceAll(email[:strings.IndexByte(email, '@')], ".", " ")), Password: password, Register: register, Roles: roles, Vouched: true,
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
	return email
}

// signedIn is the browser of a new user with a role in a register.
func (s *site) signedIn(role access.Role, register string) *browser {
	s.t.Helper()
	email := s.user(string(role)+"."+strings.ToLower(app.NewID()[:6])+"@example.org", []access.Role{role}, register)
	b := s.browser()
	b.signIn(email)
	return b
}

// browser keeps cookies and does not follow redirects by itself.
type browser struct {
	t    *testing.T
	site *site
	jar  http.CookieJar
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{t: s.t, site: s, jar: jar}
}

func (b *browser) signIn(email string) {
	b.t.Helper()
	got := b.post("/sign-in", url.Values{"email": {email}, "password": {password}})
	if got.status != http.StatusSeeOther {
		b.t.Fatalf("signing in as %s: status %d\n%s", email, got.status, got.body)
	}
}

// answer is what came back.
type answer struct {
	t        *testing.T
	status   int
	location string
	header   http.Header
	body     string
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.send(httptest.NewRequest("GET", path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	b.site.mu.Lock()
	for _, values := range form {
		b.site.said.add(values...)
	}
	b.site.mu.Unlock()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *browser) send(r *http.Request) answer {
	b.t.Helper()
	at := &url.URL{Scheme: "https", Host: "homeward.test", Path: "/"} // so that secure cookies come as well
	for _, c := range b.jar.Cookies(at) {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.site.handler.ServeHTTP(w, r)
	result := w.Result()
	b.site.mu.Lock()
	b.site.said.hear(r, result)
	b.site.mu.Unlock()
	b.jar.SetCookies(at, result.Cookies())
	body, err := io.ReadAll(result.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{b.t, result.StatusCode, result.Header.Get("Location"), result.Header, string(body)}
}

// page is the page at a path, walked.
func (b *browser) page(path string) *html.Node {
	b.t.Helper()
	return b.get(path).walked(http.StatusOK)
}

// walked is the page of an answer that must have a status.
func (a answer) walked(status int) *html.Node {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d; location %q\n%s", a.status, status, a.location, a.body)
	}
	return walk(a.t, a.body)
}

// leads fails unless the answer redirects to a path.
func (a answer) leads(path string) {
	a.t.Helper()
	if a.status != http.StatusSeeOther || a.location != path {
		a.t.Fatalf("status %d to %q, want 303 to %q\n%s", a.status, a.location, path, a.body)
	}
}

// logged is the log of a site.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// whoDid is the identifier of a user who did something in register NORTH.
func (s *site) whoDid(email string) string {
	s.t.Helper()
	page, err := s.app.Acts(s.t.Context(), s.actor(access.InformationGovernance, "NORTH"), app.ActsQuery{})
	if err != nil {
		s.t.Fatal(err)
	}
	name := title(strings.ReplaceAll(email[:strings.IndexByte(email, '@')], ".", " "))
	for _, u := range page.Users {
		if u.Name == name {
			return u.ID
		}
	}
	s.t.Fatalf("%s did nothing", name)
	return ""
}
