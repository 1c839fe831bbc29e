package store

import (
	"context"
	"time"
)

// Criteria are a version of those that a register has published.
type Criteria struct {
	N           int // the first is 1
	Plain, Easy string
	Items       string // JSON of the use case
	PublishedAt time.Time
	UserID, By  string
}

const criteriaColumns = "register, n, plain, easy, items, published_at, user_id, user_name"

var (
	insertCriteria = sayInsert("criteria", criteriaColumns, "")
	selectCriteria = say("SELECT " + criteriaColumns + " FROM criteria WHERE register = $1 ORDER BY n DESC")
	lastCriteria   = say("SELECT COALESCE(MAX(n), 0) FROM criteria WHERE register = $1")
)

func readCriteria(row scan) (c Criteria, err error) {
	var register string
	err = row(&register, &c.N, &c.Plain, &c.Easy, &c.Items, instantColumn{&c.PublishedAt}, &c.UserID, &c.By)
	return c, err
}

// Criteria lists the versions that a register has published, the latest first.
func (s *Store) Criteria(ctx context.Context, register string) ([]Criteria, error) {
	return all(ctx, s.reader(), selectCriteria, readCriteria, register)
}

// PublishCriteria adds a version at the moment of the transaction, and gives its
// number. Those who publish take turns.
func (tx *Tx) PublishCriteria(c Criteria) (n int, err error) {
	if err := tx.holdRegister(); err != nil {
		return 0, err
	}
	if n, err = one(tx.ctx, tx.run, lastCriteria, only[int], tx.work.Register); err != nil {
		return 0, err
	}
	n++
	tx.changed = true
	return n, tx.run.addSealed(tx.ctx, insertCriteria, tx.work.At, [][]any{{tx.work.Register, n, c.Plain, c.Easy, c.Items, instant(tx.work.At), c.UserID, c.By}})
}
