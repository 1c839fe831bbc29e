package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// The national words stand until the area writes its own, which are shown where
// a rating is chosen and read from that day on, and say of a day before what
// held then.
func TestWordsOfTheRatings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, admin := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Administrator, "NORTH")
	id := s.person("NORTH", rosa, casefile.Rate{On: feb1, Rated: casefile.Rated{Rating: casefile.Amber}, Reason: "As seen"})
	amber, national := "Could be in hospital within two weeks.", casefile.Amber.Meaning()
	says(t, b.page("/people/"+id), national)
	bad := admin.fill(ratingWordsPath, map[string]string{"means-red": strings.Repeat("x", 401)})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"means-red What red means must have 400 characters or fewer. It has 401"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	admin.fill(ratingWordsPath, map[string]string{"means-amber": amber}).leads(ratingWordsPath)
	for _, path := range []string{"/people/" + id, "/people/" + id + "/ratings", "/people/" + id + "/record/rating", "/people/new"} {
		says(t, b.page(path), amber)
		saysNot(t, b.page(path), national)
	}
	says(t, b.page("/people/"+id+"/record/rating"), casefile.Red.Meaning())
	says(t, b.page("/people/"+id+"?on=2026-03-01"), national)
	says(t, admin.page(dischargeSettingsPath), amber)
	says(t, admin.page(ratingWordsPath), "Nationally: "+national, "From 2 March 2026")
	says(t, s.signedIn(access.Coordinator, "SOUTH").page("/people/new"), national)

	admin.fill(ratingWordsPath, map[string]string{"means-amber": ""}).leads(ratingWordsPath)
	says(t, b.page("/people/"+id), national)
	refused(t, b, http.StatusForbidden, "GET "+ratingWordsPath, "POST "+ratingWordsPath)
}
