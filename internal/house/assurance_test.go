package house

import (
	"bytes"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// chapter is one of the standard's, with what Homeward answers to it; see the
// head of docs/assurance/asvs.yaml.
type chapter struct {
	Chapter      string
	About        string
	Requirements []requirement
}

type requirement struct {
	ID, Asks               string
	Tests                  []string
	Because, Setting, None string
	Open, Who              string
}

// hazards is docs/assurance/hazards.yaml; see its head.
type hazards struct {
	Signed  []signature
	Hazards []hazard
}

// signature is of a person who took responsibility for a version of the log.
type signature struct{ Name, Role, Registration, On, Version string }

type hazard struct {
	ID, Hazard, Harm string
	Causes           []string
	Before, After    risk
	Controls         []control
	Yours, Open      []string
}

// risk is as we propose it, to be decided by a Clinical Safety Officer.
type risk struct{ Severity, Likelihood string }

type control struct {
	Does  string
	Tests []string
}

// readYAML reads a file of docs/assurance; a field that nobody knows is an
// error.
func readYAML[T any](t *testing.T, name string) (found T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rootDir(t), "docs/assurance", name))
	if err != nil {
		t.Fatal(err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&found); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return found
}

// proofs are the names of all tests that `make test` runs: package.Name for
// those of Go, and journey "name" for those in a browser.
func proofs(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && s.test && f.Recv == nil && testName.MatchString(f.Name.Name) {
				all[strings.TrimPrefix(s.pkg, "internal/")+"."+f.Name.Name] = true
			}
		}
	}
	journey := regexp.MustCompile(`(?m)^journey\('([^']+)'`)
	texts(t, func(path, text string) {
		if strings.HasPrefix(path, "e2e/journeys/") {
			for _, found := range journey.FindAllStringSubmatch(text, -1) {
				all["journey "+found[1]] = true
			}
		}
	})
	if len(all) < 100 || !all["journey signing in"] || !all["house.TestLayers"] {
		t.Fatalf("only %d tests were found", len(all))
	}
	return all
}

var testName = regexp.MustCompile(`^(Test|Fuzz)[A-Z]`)

// levels reads the list of what the standard has: its level by requirement.
func levels(t *testing.T) (ids []string, level map[string]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rootDir(t), "docs/assurance/asvs-5.0.0.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	level = map[string]string{}
	for line := range strings.Lines(string(text)) {
		id, of, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || level[id] != "" {
			t.Fatalf("the list of requirements has %q", line)
		}
		if id != "requirement" {
			ids, level[id] = append(ids, id), of
		}
	}
	counted := map[string]int{}
	for _, of := range level {
		counted[of]++
	}
	// What version 5.0.0 has: 70 of the first level, 183 of the second, 92 of the third.
	if counted["1"] != 70 || counted["2"] != 183 || counted["3"] != 92 || len(level) != 345 {
		t.Fatalf("the list has %v requirements of each level", counted)
	}
	return ids, level
}

// TestEveryRequirementIsAnswered: each of the first two levels once, in the
// standard's order, and by something.
func TestEveryRequirementIsAnswered(t *testing.T) {
	t.Parallel()
	ids, level := levels(t)
	all := proofs(t)
	var want, got []string
	for _, id := range ids {
		if level[id] != "3" {
			want = append(want, id)
		}
	}
	for _, c := range readYAML[[]chapter](t, "asvs.yaml") {
		for _, r := range c.Requirements {
			got = append(got, r.ID)
			checkAnswer(t, r, all)
			if !strings.HasPrefix(r.ID, c.Chapter+".") {
				t.Errorf("%s stands in chapter %s", r.ID, c.Chapter)
			}
		}
	}
	if !slices.Equal(got, want) {
		for _, id := range want {
			if n := count(got, id); n != 1 {
				t.Errorf("%s is answered %d times", id, n)
			}
		}
		for _, id := range got {
			if !slices.Contains(want, id) {
				t.Errorf("%s is no requirement of level 1 or 2", id)
			}
		}
		t.Error("the requirements are not those of the standard in its order")
	}
}

func count(in []string, of string) (n int) {
	for _, x := range in {
		if x == of {
			n++
		}
	}
	return n
}

func checkAnswer(t *testing.T, r requirement, all map[string]bool) {
	t.Helper()
	answered := len(r.Tests) > 0 || r.Because != "" || r.Setting != "" || r.Open != ""
	switch {
	case r.Asks == "":
		t.Errorf("%s does not say what it asks for", r.ID)
	case answered == (r.None != ""):
		t.Errorf("%s needs an answer, or a reason why it does not apply, and not both", r.ID)
	case (r.Open != "") != (r.Who != ""):
		t.Errorf("%s: what is open needs somebody who has to do it", r.ID)
	}
	checkTests(t, r.ID, r.Tests, all)
}

func checkTests(t *testing.T, at string, tests []string, all map[string]bool) {
	t.Helper()
	for i, name := range tests {
		if !all[name] {
			t.Errorf("%s names %s, which is no test", at, name)
		}
		if slices.Contains(tests[:i], name) {
			t.Errorf("%s names %s twice", at, name)
		}
	}
}

