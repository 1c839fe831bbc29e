package app

import (
	"context"
	"crypto/rand"
	"errors"

	"homeward/internal/store"
)

// atSignIn is what is known of a sign-in that waits for the second factor.
type atSignIn struct {
	ProvedBy string // already
	Secret   string // of the app that is being set up, encrypted
}

// goOn is what follows for a user who has proved who they are once: the second
// factor where they have one, setting it up where they must, or the session.
func (a *App) goOn(ctx context.Context, user store.User, provedBy string, from From) (e Entrance, err error) {
	has, err := a.factors(ctx, user.ID)
	switch {
	case err != nil:
		return e, err
	case has.any():
		e.Next = NextFactor
		e.Begun, err = a.begin(ctx, begunFactor, user.ID, atSignIn{ProvedBy: provedBy})
		return e, err
	case has.Required:
		e.Next = NextSetUp
		body := atSignIn{ProvedBy: provedBy}
		if body.Secret, err = a.newCodeSecret(user.ID); err != nil {
			return e, err
		}
		e.Begun, err = a.begin(ctx, begunSetUp, user.ID, body)
		return e, err
	}
	return a.letIn(ctx, user, provedBy, from)
}

// SecondFactor is what a user who signs in can prove with.
func (a *App) SecondFactor(ctx context.Context, begun string) (Factors, error) {
	var body atSignIn
	b, err := a.begun(ctx, begun, begunFactor, &body)
	if err != nil {
		return Factors{}, err
	}
	return a.factors(ctx, b.UserID)
}

// ConfirmCode goes on with a sign-in by a code of the user's app, or by one of
// their recovery codes. A code works once. The error is Invalid for a wrong one,
// and Locked after too many.
func (a *App) ConfirmCode(ctx context.Context, begun, typed string, from From) (Entrance, error) {
	var body atSignIn
	b, err := a.begun(ctx, begun, begunFactor, &body)
	if err != nil {
		return Entrance{}, err
	}
	user, err := a.userOf(ctx, b)
	if err != nil {
		return Entrance{}, err
	}
	by, err := a.useCode(ctx, user.ID, typed, from)
	if err != nil {
		if noting := a.noteFailedSignIn(ctx, user.Email, from.Address, err); noting != nil {
			return Entrance{}, noting
		}
		return Entrance{}, err
	}
	if err := a.endBegun(ctx, b); err != nil {
		return Entrance{}, err
	}
	return a.letIn(ctx, user, body.ProvedBy+" and "+by, from)
}

var errWrongCode = invalid("code", "The code is not right, or it was used already. Wait for the next one and type it in")

// useCode takes a code, so that it does not work again, and says what it was.
func (a *App) useCode(ctx context.Context, userID, typed string, from From) (by string, err error) {
	account := "second factor of " + userID
	if err := a.countTry(ctx, account, from); err != nil {
		if e := As(err); e.Kind == Locked {
			return "", &Error{Kind: Locked, Text: "There were too many wrong codes. Wait 15 minutes, then try again."}
		}
		return "", err
	}
	if a.secrets == nil {
		return "", fail(errNoKey, "checking a code")
	}
	now, code := a.now().UTC(), plainCode(typed)
	by = "code"
	if len(code) == codeDigits {
		err = a.useAppCode(ctx, userID, code)
	} else {
		by = "recovery code"
		err = a.store.UseRecoveryCode(ctx, userID, a.secrets.hash(userID, code), now)
	}
	if errors.Is(err, store.ErrNotFound) {
		return "", errWrongCode
	}
	if err != nil {
		return "", fail(err, "checking a code")
	}
	return by, fail(a.store.ClearFailures(ctx, account), "clearing failed codes")
}

// useAppCode takes a code of the user's app. The error is store.ErrNotFound for
// one that is wrong or was used.
func (a *App) useAppCode(ctx context.Context, userID, code string) error {
	app, err := a.store.CodeApp(ctx, userID)
	if err != nil {
		return err
	}
	secret, err := a.secrets.open(userID, app.Secret)
	if err != nil {
		return err
	}
	step, ok := stepOfCode(secret, code, a.now())
	if !ok {
		return store.ErrNotFound
	}
	return a.store.UseStep(ctx, userID, step)
}

// CodeAppSetUp is what an app for codes has to be told.
type CodeAppSetUp struct {
	Secret  string // to be typed in, in groups of four
	Address string // for the picture
}

