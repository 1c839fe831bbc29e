package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// reminderKept is for how many days a reminder can still be made: when
// Homeward was not running on its day, or when the date became known later.
const reminderKept = 7

// olderShown is for how many days what was seen or done is listed. It stays in
// the database.
const olderShown = 60

// Remind makes the reminders of a register that are to be made today and were
// not yet. Each is made once for a user, whoever asks and how often: it is part
// of the daily job. What is suspended is not due, and nobody is reminded of it.
func (a *App) Remind(ctx context.Context, register string) error {
	reg, err := a.store.Register(ctx, register)
	if err != nil {
		return fail(err, "reading register %s", register)
	}
	settings, err := readReminderSettings(reg.Settings)
	if err != nil {
		return err
	}
	staff, err := a.staff(ctx, register)
	if err != nil {
		return err
	}
	today := a.Today()
	from, to := today, today
	for _, k := range settings.Kinds {
		for _, n := range k.Ahead {
			to = max(to, today+civil.Date(n))
		}
		for _, n := range k.After {
			from = min(from, today-civil.Date(n)-reminderKept)
		}
	}
	open, err := a.store.Remindable(ctx, register, from, to)
	if err != nil {
		return fail(err, "finding what to remind of in register %s", register)
	}
	reaches, err := a.reaching(ctx, register)
	if err != nil {
		return err
	}
	var keys []store.ReminderKey
	for _, o := range open {
		kind := settings.Kinds[kindOfRule[o.Rule]]
		days, ok := kind.now(o.Due, today)
		if !ok {
			continue
		}
		for _, user := range staff.of(kind, o.Coordinator, func(user string) bool { return reaches(user, o) }) {
			keys = append(keys, store.ReminderKey{UserID: user, Case: o.Case, Rule: o.Rule, Subject: o.Subject, Due: o.Due, Days: days})
		}
	}
	if err := a.store.AddReminders(ctx, register, today, keys); err != nil {
		return fail(err, "reminding in register %s", register)
	}
	if err := a.store.CloseReminders(ctx, register, today); err != nil {
		return fail(err, "closing reminders in register %s", register)
	}
	if settings.Email && a.CanEmail() {
		return a.putInOutbox(ctx, register)
	}
	return nil
}

// now is the reminder whose turn it is, by its days before what is due: the
// latest of those whose day has come, unless that was too long ago. One that
// was meant for before is not made after.
func (k KindReminders) now(due, today civil.Date) (days int, ok bool) {
	left := int(due - today)
	if !k.On {
		return 0, false
	}
	consider := func(n int) {
		if n >= left && n < left+reminderKept && (!ok || n < days) {
			days, ok = n, true
		}
	}
	if left >= 0 {
		for _, n := range k.Ahead {
			consider(n)
		}
	}
	for _, n := range k.After {
		consider(-n)
	}
	return days, ok
}

// ReminderQuery says which of the actor's reminders a list shows.
type ReminderQuery struct {
	Older      bool // those that are seen or over, of the last 60 days, and not the new ones
	Page, Size int  // as in PeopleQuery
}

// ReminderList is a page of reminders.
type ReminderList struct {
	Rows  []Reminder
	Total int // rows on all pages
	Page  int
	Pages int
	Size  int
}

// Reminder is one that the actor was given, with whom it is about.
type Reminder struct {
	store.ReminderRow
	Kind  string // key of one of DueKinds
	Title string
}

// Reminders are the actor's own in the register: the new ones by due day, or
// the older ones, the latest first.
func (a *App) Reminders(ctx context.Context, actor access.Actor, q ReminderQuery) (ReminderList, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return ReminderList{}, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return ReminderList{}, err
	}
	page, err := a.store.Reminders(ctx, actor.Register, actor.UserID, store.ReminderQuery{Older: q.Older, Since: a.Today() - olderShown, Page: q.Page, Size: q.Size, For: v})
	if err != nil {
		return ReminderList{}, fail(err, "listing reminders")
	}
	list := ReminderList{Total: page.Total, Page: page.Page, Pages: page.Pages, Size: page.Size}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return ReminderList{}, err
	}
	for _, r := range page.Rows {
		list.Rows = append(list.Rows, Reminder{ReminderRow: r, Kind: kindOfRule[r.Rule], Title: ruleTitle(rules, r.Rule)})
	}
	return list, a.nameSteps(ctx, actor, rules, list.Rows)
}

// nameSteps gives an action or a need for support the words that it was
// recorded with, for who may see the record.
func (a *App) nameSteps(ctx context.Context, actor access.Actor, rules *clock.Rulebook, rows []Reminder) error {
	if !access.Can(actor, access.SeePerson).Allowed {
		return nil
	}
	var ids []string
	for _, r := range rows {
		if r.Subject != "" {
			ids = append(ids, r.Case)
		}
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return fail(err, "reading the cases of reminders")
	}
	named := map[Reminded]string{}
	seen, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return err
	}
	for id, c := range cases {
		for _, d := range explain(rules, c, a.Today()) {
			d, _ = seen[id].due(c, d)
			switch fact := d.Started.Fact.(type) {
			case casefile.Action, casefile.SupportNeed:
				named[Reminded{id, d.Rule.String(), d.Subject, d.Due}] = casefile.Title(fact)
			}
		}
	}
	for i, r := range rows {
		rows[i].Title = cmp.Or(named[Reminded{r.Case, r.Rule, r.Subject, r.Due}], r.Title)
	}
	return nil
}

// NewReminders is how many new reminders the actor has, up to 100. It is asked
// for each page, so whoever may not have any has none.
func (a *App) NewReminders(ctx context.Context, actor access.Actor) (int, error) {
	if !access.Can(actor, access.SeeRegister).Allowed {
		return 0, nil
	}
	n, err := a.store.NewReminders(ctx, actor.Register, actor.UserID, nil)
	if n == 0 || err != nil {
		return 0, fail(err, "counting new reminders")
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return 0, err
	}
	n, err = a.store.NewReminders(ctx, actor.Register, actor.UserID, v)
	return n, fail(err, "counting new reminders")
}

// Reminded says what a user was reminded of.
type Reminded struct {
	Case, Rule, Subject string
	Due                 civil.Date
}

// SeeReminder marks as seen what the actor was reminded of. It does nothing
// when there is no such reminder of theirs.
func (a *App) SeeReminder(ctx context.Context, actor access.Actor, of Reminded) error {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return err
	}
	key := store.ReminderKey{UserID: actor.UserID, Case: of.Case, Rule: of.Rule, Subject: of.Subject, Due: of.Due}
	return fail(a.store.SeeReminder(ctx, actor.Register, key, a.now().UTC()), "marking a reminder as seen")
}

// SeeReminders marks as seen all the actor's reminders made up to a day: the
// one of the page that they saw.
func (a *App) SeeReminders(ctx context.Context, actor access.Actor, upTo civil.Date) error {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return err
	}
	return fail(a.store.SeeReminders(ctx, actor.Register, actor.UserID, upTo, a.now().UTC()), "marking reminders as seen")
}

// morning is seven o'clock of a day in London, when messages go out.
func (a *App) morning(day civil.Date) time.Time {
	y, m, d := day.YMD()
	return time.Date(y, time.Month(m), d, 7, 0, 0, 0, a.zone).UTC()
}
