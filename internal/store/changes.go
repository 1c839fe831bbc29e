package store

import (
	"context"
	"fmt"
	"time"
)

// Visit is when a user last looked at what had changed in a register.
type Visit struct {
	UserID  string
	Session string    // in which they looked
	SeenAt  time.Time // when they last did
	Since   time.Time // what was recorded from then on is new to them in that session
}

const visitColumns = "register, user_id, session, seen_at, since"

var (
	insertVisit = sayInsert("last_visits", visitColumns, overwrite("register, user_id", visitColumns))
	selectVisit = say("SELECT " + visitColumns + " FROM last_visits WHERE register = $1 AND user_id = $2")
)

// LastVisit is a user's; the error is ErrNotFound for who has never looked.
func (s *Store) LastVisit(ctx context.Context, register, userID string) (Visit, error) {
	return one(ctx, s.reader(), selectVisit, func(row scan) (v Visit, err error) {
		err = row(&register, &v.UserID, &v.Session, instantColumn{&v.SeenAt}, instantColumn{&v.Since})
		return v, err
	}, register, userID)
}

// KeepVisit keeps a visit in the place of the user's last.
func (s *Store) KeepVisit(ctx context.Context, register string, v Visit) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, insertVisit, register, v.UserID, v.Session, instant(v.SeenAt), instant(v.Since))
		return err
	})
}

// ChangesQuery says whose records a list of changes has.
type ChangesQuery struct {
	Since        time.Time
	NotBy        string   // id of the user whose own entries are no news to them
	Coordinators []string // names; any of them
	Page, Size   int      // as in PeopleQuery
	For          *Viewer  // likewise
}

// ChangesPage is one page of those of whom something was recorded, the latest
// first.
type ChangesPage struct {
	Rows  []PersonRow
	Total int // rows on all pages, up to MostChanged
	More  bool
	Page  int
	Pages int
	Size  int
}

// MostChanged is up to how many people a list of changes goes. After a
// spreadsheet was brought in everyone has changed, and the register is the list
// of everyone.
const MostChanged = 500

// Changed lists those of whom something was recorded since a moment.
func (s *Store) Changed(ctx context.Context, register string, q ChangesQuery) (ChangesPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := ChangesPage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.changedSQL(register)
		var ids []string
		err := r.eachOf(ctx, text, args, func(row scan) error {
			var id string
			err := row(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil {
			return fmt.Errorf("finding who has changed: %w", err)
		}
		page.More = len(ids) > MostChanged
		ids = ids[:min(len(ids), MostChanged)]
		page.Total = len(ids)
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		ids = ids[(page.Page-1)*page.Size : min(page.Page*page.Size, len(ids))]
		page.Rows, err = readRows(ctx, r, register, ids)
		return err
	})
	return page, err
}

// candidates is among how many of the latest changes those of others are looked
// for: whoever brought in a spreadsheet of thousands has all the latest, and to
// read the entries of all of them would take seconds.
const candidates = 2 * MostChanged

// memberships are all that a list can have: named one by one, the index by
// change gives each of them in order.
var memberships = []string{string(On), string(Left), string(Moved), string(Died), string(NotOn)}

// changedSQL finds the cases: the latest first, of them those with an entry that
// somebody else wrote since. That is most often the last one, which is recorded
// when the case is changed; the others are read where it is one's own.
func (q ChangesQuery) changedSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	since := instant(q.Since)
	q.For.sees(&t, reg, false)
	t.add("SELECT k.case_id FROM (SELECT p.case_id, p.changed_at FROM ")
	if q.For.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	t.add("people p WHERE p.register = ", reg, " AND p.on_register IN (", t.argsOf(memberships), ") AND p.changed_at >= ", t.arg(since))
	if q.For.reaches() {
		t.add(" AND p.case_id = v.case_id")
	}
	if len(q.Coordinators) > 0 {
		t.add(" AND p.coordinator IN (", t.argsOf(q.Coordinators), ")")
	}
	q.For.hides(&t, "p.case_id")
	t.add(" ORDER BY p.changed_at DESC, p.case_id LIMIT ", t.arg(candidates), ") k WHERE CASE WHEN (SELECT e.author_id FROM entries e WHERE e.register = ", reg,
		" AND e.case_id = k.case_id ORDER BY e.seq DESC LIMIT 1) <> ", t.arg(q.NotBy), " THEN 1",
		" WHEN EXISTS (SELECT 1 FROM entries e WHERE e.register = ", reg, " AND e.case_id = k.case_id AND e.recorded_at >= ", t.arg(since),
		" AND e.author_id <> ", t.arg(q.NotBy), ") THEN 1 END = 1 ORDER BY k.changed_at DESC, k.case_id LIMIT ", t.arg(MostChanged+1))
	return t.String(), t.args
}

// readRows are the rows of cases, in their order.
func readRows(ctx context.Context, r runner, register string, ids []string) ([]PersonRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	by := make(map[string]PersonRow, len(ids))
	err := r.eachOf(ctx, someOf(personColumns, "people", "case_id", "case_id", len(ids)), withRegister(register, ids), func(row scan) error {
		p, err := readPerson(row)
		by[p.CaseID] = p
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the rows of cases: %w", err)
	}
	rows := make([]PersonRow, 0, len(ids))
	for _, id := range ids {
		if p, ok := by[id]; ok {
			rows = append(rows, p)
		}
	}
	return rows, nil
}
