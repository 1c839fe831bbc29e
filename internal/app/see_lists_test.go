package app

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// A choice not to share cuts the rows of the lists as a withdrawal does: what an
// import wrote, and what of a stay in hospital is more than the minimum.
func TestRowsForWhomNothingIsSharedWith(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		line, day := CommandLine("HERE"), b.Today()-30
		nurse, lead := b.user(t, "Nurse", access.Clinician), b.user(t, "Lead", access.Executive)
		const flag = "The column Police could not be read"
		person := func(name string, planned int, more ...casefile.Decision) string {
			id := b.called(t, name, append([]casefile.Decision{
				casefile.Add{On: day, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
				casefile.Admit{On: day, Admission: casefile.Admission{Hospital: "X1", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}},
				casefile.Add{On: day, Fact: casefile.DischargeDelay{ID: "d1", Code: "lack-housing"}},
				casefile.Add{On: day, Fact: casefile.Segregation{ID: "s1", Form: casefile.Seclusion}, Note: "As found"},
				casefile.Add{On: day, Fact: casefile.PlannedDischarge{Day: b.Today() + civil.Date(planned)}},
			}, more...)...)
			must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
				c, err := tx.Case(id)
				must(t, err)
				must(t, tx.Append(c, author(b.here, access.Import), casefile.Entry{On: b.Today(), Fact: casefile.Imported{
					Import: "i1", Row: 3, Flags: []casefile.Flag{{ID: "i1.3.1", Code: casefile.FlagUnread, Column: "Police", Message: flag}},
				}}))
				return tx.Audit(b.audit(b.here, access.Import, "import", id, ""))
			}))
			must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
			return id
		}
		cut := person("Ann", 5, casefile.Add{On: b.Today(), Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithNHSTeams, Choice: casefile.No}}}})
		whole := person("Ben", 9)

		words := func(who access.Actor) map[string][]string {
			t.Helper()
			found := map[string][]string{}
			take := func(rows []PersonRow, err error) {
				t.Helper()
				must(t, err)
				for _, p := range rows {
					found[p.CaseID] = append(found[p.CaseID], p.FlagMessage)
				}
			}
			page, err := b.People(b.ctx, who, PeopleQuery{})
			take(page.Rows, err)
			take(b.PeopleOf(b.ctx, who, []string{cut, whole}))
			changes, err := b.Changes(b.ctx, who, ChangesQuery{Since: b.now().AddDate(0, 0, -1)})
			for _, c := range changes.Rows {
				take([]PersonRow{c.Person}, err)
			}
			return found
		}
		says := func(who string, actor access.Actor, id string, want bool) {
			t.Helper()
			rows := words(actor)[id]
			if len(rows) != 3 {
				t.Errorf("%s has %d rows", who, len(rows))
			}
			for _, words := range rows {
				if (words == flag) != want {
					t.Errorf("%s is shown %q", who, words)
				}
			}
		}
		says("the nurse", nurse, cut, false)
		says("the nurse, of another,", nurse, whole, true)
		says("the executive", lead, cut, true)

		inpatients := func(who access.Actor, q InpatientQuery) map[string]Inpatient {
			t.Helper()
			list, err := b.Inpatients(b.ctx, who, q)
			must(t, err)
			found := map[string]Inpatient{}
			for _, r := range list.Rows {
				found[r.CaseID] = r
			}
			return found
		}
		rows := inpatients(nurse, InpatientQuery{})
		if x := rows[cut]; !x.Minimum || x.Planned != 0 || x.Delay != "" || x.Segregated != "" || x.Ward != "Elm" {
			t.Errorf("of who does not share the nurse is shown %+v", x)
		}
		if x := rows[whole]; x.Minimum || x.Planned == 0 || x.Delay == "" || x.Segregated == "" {
			t.Errorf("of who shares the nurse is shown %+v", x)
		}
		for name, q := range map[string]InpatientQuery{"delayed": {Delayed: true}, "segregated": {Segregated: true}} {
			if got := inpatients(nurse, q); len(got) != 1 || got[whole].Minimum {
				t.Errorf("the nurse finds %d by %s", len(got), name)
			}
			if got := inpatients(lead, q); len(got) != 2 {
				t.Errorf("the executive finds %d by %s", len(got), name)
			}
		}
		list, err := b.Inpatients(b.ctx, nurse, InpatientQuery{Sort: store.InpatientPlanned})
		must(t, err)
		if list.Rows[0].CaseID != whole {
			t.Error("the list is sorted by a planned day that it does not show")
		}

		// An export says no more than the list.
		withdrawn := casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}}
		for _, id := range []string{cut, whole} {
			must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, withdrawn)))
		}
		for _, x := range []struct {
			who  access.Actor
			want int
		}{{lead, 0}, {b.here, 2}} {
			var out bytes.Buffer
			must(t, b.Export(b.ctx, x.who, PeopleQuery{}, CSV, &out))
			if got := strings.Count(out.String(), flag); got != x.want {
				t.Errorf("%s takes out %d of what an import wrote, want %d", x.who.Name, got, x.want)
			}
		}
		must(t, b.SetAccessSettings(b.ctx, b.staffMember(t, "Admin", access.Administrator), AccessSettings{CutForAll: true, EmergencyHours: 4}))
		var out bytes.Buffer
		must(t, b.Export(b.ctx, b.here, PeopleQuery{}, CSV, &out))
		if strings.Contains(out.String(), flag) {
			t.Error("a coordinator who is cut takes out what an import wrote")
		}
	})
}

