package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

// SQLite chooses the index of a query by how many rows it thinks a value has.
// Left alone it guesses, the same for a column that tells two people apart and
// for one that tells two registers apart; measured once, it goes by whatever
// was there on that day. So it is told, here, what a large register looks like
// (150,000 people, as ANALYZE counts them), and chooses the same way in every
// database. An index that is not told of looks the best of all: each index of
// these tables must stand here.
//
// The numbers are the rows of the table, and then how many of them one value of
// the first column has, of the first two, and so on. PostgreSQL measures by
// itself, all the time.
var rowsOf = map[string]map[string]string{
	"people": {
		"people":                "150000 150000 1",
		"people_by_rating":      "150000 150000 50000 16667 86 1 1 1 1 1 1 1 1 1 1 1",
		"people_by_colour":      "150000 150000 50000 16667",
		"people_by_name":        "150000 150000 50000 2 1",
		"people_by_nhs_number":  "150000 150000 1",
		"people_by_birth_date":  "150000 150000 6 4",
		"people_by_due":         "150000 150000 50000 150 1 1",
		"people_by_changed":     "150000 150000 50000 2 1 1",
		"people_by_next_change": "150000 150000 33",
		"people_by_coordinator": "150000 150000 7500 20 1 1 1",
		"people_by_authority":   "150000 150000 7500",
		"people_by_edition":     "150000 150000 150000 1",
		"people_by_consent":     "150000 150000 50000 12500 4000 10 1 1 1",
		"people_by_end":         "30000 30000 6 1 1 1 1",
	},
	"audit": {
		"audit":         "1000000 1000000 1 1",
		"audit_by_case": "1000000 1000000 70 1 1",
		"audit_by_user": "1000000 1000000 5000 1 1 1",
		"audit_by_kind": "1000000 1000000 170000 1 1",
	},
	"people_names": {
		"people_names":         "994272 994272 57 1",
		"people_names_by_case": "994272 994272 7",
	},
	"obligations": {
		"obligations":               "1000000 1000000 7 1",
		"obligations_by_due":        "250000 250000 600 60 1 1",
		"obligations_open_of":       "250000 250000 2 1 1 1 1",
		"obligations_asking_reason": "400000 400000 400 40 1 1",
	},
	"actions": {
		"actions":          "200000 200000 3 1",
		"actions_by_owner": "200000 200000 2000 400 2 1 1",
		"actions_by_id":    "200000 200000 1",
		"actions_by_day":   "200000 200000 100000 100 2 1",
	},
	"early_signs": {
		"early_signs":        "100000 100000 2 1",
		"early_signs_by_day": "100000 100000 100 1",
	},
	"entries": {
		"entries":        "6000000 6000000 40 1",
		"entries_merged": "1000 1000 2 1",
	},
	"involvements": {
		"involvements":                 "100000 100000 2 1",
		"involvements_by_user":         "100000 100000 100 5 2 1 1 1 1",
		"involvements_by_organisation": "100000 100000 1000 100 10 5 1",
	},
	"stays": {
		"stays":              "60000 60000 2 1",
		"stays_lasting":      "60000 60000 30000 8 1",
		"stays_by_admission": "60000 60000 40",
	},
	"needs": {
		"needs":             "200000 200000 2 1",
		"needs_by_wanted":   "200000 200000 300 2 1",
		"needs_by_provider": "200000 200000 1000",
		"needs_in_gap":      "10000 10000 400 20 1 1",
		"needs_stopped":     "300 300 1",
	},
	"reminders": {
		"reminders":        "500000 500000 5000 3 2 2 2 1",
		"reminders_new":    "20000 20000 200 10 2 1",
		"reminders_by_day": "500000 500000 5000 20",
	},
}

type rowCount struct{ table, index, rows string }

// tellRows makes the statistics of SQLite those of rowsOf, if they are others.
func tellRows(ctx context.Context, tx *sql.Tx) error {
	var want []rowCount
	for _, table := range slices.Sorted(maps.Keys(rowsOf)) {
		for _, index := range slices.Sorted(maps.Keys(rowsOf[table])) {
			want = append(want, rowCount{table, index, rowsOf[table][index]})
		}
	}
	// This makes the table of statistics, or reads it anew.
	const read = "ANALYZE sqlite_schema"
	if _, err := tx.ExecContext(ctx, read); err != nil {
		return err
	}
	var have []rowCount
	rows, err := tx.QueryContext(ctx, "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
	if err != nil {
		return err
	}
	if err := eachRow(rows, func(row scan) error {
		var c rowCount
		err := row(&c.table, &c.index, &c.rows)
		have = append(have, c)
		return err
	}); err != nil {
		return err
	}
	if slices.Equal(have, want) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat1"); err != nil {
		return err
	}
	for _, c := range want {
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", c.table, c.index, c.rows); err != nil {
			return fmt.Errorf("telling the rows of %s: %w", c.index, err)
		}
	}
	_, err = tx.ExecContext(ctx, read)
	return err
}
