package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// ReminderSettings says who is reminded of what in a register, and when. They
// are the register's own choice; nothing in law or policy asks for them.
type ReminderSettings struct {
	// Email sends each user one message on a day with new reminders, besides
	// the list in Homeward, which nothing switches off for those reminded.
	Email bool `json:"email"`
	// Kinds has the choice for each of DueKinds, by its key.
	Kinds map[string]KindReminders `json:"kinds"`
}

// KindReminders says who is reminded of one kind of obligation, and when.
type KindReminders struct {
	On bool `json:"on"`
	// Holder reminds who holds the person's case: each user with the name of
	// the case's coordinator. Where nobody has it, the register coordinators
	// are reminded, so that no date is nobody's.
	Holder bool          `json:"holder"`
	Roles  []access.Role `json:"roles"` // each user in one of these
	Ahead  []int         `json:"ahead"` // days before it is due, most first; 0 is the day itself
	After  []int         `json:"after"` // days since it was due, fewest first
}

// Limits of KindReminders.
const (
	MostReminderDays  = 180 // before or after
	MostReminderTimes = 6   // before, and as many after
)

// usualReminders hold for a register that has chosen nothing.
func usualReminders(kind string) KindReminders {
	k := KindReminders{On: true, Holder: true, Roles: []access.Role{}, Ahead: []int{14, 3}, After: []int{1, 7, 28}}
	switch kind {
	case "reviews", "reports", DueByStatute:
		k.Roles = []access.Role{access.ReviewCoordinator}
	}
	return k
}

// settingOfReminders is the key of a register's settings.
const settingOfReminders = "reminders"

func readReminderSettings(settings string) (ReminderSettings, error) {
	var all map[string]json.RawMessage
	var r ReminderSettings
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfReminders]; err == nil && ok {
		err = json.Unmarshal(chosen, &r)
	}
	if err != nil {
		return r, fmt.Errorf("reading the settings of reminders: %w", err)
	}
	kinds := map[string]KindReminders{}
	for _, k := range DueKinds {
		chosen, ok := r.Kinds[k.Key]
		if !ok {
			chosen = usualReminders(k.Key)
		}
		kinds[k.Key] = chosen
	}
	r.Kinds = kinds
	return r, nil
}

// ReminderSettings are those of the actor's register, with how many users have
// each role there.
func (a *App) ReminderSettings(ctx context.Context, actor access.Actor) (ReminderSettings, map[access.Role]int, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return ReminderSettings{}, nil, err
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return ReminderSettings{}, nil, fail(err, "reading register %s", actor.Register)
	}
	settings, err := readReminderSettings(register.Settings)
	if err != nil {
		return settings, nil, err
	}
	staff, err := a.staff(ctx, actor.Register)
	counts := map[access.Role]int{}
	for role, users := range staff.inRole {
		counts[role] = len(users)
	}
	return settings, counts, err
}

// SetReminderSettings changes those of the actor's register; they hold from
// the next reminders on. The other settings of the register stay.
func (a *App) SetReminderSettings(ctx context.Context, actor access.Actor, s ReminderSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var refusals casefile.Refusals
	if s.Email && !a.CanEmail() {
		refusals = append(refusals, casefile.Refusal{Field: "email", Text: "Homeward cannot send email here yet. Ask whoever runs it to set up the mail server first"})
	}
	for _, k := range DueKinds {
		refusals = append(refusals, s.Kinds[k.Key].check(k)...)
	}
	if len(refusals) > 0 {
		return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	return fail(a.changeSetting(ctx, actor, settingOfReminders, "change reminders", s), "changing the reminders of register %s", actor.Register)
}

// check refuses what cannot be. The fields are those of the form, such as
// reviews-ahead.
func (k KindReminders) check(kind DueKind) (refusals casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: kind.Key + "-" + field, Text: kind.Word + ": " + text})
		}
	}
	outside := func(days []int, least int) bool {
		return slices.ContainsFunc(days, func(n int) bool { return n < least || n > MostReminderDays })
	}
	refuse(slices.ContainsFunc(k.Roles, func(r access.Role) bool { return !CanBeReminded(r) }), "who", "choose from the roles shown")
	refuse(outside(k.Ahead, 0), "ahead", fmt.Sprintf("the days before must be from 0 to %d", MostReminderDays))
	refuse(outside(k.After, 1), "after", fmt.Sprintf("the days after must be from 1 to %d", MostReminderDays))
	refuse(len(k.Ahead) > MostReminderTimes, "ahead", fmt.Sprintf("give at most %d days before", MostReminderTimes))
	refuse(len(k.After) > MostReminderTimes, "after", fmt.Sprintf("give at most %d days after", MostReminderTimes))
	refuse(k.On && !k.Holder && len(k.Roles) == 0, "who", "choose who is reminded, or switch these reminders off")
	refuse(k.On && len(k.Ahead) == 0 && len(k.After) == 0, "ahead", "give at least one day, before or after, or switch these reminders off")
	return refusals
}

