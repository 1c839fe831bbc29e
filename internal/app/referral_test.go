package app

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// refers is a board that takes referrals from outside, with others who work
// there.
type refers struct {
	*board
	nurse, executive, colleague, chair access.Actor
}

func openToReferrals(t *testing.T, address string) refers {
	t.Helper()
	r := refers{board: open(t, address)}
	must(t, r.SetReferralSettings(r.ctx, CommandLine("HERE"), ReferralSettings{Open: true, Name: "Here", Phone: "01234 567890", DraftDays: 14, LookAgainDays: 28}))
	for _, x := range []struct {
		actor *access.Actor
		role  access.Role
	}{{&r.nurse, access.Clinician}, {&r.executive, access.Executive}, {&r.colleague, access.Coordinator}, {&r.chair, access.Chair}} {
		name := string(x.role) + " of here"
		id, err := r.AddUser(r.ctx, CommandLine("HERE"), NewUser{Email: string(x.role) + "@here.example", Name: name, Password: goodPassword, Register: "HERE", Roles: []access.Role{x.role}})
		must(t, err)
		*x.actor = access.Actor{UserID: id, Name: name, Register: "HERE", Roles: []access.Role{x.role}}
	}
	return r
}

func worried() casefile.ReferralForm {
	return casefile.ReferralForm{
		Given: "Sam", Family: "Example", BirthDate: civil.Of(2010, 6, 15), NHSNumber: "9994760173",
		Who: casefile.FamilyMember, Name: "Ann Example", Phone: "07700 900123", Tell: casefile.ByPhone, WhyNow: "School has sent him home and he does not sleep.",
		Autism: "waiting", Disability: "no", Knows: "yes", Agrees: "not-asked",
	}
}

// received is the case that was opened for the latest referral.
func (r refers) received(t *testing.T, reference string) *casefile.Case {
	t.Helper()
	page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
	must(t, err)
	for _, x := range page.Rows {
		if x.ID == reference {
			v, err := r.Person(r.ctx, r.here, x.Case, AsAt{})
			must(t, err)
			return v.Case
		}
	}
	t.Fatalf("referral %s is not in the queue", reference)
	return nil
}

func onReferral(day civil.Date, f casefile.Fact, note string) casefile.Decision {
	return casefile.OnReferral{Add: casefile.Add{On: day, Fact: f, Note: note}}
}

func (r refers) do(t *testing.T, who access.Actor, caseID string, d casefile.Decision) {
	t.Helper()
	_, err := r.Record(r.ctx, who, caseID, AnyVersion, d)
	must(t, err)
}

func TestAReferralFromOutsideComesIntoTheQueueWithItsDays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		receipt, err := r.Refer(r.ctx, access.Actor{From: "10.0.0.7"}, "HERE", "", worried())
		must(t, err)
		want := ReferralReceipt{Reference: receipt.Reference, Received: r.Today(), Acknowledge: civil.Of(2026, 11, 27), Decide: r.Today() + 28}
		if receipt != want || !strings.HasPrefix(receipt.Reference, "R-") {
			t.Errorf("receipt %+v, want %+v", receipt, want)
		}
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		row := ReferralRow{Case: page.Rows[0].Case, ID: receipt.Reference, Received: r.Today(), Who: casefile.FamilyMember, Given: "Sam", Family: "Example",
			BirthDate: civil.Of(2010, 6, 15), Stage: casefile.StageNew, Changed: r.Today(), Due: civil.Of(2026, 11, 27)}
		if len(page.Rows) != 1 || page.Rows[0] != row || page.Total != 1 || page.Counts[casefile.StageNew] != 1 {
			t.Errorf("the queue has %+v, want %+v", page, row)
		}
		c := r.received(t, receipt.Reference)
		if c.OnRegister || c.Details.NHSNumber != "" || c.Referrals[0].Form.WhyNow != worried().WhyNow {
			t.Errorf("the case is %+v", c)
		}
		// It stands in no list of the register, and nobody but who keeps it sees it.
		people, err := r.People(r.ctx, r.here, PeopleQuery{})
		must(t, err)
		if people.Total != 0 {
			t.Errorf("%d people are on the register", people.Total)
		}
		wantKind(t, second(r.Person(r.ctx, r.nurse, c.ID, AsAt{})), NotFound)
		report, err := r.Verify(r.ctx, CommandLine("HERE"), store.Trust{})
		must(t, err)
		if !report.OK() {
			t.Errorf("verified: %+v", report.Faults)
		}
	})
}

