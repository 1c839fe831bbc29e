package web

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

var (
	shownSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{39})</code>`)
	shownCode   = regexp.MustCompile(`<li><code>([0-9A-Z-]{14})</code></li>`)
)

// code is what an app for codes shows that was told a secret; RFC 6238 anew, so
// that the pages are tried against more than themselves.
func (s *site) code(secret string) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		s.t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	binary.Write(mac, binary.BigEndian, s.clock().Unix()/30)
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1000000)
}

// setUpPhone is the secret of the phone that a browser sets up at its first
// sign-in, and the recovery codes.
func (b *browser) setUpPhone(email, next string) (secret string, codes []string) {
	b.t.Helper()
	b.post("/sign-in", url.Values{"email": {email}, "password": {password}, "next": {next}}).leads(onwardPath("/sign-in/set-up", next, ""))
	page := b.get(onwardPath("/sign-in/set-up", next, ""))
	form := formOf(b.t, page.walked(http.StatusOK), "/sign-in/set-up")
	secret = shownSecret.FindStringSubmatch(page.body)[1]
	done := b.post("/sign-in/set-up", form.with(map[string]string{"code": b.site.code(secret)}))
	done.walked(http.StatusOK)
	for _, m := range shownCode.FindAllStringSubmatch(done.body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != app.RecoveryCodeCount || !strings.Contains(done.body, `href="`+cmp.Or(next, "/today")+`"`) {
		b.t.Fatalf("after setting up:\n%s", done.body)
	}
	b.site.later(30 * time.Second)
	return secret, codes
}

func TestSignInWithACode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.RequireSecondFactor(s.today())
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH", "SOUTH")
	b := s.browser()

	// The first time: nothing opens until the phone is set up.
	b.post("/sign-in", url.Values{"email": {email}, "password": {password}}).leads("/sign-in/set-up")
	b.get("/register").leads("/sign-in")
	b.get("/sign-in/code").leads("/sign-in?why=late")
	b.post("/sign-in", url.Values{"email": {email}, "password": {password}}).leads("/sign-in/set-up")
	page := b.get("/sign-in/set-up")
	page.walked(http.StatusOK)
	if !strings.Contains(page.body, `<svg class="app-qr"`) {
		t.Errorf("there is no picture:\n%s", page.body)
	}
	for _, wrong := range []string{"", "000000"} {
		got := b.post("/sign-in/set-up", url.Values{"code": {wrong}, "next": {"/account"}})
		got.walked(http.StatusUnprocessableEntity)
		if shownSecret.FindStringSubmatch(got.body)[1] != shownSecret.FindStringSubmatch(page.body)[1] || !strings.Contains(got.body, `value="/account"`) {
			t.Errorf("a wrong code changes the page:\n%s", got.body)
		}
	}
	secret, codes := b.setUpPhone(email, "/account")
	b.page("/account")

	// And then.
	other := s.browser()
	signIn := url.Values{"email": {email}, "password": {password}, "next": {"/account"}, "register": {"SOUTH"}}
	other.post("/sign-in", signIn).leads("/sign-in/code?next=%2Faccount&register=SOUTH")
	other.get("/account").leads("/sign-in?next=%2Faccount")
	form := formOf(t, other.page("/sign-in/code?next=%2Faccount&register=SOUTH"), "/sign-in/code")
	for _, wrong := range []string{"", "000000", "AAAA-BBBB-CCCC"} {
		got := other.post("/sign-in/code", form.with(map[string]string{"code": wrong}))
		formOf(t, got.walked(http.StatusUnprocessableEntity), "/sign-in/code")
		if strings.Contains(got.body, "AAAA-BBBB-CCCC") {
			t.Error("a code is sent back")
		}
	}
	other.post("/sign-in/code", form.with(map[string]string{"code": s.code(secret)})).leads("/account")
	body := other.get("/account").body
	for _, want := range []string{"You last signed in on", "Homeward, Northshire Board, South register", "You have 10 recovery codes left."} {
		if !strings.Contains(body, want) {
			t.Errorf("the account lacks %q:\n%s", want, body)
		}
	}

	later := s.browser()
	later.post("/sign-in", signIn).leads("/sign-in/code?next=%2Faccount&register=SOUTH")
	for range app.FailuresAllowed {
		later.post("/sign-in/code", form.with(map[string]string{"code": "111111"})).walked(http.StatusUnprocessableEntity)
	}
	got := later.post("/sign-in/code", form.with(map[string]string{"code": codes[0]}))
	got.walked(http.StatusTooManyRequests)
	if !strings.Contains(got.body, "Wait 15 minutes") {
		t.Errorf("the page does not say how long to wait:\n%s", got.body)
	}
	s.later(app.FailureWindow + time.Minute)
	later.post("/sign-in/code", form.with(map[string]string{"code": codes[0]})).leads("/sign-in?next=%2Faccount&register=SOUTH&why=late")
	later.post("/sign-in", signIn).leads("/sign-in/code?next=%2Faccount&register=SOUTH")
	later.post("/sign-in/code", form.with(map[string]string{"code": codes[0]})).leads("/account")
	if log := s.log.String(); strings.Contains(log, secret[:9]) || strings.Contains(log, codes[0]) {
		t.Error("the log holds a secret")
	}
}

func TestAccountSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	b.get("/account/app").leads("/account#second-factor") // nothing was begun
	form := formOf(t, b.page("/account"), "/account/app")
	b.post("/account/app", form.values).leads("/account/app")
	page := b.get("/account/app")
	page.walked(http.StatusOK)
	secret := shownSecret.FindStringSubmatch(page.body)[1]
	b.post("/account/app/code", url.Values{"code": {""}}).walked(http.StatusUnprocessableEntity)
	done := b.post("/account/app/code", url.Values{"code": {s.code(secret)}})
	done.walked(http.StatusOK)
	codes := shownCode.FindAllStringSubmatch(done.body, -1)
	if len(codes) != app.RecoveryCodeCount {
		t.Fatalf("after setting up:\n%s", done.body)
	}
	b.post("/account/app/code", url.Values{"code": {s.code(secret)}}).leads("/account#second-factor")
	formOf(t, b.page("/account"), "/account/app/remove")
	again := b.post("/account/recovery-codes", nil)
	again.walked(http.StatusOK)
	if fresh := shownCode.FindAllStringSubmatch(again.body, -1); len(fresh) != app.RecoveryCodeCount || fresh[0][1] == codes[0][1] {
		t.Errorf("new codes:\n%s", again.body)
	}

	s.app.RequireSecondFactor(s.today())
	if body := b.get("/account").body; strings.Contains(body, "Remove the app") {
		t.Error("the last second factor can be removed where one is required")
	}
	b.post("/account/app/remove", nil).walked(http.StatusUnprocessableEntity)
	s.app.RequireSecondFactor(s.today() + 1)
	b.post("/account/app/remove", nil).leads("/account#second-factor")
	b.post("/account/app/remove", nil).leads("/account#second-factor") // it was gone
	if body := b.get("/account").body; !strings.Contains(body, "From 3 March 2026 everyone needs a second way.") {
		t.Errorf("the day is not said:\n%s", body)
	}
	for _, path := range []string{"/account/app", "/account/app/code", "/account/app/remove", "/account/recovery-codes"} {
		s.browser().post(path, nil).leads("/sign-in")
	}
}
