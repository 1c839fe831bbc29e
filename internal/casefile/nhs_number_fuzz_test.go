package casefile

import "testing"

func FuzzNHSNumber(f *testing.F) {
	for _, s := range []string{"999 476 0173", "9994760173", "999-476-0173", "9994760174", "999476017", "99947601733", "000 000 0000", "٩٩٩٤٧٦٠١٧٣", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNHSNumber(s)
		if err != nil {
			return
		}
		if len(n) != 10 {
			t.Fatalf("%q is read as %q", s, n)
		}
		for _, same := range []string{n, FormatNHSNumber(n)} {
			if again, err := ParseNHSNumber(same); err != nil || again != n {
				t.Errorf("%q, of %q, is read as %q, %v", same, s, again, err)
			}
		}
	})
}
