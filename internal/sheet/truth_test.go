package sheet

import (
	"encoding/json"
	"os"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var today = civil.Of(2026, 11, 22)

// checkFile reads, proposes and checks a file as an import does.
func checkFile(t *testing.T, name string, data []byte) (*Workbook, Proposal, *Review) {
	t.Helper()
	book, err := Read(name, data, DefaultLimits)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := Propose(book)
	return book, p, Check(book, p.Mapping(), Known{}, today)
}

func TestRegistersAsAreasKeepThem(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"register-council.csv", "register-northshire.xlsx", "register-trust-export.xlsx"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			truth, err := os.ReadFile("testdata/" + name + ".truth.json")
			if err != nil {
				t.Fatal(err)
			}
			type counts struct {
				Rows, SamePersonAgain, NHSInvalid, NHSBlank int
				Rating                                      map[casefile.Rating]int
			}
			var want counts
			if err := json.Unmarshal(truth, &want); err != nil {
				t.Fatal(err)
			}
			book, _, review := checkFile(t, name, data)
			report := review.Report()
			got := counts{Rows: report.Rows, Rating: report.Ratings}
			for _, p := range report.Problems {
				switch p.Code {
				case DuplicateInFile:
					got.SamePersonAgain++
				case NHSNumberInvalid:
					got.NHSInvalid++
				case NHSNumberMissing:
					got.NHSBlank++
				default:
					t.Errorf("row %d: %s %q: %s", p.Row, p.Code, p.Value, p.Message)
				}
			}
			g, _ := json.Marshal(got)
			w, _ := json.Marshal(want)
			if string(g) != string(w) {
				t.Errorf("got  %s\nwant %s", g, w)
			}
			everyLineOnce(t, book, review)
		})
	}
}

// everyLineOnce holds that nothing is dropped: each line that is not blank is
// a row or ignored, and not both.
func everyLineOnce(t *testing.T, book *Workbook, review *Review) {
	t.Helper()
	seen := map[Place]int{}
	for _, r := range review.Rows {
		seen[r.Place]++
	}
	for _, i := range review.Ignored {
		if i.Why == "" {
			t.Errorf("%v is ignored without a reason", i.Place)
		}
		seen[i.Place]++
	}
	lines := 0
	for _, s := range book.Sheets {
		for row := range s.Rows {
			if blankRow(s.Rows[row]) {
				continue
			}
			lines++
			if n := seen[Place{s.Name, row + 1}]; n != 1 {
				t.Errorf("%s row %d comes out %d times", s.Name, row+1, n)
			}
		}
	}
	if lines != len(review.Rows)+len(review.Ignored) {
		t.Errorf("%d lines, but %d rows and %d ignored", lines, len(review.Rows), len(review.Ignored))
	}
	report := review.Report()
	if report.Ready+report.Attention != report.Rows {
		t.Errorf("%d ready and %d attention are not %d rows", report.Ready, report.Attention, report.Rows)
	}
}
