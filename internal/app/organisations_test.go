package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

func TestWhichOrganisationHasThePlace(t *testing.T) {
	t.Parallel()
	april, may := civil.Of(2027, 4, 1), civil.Of(2027, 5, 1)
	all := []Organisation{
		{Code: "OLD", EndsOn: april, Successor: "NEW"}, {Code: "NEW", From: april, EndsOn: may, Successor: "LAST"}, {Code: "LAST", From: may},
		{Code: "GONE", EndsOn: april}, {Code: "ROUND", EndsOn: april, Successor: "TRIP"}, {Code: "TRIP", EndsOn: april, Successor: "ROUND"}, {Code: "LOST", EndsOn: april, Successor: "?"},
	}
	for _, test := range []struct {
		code string
		day  civil.Date
		want string
	}{
		{"OLD", april - 1, "OLD"}, {"OLD", april, "NEW"}, {"OLD", may - 1, "NEW"}, {"OLD", may, "LAST"}, {"LAST", april, "LAST"},
		{"GONE", may, "GONE"}, {"LOST", may, "LOST"}, {"?", may, ""}, {"", may, ""},
	} {
		if got, ok := OrganisationNow(all, test.code, test.day); got.Code != test.want || ok != (test.want != "") {
			t.Errorf("%s on %s is %q, %v, want %q", test.code, test.day, got.Code, ok, test.want)
		}
	}
	OrganisationNow(all, "ROUND", may) // ends
	var codes []string
	for _, o := range OrganisationsOn(all, april) {
		codes = append(codes, o.Code)
	}
	if want := []string{"NEW"}; !slices.Equal(codes, want) {
		t.Errorf("on %s there are %q, want %q", april, codes, want)
	}
}

