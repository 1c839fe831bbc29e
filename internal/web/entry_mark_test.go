package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

func TestAnEntryIsMarkedAndTheMarkIsLifted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: s.today() - 9, Fact: casefile.Action{ID: "a1", Due: s.today() + 3, Text: "Ring the aunt about the uncle"}})
	s.consents("NORTH", id, casefile.Given)
	worker, provider, executive := s.signedIn(access.SocialWorker, "NORTH"), s.signedIn(access.Provider, "NORTH"), s.signedIn(access.Executive, "NORTH")
	s.involve(worker, "NORTH", id, access.NamedWorker)
	s.involve(provider, "NORTH", id, access.OfProvider)

	// From the start, on the form.
	worker.fill("/people/"+id+"/record/note", map[string]string{"note": "Her uncle hit her.", "mark": "safeguarding"}).leads("/people/" + id)
	doc := worker.page("/people/" + id)
	says(t, doc, "Her uncle hit her.", "Safeguarding", "Change the mark")
	says(t, executive.page("/people/"+id), "Her uncle hit her.")
	doc = provider.page("/people/" + id)
	says(t, doc, "An entry you may not see (safeguarding)")
	saysNot(t, doc, "Her uncle", "Sensitive?")

	// Afterwards, on the entry: an action, whose words are in other places too.
	kase := s.kase("NORTH", id)
	seq := 0
	for _, e := range kase.Entries {
		if _, ok := e.Fact.(casefile.Action); ok {
			seq = e.Seq
		}
	}
	says(t, provider.page("/people/"+id), "Ring the aunt")
	says(t, provider.page("/due"), "Ring the aunt")
	path := entryMarkPath(id, seq)
	says(t, worker.fill(path, map[string]string{"mark": "third-party"}).walked(http.StatusUnprocessableEntity), "Say why")
	worker.fill(path, map[string]string{"mark": "third-party", "reason": "The aunt asked us not to say."}).leads("/people/" + id)
	for _, b := range []*browser{provider, executive} {
		for _, page := range []string{"/people/" + id, "/people/" + id + "?on=2026-03-01", "/people/" + id + "?on=2026-03-02&recorded=1", "/due", "/people/" + id + "?entry=3"} {
			got := b.get(page)
			if got.status != http.StatusOK || strings.Contains(got.body, "aunt") {
				t.Errorf("%s has it, or status %d", page, got.status)
			}
		}
		says(t, b.page("/people/"+id), "An entry you may not see (third-party information)", "Action agreed")
	}
	says(t, worker.page("/due"), "Ring the aunt")
	doc = worker.page(path)
	says(t, doc, "Marked as third-party information by", "The aunt asked us not to say.")
	worker.fill(path, map[string]string{"mark": "none", "reason": "She told everyone."}).leads("/people/" + id)
	says(t, provider.page("/people/"+id), "Ring the aunt")
	says(t, worker.page(path), "The mark was lifted", "The aunt asked us not to say.")

	// What corrects a marked entry is not shown either.
	noteSeq := len(kase.Entries)
	worker.fill(place{"strike-out", id, strconv.Itoa(noteSeq)}.path(), map[string]string{"note": "It was another uncle."}).leads("/people/" + id)
	saysNot(t, provider.page("/people/"+id), "another uncle")
	refused(t, provider, http.StatusForbidden, "GET "+path, "GET "+place{"strike-out", id, "3"}.path())
	refused(t, worker, http.StatusNotFound, "GET "+entryMarkPath(id, 1), "GET "+entryMarkPath(id, 99), "POST "+entryMarkPath(id, 1))
}
