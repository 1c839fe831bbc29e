package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/static"
)

// wanted are the headers of every answer of a Homeward behind TLS, written out
// so that none is weakened without being noticed here.
var wanted = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Referrer-Policy":              "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Strict-Transport-Security":    "max-age=31536000",
}

// mayBeKept are the ways in which a file that is the same for everybody may be
// kept.
var mayBeKept = []string{"public, max-age=31536000, immutable", "no-cache"}

// elsewhere is where no visitor may be led.
const elsewhere = "elsewhere.example"

// guarded holds one answer to what every answer must be.
func guarded(t *testing.T, what string, got answer) {
	t.Helper()
	for name, want := range wanted {
		if name == "Content-Security-Policy" && strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; filename") && (strings.Contains(what, "/attachments/") || strings.HasSuffix(strings.Split(what, "?")[0], "/file")) {
			want = "default-src 'none'; sandbox; frame-ancestors 'none'" // stricter, for what somebody sent
		}
		if values := got.header.Values(name); len(values) != 1 || values[0] != want {
			t.Errorf("%s: %s is %q, want %q", what, name, values, want)
		}
	}
	file := strings.Contains(what, " "+static.Prefix) && slices.Contains([]int{http.StatusOK, http.StatusPartialContent, http.StatusNotModified}, got.status)
	if kept := got.header.Get("Cache-Control"); !(kept == "no-store" || file && slices.Contains(mayBeKept, kept)) {
		t.Errorf("%s: Cache-Control is %q", what, kept)
	}
	for name := range got.header {
		if strings.HasPrefix(name, "Access-Control-") || name == "Server" || name == "X-Powered-By" {
			t.Errorf("%s: there is a header %s", what, name)
		}
	}
	for _, c := range (&http.Response{Header: got.header}).Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: sets the cookie %s", what, c)
		}
	}
	if redirects := got.status >= 300 && got.status < 400 && got.status != http.StatusNotModified; redirects != (got.location != "") {
		t.Errorf("%s: status %d to %q", what, got.status, got.location)
	}
	if to, err := url.Parse(got.location); err != nil || to.IsAbs() || to.Host != "" || got.location != "" && !strings.HasPrefix(got.location, "/") {
		t.Errorf("%s: leads to %q", what, got.location)
	}
	kind := got.header.Get("Content-Type")
	switch {
	case kind == "" && got.body != "":
		t.Errorf("%s: its %d bytes are of no stated type", what, len(got.body))
	case strings.HasPrefix(kind, "text/html") && strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; filename"):
		// A file to keep brings its styles along; no browser shows it as a page of ours.
	case strings.HasPrefix(kind, "text/html") && got.body != "":
		nothingInline(t, what, got.body)
	case strings.Contains(got.body, "<html"):
		t.Errorf("%s: a page comes as %s", what, kind)
	}
	if strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "charset=utf-8") {
		t.Errorf("%s: text comes as %s", what, kind)
	}
}

// nothingInline: what the policy forbids is not there, or the page would not work.
func nothingInline(t *testing.T, what, body string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "style" || n.Data == "iframe" || n.Data == "object" || n.Data == "embed" || n.Data == "base" || n.Data == "script" && attr(n, "src") == "" {
			t.Errorf("%s: has a <%s>", what, n.Data)
		}
		for _, a := range n.Attr {
			leads := a.Key == "src" || a.Key == "href" || a.Key == "action" || a.Key == "formaction" || a.Key == "content"
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || leads && strings.Contains(a.Val, elsewhere) && !strings.HasPrefix(a.Val, "/sign-in?next=%2F") {
				t.Errorf("%s: <%s> has %s=%q", what, n.Data, a.Key, a.Val)
			}
		}
	}
}

