package web

import (
	"net/http"
	"net/url"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// twice is somebody who is in NORTH twice.
func (s *site) twice(t *testing.T) (keep, other string) {
	t.Helper()
	keeper := s.actor(access.Coordinator, "NORTH")
	add := func(d casefile.Details, colour casefile.Rating) string {
		t.Helper()
		got, err := s.app.AddPerson(t.Context(), keeper, casefile.Open{On: s.today(), Details: d}, casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: colour}, Reason: "Seen " + string(colour)})
		if err != nil {
			t.Fatal(err)
		}
		return got.Case
	}
	return add(casefile.Details{GivenName: "Robert", FamilyName: "Example", NHSNumber: "9994760173", BirthDate: civil.Of(1990, 4, 3)}, casefile.Red),
		add(casefile.Details{GivenName: "Bob", FamilyName: "Example", Language: "Welsh", BirthDate: civil.Of(1990, 4, 3)}, casefile.Green)
}

// Two records that look alike are compared, merged with what was chosen, and
// made two again.
func TestMergingTwoRecords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	keep, other := s.twice(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/data-quality/duplicates"), "1 pair", "Robert Example", "Bob Example", "short form")
	page := "/people/" + keep + "/merge?with=" + other
	doc := b.page(page)
	says(t, doc, "Are these the same person?", "999 476 0173", "Welsh", "Rated red", "Rated green", "They are two people")
	form := formOf(t, doc, "/people/"+keep+"/merge")

	missing := b.post("/people/"+keep+"/merge", form.with(map[string]string{"given": "other", "rating": "keep"}))
	says(t, missing.walked(http.StatusUnprocessableEntity), "How do you know that they are one person?")

	// Somebody records meanwhile: nothing is merged, and what was chosen is kept.
	chosen := map[string]string{"given": "other", "rating": "keep", "reason": "The GP confirmed it"}
	if _, err := s.app.Record(t.Context(), s.actor(access.Coordinator, "NORTH"), other, app.AnyVersion, casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "Rang"}); err != nil {
		t.Fatal(err)
	}
	late := b.post("/people/"+keep+"/merge", form.with(chosen))
	doc = late.walked(http.StatusConflict)
	says(t, doc, "while you were writing", "The GP confirmed it")
	if n := find(doc, "id", "given-2"); n == nil || !has(n, "checked") {
		t.Error("what was chosen is gone")
	}
	b.post("/people/"+keep+"/merge", formOf(t, doc, "/people/"+keep+"/merge").with(nil)).leads("/people/" + keep)
	doc = b.page("/people/" + keep)
	says(t, doc, "The two records are one now", "Bob Example", "999 476 0173", "Welsh", "Red", "Another record of the same person was merged into this one", "Rated green", "Rang")
	says(t, b.page("/people/"+other), "This record was merged into another record of the same person", "Go to the record that is kept")
	says(t, b.page("/register"), "1 person")
	if got := b.post("/people/"+keep+"/merge", form.with(chosen)); got.status != http.StatusConflict {
		t.Errorf("merged a second time: %d", got.status)
	}
	says(t, b.page("/data-quality/duplicates"), "No two records look like one person")

	doc = b.page("/people/" + keep + "/unmerge")
	b.post("/people/"+keep+"/unmerge", formOf(t, doc, "/people/"+keep+"/unmerge").with(nil)).walked(http.StatusUnprocessableEntity)
	b.post("/people/"+keep+"/unmerge", formOf(t, doc, "/people/"+keep+"/unmerge").with(map[string]string{"reason": "Twins"})).leads("/people/" + keep)
	says(t, b.page("/people/"+keep), "Robert Example", "The two records are apart again")
	saysNot(t, b.page("/people/"+other), "merged into another record of the same person. Nothing more")
	says(t, b.page("/register"), "2 people")

	clinician := s.signedIn(access.Clinician, "NORTH")
	if got := clinician.get(page); got.status != http.StatusForbidden {
		t.Errorf("a clinician compares: %d", got.status)
	}
}

// Two who are not one are kept apart with the reason.
func TestSayingThatTheyAreTwo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	keep, other := s.twice(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	path := "/people/" + keep + "/not-same"
	form := formOf(t, b.page("/people/"+keep+"/merge?with="+other), path)
	says(t, b.post(path, form.with(nil)).walked(http.StatusUnprocessableEntity), "Say how you know that they are two people")
	b.post(path, form.with(map[string]string{"apart": "They are twins"})).leads("/data-quality/duplicates")
	says(t, b.page("/data-quality/duplicates"), "No two records look like one person")
	doc := b.page("/people/" + keep + "/merge?with=" + other)
	says(t, doc, "that they are two people: They are twins")
	if got := b.post(path, url.Values{"with": {"zzz"}, "apart": {"x"}}); got.status != http.StatusNotFound {
		t.Errorf("with nobody: %d", got.status)
	}
}
