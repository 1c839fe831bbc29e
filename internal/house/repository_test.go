package house

import (
	"encoding/json"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPackagesAreNamedAfterWhatTheyHold(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "model", "models", "misc", "shared"}, p.Name) {
			t.Errorf("%s says nothing by its name", p.short())
		}
	}
}

func TestFilesAreOfReadableLength(t *testing.T) {
	t.Parallel()
	const most = 700
	for _, s := range sources(t) {
		if lines := strings.Count(s.text, "\n"); !s.test && lines > most {
			t.Errorf("%s has %d lines, more than %d: is it still of one topic?", s.path, lines, most)
		}
	}
}

// maySkip are the places where a test may say that it was not run, and why:
// what it needs is not part of Go. Both fail where CI is set.
var maySkip = []string{"internal/document/documenttest/poppler.go", "internal/enginetest/enginetest.go", "internal/web/ui/fixtures_test.go"}

func TestNoTestIsSwitchedOff(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if slices.Contains(maySkip, s.path) {
			if !strings.Contains(s.text, `os.Getenv("CI")`) {
				t.Errorf("%s may skip only outside CI", s.path)
			}
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if selector, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, selector.Sel.Name) {
				if name, ok := selector.X.(*ast.Ident); ok && slices.Contains([]string{"t", "tb", "b", "f"}, name.Name) {
					t.Errorf("%s: a test is switched off", s.at(n))
				}
			}
			return true
		})
	}
	journeys := regexp.MustCompile(`\b(test|journey|describe|it)\.(skip|only|todo)\b|\b(skip|only|todo): *true`)
	texts(t, func(path, text string) {
		if strings.HasPrefix(path, "e2e/") && journeys.MatchString(text) {
			t.Errorf("%s: a journey is switched off", path)
		}
	})
}

// The words are put together here so that this file does not hold them.
var (
	undone = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)
	hosts  = regexp.MustCompile(`registry\.npm` + `js\.org|registry\.yarn` + `pkg\.com|proxy\.go` + `lang\.org|sum\.go` + `lang\.org`)
)

func TestNothingIsLeftUndone(t *testing.T) {
	t.Parallel()
	texts(t, func(path, text string) {
		if found := undone.FindString(text); found != "" && !strings.Contains(path, "testdata/") {
			t.Errorf("%s says %s: do it, or write an issue", path, found)
		}
	})
}

// TestPackagesComeFromNoFixedHost: a deployer may use a mirror.
func TestPackagesComeFromNoFixedHost(t *testing.T) {
	t.Parallel()
	texts(t, func(path, text string) {
		if found := hosts.FindString(text); found != "" {
			t.Errorf("%s names the host %s", path, found)
		}
	})
	text, err := os.ReadFile(filepath.Join(rootDir(t), "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct {
			Version, Resolved, Integrity string
		}
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	if len(lock.Packages) < 10 {
		t.Errorf("only %d packages in the lockfile", len(lock.Packages))
	}
	for name, p := range lock.Packages {
		if p.Resolved != "" {
			t.Errorf("the lockfile names where it got %s", name)
		}
		if name != "" && p.Integrity == "" {
			t.Errorf("the lockfile has no digest of %s", name)
		}
	}
}

// TestDocumentsAreFound: every page is linked from the list of its folder, and
// every link between our documents leads somewhere.
func TestDocumentsAreFound(t *testing.T) {
	t.Parallel()
	dir := rootDir(t)
	list, err := os.ReadFile(filepath.Join(dir, "docs/decisions/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "docs/decisions/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if name := filepath.Base(page); name != "README.md" && !strings.Contains(string(list), "]("+name+")") {
			t.Errorf("docs/decisions/README.md does not link %s", name)
		}
	}
	link := regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	texts(t, func(path, text string) {
		if filepath.Ext(path) != ".md" {
			return
		}
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(found[1], ":") {
				continue
			}
			if _, err := os.Stat(filepath.Join(dir, filepath.Dir(path), found[1])); err != nil {
				t.Errorf("%s links %s, which is not there", path, found[1])
			}
		}
	})
}

// TestPagesKeepThePolicy: the Content-Security-Policy allows no script or style
// inside a page, and nothing from another host.
func TestPagesKeepThePolicy(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`(?i)<style\b|\sstyle=|\son[a-z]+=["']|<script(?:\s+type="[^"]*")?\s*>|(?:src|action)="(?:https?:)?//`)
	templates := 0
	texts(t, func(path, text string) {
		if !strings.HasPrefix(path, "internal/web/") || filepath.Ext(path) != ".html" || strings.Contains(path, "testdata/") {
			return
		}
		templates++
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s holds %s", path, found)
		}
	})
	if templates < 10 {
		t.Errorf("only %d templates were found", templates)
	}
}
