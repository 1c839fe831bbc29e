package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// ReferralEmail is what can be sent by e-mail to whoever referred, who asked for
// it. A message has the reference in it and nothing of anybody.
type ReferralEmail struct {
	Asked   bool           // whoever referred asked for e-mail and gave an address
	News    ReferralLetter // what a message would be about now; "" for nothing
	Refused string         // why none can be sent now, in words
	Sent    []EmailedNews
}

// EmailedNews is a message that was put into the outbox.
type EmailedNews struct {
	News    ReferralLetter
	At      time.Time
	Waits   bool // it was not sent yet
	GivenUp bool // it could not be sent: nobody was told by it
}

// referralMessage begins the id of a message about a referral; the reference
// follows, and what it is about. It goes to whoever referred, wherever the
// referral is by then: its user is who had it sent.
const referralMessage = "referral/"

func referralMessageID(r *casefile.ReferralState, news ReferralLetter) string {
	if news == LetterTells {
		return fmt.Sprintf("%s%s/%s-%d", referralMessage, r.ID, news, r.Decisions)
	}
	return referralMessage + r.ID + "/" + string(news)
}

func (a *App) referralEmail(ctx context.Context, register string, l *ReferralLetters) (e ReferralEmail, err error) {
	r := l.State
	if !emailsReferrer(r) {
		return e, nil
	}
	e.Asked, e.News = true, newsOf(r)
	ids := []string{referralMessageID(r, LetterAcknowledges)}
	for n := range r.Decisions {
		ids = append(ids, fmt.Sprintf("%s%s/%s-%d", referralMessage, r.ID, LetterTells, n+1))
	}
	for i, id := range ids {
		m, err := a.store.Message(ctx, register, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return e, fail(err, "finding a message about a referral")
		}
		news := EmailedNews{News: LetterTells, At: m.CreatedAt, Waits: m.Outcome == "", GivenUp: m.Outcome == messageGivenUp}
		if i == 0 {
			news.News = LetterAcknowledges
		}
		e.Sent = append(e.Sent, news)
		if id == referralMessageID(r, e.News) {
			e.News = ""
		}
	}
	e.Refused = a.emailRefused(l.Settings)
	return e, nil
}

// emailsReferrer reports whether whoever referred asked to be answered by e-mail,
// as far as who asks sees it.
func emailsReferrer(r *casefile.ReferralState) bool {
	return r.Received.Withheld == "" && r.Form.Tell == casefile.ByEmail && r.Form.Email != ""
}

// newsOf is what whoever referred can be told by e-mail as the referral stands.
func newsOf(r *casefile.ReferralState) ReferralLetter {
	switch {
	case r.Withdrawn != 0, r.Reconsider != nil:
	case r.Decided != nil:
		return LetterTells
	case r.Acknowledged == 0:
		return LetterAcknowledges
	}
	return ""
}

// emailRefused says in words why no message can be sent; "" if one can.
func (a *App) emailRefused(s ReferralSettings) string {
	switch {
	case !a.CanEmail():
		return "Homeward cannot send email here: no mail server is set up. Write a letter, or phone them"
	case len(s.Contact()) == 0:
		return "The message has to say where they can ask. An administrator gives a phone number under “Referrals from outside” in the settings"
	}
	return ""
}

// EmailReferrer puts a message to whoever referred into the outbox, and records
// it. One of an outcome says that there is news: it tells nobody what was decided,
// so the outcome is still to be told. Each piece of news is sent once.
func (a *App) EmailReferrer(ctx context.Context, actor access.Actor, caseID string, version int, reference string) error {
	if err := authorise(actor, access.Triage); err != nil {
		return err
	}
	settings, err := a.referralSettings(ctx, actor.Register)
	if err != nil {
		return err
	}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, access.Triage, caseID)
		if err != nil {
			return err
		}
		seen := l.seen(c)
		r, ok := seen.Referral(reference)
		if !ok {
			return invalid("", "There is no such referral in this record")
		}
		if version != AnyVersion && c.Version() != version {
			return conflict(seen, version)
		}
		news := newsOf(r)
		switch {
		case !emailsReferrer(r):
			return invalid("", "Whoever referred them did not ask to be answered by email.")
		case news == "":
			return invalid("", "There is no news to send by email as the referral stands.")
		}
		if why := a.emailRefused(settings); why != "" {
			return invalid("", why+".")
		}
		now := a.now().UTC()
		m := store.Message{ID: referralMessageID(r, news), UserID: actor.UserID, CreatedAt: now, NextAt: now}
		if _, err := tx.Message(m.ID); err == nil {
			return invalid("", "This was sent by email already.")
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		var fact casefile.Fact = casefile.ReferralAcknowledged{Referral: r.ID, How: casefile.ByEmail}
		if news == LetterTells {
			to := casefile.ToldReferrer
			if r.Form.Who == casefile.Themself {
				to = casefile.ToldPerson
			}
			fact = casefile.OtherTelling{Referral: r.ID, To: []casefile.ToldWhom{to}, How: casefile.ByEmail, News: true}
		}
		add := casefile.Add{On: a.Today(), Fact: fact, Note: "The message says that there is news, with the reference and where to ask. It names nobody."}
		if _, err := a.enter(tx, actor, access.Triage, "", c, casefile.OnReferral{Add: add}); err != nil {
			return err
		}
		return tx.AddMessages([]store.Message{m})
	})
	return fail(err, "sending an email about a referral of case %s", caseID)
}

