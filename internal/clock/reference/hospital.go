package reference

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// inHospital: from an admission to its discharge, or died. FP3: as in force at
// a place in the order, so the entry at that place has taken effect.
func (h history) inHospital(m moment) bool {
	in := false
	for _, e := range h.entries {
		if m.before(e.at()) {
			break
		}
		switch {
		case is[casefile.Admission](e):
			in = true
		case is[casefile.Discharge](e), dies(e):
			in = false
		}
	}
	return in
}

// bed is where a person is in hospital.
type bed struct {
	hospital  string
	security  casefile.Security
	outOfArea bool
}

// bedAt is the bed of someone in hospital at a moment; ok is false for anyone
// else. A move of someone who is not in hospital moves nobody.
func (h history) bedAt(m moment) (b bed, ok bool) {
	if !h.inHospital(m) {
		return bed{}, false
	}
	for _, e := range h.entries {
		if m.before(e.at()) {
			break
		}
		switch f := e.fact.(type) {
		case casefile.Admission:
			b = bed{f.Hospital, f.Security, f.OutOfArea}
		case casefile.WardMove:
			b = bed{f.Hospital, f.Security, f.OutOfArea}
		}
	}
	return b, true
}

// bedBefore is the bed in which an entry finds the person.
func (h history) bedBefore(e entry) (b bed, ok bool) {
	return h.bedAt(moment{e.on, e.place - 1})
}

// Secure: low, medium or high; general and PICU are not secure.
func secure(s casefile.Security) bool { return level(s) > 0 }

// level, FP11: general and PICU are one level, then low, medium, high.
func level(s casefile.Security) int {
	switch s {
	case casefile.Low:
		return 1
	case casefile.Medium:
		return 2
	case casefile.High:
		return 3
	}
	return 0
}

// FP41: the statuses that detain.
var detaining = map[casefile.LegalStatus]bool{
	"2": true, "3": true, "4": true, "35": true, "36": true, "37": true, "37/41": true, "38": true, "44": true,
	"45A": true, "46": true, "47": true, "47/49": true, "48": true, "48/49": true,
}

// detained: in hospital, and the legal status is a detaining one. FP5: the
// latest entry that sets the status says all; status 4 detains from the later
// of its entry's day and its second recommendation, and the field is ignored
// for other statuses.
func (h history) detained(m moment) bool {
	if !h.inHospital(m) {
		return false
	}
	status, secondRecommendation, _ := h.legalStatus(m)
	if status == casefile.Section4 && (secondRecommendation.IsZero() || secondRecommendation > m.day) {
		return false
	}
	return detaining[status]
}

// legalStatus is what the latest entry that sets it says, at a moment.
func (h history) legalStatus(m moment) (status casefile.LegalStatus, secondRecommendation civil.Date, setBy int) {
	setBy = None
	for _, e := range h.entries {
		if m.before(e.at()) {
			break
		}
		switch f := e.fact.(type) {
		case casefile.Admission:
			status, secondRecommendation, setBy = f.LegalStatus, f.SecondRecommendation, e.index
		case casefile.LegalStatusChange:
			status, secondRecommendation, setBy = f.LegalStatus, f.SecondRecommendation, e.index
		}
	}
	return status, secondRecommendation, setBy
}

// moments are all those at which anything can change: each entry, and the
// dawn of each day of an entry, of a second recommendation and of commencement.
// FP5: a recommendation later than today has not happened.
func (h history) moments() []moment {
	day := civil.Date(0)
	if len(h.entries) > 0 {
		day = h.entries[0].on
	}
	days := map[civil.Date]bool{h.part8A: true}
	for _, e := range h.entries {
		days[e.on] = true
		switch f := e.fact.(type) {
		case casefile.Admission:
			days[f.SecondRecommendation] = true
		case casefile.LegalStatusChange:
			days[f.SecondRecommendation] = true
		}
	}
	var all []moment
	for ; day > 0 && day <= h.today; day++ {
		if !days[day] {
			continue
		}
		all = append(all, dawnOf(day))
		for _, e := range h.entries {
			if e.on == day {
				all = append(all, e.at())
			}
		}
	}
	return all
}

// detention is one unbroken detention; ended is zero while it lasts.
type detention struct{ began, ended event }

func (d detention) covers(m moment) bool {
	return !m.before(d.began.at) && (!d.ended.happened() || m.before(d.ended.at))
}

// detentions, FP4: one ends at a discharge, death or a non-detaining status,
// even if another begins the same day. A change from one detaining status to
// another starts no new one, and a transfer ends nothing. FP42: one that a
// second recommendation begins names the entry of its status.
func (h history) detentions() []detention {
	var all []detention
	was := false
	for _, m := range h.moments() {
		now := h.detained(m)
		by := None
		if m.place == dawn {
			_, _, by = h.legalStatus(m)
		} else {
			by = h.entries[m.place].index
		}
		switch {
		case now && !was:
			all = append(all, detention{began: event{m, by}})
		case was && !now:
			all[len(all)-1].ended = event{m, by}
		}
		was = now
	}
	return all
}
