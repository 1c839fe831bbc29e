package reference

import "homeward/internal/casefile"

// discharged ends what ends by discharge. FP17: death ends every open
// obligation except those that end "never".
var discharged = either(is[casefile.Discharge], dies)

// policy.post-admission-review: admission A of a person considered on A; 6
// weeks of A if a community review was held within 6 months before or on A;
// else 2 weeks if under 18 on A; else 4 weeks; met by an inpatient review on or
// after A; ends by discharge.
func (h history) postAdmissionReview() (all []Obligation) {
	for _, a := range h.entries {
		if !is[casefile.Admission](a) || !h.considered(a.on) {
			continue
		}
		due := weeksOf(4, a.on)
		if h.isUnder(18, a.on) {
			due = weeksOf(2, a.on)
		}
		for _, r := range h.entries {
			// FP9: it counts if A is not later than 6 months after it; one held
			// on A counts wherever it stands that day.
			if communityReview(r) && r.on <= a.on && a.on <= r.on.AddMonths(6) {
				due = weeksOf(6, a.on)
			}
		}
		all = append(all, h.stand(opened{
			rule: "policy.post-admission-review", basis: "policy",
			started: a.event(), due: due,
			met:     h.firstAfter(a.at(), inpatientReview),
			ended:   h.firstAfter(a.at(), discharged),
			consent: byReviews,
		}))
	}
	return all
}

// policy.periodic-review: each inpatient review held, day M, the person still
// in hospital; 3 months of M if under 18 on M; else 12 if on a secure ward on M;
// else 6; met by the next inpatient review; ends by discharge.
func (h history) periodicReview() (all []Obligation) {
	for _, m := range h.entries {
		bed, inHospital := h.bedAt(m.at())
		if !inpatientReview(m) || !inHospital {
			continue
		}
		due := m.on.AddMonths(6)
		switch {
		case h.isUnder(18, m.on):
			due = m.on.AddMonths(3)
		case secure(bed.security):
			due = m.on.AddMonths(12)
		}
		all = append(all, h.stand(opened{
			rule: "policy.periodic-review", basis: "policy",
			started: m.event(), due: due,
			met:     h.firstAfter(m.at(), inpatientReview),
			ended:   h.firstAfter(m.at(), discharged),
			consent: byReviews,
		}))
	}
	return all
}

// policy.hospital-move-review: move to another hospital; 28 days of the move;
// met by an inpatient review on or after the move; ends by discharge.
func (h history) hospitalMoveReview() (all []Obligation) {
	for _, e := range h.entries {
		move, ok := e.fact.(casefile.WardMove)
		from, inHospital := h.bedBefore(e)
		if ok && inHospital && move.Hospital != from.hospital {
			all = append(all, h.stand(h.afterMove("policy.hospital-move-review", e)))
		}
	}
	return all
}

// policy.security-change-review: move to a ward of higher or lower security,
// same hospital (a move of both kinds is the rule above only); the same.
func (h history) securityChangeReview() (all []Obligation) {
	for _, e := range h.entries {
		move, ok := e.fact.(casefile.WardMove)
		from, inHospital := h.bedBefore(e)
		if ok && inHospital && move.Hospital == from.hospital && level(move.Security) != level(from.security) {
			all = append(all, h.stand(h.afterMove("policy.security-change-review", e)))
		}
	}
	return all
}

func (h history) afterMove(rule string, move entry) opened {
	return opened{
		rule: rule, basis: "policy",
		started: move.event(), due: move.on + 28,
		met:     h.firstAfter(move.at(), inpatientReview),
		ended:   h.firstAfter(move.at(), discharged),
		consent: byReviews,
	}
}

// policy.new-diagnosis-review: 28 days of the day a condition first becomes
// considered, in hospital or within 6 months of a discharge, in someone not
// considered at the admission; met by a review on or after, of any setting;
// ends as the person leaves scope, or by a new admission.
//
// FP22: once for each admission of a person not considered on that day: the
// first condition entry after it by which they become considered, in hospital
// or not later than 6 months after its discharge.
func (h history) newDiagnosisReview() (all []Obligation) {
	for _, a := range h.entries {
		if !is[casefile.Admission](a) || h.considered(a.on) {
			continue
		}
		x := h.firstAfter(a.at(), h.becomesConsidered)
		if !x.happened() {
			continue
		}
		left := h.firstAfter(a.at(), discharged)
		if left.happened() && left.at.before(x.at) {
			discharge := h.firstAfter(a.at(), is[casefile.Discharge])
			if discharge != left || x.at.day > discharge.at.day.AddMonths(6) {
				continue
			}
		}
		all = append(all, h.stand(opened{
			rule: "policy.new-diagnosis-review", basis: "policy",
			started: x, due: x.at.day + 28,
			met: h.firstAfter(x.at, is[casefile.ReviewHeld]),
			// FP23: leaves scope: died, moved out, or no longer considered.
			ended: h.firstAfter(x.at, either(dies, is[casefile.MovedOut], h.ceasesToBeConsidered,
				is[casefile.Admission])),
			consent: byReviews,
		}))
	}
	return all
}

// policy.diagnosis-excluded-review: while in hospital, the last considered
// condition becomes excluded; 28 days of that day; met by an inpatient review
// on or after; ends by discharge.
func (h history) diagnosisExcludedReview() (all []Obligation) {
	for _, e := range h.entries {
		if !h.ceasesToBeConsidered(e) || !h.inHospital(e.at()) {
			continue
		}
		all = append(all, h.stand(opened{
			rule: "policy.diagnosis-excluded-review", basis: "policy",
			started: e.event(), due: e.on + 28,
			met:     h.firstAfter(e.at(), inpatientReview),
			ended:   h.firstAfter(e.at(), discharged),
			consent: byReviews,
		}))
	}
	return all
}
