package web

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
	"homeward/internal/web/ui"
)

// FuzzQueries holds that any address is read, and that a list's own address is
// read as the same list.
func FuzzQueries(f *testing.F) {
	for _, s := range []string{
		"rating=red&rating=amber&age=adult&sort=name&order=desc&page=3&size=100&since=1+3+2026", "as=board&rating=not-rated&page=2", "search=0123456789abcdef0123&held-by=0123456789ab",
		"as=month&month=2026-02&who=mine&kind=review", "day=2026-02-30&page=-1&size=7", "missing-reasons=1&when=overdue&as=month", "user=x&kind=looked&from=yesterday&to=31/12/9999&before=a,b",
		"show=decided&page=99999999999999999999&problem=x", "show=older&page=9223372036854775807", "a=%zz;b&&=", "since=31+2+2026",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, _ := url.ParseQuery(s) // as of what can be read
		if q := readQuery(v); !reflect.DeepEqual(readQuery(q.values()), q) {
			t.Errorf("%q is %+v, and its address %q is %+v", s, q, q.values().Encode(), readQuery(q.values()))
		}
		if q := readAuditQuery(v); !reflect.DeepEqual(readAuditQuery(q.values()), q) {
			t.Errorf("%q is %+v, and its address %q is %+v", s, q, q.values().Encode(), readAuditQuery(q.values()))
		}
		if q := readReviewQuery(v); !reflect.DeepEqual(readReviewQuery(q.values()), q) {
			t.Errorf("%q is %+v, and its address %q is %+v", s, q, q.values().Encode(), readReviewQuery(q.values()))
		}
		readDueQuery(v)
		readReminderQuery(v).href()
		readLines(v)
		readReminderForm(v)
	})
}

// FuzzTyped holds that any three words can be typed for a day, and any text for
// a path, an address or a browser.
func FuzzTyped(f *testing.F) {
	f.Add("1", "March", "2026", "/people/1?next=%2F")
	f.Add("31", "02", "9999", "//elsewhere.example")
	f.Add("0", "13", "-001", `/\elsewhere.example`)
	f.Add("٣", "sept.", "2026 ", "192.0.2.1, [2001:db8::1]:80, unknown")
	f.Add("", "", "", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
	f.Fuzz(func(t *testing.T, d, m, y, text string) {
		day, part, fault := readDay(ui.DateValues{Day: d, Month: m, Year: y}, "The day")
		if day != 0 && (fault != "" || day < civil.MinDate || day > civil.MaxDate) || fault == "" && part != "" {
			t.Errorf("%q %q %q is day %d, %q, %q", d, m, y, day, part, fault)
		}
		if to := local(text); to != "" {
			at, err := (&url.URL{Scheme: "https", Host: "homeward.test", Path: "/people/"}).Parse(to)
			if err != nil || at.Host != "homeward.test" || at.Scheme != "https" || strings.HasPrefix(to, "//") {
				t.Errorf("%q leads to %v, %v", text, at, err)
			}
		}
		trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		if got := clientAddress("192.0.2.1:7", []string{text}, trusted); got != "192.0.2.1" {
			t.Errorf("%q was believed of somebody who is not trusted: %q", text, got)
		}
		app.AddressToCount(clientAddress("10.0.0.1:7", []string{text}, trusted))
		if words := device(text); len(words) > 60 {
			t.Errorf("%q is the device %q", text, words)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(&http.Cookie{Name: noticeCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(text))})
		(&Server{options: Options{Demo: true}}).told(r, noticeCookie)
	})
}

// fuzzed is a register with somebody in it and somebody who may do everything,
// and the pages of it, made once for all that is tried.
var fuzzed = sync.OnceValues(func() (handler http.Handler, session string) {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "homeward-fuzz-")
	check(err)
	ctx := context.Background()
	st, err := store.Open(ctx, "sqlite:"+dir)
	check(err)
	// What is opened is used until the program ends, and needs no name.
	check(os.RemoveAll(dir))
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	a, err := app.New(st, clock.England(), func() time.Time { return now })
	check(err)
	check(a.KeepSecretsBy(bytes.Repeat([]byte{7}, app.KeyLength)))
	line := app.CommandLine("NORTH")
	check(a.CreateRegister(ctx, line, "NORTH", "North"))
	_, err = a.AddUser(ctx, line, app.NewUser{Email: "jo@example.org", Name: "Jo", Password: password, Register: "NORTH", Roles: access.Roles})
	check(err)
	_, err = a.AddPerson(ctx, line, casefile.Open{On: a.Today(), Details: casefile.Details{GivenName: "Sam", FamilyName: "Example"}})
	check(err)
	in, err := a.SignIn(ctx, "jo@example.org", password, app.From{})
	check(err)
	handler, err = New(a, Options{Demo: true})
	check(err)
	return handler, in.Token
})

// FuzzRequests sends anything to the pages, as somebody who may do everything:
// each answer is a page, a file or a redirection to one of ours, and never a
// fault.
func FuzzRequests(f *testing.F) {
	for _, route := range (&Server{}).routes() {
		method, path, ok := strings.Cut(route.pattern, " ")
		if !ok {
			continue
		}
		path = strings.NewReplacer("{id}", "0123456789abcdef0123", "{$}", "", "{kind}", "note", "{seq}", "1", "{code}", "ABCD", "{file}", "x.ics", "{n}", "1", "{key...}", "note/x").Replace(path)
		f.Add(method == http.MethodPost, path, "do=save&version=1&on[day]=1&on[month]=2&on[year]=2026&text=Example&page=2")
	}
	f.Add(true, "/people/new", "do=save&given_name=%00&family_name=\xff&birth_date[day]=x&nhs_number=999&on[day]=1&on[month]=1&on[year]=1")
	f.Add(false, "/register?sort=name&page=999999&size=25&since=1", "")
	f.Add(false, "/audit?before=,&from=1", "")
	f.Fuzz(func(t *testing.T, post bool, address, form string) {
		at, err := url.ParseRequestURI(address)
		if err != nil || !strings.HasPrefix(at.Path, "/") || at.Host != "" || strings.HasPrefix(at.Path, "/sign-") && post {
			return
		}
		handler, session := fuzzed()
		method := map[bool]string{false: http.MethodGet, true: http.MethodPost}[post]
		r, err := http.NewRequest(method, "http://homeward.test", strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.URL, r.RequestURI, r.RemoteAddr = at, at.RequestURI(), "192.0.2.1:7"
		if post {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session})
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %q with %q: status %d\n%s", method, address, form, w.Code, w.Body)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || to != "" && !strings.HasPrefix(to, "/") {
			t.Errorf("%s %q with %q leads to %q", method, address, form, to)
		}
	})
}
