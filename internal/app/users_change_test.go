package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// userActs are what was changed in a register by actions, sorted: most of it
// happens at one moment.
func (b *board) userActs(t *testing.T, register string, actions ...string) []string {
	t.Helper()
	trail, err := b.store.AuditTrail(b.ctx, register, store.AuditQuery{Kinds: []store.AuditKind{store.Changed}}, 1000)
	must(t, err)
	var acts []string
	for _, a := range trail {
		if slices.Contains(actions, a.Action) {
			acts = append(acts, a.UserID+" "+a.Action+": "+a.Detail)
		}
	}
	slices.Sort(acts)
	return acts
}

// enter signs a user in and gives the token of the session.
func (b *board) enter(t *testing.T, email string) string {
	t.Helper()
	e, err := b.SignIn(b.ctx, email, goodPassword, anywhere)
	must(t, err)
	return e.Token
}

func TestChangeUser(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		elsewhere := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		team, err := b.AddTeam(b.ctx, admin, TeamForm{Name: "Adults"})
		must(t, err)
		theirs, err := b.AddTeam(b.ctx, elsewhere, TeamForm{Name: "Adults there"})
		must(t, err)
		held(t, b, "Ann", "Callum Reid")
		held(t, b, "Bo", "Callum Reid")
		token := b.enter(t, callum.Email)

		must(t, b.ChangeUser(b.ctx, admin, callum.UserID, " Callum Reid-Shah ", Place{Roles: []access.Role{access.Clinician, access.Chair}, Teams: []string{team}}))
		got, err := b.User(b.ctx, admin, callum.UserID)
		must(t, err)
		want := UserInRegister{
			ID: callum.UserID, Email: callum.Email, Name: "Callum Reid-Shah", Roles: []string{"chair", "clinician"}, Teams: []Team{{ID: team, Name: "Adults"}}, LastSignIn: *b.at,
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("changed\n got %+v\nwant %+v", got, want)
		}
		// It holds at once in the session that goes on.
		in, _, err := b.Session(b.ctx, token)
		must(t, err)
		if in.Actor.Name != "Callum Reid-Shah" || !slices.Equal(in.Actor.Roles, []access.Role{access.Chair, access.Clinician}) {
			t.Errorf("the session is of %+v", in.Actor)
		}
		for name, want := range map[string]int{"Callum Reid": 2, "Callum Reid-Shah": 0} {
			if n, err := b.HeldBy(b.ctx, admin, name); err != nil || n != want {
				t.Errorf("%s holds %d, %v, want %d", name, n, err, want)
			}
		}
		users, err := b.Users(b.ctx, admin)
		must(t, err)
		var names []string
		for _, u := range users {
			names = append(names, u.Name)
		}
		if want := []string{"Callum Reid-Shah", "Coordinator of HERE", "Ravi Nair"}; !slices.Equal(names, want) {
			t.Errorf("users %q, want %q", names, want)
		}

		good := Place{Roles: []access.Role{access.Chair}}
		for name, test := range map[string]struct {
			name   string
			place  Place
			fields []string
		}{
			"nothing":        {"", Place{}, []string{"name", "roles"}},
			"too long":       {strings.Repeat("é", 201), Place{Roles: good.Roles}, []string{"name"}},
			"no such role":   {"Callum", Place{Roles: []access.Role{"king"}}, []string{"roles"}},
			"another's team": {"Callum", Place{Roles: good.Roles, Teams: []string{theirs}}, []string{"teams"}},
		} {
			var fields []string
			for _, r := range wantKind(t, b.ChangeUser(b.ctx, admin, callum.UserID, test.name, test.place), Invalid).Refusals {
				fields = append(fields, r.Field)
			}
			if !slices.Equal(fields, test.fields) {
				t.Errorf("%s is refused for %q, want %q", name, fields, test.fields)
			}
		}
		wantKind(t, b.ChangeUser(b.ctx, b.here, callum.UserID, "Callum", good), Forbidden)
		wantKind(t, b.ChangeUser(b.ctx, access.Actor{}, callum.UserID, "Callum", good), Forbidden)
		wantKind(t, b.ChangeUser(b.ctx, elsewhere, callum.UserID, "Callum", good), NotFound)
		wantKind(t, b.ChangeUser(b.ctx, admin, elsewhere.UserID, "Callum", good), NotFound)
		for _, err := range []error{second(b.Users(b.ctx, b.here)), second(b.UsersLeft(b.ctx, b.here)), second(b.User(b.ctx, b.here, callum.UserID)), second(b.HeldBy(b.ctx, b.here, "Callum"))} {
			wantKind(t, err, Forbidden)
		}
		wantKind(t, second(b.User(b.ctx, elsewhere, callum.UserID)), NotFound)
		if again, err := b.User(b.ctx, admin, callum.UserID); err != nil || !reflect.DeepEqual(again, want) {
			t.Errorf("after the refusals %+v, %v", again, err)
		}
		if acts, want := b.userActs(t, "HERE", "change user"), []string{admin.UserID + " change user: " + callum.UserID + " as clinician, chair in teams " + team + ", with another name"}; !slices.Equal(acts, want) {
			t.Errorf("the audit has %q, want %q", acts, want)
		}
	})
}

