package reference

import "homeward/internal/casefile"

// policy.rating-after-review: each review held; 7 days of it; met by a rating on
// or after the review, a blue one too; ends by leaving the register or death.
func (h history) ratingAfterReview() (all []Obligation) {
	for _, e := range h.entries {
		held, ok := e.fact.(casefile.ReviewHeld)
		if !ok {
			continue
		}
		all = append(all, h.stand(opened{
			rule: "policy.rating-after-review", basis: "policy",
			started: e.event(), due: e.on + 7,
			met:     h.firstAfter(e.at(), is[casefile.Rated]),
			ended:   h.firstAfter(e.at(), leaves),
			consent: byReview(held.ID),
		}))
	}
	return all
}

// policy.report: each review held; 14 days of it; met when the report was sent
// to the person and to attendees; never ends.
func (h history) policyReport() (all []Obligation) {
	for _, e := range h.entries {
		held, ok := e.fact.(casefile.ReviewHeld)
		if !ok {
			continue
		}
		all = append(all, h.stand(opened{
			rule: "policy.report", basis: "policy",
			started: e.event(), due: e.on + 14,
			met:     h.reportHad(e, false, casefile.ToPerson, casefile.ToAttendees),
			consent: byReview(held.ID),
		}))
	}
	return all
}

// cancelledOrHeld ends what an arranged review asks for. FP32: cancelling or
// holding the review ends `documents` and `consent-for-review`.
func cancelledOrHeld(id string) func(entry) bool {
	return func(e entry) bool {
		cancelled, isCancelled := e.fact.(casefile.ReviewCancelled)
		held, isHeld := e.fact.(casefile.ReviewHeld)
		return isCancelled && cancelled.ID == id || isHeld && held.ID == id
	}
}

// policy.consent-for-review: review arranged; the day before the review; met by
// consent for that review given, refused, or best interests; ends by cancelled
// or held.
func (h history) consentForReview() (all []Obligation) {
	for _, e := range h.entries {
		arranged, ok := e.fact.(casefile.ReviewArranged)
		if !ok {
			continue
		}
		// FP31: answered by the first entitled decision to that id that is given,
		// refused, or best interests of any kind, also one before the
		// arrangement. A withdrawal alone does not answer.
		var answered event
		for _, d := range h.decisions(byReview(arranged.ID), moment{h.today, len(h.entries)}) {
			if d.consent.Decision != casefile.Withdrawn || d.consent.Basis == casefile.BestInterests {
				answered = d.event()
				break
			}
		}
		all = append(all, h.stand(opened{
			rule: "policy.consent-for-review", basis: "policy",
			started: e.event(), due: arranged.For - 1,
			met:     answered,
			ended:   h.firstAfter(e.at(), either(cancelledOrHeld(arranged.ID), dies)),
			consent: byReview(arranged.ID),
		}))
	}
	return all
}

// policy.documents: review arranged for day R; R - 1 day; met by the pack sent;
// ends by cancelled or held.
func (h history) documents() (all []Obligation) {
	for _, e := range h.entries {
		arranged, ok := e.fact.(casefile.ReviewArranged)
		if !ok {
			continue
		}
		packSent := func(e entry) bool {
			sent, ok := e.fact.(casefile.PackSent)
			return ok && sent.Review == arranged.ID
		}
		all = append(all, h.stand(opened{
			rule: "policy.documents", basis: "policy",
			started: e.event(), due: arranged.For - 1,
			met:     h.firstAfter(e.at(), packSent),
			ended:   h.firstAfter(e.at(), either(cancelledOrHeld(arranged.ID), dies)),
			consent: byReview(arranged.ID),
		}))
	}
	return all
}

// policy.own-consent-at-16: 16th birthday of someone on the register whose
// consent rests on a parent or guardian; due the birthday; ends by leaving the
// register. FP29: it looks at the register and at `to: register` consent as they
// stood the day before; met by own consent given or any best-interests
// decision, `to: register`.
func (h history) ownConsentAt16() []Obligation {
	birthday := h.birth.Attains(16)
	if birthday > h.today || !h.onRegister(birthday-1) {
		return nil
	}
	toRegister := func(c casefile.Consent) bool { return c.To == casefile.ToRegister }
	decisions := h.decisions(toRegister, moment{birthday - 1, len(h.entries)})
	if len(decisions) == 0 {
		return nil
	}
	latest := decisions[len(decisions)-1].consent
	if latest.Basis != casefile.Parent || latest.Decision != casefile.Given {
		return nil
	}
	start := dawnOf(birthday)
	return []Obligation{h.stand(opened{
		rule: "policy.own-consent-at-16", basis: "policy",
		started: event{start, None}, due: birthday,
		met: h.firstAfter(start, func(e entry) bool {
			c, ok := e.fact.(casefile.Consent)
			return ok && toRegister(c) &&
				(c.Basis == casefile.Own && c.Decision == casefile.Given || c.Basis == casefile.BestInterests)
		}),
		ended:   h.firstAfter(start, leaves),
		consent: byNoConsent,
	})}
}

// policy.oversight-visit: admission to a hospital out of area, then each visit;
// 6 weeks of it if under 18 on that day, else 8; met by the next oversight
// visit; ends by discharge or return to area. FP28: a ward-move from in area to
// out of area starts it like an admission; from one out-of-area hospital to
// another starts nothing; a visit starts the next only while out of area.
func (h history) oversightVisit() (all []Obligation) {
	returns := func(e entry) bool {
		if !is[casefile.WardMove](e) && !is[casefile.Admission](e) {
			return false
		}
		now, inHospital := h.bedAt(e.at())
		return inHospital && !now.outOfArea
	}
	for _, e := range h.entries {
		before, _ := h.bedBefore(e)
		now, inHospital := h.bedAt(e.at())
		if !inHospital || !now.outOfArea {
			continue
		}
		switch {
		case is[casefile.Admission](e):
		case is[casefile.WardMove](e) && !before.outOfArea:
		case is[casefile.OversightVisit](e):
		default:
			continue
		}
		due := weeksOf(8, e.on)
		if h.isUnder(18, e.on) {
			due = weeksOf(6, e.on)
		}
		all = append(all, h.stand(opened{
			rule: "policy.oversight-visit", basis: "policy",
			started: e.event(), due: due,
			met:     h.firstAfter(e.at(), is[casefile.OversightVisit]),
			ended:   h.firstAfter(e.at(), either(discharged, returns)),
			consent: byNoConsent,
		}))
	}
	return all
}
