package store

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Each list is held against the same made in Go from all the rows.
func TestPeopleAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 400)
		populate(t, s, "N2", 5)
		everyone := listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today})
		if len(everyone) != 400 {
			t.Fatalf("%d people", len(everyone))
		}
		age := func(p PersonRow) int { return p.BirthDate.AgeOn(today) }
		due := func(p PersonRow) string { return p.openDue() }
		rank := func(p PersonRow) int { return ratingRank(p.Rating) }
		on := func(p PersonRow) bool { return p.OnRegister == On }
		byName := func(a, b PersonRow) int {
			return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.CaseID, b.CaseID))
		}
		byRating := func(a, b PersonRow) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(due(a), due(b)), byName(a, b))
		}
		then := func(by func(a, b PersonRow) int, desc bool) func(a, b PersonRow) int {
			return func(a, b PersonRow) int {
				first := by(a, b)
				if desc {
					first = -first
				}
				return cmp.Or(first, byName(a, b))
			}
		}
		noDueLast := func(a, b PersonRow) int {
			none := func(p PersonRow) int {
				if due(p) == noOpenDue {
					return 1
				}
				return 0
			}
			return cmp.Or(cmp.Compare(none(a), none(b)), -cmp.Compare(due(a), due(b)), byName(a, b))
		}
		type takes = func(PersonRow) bool
		for name, test := range map[string]struct {
			q     PeopleQuery
			takes takes
			order func(a, b PersonRow) int
		}{
			"plain":          {PeopleQuery{}, on, byRating},
			"anyone":         {PeopleQuery{Membership: AnyMembership}, func(PersonRow) bool { return true }, byRating},
			"left":           {PeopleQuery{Membership: "left"}, func(p PersonRow) bool { return p.OnRegister == Left }, byRating},
			"never on":       {PeopleQuery{Membership: "none"}, func(p PersonRow) bool { return p.OnRegister == NotOn }, byRating},
			"red":            {PeopleQuery{Ratings: []string{"red"}}, func(p PersonRow) bool { return on(p) && p.Rating == casefile.Red }, byRating},
			"blue, unrated":  {PeopleQuery{Ratings: []string{"blue", NotRated}}, func(p PersonRow) bool { return on(p) && (p.Rating == casefile.Blue || p.Rating == "") }, byRating},
			"two councils":   {PeopleQuery{Authorities: authorities[:2]}, func(p PersonRow) bool { return on(p) && slices.Contains(authorities[:2], p.LocalAuthority) }, byRating},
			"children":       {PeopleQuery{AgeGroups: []string{"under-14", "14-17"}}, func(p PersonRow) bool { return on(p) && age(p) < 18 }, byRating},
			"26 to 64":       {PeopleQuery{AgeGroups: []string{"26-64"}}, func(p PersonRow) bool { return on(p) && age(p) >= 26 && age(p) <= 64 }, byRating},
			"CETR":           {PeopleQuery{Cohort: "cetr"}, func(p PersonRow) bool { return on(p) && p.Cohort == casefile.CETR }, byRating},
			"in hospital":    {PeopleQuery{Setting: "inpatient"}, func(p PersonRow) bool { return on(p) && p.Setting == casefile.Inpatient }, byRating},
			"of coordinator": {PeopleQuery{Coordinator: "Coordinator 3"}, func(p PersonRow) bool { return on(p) && p.Coordinator == "Coordinator 3" }, byRating},
			"overdue":        {PeopleQuery{Overdue: true}, func(p PersonRow) bool { return on(p) && p.Overdue(today) }, byRating},
			"no consent":     {PeopleQuery{NoConsent: true}, func(p PersonRow) bool { return on(p) && p.Consent != casefile.Given }, byRating},
			"attention":      {PeopleQuery{Attention: true}, func(p PersonRow) bool { return on(p) && p.Flags > 0 }, byRating},
			"changed today":  {PeopleQuery{ChangedSince: today}, on, byRating},
			"changed later":  {PeopleQuery{ChangedSince: today + 1}, func(PersonRow) bool { return false }, byRating},
			"all together": {PeopleQuery{Ratings: []string{"red", "amber"}, Authorities: authorities[:3], AgeGroups: []string{"26-64", "65-and-over"}, Cohort: "ctr", Setting: "community", Overdue: true, ChangedSince: today},
				func(p PersonRow) bool {
					return on(p) && rank(p) < 2 && slices.Contains(authorities[:3], p.LocalAuthority) && age(p) >= 26 && p.Cohort == casefile.CTR && p.Setting == casefile.Community && p.Overdue(today)
				}, byRating},
			"by name": {PeopleQuery{Sort: SortName}, on, byName},
			"by name, turned": {PeopleQuery{Sort: SortName, Desc: true}, on, func(a, b PersonRow) int {
				return cmp.Or(-cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.CaseID, b.CaseID))
			}},
			"by due":               {PeopleQuery{Sort: SortDue}, on, then(func(a, b PersonRow) int { return cmp.Compare(due(a), due(b)) }, false)},
			"by due, turned":       {PeopleQuery{Sort: SortDue, Desc: true}, on, noDueLast},
			"by birth":             {PeopleQuery{Sort: SortBirthDate}, on, then(func(a, b PersonRow) int { return cmp.Compare(a.BirthDate, b.BirthDate) }, false)},
			"by birth, turned":     {PeopleQuery{Sort: SortBirthDate, Desc: true}, on, then(func(a, b PersonRow) int { return cmp.Compare(a.BirthDate, b.BirthDate) }, true)},
			"by authority, turned": {PeopleQuery{Sort: SortAuthority, Desc: true}, on, then(func(a, b PersonRow) int { return cmp.Compare(a.LocalAuthority, b.LocalAuthority) }, true)},
			"by coordinator":       {PeopleQuery{Sort: SortCoordinator}, on, then(func(a, b PersonRow) int { return cmp.Compare(a.Coordinator, b.Coordinator) }, false)},
			"by change, turned":    {PeopleQuery{Sort: SortChanged, Desc: true}, on, then(func(a, b PersonRow) int { return a.ChangedAt.Compare(b.ChangedAt) }, true)},
			"by rating, turned": {PeopleQuery{Desc: true}, on, func(a, b PersonRow) int {
				return cmp.Or(-cmp.Compare(rank(a), rank(b)), cmp.Compare(due(a), due(b)), byName(a, b))
			}},
		} {
			test.q.Today = today
			want := slices.DeleteFunc(slices.Clone(everyone), func(p PersonRow) bool { return !test.takes(p) })
			slices.SortFunc(want, test.order)
			if len(want) == 0 && name != "changed later" {
				t.Errorf("%s: the sample has nobody for it", name)
			}
			if got := listed(t, s, "N1", test.q); !slices.Equal(ids(got), ids(want)) {
				t.Errorf("%s, all:\n%v,\nwant\n%v", name, ids(got), ids(want))
			}
			// The pages say the same, row for row.
			test.q.Size = 7
			anyColour := test.q
			anyColour.Ratings = nil
			var counts RatingCounts
			for _, p := range listed(t, s, "N1", anyColour) {
				*counts.at(rank(p))++
			}
			pages := max(1, (len(want)+6)/7)
			for n := range min(pages, 8) {
				test.q.Page = n + 1
				got, err := s.People(t.Context(), "N1", test.q)
				if err != nil {
					t.Fatal(err)
				}
				var rows []PersonRow
				if len(want) > 0 {
					rows = want[n*7 : min(len(want), n*7+7)]
				}
				if want := (PeoplePage{Rows: rows, Total: len(want), Counts: counts, Page: n + 1, Pages: pages, Size: 7}); !reflect.DeepEqual(got, want) {
					t.Errorf("%s, page %d:\n%+v,\nwant\n%+v", name, n+1, got, want)
				}
			}
		}
		last, err := s.People(t.Context(), "N1", PeopleQuery{Page: 1 << 40, Size: 1 << 40, Today: today})
		if err != nil || last.Page != 1 || last.Size != MaxPageSize || len(last.Rows) != last.Total {
			t.Errorf("beyond the last page: %d of %d rows on page %d of size %d, %v", len(last.Rows), last.Total, last.Page, last.Size, err)
		}
	})
}

