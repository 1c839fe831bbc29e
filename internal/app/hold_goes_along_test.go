package app

import (
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// A record that is on hold is on hold wherever it goes, by an act of its own
// there; a hold that has ended does not come back.
func TestAHoldGoesAlong(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		ig := b.staffMember(t, "Ivy Governance", access.InformationGovernance)
		elsewhere := b.colleague(t, "THERE", "Una Governance", access.InformationGovernance)
		decide := func(id, act, why string) {
			t.Helper()
			*b.at = b.at.Add(time.Minute)
			must(t, second(b.DecideRetention(b.ctx, ig, id, RetentionDecision{Act: act, Reason: why})))
		}
		held := func(who access.Actor, id, from string) {
			t.Helper()
			k, err := b.RetentionOf(b.ctx, who, id)
			must(t, err)
			if len(k.Acts) != 1 || k.Acts[0].Act != HoldRecord || k.Acts[0].Reason != "Came with the record from "+from+", where Ivy Governance put it on hold on 22 November 2026: the second inquiry" {
				t.Errorf("from %s: %+v", from, k.Acts)
			}
			if moved, err := whenLeft(b, who, id); err != nil || moved.State != RetentionHeld {
				t.Errorf("from %s, when it ends: %s, %v", from, moved.State, err)
			}
		}
		hold := func(id string) {
			t.Helper()
			decide(id, HoldRecord, "an inquiry")
			decide(id, ReleaseRecord, "it is over, while they are on the register")
			decide(id, HoldRecord, "the second inquiry")
		}
		keep, other := b.twice(t)
		hold(other)
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
		held(ig, keep, "the record that was merged into this one")

		hand := func(id string) string {
			t.Helper()
			asked, err := b.ProposeHandover(b.ctx, b.here, id, asked)
			must(t, err)
			id, err = b.AcceptHandover(b.ctx, b.there, asked, Acceptance{Coordinator: "Sam"})
			must(t, err)
			return id
		}
		left := b.person(t, "").Case
		hold(left)
		held(elsewhere, hand(left), "Register HERE")
		free := b.longAgo(t, "Ann", "Free")
		decide(free, HoldRecord, "an inquiry")
		decide(free, ReleaseRecord, "it is over")
		last := b.person(t, "").Case
		hold(last)
		b.sound(t)
		must(t, second(b.MergeRegister(b.ctx, CommandLine("THERE"), "HERE", nil)))
		held(elsewhere, last, "Register HERE")
		if k, err := b.RetentionOf(b.ctx, elsewhere, free); err != nil || len(k.Acts) != 0 || k.State == RetentionHeld {
			t.Errorf("a hold that has ended: %+v, %s, %v", k.Acts, k.State, err)
		}
		b.sound(t)
	})
}

// whenLeft has somebody leave the register, and says how their record stands.
func whenLeft(b *board, who access.Actor, id string) (Kept, error) {
	coordinator := b.here
	if who.Register != "HERE" {
		coordinator = b.there
	}
	if _, err := b.Record(b.ctx, coordinator, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.LeftRegister{Reason: "Moved"}, Note: "Moved"}); err != nil {
		return Kept{}, err
	}
	return b.RetentionOf(b.ctx, who, id)
}

// Whoever asked for what is kept is answered before the record goes anywhere.
func TestNothingIsHandedOverOrMergedWhileItIsAskedFor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		ig := b.staffMember(t, "Ivy Governance", access.InformationGovernance)
		keep, other := b.twice(t)
		refused := func(err error, says string) {
			t.Helper()
			if e := wantKind(t, err, Invalid); !strings.Contains(e.Text, "Information governance") || !strings.Contains(e.Text, says) {
				t.Errorf("it says %q", e.Text)
			}
		}
		begin := func(id string) { t.Helper(); must(t, b.BeginRequest(b.ctx, ig, id, b.Today(), "Bob")) }
		end := func(id string) { t.Helper(); must(t, b.EndRequest(b.ctx, ig, id, AccessWithdrawn, "Bob rang")) }
		for _, id := range []string{keep, other} {
			begin(id)
			refused(b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)), "can be merged after that")
			end(id)
		}
		begin(keep)
		refused(second(b.ProposeHandover(b.ctx, b.here, keep, asked)), "can be handed over after that")
		end(keep)
		waits, err := b.ProposeHandover(b.ctx, b.here, keep, asked)
		must(t, err)
		begin(keep)
		refused(second(b.AcceptHandover(b.ctx, b.there, waits, Acceptance{Coordinator: "Sam"})), "kept about Robert Example in Register HERE")
		end(keep)
		must(t, second(b.AcceptHandover(b.ctx, b.there, waits, Acceptance{Coordinator: "Sam"})))
	})
}
