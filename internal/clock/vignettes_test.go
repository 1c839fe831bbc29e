package clock

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// TestVignettes are the worked examples of the contract: a case, a day, what
// must be there with these fields, and what must not.
func TestVignettes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/vignettes/*.json")
	if err != nil || len(files) < 9 {
		t.Fatalf("%d vignettes, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Case       json.RawMessage
			On         civil.Date
			Part8AFrom *civil.Date `json:"part_8a_from"`
			Expect     []map[string]any
			Absent     []string
		}
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(name, err)
		}
		f, faults := casefile.ReadFile(v.Case)
		if faults != nil {
			t.Fatal(name, faults)
		}
		rb := England()
		if v.Part8AFrom != nil {
			rb = rb.WithCommencement(*v.Part8AFrom)
		}
		var printed struct{ Obligations []map[string]any }
		var all []Obligation
		for _, o := range Evaluate(f, rb, v.On).Obligations {
			if Listed(&o, true) {
				all = append(all, o)
			}
		}
		if err := json.Unmarshal(AppendJSON(nil, rb, f, v.On, all), &printed); err != nil {
			t.Fatal(name, err)
		}
		for _, want := range v.Expect {
			if !anyMatch(printed.Obligations, want) {
				t.Errorf("%s: nothing like %v in %v", name, want, printed.Obligations)
			}
		}
		for _, rule := range v.Absent {
			if anyMatch(printed.Obligations, map[string]any{"rule": rule}) {
				t.Errorf("%s: there is %s", name, rule)
			}
		}
	}
}

func anyMatch(obligations []map[string]any, want map[string]any) bool {
	for _, o := range obligations {
		same := true
		for k, v := range want {
			same = same && o[k] == v
		}
		if same {
			return true
		}
	}
	return false
}