// newCodeSecret makes the secret of an app, encrypted.
func (a *App) newCodeSecret(userID string) (string, error) {
	if !a.keepsSecrets() {
		return "", fail(errNoKey, "making the secret of an app for codes")
	}
	var secret [codeSecret]byte
	rand.Read(secret[:])
	return a.secrets.seal(userID, secret[:]), nil
}

func (a *App) codeAppSetUp(user store.User, sealed string) (CodeAppSetUp, error) {
	secret, err := a.secrets.open(user.ID, sealed)
	if err != nil {
		return CodeAppSetUp{}, fail(err, "reading the secret of an app for codes")
	}
	text := codeText(secret)
	grouped := text[:4]
	for i := 4; i < len(text); i += 4 {
		grouped += " " + text[i:i+4]
	}
	return CodeAppSetUp{Secret: grouped, Address: codeAddress(secret, "Homeward", user.Email)}, nil
}

// SignInSetUp is what is needed to set up an app for codes at sign-in.
func (a *App) SignInSetUp(ctx context.Context, begun string) (CodeAppSetUp, error) {
	var body atSignIn
	b, err := a.begun(ctx, begun, begunSetUp, &body)
	if err != nil {
		return CodeAppSetUp{}, err
	}
	user, err := a.userOf(ctx, b)
	if err != nil {
		return CodeAppSetUp{}, err
	}
	return a.codeAppSetUp(user, body.Secret)
}

// settingUp is the user who sets up a second factor at sign-in, and a register of
// theirs. Whoever has set one up in another window proves with that one.
func (a *App) settingUp(ctx context.Context, begun string, body *atSignIn) (b store.BegunSignIn, user store.User, register string, err error) {
	if b, err = a.begun(ctx, begun, begunSetUp, body); err != nil {
		return b, user, "", err
	}
	if user, err = a.userOf(ctx, b); err != nil {
		return b, user, "", err
	}
	if has, err := a.factors(ctx, user.ID); err != nil || has.any() {
		return b, user, "", errors.Join(err, errTookTooLong)
	}
	memberships, err := a.store.Memberships(ctx, user.ID, a.Today())
	if err != nil || len(memberships) == 0 {
		return b, user, "", errors.Join(fail(err, "finding the user's registers"), errTookTooLong)
	}
	return b, user, memberships[0].Register, nil
}

// FinishSignInSetUp sets up the app, which proves by its first code that it
// works, and starts the session. Codes are the recovery codes, which are not
// shown again.
func (a *App) FinishSignInSetUp(ctx context.Context, begun, typed string, from From) (e Entrance, codes []string, err error) {
	var body atSignIn
	b, user, register, err := a.settingUp(ctx, begun, &body)
	if err != nil {
		return e, nil, err
	}
	step, err := a.firstCode(user.ID, body.Secret, typed)
	if err != nil {
		return e, nil, err
	}
	if err := a.endBegun(ctx, b); err != nil {
		return e, nil, err
	}
	audit := store.Audit{UserID: user.ID, UserName: user.Name, Action: "set up app for codes", From: a.kept(from.Address)}
	if codes, err = a.setCodeApp(ctx, register, user.ID, body.Secret, step, audit); err != nil {
		return e, nil, err
	}
	e, err = a.letIn(ctx, user, body.ProvedBy+" and code", from)
	return e, codes, err
}

// firstCode is the step of the code by which an app proves that it works.
func (a *App) firstCode(userID, sealed, typed string) (int64, error) {
	secret, err := a.secrets.open(userID, sealed)
	if err != nil {
		return 0, fail(err, "reading the secret of an app for codes")
	}
	step, ok := stepOfCode(secret, plainCode(typed), a.now())
	if !ok {
		return 0, invalid("code", "The code is not the one that the app shows now. Check that the time on your phone is right, then type the next one")
	}
	return step, nil
}

func (a *App) setCodeApp(ctx context.Context, register, userID, sealed string, step int64, audit store.Audit) (codes []string, err error) {
	codes = newRecoveryCodes()
	hashes := a.hashesOf(userID, codes)
	err = a.do(ctx, register, func(tx *store.Tx) error {
		app := store.CodeApp{UserID: userID, Secret: sealed, LastStep: step, CreatedAt: a.now().UTC()}
		return errors.Join(tx.SetCodeApp(app), tx.SetRecoveryCodes(userID, hashes), tx.Audit(audit))
	})
	return codes, fail(err, "setting up an app for codes")
}

// hashesOf are what is kept of recovery codes.
func (a *App) hashesOf(userID string, codes []string) []string {
	hashes := make([]string, len(codes))
	for i, code := range codes {
		hashes[i] = a.secrets.hash(userID, plainCode(code))
	}
	return hashes
}
