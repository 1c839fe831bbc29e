package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// How long a code lets its user choose a password. A week is long enough for
// somebody who is away when the invitation comes; a password that was forgotten
// is wanted now, and a link that lies in a mailbox is a danger; a letter takes
// days, and is opened when its reader is in.
const (
	InvitationLasts = 7 * 24 * time.Hour
	ResetLasts      = time.Hour
	LetterLasts     = 14 * 24 * time.Hour
)

// The ways by which a code comes to its user.
const (
	byEmail  = "email"
	byLetter = "letter"
)

// Characters of a code, each of 32. The shorter one is typed by hand, and 80
// bits are beyond guessing while it lasts.
const (
	lettersByHand  = 16
	lettersInLinks = 26
)

// newCode is a secret of letters and digits that are not taken for each other
// when they are read from paper, and the hash by which it is known.
func newCode(characters int) (code, hash string) {
	code = rand.Text()[:characters]
	return code, codeHash(code)
}

// codeHash is the same for a code however it is written: in groups, in small
// letters, with a nought for O or a one for I, which are in no code.
func codeHash(typed string) string {
	return tokenHash(strings.Map(func(r rune) rune {
		switch {
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		case r >= 'A' && r <= 'Z', r >= '2' && r <= '7':
			return r
		}
		return -1
	}, strings.ToUpper(typed)))
}

// Letter is what is printed for a user who chooses a password. The code is kept
// nowhere and cannot be shown again.
type Letter struct {
	Name, Email, Register string
	Code                  string // in groups
	Invitation            bool   // and not a new password for a user who had one
	Until                 time.Time
}

// WriteLetter makes the letter for a user of the actor's register. The code of
// an earlier letter opens nothing any more. It is refused for a user who is in
// another register as well: whoever holds the letter could get in there.
func (a *App) WriteLetter(ctx context.Context, actor access.Actor, id string) (Letter, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return Letter{}, err
	}
	members, err := a.store.AllMemberships(ctx, id, a.Today())
	if err != nil {
		return Letter{}, fail(err, "finding the registers of a user")
	}
	if len(members) > 1 {
		return Letter{}, &Error{Kind: Invalid, Text: "They are also in another register, so no letter can be made for them here. Send an email instead, or ask whoever runs Homeward"}
	}
	now := a.now().UTC()
	code, hash := newCode(lettersByHand)
	letter := Letter{Code: inGroups(code), Until: now.Add(LetterLasts)}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		user, _, err := userOf(tx, id)
		if err != nil {
			return err
		}
		register, err := tx.HoldRegister()
		if err != nil {
			return err
		}
		letter.Name, letter.Email, letter.Register, letter.Invitation = user.Name, user.Email, register.Name, user.PasswordHash == ""
		if err := tx.SetPasswordCode(store.PasswordCode{UserID: id, Way: byLetter, Hash: hash, AskedIn: actor.Register, CreatedAt: now, EndsAt: letter.Until}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "write letter with password code", "", id))
	})
	return letter, fail(err, "writing a letter")
}

func inGroups(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.Join(append(groups, code), "-")
}

// SendInvitation sends an e-mail with a link to choose a password to a user of
// the actor's register, whether they have one already or not.
func (a *App) SendInvitation(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	if !a.CanEmail() {
		return &Error{Kind: Invalid, Text: "Homeward cannot send email here yet. Make a letter instead"}
	}
	now := a.now().UTC()
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := userOf(tx, id); err != nil {
			return err
		}
		if err := tx.AddMessages([]store.Message{{ID: invitationMessage + NewID() + "/" + id, UserID: id, CreatedAt: now, NextAt: now}}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "send invitation", "", id))
	}), "sending an invitation")
}

// askAgainAfter is how long whoever forgot their password waits for another
// message: no mailbox can be filled by somebody who knows its address.
const askAgainAfter = 15 * time.Minute

// ForgotPassword sends a link to choose a new password to a user with an e-mail
// address. It says nothing of whether there is one, not by its error, nor by
// the time it takes: that is looked for when nobody waits any more.
func (a *App) ForgotPassword(ctx context.Context, email string, from From) {
	if !a.CanEmail() {
		return
	}
	ctx = context.WithoutCancel(ctx)
	a.background.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if err := a.forgotPassword(ctx, email, from); err != nil {
			a.fault(fail(err, "asking for a new password"))
		}
	})
}

