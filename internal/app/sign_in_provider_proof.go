package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"homeward/internal/store"
)

// proofLeeway is by how much the provider's clock may be behind ours.
const proofLeeway = time.Minute

// ProveByProvider sends the user of a session to the provider for a fresh proof.
// What waits for it is kept meanwhile, encrypted: it may be about somebody.
func (a *App) ProveByProvider(ctx context.Context, s SignedIn, w Waiting) (address, begun string, err error) {
	if err := someone(s.Actor); err != nil {
		return "", "", err
	}
	if a.secrets == nil {
		return "", "", fail(errNoKey, "keeping what waits for a proof")
	}
	text, err := json.Marshal(w)
	if err != nil {
		return "", "", fail(err, "keeping what waits for a proof")
	}
	return a.toProvider(ctx, s.Actor.UserID, atProvider{For: forProof, Session: s.ID, Waits: a.secrets.seal(s.ID, text)})
}

// provedByProvider renews the session of whoever the provider has asked anew. It
// must say when it did, and that it was the same user.
func (a *App) provedByProvider(ctx context.Context, s SignedIn, at atProvider, id Identity) (r Returned, err error) {
	known, err := a.store.Identity(ctx, id.Issuer, id.Subject)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return r, fail(err, "finding an identity")
	}
	if err != nil || known.UserID != s.Actor.UserID || id.ProvedAt.Before(at.Asked.Add(-proofLeeway)) {
		return r, &Error{Kind: Invalid, Text: a.provider.Name() + " did not ask you again who you are. Type your password instead."}
	}
	text, err := a.secrets.open(s.ID, at.Waits)
	if err != nil {
		return r, fail(err, "reading what waits for a proof")
	}
	if err := json.Unmarshal(text, &r.Waits); err != nil {
		return r, fail(err, "reading what waits for a proof")
	}
	token, hash := newToken()
	r.Token = token
	return r, fail(a.store.RenewSession(ctx, s.ID, hash, a.provider.Name(), a.signed(s.Actor, "prove again", a.provider.Name())), "renewing a session")
}
