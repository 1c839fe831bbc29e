package app

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"homeward/internal/access"
	"homeward/internal/store"
)

// NewUser is someone to be given access.
type NewUser struct {
	Email, Name, Password string
	Register              string
	Roles                 []access.Role
	// Vouched is where whoever runs Homeward is sure that who uses the account
	// reads its address.
	Vouched bool
}

// AddUser adds a user to a register, or, when the address is known, gives that
// user the roles there. Password is needed for a new user only. It returns the
// user's identifier. The access may wait: see UserInRegister.Waits.
func (a *App) AddUser(ctx context.Context, actor access.Actor, u NewUser) (id string, err error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return "", err
	}
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if !isEmail(u.Email) {
		return "", invalid("email", noEmail)
	}
	if len(u.Roles) == 0 {
		return "", invalid("roles", "Give at least one role")
	}
	roles := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		roles[i] = string(r)
	}
	err = a.do(ctx, u.Register, func(tx *store.Tx) error {
		waits := false
		user, err := tx.UserByEmail(u.Email)
		switch {
		case errors.Is(err, store.ErrNotFound):
			if strings.TrimSpace(u.Name) == "" {
				return invalid("name", "Enter the user’s name")
			}
			if err := checkPassword(u.Password, u.Name, u.Email, u.Register); err != nil {
				return err
			}
			user = store.User{ID: NewID(), Email: u.Email, Name: strings.TrimSpace(u.Name), PasswordHash: a.hashPassword(u.Password), CreatedAt: a.now().UTC()}
			if err := tx.CreateUser(user); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			if err := tx.HoldUser(user.ID); err != nil {
				return err
			}
			if user, err = tx.UserByID(user.ID); err != nil {
				return err
			}
			roles, err := tx.Roles()
			if err != nil {
				return err
			}
			if waits, err = mustWait(tx, user); err != nil {
				return err
			}
			waits = waits && !u.Vouched && len(roles[user.ID]) == 0
		}
		id = user.ID
		if err := tx.ForgetLeaver(user.ID); err != nil {
			return err
		}
		if err := tx.SetRoles(user.ID, roles); err != nil {
			return err
		}
		detail := user.ID + " as " + strings.Join(roles, ", ")
		switch {
		case u.Vouched:
			detail += vouchedDetail
			if err := tx.ProveEmail(user.ID, a.now().UTC()); err != nil {
				return err
			}
			if err := tx.SetWaits(user.ID, false); err != nil {
				return err
			}
		case waits:
			detail += waitsDetail
			if err := a.makeWait(tx, user.ID); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "add user", "", detail))
	})
	return id, fail(err, "adding a user to register %s", u.Register)
}

const noEmail = "Enter an email address, such as name@example.org"

// isEmail reports whether a text can be an e-mail address. Whether it is one,
// only a message to it tells.
func isEmail(text string) bool {
	at := strings.LastIndexByte(text, '@')
	return at >= 1 && at < len(text)-1 && len(text) <= 254 && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// What the audit says of access that waits, and of an account that whoever runs
// Homeward vouched for.
const (
	waitsDetail   = ", waits for proof of the address"
	vouchedDetail = ", vouched for"
)

// SetPassword gives a user a new password and ends their sessions.
func (a *App) SetPassword(ctx context.Context, actor access.Actor, email, password string) error {
	return a.setPassword(ctx, actor, email, password, false)
}

// Vouch is SetPassword where whoever runs Homeward is sure that the password goes
// to who reads the address: nothing else opens the account any more, and access
// that waits is open.
func (a *App) Vouch(ctx context.Context, actor access.Actor, email, password string) error {
	return a.setPassword(ctx, actor, email, password, true)
}

func (a *App) setPassword(ctx context.Context, actor access.Actor, email, password string, vouched bool) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		user, err := tx.UserByEmail(strings.ToLower(strings.TrimSpace(email)))
		if err != nil {
			return err
		}
		if err := checkPassword(password, user.Name, user.Email, actor.Register); err != nil {
			return err
		}
		if err := tx.HoldUser(user.ID); err != nil {
			return err
		}
		detail, provedAt := user.ID, time.Time{}
		if vouched {
			members, err := tx.AllMemberships(user.ID)
			if err != nil {
				return err
			}
			if _, err := a.openWaiting(tx, user, members, store.Identity{}, ""); err != nil {
				return err
			}
			if err := tx.DropWaysIn(user.ID, store.Identity{}); err != nil {
				return err
			}
			detail, provedAt = detail+vouchedDetail, a.now().UTC()
		}
		if err := tx.SetPassword(user.ID, a.hashPassword(password)); err != nil {
			return err
		}
		if err := tx.ProveEmail(user.ID, provedAt); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "set password", "", detail))
	}), "setting a password")
}

// CreateRegister makes an empty register. Code is short and stays, such as the
// board's organisation code; name is what people call it.
func (a *App) CreateRegister(ctx context.Context, actor access.Actor, code, name string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	if code == "" || strings.ContainsFunc(code, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}) || len(code) > 20 {
		return invalid("code", "A register’s code has 1 to 20 letters, digits or hyphens")
	}
	return fail(a.store.CreateRegister(ctx, store.Register{Code: code, Name: name, CreatedAt: a.now().UTC()},
		a.audit(actor, access.ManageUsers, "create register", "", code)), "creating register %s", code)
}

// Registers lists the codes of all registers, for the command line.
func (a *App) Registers(ctx context.Context) ([]store.Register, error) {
	r, err := a.store.Registers(ctx)
	return r, fail(err, "listing registers")
}
