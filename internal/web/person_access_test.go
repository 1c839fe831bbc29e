package web

import (
	"archive/zip"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

func TestSomebodyAsksForWhatIsKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa,
		casefile.Add{On: s.today(), Fact: casefile.Contact{ID: "c1", Role: "Mother", Name: "Wilhelmina Ashdown"}},
		casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "Her uncle Barnaby hit her."},
		casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "She likes trains."})
	s.person("NORTH", casefile.Details{GivenName: "Rosa", FamilyName: "Other"})
	letter, err := s.app.Attach(t.Context(), s.actor(access.Coordinator, "NORTH"), id, app.NewAttachment{
		On: s.today(), Kind: app.AttachedLetter, Title: "Letter from Oak Ward", FileName: "rosa.txt", File: []byte("Dear Rosa, your leave begins on Monday."),
	})
	if err != nil {
		t.Fatal(err)
	}
	ig := s.signedIn(access.InformationGovernance, "NORTH")
	page := personAccessPath(id)

	// Found by name or number, and by nothing in the address.
	doc := ig.page("/subject-access")
	says(t, doc, "Nobody has asked yet.")
	says(t, ig.post("/subject-access", url.Values{"text": {"nobody such"}}).walked(http.StatusUnprocessableEntity), "Nobody in this register")
	says(t, ig.post("/subject-access", url.Values{"text": {" "}}).walked(http.StatusUnprocessableEntity), "Enter an NHS number or a name")
	several := ig.post("/subject-access", url.Values{"text": {"Rosa"}})
	if several.status != http.StatusSeeOther || strings.Contains(strings.ToLower(several.location), "rosa") {
		t.Fatalf("several: %d to %q", several.status, several.location)
	}
	if find(ig.page(several.location), "href", page) == nil {
		t.Error("who was found cannot be chosen")
	}
	ig.post("/subject-access", url.Values{"text": {"999 476 0173"}}).leads(page)

	// Nobody decides anything before somebody asks.
	says(t, ig.page(page), "When did the request come?")
	ig.get(page + "/entry-2").leads(page)
	says(t, ig.fill(page, map[string]string{"asked-by": ""}).walked(http.StatusUnprocessableEntity), "Enter the day on which the request came")
	ig.fill(page, map[string]string{"received[day]": "27", "received[month]": "2", "received[year]": "2026", "asked-by": "Rosa, by letter"}).leads(page)
	doc = ig.page(page)
	says(t, doc, "Rosa, by letter", "27 March 2026", "Due in 25 days", "0 have been looked at of 4", "Read 2 texts that were written freely", "It is about somebody else", "To decide", "It is still a draft")
	says(t, ig.page("/subject-access"), "Rosa, by letter", "27 March 2026")
	got := ig.get(page + "/answer?format=html")
	if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Disposition"), `attachment; filename="information-NORTH-2026-03-02.html"`) ||
		strings.Contains(got.body, "Wilhelmina") || !strings.Contains(got.body, "This is a draft") || strings.Contains(got.body, "Barnaby") || strings.Contains(got.body, "trains") {
		t.Errorf("status %d, %v\n%s", got.status, got.header, got.body)
	}

	// The contact is given, a name that nothing pointed at is left out.
	var contact, note string
	for _, e := range s.kase("NORTH", id).Entries {
		switch {
		case e.Fact.Kind() == casefile.Contact{}.Kind():
			contact = app.EntryPart(e.Seq)
		case strings.Contains(e.Note, "Barnaby"):
			note = app.EntryPart(e.Seq)
		}
	}
	says(t, ig.fill(page+"/"+contact, nil).walked(http.StatusUnprocessableEntity), "Choose what the person is given")
	ig.fill(page+"/"+contact, map[string]string{"give": "include"}).leads(page)
	says(t, ig.fill(page+"/"+note, map[string]string{"give": "redact", "words": "Bernaby"}).walked(http.StatusUnprocessableEntity),
		"“Bernaby” does not stand in it", "Choose on what ground", "Say why", "Bernaby")
	document := page + "/" + app.DocumentPart(letter)
	doc = ig.page(document)
	says(t, doc, "It has to be read", "Open the file", "rosa.txt")
	saysNot(t, doc, "All but some words", "Words to leave out")
	if got := ig.get(document + "/file"); got.status != http.StatusOK || got.body != "Dear Rosa, your leave begins on Monday." || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the letter: %d, %v\n%s", got.status, got.header, got.body)
	}
	refused(t, ig, http.StatusNotFound, "GET "+page+"/"+note+"/file", "GET "+page+"/document-none/file")
	ig.fill(document, map[string]string{"give": "include"}).leads(page)
	// What was written freely is read on a page, and given together but for what is
	// decided by itself.
	read := page + "/read"
	doc = ig.page(read)
	says(t, doc, "Her uncle Barnaby hit her.", "She likes trains.", "Leave out some of it, or all", "I have read them: give all of them")
	saysNot(t, doc, "Wilhelmina", "more come")
	ig.fill(page+"/"+note, map[string]string{"give": "redact", "words": "uncle Barnaby\n", "ground": "others", "reason": "KEPTREASON"}).leads(page)
	doc = ig.page(read)
	says(t, doc, "She likes trains.", "I have read it: give it")
	saysNot(t, doc, "Barnaby")
	one := formOf(t, doc, read).with(nil)
	many := url.Values{"read": slices.Repeat(one["read"], readAtOnce+1)}
	if got := ig.post(read, many); got.status != http.StatusUnprocessableEntity {
		t.Errorf("more than a page shows: %d", got.status)
	}
	says(t, ig.post(read, url.Values{"read": {strings.Fields(one.Get("read"))[0] + " 0123456789abcdef"}}).walked(http.StatusUnprocessableEntity), "says something else by now", "She likes trains.")
	ig.post(read, one).leads(read)
	ig.get(read).leads(page) // nothing is left to read
	says(t, ig.page(page), "Given, without some words", "Everything listed here has been decided on")
	says(t, ig.page(page+"/"+note), "Given, without some words, as", "uncle Barnaby", "KEPTREASON")
	stale := formOf(t, ig.page(page+"/"+note), page+"/"+note).with(map[string]string{"seen": "0123456789abcdef"})
	says(t, ig.post(page+"/"+note, stale).walked(http.StatusUnprocessableEntity), "It says something else by now")

	body := ig.get(page + "/answer?format=html").body
	for text, there := range map[string]bool{"Her [left out] hit her.": true, "Wilhelmina Ashdown": true, "Barnaby": false, "KEPTREASON": false, "This is a draft": false, "Some words are left out of 1 thing": true} {
		if strings.Contains(body, text) != there {
			t.Errorf("the answer and %q", text)
		}
	}
	var answer app.Answer
	if err := json.Unmarshal([]byte(ig.get(page+"/answer?format=json").body), &answer); err != nil || answer.Form != app.AccessForm || len(answer.LeftOut) != 1 {
		t.Errorf("as JSON: %+v, %v", answer, err)
	}
	packed := ig.get(page + "/answer?format=zip")
	z, err := zip.NewReader(strings.NewReader(packed.body), int64(len(packed.body)))
	if err != nil || len(z.File) != 4 || z.File[3].Name != "documents/1 rosa.txt" || packed.header.Get("Content-Type") != "application/zip" {
		t.Errorf("as an archive: %v, %v, %+v", packed.header, err, z)
	}
	if got := ig.get(page + "/answer?format=exe"); got.status != http.StatusNotFound {
		t.Errorf("another format: %d", got.status)
	}

	says(t, ig.post(page+"/end", nil).walked(http.StatusUnprocessableEntity), "Choose how it ended")
	end := formOf(t, ig.page(page), page+"/end")
	ig.post(page+"/end", end.with(map[string]string{"outcome": "given", "words": "By post"})).leads(page)
	says(t, ig.page(page), "When did the request come?", "Earlier requests", "it was given", "By post")
	says(t, ig.page("/people/"+id+"/looked"), "Took out what is kept, to answer a request", "Decided on what the person is given", "What for: answering a request for a person’s information")
	refused(t, ig, http.StatusNotFound, "GET "+personAccessPath("0123456789abcdef0123"), "GET "+personAccessPath("0123456789abcdef0123")+"/answer")
}

func TestRequestsAreAnsweredAsTheRegisterSettles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ig := s.signedIn(access.InformationGovernance, "NORTH")
	says(t, ig.page(subjectAccessPath), "Within 1 month of the day on which the request came")
	doc := ig.page(subjectAccessRulesPath)
	says(t, doc, "Nobody of yours has checked them", "To be checked", "schedule 3, paragraphs 5 and 11", "UK GDPR, article 12(3)")
	says(t, ig.fill(subjectAccessRulesPath, map[string]string{"months": "x", "law-others": ""}).walked(http.StatusUnprocessableEntity),
		"Enter a number of months from 1 to 3", "say where the law has it")
	ig.fill(subjectAccessRulesPath, map[string]string{"months": "2", "working": "moves", "law-harm": "Our policy 7"}).leads(subjectAccessRulesPath)
	doc = ig.page(subjectAccessRulesPath)
	says(t, doc, "Checked by", "Our policy 7", "Local", "Within 2 months")
	saysNot(t, doc, "To be checked", "Nobody of yours")
	says(t, ig.page(subjectAccessPath), "Within 2 months", "by the next working day")
}