// What came by letter is written down later, and its days count from the day on
// which it came: no more than those who decide on referrals say when that was.
func TestAReferralThatCameAnotherWayCountsFromItsDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		came := r.Today() - 9
		form := worried()
		form.CameBy, form.CameOn = "letter", came
		for who, actor := range map[string]access.Actor{"somebody outside": {From: "10.0.0.7"}, "a nurse": r.nurse, "an executive": r.executive, "a coordinator of another register": r.there} {
			if e := As(second(r.Refer(r.ctx, actor, "HERE", "", form))); e == nil || e.Kind != Forbidden {
				t.Errorf("%s says when it came: %v", who, e)
			}
		}
		for field, wrong := range map[string]func(*casefile.ReferralForm){
			"came_on": func(f *casefile.ReferralForm) { f.CameOn = r.Today() + 1 },
			"came_by": func(f *casefile.ReferralForm) { f.CameBy = "" },
			"phone":   func(f *casefile.ReferralForm) { f.Phone = "" }, // they are not the user who writes it down
		} {
			f := form
			wrong(&f)
			if e := wantKind(t, second(r.Refer(r.ctx, r.here, "HERE", "", f)), Invalid); e.Refusals[0].Field != field {
				t.Errorf("a wrong %s is refused at %+v", field, e.Refusals)
			}
		}
		receipt, err := r.Refer(r.ctx, r.here, "HERE", "", form)
		must(t, err)
		if want := (ReferralReceipt{Reference: receipt.Reference, Received: came, Acknowledge: civil.Of(2026, 11, 20), Decide: came + 28}); receipt != want {
			t.Errorf("receipt %+v, want %+v", receipt, want)
		}
		c := r.received(t, receipt.Reference)
		state := c.Referrals[0]
		words := fmt.Sprint(casefile.Particulars(state.Received.Fact))
		if state.Received.On != came || state.Form.User != "" || !strings.Contains(words, "By letter, on "+came.Long()) || !strings.Contains(words, "By "+r.here.Name+", on "+r.Today().Long()) {
			t.Errorf("received on %s by user %q:\n%s", state.Received.On, state.Form.User, words)
		}
		// It was acknowledged in time, before it was written down.
		r.do(t, r.here, c.ID, onReferral(came+2, casefile.ReferralAcknowledged{Referral: receipt.Reference, How: casefile.ByPhone}, ""))
		r.do(t, r.here, c.ID, casefile.Place{On: r.Today(), Referral: receipt.Reference})
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		if x := page.Rows[0]; x.Received != came || x.Due != came+28 || x.Stage != casefile.StageAcknowledged {
			t.Errorf("in the queue: %+v", x)
		}
		r.do(t, r.here, c.ID, casefile.DecideReferral{On: came + 7, Decision: casefile.ReferralDecision{Referral: receipt.Reference, Outcome: casefile.Accepted, Reason: "As agreed", NotWhole: "Nobody could come"}})
		letter := r.letter(t, c.ID, ReferralLetterForm{Referral: receipt.Reference, Letter: LetterTells, To: ToReferrer})
		if !strings.Contains(letter, (came + 7).Long()) {
			t.Errorf("the letter says\n%s", letter)
		}
		if own, err := r.OwnReferrals(r.ctx, r.here, 1); err != nil || own.Total != 0 {
			t.Errorf("what was written down for others is %d of their own, %v", own.Total, err)
		}
		report, err := r.Verify(r.ctx, CommandLine("HERE"), store.Trust{})
		must(t, err)
		if !report.OK() {
			t.Errorf("verified: %+v", report.Faults)
		}
	})
}

// Whether the register knows somebody changes nothing of what comes back.
func TestNobodyOutsideLearnsWhoIsKnown(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	unknown, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
	must(t, err)
	r.person(t, "9994760173")
	known, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
	must(t, err)
	known.Reference, unknown.Reference = "", ""
	if known != unknown {
		t.Errorf("for one who is known %+v, else %+v", known, unknown)
	}
	// And a register that is closed to outside is as none.
	_, closed := r.Refer(r.ctx, access.Actor{}, "THERE", "", worried())
	_, none := r.Refer(r.ctx, access.Actor{}, "NOWHERE", "", worried())
	if wantKind(t, closed, NotFound).Text != wantKind(t, none, NotFound).Text {
		t.Error("a register that takes no referrals is told from none")
	}
	wantKind(t, second(r.Refer(r.ctx, r.executive, "THERE", "", worried())), NotFound)
}

