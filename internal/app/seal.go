package app

import (
	"context"
	"errors"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/seal"
	"homeward/internal/store"
)

// SealWith has the log sealed with a key. It is called before the first use
// case. Without it nothing is sealed; what is written waits for it.
func (a *App) SealWith(key *seal.SigningKey) { a.sealKey = key }

// CanSeal reports whether there is a key to seal with.
func (a *App) CanSeal() bool { return a.sealKey != nil }

// Seal makes leaves of what was written since and signs the log. Anew goes on
// with this key where the log was signed by another.
func (a *App) Seal(ctx context.Context, anew bool) (store.Sealed, error) {
	if a.sealKey == nil {
		return store.Sealed{}, errors.New("sealing: there is no key")
	}
	return a.store.Seal(ctx, a.sealKey, a.now().UTC(), anew)
}

// ProveEntry makes the proof that an entry of a case is in the sealed log. It has
// all that the entry says, so it is noted as an export. The error is NotFound
// without such an entry, and Conflict for one that is not sealed yet.
func (a *App) ProveEntry(ctx context.Context, actor access.Actor, caseID string, seq int) (*seal.Proof, error) {
	if err := authorise(actor, access.Export); err != nil {
		return nil, err
	}
	act := a.audit(actor, access.Export, "prove entry", caseID, "entry "+strconv.Itoa(seq))
	act.Kind = store.Exported
	if err := a.store.Record(ctx, act); err != nil {
		return nil, fail(err, "noting a proof")
	}
	proof, err := a.store.Prove(ctx, "entries", actor.Register, caseID, strconv.Itoa(seq))
	if errors.Is(err, store.ErrNotSealed) {
		return nil, &Error{Kind: Conflict, Text: "This entry is not sealed yet.", cause: err}
	}
	return proof, err
}
