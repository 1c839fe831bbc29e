package store

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

// reminded is a register with two users and two people, both rated red on the
// day of the tests; u1 holds the case of p1.
func reminded(t *testing.T, s *Store) {
	t.Helper()
	makeRegister(t, s, "N1")
	makeRegister(t, s, "N2")
	do(t, s, "N1", func(tx *Tx) error {
		return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", Name: "Ann Example", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", Name: "Bo Example", CreatedAt: noon}))
	})
	for id, name := range map[string]string{"p1": "Ada", "p2": "Bea"} {
		put(t, s, "N1", id, on("2026-03-02", casefile.Details{GivenName: name, FamilyName: "Moss", BirthDate: civil.Of(1990, 1, 1)}),
			on("2026-03-02", casefile.JoinedRegister{}), on("2026-03-02", casefile.Rated{Rating: casefile.Red}))
	}
	put(t, s, "N1", "p1", on("2026-03-02", casefile.Coordinator{Name: "Ann Example"}))
}

const (
	weekly  = "local.register-review"
	because = "policy.red-review"
)

func TestRemindable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		reminded(t, s)
		all, err := s.Remindable(t.Context(), "N1", today, today+14)
		if err != nil {
			t.Fatal(err)
		}
		want := []Remindable{
			{"p1", weekly, "", today + 7, "Ann Example"}, {"p2", weekly, "", today + 7, ""},
			{"p1", because, "", today + 14, "Ann Example"}, {"p2", because, "", today + 14, ""},
		}
		if !reflect.DeepEqual(all, want) {
			t.Errorf("got %+v\nwant %+v", all, want)
		}
		for _, c := range []struct {
			register string
			from, to civil.Date
			want     int
		}{{"N1", today + 8, today + 14, 2}, {"N1", today, today + 7, 2}, {"N1", today + 15, today + 90, 0}, {"N2", today, today + 90, 0}} {
			if got, err := s.Remindable(t.Context(), c.register, c.from, c.to); err != nil || len(got) != c.want {
				t.Errorf("%+v: %+v, %v", c, got, err)
			}
		}
	})
}