func (a *App) forgotPassword(ctx context.Context, email string, from From) error {
	user, err := a.store.UserByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) || err == nil && user.Disabled {
		return nil
	}
	if err != nil {
		return err
	}
	members, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil || len(members) == 0 {
		return err
	}
	now := a.now().UTC()
	register := members[0].Register
	if i := slices.IndexFunc(members, func(m store.Member) bool { return m.Waits }); i >= 0 {
		register = members[i].Register
	}
	return a.do(ctx, register, func(tx *store.Tx) error {
		id := resetMessage + now.Truncate(askAgainAfter).Format(time.RFC3339) + "/" + user.ID
		if err := tx.AddMessages([]store.Message{{ID: id, UserID: user.ID, CreatedAt: now, NextAt: now}}); err != nil {
			return err
		}
		return tx.Audit(a.signed(access.Actor{UserID: user.ID, Name: user.Name, Register: register, From: from.Address}, "forgot password", ""))
	})
}

// Beginnings of the ids of messages with a link to choose a password.
const (
	invitationMessage = "invitation/"
	resetMessage      = "reset/"
)

// passwordMessage makes the code of a message that is sent now, and its words.
// It is made anew each time that the message is tried, for it is kept nowhere.
// Without words nothing is to be sent.
func (a *App) passwordMessage(ctx context.Context, register, registerName string, user store.User, waits bool, m store.Message) (subject, text string, err error) {
	now := a.now().UTC()
	asked := strings.HasPrefix(m.ID, resetMessage)
	lasts, path := InvitationLasts, "invited"
	if user.PasswordHash != "" {
		path = "reset"
	}
	if asked {
		if lasts = ResetLasts; now.Sub(m.CreatedAt) > ResetLasts {
			return "", "", nil // by now they have asked again, or remembered
		}
	}
	code, hash := newCode(lettersInLinks)
	if err := a.do(ctx, register, func(tx *store.Tx) error {
		if err := tx.SetPasswordCode(store.PasswordCode{UserID: user.ID, Way: byEmail, Hash: hash, AskedIn: register, CreatedAt: now, EndsAt: now.Add(lasts)}); err != nil {
			return err
		}
		return tx.Audit(a.audit(homeward(register), access.ManageUsers, "email password code", "", user.ID))
	}); err != nil {
		return "", "", fail(err, "making a code for a message")
	}
	link := fmt.Sprintf("%s/%s/%s", a.home, path, code)
	end := "Please do not reply to this email: nobody reads the answers.\n"
	switch {
	case waits && path == "reset":
		return "Homeward: open your account anew", "You have been given access to the register " + registerName + " in Homeward. There is an account for this email address already.\n\n" +
			"So that nobody but you can use it here, open this link and choose a new password. It works once, until " + a.dayOf(now.Add(lasts)).Long() + ":\n\n" + link + "\n\n" +
			"The password, the passkeys and the app for codes that the account had will stop working then, and you set up new ones. " +
			"Until you do, everything stays as it is, and the register does not open.\n\n" +
			"If you did not expect this, do nothing, and tell the administrator of the register.\n" + end, nil
	case asked:
		return "Homeward: choose a new password", "Somebody, probably you, asked Homeward for a new password for this email address.\n\n" +
			"To choose one, open this link within an hour. It works once:\n\n" + link + "\n\n" +
			"If it was not you, do nothing: your password stays as it is.\n" + end, nil
	case path == "reset":
		return "Homeward: choose a new password", "Your administrator in the register " + registerName + " has asked Homeward to send you this link.\n\n" +
			"To choose a new password, open it within 7 days. It works once:\n\n" + link + "\n\n" +
			"Until you do, your password stays as it is. If you wonder why, ask your administrator.\n" + end, nil
	}
	return "You are invited to Homeward", "You have been given access to Homeward, in the register " + registerName + ".\n\n" +
		"To choose your password, open this link within 7 days. It works once:\n\n" + link + "\n\n" +
		"Then sign in with this email address. If you did not expect this, tell the administrator of the register.\n" + end, nil
}

