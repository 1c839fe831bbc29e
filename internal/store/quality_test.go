package store

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Each check finds those of whom the very thing is missing, and counts as many
// as it lists.
func TestQualityChecks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		days := QualityDays{today, today + 14, today - 14}
		section := func(until civil.Date) casefile.Entry {
			return on("2026-03-01", casefile.Admission{Hospital: "RXX01", Ward: "Elm", LegalStatus: "3", Security: casefile.Low, LegalTerms: casefile.LegalTerms{Until: until}})
		}
		whole := []casefile.Entry{
			on("2026-01-01", casefile.Details{GivenName: "Ann", NHSNumber: "9991234560", BirthDate: civil.Of(1990, 1, 1)}),
			on("2026-01-01", casefile.LocalAuthority{Name: "Eastvale"}), on("2026-01-01", casefile.Coordinator{Name: "Bob"}),
			on("2026-01-01", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}),
			on("2026-01-01", casefile.JoinedRegister{}), on("2026-01-01", casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: "Callum"}),
			on("2026-01-01", casefile.Advocacy{Step: casefile.AdvocateDeclined, Why: "No", Again: today + 1}), on("2026-03-01", casefile.Rated{Rating: casefile.Red}),
		}
		without := func(kind casefile.Kind, more ...casefile.Entry) (entries []casefile.Entry) {
			for _, e := range whole {
				if e.Fact.Kind() != kind {
					entries = append(entries, e)
				}
			}
			return append(entries, more...)
		}
		details := func(d casefile.Details) []casefile.Entry { return without(d.Kind(), on("2026-01-01", d)) }
		moved := func(ago civil.Date) casefile.Entry {
			return casefile.Entry{On: today - ago, Fact: casefile.MovedOut{MoveRecord: casefile.MoveRecord{To: "South", Basis: casefile.MoveOwn}}}
		}
		untold := casefile.LeftRegister{LeaveRecord: casefile.LeaveRecord{Told: casefile.LeaveNotYet}}
		blue := on("2026-03-01", casefile.Rated{Rating: casefile.Blue})
		for id, entries := range map[string][]casefile.Entry{
			"whole":     whole,
			"authority": without(casefile.LocalAuthority{}.Kind()), "consent": without(casefile.Consent{}.Kind()), "holder": without(casefile.Coordinator{}.Kind()),
			"rating": without(casefile.Rated{}.Kind()), "review": without(casefile.Rated{}.Kind(), on("2026-02-01", casefile.Rated{Rating: casefile.Red})),
			"admission": append(without(""), blue), "ward": append(without(""), on("2026-03-01", casefile.Admission{Hospital: "RXX01", LegalStatus: "3", Security: casefile.Low}), blue),
			"legal-status": append(without(""), on("2026-03-01", casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low}), blue),
			"section-soon": append(without(""), section(today+14), blue), "section-past": append(without(""), section(today-1), blue), "section-later": append(without(""), section(today+15), blue),
			"renewed":           append(without(""), section(today-1), blue, on("2026-03-02", casefile.LegalStatusChange{LegalStatus: "3", LegalTerms: casefile.LegalTerms{Until: today + 180}})),
			"refused":           append(without(""), casefile.Entry{On: today, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}}),
			"in-their-interest": append(without(""), on("2026-02-01", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}), on("2026-02-02", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.BestInterests})),
			"planned-past":      append(without(""), on("2026-03-01", casefile.Admission{Hospital: "RXX01", Ward: "Elm", LegalStatus: "3", Security: casefile.Low}), blue, on("2026-03-01", casefile.PlannedDischarge{Day: today - 1})),
			"planned-today":     append(without(""), on("2026-03-01", casefile.Admission{Hospital: "RXX01", Ward: "Elm", LegalStatus: "3", Security: casefile.Low}), blue, on("2026-03-01", casefile.PlannedDischarge{Day: today})),
			"home-again": append(without(""), on("2026-02-27", casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low}), on("2026-02-27", casefile.PlannedDischarge{Day: today - 2}),
				on("2026-03-01", casefile.Discharge{}), on("2026-03-01", casefile.Rated{Rating: casefile.Red})),
			"contact": append(without(""), on("2026-03-01", casefile.Contact{ID: "a", Role: "Mother", Name: "May", Phone: "01632 960001"}), on("2026-03-01", casefile.Contact{ID: "b", Role: "Uncle", Name: "Ted"})),
			"reached": append(without(""), on("2026-03-01", casefile.Contact{ID: "a", Role: "Mother", Name: "May"}), casefile.Entry{On: today, Fact: casefile.Contact{ID: "a", Role: "Mother", Name: "May"}, Note: "By letter only"},
				on("2026-03-01", casefile.Contact{ID: "b", Role: "Uncle", Name: "Ted"}), on("2026-03-02", casefile.ContactEnded{Contact: "b"})),
			"number": details(casefile.Details{GivenName: "Ann", BirthDate: civil.Of(1990, 1, 1)}), "birth-date": details(casefile.Details{GivenName: "Ann", NHSNumber: "9991234560"}),
			"worker": without(casefile.NamedPerson{}.Kind()), "advocate": append(without(""), on("2026-02-01", casefile.Advocacy{Step: casefile.AdvocateDeclined, Why: "No", Again: today})),
			"flags":        append(without(""), on("2026-03-01", casefile.SameNumber("x"))),
			"not-told":     append(without(""), casefile.Entry{On: today - 15, Fact: untold}),
			"moved":        append(without(""), moved(15)),
			"moved-lately": append(without(""), moved(14)),
			"answered":     append(without(""), moved(15), casefile.Entry{On: today - 1, Fact: casefile.MoveAcknowledged{By: "Tom"}}),
			"came-back":    append(without(""), moved(15), casefile.Entry{On: today - 1, Fact: casefile.JoinedRegister{}}),
			"said-no":      append(without(""), casefile.Entry{On: today - 15, Fact: casefile.MovedOut{MoveRecord: casefile.MoveRecord{To: "South", Basis: casefile.MoveNotTold}}}),
			"told":         append(without(""), casefile.Entry{On: today - 15, Fact: untold}, casefile.Entry{On: today - 1, Fact: casefile.LeaveTelling{Told: "talk"}}),
			"brought-in":   append(without(""), casefile.Entry{On: today - 15, Fact: casefile.MovedOut{}}),
			"left":         append(without(casefile.LocalAuthority{}.Kind()), on("2026-03-01", casefile.LeftRegister{})),
		} {
			put(t, s, "N1", id, entries...)
		}
		put(t, s, "N2", "other", without(casefile.Coordinator{}.Kind())...)
		people, found, err := s.Quality(t.Context(), "N1", nil, Cuts{}, days)
		if err != nil || people != 26 {
			t.Fatalf("%d people, %v", people, err)
		}
		for _, check := range QualityChecks {
			page, err := s.Lacking(t.Context(), "N1", check, nil, Cuts{}, days, 1, 50)
			var ids []string
			for _, p := range page.Rows {
				ids = append(ids, p.CaseID)
			}
			if err != nil || !reflect.DeepEqual(ids, []string{check}) || page.Total != 1 || found[check] != 1 {
				t.Errorf("%s finds %v of %d, and counts %d, %v", check, ids, page.Total, found[check], err)
			}
			if want := map[string]string{LacksReach: "b"}[check]; len(page.About) != 1 || page.About[0] != want {
				t.Errorf("%s is about %q, want %q", check, page.About, want)
			}
		}
		few := &Viewer{UserID: "u1", Today: today, Holds: []string{"Bob"}}
		if people, found, err = s.Quality(t.Context(), "N1", few, Cuts{}, days); err != nil || people != 25 || found[LacksHolder] != 0 || found[LacksWard] != 1 {
			t.Errorf("of a few: %d people, %v, %v", people, found, err)
		}
		hidden := &Viewer{UserID: "u1", Today: today, Everyone: true, Hidden: []string{"ward"}}
		if page, err := s.Lacking(t.Context(), "N1", LacksWard, hidden, Cuts{}, days, 1, 50); err != nil || page.Total != 0 {
			t.Errorf("who is hidden is found: %+v, %v", page, err)
		}

		// By week: the last count of a week stays.
		for _, day := range []civil.Date{today - 8, today - 1, today} {
			if err := s.KeepQuality(t.Context(), "N1", nil, Cuts{}, QualityDays{day, day, day}); err != nil {
				t.Fatal(err)
			}
		}
		weeks, err := s.QualityWeeks(t.Context(), "N1", today-7)
		var wards []QualityWeek
		for _, w := range weeks {
			if w.Check == LacksWard {
				wards = append(wards, w)
			}
		}
		if want := []QualityWeek{{today - 7, LacksWard, 1, 26}, {today, LacksWard, 1, 26}}; err != nil || !reflect.DeepEqual(wards, want) {
			t.Errorf("by week %+v, %v, want %+v", wards, err, want)
		}
	})
}

// All checks together read the people of a register once; who moved away is found
// by the few of whom nothing was heard.
func TestQualityReadsPeopleOnce(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	text, args := qualitySQL("N1", nil, Cuts{}, QualityDays{today, today, today})
	steps := plan(t, s, text, args)
	all := strings.Join(steps, "\n")
	few := strings.Count(all, "SEARCH p USING PRIMARY KEY (register=? AND case_id=?)")
	if n := strings.Count(all, " p "); n-few != 1 || few != 2 {
		t.Errorf("it reads them %d times:\n%s", n, strings.Join(steps, "\n"))
	}
}
