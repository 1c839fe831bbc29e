package store

import "testing"

// FuzzSearch holds that anything can be typed into the search box: it is taken
// for a number, a day or words, or for nothing, and never for too many words.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"Siân O’Brien", "999 476", "2/3/1987", "2 Mar 87 Jones", "1987-03-02", "31.2.2001", "a b c d e f g h i", "%_\\'\"", "\x00\xff", "999999999999999999999/1/1", "1st/1/1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseSearch(s, today)
		if len(got.words) > mostWords || len(got.number) > 10 {
			t.Errorf("%q is %+v", s, got)
		}
		if got.number != "" && (got.born != 0 || got.words != nil) {
			t.Errorf("%q is a number and more: %+v", s, got)
		}
		SearchKind(s, today)
	})
}
