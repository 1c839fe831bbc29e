package store

import "homeward/internal/casefile"

var movesWaitingTable = newSideTable("moves_waiting", "register, case_id, moved_on", "moved_on", movesWaitingRows)

// movesWaitingRows is one row for who moved to an area that has not said that it
// knows of them, or none.
func movesWaitingRows(c *casefile.Case) [][]any {
	if m, waits := c.MoveWaits(); waits {
		return [][]any{{m.On.String()}}
	}
	return nil
}
