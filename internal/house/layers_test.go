package house

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	values = []string{"internal/civil", "internal/casefile", "internal/clock"}
	doing  = append([]string{"internal/access", "internal/app"}, values...)
)

// mayImport says for each package which others of ours it may import; see
// docs/decisions/layers.md. A new package is added here, or has no place.
var mayImport = map[string][]string{
	"cmd/homeward": {"internal/cli"},
	"internal/cli": append([]string{"internal/web", "internal/web/static", "internal/api", "internal/jobs", "internal/demo",
		"internal/store", "internal/seal", "internal/backup", "internal/sheet", "internal/document", "internal/mail", "internal/identity", "internal/clamd", "internal/assuring"}, doing...),

	"internal/web":        append([]string{"internal/web/ui", "internal/web/own", "internal/web/static", "internal/sheet", "internal/document", "internal/assuring"}, doing...),
	"internal/web/own":    append([]string{"internal/web/ui", "internal/web/static", "internal/document"}, doing...),
	"internal/web/ui":     {},
	"internal/web/static": {},
	"internal/api":        doing,
	"internal/jobs":       append([]string{"internal/mail", "internal/document"}, doing...),
	"internal/demo":       append([]string{"internal/store"}, doing...), // to make its registers and users

	"internal/app":    append([]string{"internal/store", "internal/seal", "internal/access", "internal/sheet", "internal/document", "internal/attachment", "internal/retention", "internal/checklist", "internal/assuring"}, values...),
	"internal/store":  append([]string{"internal/seal"}, values...),
	"internal/seal":   {},
	"internal/access": values,

	"internal/backup":   {},
	"internal/sheet":    values,
	"internal/document": values,
	"internal/mail":     values,

	"internal/attachment": {},
	"internal/retention":  {"internal/civil", "internal/casefile"},
	"internal/checklist":  {"internal/casefile", "internal/civil"},
	"internal/assuring":   {"internal/civil", "internal/casefile"},
	"internal/clamd":      {},

	"internal/identity": {"internal/app"}, // it proves for app who somebody is

	"internal/clock":    {"internal/civil", "internal/casefile"},
	"internal/casefile": {"internal/civil"},
	"internal/civil":    {},

	// For tests alone; forTests holds them to that.
	"internal/document/documenttest": {},
	"internal/enginetest":            {},
	"internal/mail/mailtest":         {},
	"internal/clamd/clamdtest":       {},
	"internal/identity/identitytest": {},
	"internal/clock/reference":       {"internal/civil", "internal/casefile"},
	"internal/house":                 {},
	"internal/bench":                 {},
}

var forTests = []string{"internal/document/documenttest", "internal/enginetest", "internal/mail/mailtest", "internal/clamd/clamdtest", "internal/identity/identitytest", "internal/clock/reference", "internal/house", "internal/bench"}

func TestLayers(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		allowed, known := mayImport[p.short()]
		if !known {
			t.Errorf("%s has no place in the layers", p.short())
		}
		for _, imported := range p.Imports {
			short, ours := strings.CutPrefix(imported, module+"/")
			if ours && !slices.Contains(allowed, short) {
				t.Errorf("%s may not import %s", p.short(), short)
			}
			if ours && slices.Contains(forTests, short) {
				t.Errorf("%s imports %s, which is for tests alone", p.short(), short)
			}
		}
	}
}

// pure packages compute: the same values in, the same values out.
var pure = []string{"internal/civil", "internal/casefile", "internal/clock", "internal/access", "internal/retention", "internal/assuring"}

// outside is what a pure package may not import. database/sql/driver is only an
// interface by which a day says how it is stored.
var outside = regexp.MustCompile(`^(os|net|log|syscall|plugin|database/sql|math/rand|crypto/rand|testing)($|/)`)

var clockReads = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}

func TestPurePackages(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !slices.Contains(pure, p.short()) {
			continue
		}
		for _, imported := range p.Imports {
			if outside.MatchString(imported) && imported != "database/sql/driver" {
				t.Errorf("%s is pure and may not import %s", p.short(), imported)
			}
		}
	}
	for _, s := range sources(t) {
		if s.test || !slices.Contains(pure, s.pkg) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: a pure package starts no goroutine", s.at(n))
			}
			return true
		})
	}
}

// TestTimeEntersOnce: the wall clock is read at the top and handed down.
func TestTimeEntersOnce(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.pkg == "internal/cli" || s.pkg == "internal/enginetest" {
			continue
		}
		s.uses(func(n ast.Node, path, name string) {
			switch {
			case path != "time":
			case slices.Contains(pure, s.pkg) && slices.Contains(clockReads, name):
				t.Errorf("%s: a pure package may not use time.%s", s.at(n), name)
			case s.path == "internal/web/server.go" && name == "Now":
				// how long a request took
			case name == "Now":
				t.Errorf("%s: the time is handed down from the command line, never read here", s.at(n))
			}
		})
	}
}

// TestChanceHasASeed: the demo's people are the same for the same seed.
func TestChanceHasASeed(t *testing.T) {
	t.Parallel()
	seeded := []string{"New", "NewPCG", "NewChaCha8", "Rand", "PCG", "ChaCha8", "Source"}
	for _, s := range sources(t) {
		if s.pkg != "internal/demo" {
			continue
		}
		s.uses(func(n ast.Node, path, name string) {
			if path == "math/rand" || path == "math/rand/v2" && !slices.Contains(seeded, name) {
				t.Errorf("%s: rand.%s is not from a seed", s.at(n), name)
			}
		})
	}
}

// sql is a statement, as ours are written.
var sql = regexp.MustCompile(`(?s)\b(SELECT\s.*\sFROM|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|TRIGGER|POLICY))\s`)

var database = regexp.MustCompile(`^(database/sql|github\.com/jackc/pgx/.*|modernc\.org/sqlite.*)$`)

func TestSQLIsInTheStoreAlone(t *testing.T) {
	t.Parallel()
	inStore := 0
	for _, s := range sources(t) {
		if s.test || s.pkg == "internal/enginetest" {
			continue
		}
		for _, i := range s.tree.Imports {
			if database.MatchString(strings.Trim(i.Path.Value, `"`)) && s.pkg != "internal/store" {
				t.Errorf("%s: %s is for the store alone", s.at(i), i.Path.Value)
			}
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && sql.MatchString(text.Value) {
				if s.pkg == "internal/store" {
					inStore++
				} else {
					t.Errorf("%s: SQL outside the store", s.at(n))
				}
			}
			return true
		})
	}
	if inStore < 5 {
		t.Errorf("only %d statements were recognised in the store: this test no longer knows SQL", inStore)
	}
}
