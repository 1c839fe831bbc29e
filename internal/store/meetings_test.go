package store

import (
	"reflect"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// aMeeting adds a planned meeting with people on its agenda.
func aMeeting(t testing.TB, s *Store, register, id string, cases ...string) Meeting {
	t.Helper()
	m := Meeting{ID: id, Series: "s1", Terms: `{"name":"Adults"}`, Day: today, State: MeetingPlanned, Version: 1, MadeAt: noon, MadeName: ann.Name}
	var items []MeetingItem
	for i, c := range cases {
		items = append(items, MeetingItem{Meeting: id, Case: c, Place: i + 1, Reasons: "red", State: ItemWaiting})
	}
	change(t, s, register, func(tx *Tx) error { return tx.AddMeeting(m, items) })
	return m
}

func change(t testing.TB, s *Store, register string, fn func(*Tx) error) {
	t.Helper()
	err := s.Do(t.Context(), work(register), func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Audit(audit("meeting"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMeetingIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		viewed(t, s)
		m := aMeeting(t, s, "N1", "m1", "p2", "p1")
		aMeeting(t, s, "N2", "m1", "p1")
		change(t, s, "N1", func(tx *Tx) error {
			held, err := tx.Meeting("m1")
			if err != nil || held != m {
				t.Errorf("held %+v, %v, want %+v", held, err, m)
			}
			held.State, held.RunnerID, held.RunnerName, held.Current, held.CurrentSince, held.StartedAt = MeetingRunning, "u1", "Ann", "p2", noon, noon
			if err := tx.ChangeMeeting(held); err != nil {
				return err
			}
			if err := tx.ChangeMeetingItem(MeetingItem{Meeting: "m1", Case: "p1", Place: 1, State: ItemDiscussed, Seq: 7}); err != nil {
				return err
			}
			if err := tx.SetAttendance("m1", []Attendance{{Name: "Old", Presence: Present}, {Name: "Older", Presence: Present}}); err != nil {
				return err
			}
			if err := tx.SetAttendance("m1", []Attendance{{UserID: "u1", Name: "Ann", Agency: "Trust", Presence: Present}}); err != nil {
				return err
			}
			return tx.AddMinutes("m1", Minutes{UserID: "u1", UserName: "Ann", Body: "{}"})
		})
		change(t, s, "N1", func(tx *Tx) error {
			if err := tx.LeaveWaiting("m1"); err != nil {
				return err
			}
			return tx.AddMinutes("m1", Minutes{UserID: "u1", UserName: "Ann", Body: "more"})
		})
		ctx := t.Context()
		got, err := s.Meeting(ctx, "N1", "m1")
		m.State, m.RunnerID, m.RunnerName, m.Current, m.CurrentSince, m.StartedAt, m.Version = MeetingRunning, "u1", "Ann", "p2", noon, noon, 2
		if err != nil || got != m {
			t.Errorf("got %+v, %v, want %+v", got, err, m)
		}
		items, err := s.MeetingItems(ctx, "N1", "m1", nil)
		if err != nil || len(items) != 2 || items[0].Case != "p1" || items[0].State != ItemDiscussed || items[0].Seq != 7 || items[1].State != ItemNotReached {
			t.Errorf("items %+v, %v", items, err)
		}
		who, err := s.MeetingAttendance(ctx, "N1", "m1")
		if want := []Attendance{{1, "u1", "Ann", "Trust", Present}}; err != nil || !reflect.DeepEqual(who, want) {
			t.Errorf("attendance %+v, %v", who, err)
		}
		minutes, err := s.MinutesOf(ctx, "N1", "m1")
		if want := []Minutes{{1, noon, "u1", "Ann", "{}"}, {2, noon, "u1", "Ann", "more"}}; err != nil || !reflect.DeepEqual(minutes, want) {
			t.Errorf("minutes %+v, %v", minutes, err)
		}
		for _, text := range []string{"UPDATE meeting_minutes SET body = 'x'", "DELETE FROM meeting_minutes"} {
			if _, err := bare(t, s).Exec(text); err == nil {
				t.Errorf("%s was done", text)
			}
		}
		other, err := s.Meeting(ctx, "N2", "m1")
		if err != nil || other.State != MeetingPlanned {
			t.Errorf("that of the other register is %+v, %v", other, err)
		}
		ahead, err := s.MeetingsAhead(ctx, "N1", 10)
		if err != nil || len(ahead) != 1 || ahead[0] != m {
			t.Errorf("ahead %+v, %v", ahead, err)
		}
	})
}

// Names of an agenda are for those alone who see the person.
func TestAnAgendaNamesWhomOneSees(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		viewed(t, s)
		everyone := []string{}
		for id := range names(t, s, nil) {
			everyone = append(everyone, id)
		}
		aMeeting(t, s, "N1", "m1", everyone...)
		for name, v := range someViewers() {
			items, err := s.MeetingItems(t.Context(), "N1", "m1", v)
			if err != nil || len(items) != len(everyone) {
				t.Errorf("%s: %d items, %v", name, len(items), err)
			}
			sees := names(t, s, v)
			for _, i := range items {
				if (i.Name != "") != (sees[i.Case] != "") || i.Name != sees[i.Case] {
					t.Errorf("%s: %s is called %q, and in the list %q", name, i.Case, i.Name, sees[i.Case])
				}
			}
			rows, total, err := s.Agenda(t.Context(), "N1", AgendaQuery{Weights: map[AgendaReason]int{ReasonLong: 1}, Today: today, LongBefore: today, Limit: 100, For: v})
			if err != nil || total != len(rows) || total != len(sees) {
				t.Errorf("%s: %d of %d are proposed, %v, and the list has %d", name, len(rows), total, err, len(sees))
			}
		}
	})
}

