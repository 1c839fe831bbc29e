package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// needing is a person who needs somebody at night, and was refused it for not
// being on the register.
func needing(t *testing.T, b *board) string {
	t.Helper()
	id := b.person(t, "").Case
	for _, f := range []casefile.Fact{
		casefile.LocalAuthority{Name: "Northshire"},
		casefile.SupportNeed{ID: "n1", Text: "Someone at night", Category: "help-at-home", WantedBy: b.Today() - 1},
		casefile.SupportStep{Need: "n1", Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Oak Homes"},
	} {
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: f})))
	}
	return id
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := needing(t, b)
		list, err := b.Needs(b.ctx, b.here, NeedsQuery{})
		must(t, err)
		if want := (NeedCounts{store.NeedCounts{Waiting: 1, Overdue: 1}, 1, 1}); list.Counts != want || list.Total != 1 || list.Overdue != 1 {
			t.Errorf("counted %+v of %d", list.Counts, list.Total)
		}
		if n := list.Rows[0]; n.CaseID != id || n.Words != "Someone at night" || n.Provider != "Oak Homes" || n.Withheld != "" || !NeedOverdue(&n.NeedsRow, b.Today()) {
			t.Errorf("listed as %+v", n)
		}
		choices, err := b.NeedChoices(b.ctx, b.here)
		if err != nil || len(choices.Providers) != 1 || choices.Providers[0] != "Oak Homes" || len(choices.Places) != 1 {
			t.Errorf("choices %+v, %v", choices, err)
		}

		// Of an entry that is marked the executive lead is told neither by the row
		// nor by a filter.
		lead := b.staffMember(t, "Lead", access.Executive)
		must(t, b.Mark(b.ctx, b.here, id, 4, access.ThirdParty, "Names her sister"))
		list, err = b.Needs(b.ctx, lead, NeedsQuery{})
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Withheld != "third-party information" || list.Rows[0].Words+list.Rows[0].Provider+string(list.Rows[0].Category) != "" {
			t.Errorf("the executive lead sees %+v, %v", list.Rows, err)
		}
		list, err = b.Needs(b.ctx, lead, NeedsQuery{Categories: []casefile.SupportCategory{"help-at-home"}})
		choices, err2 := b.NeedChoices(b.ctx, lead)
		if err != nil || err2 != nil || list.Total != 0 || len(choices.Providers) != 0 {
			t.Errorf("by a filter they find %d, %v; providers %q, %v", list.Total, err, choices.Providers, err2)
		}

		if refused, err := b.Refusals(b.ctx, lead, NeedsQuery{}, 0); err != nil || refused.Total != 0 || refused.Counts.Refused+refused.Counts.RefusedInYear != 0 {
			t.Errorf("of refusals they are told %+v, %v", refused, err)
		}

		// Who left the register waits, and no day holds any more; for who died nobody looks.
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.LeftRegister{Reason: "Well"}})))
		list, err = b.Needs(b.ctx, b.here, NeedsQuery{Waiting: true})
		if err != nil || list.Total != 1 || list.Rows[0].OnRegister || list.Counts != (NeedCounts{store.NeedCounts{Waiting: 1}, 1, 1}) || !list.Rows[0].FromBefore {
			t.Errorf("of somebody who left: %+v, %v", list, err)
		}
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Died{}})))
		list, err = b.Needs(b.ctx, b.here, NeedsQuery{Waiting: true})
		if err != nil || list.Total != 0 || list.Counts != (NeedCounts{RefusedInYear: 1}) {
			t.Errorf("of somebody who died: %+v, %v", list, err)
		}
	})
}

