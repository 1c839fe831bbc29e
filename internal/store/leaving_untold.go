package store

import "homeward/internal/casefile"

var leavingUntoldTable = newSideTable("leaving_untold", "register, case_id, left_on", "left_on", leavingUntoldRows)

// leavingUntoldRows is one row for who left and has not been told why, or none.
func leavingUntoldRows(c *casefile.Case) [][]any {
	if left, waits := c.LeftUntold(); waits {
		return [][]any{{left.String()}}
	}
	return nil
}
