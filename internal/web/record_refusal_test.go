package web

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// TestReviewHeld gives a new review an identifier of its own, and uses that of
// one that was arranged.
func TestReviewHeld(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.ReviewCoordinator, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/review-held"
	b.fill(path, day(map[string]string{"setting": "community"}, "on", march1)).leads("/people/" + id)
	first, ok := s.kase("NORTH", id).Entries[2].Fact.(casefile.ReviewHeld)
	if !ok || !randomID.MatchString(first.ID) || first.Setting != casefile.Community {
		t.Fatalf("recorded %+v", s.kase("NORTH", id).Entries[2])
	}
	s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.ReviewArranged{ID: "spring", For: march2, Setting: casefile.Community}})
	bad := b.fill(path, map[string]string{"setting": "community"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"id Give the review a name or number"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(path, map[string]string{"id": "spring"}).leads("/people/" + id)
	entries := s.kase("NORTH", id).Entries
	if got, want := entries[len(entries)-1].Fact, (casefile.ReviewHeld{ID: "spring", Setting: casefile.Community}); got != want {
		t.Errorf("recorded %+v, want %+v", got, want)
	}
}

// TestRefusalsOfTheRecord shows what does not fit with the rest of the record
// at the field at fault.
func TestRefusalsOfTheRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	home := s.person("NORTH", rosa, rated(casefile.Red))
	tests := []struct {
		path  string
		typed map[string]string
		want  []string
	}{
		{"/people/" + home + "/record/discharge", map[string]string{"rating": "amber", "note": "Home"}, []string{
			"on-day Rosie Evans-Okoro was not in hospital on 2 March 2026, so cannot be discharged. If the admission is missing, record it first."}},
		{"/people/" + home + "/record/ward-move", map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "low"}, []string{
			"on-day Rosie Evans-Okoro was not in hospital on 2 March 2026, so cannot move ward. If the admission is missing, record it first."}},
		{"/people/" + home + "/entries/2/strike-out", map[string]string{"note": "x"}, nil},
	}
	for _, test := range tests {
		got := b.fill(test.path, test.typed)
		if test.want == nil {
			got.leads("/people/" + home)
			continue
		}
		if errs := summaryOf(got.walked(http.StatusUnprocessableEntity)); !reflect.DeepEqual(errs, test.want) {
			t.Errorf("%s: %q, want %q", test.path, errs, test.want)
		}
	}
	again := b.post("/people/"+home+"/entries/2/strike-out", url.Values{"version": {"4"}, "note": {"x"}, "do": {"save"}})
	if errs, want := summaryOf(again.walked(http.StatusUnprocessableEntity)), []string{"This entry has already been marked as entered in error."}; !reflect.DeepEqual(errs, want) {
		t.Errorf("striking out twice: %q, want %q", errs, want)
	}
}

// TestNumberOfSomeoneElse: one NHS number belongs to one person.
func TestNumberOfSomeoneElse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	s.person("NORTH", rosa)
	s.person("SOUTH", casefile.Details{FamilyName: "Lund", NHSNumber: "9990099626"})
	id := s.person("NORTH", casefile.Details{GivenName: "Uma", FamilyName: "Khan"})
	path := "/people/" + id + "/record/details"
	bad := b.fill(path, map[string]string{"nhs_number": "999 476 0173"}).walked(http.StatusUnprocessableEntity)
	if got, want := summaryOf(bad), []string{"nhs_number Someone else on the register has this NHS number. Search for the number to open their record and see which of the two is right"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.post(path, url.Values{"do": {"again"}}).leads(path)
	b.fill(path, map[string]string{"nhs_number": "999 009 9626"}).leads("/people/" + id) // another register's is no matter
}

// TestOddCharacters: what cannot be stored as text is left out.
func TestOddCharacters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	b.fill("/people/"+id+"/record/note", map[string]string{"note": "a\x00b\xff\r\n\tc\x1b[31m Łódź 🏠"}).leads("/people/" + id)
	if got, want := s.kase("NORTH", id).Entries[2].Note, "ab\uFFFD\n\tc[31m Łódź 🏠"; got != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestConflict: two people at once. The second is told who recorded what,
