package web

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// titlesOf are the titles of a page's story, in order.
func titlesOf(doc *html.Node) []string {
	var out []string
	for n := range doc.Descendants() {
		if strings.Contains(attr(n, "class"), "app-timeline__title") {
			out = append(out, text(n))
		}
	}
	return out
}

// TestStoryFilters shows each group by itself, and what was struck out as such
// or not at all.
func TestStoryFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, rated(casefile.Red), admitted,
		casefile.Add{On: civil.Of(2026, 2, 3), Fact: casefile.Consent{To: casefile.ToReviews, Decision: casefile.Refused, Basis: casefile.Own}},
		casefile.Add{On: civil.Of(2026, 2, 4), Fact: casefile.Meeting{}},
		casefile.Add{On: civil.Of(2026, 2, 5), Fact: casefile.Note{}, Note: "Likes trains"},
		casefile.Add{On: civil.Of(2026, 2, 6), Fact: casefile.GP{Practice: "High Street Surgery"}},
	)
	b := s.signedIn(access.Clinician, "NORTH")
	s.involve(b, "NORTH", id, access.CareTeam)
	person := "/people/" + id
	b.fill(person+"/entries/8/strike-out", map[string]string{"note": "About another person"}).leads(person)

	doc := b.page(person)
	want := []string{
		"An entry was struck out", "GP practice: High Street Surgery", "Note", "Discussed at a multi-agency meeting", "Consent to reviews refused by the person",
		"Rated blue", "Admitted to Elm, RXX01", "Rated red", "Joined the register", "Personal details recorded",
	}
	if got := titlesOf(doc); !reflect.DeepEqual(got, want) {
		t.Errorf("the story\n got %q\nwant %q", got, want)
	}
	note := find(doc, "id", "entry-8")
	if !strings.Contains(attr(note, "class"), "--struck") {
		t.Error("the entry is not shown as struck out")
	}
	says(t, note, "Entered in error : About another person (clinician")
	saysNot(t, note, "Entered in error?")
	says(t, find(doc, "id", "entry-10"), "About another person", "It was “Note” of 5 February 2026")
	if find(find(doc, "id", "entry-10"), "href", "#entry-8") == nil {
		t.Error("the correction does not lead to what it corrects")
	}

	for query, want := range map[string][]string{
		"?show=ratings":               {"Rated blue", "Rated red"},
		"?show=consent":               {"Consent to reviews refused by the person"},
		"?show=hospital":              {"Admitted to Elm, RXX01"},
		"?show=reviews":               {"Discussed at a multi-agency meeting"},
		"?show=details":               {"GP practice: High Street Surgery", "Personal details recorded"},
		"?show=notes":                 {"Note"},
		"?show=notes&struck=hide":     nil,
		"?show=register":              {"Joined the register"},
		"?show=corrections":           {"An entry was struck out"},
		"?show=ratings&on=2026-02-01": {"Rated blue", "Rated red"},
		"?struck=hide":                {"GP practice: High Street Surgery", "Discussed at a multi-agency meeting", "Consent to reviews refused by the person", "Rated blue", "Admitted to Elm, RXX01", "Rated red", "Joined the register", "Personal details recorded"},
	} {
		if got := titlesOf(b.page(person + query)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s\n got %q\nwant %q", query, got, want)
		}
	}
	says(t, b.page(person+"?show=notes&struck=hide"), "There is nothing of this kind in the record.", "Show 1 entry that was struck out")
	kinds := find(b.page(person+"?show=ratings"), "aria-label", "Kinds of entry")
	if got := find(kinds, "aria-current", "true"); got == nil || text(got) != "Ratings 2" {
		t.Error("the page does not say which group it shows")
	}
}

// TestLongStory: 500 entries come in pages, and a link to an entry opens the
// page that has it.
func TestLongStory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var many []casefile.Entry
	many = append(many, casefile.Entry{On: civil.Of(2026, 1, 10), Fact: casefile.Rated{Rating: casefile.Red}, Note: "Crisis"})
	for i := range 500 {
		many = append(many, casefile.Entry{On: civil.Of(2026, 1, 11) + civil.Date(i/20), Fact: casefile.Note{}, Note: fmt.Sprintf("Note number %d", i)})
	}
	id := s.person("NORTH", rosa, casefile.BringIn{Entries: many})
	b := s.signedIn(access.Coordinator, "NORTH")
	person := "/people/" + id
	first := b.page(person)
	if got := len(titlesOf(first)); got != pageOfStory {
		t.Errorf("%d entries on the first page", got)
	}
	says(t, first, "Note number 499", "1 to 50 of 503 entries")
	saysNot(t, first, "Note number 449")
	link := find(first, "href", person+"?entry=3#entry-3")
	if link == nil {
		t.Fatal("what is due does not lead to the page of the entry that started it")
	}
	last := b.page(person + "?entry=3")
	says(t, find(last, "id", "entry-3"), "Rated red", "Crisis")
	if got := len(titlesOf(last)); got != 3 {
		t.Errorf("%d entries on the last page", got)
	}
	says(t, b.page(person+"?page=99"), "Joined the register")
	says(t, b.page(person+"?page=2"), "Note number 449")
}
