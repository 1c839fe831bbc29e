package store

import (
	"fmt"

	"homeward/internal/seal"
)

// Disposal is the decision that a row of a sealed table may go: by whom and why.
type Disposal struct {
	Table            string
	Key              []string // of the row, without the register
	UserID, UserName string
	Reason           string
}

const disposalColumns = "register, table_name, row_key, at, user_id, user_name, reason"

var (
	insertDisposal = sayInsert("disposals", disposalColumns, "")
	countDisposal  = say("SELECT COUNT(*) FROM disposals WHERE register = $1 AND table_name = $2 AND row_key = $3")
)

// RecordDisposal records that a row of the transaction's register may go, so
// that Verify does not miss it: the log keeps its hash, and has the disposal in
// its place. What else must happen is in docs/decisions/sealed-log.md.
func (tx *Tx) RecordDisposal(d Disposal) error {
	if sealedTableOf(d.Table) == nil || d.UserID == "" || d.UserName == "" || d.Reason == "" {
		return fmt.Errorf("a disposal needs a sealed table, an actor and a reason")
	}
	tx.changed = true
	key := seal.Key(append([]string{tx.work.Register}, d.Key...)...)
	return tx.run.addSealed(tx.ctx, insertDisposal, tx.work.At, [][]any{{tx.work.Register, d.Table, key, instant(tx.work.At), d.UserID, d.UserName, d.Reason}})
}