// Those whom a service refuses because they are not on the register are not on
// it: they are listed, in the gaps as well, by the rules of who sees them. What
// was refused stays in the report when another service is asked.
func TestWhoIsNotOnTheRegisterIsReported(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := openToReferrals(t, address)
		day := b.Today()
		receipt, err := b.Refer(b.ctx, access.Actor{}, "HERE", "", worried())
		must(t, err)
		id := b.received(t, receipt.Reference).ID
		record := func(f casefile.Fact) {
			t.Helper()
			must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: day, Fact: f})))
		}
		record(casefile.SupportNeed{ID: "n1", Text: "Someone at night", Category: "help-at-home", WantedBy: day - 1})
		record(casefile.SupportStep{Need: "n1", Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Oak Homes"})
		record(casefile.SupportStep{Need: "n1", Status: casefile.SupportAsked, Provider: "Elm Homes"})
		lead := b.executive
		for who, want := range map[*access.Actor]int{&b.here: 1, &lead: 1, &b.nurse: 0} {
			refused, err := b.Refusals(b.ctx, *who, NeedsQuery{Waiting: true}, 0)
			must(t, err)
			gap, err := b.Needs(b.ctx, *who, NeedsQuery{InGap: true})
			must(t, err)
			counts := NeedCounts{store.NeedCounts{Waiting: want, Overdue: want, InGap: want}, want, want}
			if refused.Total != want || gap.Total != want || refused.Counts != counts || gap.Counts != counts {
				t.Errorf("%s sees %d refusals, %d in a gap, %+v, want %+v", who.Name, refused.Total, gap.Total, refused.Counts, counts)
			}
			if want > 0 {
				r := refused.Rows[0]
				if r.Refusal.Provider != "Oak Homes" || r.Refusal.OnRegister || r.Status != casefile.SupportAsked || r.OnRegister {
					t.Errorf("%s is told %+v", who.Name, r)
				}
			}
		}
		gaps, err := b.Gaps(b.ctx, b.here, GapsQuery{})
		if err != nil || len(gaps) != 1 || gaps[0].PeopleWord() != "1" {
			t.Errorf("gaps %+v, %v", gaps, err)
		}
		if later, err := b.Refusals(b.ctx, b.here, NeedsQuery{}, day+1); err != nil || later.Total != 0 {
			t.Errorf("from tomorrow on there are %d, %v", later.Total, err)
		}
		wantKind(t, second(b.Refusals(b.ctx, b.staffMember(t, "Admin", access.Administrator), NeedsQuery{}, 0)), Forbidden)
		if other, err := b.Refusals(b.ctx, b.there, NeedsQuery{}, 0); err != nil || other.Total != 0 {
			t.Errorf("another register has %d, %v", other.Total, err)
		}

		// Without consent only who holds the register sees that they wait.
		record(casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own})
		if refused, err := b.Refusals(b.ctx, lead, NeedsQuery{}, 0); err != nil || refused.Total != 0 {
			t.Errorf("who did not consent is listed: %+v, %v", refused.Rows, err)
		}
	})
}

// Support that stops is needed again from that day, while what was due for it
// stays met, and is counted until it starts again.
func TestSupportThatStops(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id, day := b.person(t, "").Case, b.Today()
		record := func(on civil.Date, f casefile.Fact) {
			t.Helper()
			must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: on, Fact: f})))
		}
		record(day-40, casefile.SupportNeed{ID: "n1", Text: "Someone at night", Category: "help-at-home", WantedBy: day - 30})
		record(day-35, casefile.SupportStarted{Need: "n1", Provider: "Oak Homes"})
		record(day-20, casefile.SupportStep{Need: "n1", Status: casefile.SupportLookedAt, Working: "partly"})
		list, err := b.Needs(b.ctx, b.here, NeedsQuery{NotWorking: true})
		if err != nil || list.Total != 1 || list.Counts.NeedCounts != (store.NeedCounts{InPlace: 1, NotWorking: 1}) {
			t.Errorf("what works in part: %d, %+v, %v", list.Total, list.Counts, err)
		}
		record(day-3, casefile.SupportStep{Need: "n1", Status: casefile.SupportStopped, Stopped: "provider"})
		for _, then := range []casefile.Fact{nil, casefile.SupportStep{Need: "n1", Status: casefile.SupportAsked, Provider: "Elm Homes"}} {
			in := 0
			if then != nil {
				record(day, then)
				in = 1 // asked again, and not there
			}
			list, err = b.Needs(b.ctx, b.here, NeedsQuery{Stopped: true})
			must(t, err)
			if want := (store.NeedCounts{Waiting: 1, Overdue: 1, Stopped: 1, InGap: in}); list.Total != 1 || list.Counts.NeedCounts != want {
				t.Errorf("stopped: %d, %+v, want %+v", list.Total, list.Counts, want)
			}
			if n := list.Rows[0]; n.WantedBy != day-3 || n.Stopped != day-3 || n.StoppedWhy != "provider" || n.Working != "" || n.Started != 0 {
				t.Errorf("stands as %+v", n)
			}
			if n, err := b.StoppedSupport(b.ctx, b.here); err != nil || n != 1 {
				t.Errorf("%d are counted, %v", n, err)
			}
		}
		if n, err := b.StoppedSupport(b.ctx, b.staffMember(t, "Nurse", access.Clinician)); err != nil || n != 0 {
			t.Errorf("without a relation %d are counted, %v", n, err)
		}
		wantKind(t, second(b.StoppedSupport(b.ctx, b.staffMember(t, "Admin", access.Administrator))), Forbidden)
		view, err := b.Person(b.ctx, b.here, id, AsAt{})
		must(t, err)
		for _, d := range view.Obligations {
			if d.Rule == clock.Support && d.State != clock.Met {
				t.Errorf("what was due for it stands as %s", d.State)
			}
		}
		record(day, casefile.SupportStarted{Need: "n1"})
		if n, err := b.StoppedSupport(b.ctx, b.here); err != nil || n != 0 {
			t.Errorf("of what started again %d are counted, %v", n, err)
		}
	})
}