// unsentShown is for how long the queue shows a message that could not be sent.
const unsentShown = 60 * 24 * time.Hour

// UnsentNews is a message about a referral that could not be sent, so that nobody
// was told although it is recorded.
type UnsentNews struct{ Reference, Case string }

// UnsentNews are those of the actor's register after which nothing was recorded of
// the referral: nobody has told it another way.
func (a *App) UnsentNews(ctx context.Context, actor access.Actor) ([]UnsentNews, error) {
	if err := authorise(actor, access.Triage); err != nil {
		return nil, err
	}
	ended, err := a.store.Ended(ctx, actor.Register, referralMessage, messageGivenUp, a.now().Add(-unsentShown))
	if err != nil {
		return nil, fail(err, "finding messages that could not be sent")
	}
	var unsent []UnsentNews
	for _, m := range ended {
		reference, _, _ := strings.Cut(strings.TrimPrefix(m.ID, referralMessage), "/")
		caseID, err := a.store.ReferralCase(ctx, actor.Register, reference)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fail(err, "finding the referral of a message")
		}
		c, err := a.store.Case(ctx, actor.Register, caseID)
		if err != nil {
			return nil, fail(err, "reading the case of a message")
		}
		seen, err := a.lenses(ctx, actor, access.Triage, "", c)
		if err != nil {
			return nil, err
		}
		if seen[caseID].refusal() != nil {
			continue // restricted to others
		}
		since := slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool {
			return casefile.AboutReferral(e.Fact) && casefile.SubjectOf(e.Fact) == reference && e.RecordedAt.After(m.EndedAt)
		})
		if !since {
			unsent = append(unsent, UnsentNews{reference, caseID})
		}
	}
	return unsent, nil
}

// aboutReferral is a message to whoever referred, as the referral stands when it
// is sent. Without a text nothing is to be sent.
func (a *App) aboutReferral(ctx context.Context, register string, m store.Message) (to, subject, text string, err error) {
	reference, news, _ := strings.Cut(strings.TrimPrefix(m.ID, referralMessage), "/")
	caseID, err := a.store.ReferralCase(ctx, register, reference)
	if errors.Is(err, store.ErrNotFound) {
		return "", "", "", nil // disposed of, or entered in error
	}
	if err != nil {
		return "", "", "", fail(err, "finding the referral of a message")
	}
	c, err := a.store.Case(ctx, register, caseID)
	if err != nil {
		return "", "", "", fail(err, "reading the case of a message")
	}
	r, ok := c.Referral(reference)
	if !ok || !emailsReferrer(r) || r.Withdrawn != 0 || news != string(LetterAcknowledges) && m.ID != referralMessageID(r, LetterTells) {
		return "", "", "", nil
	}
	settings, err := a.referralSettings(ctx, register)
	if err != nil {
		return "", "", "", err
	}
	rules, err := a.rulesOf(ctx, register)
	if err != nil {
		return "", "", "", err
	}
	var b strings.Builder
	subject = "News on referral " + reference
	if news == string(LetterAcknowledges) {
		receipt := ReferralReceipt{Reference: reference, Received: r.Received.On}
		receipt.days(rules, c)
		subject = "We have referral " + reference
		fmt.Fprintf(&b, "Referral %s came on %s.", reference, receipt.Received.Long())
		if receipt.Decide != 0 {
			fmt.Fprintf(&b, " It is decided by %s.", receipt.Decide.Long())
		}
		b.WriteString("\n\nTo ask about it, or to tell us something new, say the reference:\n\n")
	} else {
		fmt.Fprintf(&b, "There is news on referral %s. To hear it, say the reference:\n\n", reference)
	}
	for _, line := range settings.Contact() {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	if r.Form.User != "" {
		fmt.Fprintf(&b, "\nOr sign in, and look at the referrals that you made: %s/referrals/own\n", a.home)
	}
	b.WriteString("\nThis email names nobody, to keep what is confidential safe. Please do not reply to it: nobody reads the answers.\n" +
		"If somebody is in danger, call 999. For mental health help now, call 111 and choose the mental health option.\n")
	return r.Form.Email, subject, b.String(), nil
}
