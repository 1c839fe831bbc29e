package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// vignette is a worked example of the contract: a case, a day, obligations that
// must be among the answers, and rules that must not be.
type vignette struct {
	Case struct {
		Person struct {
			BirthDate civil.Date `json:"birth_date"`
		} `json:"person"`
		Entries []json.RawMessage `json:"entries"`
	} `json:"case"`
	On     civil.Date  `json:"on"`
	Part8A *civil.Date `json:"part_8a_from"`
	Expect []struct {
		Rule      string      `json:"rule"`
		Due       civil.Date  `json:"due"`
		State     string      `json:"state"`
		StartedOn *civil.Date `json:"started_on"`
	} `json:"expect"`
	Absent []string `json:"absent"`
}

func (v vignette) obligations(t *testing.T) []Obligation {
	t.Helper()
	var entries []casefile.Entry
	for _, raw := range v.Case.Entries {
		var head struct {
			Kind casefile.Kind `json:"kind"`
			On   civil.Date    `json:"on"`
		}
		if err := json.Unmarshal(raw, &head); err != nil {
			t.Fatal(err)
		}
		fact, err := casefile.DecodeFact(head.Kind, raw)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, casefile.Entry{On: head.On, Fact: fact})
	}
	var part8A civil.Date
	if v.Part8A != nil {
		part8A = *v.Part8A
	}
	return Due(v.Case.Person.BirthDate, entries, part8A, v.On)
}

func TestVignettes(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) != 9 {
		t.Fatalf("%d vignettes, want 9 (%v)", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var v vignette
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			all := v.obligations(t)
			for _, want := range v.Expect {
				found := false
				for _, o := range all {
					found = found || o.Rule == want.Rule && o.Due == want.Due && o.State == want.State &&
						(want.StartedOn == nil || o.StartedOn == *want.StartedOn)
				}
				if !found {
					t.Errorf("want %+v among %+v", want, all)
				}
			}
			for _, rule := range v.Absent {
				for _, o := range all {
					if o.Rule == rule {
						t.Errorf("unwanted %+v", o)
					}
				}
			}
		})
	}
}
