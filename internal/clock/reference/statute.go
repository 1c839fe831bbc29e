package reference

import "homeward/internal/casefile"

// applicableDay of a detention, FP6: the first day, not before commencement, on
// which the person is both detained and considered; a detention that began
// before commencement may have the commencement day, and one that ended before
// commencement has none. FP1 and FP42: it starts at the entry that made it so,
// or before the entries of its day where commencement or a second
// recommendation did.
func (h history) applicableDay(d detention) event {
	commencement := dawnOf(h.part8A)
	for _, m := range h.moments() {
		if !d.covers(m) || m.before(commencement) || !h.considered(m.day) {
			continue
		}
		if m == d.began.at {
			return d.began
		}
		if m == commencement {
			return event{m, None}
		}
		// Considered is said of the whole day (FP3), but the condition that
		// made it so is what starts it, in its own place.
		if m.place != dawn && h.becomesConsidered(h.entries[m.place]) {
			return h.entries[m.place].event()
		}
	}
	return event{}
}

// part8AInForce: before the commencement day nothing statutory exists (FP6).
func (h history) part8AInForce() bool { return !h.part8A.IsZero() && h.part8A <= h.today }

func inpatientReview(e entry) bool {
	r, ok := e.fact.(casefile.ReviewHeld)
	return ok && r.Setting == casefile.Inpatient
}

func communityReview(e entry) bool {
	r, ok := e.fact.(casefile.ReviewHeld)
	return ok && r.Setting == casefile.Community
}

// first is `mha.first-review` of one detention, before its state.
func (h history) first(d detention) (o opened, ok bool) {
	start := h.applicableDay(d)
	if !start.happened() {
		return opened{}, false
	}
	day := start.at.day
	// "Within a period of N days beginning with day D": last day D + N - 1.
	due := day + 28 - 1
	if h.inCETRCohort(day) {
		due = day + 14 - 1
	}
	return opened{
		rule: "mha.first-review", basis: "statute",
		started: start, due: due,
		met: h.firstAfter(start.at, inpatientReview),
		// FP10: ends only with the detention.
		ended: d.ended, consent: byReviews,
	}, true
}

// mha.first-review: applicable day D; 14 days beginning with D if the cohort on
// D is CETR, else 28; met by the first inpatient review on or after D; ends as
// the detention ends.
func (h history) firstReview() (all []Obligation) {
	if !h.part8AInForce() {
		return nil
	}
	for _, d := range h.detentions() {
		if o, ok := h.first(d); ok {
			all = append(all, h.stand(o))
		}
	}
	return all
}

// mha.repeat-review: after the first meeting F met the rule above, a further
// meeting in each successive window [F + 12(k-1) months, F + 12k months - 1
// day]; one obligation a window, opened on its first day.
func (h history) repeatReview() (all []Obligation) {
	if !h.part8AInForce() {
		return nil
	}
	for _, d := range h.detentions() {
		o, ok := h.first(d)
		if !ok || h.stand(o).MetBy == None {
			continue
		}
		f := o.met
		for k := 1; f.at.day.AddMonths(12*(k-1)) <= h.today; k++ {
			// FP1: a window after the first starts before the entries of its day.
			start := f
			if k > 1 {
				start = event{dawnOf(f.at.day.AddMonths(12 * (k - 1))), None}
			}
			if !d.covers(start.at) {
				break
			}
			due := f.at.day.AddMonths(12*k) - 1
			all = append(all, h.stand(opened{
				rule: "mha.repeat-review", basis: "statute",
				started: start, due: due,
				// FP20: met only by a review after F, up to its due day, which
				// only consent given again moves.
				met: h.firstAfter(start.at, func(e entry) bool {
					return inpatientReview(e) && e.on <= h.dueAt(due, byReviews, start.at, e.at())
				}),
				ended: d.ended, consent: byReviews,
			}))
		}
	}
	return all
}

// mha.report: each inpatient review held while statutorily detained, on day M;
// 14 days beginning with M; met when all four have the report, the one who
// prepared it counting as having it; never ends.
func (h history) statutoryReport() (all []Obligation) {
	if !h.part8AInForce() {
		return nil
	}
	for _, e := range h.entries {
		if !inpatientReview(e) || e.on < h.part8A || !h.detained(e.at()) {
			continue
		}
		id := e.fact.(casefile.ReviewHeld).ID
		all = append(all, h.stand(opened{
			rule: "mha.report", basis: "statute",
			started: e.event(), due: e.on + 14 - 1,
			met: h.reportHad(e, true, casefile.ToResponsibleCommission, casefile.ToResponsibleClinician,
				casefile.ToAftercareICB, casefile.ToLocalAuthority),
			consent: byReview(id),
		}))
	}
	return all
}

// reportHad is when all of some recipients have the report of a review. FP21:
// several report-sent may add up; prepared_by counts for `mha.report` only;
// reports before the review do not count.
func (h history) reportHad(held entry, preparerCounts bool, wanted ...casefile.Recipient) event {
	id := held.fact.(casefile.ReviewHeld).ID
	has := map[casefile.Recipient]bool{}
	return h.firstAfter(held.at(), func(e entry) bool {
		sent, ok := e.fact.(casefile.ReportSent)
		if !ok || sent.Review != id {
			return false
		}
		for _, to := range sent.To {
			has[to] = true
		}
		if preparerCounts {
			has[sent.PreparedBy] = true
		}
		for _, w := range wanted {
			if !has[w] {
				return false
			}
		}
		return true
	})
}
