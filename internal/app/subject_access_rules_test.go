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

func TestARegisterSettlesHowItAnswers(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		x := newAsking(t, address)
		usual, err := x.AccessRules(x.ctx, x.ig)
		must(t, err)
		if usual.Checked != (AccessChecked{}) || usual.Months != 1 || usual.Working || len(usual.Grounds) != 6 {
			t.Errorf("before anybody settles it: %+v", usual)
		}
		if found := slices.DeleteFunc(slices.Clone(usual.Grounds), func(g Ground) bool { return !g.Found }); len(found) != 1 || found[0].Key != "others" {
			t.Errorf("said to be found at their source: %+v", found)
		}
		form := AccessRulesForm{Months: 2, Working: true}
		for _, g := range usual.Grounds {
			form.Grounds = append(form.Grounds, GroundForm{Key: g.Key, Law: g.Law, Off: g.Key == "crime"})
		}
		form.Grounds[1].Law = " Our policy 7 "
		for _, actor := range []access.Actor{x.here, x.there, {Register: "HERE"}, x.staffMember(t, "Admin", access.Administrator)} {
			wantKind(t, second(x.AccessRules(x.ctx, actor)), Forbidden)
			wantKind(t, x.SetAccessRules(x.ctx, actor, form), Forbidden)
		}
		for _, wrong := range []func(*AccessRulesForm){
			func(f *AccessRulesForm) { f.Months = 0 }, func(f *AccessRulesForm) { f.Months = 4 }, func(f *AccessRulesForm) { f.Grounds[0].Law = " " },
			func(f *AccessRulesForm) { f.Grounds[0].Law = strings.Repeat("x", maxReason+1) },
			func(f *AccessRulesForm) {
				for i := range f.Grounds {
					f.Grounds[i].Off = true
				}
			},
		} {
			bad := form
			bad.Grounds = slices.Clone(form.Grounds)
			wrong(&bad)
			wantKind(t, x.SetAccessRules(x.ctx, x.ig, bad), Invalid)
		}
		wantKind(t, x.SetAccessRules(x.ctx, x.ig, AccessRulesForm{Months: 1}), NotFound)
		must(t, x.SetAccessRules(x.ctx, x.ig, form))
		got, err := x.AccessRules(x.ctx, x.ig)
		must(t, err)
		if got.Checked != (AccessChecked{x.ig.Name, x.Today()}) || got.Grounds[1].Law != "Our policy 7" || !got.Grounds[1].Local || !got.Grounds[3].Off || got.Grounds[0].Local {
			t.Errorf("settled: %+v", got)
		}
		if other, err := x.AccessRules(x.ctx, access.Actor{UserID: "o", Name: "O", Register: "THERE", Roles: []access.Role{access.InformationGovernance}}); err != nil || !reflect.DeepEqual(other, usual) {
			t.Errorf("of another register: %+v, %v", other, err)
		}
		must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "Sam"))
		v := x.view(t)
		if by := v.Rules.AnswerBy(*v.Request); by.String() != "2027-01-22" {
			t.Errorf("to be answered by %s", by)
		}
		i := slices.IndexFunc(v.Parts, func(p AccessPart) bool { return p.WithOthers() })
		wantKind(t, x.decide(t, v.Parts[i], AccessChoice{Do: Withhold, Ground: "crime", Reason: "x"}), Invalid)
		must(t, x.decide(t, v.Parts[i], AccessChoice{Do: Withhold, Ground: "harm", Reason: "x"}))
		if _, file := x.answered(t, AnswerHTML); !strings.Contains(file, "Our policy 7") {
			t.Error("the answer does not say where the law has it by this register")
		}
	})
}

// The days on which the month is counted: its end, and what is no working day.
func TestByWhenARequestIsAnswered(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		received, want string
		months         int
		working        bool
	}{
		{"2026-01-31", "2026-02-28", 1, false}, {"2028-01-31", "2028-02-29", 1, false}, {"2026-11-27", "2026-12-27", 1, false},
		{"2026-11-27", "2026-12-29", 1, true}, // a Sunday, and a bank holiday for Boxing Day
		{"2026-11-30", "2026-12-30", 1, true}, {"2026-12-31", "2027-03-31", 3, true},
	} {
		received, err := civil.Parse(test.received)
		must(t, err)
		r := AccessRules{Months: test.months, Working: test.working}
		if got := r.AnswerBy(AccessRequest{ReceivedOn: received}); got.String() != test.want {
			t.Errorf("%+v gives %s", test, got)
		}
	}
}
