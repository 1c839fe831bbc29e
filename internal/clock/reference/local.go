package reference

import "homeward/internal/casefile"

// about reports whether an entry is of kind F and names id.
func about[F casefile.Fact](id string, named func(F) string) func(entry) bool {
	return func(e entry) bool {
		f, ok := e.fact.(F)
		return ok && named(f) == id
	}
}

func acknowledged(referral string) func(entry) bool {
	return about(referral, func(f casefile.ReferralAcknowledged) string { return f.Referral })
}

func decided(referral string) func(entry) bool {
	return about(referral, func(f casefile.ReferralDecision) string { return f.Referral })
}

func referralWithdrawn(referral string) func(entry) bool {
	return about(referral, func(f casefile.ReferralWithdrawn) string { return f.Referral })
}

// local.referral-acknowledgement: referral received; 5 working days; met by
// acknowledged or decided; ends by withdrawn.
func (h history) referralAcknowledgement() (all []Obligation) {
	for _, e := range h.entries {
		if r, ok := e.fact.(casefile.Referral); ok {
			all = append(all, h.stand(opened{
				rule: "local.referral-acknowledgement", basis: "local",
				started: e.event(), due: workingDaysOf(5, e.on),
				met:     h.firstAfter(e.at(), either(acknowledged(r.ID), decided(r.ID))),
				ended:   h.firstAfter(e.at(), either(referralWithdrawn(r.ID), dies)),
				consent: byNoConsent,
			}))
		}
	}
	return all
}

// local.referral-decision: referral received; 28 days; met by decided; ends by
// withdrawn.
func (h history) referralDecision() (all []Obligation) {
	for _, e := range h.entries {
		if r, ok := e.fact.(casefile.Referral); ok {
			all = append(all, h.stand(opened{
				rule: "local.referral-decision", basis: "local",
				started: e.event(), due: e.on + 28,
				met:     h.firstAfter(e.at(), decided(r.ID)),
				ended:   h.firstAfter(e.at(), either(referralWithdrawn(r.ID), dies)),
				consent: byNoConsent,
			}))
		}
	}
	return all
}

// local.outcome-told: referral decided; 2 working days; met by outcome told;
// never ends. FP33: each decision starts one; one telling meets all open ones
// of that referral.
func (h history) outcomeTold() (all []Obligation) {
	for _, e := range h.entries {
		if d, ok := e.fact.(casefile.ReferralDecision); ok {
			told := about(d.Referral, func(f casefile.OutcomeTold) string { return f.Referral })
			all = append(all, h.stand(opened{
				rule: "local.outcome-told", basis: "local",
				started: e.event(), due: workingDaysOf(2, e.on),
				met:     h.firstAfter(e.at(), told),
				consent: byNoConsent,
			}))
		}
	}
	return all
}

// local.review-request-decision: C(E)TR requested; 5 working days; met by
// decided; ends by death.
func (h history) reviewRequestDecision() (all []Obligation) {
	for _, e := range h.entries {
		if r, ok := e.fact.(casefile.ReviewRequested); ok {
			all = append(all, h.stand(opened{
				rule: "local.review-request-decision", basis: "local",
				started: e.event(), due: workingDaysOf(5, e.on),
				met:     h.firstAfter(e.at(), about(r.ID, func(f casefile.ReviewDecision) string { return f.Request })),
				ended:   h.firstAfter(e.at(), dies),
				consent: byNoConsent,
			}))
		}
	}
	return all
}

// action: each recommendation or action with a date; its date; met by done, or
// not followed with a reason; ends by cancelled. FP40: without a date, none.
func (h history) action() (all []Obligation) {
	for _, e := range h.entries {
		if a, ok := e.fact.(casefile.Action); ok && !a.Due.IsZero() {
			done := about(a.ID, func(f casefile.ActionDone) string { return f.Action })
			notFollowed := about(a.ID, func(f casefile.ActionNotFollowed) string { return f.Action })
			cancelled := about(a.ID, func(f casefile.ActionCancelled) string { return f.Action })
			all = append(all, h.stand(opened{
				rule: "action", basis: "record",
				started: e.event(), due: a.Due,
				met:     h.firstAfter(e.at(), either(done, notFollowed)),
				ended:   h.firstAfter(e.at(), either(cancelled, dies)),
				consent: byNoConsent,
			}))
		}
	}
	return all
}

// support: each support need with a wanted-by date; its date; met by support
// started; ends by need withdrawn or leaving the register.
func (h history) support() (all []Obligation) {
	for _, e := range h.entries {
		if n, ok := e.fact.(casefile.SupportNeed); ok && !n.WantedBy.IsZero() {
			started := about(n.ID, func(f casefile.SupportStarted) string { return f.Need })
			withdrawn := about(n.ID, func(f casefile.SupportWithdrawn) string { return f.Need })
			all = append(all, h.stand(opened{
				rule: "support", basis: "record",
				started: e.event(), due: n.WantedBy,
				met:     h.firstAfter(e.at(), started),
				ended:   h.firstAfter(e.at(), either(withdrawn, leaves)),
				consent: byNoConsent,
			}))
		}
	}
	return all
}
