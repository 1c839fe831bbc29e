package app

import (
	"slices"
	"testing"

	"homeward/internal/document"
)

// Each line that is written in easy read has one picture, which there is; and no
// picture waits for a line that nobody writes any more.
func TestEveryEasyLineHasItsPicture(t *testing.T) {
	t.Parallel()
	texts := map[string]letterText{"consent": easyRead().Papers.Consent, "leaving": easyRead().Papers.Leaving}
	for letter, to := range allLetters() {
		for whom, words := range to {
			texts[letter+" to "+string(whom)] = words.Easy
		}
	}
	if len(texts) != 2+5*3 {
		t.Fatalf("there are %d texts in easy read", len(texts))
	}
	written := map[string]bool{}
	for where, text := range texts {
		if len(text.Parts) < 4 {
			t.Errorf("%s has %d parts", where, len(text.Parts))
		}
		for _, part := range text.Parts {
			easyLine(t, where, part.Heading, true)
			for _, line := range part.List {
				easyLine(t, where, line, false)
				written[line] = true
				if pictureOf()[line] == "" {
					t.Errorf("%s: no picture stands beside %q", where, line)
				}
			}
		}
	}
	var once []string
	for picture, lines := range easyRead().Pictures {
		if !document.HasPicture(picture) {
			t.Errorf("there is no picture %q in assets/pictures.json", picture)
		}
		for _, line := range lines {
			if !written[line] {
				t.Errorf("%s: nobody writes %q", picture, line)
			}
			if slices.Contains(once, line) {
				t.Errorf("%q has two pictures", line)
			}
			once = append(once, line)
		}
	}
	for _, way := range []string{"Phone 01632 960000", "Email team@here.example", "Write to 1 Long Lane", "Ring Jo"} {
		if !document.HasPicture(pictureOfContact(way)) {
			t.Errorf("no picture stands beside %q", way)
		}
	}
}

func TestASentenceBeginsWithACapital(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{"settled": "Settled.", " étable. ": "Étable.", "": ""} {
		if got := sentence(words); got != want {
			t.Errorf("%q as a sentence is %q", words, got)
		}
	}
}