func TestAReferralOfSomebodyKnownIsMovedToThem(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		known := r.person(t, "9994760173")
		secret := worried()
		secret.Secret = "He would be angry with his mother"
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", secret)
		must(t, err)
		c := r.received(t, receipt.Reference)
		r.do(t, r.here, c.ID, onReferral(r.Today(), casefile.ReferralAcknowledged{Referral: receipt.Reference, How: casefile.ByPhone}, ""))
		alike, err := r.MayBeKnown(r.ctx, r.here, c, c.Referrals[0].Form)
		must(t, err)
		if len(alike) != 1 || alike[0].CaseID != known.Case {
			t.Fatalf("alike are %+v", alike)
		}
		wantKind(t, r.MoveReferral(r.ctx, r.executive, c.ID, AnyVersion, known.Case), Forbidden)
		wantKind(t, r.MoveReferral(r.ctx, r.there, c.ID, AnyVersion, known.Case), NotFound)
		wantKind(t, r.MoveReferral(r.ctx, r.here, c.ID, AnyVersion, c.ID), Invalid)
		wantKind(t, r.MoveReferral(r.ctx, r.here, c.ID, 1, known.Case), Conflict)
		must(t, r.MoveReferral(r.ctx, r.here, c.ID, AnyVersion, known.Case))

		v, err := r.Person(r.ctx, r.here, known.Case, AsAt{})
		must(t, err)
		state, ok := v.Case.Referral(receipt.Reference)
		if !ok || !state.Placed || state.Acknowledged != r.Today() || state.Form.WhyNow != secret.WhyNow || state.CameFrom != c.ID {
			t.Errorf("the referral stands as %+v", state)
		}
		if v.Marks[state.Received.Seq] != access.ThirdParty {
			t.Errorf("the mark was lost: %v", v.Marks)
		}
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		if page.Total != 1 || page.Rows[0].Case != known.Case {
			t.Errorf("the queue has %+v", page.Rows)
		}
		row, err := r.store.PersonRow(r.ctx, "HERE", c.ID)
		must(t, err)
		if row.OnRegister != store.StruckOut {
			t.Errorf("the case that was opened is %q", row.OnRegister)
		}
	})
}

// Of the case that a referral was moved from nobody reads more than of the person
// whom it was moved to, also where an earlier version moved it.
func TestAMovedReferralIsReadWithThePersonAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		known := r.person(t, "9994760173").Case
		sent := func() *casefile.Case {
			t.Helper()
			form := worried()
			form.NHSNumber = ""
			receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", form)
			must(t, err)
			return r.received(t, receipt.Reference)
		}
		first, earlier := sent(), sent()
		must(t, r.MoveReferral(r.ctx, r.here, first.ID, AnyVersion, known))
		must(t, r.App.do(r.ctx, "HERE", func(tx *store.Tx) error {
			from, err := tx.Case(earlier.ID)
			must(t, err)
			to, err := tx.Case(known)
			must(t, err)
			moved, _ := from.ReferralsToMove()
			take := casefile.TakeReferrals{From: earlier.ID}
			for _, e := range moved {
				take.Entries = append(take.Entries, e.Entry)
			}
			_, err = r.App.enter(tx, r.here, access.Triage, "", to, take)
			must(t, err)
			_, err = r.App.enter(tx, r.here, access.Triage, "", from, casefile.StrikeOutAll{From: 1, Reason: "Known"})
			return err
		}))
		r.sound(t)
		see := func(when string, actor access.Actor, want access.Sight) {
			t.Helper()
			for _, id := range []string{known, first.ID, earlier.ID} {
				if got := r.sight(t, actor, id); got != want {
					t.Errorf("%s: %s sees %d of %s", when, actor.Name, got, id)
				}
			}
		}
		see("moved", r.executive, access.Whole)
		see("moved", r.nurse, access.Nothing)
		c, err := r.store.Case(r.ctx, "HERE", known)
		must(t, err)
		state, _ := c.Referral(first.Referrals[0].ID)
		if marks, err := r.store.Marks(r.ctx, "HERE", known); err != nil || len(marks) != 1 || marks[0].Seq != state.Received.Seq {
			t.Fatalf("with the person is marked %+v, %v", marks, err)
		}
		v, err := r.Person(r.ctx, r.executive, first.ID, AsAt{})
		must(t, err)
		for _, e := range v.Case.Entries {
			if f, ok := e.Fact.(casefile.Referral); ok && f.Form.WhyNow != "" {
				t.Errorf("what is marked with the person is read where it came from: %+v", f)
			}
		}
		r.consents(t, known, casefile.Refused)
		see("refused", r.executive, access.Minimum)
		see("refused", r.here, access.Whole)
		must(t, r.Restrict(r.ctx, r.here, known, true, "Works for us"))
		see("restricted", r.executive, access.Nothing)
		see("restricted", r.colleague, access.Nothing)
		see("restricted", r.here, access.Whole)
	})
}

