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

func TestARecordIsDisposedOfByTwo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.record("NORTH", id, casefile.Add{On: s.today(), Fact: casefile.LeftRegister{Reason: "Moved to sea"}, Note: "Rosa moved to sea"})
	current := s.person("NORTH", casefile.Details{GivenName: "Sam", FamilyName: "Current"})
	ivy, jo := s.signedIn(access.InformationGovernance, "NORTH"), s.signedIn(access.InformationGovernance, "NORTH")
	says(t, ivy.page("/retention"), "Rosie", "Kept", "The rules by which records are kept")
	saysNot(t, ivy.page("/retention"), "Sam Current")
	path := retentionPath(id)
	doc := ivy.page(path)
	says(t, doc, "Kept until", "Where it is written", "Records Management Code of Practice")
	saysNot(t, doc, "Propose to dispose of it")
	says(t, ivy.page(retentionPath(current)), "Not yet: on the register, or in hospital")
	// Of somebody who is on the register a hold is put, found and ended as well.
	ivy.fill(retentionPath(current), map[string]string{"act": "hold", "reason": "a complaint"}).leads(retentionPath(current))
	says(t, jo.page("/retention?show=held"), "Sam Current", "Not yet", "Its time has not begun")
	says(t, jo.page(retentionPath(current)), "On hold", "a complaint")
	says(t, jo.fill(retentionPath(current), map[string]string{"act": "release"}).walked(http.StatusUnprocessableEntity), "Say why")
	jo.fill(retentionPath(current), map[string]string{"act": "release", "reason": "it was answered"}).leads(retentionPath(current))
	doc = jo.page(retentionPath(current))
	says(t, doc, "Hold ended", "it was answered", "Put it on hold")
	saysNot(t, doc, "End the hold")
	saysNot(t, jo.page("/retention?show=held"), "Sam Current")

	// What is wrong is said, and kept longer takes a day.
	says(t, ivy.fill(path, map[string]string{}).walked(http.StatusUnprocessableEntity), "Choose what is to be done")
	says(t, ivy.fill(path, map[string]string{"act": "hold"}).walked(http.StatusUnprocessableEntity), "Say why")
	says(t, ivy.fill(path, map[string]string{"act": "keep", "reason": "a claim"}).walked(http.StatusUnprocessableEntity), "Enter a day after")
	ivy.fill(path, map[string]string{"act": "hold", "reason": "an inquiry"}).leads(path)
	says(t, jo.page(path), "On hold", "an inquiry", "End the hold")
	says(t, jo.page("/retention?show=held"), "Rosie")
	jo.fill(path, map[string]string{"act": "release", "reason": "it is over"}).leads(path)

	// The register keeps records for a year: then it is due.
	says(t, ivy.page("/retention/rules"), "25th birthday", "Nobody has signed these numbers")
	says(t, ivy.fill("/retention/rules", map[string]string{"years-ended": "x"}).walked(http.StatusUnprocessableEntity), "enter a number of years from 1 to 120")
	says(t, ivy.fill("/retention/rules", map[string]string{"years-ended": "1"}).walked(http.StatusUnprocessableEntity), "say where it is written")
	ivy.fill("/retention/rules", map[string]string{"years-ended": "1", "source-ended": "Our schedule 4.2", "years-child": "1", "source-child": "Our schedule 4.3", "years-seventeen": "1", "source-seventeen": "x"}).leads("/retention/rules")
	says(t, ivy.page("/retention/rules"), "Local standard", "Our schedule 4.2")
	s.later(400 * 24 * 3600 * 1e9)
	ivy, jo = s.signedIn(access.InformationGovernance, "NORTH"), s.signedIn(access.InformationGovernance, "NORTH")
	says(t, ivy.page("/retention?show=due"), "Rosie", "To be reviewed")
	ivy.fill(path, map[string]string{"act": "propose", "reason": "nobody needs it"}).leads(path)
	doc = ivy.page(path)
	says(t, doc, "You proposed to dispose of it", "Disposal proposed by")
	saysNot(t, doc, "Agree, and dispose of it")
	if got := ivy.post(path, url.Values{"act": {"agree"}, "reason": {"myself"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("agreeing to one's own: %d", got.status)
	}
	jo.fill(path, map[string]string{"act": "agree", "reason": "so it is"}).leads("/retention/certificates/1")
	s.app.Wait()
	doc = jo.page("/retention/certificates/1")
	says(t, doc, "Certificate of disposal NORTH-1", "Case "+id, "Our schedule", "cannot be brought back")
	saysNot(t, doc, "Rosa", "Rosie", "Okoro")
	got := jo.get("/retention/certificates/1/pdf")
	if got.status != http.StatusOK || !strings.HasPrefix(got.body, "%PDF-") || got.header.Get("Content-Disposition") != `attachment; filename="certificate-NORTH-1.pdf"` {
		t.Errorf("the PDF: %d %q %.20q", got.status, got.header.Get("Content-Disposition"), got.body)
	}
	doc = jo.page("/retention")
	says(t, doc, "What was disposed of", "NORTH-1")
	saysNot(t, doc, "Rosie")
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	refused(t, coordinator, http.StatusNotFound, "GET /people/"+id)
	refused(t, coordinator, http.StatusForbidden, "GET /retention", "GET "+path, "POST "+path, "GET /retention/rules", "GET /retention/certificates/1", "GET /retention/certificates/1/pdf")
	elsewhere := s.signedIn(access.InformationGovernance, "SOUTH")
	refused(t, elsewhere, http.StatusNotFound, "GET "+path, "POST "+path, "GET /retention/certificates/1", "GET /retention/certificates/1/pdf", "GET /retention/certificates/x")
}

// A record that was merged into another leads there, and the two are held and
// reviewed together.
func TestAMergedRecordIsKeptWithTheOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	keep, other := s.person("NORTH", rosa), s.person("NORTH", casefile.Details{GivenName: "Rosie", FamilyName: "Okoro"})
	k, o := s.kase("NORTH", keep), s.kase("NORTH", other)
	if err := s.app.MergeRecords(t.Context(), s.actor(access.Coordinator, "NORTH"),
		app.RecordMerge{Keep: keep, Other: other, KeepVersion: k.Version(), OtherVersion: o.Version(), Details: k.Details, Reason: "The GP said so"}); err != nil {
		t.Fatal(err)
	}
	ivy := s.signedIn(access.InformationGovernance, "NORTH")
	says(t, ivy.page(retentionPath(keep)), "Goes with it", "1 record that was merged into it")
	doc := ivy.page(retentionPath(other))
	says(t, doc, "Goes with another record", "held and disposed of together", "Go to the record that it goes with")
	saysNot(t, doc, "What is to be done?", "Kept until")
	if got := ivy.post(retentionPath(other), url.Values{"act": {"hold"}, "reason": {"x"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a hold on it alone: %d", got.status)
	}
	ivy.fill(retentionPath(keep), map[string]string{"act": "hold", "reason": "an inquiry"}).leads(retentionPath(keep))
	doc = ivy.page("/retention?show=held")
	says(t, doc, "On hold 1")
}
