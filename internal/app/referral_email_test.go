package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
)

// answeredByEmail is a referral by a professional who wants to be answered by e-mail.
func answeredByEmail() casefile.ReferralForm {
	f := worried()
	f.Who, f.Name, f.Email, f.Tell = casefile.Professional, "Dr Lou Finch", "lou.finch@gp.example", casefile.ByEmail
	return f
}

func TestWhoReferredIsToldByEmailOnceThatThereIsNews(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", answeredByEmail())
		must(t, err)
		ref, day := receipt.Reference, r.Today()
		id := r.received(t, ref).ID
		send := func(who access.Actor) error { return r.EmailReferrer(r.ctx, who, id, AnyVersion, ref) }
		email := func() ReferralEmail {
			t.Helper()
			l, err := r.ReferralLetters(r.ctx, r.here, id, ref)
			must(t, err)
			return l.Email
		}
		// Without a mail server the page says so, and nothing is recorded.
		if e := email(); !e.Asked || e.News != LetterAcknowledges || !strings.Contains(e.Refused, "cannot send email") {
			t.Errorf("without a server: %+v", e)
		}
		wantKind(t, send(r.here), Invalid)
		post := &letterbox{}
		r.SendBy(post, "https://homeward.example")
		for who, kind := range map[*access.Actor]Kind{&r.nurse: Forbidden, &r.executive: Forbidden, &r.there: NotFound} {
			wantKind(t, send(*who), kind)
		}
		wantKind(t, r.EmailReferrer(r.ctx, r.here, id, 1, ref), Conflict)
		wantKind(t, r.EmailReferrer(r.ctx, r.here, id, AnyVersion, "R-NONE"), Invalid)

		take := func() posted {
			t.Helper()
			must(t, r.Deliver(r.ctx, "HERE"))
			if len(post.sent) != 1 {
				t.Fatalf("sent %+v", post.sent)
			}
			m := post.sent[0]
			post.sent = nil
			for _, never := range []string{"Sam", "Example", "Lou", "sleep", "999", "Autis", "Dynamic", id} {
				if strings.Contains(strings.ReplaceAll(m.subject+m.text, "call 999", ""), never) {
					t.Errorf("the message says %q:\n%s", never, m.text)
				}
			}
			return m
		}
		must(t, send(r.here))
		m := take()
		if m.to != "lou.finch@gp.example" || m.subject != "We have referral "+ref || !strings.Contains(m.text, "It is decided by "+receipt.Decide.Long()+".") || !strings.Contains(m.text, "Phone 01234 567890") || strings.Contains(m.text, "/referrals/own") {
			t.Errorf("sent %+v", m)
		}
		v, err := r.Person(r.ctx, r.here, id, AsAt{})
		must(t, err)
		last := v.Case.Entries[len(v.Case.Entries)-1]
		if got, ok := last.Fact.(casefile.ReferralAcknowledged); !ok || got.How != casefile.ByEmail || last.On != day {
			t.Errorf("recorded %+v", last)
		}
		wantKind(t, send(r.here), Invalid) // once
		if e := email(); e.News != "" || len(e.Sent) != 1 || e.Sent[0].Waits || e.Sent[0].GivenUp {
			t.Errorf("after it: %+v", e)
		}

		r.do(t, r.here, id, casefile.Place{On: day, Referral: ref})
		decide := func(who access.Actor, outcome casefile.Outcome) {
			t.Helper()
			r.do(t, who, id, casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: ref, Outcome: outcome, Reason: "Because", Signposting: "There", NotWhole: "None"}})
		}
		decide(r.here, casefile.Declined)
		// Word that there is news tells nobody what was decided: the person is still
		// to be told, and that stays due.
		must(t, send(r.here))
		toTell := func(want bool) {
			t.Helper()
			v, err := r.Person(r.ctx, r.here, id, AsAt{})
			must(t, err)
			state, _ := v.Case.Referral(ref)
			due := slices.ContainsFunc(v.Obligations, func(o Due) bool { return o.Rule == clock.OutcomeTold && o.State.Open() })
			if due != want || (state.Told == 0) != want || (state.Stage() == casefile.StageToTell) != want {
				t.Errorf("to be told: %v, and %+v, want %v", due, state, want)
			}
		}
		toTell(true)
		r.do(t, r.here, id, onReferral(day, casefile.Telling(ref, []casefile.ToldWhom{casefile.ToldReferrer}, casefile.ByPhone), "Nor does that"))
		toTell(true)
		wantKind(t, second(r.Record(r.ctx, r.here, id, AnyVersion, onReferral(day, casefile.OutcomeTold{Referral: ref, To: []casefile.ToldWhom{casefile.ToldReferrer}}, ""))), Invalid)
		r.do(t, r.here, id, onReferral(day, casefile.Telling(ref, []casefile.ToldWhom{casefile.ToldReferrer, casefile.ToldSpeaker}, casefile.InPerson), ""))
		toTell(false)
		wantKind(t, send(r.here), Invalid)
		if m := take(); m.subject != "News on referral "+ref || !strings.Contains(m.text, "There is news on referral "+ref) || strings.Contains(m.text, "Because") || strings.Contains(m.text, "declined") {
			t.Errorf("sent %+v", m)
		}
		must(t, r.Deliver(r.ctx, "HERE"))
		post.empty(t)
		v, err = r.Person(r.ctx, r.here, id, AsAt{})
		must(t, err)
		sent := slices.ContainsFunc(v.Case.Entries, func(e casefile.Recorded) bool {
			got, ok := e.Fact.(casefile.OtherTelling)
			return ok && got.News && got.How == casefile.ByEmail && got.To[0] == casefile.ToldReferrer
		})
		if !sent {
			t.Errorf("recorded %+v", v.Case.Entries)
		}

		// Decided anew, there is news again; of what is disposed of or withdrawn none goes.
		r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "New"))
		wantKind(t, send(r.here), Invalid)
		decide(r.colleague, casefile.Declined)
		toTell(true)
		must(t, send(r.here))
		r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "Newer"))
		decide(r.here, casefile.Declined)
		must(t, r.Deliver(r.ctx, "HERE"))
		post.empty(t) // what it would have said is not so any more
	})
}