// TestTheLastAdministratorStays: a register is never left without anyone who
// can let others in.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		b.colleague(t, "THERE", "Eve Else", access.Administrator)
		chair := Place{Roles: []access.Role{access.Chair}}
		refused := func(field string, err error) {
			t.Helper()
			e := wantKind(t, err, Invalid)
			if len(e.Refusals) != 1 || e.Refusals[0].Field != field || e.Refusals[0].Text != lastAdministrator {
				t.Errorf("refused for %+v", e.Refusals)
			}
		}
		refused("roles", b.ChangeUser(b.ctx, admin, admin.UserID, "Ravi Nair", chair))
		refused("from", b.EndAccess(b.ctx, admin, admin.UserID, b.Today(), LeftWork))
		refused("from", b.EndAccess(b.ctx, admin, admin.UserID, b.Today()+9, LeftWork))
		// More roles are no matter.
		must(t, b.ChangeUser(b.ctx, admin, admin.UserID, "Ravi Nair", Place{Roles: []access.Role{access.Chair, access.Administrator}}))

		// One who is about to leave does not count.
		other := b.colleague(t, "HERE", "Ola Other", access.Administrator)
		must(t, b.EndAccess(b.ctx, admin, other.UserID, b.Today()+5, LeftWork))
		refused("roles", b.ChangeUser(b.ctx, admin, admin.UserID, "Ravi Nair", chair))
		must(t, b.KeepAccess(b.ctx, admin, other.UserID))
		must(t, b.ChangeUser(b.ctx, admin, admin.UserID, "Ravi Nair", chair))
		refused("from", b.EndAccess(b.ctx, other, other.UserID, b.Today(), LeftWork))
	})
}

