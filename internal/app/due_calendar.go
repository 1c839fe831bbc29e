package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Calendar is what a calendar program reads of a user's own obligations.
type Calendar struct {
	Register string // its name
	At       time.Time
	Days     []CalendarDay
}

// CalendarDay is one thing to do. It names nobody: a calendar is shown on
// telephones and shared with colleagues.
type CalendarDay struct {
	ID       string // the same for as long as the obligation is open
	Day      civil.Date
	Title    string
	Initials string // "" when no name is known
	Case     string
	Overdue  bool
}

// CalendarMade is when the actor's calendar was made; ok is false when they
// have none in this register.
func (a *App) CalendarMade(ctx context.Context, actor access.Actor) (at time.Time, ok bool, err error) {
	c, err := a.store.Calendar(ctx, actor.Register, actor.UserID)
	if errors.Is(err, store.ErrNotFound) {
		return at, false, nil
	}
	return c.CreatedAt, err == nil, fail(err, "looking for a calendar")
}

// MakeCalendar gives the secret that opens the actor's calendar. It is kept
// nowhere and cannot be shown again. The secret there was opens nothing any
// more.
func (a *App) MakeCalendar(ctx context.Context, actor access.Actor) (secret string, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return "", err
	}
	secret, hash := newToken()
	return secret, fail(a.store.SetCalendar(ctx, store.Calendar{
		Register: actor.Register, UserID: actor.UserID, SecretHash: hash, CreatedAt: a.now().UTC(),
	}, a.audit(actor, access.SeeRegister, "make calendar", "", "")), "making a calendar")
}

// StopCalendar ends the actor's calendar: its address opens nothing any more.
func (a *App) StopCalendar(ctx context.Context, actor access.Actor) error {
	if actor.UserID == "" {
		return &Error{Kind: SignedOut, Text: "Sign in to go on."}
	}
	return fail(a.store.DeleteCalendar(ctx, actor.Register, actor.UserID, a.audit(actor, access.SeeRegister, "stop calendar", "", "")), "ending a calendar")
}

// Calendar is what the secret opens: what is open for those whose case its
// user holds. The error is NotFound when it opens nothing, also when its user
// may no longer see the register. From is the network address that asks.
func (a *App) Calendar(ctx context.Context, secret, from string) (Calendar, error) {
	nothing := &Error{Kind: NotFound, Text: "There is no such calendar. It may have been stopped."}
	c, err := a.store.CalendarBySecret(ctx, tokenHash(secret))
	if errors.Is(err, store.ErrNotFound) {
		return Calendar{}, nothing
	}
	if err != nil {
		return Calendar{}, fail(err, "finding a calendar")
	}
	user, err := a.store.UserByID(ctx, c.UserID)
	if err != nil {
		return Calendar{}, fail(err, "finding the user of a calendar")
	}
	memberships, err := a.store.Memberships(ctx, c.UserID, a.Today())
	if err != nil {
		return Calendar{}, fail(err, "finding the registers of a calendar's user")
	}
	actor := access.Actor{UserID: user.ID, Name: user.Name, Email: user.Email, Register: c.Register, From: from}
	calendar := Calendar{At: a.now().UTC()}
	for _, m := range memberships {
		if m.Register == c.Register {
			calendar.Register = m.Name
			for _, r := range m.Roles {
				actor.Roles = append(actor.Roles, access.Role(r))
			}
		}
	}
	if user.Disabled || !access.Can(actor, access.SeeRegister).Allowed {
		return Calendar{}, nothing
	}
	rules, err := a.rulesOf(ctx, c.Register)
	if err != nil {
		return Calendar{}, err
	}
	today := a.Today()
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return Calendar{}, err
	}
	names, err := a.ownNames(ctx, actor)
	if err != nil {
		return Calendar{}, err
	}
	for page := 1; ; page++ {
		list, err := a.store.ObligationsDue(ctx, c.Register, store.DueQuery{Coordinators: names, Today: today, For: viewer, Page: page, Size: store.MaxPageSize})
		if err != nil {
			return Calendar{}, fail(err, "listing what a calendar shows")
		}
		for _, row := range list.Rows {
			calendar.Days = append(calendar.Days, CalendarDay{
				ID: calendarID(c.Register, row), Day: row.Due, Title: ruleTitle(rules, row.Rule), Initials: initials(row.Name),
				Case: row.CaseID, Overdue: OverdueOn(row.Due, today),
			})
		}
		if page >= list.Pages {
			// Whoever asks is a program that shows the secret; whose it is, is known.
			return calendar, a.looked(ctx, actor, access.SeeRegister, "see calendar", "", fmt.Sprintf("%d dates, no names", len(calendar.Days)))
		}
	}
}

// calendarID is the same for an obligation that consent given again moved to
// another day, so that a calendar program moves it as well.
func calendarID(register string, row store.DueRow) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d\x00%s\x00%s", register, row.CaseID, row.Rule, row.StartedSeq, row.StartedOn, row.Subject))
	return hex.EncodeToString(sum[:16])
}

// initials are the first letters of the first and the last of the names.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 || name == (casefile.Details{}).Name() {
		return ""
	}
	first := string([]rune(words[0])[:1])
	if len(words) == 1 {
		return first
	}
	return first + string([]rune(words[len(words)-1])[:1])
}