// names are those that the list of the register has for a viewer.
func names(t testing.TB, s *Store, v *Viewer) map[string]string {
	t.Helper()
	page, err := s.People(t.Context(), "N1", PeopleQuery{Today: today, Size: 100, For: v})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, p := range page.Rows {
		found[p.CaseID] = p.Name
	}
	return found
}

func TestWhomAnAgendaProposes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		person := func(id string, born civil.Date, authority string, more ...casefile.Entry) {
			e := []casefile.Entry{on("2026-01-01", casefile.Details{GivenName: id, FamilyName: "Same", BirthDate: born}), on("2026-01-01", casefile.JoinedRegister{})}
			if authority != "" {
				e = append(e, on("2026-01-01", casefile.LocalAuthority{Name: authority}))
			}
			put(t, s, "N1", id, append(e, more...)...)
		}
		young, grown := today-4000, today-12000
		person("plain", grown, "East")
		person("red", grown, "East", on("2026-01-02", casefile.Rated{Rating: casefile.Red}))
		person("asked", grown, "West", casefile.Entry{On: today - 1, Fact: casefile.MeetingAsked{}, Note: "why"})
		person("child", young, "East", on("2026-01-02", casefile.Rated{Rating: casefile.Red}))
		person("met", grown, "East", casefile.Entry{On: today - 2, Fact: casefile.Meeting{}})
		person("in", grown, "East", on("2026-01-03", casefile.Admission{Hospital: "H", Ward: "W"}))
		person("out", grown, "East", on("2026-01-03", casefile.Admission{Hospital: "H", Ward: "W"}), on("2026-01-09", casefile.Discharge{}))
		person("due", grown, "East", casefile.Entry{On: today - 9, Fact: casefile.Action{ID: "a", Due: today - 1}})
		person("soon", grown, "", casefile.Entry{On: today - 9, Fact: casefile.Action{ID: "a", Due: today + 1}})
		person("agreed", 0, "East", on("2026-01-03", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}))
		person("gone", grown, "East", on("2026-01-02", casefile.LeftRegister{}))
		aMeeting(t, s, "N1", "last", "plain")
		change(t, s, "N1", func(tx *Tx) error { return tx.LeaveWaiting("last") })
		weights := map[AgendaReason]int{ReasonLong: 1}
		for i, r := range AgendaReasons[:9] {
			weights[r] = 100 - i
		}
		q := AgendaQuery{Since: noon.Add(-time.Hour), Before: "last", DueBy: today + 14, LongBefore: today - 90, Weights: weights, Today: today, Limit: 50}
		proposed := func(q AgendaQuery) map[string][]AgendaReason {
			t.Helper()
			rows, total, err := s.Agenda(t.Context(), "N1", q)
			if err != nil || total < len(rows) {
				t.Fatalf("%d of %d, %v", len(rows), total, err)
			}
			found := map[string][]AgendaReason{}
			for i, r := range rows {
				found[r.CaseID] = r.Reasons
				if i > 0 && r.Weight > rows[i-1].Weight {
					t.Errorf("%s comes too late", r.CaseID)
				}
			}
			return found
		}
		long := ReasonLong
		want := map[string][]AgendaReason{
			"plain": {ReasonNotReached, long}, "red": {ReasonRed, ReasonRating, ReasonOverdue, long}, "asked": {ReasonAsked, long}, "child": {ReasonRed, ReasonRating, ReasonOverdue, long},
			"met": nil, "in": {ReasonAdmitted, long}, "out": {ReasonAdmitted, ReasonDischarged, long}, "due": {ReasonOverdue, long}, "soon": {ReasonDue, long}, "agreed": {ReasonConsent, long},
		}
		if got := proposed(q); !reflect.DeepEqual(got, want) {
			t.Errorf("proposed\n%v, want\n%v", got, want)
		}
		later := q
		later.Since = noon.Add(time.Hour)
		if got := proposed(later); !reflect.DeepEqual(got["in"], []AgendaReason{long}) || !reflect.DeepEqual(got["red"], []AgendaReason{ReasonRed, ReasonOverdue, long}) {
			t.Errorf("what was before is new: %v", got)
		}
		light := q
		light.Weights = map[AgendaReason]int{ReasonRed: 5}
		if got := proposed(light); !reflect.DeepEqual(got["red"], []AgendaReason{ReasonRed}) || got["in"] != nil {
			t.Errorf("what weighs nothing is a reason: %v", got)
		}
		for name, each := range map[string]struct {
			change func(*AgendaQuery)
			not    []string
		}{
			"adults":     {func(q *AgendaQuery) { q.BornTo = today - 18*365 }, []string{"child"}},
			"children":   {func(q *AgendaQuery) { q.BornFrom = today - 18*365 }, []string{"plain", "red", "asked", "met", "in", "out", "due", "soon"}},
			"a place":    {func(q *AgendaQuery) { q.Authorities = []string{"East"} }, []string{"asked"}},
			"others":     {func(q *AgendaQuery) { q.NotOn = "last" }, []string{"plain"}},
			"restricted": {func(q *AgendaQuery) { q.For = &Viewer{Everyone: true, Hidden: []string{"in", "out"}} }, []string{"in", "out"}},
		} {
			some := q
			each.change(&some)
			got := proposed(some)
			for _, id := range each.not {
				if _, ok := got[id]; ok {
					t.Errorf("%s: %s is proposed", name, id)
				}
			}
			if len(got)+len(each.not) != len(want) {
				t.Errorf("%s: %v", name, got)
			}
		}
		second := q
		second.Limit, second.Offset = 3, 3
		if got := proposed(second); len(got) != 3 {
			t.Errorf("the second page is %v", got)
		}
	})
}