func TestReminders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		reminded(t, s)
		key := func(user, id, rule string, due civil.Date, days int) ReminderKey {
			return ReminderKey{user, id, rule, "", due, days}
		}
		add := func(day civil.Date, keys ...ReminderKey) {
			t.Helper()
			// Twice: what is there stays as it is.
			if err := errors.Join(s.AddReminders(ctx, "N1", day, keys), s.AddReminders(ctx, "N1", day+5, keys)); err != nil {
				t.Fatal(err)
			}
		}
		row := func(k ReminderKey, made civil.Date, seen time.Time, open bool) ReminderRow {
			r := ReminderRow{ReminderKey: k, MadeOn: made, SeenAt: seen, Open: open, Name: "Bea Moss", Rating: casefile.Red, OnRegister: On}
			if k.Case == "p1" {
				r.Name, r.Coordinator = "Ada Moss", "Ann Example"
			}
			return r
		}
		is := func(user string, older bool, want ...ReminderRow) {
			t.Helper()
			got, err := s.Reminders(ctx, "N1", user, ReminderQuery{Older: older, Since: today})
			if err != nil {
				t.Fatal(err)
			}
			if page := (ReminderPage{want, len(want), 1, 1, 50}); !reflect.DeepEqual(got, page) {
				t.Errorf("%s, older %v\n got %+v\nwant %+v", user, older, got, page)
			}
			if n, err := s.NewReminders(ctx, "N1", user, nil); !older && (err != nil || n != len(want)) {
				t.Errorf("%s: %d new, %v, want %d", user, n, err, len(want))
			}
		}
		first, last := key("u1", "p1", because, today+14, 14), key("u1", "p1", because, today+14, 3)
		rating, gone := key("u1", "p2", weekly, today+7, 3), key("u1", "p2", weekly, today+6, 3)
		theirs := key("u2", "p1", because, today+14, 14)
		add(today, first, rating, gone, theirs)
		is("u1", false, row(rating, today, time.Time{}, true), row(first, today, time.Time{}, true))
		is("u1", true, row(gone, today, time.Time{}, false))
		is("u2", false, row(theirs, today, time.Time{}, true))

		// Of two about one thing the later stands for both, seen or not.
		add(today+11, last)
		is("u1", false, row(rating, today, time.Time{}, true), row(last, today+11, time.Time{}, true))
		if got, err := s.NewRemindersByRule(ctx, "N1", "u1", today+8, nil); err != nil || !reflect.DeepEqual(got, []ReminderCount{{weekly, 1, 1}, {because, 1, 0}}) {
			t.Errorf("by rule %+v, %v", got, err)
		}
		if got, err := s.NewlyReminded(ctx, "N1", today); err != nil || !maps.Equal(got, map[string]civil.Date{"u1": today + 11, "u2": today}) {
			t.Errorf("newly reminded %v, %v", got, err)
		}
		if got, err := s.NewlyReminded(ctx, "N1", today+11); err != nil || !maps.Equal(got, map[string]civil.Date{"u1": today + 11}) {
			t.Errorf("newly reminded since %v, %v", got, err)
		}
		if err := errors.Join(s.CloseReminders(ctx, "N1", today+11), s.CloseReminders(ctx, "N2", today+11)); err != nil {
			t.Fatal(err)
		}
		is("u1", false, row(rating, today, time.Time{}, true), row(last, today+11, time.Time{}, true))
		is("u1", true, row(gone, today, time.Time{}, false))

		// What another user, or another register, marks as seen is not ours.
		later := noon.Add(time.Hour)
		other := last
		other.UserID = "u2"
		if err := errors.Join(s.SeeReminder(ctx, "N1", other, later), s.SeeReminder(ctx, "N2", last, later), s.SeeReminders(ctx, "N2", "u1", today+99, later)); err != nil {
			t.Fatal(err)
		}
		is("u2", false)
		is("u1", false, row(rating, today, time.Time{}, true), row(last, today+11, time.Time{}, true))
		if err := s.SeeReminder(ctx, "N1", last, later); err != nil {
			t.Fatal(err)
		}
		is("u1", false, row(rating, today, time.Time{}, true))
		is("u1", true, row(last, today+11, later, true), row(gone, today, time.Time{}, false))
		if err := s.SeeReminders(ctx, "N1", "u1", today-1, later); err != nil {
			t.Fatal(err)
		}
		is("u1", false, row(rating, today, time.Time{}, true))
		if err := s.SeeReminders(ctx, "N1", "u1", today, later); err != nil {
			t.Fatal(err)
		}
		is("u1", false)
		is("u1", true, row(last, today+11, later, true), row(gone, today, time.Time{}, false), row(rating, today, later, true))

		if got, err := s.Reminders(ctx, "N1", "u1", ReminderQuery{Older: true, Since: today + 1}); err != nil || len(got.Rows) != 1 || got.Rows[0].Rule != because {
			t.Errorf("since the next day: %+v, %v", got, err)
		}

		// What is done is no longer new, before the next day already.
		add(today+12, key("u2", "p2", because, today+14, 3))
		put(t, s, "N1", "p2", on("2026-03-02", casefile.Rated{Rating: casefile.Green}))
		is("u2", false)
	})
}

func TestManyRemindersArePaged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		reminded(t, s)
		var entries []casefile.Entry
		var keys []ReminderKey
		for n := range 130 {
			id := "a" + strings.Repeat("x", n)
			entries = append(entries, on("2026-03-02", casefile.Action{ID: id, Text: "Ring", Due: today + 30}))
			keys = append(keys, ReminderKey{"u1", "p1", "action", id, today + 30, 14})
		}
		put(t, s, "N1", "p1", entries...)
		rows, err := s.Remindable(t.Context(), "N1", today+30, today+30)
		if err != nil || len(rows) != 130 {
			t.Fatalf("%d actions, %v", len(rows), err)
		}
		if err := s.AddReminders(t.Context(), "N1", today, keys); err != nil {
			t.Fatal(err)
		}
		if n, err := s.NewReminders(t.Context(), "N1", "u1", nil); err != nil || n != mostCounted {
			t.Errorf("%d new, %v", n, err)
		}
		p, err := s.Reminders(t.Context(), "N1", "u1", ReminderQuery{Page: 9, Size: 50})
		if err != nil || len(p.Rows) != 30 || p.Page != 3 || p.Pages != 3 || p.Total != 130 {
			t.Errorf("%d rows on page %d of %d, of %d; %v", len(p.Rows), p.Page, p.Pages, p.Total, err)
		}
	})
}

func TestRemindersAreReadFromTheirIndex(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for _, st := range []*statement{countSomeNew, countNew, selectNew, countNewByRule, closeReminders} {
		steps := plan(t, s, st.sql, make([]any, strings.Count(st.sql, "$")))
		for _, want := range []string{"SEARCH r USING INDEX reminders_new (register=?", "obligations_open_of (register=? AND case_id=? AND open_due=? AND rule=?)"} {
			if !slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, want) }) {
				t.Errorf("%s\nis not read by %s but\n%s", st.sql, want, strings.Join(steps, "\n"))
			}
		}
	}
}

