package web

import (
	"net/http"
	"net/url"
	"testing"

	"homeward/internal/access"
)

// TestNamesThatHoldCases: a coordinator is told that a name waits, and says whose
// it is; until then whoever has it sees nobody.
func TestNamesThatHoldCases(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s) // of whom “jo marsh” holds two
	email := s.user("jo.marsh@example.org", []access.Role{access.Clinician}, "NORTH")
	jo := s.browser()
	jo.signIn(email)
	saysNot(t, jo.page("/register"), "Held by jo marsh", "(2)")
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	says(t, coordinator.page("/today"), "Say whose 1 name is")
	doc := coordinator.page("/names")
	says(t, doc, "1 name waits for you to say whose it is.", "jo marsh", "2 people", "Waits for you", "Somebody signs in under this name: Clinician")
	path := heldNamesPath + "/" + coordinatorKey("NORTH", "jo marsh")
	says(t, coordinator.page(path), "Whose name is this?", "jo marsh (Clinician)", "The cases of 2 people")
	says(t, coordinator.post(path, url.Values{}).walked(http.StatusUnprocessableEntity), "Choose whose name it is")
	says(t, coordinator.post(path, url.Values{"user": {"somebody"}}).walked(http.StatusUnprocessableEntity), "Choose whose name it is")
	coordinator.get(heldNamesPath + "/" + coordinatorKey("NORTH", "nobody")).walked(http.StatusNotFound)

	coordinator.fill(path, map[string]string{"user": s.idOf("NORTH", "jo marsh")}).leads(heldNamesPath)
	doc = coordinator.page("/names")
	says(t, doc, "Saved. It holds from their next click.", "Said by")
	saysNot(t, doc, "Waits for you")
	saysNot(t, coordinator.page("/today"), "Say whose")
	says(t, jo.page("/register"), "2 people")

	coordinator.fill(path, map[string]string{"user": nobodysName}).leads(heldNamesPath)
	says(t, coordinator.page("/names"), "Nobody who signs in")
	saysNot(t, jo.page("/register"), "2 people")
}