// A need is put back to the day since when it was there, with the mark that it
// has, and what is due for it is counted from that day; nothing else moves.
func TestANeedIsPutBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		someone, day := b.person(t, ""), b.Today()
		id, seq := someone.Case, someone.Version+1
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: day, Fact: casefile.SupportNeed{ID: "n1", Text: "Someone at night", WantedBy: day + 9}, Note: "Said by Mum"})))
		must(t, b.Mark(b.ctx, b.here, id, seq, access.ThirdParty, "Names her sister"))
		step := casefile.Add{On: day - 20, Fact: casefile.SupportStep{Need: "n1", Status: casefile.SupportAsked, Provider: "Oak Homes"}}
		wantKind(t, second(b.Record(b.ctx, b.here, id, AnyVersion, step)), Invalid)
		back := casefile.NeededSince{Need: "n1", Since: day - 30, What: step}
		must(t, second(b.RecordMarked(b.ctx, b.here, id, AnyVersion, back, access.Safeguarding)))
		view, err := b.Person(b.ctx, b.here, id, AsAt{})
		must(t, err)
		n, _ := view.Case.Need("n1")
		if n.Asked != day-30 || n.Status != casefile.SupportAsked || n.StatusOn != day-20 || n.Seq != seq+2 || view.Marks[n.Seq] != access.ThirdParty || view.Marks[seq+3] != access.Safeguarding {
			t.Errorf("stands as %+v with the marks %v", n, view.Marks)
		}
		if e, _ := view.Case.Entry(n.Seq); e.Note != "Said by Mum" {
			t.Errorf("recorded again as %+v", e)
		}
		var due []Due
		for _, d := range view.Obligations {
			if d.Rule == clock.Support {
				due = append(due, d)
			}
		}
		if len(due) != 1 || due[0].StartedOn != day-30 || due[0].Obligation.Due != day+9 || due[0].State != clock.Due {
			t.Errorf("due %+v", due)
		}
		for _, wrong := range []casefile.NeededSince{{Need: "n1", What: step}, {Need: "n1", Since: day - 19, What: step}, {Need: "n1", Since: day - 30, What: step}, {Need: "n9", Since: day - 40, What: step}} {
			wantKind(t, second(b.Record(b.ctx, b.here, id, AnyVersion, wrong)), Invalid)
		}
	})
}

func TestWhoMayNotSeeNeeds(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		needing(t, b)
		for _, nobody := range []access.Actor{{}, {UserID: "x", Name: b.here.Name, Register: "HERE"}, b.staffMember(t, "Admin", access.Administrator)} {
			wantKind(t, second(b.Needs(b.ctx, nobody, NeedsQuery{})), Forbidden)
			wantKind(t, second(b.NeedChoices(b.ctx, nobody)), Forbidden)
		}
		if list, err := b.Needs(b.ctx, b.there, NeedsQuery{}); err != nil || list.Total != 0 {
			t.Errorf("another register has %d, %v", list.Total, err)
		}
		nurse := b.staffMember(t, "Nurse", access.Clinician)
		if list, err := b.Needs(b.ctx, nurse, NeedsQuery{}); err != nil || list.Total != 0 || list.Counts != (NeedCounts{}) {
			t.Errorf("without a relation: %+v, %v", list, err)
		}
	})
}
