package clock

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// FuzzEvaluate holds the clock to giving an answer for whatever case a file
// can have: no panic, no day that cannot be written, JSON that is JSON.
func FuzzEvaluate(f *testing.F) {
	names, _ := filepath.Glob("testdata/vignettes/*.json")
	for _, name := range names {
		var v struct{ Case json.RawMessage }
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if err := json.Unmarshal(data, &v); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(v.Case), int32(739_000), int32(738_000))
	}
	for seed := range uint64(8) {
		file, on := history(rand.New(rand.NewPCG(seed, 5)), 30)
		data, _, err := casefile.WriteFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, int32(on), int32(on-400))
	}
	f.Fuzz(func(t *testing.T, data []byte, on, part8A int32) {
		file, faults := casefile.ReadFile(data)
		if faults != nil || on < int32(civil.MinDate) || on > int32(civil.MaxDate) || part8A < 0 || part8A > int32(civil.MaxDate) {
			return
		}
		day := civil.Date(on)
		rb := England().WithCommencement(civil.Date(part8A))
		result := Evaluate(file, rb, day)
		if result.Changes != 0 && (result.Changes <= day || result.Changes > civil.MaxDate) {
			t.Errorf("it changes on day %d", result.Changes)
		}
		for _, o := range result.Obligations {
			if o.Due < civil.MinDate || o.Due > civil.MaxDate || o.StartedOn > day {
				t.Errorf("due on day %d, started on %d: %s", o.Due, o.StartedOn, o.Rule)
			}
		}
		if !json.Valid(AppendJSON(nil, rb, file, day, result.Obligations)) {
			t.Error("what is printed is not JSON")
		}
		History(file, rb, max(day-100, civil.MinDate), day)
	})
}
