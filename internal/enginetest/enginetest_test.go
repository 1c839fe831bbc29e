package enginetest

import (
	"os"
	"strings"
	"testing"
)

func TestEachEmptyGivesFreshDatabases(t *testing.T) {
	t.Parallel()
	EachEmpty(t, func(t *testing.T, address string) {
		if directory, ok := strings.CutPrefix(address, "sqlite:"); ok {
			entries, err := os.ReadDir(directory)
			if err != nil || len(entries) != 0 {
				t.Errorf("the directory holds %v, %v", entries, err)
			}
			return
		}
		var tables int
		var superuser bool
		query(t, address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", &tables)
		query(t, address, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", &superuser)
		if tables != 0 || superuser {
			t.Errorf("%d tables, superuser %v: want an empty database of an ordinary role", tables, superuser)
		}
		ask(t, address, "CREATE TABLE mine (id int)")
	})
}

func TestServerKeepsWhatWasCommittedWhenKilled(t *testing.T) {
	t.Parallel()
	server := NewServer(t)
	address := server.Database(t, "register")
	ask(t, address, "CREATE TABLE entry AS SELECT 7 AS seq")
	server.Kill(t)
	server.Start(t)
	var seq int
	query(t, address, "SELECT seq FROM entry", &seq)
	if seq != 7 {
		t.Errorf("after the crash the entry is %d, not 7", seq)
	}
}

func query(t *testing.T, address, statement string, into any) {
	t.Helper()
	if err := Ask(t, address, statement, into); err != nil {
		t.Fatal(err)
	}
}
