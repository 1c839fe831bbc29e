package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Audit is one act of someone: it stays as long as the record. Detail has no
// personal data beyond identifiers.
type Audit struct {
	ID               string // given when it is written
	At               time.Time
	Register         string // "" for what belongs to no register
	UserID, UserName string // required
	Role             string
	Kind             AuditKind // Changed when it is not given
	Action           string    // required
	Case             string
	Detail           string
	Purpose          string // what for, where that was asked
	From             string // network address, as far as it is kept
	// Words are what was searched for. They may name people: they are shown to
	// an auditor and to nobody else, and never written into a log.
	Words string
}

// AuditKind is what sort of act it was.
type AuditKind string

const (
	Changed  AuditKind = "change"
	Looked   AuditKind = "look" // at someone's record
	Searched AuditKind = "search"
	Exported AuditKind = "export"
	Signed   AuditKind = "sign-in" // in or out, and tries that failed
	Refused  AuditKind = "refusal"
)

// AuditKinds lists them.
var AuditKinds = []AuditKind{Looked, Searched, Changed, Exported, Signed, Refused}

const auditColumns = "register, at, id, user_id, user_name, role, action, case_id, detail, kind, purpose, from_address, words"

var (
	insertAudit = sayInsert("audit", auditColumns, "")

	// Who has done anything: stepped through, for the audit is long. A name is
	// the one that the user had last.
	selectAuditUsers = say("WITH RECURSIVE found (id) AS (" +
		"SELECT MIN(user_id) FROM audit WHERE register = $1" +
		" UNION ALL SELECT (SELECT MIN(a.user_id) FROM audit a WHERE a.register = $1 AND a.user_id > found.id) FROM found WHERE found.id IS NOT NULL" +
		") SELECT found.id, (SELECT a.user_name FROM audit a WHERE a.register = $1 AND a.user_id = found.id ORDER BY a.at DESC, a.id DESC LIMIT 1)" +
		" FROM found WHERE found.id IS NOT NULL ORDER BY 1")
)

func (a Audit) values() []any {
	if a.Kind == "" {
		a.Kind = Changed
	}
	return []any{a.Register, instant(a.At), a.ID, a.UserID, a.UserName, a.Role, a.Action, a.Case, a.Detail, string(a.Kind), a.Purpose, a.From, a.Words}
}

func readAudit(row scan) (a Audit, err error) {
	err = row(&a.Register, instantColumn{&a.At}, &a.ID, &a.UserID, &a.UserName, &a.Role, &a.Action, &a.Case, &a.Detail, &a.Kind, &a.Purpose, &a.From, &a.Words)
	return a, err
}

// writeAudit adds rows, each with an identifier of its own.
func writeAudit(ctx context.Context, r runner, acts ...Audit) error {
	rows := map[string][][]any{} // by register, for a statement adds to one
	for _, a := range acts {
		if a.UserID == "" || a.UserName == "" || a.Action == "" || a.At.IsZero() {
			return errors.New("an audit row needs an actor, an action and its moment")
		}
		a.ID = strings.ToLower(rand.Text())
		// What was typed or sent by a browser may be any bytes; PostgreSQL takes
		// text alone, and both engines must keep the same.
		a.Words, a.Detail, a.From = textOf(a.Words), textOf(a.Detail), textOf(a.From)
		rows[a.Register] = append(rows[a.Register], a.values())
	}
	for _, of := range rows {
		if err := r.addSealed(ctx, insertAudit, acts[0].At, of); err != nil {
			return fmt.Errorf("writing the audit: %w", err)
		}
	}
	return nil
}