// CanBeReminded reports whether users in a role can be reminded: those who have
// lists of people.
func CanBeReminded(r access.Role) bool {
	return access.Can(access.Actor{UserID: "anyone", Roles: []access.Role{r}}, access.SeeRegister).Allowed
}

// staff is who can be reminded in a register.
type staff struct {
	named  map[string][]string // ids of users by name
	inRole map[access.Role][]string
}

// staff are the users of a register who may sign in.
func (a *App) staff(ctx context.Context, register string) (staff, error) {
	s := staff{named: map[string][]string{}, inRole: map[access.Role][]string{}}
	users, err := a.store.Users(ctx, register)
	if err != nil {
		return s, fail(err, "listing users")
	}
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return s, fail(err, "listing roles")
	}
	for _, u := range users {
		if u.Disabled {
			continue
		}
		s.named[u.Name] = append(s.named[u.Name], u.ID)
		for _, r := range roles[u.ID] {
			s.inRole[access.Role(r)] = append(s.inRole[access.Role(r)], u.ID)
		}
	}
	held, err := a.store.HeldNames(ctx, register)
	if err != nil {
		return s, fail(err, "listing whose names hold cases")
	}
	for _, h := range held { // who it is said to be, and no namesake
		s.named[h.Name] = nil
		if slices.ContainsFunc(users, func(u store.User) bool { return u.ID == h.UserID && !u.Disabled }) {
			s.named[h.Name] = []string{h.UserID}
		}
	}
	return s, nil
}

// reaching says for each user of a register who may sign in whether an
// obligation is in their lists, so that they may be reminded of it.
func (a *App) reaching(ctx context.Context, register string) (func(user string, o store.Remindable) bool, error) {
	users, err := a.store.Users(ctx, register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return nil, fail(err, "listing roles")
	}
	viewers, reached := map[string]*store.Viewer{}, map[string]map[store.Reached]bool{}
	for _, u := range users {
		actor := access.Actor{UserID: u.ID, Name: u.Name, Register: register, Roles: rolesOf(roles[u.ID])}
		if u.Disabled || !access.Can(actor, access.SeeRegister).Allowed {
			continue
		}
		if viewers[u.ID], err = a.viewer(ctx, actor); err != nil {
			return nil, err
		}
		if reached[u.ID], err = a.store.Reached(ctx, register, viewers[u.ID]); err != nil {
			return nil, fail(err, "finding whom a user reaches")
		}
	}
	return func(user string, o store.Remindable) bool {
		v := viewers[user]
		switch {
		case v == nil:
			return false
		case v.Everyone:
			return !slices.Contains(v.Hidden, o.Case)
		}
		return reached[user][store.Reached{Case: o.Case}] || o.Subject != "" && reached[user][store.Reached{Case: o.Case, Subject: o.Subject}]
	}, nil
}

func rolesOf(words []string) []access.Role {
	roles := make([]access.Role, len(words))
	for i, w := range words {
		roles[i] = access.Role(w)
	}
	return roles
}

// of are the users to remind of a kind for a case that somebody holds, each
// once, and none who may not.
func (s staff) of(k KindReminders, holder string, may func(user string) bool) []string {
	var users []string
	add := func(ids []string) {
		for _, id := range ids {
			if may(id) {
				users = append(users, id)
			}
		}
	}
	if k.Holder {
		if add(s.named[holder]); len(users) == 0 {
			add(s.inRole[access.Coordinator])
		}
	}
	for _, r := range k.Roles {
		add(s.inRole[r])
	}
	slices.Sort(users)
	return slices.Compact(users)
}