func TestOlderRemindersAreReadByDay(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for _, st := range []*statement{countOlder, selectOlder} {
		steps := plan(t, s, st.sql, make([]any, strings.Count(st.sql, "$")))
		if want := "SEARCH r USING INDEX reminders_by_day (register=? AND user_id=? AND made_on>?)"; !slices.Contains(steps, want) {
			t.Errorf("%s\nis not read by %s but\n%s", st.sql, want, strings.Join(steps, "\n"))
		}
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		reminded(t, s)
		at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
		a, b := Message{ID: "a", UserID: "u1", CreatedAt: noon, NextAt: at(2)}, Message{ID: "b", UserID: "u2", CreatedAt: noon, NextAt: at(1)}
		again := a
		again.NextAt = noon
		if err := errors.Join(s.AddMessages(ctx, "N1", []Message{a, b}), s.AddMessages(ctx, "N1", []Message{again})); err != nil {
			t.Fatal(err)
		}
		take := func(now time.Time) Message {
			t.Helper()
			m, err := s.TakeMessage(ctx, "N1", now, now.Add(10*time.Minute))
			if err != nil && !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
			return m
		}
		is := func(want ...Message) {
			t.Helper()
			if got, err := s.Messages(ctx, "N1"); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, %v\nwant %+v", got, err, want)
			}
		}
		is(a, b)
		if m := take(noon); m != (Message{}) {
			t.Errorf("before its time: %+v", m)
		}
		if _, err := s.TakeMessage(ctx, "N2", at(60), at(70)); !errors.Is(err, ErrNotFound) {
			t.Errorf("of another register: %v", err)
		}
		b.Attempts, b.NextAt = 1, at(12)
		if m := take(at(2)); m != b {
			t.Errorf("the one that waits longest: %+v, want %+v", m, b)
		}
		a.Attempts, a.NextAt = 1, at(12)
		if m := take(at(2)); m != a {
			t.Errorf("the next: %+v, want %+v", m, a)
		}
		if m := take(at(11)); m != (Message{}) {
			t.Errorf("both are taken: %+v", m)
		}
		if err := s.PutOffMessage(ctx, "N1", a, at(20)); err != nil {
			t.Fatal(err)
		}
		a.NextAt = at(20)
		// Whoever took b died; another takes it, and the first has nothing more
		// to say about it.
		taken := take(at(12))
		if err := s.EndMessage(ctx, "N1", b, "sent", at(13)); !errors.Is(err, ErrTaken) {
			t.Errorf("ended by who lost it: %v", err)
		}
		if err := s.PutOffMessage(ctx, "N1", b, at(13)); !errors.Is(err, ErrTaken) {
			t.Errorf("put off by who lost it: %v", err)
		}
		if err := s.EndMessage(ctx, "N1", taken, "sent", at(14)); err != nil {
			t.Fatal(err)
		}
		b.Attempts, b.NextAt, b.Outcome, b.EndedAt = 2, at(22), "sent", at(14)
		is(a, b)
		if m := take(at(60)); m.ID != "a" {
			t.Errorf("put off until then: %+v", m)
		}
		if m := take(at(600)); m.ID != "a" {
			t.Errorf("what was sent is not taken again: %+v", m)
		}
	})
}

// TestTwoTakeEachMessageOnce lets two processes empty one outbox.
func TestTwoTakeEachMessageOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		one, other := opened(t, address), opened(t, address)
		reminded(t, one)
		var all []Message
		for n := range 40 {
			all = append(all, Message{ID: strings.Repeat("m", n+1), UserID: "u1", CreatedAt: noon, NextAt: noon})
		}
		if err := one.AddMessages(t.Context(), "N1", all); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		times := map[string]int{}
		var wg sync.WaitGroup
		for _, s := range []*Store{one, other, one, other} {
			wg.Go(func() {
				for {
					m, err := s.TakeMessage(t.Context(), "N1", noon, noon.Add(time.Hour))
					if errors.Is(err, ErrNotFound) {
						// Another may have been quicker with the one it looked at.
						left, err := s.Messages(t.Context(), "N1")
						if err != nil {
							t.Error(err)
						}
						if !slices.ContainsFunc(left, func(m Message) bool { return m.Attempts == 0 }) {
							return
						}
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					times[m.ID]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for _, m := range all {
			if times[m.ID] != 1 {
				t.Errorf("a message was taken %d times", times[m.ID])
			}
		}
	})
}