func TestWhoDidNotAskForEmailGetsNone(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	r.SendBy(&letterbox{}, "https://homeward.example")
	phone := answeredByEmail()
	phone.Tell = casefile.ByPhone
	receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", phone)
	must(t, err)
	id := r.received(t, receipt.Reference).ID
	wantKind(t, r.EmailReferrer(r.ctx, r.here, id, AnyVersion, receipt.Reference), Invalid)
	l, err := r.ReferralLetters(r.ctx, r.here, id, "")
	must(t, err)
	if l.Email.Asked || l.State.ID != receipt.Reference {
		t.Errorf("the letters are %+v", l)
	}
	// Nor does anybody while no one can say where to ask.
	must(t, r.SetReferralSettings(r.ctx, CommandLine("HERE"), ReferralSettings{Name: "Here", DraftDays: 14, LookAgainDays: 28}))
	receipt, err = r.Refer(r.ctx, r.nurse, "HERE", "", answeredByEmail())
	must(t, err)
	e := wantKind(t, r.EmailReferrer(r.ctx, r.here, r.received(t, receipt.Reference).ID, AnyVersion, receipt.Reference), Invalid)
	if !strings.Contains(e.Text, "phone number") {
		t.Errorf("refused with %q", e.Text)
	}
}

// nowhere is a mail server that takes nothing.
type nowhere struct{}

func (nowhere) Send(context.Context, string, string, string, string, time.Time) error {
	return errors.New("it takes nothing")
}

// What could not be sent told nobody, and the queue says so until somebody has
// recorded another way.
func TestNewsThatCouldNotBeSentIsShown(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		r.SendBy(nowhere{}, "https://homeward.example")
		receipt, err := r.Refer(r.ctx, r.nurse, "HERE", "", answeredByEmail())
		must(t, err)
		ref := receipt.Reference
		id := r.received(t, ref).ID
		must(t, r.EmailReferrer(r.ctx, r.here, id, AnyVersion, ref))
		unsent := func(who access.Actor) []UnsentNews {
			t.Helper()
			all, err := r.UnsentNews(r.ctx, who)
			must(t, err)
			return all
		}
		for range 30 {
			if r.Deliver(r.ctx, "HERE") == nil && len(unsent(r.here)) > 0 {
				break
			}
			*r.at = r.at.Add(time.Hour)
		}
		if got := unsent(r.here); len(got) != 1 || got[0] != (UnsentNews{ref, id}) {
			t.Fatalf("unsent are %+v", got)
		}
		if got := unsent(r.colleague); len(got) != 1 {
			t.Errorf("a colleague sees %+v", got)
		}
		wantKind(t, second(r.UnsentNews(r.ctx, r.executive)), Forbidden)
		if got := unsent(r.there); len(got) != 0 {
			t.Errorf("another register sees %+v", got)
		}
		l, err := r.ReferralLetters(r.ctx, r.here, id, ref)
		must(t, err)
		if len(l.Email.Sent) != 1 || !l.Email.Sent[0].GivenUp {
			t.Errorf("the letters say %+v", l.Email)
		}
		r.do(t, r.here, id, onReferral(r.Today(), casefile.ReferralAsked{Referral: ref, Of: casefile.AskedReferrer, Whom: "Her", What: "By phone, since no email goes"}, ""))
		if got := unsent(r.here); len(got) != 0 {
			t.Errorf("afterwards: %+v", got)
		}
	})
}