func TestTheWayOfAReferral(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		receipt, err := r.Refer(r.ctx, r.nurse, "HERE", "", worried())
		must(t, err)
		ref, day := receipt.Reference, r.Today()
		id := r.received(t, ref).ID
		stage := func(want casefile.Stage, due civil.Date) {
			t.Helper()
			own, err := r.OwnReferrals(r.ctx, r.nurse, 1)
			must(t, err)
			page, err := r.Referrals(r.ctx, r.here, ReferralQuery{Closed: !want.Open()})
			must(t, err)
			if len(own.Rows) != 1 || own.Rows[0].Stage != want || own.Rows[0].Case != "" || len(page.Rows) != 1 || page.Rows[0].Stage != want || page.Rows[0].Due != due {
				t.Fatalf("want %s due %s:\nown %+v\nqueue %+v", want, due, own.Rows, page.Rows)
			}
		}
		decide := func(outcome casefile.Outcome) casefile.DecideReferral {
			return casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: ref, Outcome: outcome, Reason: "As agreed", NotWhole: "Nobody could come", Signposting: "Call the advice line"}}
		}
		refused := func(who access.Actor, d casefile.Decision, kind Kind) {
			t.Helper()
			wantKind(t, second(r.Record(r.ctx, who, id, AnyVersion, d)), kind)
		}
		stage(casefile.StageNew, civil.Of(2026, 11, 27))
		ack := onReferral(day, casefile.ReferralAcknowledged{Referral: ref}, "")
		refused(r.executive, ack, Forbidden)
		refused(r.nurse, ack, Forbidden)
		refused(r.there, ack, NotFound)
		refused(r.here, onReferral(day, casefile.OutcomeTold{Referral: ref}, ""), Invalid)
		r.do(t, r.here, id, ack)
		refused(r.here, ack, Invalid)
		stage(casefile.StageAcknowledged, day+28)
		r.do(t, r.here, id, onReferral(day, casefile.ReferralAsked{Referral: ref, Whom: "The GP", What: "A letter"}, ""))
		stage(casefile.StageAsked, day+28)
		refused(r.here, decide(casefile.Accepted), Invalid) // nobody has looked who it is
		r.do(t, r.here, id, casefile.Place{On: day, Referral: ref, NHSNumber: "9994760173"})
		// One person is no panel, nor are two of one agency, nor any without an expert.
		for _, panel := range [][]casefile.Sat{
			{{Name: "Jo Marsh", Agency: "Register team"}, {Name: "Theo Lambert", Lived: true}},
			{{Name: "Jo Marsh", Agency: "Register team"}, {Name: "Ann Other", Agency: "register team "}, {Name: "Theo Lambert", Lived: true}},
			{{Name: "Jo Marsh", Agency: "Register team"}, {Name: "Callum Reid", Agency: "Council"}},
		} {
			r.do(t, r.here, id, onReferral(day, casefile.ReferralScreened{Referral: ref, Panel: panel, Recommend: "decline"}, ""))
			none := decide(casefile.Declined)
			none.Decision.NotWhole = ""
			if e := wantKind(t, second(r.Record(r.ctx, r.here, id, AnyVersion, none)), Invalid); e.Refusals[0].Field != "not_whole" {
				t.Errorf("a panel of %+v is refused at %+v", panel, e.Refusals)
			}
		}
		bare := decide(casefile.Declined)
		bare.Decision.NotWhole = ""
		refused(r.here, bare, Invalid)
		bare = decide(casefile.Declined)
		bare.Decision.Signposting = ""
		refused(r.here, bare, Invalid)
		r.do(t, r.here, id, decide(casefile.Declined))
		stage(casefile.StageToTell, civil.Of(2026, 11, 24))
		if page, err := r.Referrals(r.ctx, r.here, ReferralQuery{WithoutPanel: true}); err != nil || page.WithoutPanel != 1 || len(page.Rows) != 1 || !page.Rows[0].WithoutPanel {
			t.Errorf("without a whole panel: %+v, %v", page, err)
		}
		r.do(t, r.here, id, onReferral(day, casefile.OutcomeTold{Referral: ref, To: []casefile.ToldWhom{casefile.ToldPerson}, How: casefile.ByLetter}, ""))
		stage(casefile.StageDeclined, 0)

		// Looked at again: by somebody else.
		refused(r.here, decide(casefile.Accepted), Invalid)
		r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "He is in A&E now"))
		stage(casefile.StageReconsider, 0)
		if l, err := r.ReferralLetters(r.ctx, r.here, id, ref); err != nil || l.offers(LetterTells, ToPerson) || !l.offers(LetterAgain, ToPerson) || !l.offers(LetterAgain, ToReferrerFull) || l.offers(LetterAgain, ToReferrer) {
			t.Errorf("letters while it is looked at again: %+v, %v", l.Offers, err)
		}
		letter := ReferralLetterForm{Referral: ref, Letter: LetterAgain, To: ToPerson, PaperForm: PaperForm{HTML: true}}
		if words := r.letter(t, id, letter); !strings.Contains(words, "Somebody else than before decides") || !strings.Contains(words, (day+28).Long()) {
			t.Errorf("the letter says\n%s", words)
		}
		letter.EasyRead = true
		if words := r.letter(t, id, letter); !strings.Contains(words, "Somebody else will look at it again.") || !strings.Contains(words, "We decide by "+(day+28).Long()) {
			t.Errorf("the easy letter says\n%s", words)
		}
		// It is due by the number of the area, which no rule of the clock has.
		settings, err := r.ReferralSettings(r.ctx, CommandLine("HERE"))
		must(t, err)
		settings.LookAgainDays = 21
		must(t, r.SetReferralSettings(r.ctx, CommandLine("HERE"), settings))
		for _, who := range []access.Actor{r.here, r.chair} {
			if rows, total, err := r.LookedAtAgain(r.ctx, who); err != nil || total != 1 || rows[0].Again != day+21 || rows[0].Due != 0 {
				t.Errorf("looked at again: %+v, %v", rows, err)
			}
		}
		_, _, err = r.LookedAtAgain(r.ctx, r.nurse)
		wantKind(t, err, Forbidden)
		// Who asked takes that back: what was decided stands, and can be asked about again.
		r.do(t, r.here, id, onReferral(day, casefile.ReferralAsked{Referral: ref, Whom: "The GP", What: "A letter"}, ""))
		r.do(t, r.here, id, onReferral(day, casefile.ReferralWithdrawn{Referral: ref, By: "His mother"}, ""))
		stage(casefile.StageDeclined, 0)
		refused(r.here, onReferral(day, casefile.ReferralWithdrawn{Referral: ref, By: "His mother"}, ""), Invalid)
		refused(r.colleague, decide(casefile.Accepted), Invalid)
		if l, err := r.ReferralLetters(r.ctx, r.here, id, ref); err != nil || !l.offers(LetterTells, ToPerson) || l.State.Asked != nil {
			t.Errorf("letters after the request was taken back: %+v, %v", l.Offers, err)
		}
		look := decide(casefile.Accepted)
		look.Again = true
		refused(r.chair, look, Invalid) // nobody asks
		r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "He is in A&E now"))
		stage(casefile.StageReconsider, 0)
		// A register with one coordinator has others who can look at it again, and
		// decide nothing else.
		refused(r.chair, decide(casefile.Accepted), Forbidden)
		refused(r.executive, look, Forbidden)
		refused(r.nurse, look, Forbidden)
		refused(r.here, look, Invalid)
		look.Decision.Outcome = casefile.Declined
		r.do(t, r.chair, id, look)
		stage(casefile.StageToTell, civil.Of(2026, 11, 24))
		r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "He is in A&E again"))
		again := decide(casefile.Accepted)
		again.Again, again.By = true, r.colleague.UserID // who decides is not theirs to say
		refused(r.chair, again, Invalid)
		again.Again = false // who decides on referrals need not say so
		again.Joining = casefile.Joining{Conditions: []casefile.Condition{{Condition: casefile.Autism, Status: casefile.AwaitingAssessment}}, Authority: "Here Council"}
		r.do(t, r.colleague, id, again)
		v, err := r.Person(r.ctx, r.here, id, AsAt{})
		must(t, err)
		c := v.Case
		if !c.OnRegister || c.RegisterConsent != nil || c.LocalAuthority != "Here Council" || c.Details.NHSNumber != "9994760173" || c.Conditions[0].Status != casefile.AwaitingAssessment {
			t.Errorf("who was accepted is %+v", c)
		}
		// Nothing of what was typed with the decision is consent: until somebody has
		// asked, a provider who is involved sees nothing.
		if most, _ := access.SeenBy(casefile.WithProvider, "", ""); most != access.Nothing {
			t.Errorf("a provider sees %v of somebody whom nobody has asked", most)
		}
	})
}

