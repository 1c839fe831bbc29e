package reference

import "homeward/internal/casefile"

// rated reports whether an entry is a rating of one of some colours.
func rated(colours ...casefile.Rating) func(entry) bool {
	return func(e entry) bool {
		r, ok := e.fact.(casefile.Rated)
		for _, c := range colours {
			if ok && r.Rating == c {
				return true
			}
		}
		return false
	}
}

// endsEpisode, FP25: another colour, an admission or leaving the register.
func endsEpisode(colour casefile.Rating) func(entry) bool {
	otherColour := func(e entry) bool { return is[casefile.Rated](e) && !rated(colour)(e) }
	return either(otherColour, is[casefile.Admission], leaves)
}

// episodes are the ratings that start an episode of a colour. FP25: one starts
// with a rating of that colour made in the community, on the register or not;
// consecutive ratings of the colour are one episode; a rating made in hospital
// starts none.
func (h history) episodes(colour casefile.Rating) (starts []entry) {
	madeInCommunity := func(e entry) bool { return rated(colour)(e) && !h.inHospital(e.at()) }
	for _, e := range h.entries {
		if !madeInCommunity(e) {
			continue
		}
		continues := false
		for _, earlier := range h.entries[:e.place] {
			if madeInCommunity(earlier) {
				end := h.firstAfter(earlier.at(), endsEpisode(colour))
				if !end.happened() || e.at().before(end.at) {
					continues = true
				}
			}
		}
		if !continues {
			starts = append(starts, e)
		}
	}
	return starts
}

// policy.red-review: rated red, in the community; 14 days of the first red of
// the episode; met by a community review on or after; ends by an admission, as
// the rating leaves red, or as the person leaves the register. FP25: one
// obligation an episode, also after it was met.
func (h history) redReview() (all []Obligation) {
	for _, e := range h.episodes(casefile.Red) {
		all = append(all, h.stand(opened{
			rule: "policy.red-review", basis: "policy",
			started: e.event(), due: e.on + 14,
			met:     h.firstAfter(e.at(), communityReview),
			ended:   h.firstAfter(e.at(), endsEpisode(casefile.Red)),
			consent: byReviews,
		}))
	}
	return all
}

// policy.amber-response: rated amber, in the community; 28 days; met by a
// multi-agency meeting or a community review on or after; ends as above. FP13:
// a refusal of `reviews` does not stop it.
func (h history) amberResponse() (all []Obligation) {
	for _, e := range h.episodes(casefile.Amber) {
		all = append(all, h.stand(opened{
			rule: "policy.amber-response", basis: "policy",
			started: e.event(), due: e.on + 28,
			met:     h.firstAfter(e.at(), either(is[casefile.Meeting], communityReview)),
			ended:   h.firstAfter(e.at(), endsEpisode(casefile.Amber)),
			consent: byNoConsent,
		}))
	}
	return all
}

// policy.keyworker-referral: rated red or amber, aged 25 or under, no keyworker
// known; 5 working days; met by a keyworker referred or named; ends as the
// person turns 26 or leaves the register. FP27: also in hospital; while one is
// open no rating starts another, nor does green end it; known is any earlier
// keyworker entry; ends at the first moment of the 26th birthday.
func (h history) keyworkerReferral() (all []Obligation) {
	var last opened
	for _, e := range h.entries {
		if !rated(casefile.Red, casefile.Amber)(e) || !h.isUnder(26, e.on) {
			continue
		}
		known := false
		for _, earlier := range h.entries[:e.place] {
			known = known || is[casefile.Keyworker](earlier)
		}
		closed := firstOf(last.met, last.ended)
		open := last.started.happened() && (!closed.happened() || e.at().before(closed.at))
		if known || open {
			continue
		}
		var turns26 event
		if day := h.birth.Attains(26); day <= h.today {
			turns26 = event{dawnOf(day), None}
		}
		last = opened{
			rule: "policy.keyworker-referral", basis: "policy",
			started: e.event(), due: workingDaysOf(5, e.on),
			met:     h.firstAfter(e.at(), is[casefile.Keyworker]),
			ended:   firstOf(turns26, h.firstAfter(e.at(), leaves)),
			consent: byNoConsent,
		}
		all = append(all, h.stand(last))
	}
	return all
}

// local.register-review: on the register, from each rating or meeting
// discussion; red 7 days, amber 14 days, green 3 months, blue 1 month; met by
// the next rating or meeting discussion; ends by leaving the register or death.
// FP30: on a day on the register, by the latest colour; leaving clears the
// colour; a meeting without one starts nothing.
func (h history) registerReview() (all []Obligation) {
	discussed := either(is[casefile.Rated], is[casefile.Meeting])
	for _, e := range h.entries {
		if !discussed(e) || !h.onRegister(e.on) {
			continue
		}
		due := e.on
		switch h.colour(e.at()) {
		case casefile.Red:
			due += 7
		case casefile.Amber:
			due += 14
		case casefile.Green:
			due = due.AddMonths(3)
		case casefile.Blue:
			due = due.AddMonths(1)
		default:
			continue
		}
		all = append(all, h.stand(opened{
			rule: "local.register-review", basis: "local",
			started: e.event(), due: due,
			met:     h.firstAfter(e.at(), discussed),
			ended:   h.firstAfter(e.at(), leaves),
			consent: byNoConsent,
		}))
	}
	return all
}

// colour is the latest rating at a moment; leaving the register clears it.
func (h history) colour(m moment) (latest casefile.Rating) {
	for _, e := range h.entries {
		if m.before(e.at()) {
			break
		}
		if r, ok := e.fact.(casefile.Rated); ok {
			latest = r.Rating
		}
		if leaves(e) {
			latest = ""
		}
	}
	return latest
}
