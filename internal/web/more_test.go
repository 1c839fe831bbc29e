package web

import (
	"testing"

	"homeward/internal/access"
)

// Who has more parts than one line holds finds the rest under Everything else; who has
// few sees all of them at once.
func TestMore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("many@example.org", []access.Role{access.Coordinator, access.Administrator, access.InformationGovernance}, "NORTH")
	many := s.signedInAs("many@example.org")
	doc := many.page("/register")
	says(t, doc, "Everything else", "What is due")
	saysNot(t, doc, "Bring in a spreadsheet")
	says(t, many.page("/more"), "Bring in a spreadsheet", "Add a person", "Settings")

	few := s.signedIn(access.Administrator, "NORTH")
	doc = few.page("/settings")
	says(t, doc, "Settings", "Rules")
	if find(doc, "href", morePath) != nil {
		t.Error("who has few parts is led to Everything else")
	}
}
