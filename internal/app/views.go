package app

import (
	"context"
	"strings"

	"homeward/internal/access"
	"homeward/internal/store"
)

// SavedView is a name for a query of the register's page.
type SavedView = store.SavedView

// SaveView keeps the query of the register's page under a name of the actor's.
func (a *App) SaveView(ctx context.Context, actor access.Actor, name, query string) error {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > 60 {
		return invalid("name", "Give the view a name of up to 60 characters")
	}
	return fail(a.store.SaveView(ctx, SavedView{Register: actor.Register, UserID: actor.UserID, Name: name, Query: query, CreatedAt: a.now().UTC()}), "saving a view")
}

// Views lists the actor's saved views by name.
func (a *App) Views(ctx context.Context, actor access.Actor) ([]SavedView, error) {
	v, err := a.store.Views(ctx, actor.Register, actor.UserID)
	return v, fail(err, "listing views")
}

// DeleteView forgets a saved view.
func (a *App) DeleteView(ctx context.Context, actor access.Actor, name string) error {
	return fail(a.store.DeleteView(ctx, actor.Register, actor.UserID, name), "deleting a view")
}
