package web

import (
	"net/http"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

func TestPersonAround(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := func(f casefile.Fact, note string) casefile.Decision {
		return casefile.Add{On: feb1, Fact: f, Note: note}
	}
	id := s.person("NORTH", rosa,
		at(casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: "Ann Low"}, ""),
		casefile.Add{On: march1, Fact: casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: "Callum Reid", Reach: casefile.Reach{Organisation: "Northshire", Phone: "01632 960001"}}},
		at(casefile.Contact{ID: "line-care", Role: "Care coordinator", Name: "Eve Dunn"}, ""),
		at(casefile.Contact{ID: "c1", Role: "Mother", Name: "Ada Example"}, ""),
		at(casefile.Advocacy{Step: casefile.AdvocateOffered, Type: "imha", By: "Jo Marsh"}, ""),
		at(casefile.Advocacy{Step: casefile.AdvocateDeclined, Why: "I have my sister", Again: march2}, ""),
		at(casefile.Process{ID: "p1", Type: "send", Lead: "Northshire schools", Reference: "EHC/3", Next: march1}, "Appeal"),
		at(casefile.Process{ID: "p2", Type: "justice", Ask: "Dee at probation"}, ""),
		casefile.Add{On: march1, Fact: casefile.ProcessEnded{Process: "p2", Type: "justice"}, Note: "Order is over"},
	)
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page(aroundPath(id))
	for section, want := range map[string]string{
		"people": "People around them Held by Nobody yet Change held by Keyworker None recorded Record keyworker" +
			" Named social worker Callum Reid Northshire 01632 960001 Since 1 March 2026 Change named social worker End named social worker" +
			" Care co-ordinator Eve Dunn Change care co-ordinator End care co-ordinator Nominated person Nobody is recorded Record nominated person" +
			" GP practice Not recorded Change GP practice" +
			" Mother Ada Example Change Ada Example End Ada Example" +
			" Who it was before Named social worker: Ann Low, from 1 February 2026 to 1 March 2026 Record who is named Add a contact",
		"advocate": "Advocate To be offered again The person said no on 1 February 2026. The day on which to offer one again has come: 2 March 2026." +
			" Kind Independent mental health advocate (IMHA) Why not, in their own words I have my sister Record about an advocate" +
			" What happened so far : advocate 1 February 2026, Test Register coordinator Advocate: the person said no. Why not, in their own words: I have my sister. Offer again on: 2 March 2026 In the story entry 8" +
			" 1 February 2026, Test Register coordinator An advocate was offered. Kind: Independent mental health advocate (IMHA). Offered by: Jo Marsh In the story entry 7",
		"processes": "Other processes Special educational needs (SEND) Goes on Next date has passed Led by Northshire schools Reference EHC/3 Since 1 February 2026" +
			" Next date 1 March 2026, which has passed. Ask what came of it, and record the next Added Appeal Record how it stands now : Special educational needs (SEND) It has ended : Special educational needs (SEND) In the story entry 9" +
			" Add a process Those that have ended Police, courts, prison or probation Ended Whom to ask Dee at probation Since 1 February 2026 Ended 1 March 2026 What came of it Order is over In the story entry 10",
	} {
		if got := partOfPage(t, doc, section); got != want {
			t.Errorf("%s\n got %s\nwant %s", section, got, want)
		}
	}
	about := b.page("/people/" + id)
	says(t, about, "Callum Reid", "The person said no on 1 February 2026 To be offered again since 2 March 2026", "Special educational needs (SEND), next on 1 March 2026")
	saysNot(t, about, "Nobody has offered")

	// Of somebody new it is said that nobody has offered an advocate, gently.
	fresh := s.person("NORTH", casefile.Details{GivenName: "Al", FamilyName: "Low"})
	says(t, b.page(aroundPath(fresh)), "Not offered yet", "Nobody has offered an advocate yet. An advocate is somebody on their side", "No other process is recorded")
	says(t, b.page("/people/"+fresh), "Nobody has offered an advocate yet")
	// A spreadsheet brings an advocate in as a contact, and that is one.
	known := s.person("NORTH", casefile.Details{GivenName: "Ed", FamilyName: "Fox"}, advocate)
	says(t, b.page(aroundPath(known)), "Bea Shah", "Has one, or said yes")
	saysNot(t, b.page("/people/"+known), "Nobody has offered")
	saysNot(t, b.page("/data-quality?check=advocate"), "Ed Fox")
	says(t, b.page("/data-quality?check=advocate"), "Rosie", "Al Low", "Record about an advocate")
}

