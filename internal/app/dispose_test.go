package app

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/retention"
	"homeward/internal/store"
)

// longAgo is somebody whose record ended in 1999.
func (b *board) longAgo(t *testing.T, given, family string) string {
	t.Helper()
	r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: civil.Of(1995, 1, 2), Details: casefile.Details{GivenName: given, FamilyName: family, NHSNumber: "9991234578", BirthDate: civil.Of(1960, 2, 29)}})
	must(t, err)
	must(t, second(b.Record(b.ctx, b.here, r.Case, AnyVersion, casefile.Add{On: civil.Of(1999, 3, 4), Fact: casefile.LeftRegister{Reason: "Moved to sea"}, Note: family + " moved to sea"})))
	return r.Case
}

func TestARecordIsKeptReviewedAndDisposedOf(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	must(t, b.KeepSecretsBy(secretKey))
	one, two := b.staffMember(t, "Ivy Governance", access.InformationGovernance), b.staffMember(t, "Jo Governance", access.InformationGovernance)
	id := b.longAgo(t, "Ann", "Xyzzyson")
	current := b.person(t, "").Case
	must(t, second(b.Attach(b.ctx, b.here, id, b.letter("Dear Xyzzyson"))))
	state := func() RetentionState {
		t.Helper()
		k, err := b.RetentionOf(b.ctx, one, id)
		must(t, err)
		return k.State
	}
	decide := func(who access.Actor, act string, until civil.Date) error {
		return second(b.DecideRetention(b.ctx, who, id, RetentionDecision{Act: act, Reason: "looked at it", Until: until}))
	}
	// The letter is of three days ago: so the record did not end in 1999, but what
	// is attached to it does not make it longer than its entries.
	k, err := b.RetentionOf(b.ctx, one, id)
	must(t, err)
	if k.Until != civil.Of(2019, 3, 4) || k.State != RetentionDue || k.Facts.Ended != civil.Of(1999, 3, 4) {
		t.Errorf("kept until %s, %s", k.Until, k.State)
	}
	list, err := b.Retention(b.ctx, one, "", 1)
	must(t, err)
	if len(list.Records) != 1 || list.Records[0].Case != id || list.Counts[RetentionDue] != 1 || list.ByOwner {
		t.Errorf("listed %+v", list)
	}
	for _, who := range []access.Actor{b.here, b.there, {}, b.staffMember(t, "Exec", access.Executive), b.staffMember(t, "Admin", access.Administrator)} {
		if e := As(decide(who, ProposeDisposal, 0)); e.Kind != Forbidden {
			t.Errorf("%s: %s", who.Name, e.Kind)
		}
		wantKind(t, second(b.Retention(b.ctx, who, "", 1)), Forbidden)
		wantKind(t, second(b.RetentionOf(b.ctx, who, id)), Forbidden)
		wantKind(t, second(b.Certificates(b.ctx, who)), Forbidden)
		wantKind(t, second(b.Certificate(b.ctx, who, 1)), Forbidden)
		wantKind(t, second(b.DisposeAgreed(b.ctx, who)), Forbidden)
		wantKind(t, b.SetRetentionRules(b.ctx, who, nil), Forbidden)
	}
	elsewhere := one
	elsewhere.Register = "THERE"
	wantKind(t, second(b.RetentionOf(b.ctx, elsewhere, id)), NotFound)
	wantKind(t, decide(elsewhere, ProposeDisposal, 0), NotFound)

	wantKind(t, decide(one, AgreeDisposal, 0), Invalid) // of what nobody proposed
	wantKind(t, second(b.DecideRetention(b.ctx, one, id, RetentionDecision{Act: ProposeDisposal})), Invalid)
	must(t, decide(one, HoldRecord, 0))
	wantKind(t, decide(two, ProposeDisposal, 0), Invalid)
	if got := state(); got != RetentionHeld {
		t.Errorf("on hold it is %s", got)
	}
	must(t, decide(two, ReleaseRecord, 0))
	wantKind(t, decide(one, KeepLonger, b.Today()), Invalid)
	must(t, decide(one, KeepLonger, b.Today()+10))
	if got := state(); got != RetentionKept {
		t.Errorf("kept longer it is %s", got)
	}
	*b.at = b.at.Add(11 * 24 * time.Hour)
	must(t, decide(one, ProposeDisposal, 0))
	wantKind(t, decide(one, AgreeDisposal, 0), Invalid) // by who proposed it
	must(t, decide(two, DeclineDisposal, 0))
	if got := state(); got != RetentionDue {
		t.Errorf("declined it is %s", got)
	}
	must(t, decide(two, ProposeDisposal, 0))
	// What is recorded since makes its time begin anew.
	*b.at = b.at.Add(time.Minute)
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Somebody rang"})))
	wantKind(t, decide(one, AgreeDisposal, 0), Invalid)
	if got := state(); got != RetentionKept {
		t.Errorf("after a note it is %s", got)
	}
	v, err := b.Person(b.ctx, b.here, id, AsAt{})
	must(t, err)
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.StrikeOut{Entry: v.Case.Version(), Reason: "of another person"})))
	k, err = b.RetentionOf(b.ctx, one, id)
	must(t, err)
	t.Logf("ended %s, %s", k.Facts.Ended, k.State)
	*b.at = b.at.AddDate(21, 0, 0)
	if got := state(); got != RetentionDue {
		t.Errorf("twenty years later it is %s", got)
	}
	must(t, decide(two, ProposeDisposal, 0))
	for _, words := range []string{"Xyzzyson", "ann xyzzyson", "999 123 4578", "Sam Example"} {
		must(t, second(b.FindForAccess(b.ctx, two, words)))
	}
	must(t, b.WriteNoted(b.ctx))

	certificate, err := b.DecideRetention(b.ctx, one, id, RetentionDecision{Act: AgreeDisposal, Reason: "so it is"})
	must(t, err)
	b.Wait()
	if certificate == nil || certificate.N != 1 || certificate.ProposedName != "Jo Governance" || certificate.AgreedName != "Ivy Governance" || certificate.Attachments != 1 || certificate.Searches != 3 {
		t.Fatalf("the certificate is %+v", certificate)
	}
	wantKind(t, second(b.Person(b.ctx, b.here, id, AsAt{})), NotFound)
	wantKind(t, second(b.RetentionOf(b.ctx, one, id)), NotFound)
	must(t, second(b.Person(b.ctx, b.here, current, AsAt{})))
	var pdf bytes.Buffer
	must(t, b.WriteCertificate(b.ctx, two, 1, &pdf))
	if !strings.HasPrefix(pdf.String(), "%PDF-") {
		t.Errorf("the PDF begins with %.20q", pdf.String())
	}
	report, err := b.Verify(b.ctx, CommandLine("HERE"), store.Trust{})
	must(t, err)
	if !report.OK() || len(report.Certificates) != 1 {
		t.Errorf("verified: %+v", report)
	}
	wantKind(t, second(b.Certificate(b.ctx, elsewhere, 1)), NotFound)
}

