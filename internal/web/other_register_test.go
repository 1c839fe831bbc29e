package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// northern is what register NORTH has of everything that an address can name.
type northern struct {
	site *site
	who  access.Actor // of NORTH, in every role
	// ids are examples by where they stand in a pattern: /people/{id}. What
	// follows in a pattern is filled from the same, unless the whole has its own.
	ids map[string]string
	// asked are addresses and forms that name what belongs to NORTH otherwise.
	asked []string
}

func newNorthern(t *testing.T) northern {
	t.Helper()
	s := newSite(t)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	who := access.Actor{Name: "All Of North", Email: "all.of.north@example.org", Register: "NORTH", Roles: access.Roles}
	var err error
	who.UserID, err = s.app.AddUser(ctx, app.CommandLine("NORTH"), app.NewUser{Email: who.Email, Name: who.Name, Password: password, Register: "NORTH", Roles: access.Roles})
	must(err)
	n := northern{site: s, who: who}
	must(s.app.CreateRegister(ctx, app.CommandLine("WEST"), "WEST", "West register"))
	person, err := s.app.AddPerson(ctx, who, casefile.Open{On: s.today(), Details: casefile.Details{GivenName: "Northina", FamilyName: "Secretson", NHSNumber: "9994760173", BirthDate: civil.Of(1990, 1, 1)}},
		casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "Secretson is in crisis"})
	must(err)
	_, err = s.app.Record(ctx, who, person.Case, app.AnyVersion, casefile.Add{On: s.today(), Fact: casefile.WhatHelps{Helps: "Secretson likes music"}})
	must(err)
	must(s.app.KeepDraft(ctx, who, "rating/"+person.Case, 1, url.Values{"note": {"Secretson"}}))
	bring := func(first string) string {
		id, err := s.app.StartImport(ctx, who, "Secretson.csv", []byte("Surname,First name,NHS number,RAG\nSecretson,"+first+",,Red\n"))
		must(err)
		return id
	}
	imported, done := bring("Northolt"), bring("Northa")
	view, err := s.app.Import(ctx, who, done)
	must(err)
	must(s.app.SetMapping(ctx, who, done, view.Mapping))
	_, err = s.app.DecideAsSuggested(ctx, who, done)
	must(err)
	_, err = s.app.CommitImportNow(ctx, who, done)
	must(err)
	search, err := s.app.KeepSearch(ctx, who, "Secretson")
	must(err)
	must(s.app.SaveView(ctx, who, "Secretson's", "sort=name"))
	first, err := s.app.TryCommencement(ctx, who, s.today()+30)
	must(err)
	s.app.Wait()
	must(s.app.AdoptRules(ctx, who, first, s.today()+30, "SI 2026/1"))
	s.app.Wait()
	trial, err := s.app.TryCommencement(ctx, who, s.today()+60)
	must(err)
	s.app.Wait()
	team, err := s.app.AddTeam(ctx, who, app.TeamForm{Name: "Secretson’s team", Members: []string{who.UserID}})
	must(err)
	must(s.app.AddOrganisation(ctx, who, app.Organisation{Code: "Q99", Name: "Secretson House", Kind: "provider"}))
	colleague, _, err := s.app.Join(ctx, who, app.Joiner{Email: "secretson@example.org", Name: "Secretson", Place: app.Place{Roles: []access.Role{access.Chair}}})
	must(err)
	nurse := access.Actor{Name: "Nurse Of North", Register: "NORTH", Roles: []access.Role{access.Clinician}}
	nurse.UserID, err = s.app.AddUser(ctx, app.CommandLine("NORTH"), app.NewUser{Email: "nurse@example.org", Name: nurse.Name, Password: password, Register: "NORTH", Roles: nurse.Roles})
	must(err)
	_, err = s.app.OpenInEmergency(ctx, nurse, app.EmergencyFind{NHSNumber: "9994760173", BirthDate: civil.Of(1990, 1, 1), Reason: "Secretson is at A&E"})
	must(err)
	_, err = s.app.Record(ctx, who, person.Case, app.AnyVersion, casefile.Add{On: s.today(), Fact: casefile.Coordinator{Name: "Secretson Holder"}})
	must(err)
	must(s.app.SayWhose(ctx, who, "Secretson Holder", nurse.UserID))
	stay, err := s.app.Record(ctx, who, person.Case, app.AnyVersion, casefile.Admit{On: s.today() - 9, Admission: casefile.Admission{Hospital: "Secretson House", Ward: "Elm", Security: "low", LegalStatus: "2"},
		Left: &casefile.SendHome{On: s.today() - 2, Rating: casefile.Amber, Reason: "Secretson is home"}})
	must(err)
	opened, err := s.app.Emergencies(ctx, who, 1)
	must(err)
	handed, err := s.app.ProposeHandover(ctx, who, person.Case, app.Proposal{To: "WEST", Basis: app.ByLaw, Words: "Secretson moves"})
	must(err)
	attached, err := s.app.Attach(ctx, who, person.Case, app.NewAttachment{
		On: s.today(), Kind: app.AttachedLetter, Title: "Letter to Secretson", FileName: "Secretson.txt", File: []byte("Dear Northina Secretson"),
	})
	must(err)
	disposed, err := s.app.AddPerson(ctx, who, casefile.Open{On: civil.Of(1990, 1, 2), Details: casefile.Details{GivenName: "Northina", FamilyName: "Secretson", BirthDate: civil.Of(1950, 1, 1)}})
	must(err)
	left := casefile.Add{On: civil.Of(1991, 1, 2), Fact: casefile.LeftRegister{Reason: "Moved to sea"}}
	_, err = s.app.Record(ctx, who, disposed.Case, app.AnyVersion, left)
	must(err)
	_, err = s.app.DecideRetention(ctx, who, disposed.Case, app.RetentionDecision{Act: app.ProposeDisposal, Reason: "Its time is over"})
	must(err)
	other := access.Actor{UserID: colleague, Name: "Secretson", Register: "NORTH", Roles: []access.Role{access.InformationGovernance}}
	_, err = s.app.DecideRetention(ctx, other, disposed.Case, app.RetentionDecision{Act: app.AgreeDisposal, Reason: "So it is"})
	must(err)
	s.app.Wait()
	must(s.app.SetHospital(ctx, who, app.Hospital{Code: "X0099", Name: "Secretson House"}))
	must(s.app.SetSeries(ctx, who, app.MeetingSeries{ID: "series1", Name: "Secretson’s meeting", Length: 60, Each: 5}))
	meeting, err := s.app.MakeMeeting(ctx, who, "series1", s.today())
	must(err)
	must(s.app.RunMeeting(ctx, who, meeting))
	must(s.app.AddAttendee(ctx, who, meeting, app.Attendance{Name: "Secretson", Presence: app.Present}))
	n.ids = map[string]string{
		"/meetings/{id}": meeting, "/meetings/{id}/people/{case}": person.Case, "/meetings/{id}/run/{case}": person.Case, "/meetings/{id}/attendance/{n}": "1", "/meeting-series/{series}": "series1",
		"/settings/hospitals/{code}": "X0099", "/people/{id}/hospital/stays/{stay}": strconv.Itoa(stay.Entries[0].Seq),
		"/retention/people/{id}": person.Case, "/retention/certificates/{n}": "1",
		"/people/{id}/attachments/{attachment}": attached,
		"/people/{id}/papers/{paper}":           string(app.ConsentSheet),
		"/handovers/{id}":                       handed,
		"/refer/{register}":                     "NORTH", "/refer/{register}/{step}": "about", "/criteria/{register}": "NORTH",
		"/emergency-access/{id}": opened.Rows[0].ID,
		"/names/{name}":          coordinatorKey("NORTH", "Secretson Holder"),
		"/people/{id}":           person.Case, "/people/{id}/record/{kind}": "rating", "/people/{id}/entries/{seq}": "2", "/people/{id}/subject-access/{part}": app.DocumentPart(attached),
		"/imports/{id}": imported, "/imports/{id}/receipt.csv": done, "/rules/trials/{id}": trial, "/rules/adopted/{n}": "1",
		"/drafts/{key...}": "rating/" + person.Case, "/settings/teams/{id}": team,
		"/settings/users/{id}": colleague, "/settings/organisations/{code}": "Q99",
		// Whoever has the secret of a calendar may read it, and whoever has a code
		// choose a password; who guesses may not.
		"/calendar/{file}": "0123456789abcdef.ics", "/invited/{code}": "ABCD-EFGH-IJKL-MNOP", "/reset/{code}": "ABCD-EFGH-IJKL-MNOP",
	}
	n.asked = []string{
		"GET /register?search=" + search, "GET /register?text=" + search, "GET /due?case=" + person.Case,
		"POST /account/register?register=NORTH", "POST /register/views/delete?name=Secretson's",
		"POST /reminders/seen?case=" + person.Case + "&rule=policy.red-review", "GET /people/new?id=" + person.Case,
	}
	return n
}