// TestEveryControlIsTested: the hazard log says of each control what fails when
// it is gone, and claims nobody's signature.
func TestEveryControlIsTested(t *testing.T) {
	t.Parallel()
	all := proofs(t)
	log := readYAML[hazards](t, "hazards.yaml")
	seen := map[string]bool{}
	for _, h := range log.Hazards {
		if h.ID == "" || seen[h.ID] || h.Hazard == "" || h.Harm == "" || len(h.Causes) == 0 || len(h.Yours) == 0 || len(h.Controls)+len(h.Open) == 0 {
			t.Errorf("hazard %q is not whole, or is there twice", h.ID)
		}
		seen[h.ID] = true
		before, after := h.Before.rating(), h.After.rating()
		if before == 0 || after == 0 || after > before {
			t.Errorf("hazard %s: the risk is %+v before and %+v after", h.ID, h.Before, h.After)
		}
		for _, c := range h.Controls {
			if c.Does == "" || len(c.Tests) == 0 {
				t.Errorf("hazard %s: the control %q names no test", h.ID, c.Does)
			}
			checkTests(t, "hazard "+h.ID, c.Tests, all)
		}
	}
	if len(log.Hazards) < 15 {
		t.Errorf("only %d hazards", len(log.Hazards))
	}
	for _, s := range log.Signed {
		if s.Name == "" || s.Role == "" || s.Registration == "" || s.On == "" || s.Version == "" {
			t.Errorf("a signature is not whole: %+v", s)
		}
	}
}

var (
	severities  = []string{"Minor", "Significant", "Considerable", "Major", "Catastrophic"}
	likelihoods = []string{"Very low", "Low", "Medium", "High", "Very high"}
	// ratings by likelihood and severity, as NHS England's own hazard logs have them.
	ratings = [5][5]int{{1, 1, 2, 2, 3}, {1, 2, 2, 3, 4}, {2, 2, 3, 3, 4}, {2, 3, 3, 4, 5}, {3, 4, 4, 5, 5}}
)

// rating is from 1 to 5, or 0 for what is on no scale.
func (r risk) rating() int {
	severity, likelihood := slices.Index(severities, r.Severity), slices.Index(likelihoods, r.Likelihood)
	if severity < 0 || likelihood < 0 {
		return 0
	}
	return ratings[likelihood][severity]
}

// TestAssuranceNamesWhatIsThere: tests and sections that the pages name.
func TestAssuranceNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	all := proofs(t)
	dir := rootDir(t)
	named := regexp.MustCompile("`((?:[a-z]+/)?[a-z]+\\.(?:Test|Fuzz)[A-Za-z0-9]+|journey [^`]+)`")
	section := regexp.MustCompile(`(docs/[a-z/-]+\.md), section ([A-Z][A-Za-z ]+)`)
	file := regexp.MustCompile(`(?:docs|internal|scripts)/[a-z0-9_/-]+\.(?:md|go|txt|yaml)`)
	texts(t, func(path, text string) {
		if !strings.HasPrefix(path, "docs/assurance/") {
			return
		}
		for _, found := range named.FindAllStringSubmatch(text, -1) {
			if !all[found[1]] {
				t.Errorf("%s names %s, which is no test", path, found[1])
			}
		}
		for _, found := range file.FindAllString(text, -1) {
			if _, err := os.Stat(filepath.Join(dir, found)); err != nil {
				t.Errorf("%s names %s, which is not there", path, found)
			}
		}
		for _, found := range section.FindAllStringSubmatch(text, -1) {
			page, err := os.ReadFile(filepath.Join(dir, found[1]))
			if err != nil {
				continue // said above
			}
			if !regexp.MustCompile(`(?m)^#+ ` + regexp.QuoteMeta(strings.TrimSpace(found[2])) + `$`).Match(page) {
				t.Errorf("%s names section %q of %s, which is not there", path, found[2], found[1])
			}
		}
	})
}

// TestAssuranceClaimsNothing: until somebody signs, each page that somebody
// would have to sign says that nobody has.
func TestAssuranceClaimsNothing(t *testing.T) {
	t.Parallel()
	claims := regexp.MustCompile(`(?i)\b(is|are|fully|NHS) (compliant|certified|accredited|approved by)\b`)
	texts(t, func(path, text string) {
		if strings.HasPrefix(path, "docs/assurance/") {
			if found := claims.FindString(text); found != "" {
				t.Errorf("%s says %q: who has signed that?", path, found)
			}
		}
	})
	for _, page := range []string{"README.md", "clinical-safety.md", "dpia.md", "dspt.md", "dtac.md", "threats.md", "asvs.md"} {
		text, err := os.ReadFile(filepath.Join(rootDir(t), "docs/assurance", page))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte("ot signed by anybody")) {
			t.Errorf("%s does not say that nobody has signed it", page)
		}
	}
}
