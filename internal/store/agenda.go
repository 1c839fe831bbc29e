package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// AgendaReason is why a meeting should talk about somebody.
type AgendaReason string

const (
	ReasonRed        AgendaReason = "red"
	ReasonAsked      AgendaReason = "asked"
	ReasonNotReached AgendaReason = "not-reached" // by the meeting before
	ReasonAdmitted   AgendaReason = "admitted"    // since the meeting before, as what follows
	ReasonDischarged AgendaReason = "discharged"
	ReasonRating     AgendaReason = "rating"
	ReasonConsent    AgendaReason = "consent"
	ReasonOverdue    AgendaReason = "overdue"
	ReasonDue        AgendaReason = "due" // soon
	ReasonLong       AgendaReason = "long"
	ReasonAdded      AgendaReason = "added" // by hand; no query gives it
)

// AgendaReasons lists those that the index knows, in the order in which they are
// read out.
var AgendaReasons = []AgendaReason{ReasonRed, ReasonAsked, ReasonNotReached, ReasonAdmitted, ReasonDischarged, ReasonRating, ReasonConsent, ReasonOverdue, ReasonDue, ReasonLong}

// AgendaQuery asks whom a meeting should talk about. Those come first whose
// reasons weigh most together and, of them, who was not discussed for longest.
type AgendaQuery struct {
	BornFrom, BornTo civil.Date // zero for no limit; who has no date of birth is always taken
	Authorities      []string   // none for all; who has none is always taken
	Since            time.Time  // the end of the meeting before
	Before           string     // that meeting; "" without one
	DueBy            civil.Date // what is due by this day is due soon
	LongBefore       civil.Date // who was last discussed before this day was not for long
	Weights          map[AgendaReason]int
	Today            civil.Date
	NotOn            string // a meeting; whoever is on its agenda is left out
	Only             string // a case; "" for all
	Limit, Offset    int
	For              *Viewer
}

// AgendaRow is one whom a meeting should talk about.
type AgendaRow struct {
	CaseID, Name string
	BirthDate    civil.Date
	Rating       casefile.Rating
	Authority    string
	MetOn        civil.Date // last discussed; zero for never
	Weight       int
	Reasons      []AgendaReason
}

// when writes the condition of a reason, on people p.
func (q AgendaQuery) when(t *sqlText, reg string, reason AgendaReason) {
	since := func(column string) { t.add("p.", column, " > ", t.arg(instant(q.Since))) }
	switch reason {
	case ReasonRed:
		t.add("p.rating = 'red'")
	case ReasonAsked:
		t.add("p.asked_at IS NOT NULL")
	case ReasonNotReached:
		t.add("EXISTS (SELECT 1 FROM meeting_items n WHERE n.register = ", reg, " AND n.meeting_id = ", t.arg(q.Before), " AND n.case_id = p.case_id AND n.state = 'not-reached')")
	case ReasonAdmitted:
		since("admitted_at")
	case ReasonDischarged:
		since("discharged_at")
	case ReasonRating:
		since("rated_at")
	case ReasonConsent:
		since("consented_at")
	case ReasonOverdue:
		t.add("p.", overdue, t.arg(q.Today.String()))
	case ReasonDue:
		t.add("p.open_due >= ", t.arg(q.Today.String()), " AND p.open_due <= ", t.arg(q.DueBy.String()))
	case ReasonLong:
		t.add("(p.met_on IS NULL OR p.met_on < ", t.arg(q.LongBefore.String()), ")")
	}
}

// from writes the tables and whom a meeting is for.
func (q AgendaQuery) from(t *sqlText, reg string) {
	if q.For.reaches() {
		t.add(" FROM reach v CROSS JOIN people p WHERE p.case_id = v.case_id AND p.register = ", reg)
	} else {
		t.add(" FROM people p WHERE p.register = ", reg)
	}
	t.add(" AND p.on_register = 'on'")
	if q.BornFrom != 0 {
		t.add(" AND (p.birth_date IS NULL OR p.birth_date >= ", t.arg(q.BornFrom.String()), ")")
	}
	if q.BornTo != 0 {
		t.add(" AND (p.birth_date IS NULL OR p.birth_date <= ", t.arg(q.BornTo.String()), ")")
	}
	if len(q.Authorities) > 0 {
		t.add(" AND (p.local_authority = '' OR p.local_authority IN (", t.argsOf(q.Authorities), "))")
	}
	if q.NotOn != "" {
		t.add(" AND NOT EXISTS (SELECT 1 FROM meeting_items i WHERE i.register = ", reg, " AND i.meeting_id = ", t.arg(q.NotOn), " AND i.case_id = p.case_id)")
	}
	if q.Only != "" {
		t.add(" AND p.case_id = ", t.arg(q.Only))
	}
	q.For.hides(t, "p.case_id")
}

