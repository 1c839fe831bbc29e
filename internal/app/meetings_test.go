package app

import (
	"bytes"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

var adults = MeetingSeries{ID: "adults", Name: "Adults", AgeFrom: 18, Length: 60, Each: 20, Weekday: time.Tuesday, Agencies: []string{"Trust", "Council"}, Chair: "Dominic Okello"}

// called adds a person to HERE with entries.
func (b *board) called(t *testing.T, name string, more ...casefile.Decision) string {
	t.Helper()
	r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: name, FamilyName: "Example", BirthDate: civil.Of(1990, 6, 15)}})
	must(t, err)
	for _, d := range more {
		_, err := b.Record(b.ctx, b.here, r.Case, AnyVersion, d)
		must(t, err)
	}
	return r.Case
}

// user is somebody with a role in HERE.
func (b *board) user(t *testing.T, name string, role access.Role) access.Actor {
	t.Helper()
	id, err := b.AddUser(b.ctx, CommandLine("HERE"), NewUser{Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@here.example", Name: name, Password: goodPassword, Register: "HERE", Roles: []access.Role{role}})
	must(t, err)
	return access.Actor{UserID: id, Name: name, Register: "HERE", Roles: []access.Role{role}}
}

// meets is a meeting of adults today with its agenda.
func (b *board) meets(t *testing.T) string {
	t.Helper()
	must(t, b.SetSeries(b.ctx, b.here, adults))
	id, err := b.MakeMeeting(b.ctx, b.here, "adults", b.Today())
	must(t, err)
	return id
}

func (b *board) agenda(t *testing.T, actor access.Actor, id string) (names, states []string) {
	t.Helper()
	v, err := b.Meeting(b.ctx, actor, id)
	must(t, err)
	for _, i := range v.Items {
		names, states = append(names, i.Name), append(states, string(i.State))
	}
	return names, states
}

func TestAMeetingFromItsAgendaToItsMinutes(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		red := b.called(t, "Ruby", rate(b.Today(), casefile.Red, "in crisis"))
		asked := b.called(t, "Asa", casefile.Add{On: b.Today(), Fact: casefile.Action{ID: "old", Text: "Ring the landlord", Owner: "Ann", Due: b.Today() - 1}})
		late := b.called(t, "Lena")
		fourth := b.called(t, "Finn")
		nurse := b.user(t, "Nora Nurse", access.Clinician)
		must(t, b.Involve(b.ctx, b.here, asked, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
		must(t, b.AskForMeeting(b.ctx, nurse, asked, "Mum is worn out"))
		wantKind(t, b.AskForMeeting(b.ctx, nurse, asked, "again"), Conflict)
		wantKind(t, b.AskForMeeting(b.ctx, nurse, red, "not mine"), NotFound)

		id := b.meets(t)
		// Three places: red, and asked with an action overdue, then who has waited.
		if names, _ := b.agenda(t, b.here, id); !slices.Equal(names, []string{"Ruby Example", "Asa Example", "Finn Example"}) {
			t.Fatalf("the agenda is %v", names)
		}
		v, err := b.Meeting(b.ctx, b.here, id)
		must(t, err)
		if got := ReasonsOf(v.Items[1]); !slices.Equal(got, []AgendaReason{store.ReasonAsked, store.ReasonOverdue, store.ReasonLong}) {
			t.Errorf("Asa is there for %v", got)
		}
		rows, total, err := b.NextInLine(b.ctx, b.here, id, 1, 10)
		if err != nil || total != 1 || rows[0].CaseID != late {
			t.Errorf("next in line: %+v of %d, %v", rows, total, err)
		}
		must(t, b.AddToAgenda(b.ctx, b.here, id, late))
		wantKind(t, b.AddToAgenda(b.ctx, b.here, id, late), Invalid)
		must(t, b.MoveOnAgenda(b.ctx, b.here, id, red, false))
		if names, _ := b.agenda(t, b.here, id); !slices.Equal(names[:2], []string{"Asa Example", "Ruby Example"}) {
			t.Errorf("moved to %v", names)
		}
		must(t, b.MoveOnAgenda(b.ctx, b.here, id, red, true))
		must(t, b.MoveOnAgenda(b.ctx, b.here, id, red, true))
		wantKind(t, b.TakeOffAgenda(b.ctx, b.here, id, fourth, " "), Invalid)
		must(t, b.TakeOffAgenda(b.ctx, b.here, id, fourth, "Their team meets tomorrow"))
		wantKind(t, b.TalkAbout(b.ctx, b.here, id, red), Conflict) // it has not begun
		must(t, b.RunMeeting(b.ctx, b.here, id))
		v, err = b.Meeting(b.ctx, b.here, id)
		must(t, err)
		if v.Current != red || v.State != store.MeetingRunning || !v.RunBy(b.here) || b.TimeLeft(v.Meeting) != 20*time.Minute {
			t.Errorf("begun: %+v", v.Meeting)
		}

		*b.at = b.at.Add(5 * time.Minute)
		said := Discussed{ID: "d1", Words: "Still in crisis.", Actions: []casefile.Action{{ID: "a1", Text: "Visit daily", Owner: "Nora Nurse", Organisation: "Trust", Due: b.Today() + 2}}, Review: &casefile.ReviewRequested{ID: "r1"}, Because: "Red"}
		must(t, b.Discuss(b.ctx, b.here, id, red, 3, said))
		must(t, b.Discuss(b.ctx, b.here, id, red, 3, said)) // sent twice
		must(t, b.TalkAbout(b.ctx, b.here, id, asked))
		e := wantKind(t, b.Discuss(b.ctx, b.here, id, asked, 2, Discussed{ID: "d2", Words: "x"}), Conflict)
		if len(e.Since) == 0 {
			t.Errorf("what is new is not told: %+v", e)
		}
		c, err := b.store.Case(b.ctx, "HERE", asked)
		must(t, err)
		must(t, b.Discuss(b.ctx, b.here, id, asked, c.Version(), Discussed{
			ID: "d2", Words: "Mum needs a break.", Earlier: []casefile.EarlierAction{{ID: "old", Done: true}}, Rated: &casefile.Rated{Rating: casefile.Amber}, Reason: "Home is under strain",
		}))
		v, err = b.Meeting(b.ctx, b.here, id)
		must(t, err)
		if v.Current != late || v.Waiting() != 1 {
			t.Errorf("after two it is at %+v", v.Meeting)
		}
		c, err = b.store.Case(b.ctx, "HERE", red)
		must(t, err)
		if d := c.Discussions(); len(d) != 1 || d[0].Of() != (casefile.Meeting{ID: "d1", Meeting: id, Series: "Adults", With: 2}) || c.Version() != 6 {
			t.Errorf("recorded %+v", d)
		}

		// The nurse reads along: her own, and the action that she has to do.
		if names, _ := b.agenda(t, nurse, id); !slices.Equal(names, []string{"", "Asa Example", "", ""}) {
			t.Errorf("the nurse sees %v", names)
		}
		nv, err := b.Meeting(b.ctx, nurse, id)
		must(t, err)
		mine, err := b.Stage(b.ctx, nurse, nv, asked)
		if err != nil || mine.Case == nil || len(mine.Now) != 1 || mine.Now[0].Note != "Mum needs a break." {
			t.Errorf("of hers she sees %+v, %v", mine, err)
		}
		part, err := b.Stage(b.ctx, nurse, nv, red)
		if err != nil || part.Case == nil || part.Sight != access.Part || part.Now != nil {
			t.Errorf("of whom she has an action she sees %+v, %v", part, err)
		}
		other, err := b.Stage(b.ctx, nurse, nv, late)
		if err != nil || other.Case != nil {
			t.Errorf("of a stranger she sees %+v, %v", other, err)
		}

		must(t, b.AddAttendee(b.ctx, b.here, id, Attendance{Name: "Nora Nurse", Agency: "Trust", Presence: store.Present}))
		must(t, b.AddAttendee(b.ctx, b.here, id, Attendance{Name: "Cllr Away", Agency: "Council", Presence: store.Apologies}))
		wantKind(t, b.AddAttendee(b.ctx, b.here, id, Attendance{Name: "Nora Nurse", Agency: "Trust", Presence: store.Present}), Invalid)
		must(t, b.EndMeeting(b.ctx, b.here, id))
		wantKind(t, b.TalkAbout(b.ctx, b.here, id, red), Conflict)
		wantKind(t, b.Discuss(b.ctx, b.here, id, late, AnyVersion, Discussed{ID: "d3", Words: "late"}), Conflict)
		wantKind(t, b.AddToMinutes(b.ctx, b.here, id, ""), Invalid)
		for _, names := range []string{"The Trust rang: Ruby Example is in hospital.", "EXAMPLE, ruby: see above", "Asa's mum rang, Mrs Example", "See 999 123 4578", "See 9991234578."} {
			if e := wantKind(t, b.AddToMinutes(b.ctx, b.here, id, names), Invalid); e.Refusals[0].Field != "words" || strings.Contains(e.Text, "Ruby") {
				t.Errorf("%q: %+v", names, e)
			}
		}
		must(t, b.AddToMinutes(b.ctx, b.here, id, "The Trust rang later."))

		m, err := b.Minutes(b.ctx, b.here, id)
		must(t, err)
		if !m.Final || m.By != b.here.Name || len(m.Added) != 1 || m.Added[0].Body != "The Trust rang later." {
			t.Errorf("minutes: %+v", m)
		}
		b.takenOut(t, "download minutes", func(w io.Writer) error { return b.WriteMinutes(b.ctx, b.here, id, w) })
		var words []string
		for _, s := range m.People {
			words = append(words, s.Case.Name()+" "+ItemWords(s))
		}
		if want := []string{"Ruby Example Discussed.", "Asa Example Discussed.", "Finn Example Taken off the agenda: Their team meets tomorrow", "Lena Example The meeting ended before. The next one is told."}; !slices.Equal(words, want) {
			t.Errorf("they say %q", words)
		}
		if got := DecidedLines(m.People[0].Now[0]); !reflect.DeepEqual(got, []string{"Action: Visit daily. Nora Nurse (Trust), by " + (b.Today() + 2).Long(), "Review asked for: Red"}) {
			t.Errorf("decided %q", got)
		}
		if who := m.Attendance[2:]; !reflect.DeepEqual(who, []Attendance{{N: 3, Agency: "Council", Presence: store.Absent}}) {
			t.Errorf("absent are %+v", who)
		}
		absent, n, err := b.AbsencesOf(b.ctx, b.here, "adults")
		if err != nil || n != 1 || !reflect.DeepEqual(absent, []Absence{{Agency: "Council", Times: 1}}) {
			t.Errorf("absences of %d: %+v, %v", n, absent, err)
		}
		hers, err := b.Minutes(b.ctx, nurse, id)
		must(t, err)
		if hers.People[3].Case != nil || hers.People[1].Case == nil {
			t.Errorf("the nurse reads %+v", hers.People)
		}
		if len(hers.Added) != 0 || hers.Unshown != 1 || m.Unshown != 0 {
			t.Errorf("who does not see everyone reads %+v, and %d are kept from her, of the coordinator %d", hers.Added, hers.Unshown, m.Unshown)
		}
		for actor, has := range map[string]bool{"here": true, "nurse": false} {
			var pdf bytes.Buffer
			must(t, b.WriteMinutes(b.ctx, map[string]access.Actor{"here": b.here, "nurse": nurse}[actor], id, &pdf))
			if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) || pdf.Len() < 1000 {
				t.Errorf("%s, %v: %d bytes", actor, has, pdf.Len())
			}
		}

		// The next meeting knows whom this one did not reach.
		next, err := b.MakeMeeting(b.ctx, b.here, "adults", b.Today()+7)
		must(t, err)
		v, err = b.Meeting(b.ctx, b.here, next)
		must(t, err)
		found := map[string][]AgendaReason{}
		for _, i := range v.Items {
			found[i.Name] = ReasonsOf(i)
		}
		if !slices.Contains(found["Lena Example"], store.ReasonNotReached) || slices.Contains(found["Asa Example"], store.ReasonAsked) || slices.Contains(found["Ruby Example"], store.ReasonRating) {
			t.Errorf("the next agenda is %v", found)
		}
		wantKind(t, b.RunMeeting(b.ctx, b.here, next), Invalid) // not before its day
		must(t, b.CancelMeeting(b.ctx, b.here, next))
		b.verified(t)
	})
}

func TestTwoWhoRunOneMeeting(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	red := b.called(t, "Ruby", rate(b.Today(), casefile.Red, "in crisis"))
	id := b.meets(t)
	chair := b.user(t, "Dominic Okello", access.Chair)
	must(t, b.RunMeeting(b.ctx, b.here, id))
	e := wantKind(t, b.Discuss(b.ctx, chair, id, red, AnyVersion, Discussed{ID: "d1", Words: "x"}), Conflict)
	if !strings.Contains(e.Text, b.here.Name+" runs this meeting") {
		t.Errorf("told %q", e.Text)
	}
	must(t, b.RunMeeting(b.ctx, chair, id))
	wantKind(t, b.EndMeeting(b.ctx, b.here, id), Conflict)
	wantKind(t, b.Discuss(b.ctx, b.here, id, red, AnyVersion, Discussed{ID: "d1", Words: "x"}), Conflict)
	must(t, b.TakeOffAgenda(b.ctx, b.here, id, red, "Went home")) // whoever may run meetings may
	wantKind(t, b.Discuss(b.ctx, chair, id, red, AnyVersion, Discussed{ID: "d1", Words: "x"}), Conflict)
	must(t, b.AddToAgenda(b.ctx, chair, id, red))
	must(t, b.Discuss(b.ctx, chair, id, red, AnyVersion, Discussed{ID: "d1", Words: "x", Rated: &casefile.Rated{Rating: casefile.Green}, Reason: "settled"}))
	c, err := b.store.Case(b.ctx, "HERE", red)
	must(t, err)
	if c.Version() != 6 || c.Rating.Rating != casefile.Green {
		t.Errorf("recorded %+v", c.Entries)
	}
}

func TestWhoMayRunAndReadMeetings(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	red := b.called(t, "Ruby", rate(b.Today(), casefile.Red, "in crisis"))
	id := b.meets(t)
	must(t, b.RunMeeting(b.ctx, b.here, id))
	clinician, family, arranger := b.user(t, "A Nurse", access.Clinician), b.user(t, "A Mother", access.Family), b.user(t, "A Ranger", access.ReviewCoordinator)
	runs := map[string]func(access.Actor) error{
		"settings": func(a access.Actor) error { return b.SetSeries(b.ctx, a, adults) },
		"agendas":  func(a access.Actor) error { return b.SetAgenda(b.ctx, a, MeetingSettings{}.weights(), 14, 91) },
		"make":     func(a access.Actor) error { return second(b.MakeMeeting(b.ctx, a, "adults", b.Today())) },
		"line": func(a access.Actor) error {
			_, _, err := b.NextInLine(b.ctx, a, id, 1, 5)
			return err
		},
		"add":     func(a access.Actor) error { return b.AddToAgenda(b.ctx, a, id, red) },
		"off":     func(a access.Actor) error { return b.TakeOffAgenda(b.ctx, a, id, red, "x") },
		"move":    func(a access.Actor) error { return b.MoveOnAgenda(b.ctx, a, id, red, true) },
		"run":     func(a access.Actor) error { return b.RunMeeting(b.ctx, a, id) },
		"turn":    func(a access.Actor) error { return b.TalkAbout(b.ctx, a, id, red) },
		"discuss": func(a access.Actor) error { return b.Discuss(b.ctx, a, id, red, AnyVersion, Discussed{Words: "x"}) },
		"who": func(a access.Actor) error {
			return b.AddAttendee(b.ctx, a, id, Attendance{Name: "x", Presence: store.Present})
		},
		"there":  func(a access.Actor) error { return b.SetPresence(b.ctx, a, id, 1, "") },
		"end":    func(a access.Actor) error { return b.EndMeeting(b.ctx, a, id) },
		"cancel": func(a access.Actor) error { return b.CancelMeeting(b.ctx, a, id) },
		"words":  func(a access.Actor) error { return b.AddToMinutes(b.ctx, a, id, "x") },
	}
	reads := map[string]func(access.Actor) error{
		"list":    func(a access.Actor) error { return second(b.Meetings(b.ctx, a, 1)) },
		"see":     func(a access.Actor) error { return second(b.Meeting(b.ctx, a, id)) },
		"minutes": func(a access.Actor) error { return second(b.Minutes(b.ctx, a, id)) },
		"pdf":     func(a access.Actor) error { return b.WriteMinutes(b.ctx, a, id, &bytes.Buffer{}) },
	}
	elsewhere := map[string]bool{"settings": true, "agendas": true, "make": true, "list": true} // of the register they are in
	for name, do := range runs {
		wantKind(t, do(clinician), Forbidden)
		wantKind(t, do(family), Forbidden)
		wantKind(t, do(access.Actor{Register: "HERE"}), Forbidden)
		if !elsewhere[name] {
			wantKind(t, do(b.there), NotFound)
		}
	}
	for name, do := range reads {
		must(t, do(clinician))
		wantKind(t, do(family), Forbidden)
		if !elsewhere[name] {
			wantKind(t, do(b.there), NotFound)
		}
	}
	wantKind(t, second(b.MakeMeeting(b.ctx, b.there, "adults", b.Today())), Invalid)
	// Who may run a meeting and not rate records everything but a rating.
	must(t, b.RunMeeting(b.ctx, arranger, id))
	wantKind(t, b.Discuss(b.ctx, arranger, id, red, AnyVersion, Discussed{ID: "d", Words: "x", Rated: &casefile.Rated{Rating: casefile.Amber}, Reason: "x"}), Forbidden)
	must(t, b.Discuss(b.ctx, arranger, id, red, AnyVersion, Discussed{ID: "d", Words: "x"}))
}

func TestWhatASeriesMustBe(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	must(t, b.SetSeries(b.ctx, b.here, adults))
	for name, change := range map[string]func(*MeetingSeries){
		"name":     func(s *MeetingSeries) { s.Name = " " },
		"taken":    func(s *MeetingSeries) { s.ID, s.Name = "other", "ADULTS" },
		"age_to":   func(s *MeetingSeries) { s.AgeTo = 3 },
		"age_from": func(s *MeetingSeries) { s.AgeFrom = -1 },
		"length":   func(s *MeetingSeries) { s.Length, s.Each = 2, 1 },
		"each":     func(s *MeetingSeries) { s.Each = 61 },
	} {
		s := adults
		change(&s)
		e := wantKind(t, b.SetSeries(b.ctx, b.here, s), Invalid)
		if name == "taken" {
			name = "name"
		}
		if len(e.Refusals) != 1 || e.Refusals[0].Field != name {
			t.Errorf("%s: %+v", name, e.Refusals)
		}
	}
	weights := MeetingSettings{}.weights()
	weights[store.ReasonRed] = 101
	if e := wantKind(t, b.SetAgenda(b.ctx, b.here, weights, 0, 0), Invalid); len(e.Refusals) != 3 {
		t.Errorf("refused %+v", e.Refusals)
	}
	weights[store.ReasonRed] = 7
	must(t, b.SetAgenda(b.ctx, b.here, weights, 3, 30))
	s, err := b.MeetingSettings(b.ctx, b.here)
	if err != nil || len(s.Series) != 1 || !reflect.DeepEqual(s.Series[0], adults) || s.Weight(store.ReasonRed) != 7 || s.Weight(store.ReasonAsked) != 40 || s.Soon != 3 || s.Long != 30 {
		t.Errorf("settings %+v, %v", s, err)
	}
	wantKind(t, second(b.MakeMeeting(b.ctx, b.here, "adults", b.Today()-1)), Invalid)
	over := adults
	over.Over = true
	must(t, b.SetSeries(b.ctx, b.here, over))
	wantKind(t, second(b.MakeMeeting(b.ctx, b.here, "adults", b.Today())), Invalid)
}

func TestForWhomAMeetingIs(t *testing.T) {
	t.Parallel()
	on := civil.Of(2026, 3, 2)
	children := MeetingSeries{AgeTo: 17, Authorities: []string{"East"}}
	grown := MeetingSeries{AgeFrom: 18}
	for name, each := range map[string]struct {
		s         MeetingSeries
		born      civil.Date
		authority string
		want      bool
	}{
		"17 to the last day":   {children, civil.Of(2008, 3, 3), "East", true},
		"18 today":             {children, civil.Of(2008, 3, 2), "East", false},
		"18 today, grown":      {grown, civil.Of(2008, 3, 2), "West", true},
		"18 tomorrow, grown":   {grown, civil.Of(2008, 3, 3), "West", false},
		"elsewhere":            {children, civil.Of(2012, 1, 1), "West", false},
		"nobody knows where":   {children, civil.Of(2012, 1, 1), "", true},
		"nobody knows how old": {grown, 0, "", true},
	} {
		if got := each.s.is(each.born, each.authority, on); got != each.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if next := adults.Next(on); next != civil.Of(2026, 3, 3) || adults.Next(next) != next || (MeetingSeries{}).Next(on) != on {
		t.Errorf("the next Tuesday is %v", next)
	}
}
