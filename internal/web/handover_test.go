package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// recordIn records for somebody as a coordinator of their register would.
func (s *site) recordIn(register, caseID string, d casefile.Decision) {
	s.t.Helper()
	if _, err := s.app.Record(s.t.Context(), s.actor(access.Coordinator, register), caseID, app.AnyVersion, d); err != nil {
		s.t.Fatal(err)
	}
}

func sharesWithRegisters(choice casefile.YesNo) casefile.Decision {
	return casefile.Add{On: march2, Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithRegisters, Choice: choice}}}}
}

// TestAPersonIsHandedOver is the way of somebody who moves: asked for in one
// register, seen and taken over in the other.
func TestAPersonIsHandedOver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	north, south := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Coordinator, "SOUTH")
	id := s.person("NORTH", rosa, casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "in crisis"})
	there := s.person("SOUTH", rosa)

	path := "/people/" + id + "/hand-over"
	if find(north.page("/people/"+id+"/record"), "href", path) == nil {
		t.Error("nothing leads to handing over")
	}
	form := formOf(t, north.page(path), path)
	doc := north.post(path, url.Values{}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Choose the register they move to", "Say who agreed, or that the law allows it", "Say how they were asked")
	doc = north.post(path, form.with(map[string]string{"to": "SOUTH", "words": "Asked at home"})).walked(http.StatusUnprocessableEntity)
	if kept := formOf(t, doc, path).values; kept.Get("to") != "SOUTH" || kept.Get("words") != "Asked at home" {
		t.Errorf("what was typed is gone: %v", kept)
	}
	// Nobody agrees against what the person said, nor for somebody who is 16.
	doc = north.post(path, form.with(map[string]string{"to": "SOUTH", "basis": "parent", "words": "Asked"})).walked(http.StatusUnprocessableEntity)
	says(t, doc, "A parent or guardian can decide only until the 16th birthday")
	s.recordIn("NORTH", id, sharesWithRegisters(casefile.No))
	says(t, north.page(path), "They said no to this", "About sharing with registers of other areas they said “no” on 2 March 2026")
	doc = north.post(path, form.with(map[string]string{"to": "SOUTH", "basis": "own", "words": "Asked"})).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Otherwise it needs a best-interests decision or a law")
	s.recordIn("NORTH", id, sharesWithRegisters(casefile.Yes))
	says(t, north.page(path), "About sharing with registers of other areas they said “yes” on 2 March 2026")

	got := north.post(path, form.with(map[string]string{"to": "SOUTH", "basis": "own", "words": "Asked at home; said yes"}))
	at := got.location
	if got.status != http.StatusSeeOther || !strings.HasPrefix(at, "/handovers/") {
		t.Fatalf("status %d to %q\n%s", got.status, at, got.body)
	}
	says(t, north.page(at), "They are asked to take Rosie Evans-Okoro. Nothing moves before they say yes.", "Waits for them", "Take this back", "Asked at home; said yes")
	says(t, north.page("/handovers"), "Rosie Evans-Okoro", "South register", "Nobody is handed over to you.")

	if find(south.page("/register"), "href", "/handovers") == nil {
		t.Error("the other register is not told")
	}
	says(t, south.page("/handovers"), "Rosie Evans-Okoro", "North register", "Waits for you")
	doc = south.page(at)
	says(t, doc, "999 476 0173", "1 May 2009", "Red", "On your register already", "The person agreed", "Entries in the record 5", "Take them over", "Do not take them over")
	accept := formOf(t, doc, at+"/accept")
	doc = south.post(at+"/accept", accept.values).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Somebody with this NHS number is on your register already. Compare the two, and say that you have.")
	south.post(at+"/decline", url.Values{}).walked(http.StatusUnprocessableEntity)
	got = south.post(at+"/accept", accept.with(map[string]string{"beside": "yes", "coordinator": "Sam South"}))
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/people/") {
		t.Fatalf("status %d to %q\n%s", got.status, got.location, got.body)
	}
	doc = south.page(got.location)
	says(t, doc, "Rosie Evans-Okoro is on your register, with the whole record.", "Came from North register with their record", "has the same NHS number", "Held by Sam South", "Rated red")
	says(t, south.page("/people/"+there), "has the same NHS number")
	says(t, south.page(got.location+"/looked"), "This person came from North register.", "In North register", "Added the person to the register")
	saysNot(t, south.page("/people/"+there+"/looked"), "North register")
	says(t, south.page(at), "Taken over", "Proof that they are the same")
	says(t, north.page(at), "Taken over", "Open your record of them")
	says(t, north.page("/people/"+id), "Moved to another area", "Handed over to South register, accepted by")
	if find(north.page("/people/"+id+"/record"), "href", path) != nil {
		t.Error("who has moved can be handed over")
	}
}

func TestAHandoverIsDeclinedOrTakenBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	north, south := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Coordinator, "SOUTH")
	id := s.person("NORTH", rosa)
	propose := func() string {
		t.Helper()
		at := north.post("/people/"+id+"/hand-over", url.Values{"to": {"SOUTH"}, "basis": {"law"}, "words": {"Section 1"}}).location
		if !strings.HasPrefix(at, "/handovers/") {
			t.Fatalf("proposing leads to %q", at)
		}
		return at
	}
	at := propose()
	south.post(at+"/decline", url.Values{"reason": {"They live in Westport"}}).leads("/handovers")
	says(t, south.page("/handovers"), "Declined. North register can see it, with your reason.", "Somebody who stayed there")
	saysNot(t, south.page(at), "Rosie", "999 476 0173")
	says(t, north.page("/people/"+id), "South register did not take over: They live in Westport")
	at = propose()
	if got := south.post(at+"/withdraw", nil); got.status != http.StatusNotFound {
		t.Errorf("the other register takes it back: %d", got.status)
	}
	north.post(at+"/withdraw", nil).leads("/handovers")
	if got := south.post(at+"/accept", url.Values{"coordinator": {"Sam"}}); got.status != http.StatusConflict {
		t.Errorf("taken over all the same: %d", got.status)
	}
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		want := http.StatusForbidden
		if access.Can(access.Actor{UserID: "u", Roles: []access.Role{role}}, access.HandOver).Allowed {
			want = http.StatusOK
		}
		for _, path := range []string{"/handovers", at, "/people/" + id + "/hand-over"} {
			if got := b.get(path); got.status != want {
				t.Errorf("%s for %s: %d, want %d", path, role, got.status, want)
			}
		}
	}
}

func TestWithoutAnotherRegisterNobodyIsHandedOver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	if _, err := s.app.MergeRegister(t.Context(), app.CommandLine("NORTH"), "SOUTH", nil); err != nil {
		t.Fatal(err)
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/people/"+id+"/hand-over"), "There is no other register in this Homeward.")
	says(t, b.page("/account"), "Merged into it South register, on 2 March 2026")
}