// pageSQL weighs everyone for whom the meeting is. Each reason is a bit, and
// one that weighs nothing is no reason.
func (q AgendaQuery) pageSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	sum := func(worth func(i int, r AgendaReason) int) {
		for i, r := range AgendaReasons {
			if i > 0 {
				t.add(" + ")
			}
			t.add("CASE WHEN ")
			q.when(&t, reg, r)
			t.add(" THEN ", strconv.Itoa(worth(i, r)), " ELSE 0 END")
		}
	}
	t.add("SELECT k.id, f.name, f.birth_date, f.rating, f.local_authority, k.met_on, k.weight, k.bits FROM (SELECT p.case_id AS id, p.met_on, p.sort_key, ")
	sum(func(_ int, r AgendaReason) int { return q.Weights[r] })
	t.add(" AS weight, ")
	sum(func(i int, r AgendaReason) int {
		if q.Weights[r] == 0 {
			return 0
		}
		return 1 << i
	})
	t.add(" AS bits")
	q.from(&t, reg)
	order := " ORDER BY weight DESC, CASE WHEN met_on IS NULL THEN 0 ELSE 1 END, met_on, sort_key, id"
	t.add(order, " LIMIT ", t.arg(q.Limit), " OFFSET ", t.arg(q.Offset), ") k JOIN people f ON f.register = ", reg, " AND f.case_id = k.id",
		" ORDER BY k.weight DESC, CASE WHEN k.met_on IS NULL THEN 0 ELSE 1 END, k.met_on, k.sort_key, k.id")
	return t.String(), t.args
}

func (q AgendaQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT COUNT(*)")
	q.from(&t, reg)
	return t.String(), t.args
}

// Agenda lists whom a meeting should talk about, and how many it is for.
func (s *Store) Agenda(ctx context.Context, register string, q AgendaQuery) (rows []AgendaRow, total int, err error) {
	err = s.view(ctx, func(r runner) error {
		rows, total, err = agenda(ctx, r, register, q)
		return err
	})
	return rows, total, err
}

// Agenda is Store.Agenda within the transaction.
func (tx *Tx) Agenda(q AgendaQuery) (rows []AgendaRow, total int, err error) {
	return agenda(tx.ctx, tx.run, tx.work.Register, q)
}

func agenda(ctx context.Context, r runner, register string, q AgendaQuery) (rows []AgendaRow, total int, err error) {
	text, args := q.countSQL(register)
	if err := r.eachOf(ctx, text, args, func(row scan) error { return row(&total) }); err != nil {
		return nil, 0, fmt.Errorf("counting for whom a meeting is: %w", err)
	}
	text, args = q.pageSQL(register)
	err = r.eachOf(ctx, text, args, func(row scan) error {
		var a AgendaRow
		var bits int
		err := row(&a.CaseID, &a.Name, &a.BirthDate, &a.Rating, &a.Authority, &a.MetOn, &a.Weight, &bits)
		for i, reason := range AgendaReasons {
			if bits&(1<<i) != 0 {
				a.Reasons = append(a.Reasons, reason)
			}
		}
		rows = append(rows, a)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("finding whom a meeting should talk about: %w", err)
	}
	return rows, total, nil
}

// MeetingItems are the agenda of a meeting in its order as a viewer sees it:
// without a name where they do not see the person. Of one that is Gone they may not.
func (s *Store) MeetingItems(ctx context.Context, register, meeting string, v *Viewer) ([]MeetingItem, error) {
	var items []MeetingItem
	text, args := itemsSQL(register, meeting, v)
	err := s.reader().eachOf(ctx, text, args, func(row scan) error {
		var name, rating string
		var membership Membership
		var born civil.Date
		i, err := readMeetingItem(func(into ...any) error { return row(append(into, &name, &rating, &born, &membership)...) })
		i.Name, i.Rating, i.BirthDate, i.Gone = name, rating, born, membership == StruckOut
		items = append(items, i)
		return err
	})
	return items, err
}

func itemsSQL(register, meeting string, v *Viewer) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	if reaches := v.sees(&t, reg, false); reaches {
		t.add("SELECT ", prefixed("i.", meetingItemColumns), ", COALESCE(p.name, ''), COALESCE(p.rating, ''), p.birth_date, COALESCE(p.on_register, '') FROM meeting_items i",
			" LEFT JOIN people p ON p.register = i.register AND p.case_id = i.case_id AND p.case_id IN (SELECT case_id FROM reach)")
	} else {
		t.add("SELECT ", prefixed("i.", meetingItemColumns), ", COALESCE(p.name, ''), COALESCE(p.rating, ''), p.birth_date, COALESCE(p.on_register, '') FROM meeting_items i",
			" LEFT JOIN people p ON p.register = i.register AND p.case_id = i.case_id")
		v.hides(&t, "p.case_id")
	}
	t.add(" WHERE i.register = ", reg, " AND i.meeting_id = ", t.arg(meeting), " ORDER BY i.place, i.case_id")
	return t.String(), t.args
}
