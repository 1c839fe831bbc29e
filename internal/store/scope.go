package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// scope is what the row policies of PostgreSQL let a statement touch: the rows
// of one register or, for the few statements that look past it, those that
// their crossing names. It holds for one transaction and is gone with it, so
// that no connection of the pool carries it on to somebody else. SQLite has no
// policies: there, that every statement names its register is all there is.
type scope struct {
	register string
	across   string // name of a crossing
	key      string // what its condition compares with
}

// crossing is a purpose for which statements look past one register. Each has
// a policy of its own on the tables it needs, and none sees more than it says.
type crossing struct {
	name string
	// sees says of each table which rows, as a condition; thisKey is the first
	// value that the statement was given.
	sees map[string]string
	// adds lets rows be added that the condition takes.
	adds bool
	// beside says that the rows are seen beside those of the register that the
	// statement names first; the key is its second value.
	beside bool
}

const (
	thisKey   = "(SELECT current_setting('homeward.key', true))"
	eachOne   = "true"
	unseenKey = "register > " + thisKey
	ofKey     = "register = " + thisKey

	thisRegister = "(SELECT NULLIF(current_setting('homeward.register', true), ''))"
)

const (
	listsRegisters = "it lists the registers"
	registersOfOne = "it lists all the registers of one user"
	calendarOfOne  = "the secret of a calendar alone says whose it is, and of which register"
	everyRegister  = "Verify looks at every register there is anything of"
	mergesRegister = "it takes over what another register has"
	givenAway      = "it lists whom a register hands over to others"
	cameFromThere  = "it reads who looked at somebody before they came to the register"
	// Of what belongs to no register there are rows of the audit alone.
	noRegister = "it belongs to no register"
)

// crossings are all there are, by why a statement needs one.
var crossings = map[string]crossing{
	listsRegisters: {name: "registers", sees: map[string]string{"registers": eachOne}},
	registersOfOne: {name: "memberships", sees: map[string]string{
		"memberships": "user_id = " + thisKey, "leavers": "user_id = " + thisKey,
		"registers": "EXISTS (SELECT 1 FROM memberships m WHERE m.register = registers.register AND m.user_id = " + thisKey + ")",
	}},
	mergesRegister: {name: "merge", beside: true, sees: map[string]string{
		"memberships": ofKey, "drafts": ofKey, "saved_views": ofKey, "imports": ofKey, "import_files": ofKey, "import_mappings": ofKey, "reminders": ofKey,
		"teams": ofKey, "team_members": ofKey, "leavers": ofKey, "organisations": ofKey, "employments": ofKey, "hospitals": ofKey, "wards": ofKey,
		"meetings": ofKey, "meeting_items": ofKey, "meeting_attendance": ofKey,
	}},
	// Of the register that somebody came from: what was about them until they
	// came, in each record that they had there, and the lists that were taken out of it.
	cameFromThere: {name: "came", beside: true, sees: map[string]string{
		"audit": "(EXISTS (SELECT 1 FROM handovers h WHERE h.register = " + thisRegister + " AND h.case_id = " + thisKey + " AND h.state = 'accepted' AND h.from_register = audit.register" +
			" AND audit.at <= h.decided_at AND (audit.case_id = h.from_case OR " + mergedBefore("audit.case_id") + " OR audit.case_id = '' AND audit.kind = 'export'))" +
			" OR EXISTS (SELECT 1 FROM registers r WHERE r.merged_into = " + thisRegister + " AND r.register = audit.register AND (audit.case_id = " + thisKey + " OR audit.case_id = '' AND audit.kind = 'export')))",
		"registers": "merged_into = " + thisRegister,
	}},
	givenAway:     {name: "given away", sees: map[string]string{"handovers": "from_register = " + thisKey}},
	calendarOfOne: {name: "calendar", sees: map[string]string{"calendars": "secret_hash = " + thisKey}},
	// The index of a register that is none is seen by nobody at all, so Verify
	// need not find it; and lists are quicker where one policy holds alone.
	everyRegister: {name: "verify", sees: map[string]string{
		"registers": unseenKey, "cases": unseenKey, "entries": unseenKey, "audit": unseenKey, "rulebooks": unseenKey, "criteria": unseenKey, "local_files": unseenKey, "gap_events": unseenKey, "disposals": unseenKey,
		"attachments": unseenKey, "attachment_changes": unseenKey, "attachment_files": unseenKey, "retention_acts": unseenKey, "disposal_certificates": unseenKey, "meeting_minutes": unseenKey,
		"involvements": unseenKey, "involvement_ends": unseenKey, "restrictions": unseenKey, "marks": unseenKey, "emergencies": unseenKey, "emergency_looks": unseenKey, "held_names": unseenKey, "not_same": unseenKey,
	}},
	noRegister: {name: "no register", sees: map[string]string{"audit": "register = ''"}, adds: true},
}

// namesRegister reports whether a statement touches tables with a register: it
// names it as its first value then.
func (st *statement) namesRegister() bool {
	return strings.Contains(st.sql, "register = $1") || strings.HasPrefix(st.sql, "INSERT INTO ") && strings.Contains(st.sql, " (register, ")
}

// scope is what a statement needs with these values; ok is false when it
// touches no table with a register.
func (st *statement) scope(args []any) (s scope, ok bool, err error) {
	switch {
	case st.across != "":
		c := crossings[st.across]
		s.across = c.name
		if c.beside && len(args) > 1 {
			s.register = fmt.Sprint(args[0])
			args = args[1:]
		}
		if len(args) > 0 {
			s.key = fmt.Sprint(args[0])
		}
		return s, true, nil
	case !st.namesRegister():
		return s, false, nil
	case len(args) == 0:
		return s, false, errors.New("a statement was given no register")
	}
	register, is := args[0].(string)
	if !is {
		return s, false, fmt.Errorf("a statement was given a %T for its register", args[0])
	}
	if register == "" {
		return scope{across: crossings[noRegister].name}, true, nil
	}
	return scope{register: register}, true, nil
}

const setScope = "SELECT set_config('homeward.register', $1, true), set_config('homeward.across', $2, true), set_config('homeward.key', $3, true)"

func (s scope) args() []any { return []any{s.register, s.across, s.key} }

// see lets the transaction see what a statement needs, if it does not yet.
func (r runner) see(ctx context.Context, st *statement, args []any) error {
	if r.engine != onPostgres || r.tx == nil {
		return nil
	}
	want, ok, err := st.scope(args)
	if err != nil || !ok || want == *r.seen {
		return err
	}
	if _, err := r.tx.ExecContext(ctx, setScope, want.args()...); err != nil {
		return fmt.Errorf("choosing the register: %w", err)
	}
	*r.seen = want
	return nil
}

// eachAtOnce calls fn for each row of a statement outside of a transaction on
// PostgreSQL. The statement goes in one message with what lets it see its rows,
// which makes them one transaction and one round trip.
func (r runner) eachAtOnce(ctx context.Context, st *statement, fn func(scan) error, args []any) (err error) {
	want, scoped, err := st.scope(args)
	if err != nil {
		return err
	}
	conn, err := r.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(driver any) (err error) {
		var batch pgx.Batch
		if scoped {
			batch.Queue(setScope, want.args()...)
		}
		batch.Queue(st.text(onPostgres), args...)
		sent := driver.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		defer func() { err = cmp.Or(err, sent.Close()) }()
		if scoped {
			if _, err := sent.Exec(); err != nil {
				return fmt.Errorf("choosing the register: %w", err)
			}
		}
		rows, err := sent.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := fn(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}
