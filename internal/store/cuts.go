package store

import (
	"slices"
	"strings"

	"homeward/internal/casefile"
)

// Cuts are what a list leaves out whose rows show more than the minimum: neither
// a filter nor a number must tell what the row does not. Package app decides
// them by the table of access.
type Cuts struct {
	// Consenting leaves out who refused consent or withdrew it.
	Consenting bool
	// NotFor leaves out, likewise, who does not want to share with any of these.
	NotFor []casefile.ShareWith
	// Unread leaves out, where the list goes by what was written, what stands in
	// an entry of these marks.
	Unread []string
}

// whole is the condition that people are seen whole, by the columns consent and
// shares_not of a table; "" where nobody is cut.
func (c Cuts) whole(t *sqlText, table string) string {
	condition := ""
	if c.Consenting {
		condition = table + ".consent NOT IN ('refused', 'withdrawn')"
	}
	if len(c.NotFor) == 0 {
		return condition
	}
	if condition != "" {
		condition += " AND "
	}
	condition += "(1 = 0"
	for _, kind := range c.NotFor {
		condition += " OR " + table + ".shares_not NOT LIKE " + t.arg("%,"+string(kind)+",%")
	}
	return condition + ")"
}

// LeavesOut reports whether somebody is cut. It says what whole says in a query.
func (c Cuts) LeavesOut(consent casefile.ConsentDecision, sharesNot string) bool {
	if c.Consenting && (consent == casefile.Refused || consent == casefile.Withdrawn) {
		return true
	}
	shares := func(kind casefile.ShareWith) bool { return !strings.Contains(sharesNot, ","+string(kind)+",") }
	return len(c.NotFor) > 0 && !slices.ContainsFunc(c.NotFor, shares)
}

// unread is the condition that a mark m of a case, which stands, is one of those
// that are not read.
func (c Cuts) unread(t *sqlText, reg, caseID string) string {
	return "m.case_id = " + caseID + " AND " + c.unreadOfAll(t, reg)
}

// unreadOfAll is unread for the marks of all cases.
func (c Cuts) unreadOfAll(t *sqlText, reg string) string {
	return "m.register = " + reg + " AND m.mark IN (" + t.argsOf(c.Unread) + ")" +
		" AND NOT EXISTS (SELECT 1 FROM marks l WHERE l.register = " + reg + " AND l.case_id = m.case_id AND l.seq = m.seq AND l.n > m.n)"
}
