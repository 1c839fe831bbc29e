package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// InpatientQuery says which of those who are in hospital a list shows, and how.
// The zero value of a filter takes all.
type InpatientQuery struct {
	OutOfArea  bool
	Years      int  // in hospital for so many years or more, without a day at home
	NoPlan     bool // no day is planned for leaving
	Past       bool // the planned day is before Today
	Delayed    bool
	Segregated bool
	Children   bool // under 18
	// Admitted lists, in place of those who are in hospital, the admissions from
	// Since on, home again or not, as Admissions counts them: of those alone whom
	// the viewer sees whole.
	Admitted Admitted
	Since    civil.Date
	// Of whom the viewer sees but the minimum they are not found, nor sorted, by
	// what is beyond that; the list has them all the same.
	Cuts

	Sort       string // one of InpatientSorts; "" is InpatientLongest
	Desc       bool
	Page, Size int // as in PeopleQuery
	Today      civil.Date
	For        *Viewer
}

// Admitted says which admissions a list has; "" for those who are in hospital.
type Admitted string

const (
	AdmittedAll          Admitted = "all"
	AdmittedUnregistered Admitted = "unregistered" // were not on the register before
	AdmittedUnreviewed   Admitted = "unreviewed"   // had neither a community review nor an emergency protocol meeting before
	AdmittedUnconfirmed  Admitted = "unconfirmed"  // nobody confirmed or corrected what the record says
)

// admittedIs is the condition of each on stays h.
var admittedIs = map[Admitted]string{
	AdmittedAll: "1 = 1", AdmittedUnregistered: "h.registered = 'no'", AdmittedUnreviewed: "h.reviewed_before = 'none'", AdmittedUnconfirmed: "h.confirmed = 0",
}

// Sorts of the list of inpatients. Each goes on by name.
const (
	InpatientLongest  = "longest" // longest in hospital first
	InpatientName     = "name"
	InpatientWard     = "ward"
	InpatientSecurity = "security"
	InpatientPlanned  = "planned"
	InpatientReview   = "review"
)

// InpatientSorts lists them.
var InpatientSorts = []string{InpatientLongest, InpatientName, InpatientWard, InpatientSecurity, InpatientPlanned, InpatientReview}

// InpatientRow is somebody who is in hospital.
type InpatientRow struct {
	StayRow
	Name           string
	NHSNumber      string
	BirthDate      civil.Date
	LocalAuthority string
	Coordinator    string
	OnRegister     Membership
	Consent        casefile.ConsentDecision
	SharesNot      string // as that of PersonRow
}

// InpatientPage is one page of the list.
type InpatientPage struct {
	Rows  []InpatientRow
	Total int
	Page  int
	Pages int
	Size  int
}

// AdmissionCounts are the two questions over the admissions of some time. An
// admission that went on from another hospital without a day at home is none.
type AdmissionCounts struct {
	All           int
	NotRegistered int // were not on the register before
	NotReviewed   int // had neither a community review nor an emergency protocol meeting before
	Unconfirmed   int // nobody confirmed or corrected what the record says
}

// Inpatients is a page of those who are in hospital.
func (s *Store) Inpatients(ctx context.Context, register string, q InpatientQuery) (InpatientPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := InpatientPage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error { return row(&page.Total) })
		if err != nil {
			return fmt.Errorf("counting inpatients: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err = r.eachOf(ctx, text, args, func(row scan) error {
			x, err := readInpatient(row)
			page.Rows = append(page.Rows, x)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing inpatients: %w", err)
		}
		return nil
	})
	return page, err
}

func readInpatient(row scan) (x InpatientRow, err error) {
	x.StayRow, err = readStay(func(into ...any) error {
		return row(append(into, &x.Name, &x.NHSNumber, &x.BirthDate, &x.LocalAuthority, &x.Coordinator, &x.OnRegister, &x.Consent, &x.SharesNot)...)
	})
	return x, err
}

