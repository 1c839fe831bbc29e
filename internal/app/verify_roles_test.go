package app

import (
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// A role that was written into the database past Homeward is named, also after
// registers were merged; one that somebody gave is not, on whatever way.
func TestVerifyNamesARoleThatNobodyGave(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		finds := func(want ...string) {
			t.Helper()
			report, err := b.Verify(b.ctx, CommandLine("HERE"), store.Trust{})
			must(t, err)
			if report.Count != len(want) {
				t.Fatalf("it finds %+v, want %v", report.Faults, want)
			}
			for i, f := range report.Faults {
				if !strings.Contains(f.String(), want[i]) {
					t.Errorf("it says %q, want %q", f, want[i])
				}
			}
		}
		later := func() { *b.at = b.at.Add(time.Minute) }
		nurse := b.colleague(t, "HERE", "Nia Nurse", access.Clinician)
		id, _, err := b.Join(b.ctx, b.administrator(), Joiner{Email: "joins@here.example", Name: "Jo Joins", Place: Place{Roles: []access.Role{access.SocialWorker, access.Chair}}})
		must(t, err)
		later()
		must(t, b.ChangeUser(b.ctx, b.administrator(), id, "Jo Joins", Place{Roles: []access.Role{access.SocialWorker}}))
		finds()
		written := func(user string, roles ...access.Role) {
			t.Helper()
			b.give(t, "HERE", func(tx *store.Tx) error { return tx.SetRoles(user, textsOf(roles)) })
		}
		written(nurse.UserID, access.Clinician, access.Coordinator)
		finds("memberships HERE/" + nurse.UserID + ": Nia Nurse has the role coordinator, which nobody gave them")
		written(nurse.UserID, access.Clinician)
		written(id, access.Chair) // they had it once, and have not now
		finds("Jo Joins has the role chair")
		written(id, access.SocialWorker)
		later()
		must(t, b.EndAccess(b.ctx, b.administrator(), id, b.Today(), LeaveReasons[0]))
		later()
		must(t, b.LetIn(b.ctx, b.administrator(), id, Place{Roles: []access.Role{access.Executive}}))
		finds()
		later()
		must(t, second(b.MergeRegister(b.ctx, CommandLine("THERE"), "HERE", nil)))
		finds()
		b.give(t, "THERE", func(tx *store.Tx) error { return tx.SetRoles(nurse.UserID, textsOf([]access.Role{access.Chair})) })
		finds("memberships THERE/" + nurse.UserID)
	})
}