func TestAgenciesThatAreAbsent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		for i, id := range []string{"m1", "m2", "m3"} {
			aMeeting(t, s, "N1", id)
			change(t, s, "N1", func(tx *Tx) error {
				m, err := tx.Meeting(id)
				if err != nil {
					return err
				}
				m.State, m.EndedAt = MeetingEnded, noon.Add(time.Duration(i)*time.Hour)
				if err := tx.ChangeMeeting(m); err != nil {
					return err
				}
				list := []Attendance{{Agency: "Council", Presence: Absent}, {Name: "Ann", Agency: "Trust", Presence: Absent}}
				if i == 2 {
					list = append(list, Attendance{Agency: "Housing", Presence: Absent})
				}
				return tx.SetAttendance(id, list)
			})
		}
		got, n, err := s.Absences(t.Context(), "N1", "s1", 2)
		if want := []Absence{{"Council", 2}, {"Housing", 1}}; err != nil || n != 2 || !reflect.DeepEqual(got, want) {
			t.Errorf("of %d meetings %+v, %v", n, got, err)
		}
		last, ok, err := s.LastMeeting(t.Context(), "N1", "s1")
		if err != nil || !ok || last.ID != "m3" {
			t.Errorf("the last is %+v, %v, %v", last, ok, err)
		}
		past, total, err := s.MeetingsPast(t.Context(), "N1", 2, 0)
		if err != nil || total != 3 || len(past) != 2 {
			t.Errorf("past %+v of %d, %v", past, total, err)
		}
	})
}
