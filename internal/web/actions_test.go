package web

import (
	"net/http"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// Who has something to do finds it on their day and their list, answers it there,
// and it is over for everybody.
func TestActions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	me := s.user("mary.seacole@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()
	b.signIn(me)
	me = "mary seacole"
	says(t, b.page("/actions"), "You have nothing to do that was agreed.")
	saysNot(t, b.page("/today"), "What you have agreed to do")
	b.fill("/people/"+id+"/record/action", day(map[string]string{"text": "Ring the landlord", "owner": me}, "due", s.today()-1)).walked(http.StatusUnprocessableEntity)
	b.fill("/people/"+id+"/record/action", day(map[string]string{"text": "Ring the landlord", "owner": me}, "due", s.today()+1)).leads("/people/" + id + "/actions")
	s.record("NORTH", id, casefile.Add{On: s.today(), Fact: casefile.Action{ID: "other", Text: "Send a letter", Owner: "Somebody", Due: s.today() + 40}})
	says(t, b.page("/today"), "What you have agreed to do", "1 action", "Ring the landlord")
	says(t, b.page("/actions"), "1 action to be done", "Ring the landlord", "Rosie Evans-Okoro")
	says(t, b.page("/actions?who=all"), "2 actions to be done", "Send a letter")
	says(t, b.page("/people/"+id+"/actions"), "Ring the landlord", "Send a letter")

	var action string
	for _, a := range s.kase("NORTH", id).ActionStates() {
		if a.Text == "Ring the landlord" {
			action = a.Action.ID
		}
	}
	answer := "/people/" + id + "/record/action-answer?for=" + action
	b.fill(answer, map[string]string{"outcome": "not-done"}).walked(http.StatusUnprocessableEntity)
	b.fill(answer, map[string]string{"outcome": "done", "note": "He mends it"}).leads("/people/" + id + "/actions")
	says(t, b.page("/actions"), "You have nothing to do that was agreed.")
	says(t, b.page("/actions?over=yes"), "1 action over", "Done", "He mends it")
	says(t, b.get(answer).walked(http.StatusOK), "Say what became of an action")
	says(t, b.fill(answer, nil).walked(http.StatusUnprocessableEntity), "Somebody has said what became of this action already")
}

// Whose action it is alone answers that one, sees nobody else and nothing more of
// the record, and cannot say that it is not needed.
func TestTheOwnerOfOneActionAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa,
		casefile.Add{On: s.today() - 1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
		casefile.Add{On: s.today() - 1, Fact: casefile.Action{ID: "mine", Text: "Mend the door", Owner: "The ward", Due: s.today() + 3}},
		casefile.Add{On: s.today() - 1, Fact: casefile.Action{ID: "other", Text: "Ask about money", Owner: "The council", Due: s.today() + 3}},
		casefile.Add{On: s.today() - 1, Fact: casefile.Note{}, Note: "A secret worry"})
	ward := s.signedIn(access.Provider, "NORTH")
	answer := "/people/" + id + "/record/action-answer?for="
	refused(t, ward, http.StatusNotFound, "GET "+answer+"mine", "GET /people/"+id)
	if err := s.app.Involve(t.Context(), app.CommandLine("NORTH"), id, app.NewInvolvement{UserID: s.whoIs(ward), Relation: access.OwnsAction, Subject: "mine"}); err != nil {
		t.Fatal(err)
	}
	list := ward.page("/actions")
	says(t, list, "1 action to be done", "Mend the door")
	saysNot(t, list, "Ask about money")
	page := ward.page(answer + "mine")
	says(t, page, "Mend the door", "It is done", "It was not done")
	saysNot(t, page, "It is no longer needed", "Ask about money", "A secret worry")
	says(t, ward.get(answer+"other").walked(http.StatusOK), "Say what became of an action")
	saysNot(t, ward.page(answer+"other"), "Ask about money")
	refused(t, ward, http.StatusForbidden, "GET /people/"+id+"/actions", "GET /people/"+id+"/record/action", "GET /people/"+id+"/record/note")
	ward.fill(answer+"mine", map[string]string{"outcome": "cancelled", "note": "x"}).walked(http.StatusUnprocessableEntity)
	ward.fill(answer+"mine", map[string]string{"outcome": "done"}).leads("/people/" + id)
}
