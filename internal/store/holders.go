package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// HolderCount is how many people somebody holds, by colour. An empty name is
// for those whom nobody holds yet.
type HolderCount struct {
	Name   string
	Counts RatingCounts
}

// Holders counts those on a register whom a viewer reaches by who holds their
// case, in the order of names.
func (s *Store) Holders(ctx context.Context, register string, v *Viewer) ([]HolderCount, error) {
	text, args := v.holdersSQL(register)
	var all []HolderCount
	err := s.reader().eachOf(ctx, text, args, func(row scan) error {
		var name string
		var rank, n int
		if err := row(&name, &rank, &n); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, HolderCount{Name: name})
		}
		*all[len(all)-1].Counts.at(rank) += n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting who holds whom: %w", err)
	}
	return all, nil
}

func (v *Viewer) holdersSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT p.coordinator, p.rating_rank, COUNT(*) FROM ")
	v.people(&t, reg, "= 'on'")
	t.add(" GROUP BY p.coordinator, p.rating_rank ORDER BY p.coordinator, p.rating_rank")
	return t.String(), t.args
}

// HolderNotice tells a user that cases were given to them, or taken from them.
type HolderNotice struct {
	UserID string
	ID     string
	Given  bool // to the user; else taken from them
	People int
	Holder string // who held them before or, where they were taken, who does now; "" for nobody or several
	ByName string
	At     time.Time
	SeenAt time.Time // zero until the user has seen it
}

const holderNoticeColumns = "register, user_id, id, given, people, holder, by_name, at, seen_at"

var (
	insertHolderNotice  = sayInsert("holder_notices", holderNoticeColumns, "")
	selectHolderNotices = say("SELECT " + holderNoticeColumns + " FROM holder_notices WHERE register = $1 AND user_id = $2 AND seen_at IS NULL ORDER BY at DESC, id")
	seeHolderNotices    = say("UPDATE holder_notices SET seen_at = $3 WHERE register = $1 AND user_id = $2 AND seen_at IS NULL AND at <= $4")
)

// TellHolder adds a notice, at the moment of the transaction.
func (tx *Tx) TellHolder(n HolderNotice) error {
	_, err := tx.run.exec(tx.ctx, insertHolderNotice, tx.work.Register, n.UserID, n.ID, oneOrZero(n.Given), n.People, n.Holder, n.ByName, instant(tx.work.At), nil)
	return err
}

// HolderNotices are those that a user has not seen yet, the latest first.
func (s *Store) HolderNotices(ctx context.Context, register, userID string) ([]HolderNotice, error) {
	return all(ctx, s.reader(), selectHolderNotices, func(row scan) (n HolderNotice, err error) {
		err = row(&register, &n.UserID, &n.ID, oneColumn{&n.Given}, &n.People, &n.Holder, &n.ByName, instantColumn{&n.At}, instantColumn{&n.SeenAt})
		return n, err
	}, register, userID)
}

// SeeHolderNotices marks as seen those that a user was given up to a moment.
func (s *Store) SeeHolderNotices(ctx context.Context, register, userID string, upTo, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, seeHolderNotices, register, userID, instant(at), instant(upTo))
		return err
	})
}

// RowsOf are the rows of cases that a viewer reaches, in the order of names.
func (s *Store) RowsOf(ctx context.Context, register string, v *Viewer, ids []string) ([]PersonRow, error) {
	rows, err := readRows(ctx, s.reader(), register, ids)
	if err != nil {
		return nil, err
	}
	var reached map[Reached]bool
	if v.reaches() {
		if reached, err = s.Reached(ctx, register, v); err != nil {
			return nil, err
		}
	}
	rows = slices.DeleteFunc(rows, func(p PersonRow) bool {
		return p.OnRegister == StruckOut || v.reaches() && !reached[Reached{Case: p.CaseID}] || v != nil && v.Everyone && slices.Contains(v.Hidden, p.CaseID)
	})
	slices.SortFunc(rows, func(x, y PersonRow) int {
		return cmp.Or(cmp.Compare(x.SortKey, y.SortKey), cmp.Compare(x.CaseID, y.CaseID))
	})
	return rows, nil
}
