package web

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// notLists begin the addresses of pages without parameters that list nobody.
var notLists = []string{"/settings", "/account", "/sign-in", "/confirm", "/forgotten", "/invited", "/reset"}

// listPaths are all pages that may list people: each that needs no more than its
// address, so that a new one is among them.
func listPaths() (paths []string) {
	for pattern, right := range rights {
		path, get := strings.CutPrefix(pattern, "GET ")
		lists := !slices.ContainsFunc(notLists, func(begin string) bool { return strings.HasPrefix(path, begin) })
		if get && lists && !right.open && !strings.Contains(path, "{") && !strings.HasSuffix(path, "/export") {
			paths = append(paths, path)
		}
	}
	paths = append(paths, "/actions?who=all", "/today?since=week&who=all", "/due?who=mine", "/due?missing-reasons=1", "/support?show=overdue", "/data-quality?check=worker", "/register?sort=name")
	slices.Sort(paths)
	return paths
}

// question is a statement by which a page reads from the database.
type question struct {
	text string
	args []any
}

// asks opens a page and is what that read from the database.
func (b *browser) asks(path string) (status int, all []question) {
	b.t.Helper()
	var mu sync.Mutex
	r := httptest.NewRequest("GET", path, nil)
	got := b.send(r.WithContext(store.Watched(r.Context(), func(text string, args []any) {
		if !strings.HasPrefix(text, "SELECT") && !strings.HasPrefix(text, "WITH") {
			return // who looked is written down together with what others did
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, question{text, args})
	})))
	return got.status, all
}

// crowd are people of whom every list of a register has something: each is on it,
// is held by somebody, is rated, has what is overdue, an action, a need that
// nobody meets and an early sign; some are in hospital and some have left.
func (s *site) crowd(n int, holder string, worker *browser) {
	s.t.Helper()
	involved := app.NewInvolvement{UserID: s.whoIs(worker), Relation: access.NamedWorker}
	for i := range n {
		on := s.today() - 40
		who := casefile.Details{GivenName: fmt.Sprint("Given", i/2), FamilyName: "Example", BirthDate: civil.Of(1990, 1, 1)}
		add := func(on civil.Date, f casefile.Fact) casefile.Decision { return casefile.Add{On: on, Fact: f} }
		decisions := []casefile.Decision{
			add(on, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}),
			add(on, casefile.LocalAuthority{Name: "Northshire"}), add(on, casefile.Coordinator{Name: holder}),
			add(on, casefile.Action{ID: fmt.Sprint("a", i), Text: "Ring", Owner: holder, Due: on + 9}),
			add(on, casefile.SupportNeed{ID: "n1", Text: "Help", Category: "home", WantedBy: on + 9}),
			casefile.Add{On: on, Fact: casefile.SupportStep{Need: "n1", Status: casefile.NoSuchService}, Note: "None"},
			add(s.today()-2, casefile.EarlySign{Sign: "placement-notice", Says: "Notice"}),
			casefile.Rate{On: on, Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"},
		}
		if i%2 == 0 {
			decisions = append(decisions, casefile.Admit{On: on + 1, Admission: casefile.Admission{Hospital: "X1", Ward: "Elm", Security: "general", LegalStatus: "2"}})
		}
		if i%3 == 2 {
			decisions = append(decisions, add(s.today()-1, casefile.LeftRegister{Reason: "Moved on"}))
		}
		got, err := s.app.AddPerson(s.t.Context(), s.actor(access.Coordinator, "NORTH"), casefile.Open{On: on, Details: who}, decisions...)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := s.app.Involve(s.t.Context(), app.CommandLine("NORTH"), got.Case, involved); err != nil {
			s.t.Fatal(err)
		}
	}
}

