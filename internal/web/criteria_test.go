package web

import (
	"net/http"
	"net/url"
	"testing"

	"homeward/internal/access"
)

func TestAnyoneReadsTheCriteria(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	out := s.browser()
	if got := out.get("/criteria/NORTH"); got.status != http.StatusNotFound {
		t.Errorf("of a register that is closed to outside: %d", got.status)
	}
	s.openToReferrals()
	says(t, out.page("/criteria/NORTH"), "Who can be on the register in Northshire", "has not published criteria of its own yet")
	says(t, out.page("/criteria/NORTH?easy=1"), "Can I be on the register?", "You may have to go to hospital if you do not get help soon.")

	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page("/criteria")
	b.post("/criteria", url.Values{"plain": {"x"}, "items": {"one\ntwo"}, "easy": {"y"}, "easy_items": {"one"}}).walked(http.StatusUnprocessableEntity)
	b.post("/criteria", formOf(t, doc, "/criteria").with(map[string]string{"plain": "For people at risk of hospital", "items": "They may go to hospital", "easy_items": "You may go to hospital."})).leads("/criteria/NORTH")
	says(t, out.page("/criteria/NORTH"), "For people at risk of hospital", "They may go to hospital", "Version 1")
	b.post("/criteria", formOf(t, b.page("/criteria"), "/criteria").with(map[string]string{"plain": "For others"})).leads("/criteria/NORTH")
	says(t, out.page("/criteria/NORTH?version=1"), "For people at risk of hospital", "This is an earlier version")
	if got := out.get("/criteria/NORTH?version=9"); got.status != http.StatusNotFound {
		t.Errorf("a version that there is not: %d", got.status)
	}
	if got := s.signedIn(access.Executive, "NORTH").get("/criteria"); got.status != http.StatusForbidden {
		t.Errorf("an executive publishes: %d", got.status)
	}
}
