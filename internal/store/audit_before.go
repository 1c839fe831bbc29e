package store

import (
	"context"
	"fmt"
	"time"
)

// ofBefore are the columns of an act in another register: without what was
// searched for there and from where, which stay there.
const ofBefore = "a.register, a.at, a.id, a.user_id, a.user_name, a.role, a.action, a.case_id, a.detail, a.kind, a.purpose, '', ''"

// aboutThem takes the acts that were about a case, or took a list away that it
// may have been on.
func aboutThem(caseID string) string {
	return "(a.case_id = " + caseID + " AND a.kind IN ('look', 'export', 'change') OR a.case_id = '' AND a.kind = 'export')"
}

// mergedBefore takes the cases that had been merged into the one of handover h.
func mergedBefore(caseID string) string {
	return caseID + " <> '' AND REPLACE(' ' || h.also || ' ', ' ' || " + caseID + " || ' ', '') <> ' ' || h.also || ' '"
}

var (
	selectBeforeHandover = sayAcross(cameFromThere, "SELECT "+ofBefore+" FROM handovers h JOIN audit a ON a.register = h.from_register AND "+aboutThem("h.from_case")+" AND a.at <= h.decided_at"+
		" WHERE h.register = $1 AND h.case_id = $2 AND h.from_register = $3 AND h.state = 'accepted' AND a.at < $4 ORDER BY a.at DESC, a.id DESC")
	selectAlsoBefore = sayAcross(cameFromThere, "SELECT "+ofBefore+" FROM handovers h JOIN audit a ON a.register = h.from_register AND a.case_id = $5 AND a.kind IN ('look', 'export', 'change') AND a.at <= h.decided_at"+
		" WHERE h.register = $1 AND h.case_id = $2 AND h.from_register = $3 AND h.state = 'accepted' AND a.at < $4 AND "+mergedBefore("a.case_id")+" ORDER BY a.at DESC, a.id DESC")
	selectBeforeMerge = sayAcross(cameFromThere, "SELECT "+ofBefore+" FROM registers r JOIN audit a ON a.register = r.register AND "+aboutThem("$2")+
		" WHERE r.merged_into = $1 AND r.register = $3 AND a.at < $4 ORDER BY a.at DESC, a.id DESC")
)

// EachAuditAlsoBefore is EachAuditBefore for a case that had been merged into the
// one that another register handed over.
func (s *Store) EachAuditAlsoBefore(ctx context.Context, register, caseID, from, also string, before time.Time, fn func(Audit) error) error {
	return s.eachBefore(ctx, selectAlsoBefore, fn, register, caseID, from, instant(before), also)
}

// EachAuditBefore calls fn for what was done with somebody, or with lists of the
// whole register, in the register they came from, before a moment and before
// they came: the latest first, until fn gives an error. They came to a case of a
// register by a handover that it accepted or, when merged is set, because the
// other was merged into it; for anyone else there is nothing.
func (s *Store) EachAuditBefore(ctx context.Context, register, caseID, from string, merged bool, before time.Time, fn func(Audit) error) error {
	st := selectBeforeHandover
	if merged {
		st = selectBeforeMerge
	}
	return s.eachBefore(ctx, st, fn, register, caseID, from, instant(before))
}

func (s *Store) eachBefore(ctx context.Context, st *statement, fn func(Audit) error, args ...any) error {
	return s.reader().each(ctx, st, func(row scan) error {
		a, err := readAudit(row)
		if err != nil {
			return fmt.Errorf("listing the audit of the register somebody came from: %w", err)
		}
		return fn(a)
	}, args...)
}
