package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// HeldName is a name by which cases say who holds them, and whose it is.
type HeldName struct {
	Name   string
	People int // on the register or who were
	// Whose it is, the zero value for nobody who signs in. Said is the zero value
	// while nobody has said whose, and when the user has no access any more.
	Whose InvolvedUser
	Said  store.HeldName
	// Alike are users who have the same name and would see the records of these
	// people by it, if it is theirs: somebody has to say so, or that it is not.
	Alike []InvolvedUser
}

// Waits reports whether somebody has to say whose the name is.
func (h HeldName) Waits() bool { return h.Said.ID == "" && len(h.Alike) > 0 }

// HeldNames lists the names that hold cases in the actor's register, first those
// that wait, and the users whose they can be.
func (a *App) HeldNames(ctx context.Context, actor access.Actor) (names []HeldName, users []InvolvedUser, err error) {
	if err := authorise(actor, access.Involve); err != nil {
		return nil, nil, err
	}
	counts, err := a.store.NamesHeld(ctx, actor.Register)
	if err != nil {
		return nil, nil, fail(err, "listing the names that hold cases")
	}
	said, err := a.store.HeldNames(ctx, actor.Register)
	if err != nil {
		return nil, nil, fail(err, "listing whose names hold cases")
	}
	if users, err = a.mayBeNamed(ctx, actor.Register); err != nil {
		return nil, nil, err
	}
	for _, n := range counts {
		names = append(names, heldName(n, said, users))
	}
	slices.SortStableFunc(names, func(x, y HeldName) int {
		waits := func(h HeldName) int {
			if h.Waits() {
				return 0
			}
			return 1
		}
		return cmp.Compare(waits(x), waits(y))
	})
	return names, users, nil
}

func heldName(n store.NameCount, said []store.HeldName, users []InvolvedUser) HeldName {
	h := HeldName{Name: n.Name, People: n.People}
	for _, s := range said {
		at := slices.IndexFunc(users, func(u InvolvedUser) bool { return u.ID == s.UserID })
		switch {
		case s.Name != n.Name:
		case s.UserID == "":
			h.Said = s
		case at >= 0:
			h.Said, h.Whose = s, users[at]
		}
	}
	for _, u := range users {
		if u.gets(access.Holder) && sameName(u.Name, n.Name) {
			h.Alike = append(h.Alike, u)
		}
	}
	return h
}

// sameName reports whether people would take two names for one.
func sameName(x, y string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(x), " "), strings.Join(strings.Fields(y), " "))
}

// mayBeNamed are the users of a register who may sign in and have lists of people,
// by name: who holds a case is one of them, or nobody who signs in.
func (a *App) mayBeNamed(ctx context.Context, register string) ([]InvolvedUser, error) {
	users, err := a.store.Users(ctx, register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return nil, fail(err, "listing roles")
	}
	var found []InvolvedUser
	for _, u := range users {
		in := InvolvedUser{u.ID, u.Name, rolesOf(roles[u.ID])}
		if !u.Disabled && access.Can(access.Actor{UserID: u.ID, Roles: in.Roles}, access.SeeRegister).Allowed {
			found = append(found, in)
		}
	}
	return found, nil
}

// NamesThatWait counts the names of the actor's register of which somebody has
// to say whose they are.
func (a *App) NamesThatWait(ctx context.Context, actor access.Actor) (int, error) {
	names, _, err := a.HeldNames(ctx, actor)
	n := 0
	for _, h := range names {
		if h.Waits() {
			n++
		}
	}
	return n, err
}

// SayWhose says which user of the actor's register has a name that holds cases,
// or with "" that nobody who signs in has it. A clinician or social worker sees
// the people by it from then on, also those who get the name later.
func (a *App) SayWhose(ctx context.Context, actor access.Actor, name, userID string) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	names, users, err := a.HeldNames(ctx, actor)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(names, func(h HeldName) bool { return h.Name == name })
	if at < 0 {
		return &Error{Kind: NotFound, Text: "No case is held under this name any more."}
	}
	if userID != "" && !slices.ContainsFunc(users, func(u InvolvedUser) bool { return u.ID == userID }) {
		return &Error{Kind: Invalid, Refusals: casefile.Refusals{{Field: "user", Text: "Choose whose name it is"}}, Text: "Choose whose name it is"}
	}
	if names[at].Said.ID != "" && names[at].Said.UserID == userID {
		return nil
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		return a.sayWhoseIn(tx, actor, name, userID)
	}), "saying whose a name is")
}

// ownNames are the names by which the actor's own people are found: those that
// are theirs, and that with which they sign in unless it is somebody else's.
// They say whose lists somebody is on, and let nobody see anybody.
func (a *App) ownNames(ctx context.Context, actor access.Actor) ([]string, error) {
	said, err := a.store.HeldNames(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing whose names hold cases")
	}
	names := []string{actor.Name}
	for _, h := range said {
		switch {
		case h.UserID == actor.UserID && h.Name != actor.Name:
			names = append(names, h.Name)
		case h.UserID != actor.UserID && h.Name == actor.Name:
			names = slices.DeleteFunc(names, func(n string) bool { return n == h.Name })
		}
	}
	return names, nil
}

// userNamed is the name of the user of a register whose a name is that holds
// cases; "" where it is nobody's who signs in, or nobody has said whose.
func (a *App) userNamed(ctx context.Context, register, name string) (string, error) {
	said, err := a.store.HeldNames(ctx, register)
	if err != nil || name == "" {
		return "", fail(err, "listing whose names hold cases")
	}
	users, err := a.mayBeNamed(ctx, register)
	return heldName(store.NameCount{Name: name}, said, users).Whose.Name, err
}

// byWhose is by, the users by name, where somebody has said whose a name is that
// user alone.
func (a *App) byWhose(ctx context.Context, register string, by map[string][]string) (map[string][]string, error) {
	said, err := a.store.HeldNames(ctx, register)
	by = maps.Clone(by)
	for _, h := range said {
		if by[h.Name] = nil; h.UserID != "" {
			by[h.Name] = []string{h.UserID}
		}
	}
	return by, fail(err, "listing whose names hold cases")
}

// sayWhoseByGiving says that a name is the user's to whom the actor gives cases
// by it, where one alone has it and nobody has said anything else.
func (a *App) sayWhoseByGiving(tx *store.Tx, actor access.Actor, name string, users []string) error {
	said, err := tx.HeldNames()
	if err != nil || len(users) != 1 || slices.ContainsFunc(said, func(h store.HeldName) bool { return h.Name == name }) {
		return err
	}
	return a.sayWhoseIn(tx, actor, name, users[0])
}

func (a *App) sayWhoseIn(tx *store.Tx, actor access.Actor, name, userID string) error {
	if err := tx.SayWhose(store.HeldName{ID: NewID(), Name: name, UserID: userID, ByID: actor.UserID, ByName: actor.Name}); err != nil {
		return err
	}
	detail := name + ": nobody who signs in"
	if userID != "" {
		detail = name + ": user " + userID
	}
	return tx.Audit(a.audit(actor, access.Involve, "say whose name holds cases", "", detail))
}