// What whoever referred ticked counts as early signs once the referral itself does
// not have somebody think of the person any more, and says where it is from.
func TestRisksInAReferralAreEarlySigns(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		form := worried()
		form.Risks = []string{"Police or courts involved", "Been in a mental health hospital before"}
		receipt, err := r.Refer(r.ctx, r.nurse, "HERE", "", form)
		must(t, err)
		id, day := r.received(t, receipt.Reference).ID, r.Today()
		suggests := func(want string) {
			t.Helper()
			page, err := r.Suggested(r.ctx, r.here, 1)
			must(t, err)
			v, err := r.Person(r.ctx, r.here, id, AsAt{})
			must(t, err)
			own, err := r.SuggestionsFor(r.ctx, r.here, v)
			must(t, err)
			listed, here := "", ""
			if page.Total > 0 {
				listed = page.Rows[0].Suggestions[0].Signs[0]
			}
			if len(own) > 0 {
				here = own[0].Signs[0]
			}
			if listed != want || here != want {
				t.Errorf("suggested for %q in the list and %q on the page, want %q", listed, here, want)
			}
		}
		suggests("") // it is looked at already
		r.do(t, r.here, id, casefile.Place{On: day, Referral: receipt.Reference})
		r.do(t, r.here, id, casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: receipt.Reference, Outcome: casefile.Accepted, Reason: "At risk", NotWhole: "Could not wait"}})
		suggests("The police were called, or they were arrested (told in the referral)")
	})
}

