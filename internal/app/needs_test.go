package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
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
		list, err := b.Needs(b.ctx, b.here, NeedsQuery{Refused: casefile.NotOnRegister})
		must(t, err)
		if want := (store.NeedCounts{Waiting: 1, Overdue: 1, NotOnRegister: 1}); list.Counts != want || list.Total != 1 || list.Overdue != 1 {
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

		// Nothing is listed of who left the register but what was in place.
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.LeftRegister{Reason: "Well"}})))
		list, err = b.Needs(b.ctx, b.here, NeedsQuery{Waiting: true})
		if err != nil || list.Total != 0 || list.Counts != (store.NeedCounts{}) {
			t.Errorf("of somebody who left: %+v, %v", list, err)
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
		if list, err := b.Needs(b.ctx, nurse, NeedsQuery{}); err != nil || list.Total != 0 || list.Counts != (store.NeedCounts{}) {
			t.Errorf("without a relation: %+v, %v", list, err)
		}
	})
}
