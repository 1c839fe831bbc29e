package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"homeward/internal/access"
	"homeward/internal/app"
)

// faulty is a site whose pages fail in every way that there is.
func faulty(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	templates, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	server := &Server{app: s.app, options: Options{Demo: true}, log: slog.New(slog.NewTextHandler(s.log, nil)), templates: templates}
	fails := func(err error) handler {
		return func(http.ResponseWriter, *http.Request, visit) error { return err }
	}
	s.handler = server.handler(append(server.routes(),
		route{pattern: "GET /panic", guard: anyone, handle: func(http.ResponseWriter, *http.Request, visit) error { panic("a fault of ours") }},
		route{pattern: "GET /fault", guard: anyone, handle: fails(fmt.Errorf("reading: %w", errors.New("the disk is full")))},
		route{pattern: "GET /late", guard: anyone, handle: func(_ http.ResponseWriter, r *http.Request, _ visit) error {
			<-r.Context().Done()
			return r.Context().Err()
		}}.within(10*time.Millisecond),
		route{pattern: "GET /conflict", guard: anyone, handle: fails(&app.Error{Kind: app.Conflict, Text: "Someone recorded something."})},
		route{pattern: "GET /full", guard: anyone, handle: fails(fmt.Errorf("committing: %w", &pgconn.PgError{Code: "53100", Message: "no space left on device"}))},
		route{pattern: "GET /broken", guard: anyone, handle: func(w http.ResponseWriter, _ *http.Request, _ visit) error {
			fmt.Fprint(w, "half a fi")
			return errors.New("the database is gone")
		}},
	))
	return s
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	s := faulty(t)
	b := s.browser()
	for path, want := range map[string]struct {
		status int
		says   string
		logs   string
	}{
		"/panic":    {http.StatusInternalServerError, "Sorry, there is a problem with Homeward", "a fault of ours"},
		"/fault":    {http.StatusInternalServerError, "tell whoever looks after Homeward this reference", "the disk is full"},
		"/late":     {http.StatusServiceUnavailable, "This took too long", "deadline exceeded"},
		"/full":     {http.StatusInsufficientStorage, "What you just sent was not saved", "no space left"},
		"/conflict": {http.StatusConflict, "Someone recorded something.", ""},
	} {
		got := b.get(path)
		says(t, got.walked(want.status), want.says)
		if want.logs != "" && (strings.Contains(got.body, want.logs) || !strings.Contains(s.log.String(), want.logs)) {
			t.Errorf("%s: %q is for the log and not for the page", path, want.logs)
		}
	}
	if !strings.Contains(s.log.String(), `method=GET route="GET /panic" status=500`) {
		t.Errorf("the request is not in the log:\n%s", s.log)
	}
}

// TestBrokenOff holds an answer that fails in its middle to be seen broken
// off, so that half a file is not taken for the whole.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	s := faulty(t)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	got, err := server.Client().Get(server.URL + "/broken")
	if err == nil {
		var body [100]byte
		for err == nil {
			_, err = got.Body.Read(body[:])
		}
		got.Body.Close()
	}
	if err == nil || err.Error() == "EOF" {
		t.Errorf("the file seems to be whole: %v", err)
	}
}

func TestTooMuch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	got := b.post("/people/new", url.Values{"given_name": {strings.Repeat("a", usualBody)}})
	says(t, got.walked(http.StatusRequestEntityTooLarge), "That is too much to send")
}

// TestRoutesAreGuarded names every page that can be opened without signing in.
func TestRoutesAreGuarded(t *testing.T) {
	t.Parallel()
	var open []string
	for _, r := range (&Server{}).routes() {
		if r.guard.open {
			open = append(open, r.pattern)
		}
	}
	// A step of signing in asks for the token of what has begun; the secret in a
	// calendar's address and the code of a link or letter stand for their user;
	// who forgot a password is only asked for an address.
	want := []string{
		"GET /sign-in", "POST /sign-in", "POST /sign-in/passkey/begin", "POST /sign-in/passkey",
		"GET /sign-in/provider", "GET /sign-in/provider/back",
		"GET /sign-in/code", "POST /sign-in/code", "POST /sign-in/code/passkey/begin", "POST /sign-in/code/passkey",
		"GET /sign-in/set-up", "POST /sign-in/set-up", "POST /sign-in/set-up/passkey/begin", "POST /sign-in/set-up/passkey",
		"GET /forgotten", "POST /forgotten", "GET /invited", "POST /invited", "GET /invited/{code}", "POST /invited/{code}",
		"GET /reset", "POST /reset", "GET /reset/{code}", "POST /reset/{code}",
		"GET /calendar/{file}",
		// Anyone may refer somebody to a register that takes it.
		"GET /refer/{register}", "POST /refer/{register}", "GET /refer/{register}/{step}", "POST /refer/{register}/{step}",
		"GET /refer/{register}/check", "POST /refer/{register}/check", "GET /refer/{register}/sent", "GET /refer/{register}/saved",
		"POST /refer/{register}/leave", "GET /refer/{register}/back", "POST /refer/{register}/back", "GET /criteria/{register}",
	}
	if !slices.Equal(open, want) {
		t.Errorf("open to anyone are %v, want %v", open, want)
	}
}

func TestAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator, access.Chair}, "NORTH", "SOUTH")
	b := s.browser()
	b.signIn(email)
	doc := b.page("/account")
	says(t, doc, "ada byron", email, "North register", "Register coordinator", "Commissioner and chair", "You have no forms that you began and did not save.")
	b.post("/account/register", formOf(t, doc, "/account/register").with(map[string]string{"register": "SOUTH"})).leads("/today")
	says(t, b.page("/register"), "South register")
	b.post("/account/register", url.Values{"register": {"ELSEWHERE"}}).walked(http.StatusNotFound)
	// Who belongs to one register is not asked which.
	saysNot(t, s.signedIn(access.Coordinator, "SOUTH").page("/account"), "Change register")
}