// Nothing goes that came after it was reviewed, or that somebody has asked for.
func TestWhatCameSinceIsReviewedAnew(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		one, two := b.staffMember(t, "Ivy", access.InformationGovernance), b.staffMember(t, "Jo", access.InformationGovernance)
		id := b.longAgo(t, "Ann", "Xyzzyson")
		decide := func(who access.Actor, act string) (*Certificate, error) {
			*b.at = b.at.Add(time.Minute)
			return b.DecideRetention(b.ctx, who, id, RetentionDecision{Act: act, Reason: "looked at it"})
		}
		is := func(want RetentionState) {
			t.Helper()
			k, err := b.RetentionOf(b.ctx, one, id)
			must(t, err)
			list, err := b.Retention(b.ctx, one, want, 1)
			must(t, err)
			if k.State != want || len(list.Records) != 1 {
				t.Fatalf("it is %s, want %s; %d are listed", k.State, want, len(list.Records))
			}
		}
		since := map[string]func(){
			"a letter": func() { must(t, second(b.Attach(b.ctx, b.here, id, b.letter("Dear Ann")))) },
			"an old note that was found": func() {
				must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: civil.Of(1998, 1, 1), Fact: casefile.Note{}, Note: "Found in a box"})))
			},
		}
		for _, what := range since {
			must(t, second(decide(one, ProposeDisposal)))
			is(RetentionProposed)
			*b.at = b.at.Add(time.Minute)
			what()
			is(RetentionDue)
			wantKind(t, second(decide(two, AgreeDisposal)), Invalid)
		}
		must(t, second(decide(one, ProposeDisposal)))
		must(t, b.BeginRequest(b.ctx, two, id, b.Today(), "Ann"))
		is(RetentionAsked)
		wantKind(t, second(decide(two, AgreeDisposal)), Invalid)
		must(t, b.EndRequest(b.ctx, two, id, AccessWithdrawn, "Ann rang"))
		is(RetentionProposed)
		certificate, err := decide(two, AgreeDisposal)
		must(t, err)
		if strings.HasPrefix(address, "sqlite:") {
			b.Wait()
			if certificate == nil {
				t.Error("it is not disposed of")
			}
			return
		}
		is(RetentionAgreed)
		s, err := store.Open(b.ctx, enginetest.Owner(t, address))
		must(t, err)
		t.Cleanup(func() { s.Close() })
		owner, err := New(s, b.program, b.now)
		must(t, err)
		goes := func(want int) {
			t.Helper()
			done, err := owner.DisposeAgreed(b.ctx, CommandLine("HERE"))
			must(t, err)
			if len(done) != want {
				t.Fatalf("%d are disposed of, want %d", len(done), want)
			}
		}
		must(t, b.BeginRequest(b.ctx, two, id, b.Today(), "Ann"))
		goes(0)
		must(t, b.EndRequest(b.ctx, two, id, AccessWithdrawn, "Ann rang"))
		is(RetentionAgreed)
		*b.at = b.at.Add(time.Minute)
		since["a letter"]()
		is(RetentionDue)
		goes(0)
		must(t, second(decide(one, ProposeDisposal)))
		must(t, second(decide(two, AgreeDisposal)))
		goes(1)
	})
}