// Admissions counts those from a day on, of whom the viewer reaches and sees
// whole.
func (s *Store) Admissions(ctx context.Context, register string, from civil.Date, cuts Cuts, v *Viewer) (n AdmissionCounts, err error) {
	text, args := admissionsSQL(register, from, cuts, v)
	err = s.reader().eachOf(ctx, text, args, func(row scan) error { return row(&n.All, &n.NotRegistered, &n.NotReviewed, &n.Unconfirmed) })
	return n, err
}

func admissionsSQL(register string, from civil.Date, cuts Cuts, v *Viewer) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT COUNT(*)")
	for _, which := range []Admitted{AdmittedUnregistered, AdmittedUnreviewed, AdmittedUnconfirmed} {
		t.add(", COUNT(CASE WHEN ", admittedIs[which], " THEN 1 END)")
	}
	InpatientQuery{Admitted: AdmittedAll, Since: from, Cuts: cuts, For: v}.from(&t, reg)
	return t.String(), t.args
}

func (q InpatientQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT COUNT(*)")
	q.from(&t, reg)
	return t.String(), t.args
}

func (q InpatientQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT ", prefixed("h.", stayColumns), ", p.name, p.nhs_number, p.birth_date, p.local_authority, p.coordinator, p.on_register, p.consent, p.shares_not")
	q.from(&t, reg)
	t.add(" ORDER BY ")
	how := ""
	if q.Desc {
		how = " DESC"
	}
	switch q.Sort {
	case InpatientName:
	case InpatientWard:
		t.add("h.hospital_name", how, ", h.ward", how, ", ")
	case InpatientSecurity:
		t.add("h.security_rank", how, ", ")
	case InpatientPlanned:
		planned := "h.planned"
		if whole := q.whole(&t, "p"); whole != "" {
			planned = "CASE WHEN " + whole + " THEN h.planned END"
		}
		t.add(planned, how, " NULLS LAST, ")
	case InpatientReview:
		t.add("h.next_review", how, " NULLS LAST, ")
	default:
		t.add("h.joined", how, ", ")
	}
	t.add("p.sort_key")
	if q.Sort == InpatientName {
		t.add(how)
	}
	t.add(", h.case_id, h.n LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset))
	return t.String(), t.args
}

// from writes the tables and conditions: first those whom the viewer reaches or
// those who are in hospital or came there since a day, for all these are few.
func (q InpatientQuery) from(t *sqlText, reg string) {
	if q.For.reaches() {
		t.add(" FROM reach v CROSS JOIN stays h CROSS JOIN people p WHERE h.register = ", reg, " AND h.case_id = v.case_id AND ")
	} else {
		t.add(" FROM stays h CROSS JOIN people p WHERE h.register = ", reg, " AND ")
	}
	if q.Admitted == "" {
		t.add("h.lasts = 1")
	} else {
		t.add("h.admitted >= ", t.arg(q.Since.String()), " AND h.admitted = h.joined AND ", admittedIs[q.Admitted])
	}
	t.add(" AND p.register = ", reg, " AND p.case_id = h.case_id AND p.on_register <> 'struck-out'")
	q.For.hides(t, "h.case_id")
	and := func(when bool, pieces ...string) {
		if when {
			t.add(" AND ")
			t.add(pieces...)
		}
	}
	and(q.OutOfArea, "h.out_of_area = 1")
	if q.Years > 0 {
		and(true, "h.joined <= ", t.arg(q.Today.AddMonths(-12*q.Years).String()))
	}
	and(q.NoPlan, "h.planned IS NULL")
	if q.Past {
		and(true, "h.planned < ", t.arg(q.Today.String()))
	}
	and(q.Delayed, "h.delay <> ''")
	and(q.Segregated, "h.segregated <> ''")
	if q.Children {
		and(true, "p.birth_date > ", t.arg(latestBirth(q.Today, 18).String()))
	}
	if q.NoPlan || q.Past || q.Delayed || q.Segregated || q.Admitted != "" {
		whole := q.whole(t, "p")
		and(whole != "", whole)
	}
}

// StaysOf are the times in hospital of a case, as the index has them.
func (s *Store) StaysOf(ctx context.Context, register, caseID string) ([]StayRow, error) {
	return all(ctx, s.reader(), selectStays, readStay, register, caseID)
}