// CodeView is what a code opens.
type CodeView struct {
	Name, Email string
	Register    string // name of the one in which it was asked for
	Invitation  bool   // the user has not had a password yet
	Until       time.Time
}

// errNoCode is the one answer for a code that is wrong, used, replaced or over.
var errNoCode = &Error{Kind: NotFound, Text: "This link or code does not work. It may have been used already, a newer one may have taken its place, or its time may be up."}

// Code is what a code opens, with which anyone may ask who holds it. It goes on
// to work.
func (a *App) Code(ctx context.Context, typed string) (CodeView, error) {
	c, err := a.store.PasswordCode(ctx, codeHash(typed))
	if errors.Is(err, store.ErrNotFound) || err == nil && !a.now().Before(c.EndsAt) {
		return CodeView{}, errNoCode
	}
	if err != nil {
		return CodeView{}, fail(err, "finding a code")
	}
	user, register, err := a.ofCode(ctx, c)
	if err != nil {
		return CodeView{}, err
	}
	return CodeView{Name: user.Name, Email: user.Email, Register: register.Name, Invitation: user.PasswordHash == "", Until: c.EndsAt}, nil
}

// ofCode is whose a code is and in which register it was asked for, or errNoCode
// when the user may not sign in.
func (a *App) ofCode(ctx context.Context, c store.PasswordCode) (store.User, store.Register, error) {
	user, err := a.store.UserByID(ctx, c.UserID)
	if err != nil {
		return user, store.Register{}, fail(err, "finding the user of a code")
	}
	members, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil {
		return user, store.Register{}, fail(err, "finding the registers of a code's user")
	}
	// A letter opens one register alone, also where its user was added to
	// another meanwhile.
	if user.Disabled || len(members) == 0 || c.Way == byLetter && len(members) > 1 {
		return user, store.Register{}, errNoCode
	}
	register, err := a.store.Register(ctx, c.AskedIn)
	return user, register, fail(err, "finding the register of a code")
}

// ChoosePassword gives the user whose code it is a password of their own
// choice. The code opens nothing any more then, nor does any other of theirs,
// and their sessions end.
func (a *App) ChoosePassword(ctx context.Context, code, password string, from From) error {
	c, err := a.store.PasswordCode(ctx, codeHash(code))
	if errors.Is(err, store.ErrNotFound) {
		return errNoCode
	}
	if err != nil {
		return fail(err, "finding a code")
	}
	user, register, err := a.ofCode(ctx, c)
	if err != nil {
		return err
	}
	if err := checkPassword(password, user.Name, user.Email, register.Name, register.Code); err != nil {
		return err
	}
	hash := a.hashPassword(password)
	err = a.do(ctx, c.AskedIn, func(tx *store.Tx) error {
		if err := tx.HoldUser(user.ID); err != nil {
			return err
		}
		user, err := tx.UserByID(user.ID)
		if err != nil {
			return err
		}
		members, err := tx.AllMemberships(user.ID)
		if err != nil {
			return err
		}
		if c.Way == byLetter && len(members) > 1 {
			return errNoCode
		}
		if _, err := tx.TakePasswordCode(c.Hash); err != nil {
			return err
		}
		others, err := tx.OtherWaysIn(user.ID, store.Identity{})
		if err != nil {
			return err
		}
		waited, err := a.openWaiting(tx, user, members, store.Identity{}, from.Address)
		if err != nil {
			return err
		}
		if err := tx.SetPassword(user.ID, hash); err != nil {
			return err
		}
		if err := tx.ProveEmail(user.ID, a.provedWith(user, c.Way, waited, others)); err != nil {
			return err
		}
		return tx.Audit(a.signed(access.Actor{UserID: user.ID, Name: user.Name, Register: c.AskedIn, From: from.Address}, "choose password", "with a code by "+c.Way))
	})
	if errors.Is(err, store.ErrNotFound) {
		return errNoCode
	}
	return fail(err, "choosing a password")
}