func TestWhatWasBegunIsKeptAndForgotten(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		code, err := r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{"why_now": {"Sam does not sleep"}})
		must(t, err)
		d, err := r.ReferralDraft(r.ctx, "HERE", strings.ToLower(code))
		must(t, err)
		if d.Typed.Get("why_now") != "Sam does not sleep" || d.KeptUntil != r.Today()+1 {
			t.Errorf("before anything is answered the draft is %+v", d)
		}
		must(t, r.KeepReferral(r.ctx, access.Actor{}, "HERE", d))
		if d, err = r.ReferralDraft(r.ctx, "HERE", code); err != nil || d.KeptUntil != r.Today()+14 {
			t.Errorf("the draft is %+v, %v", d, err)
		}
		for _, wrong := range []string{"", "ABCD-EFGH-JKLM", code + "X"} {
			wantKind(t, second(r.ReferralDraft(r.ctx, "HERE", wrong)), NotFound)
		}
		wantKind(t, second(r.ReferralDraft(r.ctx, "THERE", code)), NotFound)
		// The receipt is the same however often it is sent.
		first, err := r.Refer(r.ctx, access.Actor{}, "HERE", code, worried())
		must(t, err)
		second, err := r.Refer(r.ctx, access.Actor{}, "HERE", code, worried())
		must(t, err)
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		if first != second || page.Total != 1 {
			t.Errorf("sent twice: %+v and %+v, %d in the queue", first, second, page.Total)
		}
		// What was sent is no longer there to be read.
		if d, err = r.ReferralDraft(r.ctx, "HERE", code); err != nil || d.Typed.Has("why_now") {
			t.Errorf("after sending: %+v, %v", d, err)
		}
		other, err := r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{"why_now": {"x"}})
		must(t, err)
		*r.at = r.at.Add(15 * 24 * time.Hour)
		_, err = r.ReferralDraft(r.ctx, "HERE", other)
		wantKind(t, err, NotFound)
		must(t, r.ForgetReferralDrafts(r.ctx, "HERE"))
		n, err := r.store.OutsideDrafts(r.ctx, "HERE")
		must(t, err)
		if n != 0 {
			t.Errorf("%d drafts are left", n)
		}
	})
}

// What was written cannot be read in the database without the code.
func TestADraftIsNotReadable(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	code, err := r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{"why_now": {"Sam does not sleep"}})
	must(t, err)
	id, _, err := draftKeys("HERE", code)
	must(t, err)
	kept, err := r.store.ReferralDraft(r.ctx, "HERE", id, r.now().UTC())
	must(t, err)
	if strings.Contains(string(kept.Body), "sleep") || strings.Contains(kept.ID, plainCode(code)) {
		t.Errorf("kept as %q under %q", kept.Body, kept.ID)
	}
}