// A safeguarding process is marked by itself, also for who may mark nothing. Who
// may not see it sees neither its words nor that it is one.
func TestSafeguardingIsNotForEveryone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, rated(casefile.Red), casefile.Add{On: feb1, Fact: casefile.Process{ID: "j", Type: "justice", Lead: "Probation"}})
	s.consents("NORTH", id, casefile.Given)
	worker, ward := s.signedIn(access.SocialWorker, "NORTH"), s.signedIn(access.Provider, "NORTH")
	s.involve(worker, "NORTH", id, access.NamedWorker)
	s.involve(ward, "NORTH", id, access.OfProvider)
	form := "/people/" + id + "/record/process"
	send := func(b *browser, path string, typed map[string]string) {
		t.Helper()
		values := formOf(t, b.page(path), path).with(typed)
		values.Set("do", "save")
		b.post(path, values).leads(aroundPath(id))
	}
	send(worker, form, map[string]string{"type": "safeguarding", "lead": "Northshire council", "reference": "SG/99"})
	for _, b := range []*browser{worker, s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Executive, "NORTH")} {
		says(t, b.page(aroundPath(id)), "Safeguarding", "SG/99")
	}
	for _, path := range []string{aroundPath(id), "/people/" + id, "/people/" + id + "/record/process-ended"} {
		doc := ward.page(path)
		says(t, doc, "olice, courts, prison or probation")
		saysNot(t, doc, "SG/99", "Northshire council", "In another process: Safeguarding")
	}
	for _, path := range []string{aroundPath(id), "/people/" + id + "/record/process-ended"} {
		saysNot(t, ward.page(path), "Safeguarding")
	}

	// What the ward itself records the ward sees, and others of its kind do not.
	send(ward, form, map[string]string{"type": "safeguarding", "lead": "Hospital safeguarding"})
	says(t, ward.page(aroundPath(id)), "Hospital safeguarding")
	other := s.signedIn(access.Provider, "NORTH")
	s.involve(other, "NORTH", id, access.OfProvider)
	saysNot(t, other.page(aroundPath(id)), "Hospital safeguarding", "SG/99")

	// And of its end.
	var began string
	for _, p := range s.kase("NORTH", id).Processes() {
		if p.Reference == "SG/99" {
			began = p.ID
		}
	}
	send(worker, form+"-ended?for="+began, map[string]string{"process": began, "note": "She is safe"})
	saysNot(t, ward.page("/people/"+id), "She is safe", "ended: Safeguarding")
	says(t, worker.page(aroundPath(id)), "She is safe")
}

// Whom a mark or missing consent keeps out sees no name.
func TestPeopleAroundThatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.NamedPerson{Part: casefile.NominatedPerson, Name: "Ada Example", Reach: casefile.Reach{Phone: "01632 960009"}}})
	s.consents("NORTH", id, casefile.Given)
	if err := s.app.Mark(t.Context(), s.actor(access.Coordinator, "NORTH"), id, 3, access.ThirdParty, "Asked that it is not told"); err != nil {
		t.Fatal(err)
	}
	ward := s.signedIn(access.Provider, "NORTH")
	s.involve(ward, "NORTH", id, access.OfProvider)
	doc := ward.page(aroundPath(id))
	says(t, doc, "There is somebody, in an entry that you may not see")
	saysNot(t, doc, "Ada", "960009")
	s.consents("NORTH", id, casefile.Withdrawn)
	refused(t, s.signedIn(access.Executive, "NORTH"), http.StatusForbidden, "GET "+aroundPath(id), "GET /people/"+id+"/record/named-person")
	refused(t, ward, http.StatusNotFound, "GET "+aroundPath(id), "GET /people/"+id+"/record/advocacy")
	refused(t, s.signedIn(access.Coordinator, "SOUTH"), http.StatusNotFound, "GET "+aroundPath(id), "GET /people/"+id+"/record/process")
	reader := s.signedIn(access.Chair, "NORTH")
	saysNot(t, reader.page("/people/"+id), "Ada Example")
}