func ids(rows []PersonRow) []string {
	ids := make([]string, len(rows))
	for i, p := range rows {
		ids[i] = p.CaseID
	}
	return ids
}

func TestAgesTurnOnTheBirthday(t *testing.T) {
	t.Parallel()
	for _, on := range []civil.Date{civil.Of(2026, 3, 2), civil.Of(2024, 2, 29), civil.Of(2023, 2, 28), civil.Of(2023, 3, 1), civil.Of(2024, 2, 28), civil.Of(2024, 3, 1)} {
		for _, age := range []int{0, 14, 18, 26, 65} {
			last := latestBirth(on, age)
			for born := last - 3; born <= min(last+3, on); born++ {
				if got, want := born <= last, born.AgeOn(on) >= age; got != want {
					t.Errorf("on %s, born %s: %d or older is %v, want %v", on, born, age, got, want)
				}
			}
		}
	}
}

func TestChangedSinceIsADayInLondon(t *testing.T) {
	t.Parallel()
	if got := startOf(civil.Of(2026, 7, 1)); got != "2026-06-30T23:00:00.000000Z" {
		t.Error(got)
	}
	if got := startOf(civil.Of(2026, 1, 1)); got != "2026-01-01T00:00:00.000000Z" {
		t.Error(got)
	}
}

func TestKnownPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		born := civil.Of(1987, 3, 2)
		details := func(given, family, number string, born civil.Date) casefile.Entry {
			return on("2026-01-01", casefile.Details{GivenName: given, FamilyName: family, NHSNumber: number, BirthDate: born})
		}
		put(t, s, "N1", "p1", details("Siân", "O’Brien", "9991234560", born))
		put(t, s, "N1", "p2", details("Sian", "OBrien", "", born))
		put(t, s, "N1", "p3", details("Sian", "OBrien", "9991234560", 0))
		put(t, s, "N1", "p4", details("Struck", "Out", "9991230001", born), on("2026-01-01", casefile.EnteredInError{Entry: 1}))
		put(t, s, "N1", "p5", details("", "", "", born))
		put(t, s, "N2", "p6", details("Else", "Where", "9991230002", born))
		want := []KnownPerson{
			{Case: "p1", Given: "Siân", Family: "O’Brien", NHSNumber: "9991234560", BirthDate: born},
			{Case: "p2", Given: "Sian", Family: "OBrien", BirthDate: born},
			{Case: "p3", Given: "Sian", Family: "OBrien", NHSNumber: "9991234560"},
			{Case: "p5", BirthDate: born},
		}
		got, err := s.KnownPeople(t.Context(), "N1")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("known %+v, %v, want %+v", got, err, want)
		}
		find := func(number string) string {
			id, err := s.FindByNHSNumber(t.Context(), "N1", number)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		if a, b, c := find("9991234560"), find("9991230001"), find("9991230002"); a != "p1" || b != "" || c != "" {
			t.Errorf("found %q %q %q", a, b, c)
		}
		// A transaction sees what it adds itself.
		err = s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			c, err := tx.NewCase("p7")
			if err != nil {
				return err
			}
			if err := tx.Append(c, ann, details("New", "Person", "9991230003", born)); err != nil {
				return err
			}
			p1, err := tx.Case("p1")
			if err != nil {
				return err
			}
			if err := tx.Append(p1, ann, on("2026-01-03", casefile.EnteredInError{Entry: 1})); err != nil {
				return err
			}
			for number, want := range map[string]string{"9991230003": "p7", "9991234560": "p3", "9991230009": ""} {
				if id, err := tx.FindByNHSNumber(number); err != nil || id != want {
					t.Errorf("in the transaction %s is %q, %v, want %q", number, id, err, want)
				}
			}
			k, err := tx.KnownPeople()
			if err != nil || !reflect.DeepEqual(k, want) {
				t.Errorf("in the transaction known %+v, %v", k, err)
			}
			return tx.Audit(audit("x"))
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Of two who add the same person at once, the second finds the first.
func TestNobodyIsAddedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		done := make(chan error)
		for i := range 8 {
			go func() {
				done <- s.Do(t.Context(), work("N1"), func(tx *Tx) error {
					id, err := tx.FindByNHSNumber("9991234560")
					if err != nil || id != "" {
						return err
					}
					time.Sleep(5 * time.Millisecond)
					c, err := tx.NewCase(fmt.Sprint("p", i))
					if err != nil {
						return err
					}
					if err := tx.Append(c, ann, on("2026-01-01", casefile.Details{NHSNumber: "9991234560"})); err != nil {
						return err
					}
					return tx.Audit(audit("add"))
				})
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		verifies(t, s, Report{Registers: 1, Cases: 1, Entries: 1})
	})
}