// state is all that NORTH has, to be compared.
func (n northern) state(t *testing.T) []any {
	t.Helper()
	ctx := t.Context()
	var all []any
	add := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	person, err := n.site.app.Person(ctx, n.who, n.ids["/people/{id}"], app.AsAt{})
	add(person, err)
	imports, err := n.site.app.Imports(ctx, n.who)
	add(imports, err)
	trial, err := n.site.app.Trial(ctx, n.who, n.ids["/rules/trials/{id}"])
	add(trial, err)
	drafts, err := n.site.app.Drafts(ctx, n.who)
	add(drafts, err)
	views, err := n.site.app.Views(ctx, n.who)
	add(views, err)
	rules, err := n.site.app.Rules(ctx, n.who)
	add(rules, err)
	users, err := n.site.app.Users(ctx, n.who)
	add(users, err)
	teams, err := n.site.app.Teams(ctx, n.who)
	add(teams, err)
	organisations, err := n.site.app.Organisations(ctx, n.who)
	add(organisations, err)
	_, handovers, err := n.site.app.Handovers(ctx, n.who)
	add(handovers, err)
	return all
}

// fill puts ids into a pattern's path; missing is the place that has none.
func fill(path string, ids map[string]string) (filled, missing string) {
	var pattern []string
	var out []string
	for part := range strings.SplitSeq(path, "/") {
		pattern = append(pattern, part)
		if strings.HasPrefix(part, "{") && part != "{$}" {
			id, ok := ids[path]
			if !ok || strings.HasSuffix(path, "}") {
				id, ok = ids[strings.Join(pattern, "/")]
			}
			if !ok {
				return "", strings.Join(pattern, "/")
			}
			part = id
		}
		out = append(out, strings.TrimPrefix(part, "{$}"))
	}
	return strings.Join(out, "/"), ""
}