// A page asks as much of the database however many people there are, and no more
// for who sees a few by their relations than for who sees everyone. On SQLite no
// statement reads a table that grows with the people from its beginning, and one
// for who sees a few reads of it what is about these alone.
func TestListsAskNoMoreOfManyPeople(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		s := newSiteAt(t, address)
		roles := []access.Role{access.Coordinator, access.Executive, access.SocialWorker, access.InformationGovernance}
		visitors := map[access.Role]*browser{}
		for _, role := range roles {
			email := s.user(string(role)+".one@example.org", []access.Role{role}, "NORTH")
			visitors[role] = s.browser()
			visitors[role].signIn(email)
		}
		paths := listPaths()
		count := func(seen func(role access.Role, path string, status int, all []question)) {
			for _, role := range roles {
				visitors[role].asks("/account") // the first page after a while writes down that somebody is here
				for _, path := range paths {
					status, all := visitors[role].asks(path)
					seen(role, path, status, all)
				}
			}
		}
		s.crowd(6, "coordinator one", visitors[access.SocialWorker])
		few := map[string]int{}
		count(func(role access.Role, path string, _ int, all []question) { few[string(role)+path] = len(all) })
		s.crowd(44, "coordinator one", visitors[access.SocialWorker])
		listed, everyones := 0, map[string]int{}
		plans := newPlans(t, address)
		count(func(role access.Role, path string, status int, all []question) {
			if n := few[string(role)+path]; len(all) > n+3 {
				t.Errorf("%s as %s: %d statements for 6 people, %d for 50", path, role, n, len(all))
			}
			if status != http.StatusOK {
				return
			}
			listed++
			switch n := everyones[path]; {
			case role == access.Coordinator:
				everyones[path] = len(all)
			case n > 0 && 2*len(all) > 3*n:
				t.Errorf("%s: %d statements as %s, %d as who sees everyone", path, len(all), role, n)
			}
			for _, asked := range all {
				for _, fault := range plans.faults(asked) {
					t.Errorf("%s as %s: %s", path, role, fault)
				}
			}
		})
		if listed < 40 {
			t.Errorf("only %d lists were opened", listed)
		}
	})
}

// grows names the tables that grow with the people of a register.
var grows = regexp.MustCompile(`\b(people|people_names|people_around|entries|obligations|stays|needs|actions|early_signs|unreachable|marks|involvements|reminders|referrals|refusals)\b(?: (?:AS )?([a-z]\w*))?`)

// plans asks SQLite how it goes about statements; on PostgreSQL, which decides
// that by what the tables hold, there is none.
type plans struct {
	t    *testing.T
	db   *sql.DB
	seen map[string]bool
}

func newPlans(t *testing.T, address string) *plans {
	t.Helper()
	dir, lite := strings.CutPrefix(address, "sqlite:")
	if !lite {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.FileName)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &plans{t, db, map[string]bool{}}
}

// faults are the steps of a statement that read more than they must.
func (p *plans) faults(asked question) (found []string) {
	if p == nil || p.seen[asked.text] {
		return nil
	}
	p.seen[asked.text] = true
	big := map[string]bool{}
	for _, m := range grows.FindAllStringSubmatch(asked.text, -1) {
		big[m[1]] = true
		big[m[2]] = m[2] != ""
	}
	rows, err := p.db.Query("EXPLAIN QUERY PLAN "+asked.text, asked.args...)
	if err != nil {
		p.t.Fatalf("%v: %s", err, asked.text)
	}
	defer rows.Close()
	forAFew := strings.HasPrefix(asked.text, "WITH whole")
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			p.t.Fatal(err)
		}
		words := strings.Fields(step)
		if words[0] == "CO-ROUTINE" || words[0] == "MATERIALIZE" {
			big[words[1]] = false // a page of a table, under the name of that
		}
		if len(words) < 2 || !big[words[1]] {
			continue
		}
		few := strings.Contains(step, "case_id=?") || strings.Contains(step, "coordinator=?") || strings.Contains(step, "user_id=?") || strings.Contains(step, "organisation=?")
		all := big["entries"] && strings.HasSuffix(step, "USING PRIMARY KEY (register=?)") && (words[1] == "entries" || strings.Contains(asked.text, "entries "+words[1]))
		if words[0] == "SCAN" || all || forAFew && !few {
			found = append(found, step+", in "+asked.text)
		}
	}
	return found
}
