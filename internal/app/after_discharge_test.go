package app

import (
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

func TestDischargeSettings(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.also(t, "Ravi Nair", access.Administrator)
		if s, err := b.DischargeSettings(b.ctx, admin); err != nil || !reflect.DeepEqual(s, DischargeSettings{}) {
			t.Errorf("at first %+v, %v", s, err)
		}
		for _, wrong := range []DischargeSettings{
			{Rating: casefile.Blue, Days: 14}, {Rating: "mauve", Days: 14}, {Rating: casefile.Red}, {Rating: casefile.Red, Days: MostDischargeDays + 1},
			{FollowUp: []FollowUpStep{{"Visit", -1}}}, {FollowUp: []FollowUpStep{{"Visit", 2}, {" Visit ", 3}}},
			{FollowUp: []FollowUpStep{{"1", 0}, {"2", 0}, {"3", 0}, {"4", 0}, {"5", 0}, {"6", 0}, {"7", 0}}},
		} {
			wantKind(t, b.SetDischargeSettings(b.ctx, admin, wrong), Invalid)
		}
		must(t, b.SetDischargeSettings(b.ctx, admin, DischargeSettings{Rating: casefile.Amber, Days: 10, FollowUp: []FollowUpStep{{"", 3}, {" Visit  them ", 2}}}))
		want := DischargeSettings{Rating: casefile.Amber, Days: 10, FollowUp: []FollowUpStep{{"Visit them", 2}}}
		if s, err := b.DischargeSettings(b.ctx, admin); err != nil || !reflect.DeepEqual(s, want) {
			t.Errorf("settled as %+v, %v", s, err)
		}
		if h, err := b.RatingHelp(b.ctx, b.here); err != nil || !reflect.DeepEqual(h.Discharge, want) {
			t.Errorf("those who rate have %+v, %v", h.Discharge, err)
		}
		wantKind(t, second(b.DischargeSettings(b.ctx, b.here)), Forbidden)
		wantKind(t, b.SetDischargeSettings(b.ctx, b.here, want), Forbidden)
		if h, err := b.RatingHelp(b.ctx, b.there); err != nil || h.Discharge.Rating != "" {
			t.Errorf("another register has %+v, %v", h.Discharge, err)
		}
		must(t, b.SetDischargeSettings(b.ctx, admin, DischargeSettings{Days: 10}))
		if s, err := b.DischargeSettings(b.ctx, admin); err != nil || s.Days != 0 {
			t.Errorf("with no rating %+v, %v", s, err)
		}
	})
}

// What a rule asks for holds from the latest discharge to its last day, and not
// for who is in hospital, off the register or dead.
func TestAfterADischarge(t *testing.T) {
	t.Parallel()
	day := func(n int) casefile.Recorded {
		return casefile.Recorded{Entry: casefile.Entry{On: 20000 + civil.Date(n)}}
	}
	fold := func(facts ...casefile.Fact) *casefile.Case {
		var entries []casefile.Recorded
		for i, f := range facts {
			e := day(i)
			e.Seq, e.Fact = i+1, f
			entries = append(entries, e)
		}
		return casefile.Fold("c", entries)
	}
	s := DischargeSettings{Rating: casefile.Red, Days: 14}
	home := []casefile.Fact{casefile.JoinedRegister{}, casefile.Admission{Hospital: "H", Ward: "W"}, casefile.Rated{Rating: casefile.Blue}, casefile.Discharge{}, casefile.Rated{Rating: casefile.Red}}
	after := func(on int, more ...casefile.Fact) *AfterDischarge {
		return s.After(fold(append(home[:len(home):len(home)], more...)...), 20000+civil.Date(on))
	}
	if got, want := after(17), (&AfterDischarge{casefile.Red, 20003, 20017}); !reflect.DeepEqual(got, want) {
		t.Errorf("on the last day %+v, want %+v", got, want)
	}
	for name, got := range map[string]*AfterDischarge{
		"a day too late": after(18), "in hospital again": after(6, casefile.Admission{Hospital: "H", Ward: "W"}), "off the register": after(6, casefile.LeftRegister{}), "dead": after(6, casefile.Died{}),
		"never in hospital": s.After(fold(casefile.JoinedRegister{}), 20001), "without a rule": DischargeSettings{}.After(fold(home...), 20005),
	} {
		if got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
