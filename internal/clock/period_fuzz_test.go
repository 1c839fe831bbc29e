package clock

import "testing"

func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"28 days", "1 day", "5 working days", "6 months", "0 weeks", "-1 days", "99999999999 years", "+3 days", "3  days", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && p.String() != s {
			t.Errorf("%q is read as %s", s, p)
		}
	})
}