// made are ids of the same form that nothing has.
func made(ids map[string]string) map[string]string {
	none := map[string]string{}
	for place, id := range ids {
		none[place] = strings.Map(func(r rune) rune {
			if r >= '1' && r <= '9' {
				return '0'
			}
			return r
		}, id)
		switch place {
		case "/people/{id}/record/{kind}", "/people/{id}/papers/{paper}", "/people/{id}/entries/{seq}", "/people/{id}/subject-access/{part}", "/calendar/{file}":
			none[place] = id
		case "/rules/adopted/{n}", "/retention/certificates/{n}":
			none[place] = "99"
		}
	}
	none["/drafts/{key...}"] = "rating/" + none["/people/{id}"]
	return none
}

// TestAnotherRegisterIsNotFound walks every route as somebody who may do
// everything, in another register. What belongs to the first is answered as if
// it were not there, by every method, and stays as it is. A new route whose
// address names something needs an example in newNorthern.
func TestAnotherRegisterIsNotFound(t *testing.T) {
	t.Parallel()
	n := newNorthern(t)
	s := n.site
	south := s.browser()
	south.signIn(s.user("all.of.south@example.org", access.Roles, "SOUTH"))
	before := n.state(t)
	nobody := made(n.ids)
	named, seen := 0, map[string]bool{}
	tells := func(what string, got answer) {
		t.Helper()
		for _, secret := range []string{"Northina", "Secretson", "9994760173", "999 476 0173", "North register"} {
			if strings.Contains(got.body+got.location, secret) {
				t.Errorf("%s tells of %q", what, secret)
			}
		}
	}
	send := func(b *browser, method, path string) answer {
		r := httptest.NewRequest(method, path, strings.NewReader(formOfQuery(path)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return b.send(r)
	}
	for _, route := range (&Server{}).routes() {
		method, path, ok := strings.Cut(route.pattern, " ")
		if !ok {
			continue // anything else
		}
		filled, missing := fill(path, n.ids)
		if missing != "" {
			t.Errorf("%s: there is no example for %s", route.pattern, missing)
			continue
		}
		if filled == path || path == "/{$}" {
			if method == http.MethodGet {
				tells(route.pattern, send(south, method, strings.TrimSuffix(path, "{$}")))
			}
			continue
		}
		none, _ := fill(path, nobody)
		named++
		if seen[path] {
			continue
		}
		seen[path] = true
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			got, want := send(south, method, filled), send(south, method, none)
			if got.status != http.StatusNotFound || got.body != want.body || !reflect.DeepEqual(got.header, want.header) {
				t.Errorf("%s %s is answered %d, and what is not there %d\n%s", method, path, got.status, want.status, got.body)
			}
			tells(method+" "+path, got)
			out := send(s.browser(), method, filled)
			if !bySecret(path) && (out.status != http.StatusSeeOther || !strings.HasPrefix(out.location, "/sign-in")) {
				t.Errorf("%s %s, signed out, is answered %d to %q", method, path, out.status, out.location)
			}
		}
	}
	if named < 30 {
		t.Errorf("only %d routes name something", named)
	}
	for _, asked := range n.asked {
		method, address, _ := strings.Cut(asked, " ")
		tells(asked, send(south, method, address))
	}
	if got := south.post("/account/register", url.Values{"register": {"NORTH"}}); got.status != http.StatusNotFound {
		t.Errorf("working in another's register: %d", got.status)
	}
	if after := n.state(t); !reflect.DeepEqual(after, before) {
		t.Errorf("NORTH was\n%+v,\nnow\n%+v", before, after)
	}

	// Who is in NORTH finds all of it: the examples are real.
	north := s.browser()
	north.signIn(n.who.Email)
	for path := range seen {
		filled, _ := fill(path, n.ids)
		if bySecret(path) || strings.HasPrefix(path, "/drafts/") {
			continue
		}
		if got := send(north, "GET", filled); got.status == http.StatusNotFound && hasGet(path) {
			t.Errorf("%s: its example is not there in its own register either", path)
		}
	}
}

// bySecret reports whether a path is open to whoever has the secret in it, or,
// of a register that takes referrals from outside, to anyone.
func bySecret(path string) bool {
	return strings.HasPrefix(path, "/refer/") || strings.HasPrefix(path, "/criteria/") || strings.HasPrefix(path, "/calendar/") || strings.HasPrefix(path, "/invited/") || strings.HasPrefix(path, "/reset/")
}

// formOfQuery is the form of an address that names values in its query.
func formOfQuery(path string) string {
	_, query, _ := strings.Cut(path, "?")
	return query
}

func hasGet(path string) bool {
	for _, route := range (&Server{}).routes() {
		if route.pattern == "GET "+path {
			return true
		}
	}
	return false
}