// A check of what is missing finds nobody by what is more than the minimum of
// them: that a plan to leave hospital is late, or that there is somebody around
// them whom nobody can reach.
func TestChecksOfWhomNothingIsSharedWith(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		line, day := CommandLine("HERE"), b.Today()-30
		nurse, lead := b.user(t, "Nurse", access.Clinician), b.user(t, "Lead", access.Executive)
		person := func(name string) string {
			id := b.called(t, name,
				casefile.Add{On: day, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
				casefile.Admit{On: day, Admission: casefile.Admission{Hospital: "X1", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}},
				casefile.Add{On: day, Fact: casefile.PlannedDischarge{Day: b.Today() - 1}},
				casefile.Add{On: day, Fact: casefile.Contact{ID: "k1", Name: "Jo", Role: "mother"}},
			)
			must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
			return id
		}
		cut, gone, whole := person("Ann"), person("Bea"), person("Cem")
		must(t, second(b.Record(b.ctx, b.here, cut, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithNHSTeams, Choice: casefile.No}}}})))
		must(t, second(b.Record(b.ctx, b.here, gone, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}})))
		for _, x := range []struct {
			who  access.Actor
			want []string
		}{{nurse, []string{whole}}, {lead, []string{cut, whole}}, {b.here, []string{cut, gone, whole}}} {
			q, err := b.Quality(b.ctx, x.who)
			must(t, err)
			for _, check := range []string{store.LacksNewDay, store.LacksReach, store.LacksWorker, store.LacksAdvocate} {
				list, err := b.Lacking(b.ctx, x.who, check, 1)
				must(t, err)
				var got []string
				for _, row := range list.Rows {
					got = append(got, row.CaseID)
				}
				if !slices.Equal(got, x.want) {
					t.Errorf("%s is listed %d people by %s, want %d", x.who.Name, len(got), check, len(x.want))
				}
				for _, c := range q.Checks {
					if c.Key == check && c.People != len(x.want) {
						t.Errorf("%s is counted %d people by %s, want %d", x.who.Name, c.People, check, len(x.want))
					}
				}
			}
			// What is in the minimum is missing whoever asks.
			if list, err := b.Lacking(b.ctx, x.who, store.LacksHolder, 1); err != nil || list.Total != 3 {
				t.Errorf("%s is listed %d people whom nobody holds, %v", x.who.Name, list.Total, err)
			}
		}
	})
}
