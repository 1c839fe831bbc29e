package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/seal"
	"homeward/internal/store"
)

// What was merged into a record, or moved to it, goes with it: it is held,
// reviewed and disposed of together, and by nobody apart. A record whose merge
// was taken back stays as long as the other has a copy of it.
func TestWhatWasMergedIsDisposedOfTogether(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		one, two := r.staffMember(t, "Ivy", access.InformationGovernance), r.staffMember(t, "Jo", access.InformationGovernance)
		decide := func(who access.Actor, id, act string) error {
			*r.at = r.at.Add(time.Minute)
			return second(r.DecideRetention(r.ctx, who, id, RetentionDecision{Act: act, Reason: "looked at it"}))
		}
		is := func(id string, want RetentionState) Kept {
			t.Helper()
			k, err := r.RetentionOf(r.ctx, one, id)
			must(t, err)
			list, err := r.Retention(r.ctx, one, "", 1)
			must(t, err)
			listed := RetentionWith
			for _, each := range list.Records {
				if each.Case == id {
					listed = each.State
				}
			}
			if k.State != want || listed != want && want != RetentionOngoing {
				t.Fatalf("it is %s, and listed as %s, want %s", k.State, listed, want)
			}
			return k
		}

		keep, other := r.twice(t)
		must(t, decide(one, other, HoldRecord))
		must(t, r.MergeRecords(r.ctx, r.here, r.merging(t, keep, other)))
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
		must(t, err)
		referred := r.received(t, receipt.Reference).ID
		must(t, r.MoveReferral(r.ctx, r.here, referred, AnyVersion, keep))
		stranger := r.person(t, "").Case
		must(t, r.MergeRecords(r.ctx, r.here, r.merging(t, keep, stranger)))
		wantKind(t, decide(two, keep, HoldRecord), Invalid) // it is, by the other
		v, err := r.Person(r.ctx, r.here, keep, AsAt{})
		must(t, err)
		must(t, r.UndoMerge(r.ctx, r.here, keep, MergesOf(v.Case)[0].Seq, "They are two people"))
		if k := is(stranger, RetentionHeld); len(k.Acts) != 1 || !strings.Contains(k.Acts[0].Reason, "merged into") {
			t.Errorf("a hold of the two while they were one: %+v", k.Acts)
		}
		must(t, decide(one, stranger, ReleaseRecord))

		// On hold while on the register, and held as one.
		k := is(keep, RetentionHeld)
		parts := []string{other, referred}
		if got := k.also(); !slices.Equal(got, parts) {
			t.Fatalf("%q go with it, want %q", got, parts)
		}
		if k := is(other, RetentionWith); k.Into != keep || len(k.Offered(one)) != 0 {
			t.Errorf("%+v", k)
		}
		wantKind(t, decide(one, other, ReleaseRecord), Invalid)
		wantKind(t, decide(one, referred, HoldRecord), Invalid)
		must(t, decide(one, keep, ReleaseRecord))
		is(keep, RetentionOngoing)
		if acts, err := r.store.RetentionActs(r.ctx, "HERE", other); err != nil || acts[len(acts)-1].Act != ReleaseRecord {
			t.Errorf("the hold that it was merged with: %+v, %v", acts, err)
		}

		for _, id := range []string{keep, stranger} {
			r.do(t, r.here, id, casefile.Add{On: r.Today(), Fact: casefile.LeftRegister{Reason: "Moved"}, Note: "Moved to sea"})
		}
		*r.at = r.at.AddDate(31, 0, 0)
		is(keep, RetentionDue)
		is(stranger, RetentionWaits)
		is(other, RetentionWith)
		is(referred, RetentionWith)
		must(t, r.BeginRequest(r.ctx, two, other, r.Today(), "Bob"))
		is(keep, RetentionAsked)
		must(t, r.EndRequest(r.ctx, two, other, AccessWithdrawn, "Bob rang"))
		wantKind(t, decide(one, other, ProposeDisposal), Invalid)
		wantKind(t, decide(one, stranger, ProposeDisposal), Invalid)
		must(t, decide(one, keep, ProposeDisposal))
		is(keep, RetentionProposed)
		key, err := seal.NewSigningKey()
		must(t, err)
		r.SealWith(key)
		must(t, second(r.Seal(r.ctx, false)))
		must(t, decide(two, keep, AgreeDisposal))
		if !strings.HasPrefix(address, "sqlite:") {
			is(keep, RetentionAgreed)
			s, err := store.Open(r.ctx, enginetest.Owner(t, address))
			must(t, err)
			t.Cleanup(func() { s.Close() })
			owner, err := New(s, r.program, r.now)
			must(t, err)
			must(t, second(owner.DisposeAgreed(r.ctx, CommandLine("HERE"))))
		}
		r.Wait()
		c, err := r.Certificate(r.ctx, one, 1)
		must(t, err)
		if c.Case != keep || !slices.Equal(c.Also, parts) {
			t.Errorf("the certificate is of %s with %q", c.Case, c.Also)
		}
		var told []string
		for _, f := range r.CertificateFacts(c) {
			told = append(told, f[1])
		}
		if !slices.Contains(told, "Case "+other+", case "+referred) {
			t.Errorf("the certificate says %q", told)
		}
		for _, id := range append(parts, keep) {
			if _, err := r.store.Case(r.ctx, "HERE", id); err == nil {
				t.Errorf("case %s is there", id)
			}
			wantKind(t, second(r.RetentionOf(r.ctx, one, id)), NotFound)
		}
		is(stranger, RetentionDue)
		r.sound(t)
		report, err := r.Verify(r.ctx, CommandLine("HERE"), store.Trust{})
		must(t, err)
		if !report.OK() || len(report.Certificates) != 1 {
			t.Errorf("verified: %+v", report)
		}
	})
}

// A record that was left behind when the one that it was merged into went by
// itself, as it did once, is reviewed as one of its own.
func TestWhatWasLeftBehindIsReviewedByItself(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	one := b.staffMember(t, "Ivy", access.InformationGovernance)
	keep, other := b.twice(t)
	must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
	must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
		if _, err := tx.Case(keep); err != nil {
			return err
		}
		if _, err := tx.Dispose(Certificate{Case: keep, DoneBy: "x", DoneName: "x"}, func(string) bool { return false }); err != nil {
			return err
		}
		return tx.Audit(b.audit(one, access.Retain, "dispose of a record", keep, ""))
	}))
	k, err := b.RetentionOf(b.ctx, one, other)
	must(t, err)
	list, err := b.Retention(b.ctx, one, "", 1)
	must(t, err)
	if k.State != RetentionKept || len(list.Records) != 1 || list.Records[0].Case != other || list.Records[0].State != RetentionKept {
		t.Errorf("it is %s, listed %+v", k.State, list.Records)
	}
}
