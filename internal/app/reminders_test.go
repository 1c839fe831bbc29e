package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// TestWhichReminder walks a date through its days by the usual choice.
func TestWhichReminder(t *testing.T) {
	t.Parallel()
	due := civil.Of(2026, 12, 1)
	k := KindReminders{On: true, Ahead: []int{14, 3}, After: []int{1, 28}}
	for day := due - 40; day < due+60; day++ {
		want, ok := 0, true
		switch before := int(due - day); {
		case before <= 14 && before > 7:
			want = 14
		case before <= 3 && before > -1:
			want = 3
		case before <= -1 && before > -8:
			want = -1
		case before <= -28 && before > -35:
			want = -28
		default:
			ok = false
		}
		if got, made := k.now(due, day); got != want || made != ok {
			t.Errorf("%d days before: %d %v, want %d %v", due-day, got, made, want, ok)
		}
		k.On = false
		if _, made := k.now(due, day); made {
			t.Error("switched off, and made")
		}
		k.On = true
	}
	ahead := KindReminders{On: true, Ahead: []int{3, 0}}
	if got, ok := ahead.now(due, due); got != 0 || !ok {
		t.Errorf("on the day itself: %d %v", got, ok)
	}
	if got, ok := ahead.now(due, due+1); ok {
		t.Errorf("a day late: %d", got)
	}
}

// also adds a user of HERE with roles.
func (b *board) also(t *testing.T, name string, roles ...access.Role) access.Actor {
	t.Helper()
	id, err := b.AddUser(b.ctx, CommandLine("HERE"), NewUser{Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@here.example", Name: name, Password: goodPassword, Register: "HERE", Roles: roles})
	must(t, err)
	return access.Actor{UserID: id, Name: name, Register: "HERE", Roles: roles}
}

// told are an actor's new reminders, in words.
func (b *board) told(t *testing.T, actor access.Actor) []string {
	t.Helper()
	list, err := b.Reminders(b.ctx, actor, ReminderQuery{})
	must(t, err)
	var words []string
	for _, r := range list.Rows {
		words = append(words, fmt.Sprintf("%s, %s (%s), %d", r.Name, r.Title, r.Kind, r.Days))
	}
	if !slices.IsSortedFunc(list.Rows, func(a, b Reminder) int { return int(a.Due - b.Due) }) {
		t.Errorf("not by due day: %q", words)
	}
	slices.Sort(words) // those of a day come by cases, whose ids are random
	if n, err := b.NewReminders(b.ctx, actor); err != nil || n != len(words) {
		t.Errorf("%d are counted, %v, and %d listed", n, err, len(words))
	}
	return words
}

func TestRemind(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		arranges := b.also(t, "Sunita Rao", access.ReviewCoordinator)
		holds := b.also(t, "Callum Reid", access.SocialWorker)
		held(t, b, "Ann", "Callum Reid")
		nobodys := held(t, b, "Bo", "Somebody Else")
		must(t, b.SayWhose(b.ctx, b.here, "Callum Reid", holds.UserID))
		remind := func() {
			t.Helper()
			must(t, b.Remind(b.ctx, "HERE"))
			must(t, b.Remind(b.ctx, "HERE")) // again adds nothing
			must(t, b.Remind(b.ctx, "THERE"))
		}
		is := func(actor access.Actor, want ...string) {
			t.Helper()
			slices.Sort(want)
			if got := b.told(t, actor); !slices.Equal(got, want) {
				t.Errorf("%s on %v\n got %q\nwant %q", actor.Name, b.Today(), got, want)
			}
		}
		remind()
		is(holds, "Ann Example, Review of the rating (register), -7", "Ann Example, Review because of a red rating (reviews), -1", "Ann Example, Action: Ring the landlord (support), 3")
		is(arranges, "Ann Example, Review because of a red rating (reviews), -1", "Bo Example, Review because of a red rating (reviews), -1")
		// What nobody who signs in holds is the register coordinators'.
		is(b.here, "Bo Example, Review of the rating (register), -7", "Bo Example, Review because of a red rating (reviews), -1", "Bo Example, Action: Ring the landlord (support), 3")
		is(b.there)

		// What is done, suspended or seen is no longer new.
		must(t, second(b.Record(b.ctx, b.here, nobodys, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.ActionDone{Action: "a1"}})))
		is(b.here, "Bo Example, Review of the rating (register), -7", "Bo Example, Review because of a red rating (reviews), -1")
		list, err := b.Reminders(b.ctx, b.here, ReminderQuery{})
		must(t, err)
		seen := func(r Reminder) Reminded { return Reminded{r.Case, r.Rule, r.Subject, r.Due} }
		must(t, b.SeeReminder(b.ctx, arranges, seen(list.Rows[0]))) // none of theirs
		must(t, b.SeeReminder(b.ctx, b.here, seen(list.Rows[0])))
		is(b.here, "Bo Example, Review because of a red rating (reviews), -1")
		list, err = b.Reminders(b.ctx, b.here, ReminderQuery{Older: true})
		must(t, err)
		if list.Total != 2 || !list.Rows[0].Open || list.Rows[0].SeenAt.IsZero() || list.Rows[1].Open || list.Rows[1].Title != "Action: Ring the landlord" {
			t.Errorf("older: %+v", list)
		}

		// The next time of the same thing is told again, and stands for both.
		*b.at = b.at.AddDate(0, 0, 1) // 23 November: 7 days after the 16th
		remind()
		is(arranges, "Ann Example, Review because of a red rating (reviews), -7", "Bo Example, Review because of a red rating (reviews), -7")
		must(t, b.SeeReminders(b.ctx, arranges, b.Today()-1))
		is(arranges, "Ann Example, Review because of a red rating (reviews), -7", "Bo Example, Review because of a red rating (reviews), -7")
		must(t, b.SeeReminders(b.ctx, arranges, b.Today()))
		is(arranges)
		*b.at = b.at.AddDate(0, 0, 1)
		remind()
		is(arranges)

		// Who has left is no longer reminded.
		must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
			if err := tx.DisableUser(holds.UserID); err != nil {
				return err
			}
			return tx.Audit(b.audit(CommandLine("HERE"), access.ManageUsers, "disable user", "", holds.UserID))
		}))
		*b.at = b.at.AddDate(0, 0, 2) // the action was due yesterday
		remind()
		if got := b.told(t, b.here); !slices.Contains(got, "Ann Example, Action: Ring the landlord (support), -1") {
			t.Errorf("what the one who left held: %q", got)
		}
		is(holds, "Ann Example, Review of the rating (register), -7", "Ann Example, Review because of a red rating (reviews), -7", "Ann Example, Action: Ring the landlord (support), 3")
	})
}

