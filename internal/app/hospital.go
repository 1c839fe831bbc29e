package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// HospitalStays are the times in hospital as the record stands now, as the
// actor sees it.
func (v PersonView) HospitalStays() []casefile.HospitalStay {
	return v.Case.HospitalStays(v.rules.HeldBefore)
}

// HospitalView is somebody's time in hospital and the way home.
type HospitalView struct {
	Case     *casefile.Case // as the actor sees it
	Stays    []casefile.HospitalStay
	Day      civil.Date
	Lookback string // for how long before an admission a review counts, in words
	Due      []Due  // open reviews and visits in hospital, by day
	// Listed is the hospital where they are in the list of the register; nil
	// where it is not there, which says something only if there is a list.
	Listed  *Hospital
	HasList bool
	// SectionSoon is the last day on which a section is said to run out soon.
	SectionSoon civil.Date
}

// Inadequate reports whether they are in a hospital that is rated inadequate,
// and Unnoticed if nobody has said since then why.
func (v HospitalView) Inadequate() (since civil.Date, unnoticed bool) {
	s := v.Now()
	if s == nil || v.Listed == nil || v.Listed.Rating != CQCInadequate {
		return 0, false
	}
	since = max(v.Listed.RatedOn, s.SinceHere())
	n := len(s.Notices)
	return since, n == 0 || s.Notices[n-1].On < since
}

// Stay is the one that an admission began, by the number of its entry; nil
// where none did.
func (v HospitalView) Stay(admission int) *casefile.HospitalStay {
	admission = v.Case.Corrected(admission)
	for i := range v.Stays {
		if v.Stays[i].Seq == admission {
			return &v.Stays[i]
		}
	}
	return nil
}

// Now is the stay that lasts; nil without one.
func (v HospitalView) Now() *casefile.HospitalStay {
	if n := len(v.Stays); n > 0 && v.Stays[n-1].Ended == 0 {
		return &v.Stays[n-1]
	}
	return nil
}

// Hospital is somebody's time in hospital, for who sees all of the record. That
// it was looked at is noted.
func (a *App) Hospital(ctx context.Context, actor access.Actor, caseID string) (HospitalView, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return HospitalView{}, err
	}
	if l.Sight < access.Whole {
		return HospitalView{}, &Error{Kind: Forbidden, Text: "You do not see all of this record, so you do not see what is recorded of the time in hospital."}
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return HospitalView{}, err
	}
	v := HospitalView{Case: l.seen(c), Day: a.Today(), Lookback: rules.LookbackWords(a.Today())}
	v.Stays = v.Case.HospitalStays(rules.HeldBefore)
	days, _, err := a.qualityDays(ctx, actor.Register)
	if err != nil {
		return v, err
	}
	v.SectionSoon = days.Soon
	hospitals, err := a.store.Hospitals(ctx, actor.Register)
	if err != nil {
		return v, fail(err, "listing hospitals")
	}
	if v.HasList = len(hospitals) > 0; c.Stay != nil {
		v.Listed = ListedHospital(hospitals, c.Stay.Hospital)
	}
	for _, d := range explain(rules, c, v.Day) {
		if c.Stay != nil && d.State.Open() && d.State != clock.Suspended && (d.Rule.IsReview() || d.Rule == clock.OversightVisit) {
			if d, ok := l.due(c, d); ok {
				v.Due = append(v.Due, d)
			}
		}
	}
	return v, l.looked(ctx, a, "see record", caseID, "the time in hospital")
}