// keeps what they typed, and saves it with the same button.
func TestConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	id := s.person("NORTH", rosa)
	s.involve(second, "NORTH", id, access.CareTeam)
	path := "/people/" + id + "/record/rating"
	one := formOf(t, first.page(path), path).with(map[string]string{"rating": "green", "note": "Settled"})
	two := formOf(t, second.page(path), path).with(map[string]string{"rating": "red", "note": "Crisis this morning", "factors": "Changes in support staff"})
	one.Set("do", "save")
	two.Set("do", "save")
	first.post(path, one).leads("/people/" + id)

	doc := second.post(path, two).walked(http.StatusConflict)
	says(t, doc, "recorded “Rated green” for 2 March 2026 (at 12:00)", "What you typed is kept and not yet saved")
	if len(s.kase("NORTH", id).Entries) != 3 {
		t.Fatal("the second rating was saved over the first")
	}
	again := formOf(t, doc, path)
	for name, want := range map[string]string{"rating": "red", "note": "Crisis this morning", "factors": "Changes in support staff", "version": "3"} {
		if got := again.values.Get(name); got != want {
			t.Errorf("%s is %q after the conflict, want %q", name, got, want)
		}
	}
	again.values.Set("do", "save")
	second.post(path, again.values).leads("/people/" + id)
	entries := s.kase("NORTH", id).Entries
	if got := entries[3].Fact.(casefile.Rated).Rating; got != casefile.Red {
		t.Errorf("the second rating is %q", got)
	}
}

// TestPermissions: who may not record is not offered it, and is refused.
func TestPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, rated(casefile.Red))
	person := "/people/" + id

	executive := s.signedIn(access.Executive, "NORTH")
	doc := executive.page(person)
	for n := range doc.Descendants() {
		if href := attr(n, "href"); strings.Contains(href, "/record") || strings.Contains(href, "strike-out") {
			t.Errorf("an executive is offered %s", href)
		}
	}
	every := []string{"GET " + person + "/record", "GET " + person + "/entries/3/strike-out", "POST " + person + "/entries/3/strike-out"}
	var drafts []string
	for _, g := range recordGroups {
		for _, f := range g.forms {
			every = append(every, "GET "+person+"/record/"+f.kind, "POST "+person+"/record/"+f.kind)
			drafts = append(drafts, "POST /drafts/"+f.kind+"/"+id)
		}
	}
	refused(t, executive, http.StatusForbidden, append(every, drafts...)...)

	social := s.signedIn(access.SocialWorker, "NORTH")
	refused(t, social, http.StatusNotFound, append([]string{"GET " + person, "GET " + person + "/record", "GET " + person + "/record/note"}, "POST /drafts/note/"+id)...)
	s.involve(social, "NORTH", id, access.NamedWorker)
	refused(t, social, http.StatusForbidden, "GET "+person+"/record/rating", "POST "+person+"/record/rating", "POST "+person+"/record/discharge")
	saysNot(t, social.page(person+"/record"), "Record a rating", "Record a discharge")
	says(t, social.page(person), "Record consent")

	administrator := s.signedIn(access.Administrator, "NORTH")
	refused(t, administrator, http.StatusForbidden, append([]string{"GET " + person}, every...)...)

	south := s.signedIn(access.Coordinator, "SOUTH")
	refused(t, south, http.StatusNotFound, append(append([]string{"GET " + person}, every...), drafts...)...)

	coordinator := s.signedIn(access.Coordinator, "NORTH")
	refused(t, coordinator, http.StatusNotFound,
		"GET /people/nobody", "GET /people/nobody/record/note", "GET "+person+"/record/nothing", "POST "+person+"/record/nothing",
		"GET "+person+"/entries/99/strike-out", "GET "+person+"/entries/x/strike-out", "POST "+person+"/entries/0/strike-out",
		"POST /drafts/nothing/"+id, "POST /drafts/search/"+id, "POST /drafts/note", "POST /drafts/note/nobody")

	nobody := s.browser()
	refused(t, nobody, http.StatusSeeOther, append([]string{"GET " + person}, append(every, drafts...)...)...)
	if v := s.kase("NORTH", id).Version(); v != 3 {
		t.Errorf("the record has %d entries after the refusals, want 3", v)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"one\r\ntwo\tthree": "one\ntwo\tthree",
		"a\x00b\x07":        "ab",
		"\u200b\ufeff":      "",
		"\u202eRosa\u2066":  "Rosa",
		"می\u200cخواهم":     "می\u200cخواهم",
		"👩\u200d👧 N̈g Zoë":  "👩\u200d👧 N̈g Zoë",
		"\xff":              "\ufffd",
	} {
		if got := clean(typed); got != want {
			t.Errorf("clean(%q) = %q, want %q", typed, got, want)
		}
	}
}
