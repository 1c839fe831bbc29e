package store

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

// allNeeds are the needs of a register as its cases have them.
func allNeeds(t *testing.T, s *Store, register string) (rows []NeedsRow) {
	t.Helper()
	people := map[string]PersonRow{}
	for _, p := range listed(t, s, register, PeopleQuery{Membership: AnyMembership, Today: today}) {
		people[p.CaseID] = p
	}
	if err := s.EachCase(t.Context(), register, func(c *casefile.Case) error {
		p := people[c.ID]
		for _, n := range needRows(c, p.OnRegister) {
			rows = append(rows, NeedsRow{n, p.Name, p.NHSNumber, p.Rating, p.Coordinator})
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b NeedsRow) int {
		return cmp.Or(strings.Compare(a.openWanted(), b.openWanted()), strings.Compare(a.CaseID, b.CaseID), strings.Compare(a.Need, b.Need))
	})
	return rows
}

func TestNeedsAreListed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 90)
		populate(t, s, "N2", 5)
		all := allNeeds(t, s, "N1")
		waits := func(n NeedsRow) bool { return n.Waits }
		overdue := func(n NeedsRow) bool { return waits(n) && n.WantedBy != 0 && n.WantedBy < today }
		for name, test := range map[string]struct {
			q    NeedsQuery
			want func(NeedsRow) bool
		}{
			"everything":   {NeedsQuery{}, func(NeedsRow) bool { return true }},
			"waited for":   {NeedsQuery{Waiting: true}, waits},
			"overdue":      {NeedsQuery{Overdue: true}, overdue},
			"statuses":     {NeedsQuery{Statuses: []casefile.SupportStatus{"refused", "no-service"}}, func(n NeedsRow) bool { return n.Status == "refused" || n.Status == "no-service" }},
			"a category":   {NeedsQuery{Categories: []casefile.SupportCategory{all[0].Category}}, func(n NeedsRow) bool { return n.Category == all[0].Category }},
			"a provider":   {NeedsQuery{Providers: []string{"Provider 2"}}, func(n NeedsRow) bool { return n.Provider == "Provider 2" }},
			"a place":      {NeedsQuery{Places: authorities[:1]}, func(n NeedsRow) bool { return n.Place == authorities[0] }},
			"stopped":      {NeedsQuery{Stopped: true}, func(n NeedsRow) bool { return n.Waits && n.Stopped != 0 }},
			"works not":    {NeedsQuery{NotWorking: true}, func(n NeedsRow) bool { return n.OnRegister && n.Status == "started" && n.Working == "partly" }},
			"in a gap":     {NeedsQuery{InGap: true}, func(n NeedsRow) bool { return n.InGap(today) }},
			"who consents": {NeedsQuery{Cuts: Cuts{Consenting: true}}, func(n NeedsRow) bool { return n.Consent == "" || n.Consent == casefile.Given }},
			"in place":     {NeedsQuery{InPlace: true}, func(n NeedsRow) bool { return n.OnRegister && n.Status == "started" }},
			"hidden":       {NeedsQuery{For: &Viewer{Everyone: true, Hidden: []string{all[0].CaseID}}}, func(n NeedsRow) bool { return n.CaseID != all[0].CaseID }},
			"a holder":     {NeedsQuery{For: &Viewer{UserID: "u1", Today: today, Holds: []string{"Coordinator 3"}}}, func(n NeedsRow) bool { return n.Coordinator == "Coordinator 3" }},
			"nobody":       {NeedsQuery{For: &Viewer{UserID: "u1", Today: today}}, func(NeedsRow) bool { return false }},
		} {
			var want []NeedsRow
			late := 0
			for _, n := range all {
				if test.want(n) {
					if want = append(want, n); overdue(n) {
						late++
					}
				}
			}
			if len(want) == 0 && name != "nobody" {
				t.Errorf("%s: the sample has none", name)
			}
			q := test.q
			q.Today, q.Size = today, 7
			var got []NeedsRow
			for q.Page = 1; ; q.Page++ {
				page, err := s.Needs(t.Context(), "N1", q)
				if err != nil || page.Total != len(want) || page.Overdue != late {
					t.Fatalf("%s: %d, %d overdue, %v, want %d, %d", name, page.Total, page.Overdue, err, len(want), late)
				}
				got = append(got, page.Rows...)
				if page.Page == page.Pages {
					break
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s\n got %+v\nwant %+v", name, got, want)
			}
			var counts NeedCounts
			for _, n := range want {
				for _, each := range []struct {
					is bool
					in *int
				}{
					{waits(n), &counts.Waiting}, {overdue(n), &counts.Overdue}, {n.InGap(today), &counts.InGap},
					{waits(n) && n.Stopped != 0, &counts.Stopped},
					{n.OnRegister && n.Status == "started", &counts.InPlace}, {n.OnRegister && n.Status == "started" && n.Working == "partly", &counts.NotWorking},
				} {
					if each.is {
						*each.in++
					}
				}
			}
			if got, err := s.NeedCounts(t.Context(), "N1", q); err != nil || got != counts {
				t.Errorf("%s: counted %+v, %v, want %+v", name, got, err, counts)
			}
		}
		if got, err := s.NeedProviders(t.Context(), "N1", NeedsQuery{}); err != nil || !slices.Equal(got, []string{"Provider 0", "Provider 1", "Provider 2", "Provider 3", "Provider 4"}) {
			t.Errorf("providers %q, %v", got, err)
		}
	})
}