func TestRemindersAreOnesOwn(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, nobody := range []access.Actor{{}, {UserID: b.here.UserID, Name: b.here.Name, Register: "HERE"}} {
		wantKind(t, second(b.Reminders(b.ctx, nobody, ReminderQuery{})), Forbidden)
		wantKind(t, b.SeeReminder(b.ctx, nobody, Reminded{}), Forbidden)
		wantKind(t, b.SeeReminders(b.ctx, nobody, b.Today()), Forbidden)
		if n, err := b.NewReminders(b.ctx, nobody); n != 0 || err != nil {
			t.Errorf("nobody has %d, %v", n, err)
		}
	}
	wantKind(t, third(b.ReminderSettings(b.ctx, b.here)), Forbidden)
	wantKind(t, b.SetReminderSettings(b.ctx, b.here, ReminderSettings{}), Forbidden)
}

func TestReminderSettings(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.also(t, "Ravi Nair", access.Administrator)
		must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
			if err := tx.SetRegister("Register HERE", `{"other": {"stays": [1, 2]}}`); err != nil {
				return err
			}
			return tx.Audit(b.audit(admin, access.ChangeSettings, "set", "", ""))
		}))
		s, staff, err := b.ReminderSettings(b.ctx, admin)
		must(t, err)
		if !maps.Equal(staff, map[access.Role]int{access.Administrator: 1, access.Coordinator: 1}) {
			t.Errorf("staff %v", staff)
		}
		if s.Email || len(s.Kinds) != len(DueKinds) {
			t.Errorf("at first: %+v", s)
		}
		for key, k := range s.Kinds {
			if !reflect.DeepEqual(k, usualReminders(key)) || !k.On || len(k.check(DueKind{})) > 0 {
				t.Errorf("at first for %s: %+v", key, k)
			}
		}
		s.Kinds["support"] = KindReminders{On: true, Roles: []access.Role{access.Executive}, Ahead: []int{5}, After: []int{}}
		s.Kinds["consent"] = KindReminders{Roles: []access.Role{}, Ahead: []int{}, After: []int{}}
		must(t, b.SetReminderSettings(b.ctx, admin, s))
		got, _, err := b.ReminderSettings(b.ctx, admin)
		must(t, err)
		if !reflect.DeepEqual(got, s) {
			t.Errorf("got %+v\nwant %+v", got, s)
		}
		other, _, err := b.ReminderSettings(b.ctx, access.Actor{UserID: "x", Register: "THERE", Roles: access.Roles})
		must(t, err)
		if !reflect.DeepEqual(other.Kinds["support"], usualReminders("support")) {
			t.Errorf("another register has %+v", other)
		}
		register, err := b.store.Register(b.ctx, "HERE")
		must(t, err)
		var all map[string]json.RawMessage
		must(t, json.Unmarshal([]byte(register.Settings), &all))
		if string(all["other"]) != `{"stays":[1,2]}` && string(all["other"]) != `{"stays": [1, 2]}` {
			t.Errorf("the other settings are %s", all["other"])
		}
		trail, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{}, 100)
		must(t, err)
		if !slices.ContainsFunc(trail, func(a store.Audit) bool {
			return a.Action == "change reminders" && a.UserID == admin.UserID && strings.Contains(a.Detail, `"ahead":[5]`)
		}) {
			t.Errorf("the change is not in the audit: %+v", trail)
		}

		wrong := s
		wrong.Email, wrong.Kinds = true, maps.Clone(s.Kinds)
		wrong.Kinds["reviews"] = KindReminders{On: true}
		wrong.Kinds["reports"] = KindReminders{On: true, Holder: true, Ahead: []int{181, -1}, After: []int{0, 1, 2, 3, 4, 5, 6}}
		wrong.Kinds["register"] = KindReminders{Roles: []access.Role{"king"}}
		e := wantKind(t, b.SetReminderSettings(b.ctx, admin, wrong), Invalid)
		var fields []string
		for _, r := range e.Refusals {
			fields = append(fields, r.Field)
		}
		if want := []string{"email", "reviews-who", "reviews-ahead", "reports-ahead", "reports-after", "reports-after", "register-who"}; !slices.Equal(fields, want) {
			t.Errorf("refused %v, want %v", fields, want)
		}
		if got, _, err := b.ReminderSettings(b.ctx, admin); err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("what was refused was kept: %+v", got)
		}
	})
}
