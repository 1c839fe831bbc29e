package store

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// inHospital puts people of every kind into hospital: who is named by their
// letter is what the letter says below.
func inHospital(t *testing.T, s *Store) {
	t.Helper()
	makeRegister(t, s, "N1")
	makeRegister(t, s, "N2")
	day := func(n int, f casefile.Fact) casefile.Entry { return casefile.Entry{On: today - civil.Date(n), Fact: f} }
	name := func(given string, years int, consent casefile.ConsentDecision) []casefile.Entry {
		return []casefile.Entry{
			day(4000, casefile.Details{GivenName: given, FamilyName: "Example", BirthDate: today - civil.Date(366*years)}),
			day(3900, casefile.JoinedRegister{}), day(3900, casefile.Consent{To: casefile.ToRegister, Decision: consent, Basis: casefile.Own}),
		}
	}
	elm := casefile.Admission{Hospital: "X01", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}
	far := elm
	far.OutOfArea, far.Security, far.Hospital, far.Name = true, casefile.Medium, "X02", "Far Hospital"
	for id, entries := range map[string][]casefile.Entry{
		"a": append(name("Ada", 40, casefile.Given), day(3700, elm), day(9, casefile.PlannedDischarge{Day: today - 2})),
		"b": append(name("Bo", 40, casefile.Given), day(800, far), day(20, casefile.DischargeDelay{ID: "d", Code: "lack-housing"}), day(10, casefile.PlannedDischarge{Day: today + 30})),
		"c": append(name("Cai", 15, casefile.Given), day(100, elm)),
		"d": append(name("Di", 40, casefile.Withdrawn), day(300, far), day(2, casefile.Segregation{ID: "s", Form: casefile.LongTermSegregation})),
		"e": append(name("Ed", 40, casefile.Given), day(900, elm), day(400, casefile.Discharge{}), day(399, far)), // went on, without a day at home
		"f": append(name("Flo", 40, casefile.Given), day(500, elm), day(480, casefile.Discharge{})),               // is home
		"g": append(name("Gus", 40, casefile.Given), day(6, casefile.Rated{Rating: casefile.Blue})),               // blue, and no admission
		"h": {day(50, casefile.Details{GivenName: "Hal", FamilyName: "Example"}), day(50, elm), day(50, casefile.JoinedRegister{}), day(49, casefile.AdmissionQuestions{Admission: 2, Registered: casefile.AnswerNo, Before: casefile.LAEPWasHeld})},
	} {
		put(t, s, "N1", id, entries...)
	}
	put(t, s, "N2", "z", append(name("Zed", 40, casefile.Given), day(30, elm))...)
}

