package store

import (
	"context"
	"time"
)

// Draft is what a user typed and has not sent, or sent after the session had
// ended. Key names the form it belongs to.
type Draft struct {
	Register, UserID, Key string
	Case                  string // "" when it is about no case
	Body                  string // what was typed, as the form encodes it
	Version               int    // of the case that the user saw
	UpdatedAt             time.Time
}

// SavedView is a list that a user keeps under a name.
type SavedView struct {
	Register, UserID, Name string
	Query                  string // as it stands in the URL
	CreatedAt              time.Time
}

const (
	draftColumns = "register, user_id, key, case_id, body, version, updated_at"
	viewColumns  = "register, user_id, name, query, created_at"
)

var (
	insertDraft  = sayInsert("drafts", draftColumns, overwrite("register, user_id, key", draftColumns))
	selectDraft  = say("SELECT " + draftColumns + " FROM drafts WHERE register = $1 AND user_id = $2 AND key = $3")
	selectDrafts = say("SELECT " + draftColumns + " FROM drafts WHERE register = $1 AND user_id = $2 ORDER BY updated_at DESC, key")
	deleteDraft  = say("DELETE FROM drafts WHERE register = $1 AND user_id = $2 AND key = $3")

	insertView  = sayInsert("saved_views", viewColumns, overwrite("register, user_id, name", viewColumns))
	selectViews = say("SELECT " + viewColumns + " FROM saved_views WHERE register = $1 AND user_id = $2 ORDER BY name")
	deleteView  = say("DELETE FROM saved_views WHERE register = $1 AND user_id = $2 AND name = $3")
)

func readDraft(row scan) (d Draft, err error) {
	err = row(&d.Register, &d.UserID, &d.Key, &d.Case, &d.Body, &d.Version, instantColumn{&d.UpdatedAt})
	return d, err
}

func readView(row scan) (v SavedView, err error) {
	err = row(&v.Register, &v.UserID, &v.Name, &v.Query, instantColumn{&v.CreatedAt})
	return v, err
}

// SaveDraft keeps a draft in the place of the user's earlier one of that key.
func (s *Store) SaveDraft(ctx context.Context, d Draft) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, insertDraft, d.Register, d.UserID, d.Key, d.Case, d.Body, d.Version, instant(d.UpdatedAt))
		return err
	})
}

// Draft is a user's draft; the error is ErrNotFound without one.
func (s *Store) Draft(ctx context.Context, register, userID, key string) (Draft, error) {
	return one(ctx, s.reader(), selectDraft, readDraft, register, userID, key)
}

// Drafts lists a user's drafts in a register, the latest first.
func (s *Store) Drafts(ctx context.Context, register, userID string) ([]Draft, error) {
	return all(ctx, s.reader(), selectDrafts, readDraft, register, userID)
}

// DeleteDraft forgets a draft, if there is one.
func (s *Store) DeleteDraft(ctx context.Context, register, userID, key string) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteDraft, register, userID, key)
		return err
	})
}

// DeleteDraft forgets a draft together with what the transaction writes.
func (tx *Tx) DeleteDraft(userID, key string) error {
	_, err := tx.run.exec(tx.ctx, deleteDraft, tx.work.Register, userID, key)
	return err
}

// SaveView keeps a view in the place of the user's earlier one of that name.
func (s *Store) SaveView(ctx context.Context, v SavedView) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, insertView, v.Register, v.UserID, v.Name, v.Query, instant(v.CreatedAt))
		return err
	})
}

// Views lists a user's views of a register by name.
func (s *Store) Views(ctx context.Context, register, userID string) ([]SavedView, error) {
	return all(ctx, s.reader(), selectViews, readView, register, userID)
}

// DeleteView forgets a view, if there is one.
func (s *Store) DeleteView(ctx context.Context, register, userID, name string) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteView, register, userID, name)
		return err
	})
}
