package store

import "homeward/internal/casefile"

var unreachableTable = newSideTable("unreachable", "register, case_id, n, contact", "n", func(c *casefile.Case) [][]any {
	var rows [][]any
	for i, id := range c.Unreachable() {
		rows = append(rows, []any{i + 1, id})
	}
	return rows
})
