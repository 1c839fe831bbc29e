package app

import (
	"slices"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
)

func TestWhoMayMergeWhat(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		p := b.person(t, "9994760173")
		id, err := b.ProposeHandover(b.ctx, b.here, p.Case, asked)
		must(t, err)
		line := CommandLine("THERE")
		merge := func(who access.Actor, from string) error {
			_, planned := b.PlanMerge(b.ctx, who, from)
			_, err := b.MergeRegister(b.ctx, who, from, nil)
			if As(planned).Kind != As(err).Kind || As(planned).Text != As(err).Text {
				t.Errorf("planning says %v, merging %v", planned, err)
			}
			return err
		}
		for _, role := range access.Roles {
			who := b.there
			who.Roles = []access.Role{role}
			want := Forbidden
			if role == access.Administrator {
				want = Invalid // people wait to be handed over
			}
			wantKind(t, merge(who, "HERE"), want)
		}
		wantKind(t, merge(access.Actor{}, "HERE"), Forbidden)
		if e := wantKind(t, merge(line, "THERE"), Invalid); e.Text != "A register cannot be merged into itself" {
			t.Error(e.Text)
		}
		if e := wantKind(t, merge(line, "NONE"), Invalid); e.Text != "There is no register NONE" {
			t.Error(e.Text)
		}
		wantKind(t, merge(CommandLine("NONE"), "HERE"), Invalid)
		must(t, b.DeclineHandover(b.ctx, b.there, id, "we merge"))
		token := b.signIn(t, goodPassword)

		m, err := b.MergeRegister(b.ctx, line, "HERE", nil)
		must(t, err)
		if m.People != 1 || m.Users != 1 || m.UsersInBoth != 0 {
			t.Errorf("%+v", m)
		}
		if e := wantKind(t, merge(line, "HERE"), Invalid); e.Text != "The register HERE is closed: it was merged into THERE on 22 November 2026" {
			t.Error(e.Text)
		}
		wantKind(t, merge(CommandLine("HERE"), "THERE"), Invalid)

		// Whoever was at work goes on in the other register, and finds the
		// person at the same address.
		*b.at = b.at.Add(time.Minute)
		s, _, err := b.Session(b.ctx, token)
		must(t, err)
		if s.Actor.Register != "THERE" || len(s.Registers) != 1 {
			t.Errorf("signed in to %+v", s)
		}
		v, err := b.Person(b.ctx, s.Actor, p.Case, AsAt{})
		must(t, err)
		if from, _, ok := v.Case.CameFrom(); !ok || from.Register != "HERE" || !v.Case.OnRegister {
			t.Errorf("the person came from %+v", from)
		}
		others, err := b.OtherRegisters(b.ctx, b.there)
		must(t, err)
		open, err := b.OpenRegisters(b.ctx)
		must(t, err)
		merged, err := b.MergedHere(b.ctx, b.there)
		must(t, err)
		if len(others) != 0 || len(open) != 1 || open[0].Code != "THERE" || len(merged) != 1 || merged[0].Code != "HERE" {
			t.Errorf("others %v, open %v, merged %v", others, open, merged)
		}
		for register, want := range map[string][]string{"HERE": {"merge registers  by Command line"}, "THERE": {"merge registers  by Command line"}} {
			if got := b.actions(t, register, "merge"); !slices.Equal(got, want) {
				t.Errorf("%s notes %v", register, got)
			}
		}
		b.verified(t)
	})
}
