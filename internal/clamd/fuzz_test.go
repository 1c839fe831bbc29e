package clamd

import (
	"testing"
)

// FuzzAnswer holds that nothing but a plain OK says that a file is clean, and
// what was found is as the scanner named it.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{"stream: OK", "stream: Eicar-Test-Signature FOUND", "INSTREAM size limit exceeded. ERROR", "stream:  FOUND", "stream: OK FOUND", "OK", ""} {
		f.Add(answer)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		found, err := read(answer)
		if clean := err == nil && found == ""; clean != (answer == "stream: OK") {
			t.Errorf("%q is read as %q, %v", answer, found, err)
		}
		if err == nil && found != "" && answer != "stream: "+found+" FOUND" {
			t.Errorf("%q is read as %q", answer, found)
		}
	})
}