func TestChoicesOfTheFilters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		for i, name := range []string{"Zed", "Ann", "Ann", "Éva"} {
			put(t, s, "N1", fmt.Sprint("p", i), on("2026-01-01", casefile.Coordinator{Name: name}), on("2026-01-01", casefile.LocalAuthority{Name: name + " Council"}))
		}
		put(t, s, "N1", "p9", on("2026-01-01", casefile.Coordinator{Name: "Gone"}), on("2026-01-01", casefile.EnteredInError{Entry: 1}))
		c, err1 := s.Coordinators(t.Context(), "N1", nil)
		a, err2 := s.Authorities(t.Context(), "N1", nil)
		if fmt.Sprint(c, a, err1, err2) != "[Ann Zed Éva] [Ann Council Zed Council Éva Council] <nil> <nil>" {
			t.Error(c, a, err1, err2)
		}
	})
}

func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 120)
		populate(t, s, "N2", 3)
		people := map[string]PersonRow{}
		var open []DueRow
		for _, p := range listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today}) {
			people[p.CaseID] = p
			rows, err := s.Obligations(t.Context(), "N1", p.CaseID)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range rows {
				if o.State == StateOpen {
					open = append(open, DueRow{o, p.Name, p.NHSNumber, p.BirthDate, p.Rating, p.Coordinator, p.OnRegister})
				}
			}
		}
		slices.SortFunc(open, func(a, b DueRow) int {
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.CaseID, b.CaseID), cmp.Compare(a.N, b.N))
		})
		for name, test := range map[string]struct {
			q     DueQuery
			takes func(DueRow) bool
		}{
			"all":         {DueQuery{}, func(DueRow) bool { return true }},
			"overdue":     {DueQuery{Overdue: true}, func(d DueRow) bool { return d.Due < today }},
			"a week":      {DueQuery{From: today, To: today + 7}, func(d DueRow) bool { return d.Due >= today && d.Due <= today+7 }},
			"two rules":   {DueQuery{Rules: []string{"local.register-review", "policy.red-review"}}, func(d DueRow) bool { return d.Rule == "local.register-review" || d.Rule == "policy.red-review" }},
			"coordinator": {DueQuery{Coordinators: []string{"Coordinator 3"}}, func(d DueRow) bool { return d.Coordinator == "Coordinator 3" }},
			"team": {DueQuery{Coordinators: []string{"Coordinator 5", "Coordinator 3"}}, func(d DueRow) bool {
				return d.Coordinator == "Coordinator 3" || d.Coordinator == "Coordinator 5"
			}},
		} {
			var want DuePage
			for _, d := range open {
				if test.takes(d) {
					want.Rows = append(want.Rows, d)
					if d.Due < today {
						want.Overdue++
					}
				}
			}
			if len(want.Rows) == 0 || len(want.Rows) == len(open) && name != "all" {
				t.Errorf("%s: the sample has %d of %d", name, len(want.Rows), len(open))
			}
			want.Total, want.Page, want.Size = len(want.Rows), 2, 10
			want.Pages = (want.Total + 9) / 10
			want.Page = min(2, want.Pages)
			want.Rows = want.Rows[(want.Page-1)*10 : min(want.Total, want.Page*10)]
			test.q.Today, test.q.Page, test.q.Size = today, 2, 10
			if got, err := s.ObligationsDue(t.Context(), "N1", test.q); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n%+v, %v,\nwant\n%+v", name, got, err, want)
			}
		}
	})
}
