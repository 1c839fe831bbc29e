package app

import (
	"context"
	"errors"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/store"
)

// Draft is what someone has typed into a form and not yet saved.
type Draft = store.Draft

// KeepDraft keeps what an actor has typed. Key names the form and, for a
// person's form, the case: "rating/CASE". It asks for no permission: what
// somebody typed is theirs, and nobody else can read it.
func (a *App) KeepDraft(ctx context.Context, actor access.Actor, key string, version int, typed url.Values) error {
	if actor.UserID == "" {
		return &Error{Kind: SignedOut, Text: "Sign in to go on."}
	}
	return fail(a.store.SaveDraft(ctx, Draft{
		Register: actor.Register, UserID: actor.UserID, Key: key,
		Body: typed.Encode(), Version: version, UpdatedAt: a.now().UTC(),
	}), "keeping a draft")
}

// Draft is what the actor had typed into a form; ok is false when nothing is
// kept.
func (a *App) Draft(ctx context.Context, actor access.Actor, key string) (d Draft, typed url.Values, ok bool, err error) {
	d, err = a.store.Draft(ctx, actor.Register, actor.UserID, key)
	if errors.Is(err, store.ErrNotFound) {
		return d, nil, false, nil
	}
	if err != nil {
		return d, nil, false, fail(err, "reading a draft")
	}
	typed, err = url.ParseQuery(d.Body)
	return d, typed, err == nil, fail(err, "reading a draft")
}

// DropDraft forgets a draft: it was saved, or is not wanted.
func (a *App) DropDraft(ctx context.Context, actor access.Actor, key string) error {
	return fail(a.store.DeleteDraft(ctx, actor.Register, actor.UserID, key), "dropping a draft")
}

// Drafts lists what the actor has not yet saved, latest first.
func (a *App) Drafts(ctx context.Context, actor access.Actor) ([]Draft, error) {
	d, err := a.store.Drafts(ctx, actor.Register, actor.UserID)
	return d, fail(err, "listing drafts")
}
