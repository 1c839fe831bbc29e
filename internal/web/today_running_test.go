package web

import (
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

// Whoever looks after Homeward is told on their day when copies are no longer
// made; nobody else is.
func TestTheDayTellsOfBackups(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	note := func(what app.Keeping) {
		if err := s.app.NoteKeeping(t.Context(), app.CommandLine(""), what, "to a file"); err != nil {
			t.Fatal(err)
		}
	}
	says(t, b.page("/today"), "Keeping Homeward going", "There has been no backup yet")
	note(app.BackedUp)
	says(t, b.page("/today"), "The last backup was made at 12:00. Homeward sends no e-mail here.")
	saysNot(t, b.page("/today"), "There is no new backup")
	s.later(time.Minute)
	note(app.BackUpFailed)
	says(t, b.page("/today"), "The latest backup could not be finished", "The last backup was made at 12:00.")
	s.later(time.Minute)
	note(app.BackedUp)
	s.later(49 * time.Hour)
	b = s.signedIn(access.Administrator, "NORTH")
	says(t, b.page("/today"), "There is no new backup", "The last backup was made on 2 March 2026 at 12:02.")
	saysNot(t, s.signedIn(access.Coordinator, "NORTH").page("/today"), "Keeping Homeward going")
}