// textOf is s as both engines can keep it.
func textOf(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// Audit notes who did what. At and Register are those of the transaction where
// they are not given.
func (tx *Tx) Audit(a Audit) error {
	if a.At.IsZero() {
		a.At = tx.work.At
	}
	if a.Register == "" {
		a.Register = tx.work.Register
	}
	if err := writeAudit(tx.ctx, tx.run, a); err != nil {
		return err
	}
	tx.audited, tx.by = true, a
	return nil
}

// Record notes acts that wrote nothing else, such as looking at a case, in one
// transaction.
func (s *Store) Record(ctx context.Context, acts ...Audit) error {
	return s.change(ctx, func(r runner) error { return writeAudit(ctx, r, acts...) })
}

// AuditQuery says which acts are listed. The zero value of a filter takes all.
type AuditQuery struct {
	User, Case  string
	AboutNobody bool // only what is about no case; Case is then ""
	Kinds       []AuditKind
	From, To    time.Time // from a moment on, and before another
	Before      AuditKey  // only what comes after this act in the list
}

// AuditKey is the place of an act in a register's audit.
type AuditKey struct {
	At time.Time
	ID string
}

// Key is the place of the act.
func (a Audit) Key() AuditKey { return AuditKey{a.At, a.ID} }

// AuditTrail lists the acts of a register that a query takes, the latest first,
// at most limit.
func (s *Store) AuditTrail(ctx context.Context, register string, q AuditQuery, limit int) ([]Audit, error) {
	var acts []Audit
	text, args := q.pageSQL(register, limit)
	err := s.eachAudit(ctx, text, args, func(a Audit) error {
		acts = append(acts, a)
		return nil
	})
	return acts, err
}

// EachAudit calls fn for every act of a register that a query takes, the latest
// first, holding one at a time, until fn gives an error.
func (s *Store) EachAudit(ctx context.Context, register string, q AuditQuery, fn func(Audit) error) error {
	text, args := q.allSQL(register)
	return s.eachAudit(ctx, text, args, fn)
}

func (s *Store) eachAudit(ctx context.Context, text string, args []any, fn func(Audit) error) error {
	return s.reader().eachOf(ctx, text, args, func(row scan) error {
		a, err := readAudit(row)
		if err != nil {
			return fmt.Errorf("listing the audit: %w", err)
		}
		return fn(a)
	})
}

// NamesOf are the names of people, by case; those of other registers are left
// out.
func (s *Store) NamesOf(ctx context.Context, register string, cases []string) (map[string]string, error) {
	names := map[string]string{}
	cases = slices.Compact(slices.Sorted(slices.Values(cases)))
	if len(cases) == 0 {
		return names, nil
	}
	text, args := namesSQL(register, cases)
	if err := s.reader().eachOf(ctx, text, args, func(row scan) error {
		var id, name string
		err := row(&id, &name)
		names[id] = name
		return err
	}); err != nil {
		return nil, fmt.Errorf("finding names: %w", err)
	}
	return names, nil
}

func namesSQL(register string, cases []string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("SELECT case_id, name FROM people WHERE register = ", reg, " AND case_id IN (", t.argsOf(cases), ")")
	return t.String(), t.args
}

// AuditUser is someone who did something in a register, by the name they had
// last.
type AuditUser struct{ ID, Name string }

// AuditUsers lists who did anything in a register, also those who have left.
func (s *Store) AuditUsers(ctx context.Context, register string) ([]AuditUser, error) {
	return all(ctx, s.reader(), selectAuditUsers, func(row scan) (u AuditUser, err error) {
		err = row(&u.ID, &u.Name)
		return u, err
	}, register)
}

// pageSQL finds the keys of a page in the index that begins with what narrows
// it most, which has the other filters as well, and then the rows of these few.
func (q AuditQuery) pageSQL(register string, limit int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("SELECT ", prefixed("f.", auditColumns), " FROM (SELECT a.at, a.id FROM audit a WHERE a.register = ", reg)
	q.filter(&t)
	t.add(" ORDER BY a.at DESC, a.id DESC LIMIT ", t.arg(limit), ") k JOIN audit f ON f.register = ", reg,
		" AND f.at = k.at AND f.id = k.id ORDER BY k.at DESC, k.id DESC")
	return t.String(), t.args
}

// allSQL is every row, in the order of the pages.
func (q AuditQuery) allSQL(register string) (string, []any) {
	var t sqlText
	t.add("SELECT ", prefixed("a.", auditColumns), " FROM audit a WHERE a.register = ", t.arg(register))
	q.filter(&t)
	t.add(" ORDER BY a.at DESC, a.id DESC")
	return t.String(), t.args
}

func (q AuditQuery) filter(t *sqlText) {
	if q.Case != "" || q.AboutNobody {
		t.add(" AND a.case_id = ", t.arg(q.Case))
	}
	if q.User != "" {
		t.add(" AND a.user_id = ", t.arg(q.User))
	}
	if len(q.Kinds) > 0 {
		kinds := make([]string, len(q.Kinds))
		for i, k := range q.Kinds {
			kinds[i] = string(k)
		}
		slices.Sort(kinds)
		t.add(" AND a.kind IN (", t.argsOf(kinds), ")")
	}
	if !q.From.IsZero() {
		t.add(" AND a.at >= ", t.arg(instant(q.From)))
	}
	if !q.To.IsZero() {
		t.add(" AND a.at < ", t.arg(instant(q.To)))
	}
	if q.Before.ID != "" {
		at := t.arg(instant(q.Before.At))
		t.add(" AND (a.at, a.id) < (", at, ", ", t.arg(q.Before.ID), ")")
	}
}

var selectLastDone = say("SELECT MAX(at) FROM audit WHERE register = $1 AND user_id = $2 AND action = $3")

// LastDone is when a user last did something in a register; zero for never.
func (s *Store) LastDone(ctx context.Context, register, userID, action string) (at time.Time, err error) {
	err = s.reader().each(ctx, selectLastDone, func(row scan) error { return row(instantColumn{&at}) }, register, userID, action)
	if err != nil {
		err = fmt.Errorf("finding when %s was last done: %w", action, err)
	}
	return at, err
}