// However many drafts are kept of people outside, those who are signed in can
// refer somebody.
func TestManyDraftsFromOutsideShutNoColleagueOut(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	must(t, r.App.do(r.ctx, "HERE", func(tx *store.Tx) error {
		for n := range mostReferralDrafts + 9 {
			who := access.Actor{}
			if n >= mostReferralDrafts-1 {
				who = r.nurse // whose do not count
			}
			d, err := r.draftOf(who, "HERE", ReferralDraft{Code: newRecoveryCodes()[0], BegunAt: r.now()}, daysUnanswered)
			if err != nil {
				return err
			}
			if err := tx.SaveReferralDraft(d); err != nil {
				return err
			}
		}
		return nil
	}))
	code, err := r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{})
	must(t, err)
	if e := wantKind(t, second(r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{})), Locked); !strings.Contains(e.Text, "Phone 01234 567890.") {
		t.Errorf("it says %q", e.Text)
	}
	// What was begun can be gone on with, and sent.
	d, err := r.ReferralDraft(r.ctx, "HERE", code)
	must(t, err)
	must(t, r.KeepReferral(r.ctx, access.Actor{}, "HERE", d))
	must(t, second(r.Refer(r.ctx, access.Actor{}, "HERE", code, worried())))
	must(t, second(r.BeginReferral(r.ctx, r.nurse, "HERE", url.Values{})))
	// What nobody has answered is gone after a day.
	*r.at = r.at.Add(49 * time.Hour)
	must(t, r.ForgetReferralDrafts(r.ctx, "HERE"))
	must(t, second(r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{})))
}

// So many referrals a day from people who are not signed in, and no more; those
// of others neither count nor are refused, and what was written is kept for the
// next day.
func TestSoManyReferralsADayFromOutside(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		elsewhere := r.there
		elsewhere.Roles = []access.Role{access.Coordinator}
		refer := func(who access.Actor) error { return second(r.Refer(r.ctx, who, "HERE", "", worried())) }
		must(t, r.App.do(r.ctx, "HERE", func(tx *store.Tx) error {
			for n := range mostReferralsADay - 1 {
				if _, err := r.receive(tx, access.Actor{}, outside, "HERE", NewID(), fmt.Sprint("R-", n), worried()); err != nil {
					return err
				}
			}
			return nil
		}))
		must(t, refer(elsewhere))
		must(t, refer(r.executive))
		must(t, refer(r.nurse))
		code, err := r.BeginReferral(r.ctx, access.Actor{}, "HERE", url.Values{"why_now": {"x"}})
		must(t, err)
		must(t, refer(access.Actor{})) // the last
		e := wantKind(t, second(r.Refer(r.ctx, access.Actor{}, "HERE", code, worried())), Locked)
		for _, words := range []string{"What you wrote is kept", "Try again tomorrow", "Phone 01234 567890."} {
			if !strings.Contains(e.Text, words) {
				t.Errorf("it says %q, and not %q", e.Text, words)
			}
		}
		must(t, refer(elsewhere))
		must(t, refer(r.nurse))
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		if want := mostReferralsADay + 5; page.Total != want {
			t.Errorf("%d came, want %d", page.Total, want)
		}
		*r.at = r.at.AddDate(0, 0, 1)
		must(t, second(r.Refer(r.ctx, access.Actor{}, "HERE", code, worried())))
	})
}

// The list of referrals says who referred to those alone who may read it.
func TestTheListOfReferralsKeepsAConfidence(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		who := func(actor access.Actor) casefile.Referrer {
			t.Helper()
			page, err := r.Referrals(r.ctx, actor, ReferralQuery{})
			must(t, err)
			if len(page.Rows) != 1 || page.Total != 1 {
				t.Fatalf("the queue has %+v", page)
			}
			return page.Rows[0].Who
		}
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
		must(t, err)
		c := r.received(t, receipt.Reference)
		if got := who(r.executive); got != "" {
			t.Errorf("of what was told in confidence the executive is shown %q", got)
		}
		if got := who(r.here); got != casefile.FamilyMember {
			t.Errorf("the coordinator is shown %q", got)
		}
		// Of who withdrew consent it is more than the minimum.
		must(t, r.Mark(r.ctx, r.here, c.ID, c.Referrals[0].Received.Seq, "", "It was no secret"))
		if got := who(r.executive); got != casefile.FamilyMember {
			t.Errorf("of what is no secret the executive is shown %q", got)
		}
		r.do(t, r.here, c.ID, casefile.Add{On: r.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}})
		chair := r.staffMember(t, "Chair", access.Chair)
		for _, actor := range []access.Actor{r.executive, chair} {
			if got := who(actor); got != "" {
				t.Errorf("of who withdrew consent %s is shown %q", actor.Name, got)
			}
		}
	})
}

