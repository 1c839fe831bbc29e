package civil

import "testing"

// FuzzParse holds that a day that is read is written as it was.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-03-02", "0000-00-00", "2024-02-29", "9999-12-31", "2026-3-2", "", "２０２６-03-02", "2026-02-30", "-001-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		if d < MinDate || d > MaxDate || d.String() != s {
			t.Errorf("%q is read as day %d, %s", s, d, d)
		}
		var again Date
		if err := again.Scan(s); err != nil || again != d {
			t.Errorf("%q out of a database is %d, %v", s, again, err)
		}
	})
}
