package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// InpatientQuery says which of those who are in hospital a list shows, and how.
// The zero value of a filter takes all.
type InpatientQuery struct {
	OutOfArea, NoPlan, Past, Delayed, Segregated, Children bool

	// Admitted lists the admissions of the last twelve months in place of those
	// who are in hospital, one of AdmittedKinds; see store.Admitted.
	Admitted string

	Years      int    // in hospital for so many years or more
	Sort       string // one of InpatientSorts
	Desc       bool
	Page, Size int
}

// AdmittedKinds are those of store.Admitted.
var AdmittedKinds = []string{string(store.AdmittedAll), string(store.AdmittedUnregistered), string(store.AdmittedUnreviewed), string(store.AdmittedUnconfirmed)}

// InpatientSorts are those of store.InpatientQuery.
var InpatientSorts = store.InpatientSorts

// Inpatient is somebody who is in hospital, as a list shows them.
type Inpatient struct {
	store.InpatientRow
	// Minimum is set for somebody of whom the actor sees the minimum alone:
	// what is beyond it is left out.
	Minimum bool
	// Unlisted is set where the register has a list of hospitals and this one is
	// not on it; Inadequate where the regulator rates it so, and Unnoticed where
	// nobody has said since why they are there all the same.
	Unlisted, Inadequate, Unnoticed bool
}

// Inpatients is a page of those who are in hospital, with the two questions
// over the admissions of the last twelve months.
type Inpatients struct {
	Rows                     []Inpatient
	Total, Page, Pages, Size int
	Admissions               store.AdmissionCounts
	SectionSoon              civil.Date // the last day on which a section is said to run out soon
	Since                    civil.Date // the first day of the admissions that are counted
}

// Inpatients lists those who are in hospital and whom the actor may see.
func (a *App) Inpatients(ctx context.Context, actor access.Actor, q InpatientQuery) (Inpatients, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return Inpatients{}, err
	}
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return Inpatients{}, err
	}
	cuts, err := a.cuts(ctx, actor, viewer)
	if err != nil {
		return Inpatients{}, err
	}
	today := a.Today()
	since := today.AddMonths(-12)
	page, err := a.store.Inpatients(ctx, actor.Register, store.InpatientQuery{
		OutOfArea: q.OutOfArea, Years: q.Years, NoPlan: q.NoPlan, Past: q.Past, Delayed: q.Delayed, Segregated: q.Segregated, Children: q.Children,
		Admitted: store.Admitted(q.Admitted), Since: since, Cuts: cuts, Sort: q.Sort, Desc: q.Desc, Page: q.Page, Size: q.Size, Today: today, For: viewer,
	})
	if err != nil {
		return Inpatients{}, fail(err, "listing inpatients")
	}
	list := Inpatients{Total: page.Total, Page: page.Page, Pages: page.Pages, Size: page.Size, Since: since}
	days, _, err := a.qualityDays(ctx, actor.Register)
	if err != nil {
		return list, err
	}
	list.SectionSoon = days.Soon
	hospitals, err := a.store.Hospitals(ctx, actor.Register)
	if err != nil {
		return list, fail(err, "listing hospitals")
	}
	of := make([]inIndex, len(page.Rows))
	for i, row := range page.Rows {
		of[i] = inIndex{row.CaseID, row.Consent, row.SharesNot}
	}
	lenses, err := a.lensesByIndex(ctx, actor, of)
	if err != nil {
		return list, err
	}
	for _, row := range page.Rows {
		x := seenInpatient(row, lenses[row.CaseID].Sight)
		if h := ListedHospital(hospitals, x.Hospital); h == nil {
			x.Unlisted = len(hospitals) > 0
		} else if h.Rating == CQCInadequate {
			x.Inadequate, x.Unnoticed = true, !x.Minimum && x.NoticedOn < max(h.RatedOn, x.HereSince)
		}
		list.Rows = append(list.Rows, x)
	}
	list.Admissions, err = a.store.Admissions(ctx, actor.Register, since, cuts, viewer)
	return list, fail(err, "counting admissions")
}

// seenInpatient leaves out what an actor does not see who does not see all of the
// record.
func seenInpatient(row store.InpatientRow, sight access.Sight) Inpatient {
	x := Inpatient{InpatientRow: row}
	if sight == access.Whole {
		return x
	}
	x.Minimum = true
	x.Planned, x.PlannedMoves, x.Destination, x.PlanState, x.Delay, x.DelaySince = 0, 0, "", "", "", 0
	x.Segregated, x.SegregatedSince, x.OnLeave, x.NoticedOn, x.LookAgain, x.Coordinator = "", 0, false, 0, 0, ""
	x.LegalUntil = 0
	return x
}
