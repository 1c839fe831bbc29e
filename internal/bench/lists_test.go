package bench

import (
	"strings"
	"testing"

	"homeward/internal/access"
)

// lists are the pages that list people or what is about them, each without a
// filter, which is when they have most, and those that go by something else.
var lists = []struct {
	path  string
	needs access.Permission
}{
	{"/today", access.SeeRegister}, {"/register", access.SeeRegister}, {"/due", access.SeeRegister}, {"/actions?who=all", access.SeeRegister}, {"/support", access.SeeRegister},
	{"/inpatients", access.SeeRegister}, {"/consents", access.SeeRegister}, {"/early-signs", access.SeeRegister}, {"/data-quality", access.SeeRegister}, {"/caseload", access.SeeRegister},
	{"/reminders", access.SeeRegister}, {"/meetings", access.SeeRegister}, {"/referrals", access.SeeReferrals}, {"/support/gaps", access.SeeGaps}, {"/data-quality/duplicates", access.MergeRecords},
	{"/retention", access.Retain}, {"/today?since=week&who=all", access.SeeRegister}, {"/due?missing-reasons=1", access.SeeRegister}, {"/data-quality?check=review", access.SeeRegister}, {"/data-quality?check=worker", access.SeeRegister},
	{"/support?show=overdue", access.SeeRegister}, {"/meetings/MEETING", access.SeeRegister}, {"/referrals/own", access.Refer}, {"/names", access.Involve}, {"/handovers", access.HandOver},
	{"/involved", access.BeInvolved}, {"/imports", access.Import}, {"/emergency-access", access.ReviewEmergency}, {"/audit", access.SeeAudit}, {"/subject-access", access.AnswerSubject},
}

// BenchmarkLists opens every list as who sees everyone, with the minimum of those
// who refused, and as who sees a few by their relations: what somebody may see
// must not make a list slow. The floor are 50 rows of the register.
func BenchmarkLists(b *testing.B) {
	for _, role := range []access.Role{access.Coordinator, access.Executive, access.Clinician, access.SocialWorker, access.Provider, access.InformationGovernance} {
		for _, page := range lists {
			if !access.Can(access.Actor{UserID: "bench", Register: area.Code, Roles: []access.Role{role}}, page.needs).Allowed {
				continue
			}
			b.Run(string(role)+strings.ReplaceAll(page.path, "/", "-"), func(b *testing.B) {
				eachRegister(b, func(b *testing.B, r *register) {
					v := r.signIn(b, role)
					list := prepare(b, r.bare, "SELECT "+personColumns+" FROM people WHERE register = $1 AND on_register = 'on' ORDER BY rating_rank, open_due, sort_key, case_id LIMIT 50")
					path := page.path
					if before, after, of := strings.Cut(path, "MEETING"); of {
						path = before + texts(b, r.bare, "SELECT id FROM meetings WHERE register = $1 ORDER BY day DESC, id", area.Code)[0] + after
					}
					beside(b, atOnce, func(int) { v.get(b, path) }, func(int) { rows(b, list, area.Code) })
				})
			})
		}
	}
}
