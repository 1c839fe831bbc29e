package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// rowsOf are the cells of the tables of a page, each with its words put in one
// line.
func rowsOf(doc *html.Node) (rows [][]string) {
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "tr" {
			var row []string
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.ElementNode {
					words := strings.Join(strings.Fields(text(c)), " ")
					row = append(row, words)
				}
			}
			rows = append(rows, row)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(doc)
	return rows
}

func TestWhoLooked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.later(24 * time.Hour)
	ann, bob := s.browser(), s.browser()
	ann.signIn(s.user("ann.lee@example.org", []access.Role{access.Coordinator}, "NORTH"))
	bob.signIn(s.user("bob.ray@example.org", []access.Role{access.Chair}, "NORTH"))
	bob.page("/people/" + id)
	s.later(10 * time.Minute)
	bob.page("/people/" + id)
	s.later(time.Minute)
	bob.page("/people/" + id + "?on=2026-03-01&recorded=1")
	s.later(time.Minute)
	bob.page("/people/" + id + "/record/rating")
	s.later(time.Minute)
	s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.Note{}, Note: "x"})
	s.later(time.Minute)
	if find(ann.page("/people/"+id), "href", "/people/"+id+"/looked") == nil {
		t.Error("the record does not lead to who has looked")
	}
	s.later(time.Minute)
	if find(bob.page("/people/"+id), "href", "/people/"+id+"/looked") != nil {
		t.Error("the record leads someone to what they may not see")
	}
	s.later(time.Minute)
	got := rowsOf(ann.page("/people/" + id + "/looked"))
	head := []string{"Day", "Who", "What they did", "When"}
	want := [][]string{
		head,
		{"Day 3 Mar 2026", "Who ann lee Register coordinator", "What they did Looked at who has looked What for: audit Opened the record What for: running the register", "When 12:14 to 12:16"},
		{"Day 3 Mar 2026", "Who bob ray Commissioner and chair", "What they did Opened the record, 3 times What for: running the register Opened a form to record something What for: running the register Looked at the record as it stood on 1 March 2026, as recorded by then What for: running the register", "When 12:00 to 12:15"},
		{"Day 3 Mar 2026", "Who Test Register coordinator Register coordinator", "What they did Recorded: note What for: running the register", "When 12:13"},
		{"Day 5 Jan 2026", "Who Test Register coordinator Register coordinator", "What they did Added the person to the register What for: running the register", "When 12:00"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
	if got := rowsOf(ann.page("/people/" + id + "/looked?before=2026-03-03")); !reflect.DeepEqual(got, [][]string{head, want[4]}) {
		t.Errorf("the days before: %q", got)
	}
	// Who takes out a list takes out whoever is on it.
	s.later(24 * time.Hour)
	if got := ann.get("/register/export?format=csv"); got.status != http.StatusSeeOther {
		t.Fatalf("after a day: %d", got.status)
	}
	cat := s.browser()
	cat.signIn(s.user("cat.orr@example.org", []access.Role{access.Executive}, "NORTH"))
	if got := cat.get("/register/export?format=csv"); got.status != http.StatusOK {
		t.Fatalf("the export: %d", got.status)
	}
	s.later(time.Minute)
	later, err := s.app.AddPerson(t.Context(), s.actor(access.Coordinator, "NORTH"), casefile.Open{On: s.today(), Details: casefile.Details{GivenName: "Later", FamilyName: "Example"}})
	if err != nil {
		t.Fatal(err)
	}
	ann.signIn("ann.lee@example.org")
	list := []string{"Day 4 Mar 2026", "Who cat orr Executive lead", "What they did Took out a list of many people, which this person may be on What for: running the register", "When 12:16"}
	got = rowsOf(ann.page("/people/" + id + "/looked"))
	if len(got) != 7 || !reflect.DeepEqual(got[2], list) {
		t.Errorf("after an export: %q", got)
	}
	for _, row := range rowsOf(ann.page("/people/" + later.Case + "/looked")) {
		if strings.Contains(strings.Join(row, " "), "list of many") {
			t.Errorf("a list from before they came: %q", row)
		}
	}
	bob.get("/people/" + id + "/looked").leads("/sign-in?next=%2Fpeople%2F" + id + "%2Flooked&register=NORTH&why=ended")
	bob.signIn("bob.ray@example.org")
	bob.get("/people/" + id + "/looked").walked(http.StatusForbidden)
	s.signedIn(access.Coordinator, "SOUTH").get("/people/" + id + "/looked").walked(http.StatusNotFound)
	s.browser().get("/people/" + id + "/looked").leads("/sign-in?next=%2Fpeople%2F" + id + "%2Flooked")
}
