package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Joiner is someone who is to have access to a register.
type Joiner struct {
	Email, Name string
	Place
}

// Join gives somebody access to the actor's register. Who is new has no
// password yet: they choose it with a code, by SendInvitation or WriteLetter.
// Known says that there was a user with this address, who is in another
// register or was; their name stays, and they sign in as they do there, or
// once they have proved that the address is theirs: see UserInRegister.Waits.
func (a *App) Join(ctx context.Context, actor access.Actor, j Joiner) (id string, known bool, err error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return "", false, err
	}
	j.Email, j.Name = store.FoldEmail(j.Email), strings.TrimSpace(j.Name)
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, err := tx.HoldRegister(); err != nil {
			return err
		}
		waits := false
		var refusals casefile.Refusals
		refuse := func(when bool, field, text string) {
			if when {
				refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
			}
		}
		refuse(!isEmail(j.Email), "email", noEmail)
		refuse(j.Name == "", "name", "Enter the user’s name")
		refuse(utf8.RuneCountInString(j.Name) > longestUserName, "name", fmt.Sprintf("The name must have %d characters or fewer", longestUserName))
		user, err := tx.UserByEmail(j.Email)
		if known = err == nil; err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if known {
			if err := tx.HoldUser(user.ID); err != nil {
				return err
			}
			if user, err = tx.UserByID(user.ID); err != nil {
				return err
			}
			if waits, err = mustWait(tx, user); err != nil {
				return err
			}
			here, err := tx.Users()
			if err != nil {
				return err
			}
			_, err = tx.Leaver(user.ID)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			left := err == nil
			is := slices.ContainsFunc(here, func(u store.User) bool { return u.ID == user.ID })
			refuse(is, "email", "There is a user with this email address in this register already")
			refuse(left && !is, "email", "The access of a user with this email address has ended. Let them in again instead, from the list of users")
		}
		if !known && j.Name != "" {
			same, err := checkOwnName(tx, "", j.Name)
			if err != nil {
				return err
			}
			refusals = append(refusals, same...)
		}
		more, err := checkPlace(tx, user.ID, nil, j.Place)
		if err != nil {
			return err
		}
		if refusals = append(refusals, more...); len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		if id = user.ID; !known {
			id = NewID()
			if err := tx.CreateUser(store.User{ID: id, Email: j.Email, Name: j.Name, CreatedAt: a.now().UTC()}); err != nil {
				return err
			}
		}
		if err := givePlace(tx, id, j.Place); err != nil {
			return err
		}
		detail := placeDetail(id, j.Place)
		if waits {
			detail += waitsDetail
			if err := a.makeWait(tx, id); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "add user", "", detail))
	})
	return id, known, fail(err, "adding a user to register %s", actor.Register)
}