// Where the serving role may delete nothing, what was agreed waits for the owner.
func TestTheOwnerDisposesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	b := open(t, address)
	one, two := b.staffMember(t, "Ivy", access.InformationGovernance), b.staffMember(t, "Jo", access.InformationGovernance)
	id := b.longAgo(t, "Ann", "Xyzzyson")
	must(t, second(b.DecideRetention(b.ctx, one, id, RetentionDecision{Act: ProposeDisposal, Reason: "old"})))
	certificate, err := b.DecideRetention(b.ctx, two, id, RetentionDecision{Act: AgreeDisposal, Reason: "so it is"})
	if err != nil || certificate != nil {
		t.Fatalf("%+v, %v", certificate, err)
	}
	list, err := b.Retention(b.ctx, one, RetentionAgreed, 1)
	must(t, err)
	if len(list.Records) != 1 || !list.ByOwner {
		t.Errorf("%+v", list)
	}
	wantKind(t, second(b.DisposeAgreed(b.ctx, CommandLine("HERE"))), Forbidden)

	s, err := store.Open(b.ctx, enginetest.Owner(t, address))
	must(t, err)
	t.Cleanup(func() { s.Close() })
	owner, err := New(s, b.program, b.now)
	must(t, err)
	done, err := owner.DisposeAgreed(b.ctx, CommandLine("HERE"))
	must(t, err)
	if len(done) != 1 || done[0].Case != id || done[0].DoneName != "Command line" {
		t.Errorf("%+v", done)
	}
	wantKind(t, second(b.RetentionOf(b.ctx, one, id)), NotFound)
	if again, err := owner.DisposeAgreed(b.ctx, CommandLine("HERE")); err != nil || again != nil {
		t.Errorf("again: %+v, %v", again, err)
	}
}

