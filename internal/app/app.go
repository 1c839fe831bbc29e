// Package app has the use cases of Homeward, one file each. It is the only
// way in: each authorises, loads, decides, and appends with its index and its
// audit row in one transaction.
package app

import (
	"context"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/seal"
	"homeward/internal/store"
)

// App is Homeward on one database.
type App struct {
	store   *store.Store
	program *clock.Rulebook // the one that comes with the program; see rulesOf
	now     func() time.Time
	zone    *time.Location

	background   sync.WaitGroup  // what goes on when nobody waits for it
	commits      progressBoard   // how far the imports are that are being committed
	trials       progressBoard   // and the changes of rules that are being counted
	following    progressBoard   // and the registers that are brought up to rules they adopted
	untilStopped context.Context // of what can be taken up again another time
	stop         context.CancelFunc
	hashing      chan struct{} // bounds the memory that password hashing takes
	hashMemory   uint32        // of one password, in KiB
	fault        func(error)   // told what went wrong in the background
	failedSignIn func(FailedSignIn)

	acts      acts // that wait to be noted
	addresses AddressKeeping

	secrets          *secrets           // nil without a key
	secondFactorFrom civil.Date         // 0 for never
	asksAgain        bool               // before what needs a fresh proof
	passkeys         *webauthn.WebAuthn // nil where browsers allow none
	provider         IdentityProvider   // nil without one
	sealKey          *seal.SigningKey   // nil where nothing is sealed

	scanner FileScanner // nil where files are not scanned

	mailer Mailer // nil where nothing can be sent
	home   string // address at which people open Homeward
}

// New is Homeward on an open store, with the rulebook that registers have until
// they adopt changes to it. Now is the only clock it reads.
func New(s *store.Store, program *clock.Rulebook, now func() time.Time) (*App, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fail(err, "loading the time zone of London")
	}
	untilStopped, stop := context.WithCancel(context.Background())
	return &App{store: s, program: program, now: now, untilStopped: untilStopped, stop: stop, zone: zone, hashing: make(chan struct{}, 4), hashMemory: usualMemory, acts: newActs(), fault: func(error) {}, failedSignIn: func(FailedSignIn) {}}, nil
}

// OnFault has fn told of what goes wrong in the background, where nobody waits
// for an answer. It is called before the first use case.
func (a *App) OnFault(fn func(error)) { a.fault = fn }

// Stop ends the work in the background that is taken up where it was when
// Homeward runs again.
func (a *App) Stop() { a.stop() }

// Wait returns when no work is left in the background.
func (a *App) Wait() { a.background.Wait() }

// Now is the moment by the clock of Homeward.
func (a *App) Now() time.Time { return a.now() }

// Today is the day in London.
func (a *App) Today() civil.Date { return a.dayOf(a.now()) }

func (a *App) dayOf(t time.Time) civil.Date { return civil.FromTime(t.In(a.zone)) }

// Local is a moment as a clock in London shows it.
func (a *App) Local(t time.Time) time.Time { return t.In(a.zone) }

// work is what one transaction in a register works with.
func (a *App) work(register string) store.Work {
	now := a.now().UTC()
	return store.Work{Register: register, At: now, Today: a.dayOf(now), Rules: a.program}
}

// authorise is the first line of each use case.
func authorise(actor access.Actor, p access.Permission) error {
	if d := access.Can(actor, p); !d.Allowed {
		return &Error{Kind: Forbidden, Text: "You cannot do this: " + d.Reason + ".", cause: &refusal{actor.UserID, d.Reason, p}}
	}
	return nil
}

// authoriseAny is authorise where one right of several is enough; the refusal is
// that of the first.
func authoriseAny(actor access.Actor, p ...access.Permission) error {
	for _, p := range p[1:] {
		if access.Can(actor, p).Allowed {
			return nil
		}
	}
	return authorise(actor, p[0])
}

func author(actor access.Actor, p access.Permission) casefile.Author {
	return casefile.Author{ID: actor.UserID, Name: actor.Name, Role: string(access.RoleFor(actor, p))}
}

func (a *App) audit(actor access.Actor, p access.Permission, action, caseID, detail string) store.Audit {
	return store.Audit{
		At: a.now().UTC(), Register: actor.Register, UserID: actor.UserID, UserName: actor.Name,
		Role: string(access.RoleFor(actor, p)), Action: action, Case: caseID, Detail: detail,
		Purpose: string(access.PurposeFor(actor, p)), From: a.kept(actor.From),
	}
}

// CommandLine is the actor of what is done at the command line on the machine
// itself, where whoever may read the database may do everything.
func CommandLine(register string) access.Actor {
	return access.Actor{UserID: "command-line", Name: "Command line", Register: register, Roles: access.Roles, AtMachine: true}
}

// do opens every transaction of the use cases the same way.
func (a *App) do(ctx context.Context, register string, fn func(*store.Tx) error) error {
	return a.store.Do(ctx, a.work(register), fn)
}
