package store

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ReminderKey is one reminder: for a user, of what is due on a day, so many
// days before it. Days is below zero after the day. There is at most one row
// for each key, whoever makes it and however often.
type ReminderKey struct {
	UserID  string
	Case    string
	Rule    string
	Subject string // as in ObligationRow
	Due     civil.Date
	Days    int
}

// Remindable is an open obligation, as far as reminders need it.
type Remindable struct {
	Case, Rule, Subject string
	Due                 civil.Date
	Coordinator         string // name of who holds the case
}

// ReminderRow is a reminder of a user's, with whom it is about. Of several for
// one obligation it is the latest.
type ReminderRow struct {
	ReminderKey
	MadeOn      civil.Date
	SeenAt      time.Time // zero until the user has marked it as seen
	Open        bool      // it is still to be done
	Name        string
	NHSNumber   string
	Rating      casefile.Rating
	Coordinator string
	OnRegister  Membership
}

// ReminderQuery says which of a user's reminders a list shows.
type ReminderQuery struct {
	Older      bool       // those that are seen or over, and not the new ones
	Since      civil.Date // of the older ones, those made on this day or later
	Page, Size int        // as in PeopleQuery
	For        *Viewer    // likewise
}

// ReminderPage is a page of a user's reminders.
type ReminderPage struct {
	Rows  []ReminderRow
	Total int
	Page  int
	Pages int
	Size  int
}

// ReminderCount is how many new reminders a user has of one rule.
type ReminderCount struct {
	Rule    string
	Count   int
	Overdue int // of Count
}

const (
	reminderColumns = "register, user_id, case_id, rule, subject, due, days, made_on, seen_at, over_on"

	isUnseen = "r.seen_at IS NULL AND r.over_on IS NULL"
	isOpen   = "EXISTS (SELECT 1 FROM obligations o WHERE o.register = $1 AND o.state = 'open' AND o.open_due = r.due AND o.rule = r.rule AND o.case_id = r.case_id AND o.subject = r.subject)"
	isLatest = "NOT EXISTS (SELECT 1 FROM reminders m WHERE m.register = $1 AND m.user_id = r.user_id AND m.case_id = r.case_id AND m.rule = r.rule AND m.subject = r.subject AND m.due = r.due AND m.days < r.days)"

	ofUser       = " WHERE r.register = $1 AND r.user_id = $2 AND "
	newOfUser    = ofUser + isUnseen + " AND " + isOpen + " AND " + isLatest + whomReached
	olderOfUser  = ofUser + "r.made_on >= $3 AND NOT (" + isUnseen + " AND " + isOpen + ") AND " + isLatest + whomReached
	reminderRows = "SELECT r.user_id, r.case_id, r.rule, r.subject, r.due, r.days, r.made_on, r.seen_at, CASE WHEN " + isOpen + " THEN 1 ELSE 0 END, " +
		"p.name, p.nhs_number, p.rating, p.coordinator, p.on_register FROM reminders r JOIN people p ON r.register = p.register AND r.case_id = p.case_id"
)

// mostCounted is the number beyond which new reminders are not counted for
// every page.
const mostCounted = 100

var (
	insertReminder = sayInsert("reminders", reminderColumns, "ON CONFLICT (register, user_id, case_id, rule, subject, due, days) DO NOTHING")

	selectRemindable = say("SELECT o.case_id, o.rule, o.subject, o.open_due, p.coordinator FROM obligations o JOIN people p ON p.register = o.register AND p.case_id = o.case_id " +
		"WHERE o.register = $1 AND o.state = 'open' AND o.open_due >= $2 AND o.open_due <= $3 ORDER BY o.open_due, o.rule, o.case_id, o.n")
	closeReminders = say("UPDATE reminders AS r SET over_on = $2 WHERE r.register = $1 AND " + isUnseen + " AND NOT (" + isOpen + " AND " + isLatest + ")")

	countSomeNew      = say("SELECT COUNT(*) FROM (SELECT r.case_id FROM reminders r" + newOfUser + " LIMIT $3) AS counted")
	countNew          = say("SELECT COUNT(*) FROM reminders r" + newOfUser)
	countOlder        = say("SELECT COUNT(*) FROM reminders r" + olderOfUser)
	selectNew         = say(reminderRows + newOfUser + " ORDER BY r.due, r.rule, r.case_id, r.subject LIMIT $3 OFFSET $4")
	selectOlder       = say(reminderRows + olderOfUser + " ORDER BY r.made_on DESC, r.due, r.rule, r.case_id, r.subject LIMIT $4 OFFSET $5")
	countNewByRule    = say("SELECT r.rule, COUNT(*), COUNT(CASE WHEN r.due < $3 THEN 1 END) FROM reminders r" + newOfUser + " GROUP BY r.rule ORDER BY r.rule")
	updateSeen        = say("UPDATE reminders SET seen_at = $7 WHERE register = $1 AND user_id = $2 AND case_id = $3 AND rule = $4 AND subject = $5 AND due = $6 AND seen_at IS NULL")
	updateAllSeen     = say("UPDATE reminders SET seen_at = $3 WHERE register = $1 AND user_id = $2 AND seen_at IS NULL AND over_on IS NULL AND made_on <= $4")
	selectWhoIsToHear = say("SELECT r.user_id, MAX(r.made_on) FROM reminders r WHERE r.register = $1 AND " + isUnseen + " AND r.made_on >= $2 GROUP BY r.user_id ORDER BY r.user_id")
)

