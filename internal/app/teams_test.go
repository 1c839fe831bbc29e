package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// colleague adds a user of a register with one role and gives who they are.
func (b *board) colleague(t testing.TB, register, name string, roles ...access.Role) access.Actor {
	t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@" + strings.ToLower(register) + ".example"
	id, err := b.AddUser(b.ctx, CommandLine(register), NewUser{Email: email, Name: name, Password: goodPassword, Register: register, Roles: roles})
	must(t, err)
	return access.Actor{UserID: id, Name: name, Email: email, Register: register, Roles: roles}
}

func TestTeams(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		elsewhere := b.colleague(t, "THERE", "Eve Else", access.Administrator, access.Clinician)

		adults, err := b.AddTeam(b.ctx, admin, TeamForm{Name: " Adults’ team ", Members: []string{callum.UserID, b.here.UserID}})
		must(t, err)
		empty, err := b.AddTeam(b.ctx, admin, TeamForm{Name: "Nobody’s"})
		must(t, err)
		want := []Team{
			{adults, "Adults’ team", "", []TeamMember{{callum.UserID, "Callum Reid"}, {b.here.UserID, b.here.Name}}},
			{empty, "Nobody’s", "", nil},
		}
		are := func(want []Team) {
			t.Helper()
			if got, err := b.Teams(b.ctx, admin); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("teams\n got %+v, %v\nwant %+v", got, err, want)
			}
		}
		are(want)
		if got, err := b.Team(b.ctx, admin, adults); err != nil || !reflect.DeepEqual(got, want[0]) {
			t.Errorf("one team: %+v, %v", got, err)
		}
		mine := func(actor access.Actor, want ...string) {
			t.Helper()
			if got, err := b.MyTeams(b.ctx, actor); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s is in %q, %v, want %q", actor.Name, got, err, want)
			}
		}
		mine(callum, "Adults’ team")
		wantKind(t, second(b.MyTeams(b.ctx, admin)), Forbidden) // who sees no lists has no use for them
		mine(elsewhere)

		// What cannot be is refused, and nothing of it is kept.
		for name, test := range map[string]struct {
			id, name string
			members  []string
			field    string
		}{
			"no name": {"", "  ", nil, "name"}, "a name twice": {"", "adults’ TEAM", nil, "name"}, "another's name": {empty, "Adults’ team", nil, "name"},
			"too long": {"", strings.Repeat("é", 101), nil, "name"}, "someone of another register": {"", "Mixed", []string{elsewhere.UserID}, "members"},
			"nobody known": {adults, "Adults’ team", []string{"nobody"}, "members"},
		} {
			var err error
			if test.id == "" {
				_, err = b.AddTeam(b.ctx, admin, TeamForm{Name: test.name, Members: test.members})
			} else {
				err = b.ChangeTeam(b.ctx, admin, test.id, TeamForm{Name: test.name, Members: test.members})
			}
			if e := wantKind(t, err, Invalid); len(e.Refusals) != 1 || e.Refusals[0].Field != test.field {
				t.Errorf("%s: %+v", name, e.Refusals)
			}
		}
		are(want)

		// Its own name is no other's.
		must(t, b.ChangeTeam(b.ctx, admin, adults, TeamForm{Name: "ADULTS’ team", Members: []string{callum.UserID}}))
		must(t, b.RemoveTeam(b.ctx, admin, empty))
		want = []Team{{adults, "ADULTS’ team", "", []TeamMember{{callum.UserID, "Callum Reid"}}}}
		are(want)

		// Only who manages users may, and only in their own register.
		for _, actor := range []access.Actor{b.here, {}, {UserID: "x", Register: "HERE", Roles: []access.Role{access.InformationGovernance}}} {
			_, err := b.Teams(b.ctx, actor)
			wantKind(t, err, Forbidden)
			_, err = b.Team(b.ctx, actor, adults)
			wantKind(t, err, Forbidden)
			_, err = b.AddTeam(b.ctx, actor, TeamForm{Name: "Theirs"})
			wantKind(t, err, Forbidden)
			wantKind(t, b.ChangeTeam(b.ctx, actor, adults, TeamForm{Name: "Theirs"}), Forbidden)
			wantKind(t, b.RemoveTeam(b.ctx, actor, adults), Forbidden)
		}
		_, err = b.MyTeams(b.ctx, access.Actor{})
		wantKind(t, err, Forbidden)
		if got, err := b.Teams(b.ctx, elsewhere); err != nil || len(got) != 0 {
			t.Errorf("another register has %+v, %v", got, err)
		}
		_, err = b.Team(b.ctx, elsewhere, adults)
		wantKind(t, err, NotFound)
		wantKind(t, b.ChangeTeam(b.ctx, elsewhere, adults, TeamForm{Name: "Theirs"}), NotFound)
		wantKind(t, b.RemoveTeam(b.ctx, elsewhere, adults), NotFound)
		are(want)

		trail, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Kinds: []store.AuditKind{store.Changed}}, 100)
		must(t, err)
		var acts []string
		for _, a := range trail {
			if strings.HasSuffix(a.Action, " team") {
				acts = append(acts, fmt.Sprintf("%s by %s: %s", a.Action, a.UserName, a.Detail))
			}
		}
		slices.Sort(acts)
		wantActs := []string{
			"add team by Ravi Nair: " + adults + " “Adults’ team” of " + callum.UserID + ", " + b.here.UserID,
			"add team by Ravi Nair: " + empty + " “Nobody’s” of nobody",
			"change team by Ravi Nair: " + adults + " “ADULTS’ team” of " + callum.UserID,
			"remove team by Ravi Nair: " + empty,
		}
		slices.Sort(wantActs)
		if !slices.Equal(acts, wantActs) {
			t.Errorf("the audit has\n%q, want\n%q", acts, wantActs)
		}
	})
}

