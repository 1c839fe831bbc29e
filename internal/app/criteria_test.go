package app

import (
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

func TestCriteriaAreKeptByVersion(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		now, err := r.Criteria(r.ctx, r.executive)
		must(t, err)
		if now.N != 0 || len(now.Items) != 5 {
			t.Errorf("before any are published: %+v", now)
		}
		first := Criteria{Plain: "For people at risk", Easy: "For people at risk.", Items: []Criterion{{Plain: "At risk of hospital", Easy: "You may have to go to hospital."}}}
		for _, who := range []access.Actor{r.executive, r.nurse, {}} {
			wantKind(t, second(r.PublishCriteria(r.ctx, who, first)), Forbidden)
		}
		for _, wrong := range []Criteria{{}, {Plain: "x", Easy: "x"}, {Plain: "x", Easy: "x", Items: []Criterion{{Plain: "y"}}}} {
			wantKind(t, second(r.PublishCriteria(r.ctx, r.here, wrong)), Invalid)
		}
		for n, plain := range []string{"For people at risk", "For people at risk now"} {
			c := first
			c.Plain = plain
			got, err := r.PublishCriteria(r.ctx, r.here, c)
			must(t, err)
			if got != n+1 {
				t.Errorf("version %d, want %d", got, n+1)
			}
		}
		_, all, err := r.PublishedCriteria(r.ctx, access.Actor{}, "HERE")
		must(t, err)
		if len(all) != 2 || all[0].Plain != "For people at risk now" || all[1].Plain != "For people at risk" || !reflect.DeepEqual(all[0].Items, []Criterion{{"c1", "At risk of hospital", "You may have to go to hospital."}}) {
			t.Errorf("published are %+v", all)
		}
		_, _, err = r.PublishedCriteria(r.ctx, access.Actor{}, "THERE")
		wantKind(t, err, NotFound)
		report, err := r.Verify(r.ctx, CommandLine("HERE"), store.Trust{})
		must(t, err)
		if !report.OK() {
			t.Errorf("verified: %+v", report.Faults)
		}
	})
}

// With an expert by experience on the panel no reason is asked for; a panel
// without one does not help.
func TestAPanelWithAnExpertByExperience(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	receipt, err := r.Refer(r.ctx, r.nurse, "HERE", "", worried())
	must(t, err)
	ref, day := receipt.Reference, r.Today()
	id := r.received(t, ref).ID
	r.do(t, r.here, id, casefile.Place{On: day, Referral: ref})
	screened := casefile.ReferralScreened{Referral: ref, Panel: []casefile.Sat{{Name: "Callum Reid", Agency: "The council"}, {Name: "Helen Osei", Agency: "The trust"}}, Recommend: "accept"}
	accept := casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: ref, Outcome: casefile.Accepted, Reason: "At risk"}}
	wantKind(t, second(r.Record(r.ctx, r.nurse, id, AnyVersion, onReferral(day, screened, ""))), Forbidden)
	r.do(t, r.here, id, onReferral(day, screened, ""))
	wantKind(t, second(r.Record(r.ctx, r.here, id, AnyVersion, accept)), Invalid)
	screened.Panel = append(screened.Panel, casefile.Sat{Name: "Theo Lambert", Lived: true})
	r.do(t, r.here, id, onReferral(day, screened, ""))
	r.do(t, r.here, id, accept)
}
