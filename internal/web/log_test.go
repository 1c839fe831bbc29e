package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// said is what visitors of a site have sent and were given that is nobody
// else's business. Each test ends with a look at whether the log has any of it,
// so that every test of a page is one of the log as well.
type said map[string]bool

// short values, such as a day of the month, are in every log by chance.
const tellingLength = 5

func (s said) add(values ...string) {
	for _, v := range values {
		if v = strings.TrimSpace(v); len(v) >= tellingLength {
			s[v] = true
		}
	}
}

// hear notes what a request and its answer have in them.
func (s said) hear(r *http.Request, got *http.Response) {
	for name, values := range r.URL.Query() {
		if name != "iss" { // the identity provider's own address
			s.add(values...)
		}
	}
	for _, c := range slices.Concat(r.Cookies(), got.Cookies()) {
		s.add(c.Value)
	}
	for part := range strings.SplitSeq(r.URL.Path, "/") {
		if len(part) >= 8 && !slices.Contains(ofRoutes, part) { // an identifier or a code
			s.add(part)
		}
	}
	s.add(r.Header.Get("X-Forwarded-For"), host(r.RemoteAddr))
}

// ofRoutes are the parts of addresses that are the same for everybody.
var ofRoutes = func() (parts []string) {
	for _, route := range (&Server{}).routes() {
		for part := range strings.SplitSeq(route.pattern, "/") {
			parts = append(parts, part)
		}
	}
	return parts
}()

// routeOf is what a line says of the route, which is nobody's.
var routeOf = regexp.MustCompile(`route="[^"]*"`)

// personal finds numbers and addresses of people wherever they come from.
var personal = regexp.MustCompile(`\b999 ?\d{3} ?\d{4}\b|[\w.+-]+@[\w-]+\.[\w.]+`)

// leaks are the values that a log has in it.
func (s said) leaks(log string) (found []string) {
	log = routeOf.ReplaceAllString(log, "")
	for v := range s {
		if strings.Contains(log, v) {
			found = append(found, v)
		}
	}
	found = append(found, personal.FindAllString(log, -1)...)
	slices.Sort(found)
	return found
}

// TestNothingSecretIsLogged goes where secrets and names are typed most, wrongly
// as well, on top of what every other test does.
func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	s := faulty(t)
	id := s.person("NORTH", casefile.Details{GivenName: "Rosie", FamilyName: "Secretson", NHSNumber: "9994760173"})
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator, access.Administrator}, "NORTH")
	b := s.browser()
	b.post("/sign-in", url.Values{"email": {"my password is hunter2"}, "password": {email}})
	b.post("/sign-in", url.Values{"email": {email}, "password": {"wrong horse battery"}})
	b.signIn(email)
	b.post("/register/search", url.Values{"text": {"Secretson"}})
	b.get("/register?search=Secretson&sort=Secretson")
	b.get("/people/Secretson-9994760173")
	b.get("/no/such/Secretson")
	b.get("/reset/ABCD-EFGH-IJKL-MNOP")
	b.post("/reset/ABCD-EFGH-IJKL-MNOP", url.Values{"password": {"a new horse battery"}})
	b.post("/people/new", url.Values{"given_name": {"Secretson"}, "nhs_number": {"9994760173x"}})
	b.post("/people/"+id+"/record/note", url.Values{"note": {"Rosie was at A&E"}, "version": {"no number at all"}})
	b.post("/people/new", url.Values{"given_name": {strings.Repeat("Secretson", usualBody)}})
	b.get("/panic")
	b.get("/fault")
	r := httptest.NewRequest("POST", "/people/new", strings.NewReader("given_name=Secretson%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "Secretson's browser")
	r.Header.Set("X-Forwarded-For", "Secretson")
	b.send(r)
	log := s.log.String()
	for _, name := range []string{"Secretson", "Rosie", "hunter2", "horse", "ABCD-EFGH"} {
		if strings.Contains(log, name) {
			t.Errorf("the log has %q:\n%s", name, log)
		}
	}
	if n := strings.Count(log, "msg=request"); n < 12 {
		t.Errorf("the log has only %d requests", n)
	}
}

// TestLeaksAreFound: what holds every other test can fail.
func TestLeaksAreFound(t *testing.T) {
	t.Parallel()
	s := said{}
	r := httptest.NewRequest("GET", "/people/0123abcd/record?text=Secretson", nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "a-token"})
	s.hear(r, &http.Response{})
	s.add(" hunter2 ", "2")
	log := `msg=request route="GET /people/{id}/record" status=200
msg=fault error="no hunter2 for Secretson, 0123abcd, a-token at 192.0.2.1: 999 476 0173, jo@example.org" day=2`
	got := s.leaks(log)
	want := []string{"0123abcd", "192.0.2.1", "999 476 0173", "Secretson", "a-token", "hunter2", "jo@example.org"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if got := s.leaks(strings.SplitAfter(log, "\n")[0]); got != nil {
		t.Errorf("found %q in what is nobody's", got)
	}
}
