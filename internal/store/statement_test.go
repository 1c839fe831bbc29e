package store

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// lists are the texts that are put together for lists: each filter, sort and
// search by itself, and all filters at once.
func lists() map[string]string {
	texts := map[string]string{}
	every := PeopleQuery{
		Text: "siân o'brien 2/3/1987", Ratings: []string{"red", NotRated}, Authorities: []string{"A", "B"},
		AgeGroups: []string{"under-14", "18-25", UnknownAge}, Cohort: "ctr", Setting: "inpatient", Coordinator: "Ann",
		Overdue: true, NoConsent: true, Attention: true, ChangedSince: today, Membership: AnyMembership, Today: today,
	}
	queries := map[string]PeopleQuery{
		"plain": {Today: today}, "every filter": every,
		"ratings": {Ratings: every.Ratings}, "authorities": {Authorities: every.Authorities}, "ages": {AgeGroups: every.AgeGroups, Today: today},
		"no such age": {AgeGroups: []string{"?"}, Today: today}, "cohort": {Cohort: "cetr"}, "setting": {Setting: "community"}, "coordinator": {Coordinator: "Ann"},
		"overdue": {Overdue: true, Today: today}, "no consent": {NoConsent: true}, "attention": {Attention: true}, "changed": {ChangedSince: today},
		"left": {Membership: "left"}, "anyone": {Membership: AnyMembership},
		"a word": {Text: "berg"}, "words": {Text: "van der berg"}, "a number": {Text: "999 123"}, "a birth date": {Text: "2.3.87", Today: today}, "no word": {Text: "?!"},
	}
	for _, sort := range append(Sorts, "no such sort") {
		for _, desc := range []bool{false, true} {
			name := fmt.Sprintf("by %s %v", sort, desc)
			queries[name] = PeopleQuery{Sort: sort, Desc: desc}
			q := every
			q.Sort, q.Desc = sort, desc
			queries[name+", every filter"] = q
		}
	}
	viewers := map[string]*Viewer{"": nil}
	for name, v := range someViewers() {
		viewers[" for "+name] = v
		texts["anybody for "+name], _ = v.anybodySQL("N1")
		if v.reaches() {
			texts["authorities for "+name], _ = v.valuesSQL("N1", "local_authority")
			texts["reached by "+name], _ = v.reachedSQL("N1")
		}
		for st, args := range map[*statement]int{countSomeNew: 3, countNew: 2, countOlder: 3, selectNew: 4, selectOlder: 5, countNewByRule: 3} {
			narrowed, _ := v.narrow(st, make([]any, args))
			texts["reminders for "+name+": "+st.sql] = narrowed.sql
		}
		for _, q := range []PeopleQuery{{For: v}, {For: v, Text: "van der berg"}, {For: v, Text: "999 123", Sort: SortName}} {
			text := "people for " + name + " " + q.Text
			texts["count "+text], _ = q.countSQL("N1")
			texts["page "+text], _ = q.pageSQL("N1", 50, 100)
			texts["all "+text], _ = q.allSQL("N1")
		}
	}
	for name, q := range queries {
		texts["count "+name], _ = q.countSQL("N1")
		texts["page "+name], _ = q.pageSQL("N1", 50, 100)
		texts["all "+name], _ = q.allSQL("N1")
	}
	for name, q := range map[string]DueQuery{
		"plain": {Today: today}, "filtered": {From: today, To: today + 7, Rules: []string{"action", "support"}, Coordinators: []string{"Ann", "Bo"}, Overdue: true, Today: today},
		"overdue": {Overdue: true, Today: today}, "coordinator": {Coordinators: []string{"Ann"}},
		"without a reason": {NoReason: true, Today: today}, "without a reason, filtered": {NoReason: true, Today: today, From: today, To: today, Rules: []string{"action"}, Coordinators: []string{"Ann"}},
	} {
		for who, v := range viewers {
			q.For = v
			texts["count due "+name+who], _ = q.countSQL("N1")
			texts["page due "+name+who], _ = q.pageSQL("N1", 50, 100)
			texts["days due "+name+who], _ = q.daysSQL("N1")
		}
	}
	for name, q := range map[string]NeedsQuery{
		"plain": {Today: today}, "waited for": {Waiting: true, Today: today}, "in a gap": {InGap: true, Today: today},
		"filtered": {
			Waiting: true, Statuses: casefile.SupportStatuses, Categories: casefile.SupportCategories, Providers: []string{"A", "B"}, Places: []string{"A"},
			Overdue: true, InGap: true, InPlace: true, NotWorking: true, Stopped: true, Today: today, Cuts: allCuts,
		},
	} {
		for who, v := range viewers {
			q.For = v
			texts["count needs "+name+who], _ = q.countSQL("N1")
			texts["page of needs "+name+who], _ = q.pageSQL("N1", 50, 100)
			texts["counts of needs "+name+who], _ = q.countsSQL("N1")
			texts["providers "+name+who], _ = q.providersSQL("N1")
			refused := RefusalsQuery{NeedsQuery: q, Reason: casefile.NotOnRegister, Since: today}
			texts["count refusals "+name+who], _ = refused.countSQL("N1")
			texts["page of refusals "+name+who], _ = refused.pageSQL("N1", 50, 100)
		}
	}
	for name, q := range map[string]ActionsQuery{
		"plain": {Today: today}, "over": {Over: true, Today: today}, "whose": {Owners: []string{"A", "B"}, Given: []string{"a1"}, Own: true, DueBy: today, Today: today, Cuts: allCuts},
		"of a team": {Owners: []string{"A"}, Today: today, Cuts: allCuts},
	} {
		for who, v := range viewers {
			q.For = v
			texts["count actions "+name+who], _ = q.countSQL("N1")
			texts["page of actions "+name+who], _ = q.pageSQL("N1", 50, 100)
		}
	}
	for who, v := range viewers {
		texts["early signs"+who], _ = earlySignsSQL("N1", v, today)
		texts["people waiting"+who], _ = NeedsQuery{For: v, Cuts: allCuts}.waitingSQL("N1")
	}
	for _, kind := range ConsentKinds {
		for who, v := range viewers {
			q := ConsentQuery{Kind: kind, Page: 2, Size: 50, SixteenBy: today, OldBefore: today, For: v}
			texts["count consents "+string(kind)+who], _ = q.countSQL("N1")
			texts["page of consents "+string(kind)+who], _ = q.pageSQL("N1")
		}
	}
	for name, q := range map[string]AuditQuery{
		"plain": {}, "everything": {User: "u1", Case: "p1", Kinds: AuditKinds, From: noon, To: noon, Before: AuditKey{noon, "x"}},
		"user": {User: "u1"}, "case": {Case: "p1"}, "kind": {Kinds: []AuditKind{Refused}},
	} {
		texts["page of the audit "+name], _ = q.pageSQL("N1", 50)
		texts["all of the audit "+name], _ = q.allSQL("N1")
	}
	for who, v := range viewers {
		texts["admissions"+who], _ = admissionsSQL("N1", today, Cuts{}, v)
		for _, sort := range append(InpatientSorts, "") {
			for _, all := range []bool{false, true} {
				q := InpatientQuery{Sort: sort, Desc: all, OutOfArea: all, NoPlan: all, Past: all, Delayed: all, Segregated: all, Children: all, Today: today, For: v}
				if all {
					q.Years, q.Cuts = 5, allCuts
				}
				name := fmt.Sprintf("inpatients by %s %v%s", sort, all, who)
				texts["count "+name], _ = q.countSQL("N1")
				texts["page "+name], _ = q.pageSQL("N1", 50, 100)
			}
		}
	}
	texts["who may see"], _ = protectionsSQL(Work{Register: "N1", At: noon, Today: today}, "u1", []string{"p1", "p2"})
	texts["who may see many"], _ = protectionsSQL(Work{Register: "N1", At: noon, Today: today}, "u1", manyMore(nil))
	texts["heads of some cases"] = someOf("id, version, head_hash", "cases", "id", "id", 3)
	texts["entries of some cases"] = someOf(packedEntries, "entries", "case_id", "", 3)
	texts["people of some cases"] = someOf(personColumns, "people", "case_id", "case_id", 3)
	texts["obligations of some cases"] = someOf(packedObligations, "obligations", "case_id", "", 3)
	texts["the same of some cases"], _ = sameSQL("N1", []string{"p1", "p2"}, Rules{Rulebook: rules}, today)
	texts["names of some cases"], _ = namesSQL("N1", []string{"p1", "p2"})
	for _, table := range sealedTables {
		texts["rows of "+table.name+" by their keys"], _ = table.byKeys("N1", len(table.forms), []sealedRow{{parts: append([]string{"N1"}, "1", "2", "3", "4")[:len(table.key)]}})
	}
	texts["some cases"], _ = casesSQL("N1", []string{"p1", "p2"})
	return texts
}