// What somebody wrote of a person is not for those whom it is about, nor for those
// whom they chose, until somebody has read it and lifted the mark; what the person
// wrote is theirs.
func TestWhatSomebodyWroteOfAPersonIsNotForThemAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		teacher, chair := r.staffMember(t, "A teacher", access.Provider), r.staffMember(t, "The chair", access.Chair)
		form := worried()
		form.Who, form.Name, form.WhyNow = casefile.Professional, "Mrs Finch", "His mother hits him, do not tell her that I said so"
		form.Risks, form.RiskWords = []string{"Police or courts involved"}, "Mrs Finch saw bruises"
		themself := casefile.ReferralForm{Who: casefile.Themself, Given: "Sam", Phone: "01632 960001", WhyNow: "I do not sleep"}
		for name, x := range map[string]struct {
			by   access.Actor
			form casefile.ReferralForm
			open bool // to who is involved
		}{"from outside": {access.Actor{}, form, false}, "by a colleague": {teacher, form, false}, "by the person": {access.Actor{}, themself, true}} {
			receipt, err := r.Refer(r.ctx, x.by, "HERE", "", x.form)
			must(t, err)
			c := r.received(t, receipt.Reference) // the coordinator reads it
			id, seq := c.ID, c.Referrals[0].Received.Seq
			if c.Referrals[0].Form.WhyNow != x.form.WhyNow {
				t.Fatalf("%s: the coordinator reads %+v", name, c.Referrals[0])
			}
			r.do(t, r.here, id, casefile.Place{On: r.Today(), Referral: receipt.Reference})
			r.do(t, r.here, id, casefile.DecideReferral{On: r.Today(), Decision: casefile.ReferralDecision{Referral: receipt.Reference, Outcome: casefile.Accepted, Reason: "At risk", NotWhole: "Could not wait"}})
			r.consents(t, id, casefile.Given)
			involved := map[access.Relation]access.Actor{
				access.Chosen: r.staffMember(t, "Ann "+name, access.Family), access.IsThem: r.staffMember(t, "Sam "+name, access.ThePerson),
				access.SpeaksFor: r.staffMember(t, "Jo "+name, access.Advocate), access.OfProvider: r.staffMember(t, "Oak Homes "+name, access.Provider),
			}
			for relation, who := range involved {
				must(t, r.Involve(r.ctx, r.here, id, NewInvolvement{UserID: who.UserID, Relation: relation, Agreed: casefile.Own}))
			}
			reads := func(actor access.Actor) bool {
				t.Helper()
				v, err := r.Person(r.ctx, actor, id, AsAt{})
				must(t, err)
				told := fmt.Sprintf("%+v %+v", v.Case, v.Obligations)
				if list, err := r.SuggestionsFor(r.ctx, actor, v); err == nil {
					told += fmt.Sprintf("%+v", list)
				}
				for _, words := range []string{"His mother", "Finch", "bruises", "told in the referral"} {
					if !x.open && strings.Contains(told, words) {
						return true
					}
				}
				return strings.Contains(told, x.form.WhyNow)
			}
			for relation, who := range involved {
				if reads(who) != x.open {
					t.Errorf("%s: %s reads it: %v", name, relation, !x.open)
				}
			}
			for _, who := range []access.Actor{r.here, chair} {
				if !reads(who) {
					t.Errorf("%s: %s does not read it", name, who.Name)
				}
			}
			if reads(r.executive) != x.open {
				t.Errorf("%s: the executive reads it: %v", name, !x.open)
			}
			if x.open {
				continue
			}
			must(t, r.Mark(r.ctx, r.here, id, seq, "", "She agrees that they read it"))
			if !reads(involved[access.IsThem]) {
				t.Errorf("%s: the person does not read what was opened to them", name)
			}
		}
		own, err := r.OwnReferrals(r.ctx, teacher, 1)
		must(t, err)
		if own.Total != 1 || own.Rows[0].Given != "Sam" || own.Rows[0].Who != casefile.Professional {
			t.Errorf("the teacher's own are %+v", own)
		}
		r.sound(t)
	})
}
