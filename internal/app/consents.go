package app

import (
	"context"
	"slices"

	"homeward/internal/access"
	"homeward/internal/store"
)

// ConsentKind is why somebody is on a list of consents; see package store.
type ConsentKind = store.ConsentKind

// Kinds of the lists of consents.
const (
	ConsentNotAsked  = store.ConsentNotAsked
	ConsentSixteen   = store.ConsentSixteen
	ConsentOld       = store.ConsentOld
	ConsentRefused   = store.ConsentRefused
	ConsentWithdrawn = store.ConsentWithdrawn
)

// ConsentKinds lists them.
var ConsentKinds = store.ConsentKinds

// ConsentList is one page of those for whom consent is a question.
type ConsentList struct {
	store.ConsentPage
	Kind     ConsentKind
	Settings ConsentSettings
}

// Consents lists those of the actor's people on the register for whom consent is
// a question of a kind.
func (a *App) Consents(ctx context.Context, actor access.Actor, kind ConsentKind, page int) (ConsentList, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return ConsentList{}, err
	}
	if !slices.Contains(ConsentKinds, kind) {
		kind = ConsentNotAsked
	}
	list := ConsentList{Kind: kind}
	var err error
	if list.Settings, err = a.consentSettings(ctx, actor.Register); err != nil {
		return list, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return list, err
	}
	today := a.Today()
	list.ConsentPage, err = a.store.Consents(ctx, actor.Register, store.ConsentQuery{
		Kind: kind, Page: page, SixteenBy: today.AddMonths(list.Settings.SixteenMonths), OldBefore: today.AddMonths(-list.Settings.AskAgainMonths), For: v,
	})
	if err != nil {
		return list, fail(err, "listing consents")
	}
	return list, a.withoutWords(ctx, actor, list.Rows)
}