// Remindable are the obligations that are open and due on these days or
// between them, by day.
func (s *Store) Remindable(ctx context.Context, register string, from, to civil.Date) ([]Remindable, error) {
	return all(ctx, s.reader(), selectRemindable, func(row scan) (o Remindable, err error) {
		err = row(&o.Case, &o.Rule, &o.Subject, &o.Due, &o.Coordinator)
		return o, err
	}, register, from.String(), to.String())
}

// AddReminders makes reminders on a day and leaves those that were made before
// as they are. It works in small transactions; done again, it adds what is
// missing.
func (s *Store) AddReminders(ctx context.Context, register string, today civil.Date, keys []ReminderKey) error {
	const atOnce = 512
	for len(keys) > 0 {
		some := keys[:min(atOnce, len(keys))]
		keys = keys[len(some):]
		rows := make([][]any, len(some))
		for i, k := range some {
			rows[i] = []any{register, k.UserID, k.Case, k.Rule, k.Subject, k.Due.String(), k.Days, today.String(), nil, nil}
		}
		if err := s.change(ctx, func(r runner) error { return r.add(ctx, insertReminder, rows) }); err != nil {
			return fmt.Errorf("adding reminders: %w", err)
		}
	}
	return nil
}

// CloseReminders notes of the unseen reminders which are over: what they are
// about is no longer open, or a later one says the same.
func (s *Store) CloseReminders(ctx context.Context, register string, today civil.Date) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, closeReminders, register, today.String())
		return err
	})
}

// Reminders is a page of a user's reminders: the new ones by due day, or those
// that are seen or over, the latest first.
func (s *Store) Reminders(ctx context.Context, register, userID string, q ReminderQuery) (ReminderPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	p := ReminderPage{Size: min(q.Size, MaxPageSize)}
	count, list, args := countNew, selectNew, []any{register, userID}
	if q.Older {
		count, list, args = countOlder, selectOlder, append(args, q.Since.String())
	}
	err := s.view(ctx, func(r runner) (err error) {
		counting, counted := q.For.narrow(count, args)
		if p.Total, err = one(ctx, r, counting, only[int], counted...); err != nil {
			return fmt.Errorf("counting reminders: %w", err)
		}
		p.Pages = max(1, (p.Total+p.Size-1)/p.Size)
		p.Page = min(max(1, q.Page), p.Pages)
		listing, listed := q.For.narrow(list, append(args, p.Size, (p.Page-1)*p.Size))
		if p.Rows, err = all(ctx, r, listing, readReminder, listed...); err != nil {
			return fmt.Errorf("listing reminders: %w", err)
		}
		return nil
	})
	return p, err
}

func readReminder(row scan) (r ReminderRow, err error) {
	open := 0
	err = row(&r.UserID, &r.Case, &r.Rule, &r.Subject, &r.Due, &r.Days, &r.MadeOn, instantColumn{&r.SeenAt}, &open,
		&r.Name, &r.NHSNumber, &r.Rating, &r.Coordinator, &r.OnRegister)
	r.Open = open == 1
	return r, err
}

// NewReminders is how many reminders a user has not seen of what is still to
// be done, up to 100.
func (s *Store) NewReminders(ctx context.Context, register, userID string, v *Viewer) (int, error) {
	st, args := v.narrow(countSomeNew, []any{register, userID, mostCounted})
	return one(ctx, s.reader(), st, only[int], args...)
}

// NewRemindersByRule counts a user's new reminders by rule, and those of what
// was due before a day.
func (s *Store) NewRemindersByRule(ctx context.Context, register, userID string, today civil.Date, v *Viewer) ([]ReminderCount, error) {
	st, args := v.narrow(countNewByRule, []any{register, userID, today.String()})
	return all(ctx, s.reader(), st, func(row scan) (c ReminderCount, err error) {
		err = row(&c.Rule, &c.Count, &c.Overdue)
		return c, err
	}, args...)
}

// SeeReminder marks as seen what a user was reminded of, whatever the number of
// days.
func (s *Store) SeeReminder(ctx context.Context, register string, k ReminderKey, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, updateSeen, register, k.UserID, k.Case, k.Rule, k.Subject, k.Due.String(), instant(at))
		return err
	})
}

// SeeReminders marks as seen all that a user was reminded of up to a day.
func (s *Store) SeeReminders(ctx context.Context, register, userID string, upTo civil.Date, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, updateAllSeen, register, userID, instant(at), upTo.String())
		return err
	})
}

// NewlyReminded is the latest day, not before a day, on which each user was
// reminded of something that they have not seen.
func (s *Store) NewlyReminded(ctx context.Context, register string, since civil.Date) (map[string]civil.Date, error) {
	days := map[string]civil.Date{}
	err := s.reader().each(ctx, selectWhoIsToHear, func(row scan) error {
		var user string
		var day civil.Date
		err := row(&user, &day)
		days[user] = day
		return err
	}, register, since.String())
	return days, err
}
