package bench

import (
	"strings"
	"testing"

	"homeward/internal/access"
)

// lists are the pages that list people or what is about them, each without a
// filter, which is when they have most.
var lists = []string{
	"/today", "/register", "/due", "/actions?who=all", "/support", "/inpatients", "/consents", "/early-signs", "/data-quality", "/caseload", "/reminders",
	"/referrals", "/support/gaps", "/meetings", "/data-quality/duplicates", "/retention",
}

// BenchmarkLists opens every list as who sees everyone, with the minimum of those
// who refused, and as who sees a few by their relations: what somebody may see
// must not make a list slow. The floor are 50 rows of the register.
func BenchmarkLists(b *testing.B) {
	for _, role := range []access.Role{access.Coordinator, access.Executive, access.Clinician, access.SocialWorker, access.Provider} {
		for _, path := range lists {
			b.Run(string(role)+strings.ReplaceAll(path, "/", "-"), func(b *testing.B) {
				eachRegister(b, func(b *testing.B, r *register) {
					v := r.signIn(b, role)
					if !v.opens(b, path) {
						b.Skipf("this is no page of a %s", role)
					}
					list := prepare(b, r.bare, "SELECT "+personColumns+" FROM people WHERE register = $1 AND on_register = 'on' ORDER BY rating_rank, open_due, sort_key, case_id LIMIT 50")
					beside(b, atOnce, func(int) { v.get(b, path) }, func(int) { rows(b, list, area.Code) })
				})
			})
		}
	}
}