// TestDueOfMyTeams: what is due for cases that anyone holds who shares a team
// with the actor, the actor's own included.
func TestDueOfMyTeams(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		callum := b.colleague(t, "HERE", "Callum Reid", access.Chair)
		sunita := b.colleague(t, "HERE", "Sunita Rao", access.ReviewCoordinator)
		nurse := b.colleague(t, "HERE", "Nurse Obi", access.Clinician)
		for given, by := range map[string]string{"Ann": b.here.Name, "Bo": "Callum Reid", "Cy": "Sunita Rao", "Di": "Somebody Else"} {
			held(t, b, given, by)
		}
		line := CommandLine("HERE")
		_, err := b.AddTeam(b.ctx, line, TeamForm{Name: "Adults", Members: []string{callum.UserID, b.here.UserID}})
		must(t, err)
		children, err := b.AddTeam(b.ctx, line, TeamForm{Name: "Children", Members: []string{callum.UserID, sunita.UserID, nurse.UserID}})
		must(t, err)
		has := func(actor access.Actor, want ...string) {
			t.Helper()
			list, err := b.Due(b.ctx, actor, DueQuery{Whose: MyTeams, Kinds: []string{"reviews"}})
			must(t, err)
			var got []string
			for _, r := range list.Rows {
				got = append(got, r.Name)
			}
			if slices.Sort(got); !slices.Equal(got, want) || list.Total != len(want) {
				t.Errorf("the teams of %s have %q, want %q", actor.Name, got, want)
			}
			days, err := b.DueDays(b.ctx, actor, DueQuery{Whose: MyTeams, Kinds: []string{"reviews"}})
			must(t, err)
			if n := 0; len(want) > 0 {
				for _, d := range days {
					n += d.Count
				}
				if n != len(want) {
					t.Errorf("for the teams of %s %d are counted, want %d", actor.Name, n, len(want))
				}
			}
		}
		has(b.here, "Ann Example", "Bo Example")
		has(callum, "Ann Example", "Bo Example", "Cy Example")
		has(sunita, "Bo Example", "Cy Example")
		has(nurse) // a team shows nobody whom she may not see
		must(t, b.RemoveTeam(b.ctx, line, children))
		has(callum, "Ann Example", "Bo Example")
		has(sunita, "Cy Example") // her own, in no team
		_, err = b.Due(b.ctx, access.Actor{UserID: callum.UserID, Name: callum.Name, Register: "HERE"}, DueQuery{Whose: MyTeams})
		wantKind(t, err, Forbidden)
	})
}