func TestLeaving(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		elsewhere := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		team, err := b.AddTeam(b.ctx, admin, TeamForm{Name: "Adults", Members: []string{callum.UserID, b.here.UserID}})
		must(t, err)
		held(t, b, "Ann", "Callum Reid")
		secret, err := b.MakeCalendar(b.ctx, callum)
		must(t, err)
		token := b.enter(t, callum.Email)
		in := func(want bool) {
			t.Helper()
			_, _, err := b.Session(b.ctx, token)
			_, calendar := b.Calendar(b.ctx, secret, "10.0.0.1")
			_, again := b.SignIn(b.ctx, callum.Email, goodPassword, anywhere)
			if (err == nil) != want || (calendar == nil) != want || (again == nil) != want {
				t.Errorf("session: %v, calendar: %v, sign-in: %v; want access: %v", err, calendar, again, want)
			}
		}

		for name, test := range map[string]struct {
			days   int
			reason LeaveReason
			field  string
		}{"yesterday": {-1, LeftWork, "from"}, "too far": {400, LeftWork, "from"}, "no reason": {0, "", "reason"}, "another reason": {0, "was rude", "reason"}} {
			if e := wantKind(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today()+civil.Date(test.days), test.reason), Invalid); len(e.Refusals) != 1 || e.Refusals[0].Field != test.field {
				t.Errorf("%s: %+v", name, e.Refusals)
			}
		}
		for _, actor := range []access.Actor{b.here, {}, callum} {
			wantKind(t, b.EndAccess(b.ctx, actor, callum.UserID, b.Today(), LeftWork), Forbidden)
			wantKind(t, b.KeepAccess(b.ctx, actor, callum.UserID), Forbidden)
			wantKind(t, b.LetIn(b.ctx, actor, callum.UserID, Place{Roles: callum.Roles}), Forbidden)
		}
		wantKind(t, b.EndAccess(b.ctx, elsewhere, callum.UserID, b.Today(), LeftWork), NotFound)
		wantKind(t, b.LetIn(b.ctx, admin, callum.UserID, Place{Roles: callum.Roles}), NotFound) // who has not left
		wantKind(t, b.KeepAccess(b.ctx, admin, callum.UserID), NotFound)
		in(true)

		// From a later day: until the evening before all is as it was.
		must(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today()+2, LeftWork))
		got, err := b.User(b.ctx, admin, callum.UserID)
		must(t, err)
		if want := (&Leaving{EndsOn: b.Today() + 2, Reason: LeftWork, Roles: []string{"social-worker"}}); !reflect.DeepEqual(got.Leaving, want) || len(got.Teams) != 1 {
			t.Errorf("planned: %+v", got)
		}
		wantKind(t, b.LetIn(b.ctx, admin, callum.UserID, Place{Roles: callum.Roles}), NotFound)
		must(t, b.TakeAccess(b.ctx, "HERE"))
		in(true)
		*b.at = b.at.Add(24 * time.Hour)
		token = b.enter(t, callum.Email)
		in(true)
		// The day itself: out, also before the job of the day has run.
		*b.at = time.Date(2026, 11, 24, 0, 0, 1, 0, time.UTC)
		in(false)
		wantKind(t, b.KeepAccess(b.ctx, admin, callum.UserID), Conflict)
		if got, err := b.User(b.ctx, admin, callum.UserID); err != nil || !got.Leaving.Ended {
			t.Errorf("before the job: %+v, %v", got, err)
		}
		must(t, b.TakeAccess(b.ctx, "HERE"))
		must(t, b.TakeAccess(b.ctx, "HERE")) // twice is once
		in(false)
		left, err := b.UsersLeft(b.ctx, admin)
		must(t, err)
		if len(left) != 1 || left[0].ID != callum.UserID || len(left[0].Roles)+len(left[0].Teams) != 0 || !reflect.DeepEqual(left[0].Leaving, &Leaving{b.Today(), LeftWork, []string{"social-worker"}, true}) {
			t.Errorf("left: %+v", left)
		}
		wantKind(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today(), LeftWork), NotFound)
		if n, err := b.HeldBy(b.ctx, admin, "Callum Reid"); err != nil || n != 1 {
			t.Errorf("holds %d, %v", n, err)
		}

		// Back again, as something else; the old calendar stays closed.
		e := wantKind(t, b.LetIn(b.ctx, admin, callum.UserID, Place{Teams: []string{"none"}}), Invalid)
		if len(e.Refusals) != 2 {
			t.Errorf("let in with nothing: %+v", e.Refusals)
		}
		must(t, b.LetIn(b.ctx, admin, callum.UserID, Place{Roles: []access.Role{access.Clinician}, Teams: []string{team}}))
		got, err = b.User(b.ctx, admin, callum.UserID)
		must(t, err)
		if got.Leaving != nil || !slices.Equal(got.Roles, []string{"clinician"}) || len(got.Teams) != 1 {
			t.Errorf("back: %+v", got)
		}
		if _, err := b.SignIn(b.ctx, callum.Email, goodPassword, anywhere); err != nil {
			t.Errorf("signing in again: %v", err)
		}
		_, err = b.Calendar(b.ctx, secret, "10.0.0.1")
		wantKind(t, err, NotFound)

		// At once; and added again at the command line.
		must(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today(), AddedWrong))
		if _, err := b.SignIn(b.ctx, callum.Email, goodPassword, anywhere); err == nil {
			t.Error("signed in after the end")
		}
		_, err = b.AddUser(b.ctx, CommandLine("HERE"), NewUser{Email: callum.Email, Register: "HERE", Roles: []access.Role{access.Chair}})
		must(t, err)
		if _, err := b.SignIn(b.ctx, callum.Email, goodPassword, anywhere); err != nil {
			t.Errorf("signing in after being added again: %v", err)
		}
		want := []string{
			admin.UserID + " end access: " + callum.UserID + " from 2026-11-24, mistake",
			admin.UserID + " let in again: " + callum.UserID + " as clinician in teams " + team,
			"homeward take access: " + callum.UserID,
			admin.UserID + " end access: " + callum.UserID + " from 2026-11-24, left",
		}
		slices.Sort(want)
		if acts := b.userActs(t, "HERE", "end access", "let in again", "take access", "keep access"); !slices.Equal(acts, want) {
			t.Errorf("the audit has\n%q, want\n%q", acts, want)
		}
	})
}

// TestLeavingOneOfTwoRegisters leaves the other as it is.
func TestLeavingOneOfTwoRegisters(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		_, err := b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: callum.Email, Register: "THERE", Roles: []access.Role{access.Chair}, Vouched: true})
		must(t, err)
		token := b.enter(t, callum.Email)
		in, _, err := b.Session(b.ctx, token)
		must(t, err)
		must(t, b.SwitchRegister(b.ctx, in, token, "THERE"))
		must(t, b.EndAccess(b.ctx, CommandLine("HERE"), callum.UserID, b.Today(), OtherWork))
		in, _, err = b.Session(b.ctx, token)
		must(t, err)
		if len(in.Registers) != 1 || in.Actor.Register != "THERE" {
			t.Errorf("the session goes on in %+v", in)
		}
		wantKind(t, b.SwitchRegister(b.ctx, in, token, "HERE"), NotFound)
	})
}