func TestOrganisations(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		elsewhere := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		april := civil.Of(2027, 4, 1)
		must(t, b.AddOrganisation(b.ctx, admin, Organisation{Code: " qxx ", Name: " Northshire ICB ", Kind: "icb"}))
		must(t, b.AddOrganisation(b.ctx, admin, Organisation{Code: "QZZ", Name: "Wider ICB", Kind: "icb", From: april, EndsOn: april + 1, Successor: "x"}))
		must(t, b.AddOrganisation(b.ctx, admin, Organisation{Code: "RXX", Name: "A Trust", Kind: "trust"}))
		must(t, b.AddOrganisation(b.ctx, elsewhere, Organisation{Code: "RXX", Name: "A Trust", Kind: "trust"}))
		are := func(want ...Organisation) {
			t.Helper()
			if got, err := b.Organisations(b.ctx, admin); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("organisations\n got %+v, %v\nwant %+v", got, err, want)
			}
		}
		trust := Organisation{Code: "RXX", Name: "A Trust", Kind: "trust", From: b.Today()}
		board := Organisation{Code: "QXX", Name: "Northshire ICB", Kind: "icb", From: b.Today()}
		wider := Organisation{Code: "QZZ", Name: "Wider ICB", Kind: "icb", From: april}
		are(trust, board, wider)

		refused := func(err error, fields ...string) {
			t.Helper()
			var got []string
			for _, r := range wantKind(t, err, Invalid).Refusals {
				got = append(got, r.Field)
			}
			if !slices.Equal(got, fields) {
				t.Errorf("refused for %q, want %q", got, fields)
			}
		}
		refused(b.AddOrganisation(b.ctx, admin, Organisation{}), "code", "name", "kind")
		refused(b.AddOrganisation(b.ctx, admin, Organisation{Code: "R X", Name: strings.Repeat("é", 201), Kind: "shop"}), "code", "name", "kind")
		refused(b.AddOrganisation(b.ctx, admin, Organisation{Code: "rxx", Name: "Again", Kind: "trust"}), "code")
		refused(b.ChangeOrganisation(b.ctx, admin, "RXX", "", "shop", 0), "name", "kind", "from")
		refused(b.EndOrganisation(b.ctx, admin, "QXX", b.Today(), ""), "on")
		refused(b.EndOrganisation(b.ctx, admin, "QXX", april, "NONE"), "successor")
		refused(b.EndOrganisation(b.ctx, admin, "QXX", april, "QXX"), "successor")
		refused(b.EndOrganisation(b.ctx, admin, "QXX", april-1, "QZZ"), "successor") // which is not there yet
		are(trust, board, wider)

		// The board is followed by a wider one; its users and teams with it.
		must(t, b.ChangeUser(b.ctx, admin, callum.UserID, callum.Name, Place{Roles: callum.Roles, Organisation: "QXX"}))
		team, err := b.AddTeam(b.ctx, admin, TeamForm{Name: "Adults", Organisation: "QXX"})
		must(t, err)
		refused(b.ChangeUser(b.ctx, admin, callum.UserID, callum.Name, Place{Roles: callum.Roles, Organisation: "NONE"}), "organisation")
		refused(b.ChangeTeam(b.ctx, admin, team, TeamForm{Name: "Adults", Organisation: "NONE"}), "organisation")
		must(t, b.EndOrganisation(b.ctx, admin, "QXX", april, "QZZ"))
		board.EndsOn, board.Successor = april, "QZZ"
		are(trust, board, wider)
		u, err := b.User(b.ctx, admin, callum.UserID)
		must(t, err)
		got, err := b.Team(b.ctx, admin, team)
		must(t, err)
		all, err := b.Organisations(b.ctx, admin)
		must(t, err)
		for day, want := range map[civil.Date]string{april - 1: "QXX", april: "QZZ"} {
			for _, code := range []string{u.Organisation, got.Organisation} {
				if now, _ := OrganisationNow(all, code, day); now.Code != want {
					t.Errorf("on %s it is %q, want %q", day, now.Code, want)
				}
			}
		}
		refused(b.EndOrganisation(b.ctx, admin, "QZZ", april+30, "QXX"), "successor", "successor") // in a circle
		refused(b.ChangeOrganisation(b.ctx, admin, "QXX", "Northshire ICB", CareBoard, april), "from")
		for _, code := range []string{"QXX", "QZZ"} {
			refused(b.RemoveOrganisation(b.ctx, admin, code), "")
		}
		must(t, b.ChangeOrganisation(b.ctx, admin, "RXX", " The Trust", CareProvider, b.Today()-9))
		trust.Name, trust.Kind, trust.From = "The Trust", "provider", b.Today()-9
		must(t, b.EndOrganisation(b.ctx, admin, "QXX", 0, ""))
		board.EndsOn, board.Successor = 0, ""
		are(board, trust, wider)
		must(t, b.RemoveOrganisation(b.ctx, admin, "RXX"))
		are(board, wider)
		// Who leaves works for none of them any more.
		must(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today(), LeftWork))
		must(t, b.RemoveTeam(b.ctx, admin, team))
		must(t, b.RemoveOrganisation(b.ctx, admin, "QXX"))

		for _, actor := range []access.Actor{b.here, {}} {
			wantKind(t, second(b.Organisations(b.ctx, actor)), Forbidden)
			wantKind(t, second(b.Organisation(b.ctx, actor, "QZZ")), Forbidden)
			wantKind(t, b.AddOrganisation(b.ctx, actor, trust), Forbidden)
			wantKind(t, b.ChangeOrganisation(b.ctx, actor, "QZZ", "Theirs", Trust, april), Forbidden)
			wantKind(t, b.EndOrganisation(b.ctx, actor, "QZZ", april+9, ""), Forbidden)
			wantKind(t, b.RemoveOrganisation(b.ctx, actor, "QZZ"), Forbidden)
		}
		wantKind(t, second(b.Organisation(b.ctx, elsewhere, "QZZ")), NotFound)
		wantKind(t, b.ChangeOrganisation(b.ctx, elsewhere, "QZZ", "Theirs", Trust, april), NotFound)
		wantKind(t, b.EndOrganisation(b.ctx, elsewhere, "QZZ", april+9, ""), NotFound)
		wantKind(t, b.RemoveOrganisation(b.ctx, elsewhere, "QZZ"), NotFound)
		are(wider)
		if got, err := b.Organisations(b.ctx, elsewhere); err != nil || len(got) != 1 {
			t.Errorf("the other register has %+v, %v", got, err)
		}
		want := []string{
			admin.UserID + " remove organisation: QXX", admin.UserID + " remove organisation: RXX", admin.UserID + " end organisation: QXX goes on",
			admin.UserID + " change organisation: RXX “The Trust”, provider from 2026-11-13", admin.UserID + " end organisation: QXX on 2027-04-01, then QZZ",
			admin.UserID + " add organisation: RXX “A Trust”, trust from 2026-11-22", admin.UserID + " add organisation: QZZ “Wider ICB”, icb from 2027-04-01",
			admin.UserID + " add organisation: QXX “Northshire ICB”, icb from 2026-11-22",
		}
		acts := b.userActs(t, "HERE", "add organisation", "change organisation", "end organisation", "remove organisation")
		slices.Sort(want)
		if !slices.Equal(acts, want) {
			t.Errorf("the audit has\n%q, want\n%q", acts, want)
		}
	})
}