// A filter tells nothing of what a mark keeps from the viewer.
func TestMarkedNeedsAreFoundByNoFilter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 30)
		marked := allNeeds(t, s, "N1")[0]
		mark := func(word string) {
			err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
				if err := tx.Mark(Mark{Case: marked.CaseID, Seq: marked.Entries[len(marked.Entries)-1], Mark: word, Reason: "x", UserID: ann.ID, UserName: ann.Name}); err != nil {
					return err
				}
				return tx.Audit(audit("mark"))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		finds := func(q NeedsQuery) bool {
			q.Today, q.Size = today, MaxPageSize
			page, err := s.Needs(t.Context(), "N1", q)
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(page.Rows, func(n NeedsRow) bool { return n.CaseID == marked.CaseID && n.Need == marked.Need })
		}
		mark("safeguarding")
		by := NeedsQuery{Categories: []casefile.SupportCategory{marked.Category}}
		if !finds(by) {
			t.Error("who may read it does not find it")
		}
		by.Unread = []string{"safeguarding"}
		if finds(by) || finds(NeedsQuery{Providers: []string{marked.Provider}, Cuts: by.Cuts}) {
			t.Error("who may not read it finds it by what it says")
		}
		if !finds(NeedsQuery{Cuts: by.Cuts}) {
			t.Error("it is not listed at all")
		}
		mark("")
		if !finds(by) {
			t.Error("without a mark it is not found")
		}
	})
}

func TestTheIndexOfNeedsIsVerified(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 12)
		n := allNeeds(t, s, "N1")[0]
		for _, test := range []struct{ text, what string }{
			{"UPDATE needs SET status = 'asked!' WHERE case_id = '" + n.CaseID + "' AND need = '" + n.Need + "'", "the index of support needs differs in status"},
			{"DELETE FROM needs WHERE case_id = '" + n.CaseID + "' AND need = '" + n.Need + "'", "the index of support needs has "},
		} {
			if _, err := bare(t, s).Exec(test.text); err != nil {
				t.Fatal(err)
			}
			report, err := s.Verify(t.Context(), rules, today)
			if err != nil || report.Count != 1 || report.Faults[0].Case != n.CaseID || !strings.HasPrefix(report.Faults[0].What, test.what) {
				t.Errorf("%s: %+v, %v", test.text, report, err)
			}
			if err := s.Rebuild(t.Context(), rules, today, nil); err != nil {
				t.Fatal(err)
			}
		}
		// An earlier program had no such index.
		if _, err := bare(t, s).Exec("DELETE FROM needs"); err != nil {
			t.Fatal(err)
		}
		if _, err := bare(t, s).Exec("UPDATE people SET edition = '2-earlier'"); err != nil {
			t.Fatal(err)
		}
		if err := s.Reevaluate(t.Context(), "N1", rules, today, nil); err != nil {
			t.Fatal(err)
		}
		if report, err := s.Verify(t.Context(), rules, today); err != nil || !report.OK() || report.Stale != 0 {
			t.Errorf("after indexing anew: %+v, %v", report, err)
		}
		if page, err := s.Needs(t.Context(), "N1", NeedsQuery{Today: today}); err != nil || page.Total != 12 {
			t.Errorf("%d needs, %v", page.Total, err)
		}
	})
}