func TestARegisterSettlesHowLongItKeepsRecords(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	one := b.staffMember(t, "Ivy", access.InformationGovernance)
	change := func(rule string, years int, source string) error {
		return b.SetRetentionRules(b.ctx, one, []retention.Change{{Rule: rule, Years: years, Source: source}})
	}
	for _, wrong := range []error{change("ended", 0, "x"), change("ended", 8, " "), change("ended", 121, "x")} {
		if e := wantKind(t, wrong, Invalid); len(e.Refusals) != 1 {
			t.Errorf("%+v", e.Refusals)
		}
	}
	wantKind(t, change("no such rule", 8, "x"), NotFound)
	must(t, change("ended", 30, "Our schedule"))
	rules, err := b.RetentionRules(b.ctx, one)
	must(t, err)
	if rules.Rules[0].Years != 30 || !rules.Rules[0].Local || rules.Rules[0].Source != "Our schedule" {
		t.Errorf("%+v", rules.Rules[0])
	}
	id := b.longAgo(t, "Ann", "Xyzzyson")
	k, err := b.RetentionOf(b.ctx, one, id)
	must(t, err)
	if k.Until != civil.Of(2029, 3, 4) || k.State != RetentionKept {
		t.Errorf("kept until %s: %s", k.Until, k.State)
	}
	must(t, change("ended", 20, ""))
	if rules, err = b.RetentionRules(b.ctx, one); err != nil || rules.Rules[0].Local {
		t.Errorf("back to those of England: %+v, %v", rules.Rules[0], err)
	}
}

// What was searched for a person goes, and what was searched for others stays.
func TestWhichSearchesMeanAPerson(t *testing.T) {
	t.Parallel()
	entry := func(seq int, d casefile.Details) casefile.Recorded {
		return casefile.Recorded{Seq: seq, Entry: casefile.Entry{On: civil.Of(2001, 1, 1), Fact: d}}
	}
	c := casefile.Fold("p1", []casefile.Recorded{
		entry(1, casefile.Details{GivenName: "Siân", PreferredName: "Shaz", FamilyName: "Smith", NHSNumber: "9991234578"}), entry(2, casefile.Details{GivenName: "Siân", FamilyName: "Van der Xyzzy"}),
	})
	known := []store.KnownPerson{{Case: "p1", Family: "Van der Xyzzy"}, {Case: "p2", Family: "SMITH"}}
	means := searchesFor([]*casefile.Case{c}, known)
	for words, want := range map[string]bool{
		"9991234578": true, "999 123 4578": true, "smith, siân": true, "Shaz Smith": true, "van der xyzzy": true, "Xyzzy van der": true,
		"Smith": false, "John Smith": false, "Siân": false, "999 123": false, "van der Berg": false, "": false,
	} {
		if got := means(words); got != want {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
}

// The list of handovers goes on to be read after a record was disposed of that
// was handed over.
func TestTheListOfHandoversOutlivesARecord(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	one := b.staffMember(t, "Ivy", access.InformationGovernance)
	left := b.person(t, "").Case
	id, err := b.ProposeHandover(b.ctx, b.here, left, asked)
	must(t, err)
	there, err := b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})
	must(t, err)
	for register, gone := range map[string]string{"HERE": left, "THERE": there} {
		who := map[string]access.Actor{"HERE": b.here, "THERE": b.there}[register]
		must(t, b.do(b.ctx, register, func(tx *store.Tx) error {
			if _, err := tx.Case(gone); err != nil {
				return err
			}
			if _, err := tx.Dispose(Certificate{Case: gone, DoneBy: "x", DoneName: "x"}, func(string) bool { return false }); err != nil {
				return err
			}
			act := b.audit(one, access.Retain, "dispose of a record", gone, "")
			act.Register = register
			return tx.Audit(act)
		}))
		coming, going, err := b.Handovers(b.ctx, who)
		if all := append(coming, going...); err != nil || len(all) != 1 || all[0].Name != "" {
			t.Errorf("%s has %+v, %v", register, all, err)
		}
		if v, err := b.Handover(b.ctx, who, id); err != nil || v.Name != "" {
			t.Errorf("%s sees %+v, %v", register, v, err)
		}
	}
}