func TestInpatients(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		inHospital(t, s)
		list := func(q InpatientQuery) string {
			t.Helper()
			q.Today = today
			page, err := s.Inpatients(t.Context(), "N1", q)
			if err != nil || page.Total != len(page.Rows) {
				t.Fatalf("%+v: %d of %d, %v", q, len(page.Rows), page.Total, err)
			}
			var ids []string
			for _, r := range page.Rows {
				ids = append(ids, r.CaseID)
			}
			return strings.Join(ids, "")
		}
		for want, q := range map[string]InpatientQuery{
			"aebdchg": {},
			"gcdhbea": {Sort: InpatientLongest, Desc: true},
			"abcdegh": {Sort: InpatientName},
			"ebd":     {OutOfArea: true},
			"aeb":     {Years: 2},
			"a":       {Years: 10},
			"edchg":   {NoPlan: true},
			"b":       {Delayed: true},
			"d":       {Segregated: true},
			"c":       {Children: true},
		} {
			if q.Desc {
				want = "ghcdbea"
			}
			if got := list(q); got != want {
				t.Errorf("%+v: %s, want %s", q, got, want)
			}
		}
		if got := list(InpatientQuery{Past: true}); got != "a" {
			t.Errorf("past: %s", got)
		}
		if got := list(InpatientQuery{Sort: InpatientPlanned}); !strings.HasPrefix(got, "ab") {
			t.Errorf("by the planned day: %s", got)
		}
		if got := list(InpatientQuery{Segregated: true, Cuts: Cuts{Consenting: true}}); got != "" {
			t.Errorf("somebody who withdrew consent is found by what may not be seen: %s", got)
		}
		if got := list(InpatientQuery{Cuts: Cuts{Consenting: true}}); got != "aebdchg" {
			t.Errorf("with the minimum: %s", got)
		}
		// Who is restricted, or reaches few.
		if got := list(InpatientQuery{For: &Viewer{UserID: "u1", Today: today, Everyone: true, Hidden: []string{"a", "e"}}}); got != "bdchg" {
			t.Errorf("without the hidden: %s", got)
		}
		involve(t, s, Involvement{Case: "b", UserID: ann.ID, Relation: "provider"}, Involvement{Case: "d", UserID: ann.ID, Relation: "provider"}, Involvement{Case: "f", UserID: ann.ID, Relation: "provider"})
		few := &Viewer{UserID: ann.ID, Today: today, Of: map[casefile.ConsentDecision][]string{casefile.Given: {"provider"}}}
		if got := list(InpatientQuery{For: few}); got != "b" {
			t.Errorf("of those reached: %s", got)
		}
		page, err := s.Inpatients(t.Context(), "N1", InpatientQuery{Size: 2, Page: 9, Today: today})
		if err != nil || page.Total != 7 || page.Page != 4 || len(page.Rows) != 1 {
			t.Errorf("the last page: %+v, %v", page, err)
		}

		for who, test := range map[string]struct {
			v    *Viewer
			want AdmissionCounts
		}{
			// c, d and h: e went on from another hospital.
			"everyone": {nil, AdmissionCounts{All: 3, NotRegistered: 1, NotReviewed: 2, Unconfirmed: 2}},
			"few":      {few, AdmissionCounts{}},
		} {
			if got, err := s.Admissions(t.Context(), "N1", today.AddMonths(-12), Cuts{}, test.v); err != nil || got != test.want {
				t.Errorf("admissions for %s: %+v, %v", who, got, err)
			}
		}

		// Each count is of those whom the list of it has, with the same cut.
		consenting := Cuts{Consenting: true}
		counts, err := s.Admissions(t.Context(), "N1", today.AddMonths(-12), consenting, nil)
		if want := (AdmissionCounts{All: 2, NotRegistered: 1, NotReviewed: 1, Unconfirmed: 1}); err != nil || counts != want {
			t.Errorf("of those who agreed: %+v, %v", counts, err)
		}
		for which, want := range map[Admitted][2]string{AdmittedAll: {"dch", "ch"}, AdmittedUnregistered: {"h", "h"}, AdmittedUnreviewed: {"dc", "c"}, AdmittedUnconfirmed: {"dc", "c"}} {
			q := InpatientQuery{Admitted: which, Since: today.AddMonths(-12)}
			got := [2]string{list(q)}
			q.Cuts = consenting
			if got[1] = list(q); got != want {
				t.Errorf("admitted, %s: %q, want %q", which, got, want)
			}
		}
		if got := list(InpatientQuery{Admitted: AdmittedAll, Since: today - 600}); got != "fdch" {
			t.Errorf("with who is home again: %q", got)
		}

		rows, err := s.StaysOf(t.Context(), "N1", "d")
		want := []StayRow{{
			CaseID: "d", N: 1, AdmissionSeq: 4, Admitted: today - 300, Joined: today - 300, Hospital: "X02", HospitalName: "Far Hospital", Ward: "Elm", HereSince: today - 300,
			Security: casefile.Medium, LegalStatus: "2", LegalSince: today - 300, OutOfArea: true, Registered: casefile.AnswerYes, Before: casefile.NoneWasHeld,
			Segregated: casefile.LongTermSegregation, SegregatedSince: today - 2, NextReview: today - 300 + 56,
		}}
		if err != nil || !reflect.DeepEqual(rows, want) {
			t.Errorf("stays of d\n got %+v, %v\nwant %+v", rows, err, want)
		}
		report, err := s.Verify(t.Context(), rules, today)
		if err != nil || !report.OK() {
			t.Errorf("verified: %+v, %v", report, err)
		}
		if _, err := bare(t, s).Exec("DELETE FROM stays WHERE case_id = 'e' AND n = 1"); err != nil {
			t.Fatal(err)
		}
		if report, err = s.Verify(t.Context(), rules, today); err != nil || len(report.Faults) != 1 || report.Faults[0].Case != "e" {
			t.Errorf("a row was taken away: %+v, %v", report, err)
		}
	})
}
