package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// An index that SQLite is not told of is one that it would choose for no
// reason.
func TestSQLiteIsToldOfEveryIndex(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for table, told := range rowsOf {
		want := []string{table}
		err := s.reader().each(t.Context(), &statement{sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL"}, func(row scan) error {
			name, err := only[string](row)
			want = append(want, name)
			return err
		}, table)
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for name := range told {
			have = append(have, name)
		}
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(have, want) {
			t.Errorf("of %s it is told of %v, and has %v", table, have, want)
		}
	}
}

// plan is how SQLite goes about a query, step by step.
func plan(t *testing.T, s *Store, text string, args []any) []string {
	t.Helper()
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	if err := eachRow(rows, func(row scan) error {
		var id, parent, unused int
		var step string
		err := row(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return steps
}

// A list is read from the index that is made for it, and the rows of people
// are looked up for one page only.
func TestListsAreReadFromTheirIndex(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	const (
		rating  = "SEARCH p USING COVERING INDEX people_by_rating"
		colour  = "SEARCH p USING COVERING INDEX people_by_colour"
		name    = "SEARCH p USING COVERING INDEX people_by_name"
		due     = "SEARCH p USING COVERING INDEX people_by_due"
		changed = "SEARCH p USING COVERING INDEX people_by_changed"
		born    = "SEARCH p USING INDEX people_by_birth_date"
		number  = "SEARCH p USING INDEX people_by_nhs_number"
		words   = "SEARCH people_names USING PRIMARY KEY (register=? AND token>? AND token<?)"
	)
	filters := PeopleQuery{Authorities: []string{"A"}, AgeGroups: []string{"18-25"}, Cohort: "ctr", Setting: "community", Overdue: true, NoConsent: true, Attention: true, ChangedSince: today}
	with := func(q PeopleQuery, sort string) PeopleQuery { q.Sort = sort; return q }
	for title, test := range map[string]struct {
		q           PeopleQuery
		count, page string
	}{
		"plain":              {PeopleQuery{}, colour, rating},
		"red":                {PeopleQuery{Ratings: []string{"red"}}, colour, rating},
		"filters":            {filters, rating, rating},
		"overdue":            {PeopleQuery{Overdue: true}, rating, rating},
		"by name":            {PeopleQuery{Sort: SortName}, colour, name},
		"by due":             {PeopleQuery{Sort: SortDue}, colour, due},
		"by change":          {PeopleQuery{Sort: SortChanged, Desc: true}, colour, changed},
		"filters, by name":   {with(filters, SortName), rating, rating},
		"filters, by due":    {with(filters, SortDue), rating, rating},
		"filters, by change": {with(filters, SortChanged), rating, rating},
		"red, by name":       {PeopleQuery{Ratings: []string{"red"}, Sort: SortName}, colour, rating},
		"anyone":             {PeopleQuery{Membership: AnyMembership}, colour, rating},
		"birth date":         {PeopleQuery{Text: "2/3/1987"}, born, born},
		"NHS number":         {PeopleQuery{Text: "999 123 4560"}, number, number},
		"word":               {PeopleQuery{Text: "berg"}, words, words},
		"letter":             {PeopleQuery{Text: "s"}, words, words},
		"words":              {PeopleQuery{Text: "van der berg"}, words, words},
		"left, words":        {PeopleQuery{Text: "van der berg", Membership: "left"}, words, words},
	} {
		test.q.Today = today
		for kind, want := range map[string]string{"count": test.count, "page": test.page} {
			text, args := test.q.countSQL("N1")
			if kind == "page" {
				text, args = test.q.pageSQL("N1", 50, 0)
			}
			steps := plan(t, s, text, args)
			if !slices.ContainsFunc(steps, func(step string) bool { return strings.HasPrefix(step, want) }) {
				t.Errorf("%s, %s: not %s but\n%s", title, kind, want, strings.Join(steps, "\n"))
			}
			sorts := slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, "TEMP B-TREE FOR ORDER BY") })
			if kind == "page" && (title == "plain" || title == "filters" || title == "by name" || title == "by due") && sorts {
				t.Errorf("%s: it sorts\n%s", title, strings.Join(steps, "\n"))
			}
		}
	}
}

// What is due for some coordinators is read from those of their people of whom
// something is open, who are few, and not from all that is due nor from all dates
// that they ever had.
func TestWhatATeamHasToDoIsReadFromItsPeople(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	team := make([]string, 40)
	for i := range team {
		team[i] = fmt.Sprint("Coordinator ", i)
	}
	for name, q := range map[string]DueQuery{
		"one": {Coordinators: team[:1]}, "team": {Coordinators: team}, "team, without a reason": {Coordinators: team, NoReason: true},
	} {
		q.Today = today
		texts := map[string]func() (string, []any){
			"count": func() (string, []any) { return q.countSQL("N1") }, "days": func() (string, []any) { return q.daysSQL("N1") },
			"page": func() (string, []any) { return q.pageSQL("N1", 50, 0) },
		}
		for kind, text := range texts {
			sql, args := text()
			steps := slices.DeleteFunc(plan(t, s, sql, args), func(step string) bool { return !strings.HasPrefix(step, "SEARCH") })
			people, dates := "people_by_coordinator (register=? AND coordinator=? AND open_due<?)", "SEARCH o USING COVERING INDEX obligations_open_of (register=? AND case_id=?)"
			if q.NoReason {
				people, dates = "people_by_coordinator (register=? AND coordinator=?)", "SEARCH o USING PRIMARY KEY (register=? AND case_id=?)"
			}
			if len(steps) < 2 || !strings.Contains(steps[0], people) || !strings.HasPrefix(steps[1], dates) {
				t.Errorf("%s, %s:\n%s", name, kind, strings.Join(steps, "\n"))
			}
		}
	}
}

// The choices of the filters are on every page of the register, so they are
// stepped through and never found by reading everyone.
func TestChoicesAreSteppedThrough(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for st, index := range map[*statement]string{selectAuthorities: "people_by_authority", selectCoordinators: "people_by_coordinator"} {
		steps := plan(t, s, st.sql, []any{"N1"})
		reads := slices.DeleteFunc(slices.Clone(steps), func(step string) bool { return !strings.Contains(step, " people") && !strings.Contains(step, " p ") })
		if len(reads) != 2 || slices.ContainsFunc(reads, func(step string) bool { return !strings.Contains(step, index) || !strings.HasPrefix(step, "SEARCH") }) {
			t.Errorf("not by %s alone but\n%s", index, strings.Join(steps, "\n"))
		}
	}
}
