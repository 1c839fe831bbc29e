package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"homeward/internal/access"
)

func TestAccountPassword(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	b, elsewhere := s.browser(), s.browser()
	b.signIn(email)
	elsewhere.signIn(email)
	const path, chosen = "/account/password", "kettle under marigold"
	if !strings.Contains(b.get("/account").body, `href="`+path+`"`) {
		t.Error("the account does not lead there")
	}
	formOf(t, b.page(path), path)
	for name, c := range map[string]struct{ current, password, says string }{
		"nothing":       {"", chosen, "This is not the password that you have now"},
		"another’s":     {"marmalade and toast", chosen, "This is not the password that you have now"},
		"the same":      {password, password, "Choose another password than the one that you have now"},
		"easy to guess": {password, "password1234", "too easy to guess"},
	} {
		got := b.post(path, url.Values{"current": {c.current}, "password": {c.password}})
		got.walked(http.StatusUnprocessableEntity)
		if strings.Count(got.body, c.says) != 2 || c.current != "" && strings.Contains(got.body, c.current) || strings.Contains(got.body, c.password) {
			t.Errorf("%s: not said above and at the field, or a password is shown:\n%s", name, got.body)
		}
	}
	b.post(path, url.Values{"current": {password}, "password": {chosen}}).leads("/sign-in")
	says(t, b.page("/sign-in"), "Your password is changed. Sign in with it now.")
	b.get("/account").leads("/sign-in?next=%2Faccount")
	elsewhere.get("/account").leads("/sign-in?next=%2Faccount&register=NORTH&why=ended")
	b.post("/sign-in", url.Values{"email": {email}, "password": {password}}).walked(http.StatusUnprocessableEntity)
	b.post("/sign-in", url.Values{"email": {email}, "password": {chosen}}).leads("/today")
}
