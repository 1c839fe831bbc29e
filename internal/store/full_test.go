package store

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// A full disk under SQLite is tried with a real one, in package cli.
func TestFull(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]bool{
		fmt.Errorf("committing: %w", &pgconn.PgError{Code: "53100"}): true,
		fmt.Errorf("committing: %w", &pgconn.PgError{Code: "23505"}): false,
		errors.New("the disk is full"):                               false,
	} {
		if Full(err) != want {
			t.Errorf("Full(%v) is %v", err, !want)
		}
	}
	if Full(nil) {
		t.Error("without an error it is full")
	}
}
