package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// Mailer hands a message to a mail server. Id names the message: one that is
// handed over again has the same. The error says nothing of whom it is to or of
// what it says.
type Mailer interface {
	Send(ctx context.Context, id, to, subject, text string, at time.Time) error
}

// SendBy has messages sent by a mailer; home is the address at which people
// open Homeward, such as https://homeward.example. It is called before the
// first use case. Without it nothing is sent.
func (a *App) SendBy(m Mailer, home string) {
	a.mailer, a.home = m, strings.TrimRight(home, "/")
}

// CanEmail reports whether there is a mail server to send by.
func (a *App) CanEmail() bool { return a.mailer != nil }

// How messages leave the outbox.
const (
	takenFor  = 10 * time.Minute // longer than a mailer takes for one message
	firstWait = 5 * time.Minute  // after a failure; then twice as long each time
	mostWait  = 4 * time.Hour
	giveUp    = 24 * time.Hour // by then there is a newer one
)

// What became of a message.
const (
	messageSent      = "sent"
	messageNotNeeded = "not needed" // all was seen or done, or the user has left
	messageGivenUp   = "given up"
)

// putInOutbox puts in a message for each user who has new reminders of today,
// or of yesterday if that was missed: one for each day.
func (a *App) putInOutbox(ctx context.Context, register string) error {
	today := a.Today()
	days, err := a.store.NewlyReminded(ctx, register, today-1)
	if err != nil {
		return fail(err, "finding who is to hear of reminders")
	}
	var messages []store.Message
	for user, day := range days {
		messages = append(messages, store.Message{ID: "reminders/" + day.String() + "/" + user, UserID: user, CreatedAt: a.now().UTC(), NextAt: a.morning(today)})
	}
	return fail(a.store.AddMessages(ctx, register, messages), "putting messages into the outbox")
}

// Deliver sends what waits in a register's outbox and whose time has come. It
// ends at the first failure, after which that message waits for longer; another
// call goes on with the rest. Several processes may deliver at once: each
// message is taken by one. A process that dies after the mail server has taken
// a message and before that is noted leaves it to be sent again.
func (a *App) Deliver(ctx context.Context, register string) error {
	if !a.CanEmail() {
		return nil
	}
	for {
		now := a.now().UTC()
		m, err := a.store.TakeMessage(ctx, register, now, now.Add(takenFor))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fail(err, "taking a message from the outbox of register %s", register)
		}
		if err := a.deliver(ctx, register, m); err != nil {
			return fail(err, "sending a message of register %s", register)
		}
	}
}

func (a *App) deliver(ctx context.Context, register string, m store.Message) error {
	to, subject, text, err := a.message(ctx, register, m)
	if err != nil {
		return err
	}
	outcome := messageSent
	if text == "" {
		outcome = messageNotNeeded
	} else if fault := a.mailer.Send(ctx, register+"/"+m.ID, to, subject, text, a.now()); fault != nil {
		now := a.now().UTC()
		next := now.Add(waitAfter(m.Attempts))
		if next.Before(m.CreatedAt.Add(giveUp)) {
			return errors.Join(fault, a.store.PutOffMessage(ctx, register, m, next))
		}
		return errors.Join(fault, a.store.EndMessage(ctx, register, m, messageGivenUp, now))
	}
	// What was sent is noted also when Homeward is being stopped.
	return a.store.EndMessage(context.WithoutCancel(ctx), register, m, outcome, a.now().UTC())
}

// waitAfter is how long a message waits after so many attempts.
func waitAfter(attempts int) time.Duration {
	wait := firstWait
	for range attempts - 1 {
		wait = min(2*wait, mostWait)
	}
	return wait
}

// message says what a message says now, and to which address. Without a text
// nothing is to be sent. It names nobody.
func (a *App) message(ctx context.Context, register string, m store.Message) (to, subject, text string, err error) {
	if strings.HasPrefix(m.ID, referralMessage) {
		return a.aboutReferral(ctx, register, m)
	}
	user, err := a.store.UserByID(ctx, m.UserID)
	if err != nil {
		return "", "", "", fail(err, "finding the user of a message")
	}
	members, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil {
		return "", "", "", fail(err, "finding the registers of a user")
	}
	name, waits, actor := "", false, access.Actor{UserID: user.ID, Name: user.Name, Register: register}
	for _, member := range members {
		if member.Register == register {
			name, waits, actor.Roles = member.Name, member.Waits, rolesOf(member.Roles)
		}
	}
	switch {
	case user.Disabled || len(actor.Roles) == 0:
		return "", "", "", nil
	case strings.HasPrefix(m.ID, invitationMessage), strings.HasPrefix(m.ID, resetMessage):
		for _, member := range members { // whichever register asks, the link opens what waits
			if member.Waits && !waits {
				name, waits = member.Name, true
			}
		}
		subject, text, err = a.passwordMessage(ctx, register, name, user, waits, m)
	case strings.HasPrefix(m.ID, signedOutMessage):
		subject, text = signedOut(name)
	case waits: // nothing of the register is told yet
	case strings.HasPrefix(m.ID, factorsResetMessage):
		subject, text = factorsReset(name)
	case access.Can(actor, access.SeeRegister).Allowed:
		subject, text, err = a.reminderMessage(ctx, actor, name)
	}
	return user.Email, subject, text, err
}

// reminderMessage says how many new reminders a user has, of which kinds, and
// where they are to be read. Without any it has no text.
func (a *App) reminderMessage(ctx context.Context, actor access.Actor, name string) (subject, text string, err error) {
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return "", "", err
	}
	counts, err := a.store.NewRemindersByRule(ctx, actor.Register, actor.UserID, a.Today(), v)
	if err != nil || len(counts) == 0 {
		return "", "", fail(err, "counting reminders")
	}
	all, of := store.ReminderCount{}, map[string]store.ReminderCount{}
	for _, c := range counts {
		k := of[kindOfRule[c.Rule]]
		of[kindOfRule[c.Rule]] = store.ReminderCount{Count: k.Count + c.Count, Overdue: k.Overdue + c.Overdue}
		all.Count, all.Overdue = all.Count+c.Count, all.Overdue+c.Overdue
	}
	number := fmt.Sprintf("%d new reminders", all.Count)
	if all.Count == 1 {
		number = "1 new reminder"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "You have %s in the register %s:\n\n", number, name)
	for _, k := range DueKinds {
		if c := of[k.Key]; c.Count > 0 {
			fmt.Fprintf(&b, "  %s: %d", k.Word, c.Count)
			if c.Overdue > 0 {
				fmt.Fprintf(&b, ", %d overdue", c.Overdue)
			}
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "\nSign in to read them: %s/reminders\n\n", a.home)
	b.WriteString("This email names nobody, to keep what is confidential inside Homeward. Please do not reply to it: nobody reads the answers.\nYour administrator can change who is reminded of what.\n")
	return "Homeward: " + number, b.String(), nil
}
