package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"homeward/internal/access"
	"homeward/internal/app"
)

// visit is one request of someone: who is signed in, in which register. On an
// open page nobody may be.
type visit struct {
	app.SignedIn
	token     string
	notice    string // what the last page has to say on this one
	last      string // when they signed in before, on the first page after
	path      string
	reminders int // new ones, up to 100
	// emergencies is how many openings of a record the visitor is to look at.
	emergencies int
}

func (v visit) isSignedIn() bool { return v.Actor.UserID != "" }

// may reports whether the visitor has a permission, for what a page offers.
// The use case itself asks again.
func (v visit) may(p access.Permission) bool { return access.Can(v.Actor, p).Allowed }

// registerName is the name of the register in which the visitor works.
func (v visit) registerName() string {
	for _, m := range v.Registers {
		if m.Register == v.Actor.Register {
			return m.Name
		}
	}
	return ""
}

// cookie names one of ours. The prefix __Host- makes browsers refuse one that
// another host of the domain, or a page without TLS, has set.
func (s *Server) cookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: !s.options.Demo, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Server) cookieName(name string) string {
	if s.options.Demo {
		return name
	}
	return "__Host-" + name
}

const (
	sessionCookie = "homeward"
	noticeCookie  = "homeward-notice"
	lastCookie    = "homeward-last"
	// endedCookie has the token of the session that was signed out of last. It
	// opens nothing: with it, what was still being typed in another window is
	// kept as a draft of whoever typed it.
	endedCookie = "homeward-ended"
)

// token is what one of our cookies with a token has in it, "" for none.
func (s *Server) token(r *http.Request, cookie string) string {
	c, err := r.Cookie(s.cookieName(cookie))
	if err != nil {
		return ""
	}
	return c.Value
}

// tell says something on the next page that the visitor sees, such as that an
// entry was saved. It is kept in a cookie for a minute, so it names nobody.
func (s *Server) tell(w http.ResponseWriter, text string) { s.tellIn(w, noticeCookie, text) }

func (s *Server) tellIn(w http.ResponseWriter, cookie, text string) {
	http.SetCookie(w, s.cookie(cookie, base64.RawURLEncoding.EncodeToString([]byte(text)), 60))
}

// told is what the last page said in a cookie, "" for nothing.
func (s *Server) told(r *http.Request, cookie string) string {
	c, err := r.Cookie(s.cookieName(cookie))
	if err != nil {
		return ""
	}
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(text) > 500 {
		return ""
	}
	return string(text)
}

// seeOther answers a POST: the browser asks for another page.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// local is a path of ours to go on to, or "" for anything that could lead to
// another site.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsRune(next, '\\') ||
		strings.ContainsFunc(next, unicode.IsControl) || len(next) > 2000 {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil {
		return ""
	}
	return next
}
