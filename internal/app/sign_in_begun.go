package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"homeward/internal/store"
)

// Next is what whoever signs in has still to do.
type Next string

const (
	NextNothing Next = ""
	NextFactor  Next = "second factor" // prove it is them once more
	NextSetUp   Next = "set up"        // set up what they prove it with
)

// beginTime is how long a sign-in may take from one step to the next.
const beginTime = 10 * time.Minute

// Kinds of what has begun. Each is taken for itself alone.
const (
	begunFactor = "second factor" // at sign-in, after the password
	begunSetUp  = "set up"        // at sign-in, by who has no second factor yet
	begunApp    = "code app"      // by who is signed in

	begunProvider = "identity provider"
)

var errTookTooLong = &Error{Kind: SignedOut, Text: "That took too long, or was begun in another window. Sign in again."}

// begin notes what has begun and gives the token for the browser's cookie.
func (a *App) begin(ctx context.Context, kind, userID string, body any) (token string, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return "", fail(err, "noting what has begun")
	}
	token, hash := newToken()
	now := a.now().UTC()
	err = a.store.BeginSignIn(ctx, store.BegunSignIn{ID: hash, Kind: kind, UserID: userID, Body: string(text), EndsAt: now.Add(beginTime)}, now)
	return token, fail(err, "beginning a sign-in")
}

// begun reads what a token stands for. The error is SignedOut when it stands
// for nothing of the kind, or its time is up.
func (a *App) begun(ctx context.Context, token, kind string, body any) (store.BegunSignIn, error) {
	b, err := a.store.BegunSignIn(ctx, tokenHash(token))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return b, errTookTooLong
	case err != nil:
		return b, fail(err, "finding what has begun")
	case b.Kind != kind || a.now().After(b.EndsAt):
		return b, errTookTooLong
	}
	return b, fail(json.Unmarshal([]byte(b.Body), body), "reading what has begun")
}

// endBegun takes away what has begun. It is the last check before what it leads
// to: of two who come with the same token, one only passes.
func (a *App) endBegun(ctx context.Context, b store.BegunSignIn) error {
	err := a.store.EndBegunSignIn(ctx, b.ID)
	if errors.Is(err, store.ErrNotFound) {
		return errTookTooLong
	}
	return fail(err, "ending what had begun")
}

// userOf is the user of what has begun, who may have been let go meanwhile.
func (a *App) userOf(ctx context.Context, b store.BegunSignIn) (store.User, error) {
	user, err := a.store.UserByID(ctx, b.UserID)
	if err != nil {
		return user, fail(err, "finding the user of what has begun")
	}
	if user.Disabled {
		return user, errTookTooLong
	}
	return user, nil
}
