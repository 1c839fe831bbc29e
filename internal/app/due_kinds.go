package app

import "homeward/internal/clock"

// DueKind is a group of rules that people look for together.
type DueKind struct {
	Key       string
	Word      string
	One, Many string // after a number
	Rules     []clock.Rule
}

// DueByStatute is the key of the kind that is no duty before its commencement.
const DueByStatute = "statute"

// DueKinds are the groups, in the order to show them. Each rule is in one.
var DueKinds = []DueKind{
	{"reviews", "Reviews and visits", "review", "reviews", []clock.Rule{
		clock.RedReview, clock.PostAdmissionReview, clock.PeriodicReview, clock.HospitalMoveReview, clock.SecurityChangeReview,
		clock.NewDiagnosisReview, clock.DiagnosisExcludedReview, clock.Documents, clock.ReviewRequestDecision, clock.OversightVisit,
	}},
	{"reports", "Reports", "report", "reports", []clock.Rule{clock.Report}},
	{"consent", "Consent", "consent", "consents", []clock.Rule{clock.ConsentForReview, clock.OwnConsentAt16}},
	{"register", "Ratings", "rating", "ratings", []clock.Rule{clock.RegisterReview, clock.RatingAfterReview, clock.AmberResponse}},
	{"referrals", "Referrals", "referral", "referrals", []clock.Rule{clock.ReferralAcknowledgement, clock.ReferralDecision, clock.OutcomeTold}},
	{"support", "Actions and support", "action", "actions", []clock.Rule{clock.Action, clock.Support, clock.KeyworkerReferral}},
	{DueByStatute, "Part 8A of the Act", "by Part 8A", "by Part 8A", []clock.Rule{clock.FirstReview, clock.RepeatReview, clock.StatutoryReport}},
}

var kindOfRule = func() map[string]string {
	kinds := map[string]string{}
	for _, k := range DueKinds {
		for _, r := range k.Rules {
			kinds[r.String()] = k.Key
		}
	}
	return kinds
}()

// idsOf are the ids of the rules of some kinds; none for no kind.
func idsOf(kinds []string) []string {
	var ids []string
	for _, k := range kinds {
		for _, known := range DueKinds {
			if known.Key == k {
				for _, r := range known.Rules {
					ids = append(ids, r.String())
				}
			}
		}
	}
	return ids
}