// astray are values that would lead a visitor to another site, were they
// believed.
var astray = []string{"https://" + elsewhere + "/", "//" + elsewhere, `/\` + elsewhere, "/\t/" + elsewhere, "javascript:alert('" + elsewhere + "')", "https:" + elsewhere}

// leading are the names of values that say where to go on to.
var leading = []string{"next", "back", "again", "return", "redirect", "url"}

// behindTLS is what register NORTH has, and the pages as they are served behind
// TLS, with some that fail.
func behindTLS(t *testing.T) northern {
	t.Helper()
	n := newNorthern(t)
	templates, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{app: n.site.app, options: Options{HTTPS: true}, log: slog.New(slog.DiscardHandler), templates: templates}
	n.site.handler = s.handler(append(s.routes(),
		route{pattern: "GET /panic", guard: anyone, handle: func(http.ResponseWriter, *http.Request, visit) error { panic("a fault of ours") }},
		route{pattern: "GET /locked", guard: anyone, handle: func(http.ResponseWriter, *http.Request, visit) error { return &app.Error{Kind: app.Locked} }},
	))
	return n
}

// TestEveryAnswerIsGuarded walks every route, as nobody, as somebody who may do
// little and as somebody who may do everything, and holds each answer to what
// every answer must be: pages, files, redirections, refusals and errors.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	n := behindTLS(t)
	s := n.site
	little := s.user("little@example.org", []access.Role{access.Family}, "NORTH")
	statuses := map[int]int{}
	send := func(b *browser, method, path, form string, header ...string) answer {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(form))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		got := b.send(r)
		statuses[got.status]++
		guarded(t, method+" "+path, got)
		if got.status >= 500 && path != "/panic" {
			t.Errorf("%s %s: status %d\n%s", method, path, got.status, got.body)
		}
		return got
	}
	astrayForm := url.Values{}
	for _, name := range leading {
		astrayForm.Set(name, astray[0])
	}
	for _, email := range []string{"", little, n.who.Email} {
		b := s.browser()
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut} {
			for _, route := range (&Server{}).routes() {
				routed, path, ok := strings.Cut(route.pattern, " ")
				if !ok {
					routed, path = http.MethodGet, "/no/such/page"
				}
				if routed != method && !(routed == http.MethodGet && method == http.MethodHead) && method != http.MethodPut {
					continue
				}
				filled, missing := fill(path, n.ids)
				if missing != "" {
					t.Errorf("%s: there is no example for %s", route.pattern, missing)
				}
				if signedIn := email == "" || send(b, http.MethodGet, "/account", "").status == http.StatusOK; !signedIn {
					b.signIn(email) // what was asked before has ended the session
				}
				form := ""
				if method == http.MethodPost {
					form = astrayForm.Encode()
					if got := send(b, method, filled, form, "Sec-Fetch-Site", "cross-site"); got.status != http.StatusForbidden {
						t.Errorf("%s from another site: status %d", route.pattern, got.status)
					}
					if got := send(b, method, filled, form, "Origin", "https://"+elsewhere); got.status != http.StatusForbidden {
						t.Errorf("%s from another origin: status %d", route.pattern, got.status)
					}
				}
				send(b, method, filled, form)
				send(b, method, filled+"?"+astrayForm.Encode(), form)
			}
		}
		for _, path := range []string{
			static.Path("app.css"), static.Path("none.css"), static.Path(""), static.Path("../server.go"), "/static/000000000000/app.css", "/static/", "/static", "/static/..%2f..%2fserver.go",
			"/panic", "/locked", "//register", "/register/../due", "/./due", "/register/", "/%2e%2e/due", "/people/%00", "/.git/config", "/robots.txt", "/favicon.ico",
		} {
			send(b, http.MethodGet, path, "")
			send(b, http.MethodGet, path, "", "If-None-Match", "*", "Accept-Encoding", "gzip")
			send(b, http.MethodGet, path, "", "Range", "bytes=0-3")
		}
		send(b, http.MethodPost, "/people/new", "given_name="+strings.Repeat("a", usualBody))
		send(b, http.MethodPost, "/people/new", "%zz=%")
		send(b, http.MethodPost, "/sign-in", "a=1;b=2")
		for _, path := range []string{"/imports", "/rules/try/file"} {
			for _, kind := range []string{"multipart/form-data", "multipart/form-data; boundary=x", "multipart/mixed; boundary=x", "multipart/form-data; boundary=" + strings.Repeat("x", 100)} {
				send(b, http.MethodPost, path, "--x\r\nContent-Disposition: form-data; name=\"file\r\n\r\n", "Content-Type", kind)
				send(b, http.MethodPost, path, "--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nhalf", "Content-Type", kind)
			}
		}
		send(b, "OPTIONS", "/register", "")
		send(b, "TRACE", "/register", "")
		send(b, "PROPFIND", "/static/app.css", "")
	}
	for _, status := range []int{200, 206, 303, 304, 307, 403, 404, 413, 422, 429, 500} {
		if statuses[status] == 0 {
			t.Errorf("no answer had status %d, so none was looked at: %v", status, statuses)
		}
	}
}

// TestNobodyIsLedAstray: after signing in, and after a proof, a visitor is led to
// a page of Homeward whatever was asked for.
func TestNobodyIsLedAstray(t *testing.T) {
	t.Parallel()
	n := behindTLS(t)
	for _, to := range astray {
		if got := local(to); got != "" {
			t.Errorf("%q is taken for one of our pages: %q", to, got)
		}
		b := n.site.browser()
		form := url.Values{"email": {n.who.Email}, "password": {password}, "next": {to}}
		got := b.post("/sign-in?"+url.Values{"next": {to}}.Encode(), form)
		guarded(t, "POST /sign-in", got)
		got.leads("/today")
		got = b.get("/sign-in?" + url.Values{"next": {to}}.Encode()) // as somebody who is signed in
		got.leads("/today")
		form = url.Values{"password": {password}, "next": {to}, "again": {to}}
		got = b.post("/confirm", form)
		guarded(t, "POST /confirm", got)
		got.leads("/today")
	}
}

// TestWithoutTLS: browsers are not told to keep to TLS where there is none.
func TestWithoutTLS(t *testing.T) {
	t.Parallel()
	if got := newSite(t).browser().get("/sign-in").header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
}