// allCuts leave out whatever can be.
var allCuts = Cuts{Consenting: true, Unread: []string{"third-party"}, NotFor: []casefile.ShareWith{"council", "school"}}

func TestEveryStatementPreparesOnBothEngines(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		prepare := func(name, text string) {
			st, err := s.write.Prepare(text)
			if err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
				return
			}
			st.Close()
		}
		for _, st := range statements {
			prepare("statement", st.text(s.engine))
			if st.insert != nil {
				prepare("rows at once", st.insert.text(64))
			}
		}
		for name, text := range lists() {
			prepare(name, text)
		}
	})
}

func TestEveryStatementNamesItsRegister(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	withRegister := map[string]bool{}
	err := s.reader().each(t.Context(), &statement{sql: "SELECT t.name FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c WHERE c.name = 'register'"}, func(row scan) error {
		name, err := only[string](row)
		withRegister[name] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !withRegister["entries"] || withRegister["users"] {
		t.Fatalf("tables with a register: %v", withRegister)
	}
	table := regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)`)
	named := regexp.MustCompile(`\bregister = (\$\d+|p\.register|o\.register|m\.register)`)
	check := func(text string) string {
		tables := 0
		for _, m := range table.FindAllStringSubmatch(text, -1) {
			if withRegister[m[1]] {
				tables++
			}
		}
		if tables == 0 {
			return ""
		}
		if strings.HasPrefix(text, "INSERT INTO ") {
			if !strings.Contains(text, " (register, ") {
				return "it adds a row without a register"
			}
			return ""
		}
		if n := len(named.FindAllString(text, -1)); n < tables || !strings.Contains(text, "register = $1") {
			return fmt.Sprintf("it names the register for %d of %d tables", n, tables)
		}
		if !(&statement{sql: text}).namesRegister() {
			return "its register is not known to be one"
		}
		return ""
	}
	for _, st := range statements {
		if st.across != "" {
			if _, ok := crossings[st.across]; !ok {
				t.Errorf("%q has no policy among the crossings: %s", st.across, st.sql)
			}
			continue
		}
		if fault := check(st.sql); fault != "" {
			t.Errorf("%s: %s", fault, st.sql)
		}
	}
	for name, text := range lists() {
		if fault := check(text); fault != "" {
			t.Errorf("%s: %s: %s", name, fault, text)
		}
	}
	// The check itself finds what it is for.
	for _, bad := range []string{
		"SELECT id FROM cases WHERE id = $1", "UPDATE cases SET version = $2 WHERE id = $1", "INSERT INTO drafts (key) VALUES ($1)",
		"SELECT o.n FROM obligations o JOIN people p ON p.case_id = o.case_id WHERE o.register = $1",
	} {
		if check(bad) == "" {
			t.Errorf("passed: %s", bad)
		}
	}
}

func TestParametersGoToTheirPlaces(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		type pair struct{ second, first, again string }
		read := func(row scan) (p pair, err error) {
			err = row(&p.second, &p.first, &p.again)
			return p, err
		}
		st := &statement{sql: "SELECT CAST($2 AS text), CAST($1 AS text), CAST($2 AS text)"}
		got, err := one(t.Context(), s.reader(), st, read, "first", "second")
		if want := (pair{"second", "first", "second"}); err != nil || got != want {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
	})
}

func TestValuesHaveTheOrderOfTheColumns(t *testing.T) {
	t.Parallel()
	p := PersonRow{CaseID: "p1"}
	if n := len(p.values("N1")); n != len(personNames) {
		t.Errorf("%d values for %d columns of people", n, len(personNames))
	}
	o := ObligationRow{}
	if n := len(o.values("N1")); n != len(obligationNames) {
		t.Errorf("%d values for %d columns of obligations", n, len(obligationNames))
	}
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		want := PersonRow{
			CaseID: "p1", Given: "given", Family: "family", Preferred: "preferred", Name: "name", SortKey: "sort", NHSNumber: "9991234560",
			BirthDate: today - 9000, Rating: casefile.Green, RatingSince: today - 1, LocalAuthority: "authority", Cohort: casefile.CETR, Setting: casefile.Inpatient,
			OnRegister: Moved, Consent: casefile.Refused, ConsentBasis: casefile.Parent, ReviewsConsent: casefile.Withdrawn, Coordinator: "coordinator",
			Flags: 2, FlagMessage: "flag", NextDue: today + 1, NextRule: "rule", NextState: StateOpen, OpenCount: 3, JoinedOn: today - 2, LeftOn: today - 3,
			Hospital: "hospital", Ward: "ward", LastReviewOn: today - 4, EndedOn: today - 5, DiedOn: today - 6, ChangedAt: noon, ChangedBy: "changer", Version: 4, HeadHash: casefile.Hash{5},
			EvaluatedOn: today, ChangesOn: today + 6, Rulebook: 7, Edition: "edition",
		}
		duty := ObligationRow{CaseID: "p1", N: 1, Rule: "rule", Basis: "basis", Subject: "subject", StartedSeq: 2, StartedOn: today, Due: today + 3,
			State: StateOpen, MetSeq: 4, MetOn: today + 5, EndedOn: today + 6, EndedReason: "reason", MissedSeq: 7, AsksReason: true}
		empty := PersonRow{CaseID: "p2", ChangedAt: noon, EvaluatedOn: today}
		bare := ObligationRow{CaseID: "p1", N: 2, StartedOn: civil.MinDate, Due: civil.MaxDate, State: "met"}
		err := s.change(t.Context(), func(r runner) error {
			return writeIndex(t.Context(), r, "N1", []Indexed{
				{Person: want, Words: []string{"a", "b"}, Obligations: []ObligationRow{duty, bare}}, {Person: empty},
			}, func(string) bool { return false })
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []PersonRow{want, empty} {
			if got, err := s.PersonRow(t.Context(), "N1", p.CaseID); err != nil || got != p {
				t.Errorf("read back %+v, %v,\nwant %+v", got, err, p)
			}
		}
		got, err := s.Obligations(t.Context(), "N1", "p1")
		if err != nil || len(got) != 2 || got[0] != duty || got[1] != bare {
			t.Errorf("read back %+v, %v,\nwant %+v %+v", got, err, duty, bare)
		}
	})
}
