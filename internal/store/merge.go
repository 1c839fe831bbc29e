package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"homeward/internal/casefile"
)

// Merge is what becomes of a register that is merged into another.
type Merge struct {
	People, Entries int
	Users           int // who get their roles in the other register as well
	UsersInBoth     int // of Users, who had some there already
	Teams           int
	Views, Drafts   int
	Imports         int
	Calendars       int // addresses that go on, now for the other register
	Handovers       int // that wait for an answer: they must be decided first
	Rulebooks       int // that it had adopted, and which do not hold in the other
	Same            []SamePerson
}

// SamePerson are two cases with one NHS number. Both stay, and are flagged.
type SamePerson struct {
	From []string // cases of the register that is merged
	Into []string
}

// whatMerges says of each table with a register what becomes of its rows. A new
// table needs its place here.
var whatMerges = map[string]string{
	"registers":             "stays, closed",
	"audit":                 "stays",
	"disposals":             "stays",
	"retention_acts":        "stays; a hold is made anew case by case",
	"disposal_certificates": "stays",
	"cases":                 "copied case by case, and stays",
	"entries":               "copied case by case, and stays",
	"people":                "derived, and stays",
	"people_names":          "derived, and stays",
	"obligations":           "derived, and stays",
	"stays":                 "derived, and stays",
	"needs":                 "derived, and stays",
	"rulebooks":             "stays: the rules of the other register hold",
	"local_files":           "stays: the files of the other register hold",
	"trials":                "stays",
	"trial_effects":         "stays",
	"outbox":                "stays: nothing is sent",
	"gap_events":            "stays: the gaps of the other register are opened by the people who come to it",
	"handovers":             "stays, once decided",
	"attachments":           "copied case by case, and stays",
	"attachment_changes":    "copied case by case, and stays",
	"attachment_files":      "copied case by case, and stays",
	"marks":                 "copied case by case, and stays",
	"restrictions":          "copied case by case, and stays",
	"memberships":           "moves",
	"drafts":                "moves",
	"saved_views":           "moves",
	"imports":               "moves",
	"import_files":          "moves",
	"calendars":             "moves",
	"last_visits":           "stays: everything there is new",
	"holder_notices":        "stays: they tell of cases there",
	"quality_weeks":         "stays: it is of the people there",
	"import_mappings":       "copied, and stays",
	"reminders":             "copied, and stays",
	"teams":                 "moves",
	"team_members":          "moves",
	"leavers":               "copied, and stays",
	"organisations":         "copied, and stays",
	"hospitals":             "copied, and stays",
	"wards":                 "copied, and stays",
	"employments":           "copied, and stays",
	"involvements":          "copied, and stays",
	"emergencies":           "copied, and stays",
	"subject_accesses":      "copied, and stays",
	"involvement_ends":      "copied, and stays",
	"emergency_looks":       "copied, and stays",
	"held_names":            "stays: two may have one name, so it is said anew whose each is",
	"not_same":              "copied, and stays",
	"referrals":             "derived, and stays",
	"early_signs":           "derived, and stays",
	"actions":               "derived, and stays",
	"unreachable":           "derived, and stays",
	"people_around":         "derived, and stays",
	"refusals":              "derived, and stays",
	"moves_waiting":         "derived, and stays",
	"leaving_untold":        "derived, and stays",
	"criteria":              "stays: those of the other register hold",
	"referral_drafts":       "stays: nobody can read it, and it is forgotten in its time",
	"meetings":              "copied, and stays",
	"meeting_items":         "copied, and stays",
	"meeting_attendance":    "copied, and stays",
	"meeting_minutes":       "copied, and stays",
}

// mover takes the rows of one table over; what the other register has under the
// same key stays as it is there. Clear is nil where they are kept as well.
type mover struct{ copy, clear *statement }

func moves(table, columns, values string) mover {
	m := copies(table, columns, values)
	m.clear = say("DELETE FROM " + table + " WHERE register = $1")
	return m
}

func copies(table, columns, values string) mover {
	return mover{copy: sayAcross(mergesRegister, "INSERT INTO "+table+" (register, "+columns+") SELECT $1, "+values+" FROM "+table+" t WHERE t.register = $2 ON CONFLICT DO NOTHING")}
}

func without(columns string) string { return columns[len("register, "):] }

// sealedCopied are those of which the copies are sealed, in the order in which
// they refer to each other.
var sealedCopied = []sealedCopy{copiesSealed(insertInvolvement, ""), copiesSealed(insertInvolvementEnd, ""), copiesSealed(insertEmergency, ""), copiesSealed(insertEmergencyLook, ""), copiesSealed(insertMeetingMinutes, ""), copiesSealed(insertNotSame, "")}

// movers are in the order in which tables refer to each other.
var movers = func() []mover {
	var all []mover
	for _, t := range []struct {
		take           func(table, columns, values string) mover
		table, columns string
	}{
		{moves, "memberships", "register, user_id, role, ends_on, waits"}, {copies, "leavers", "register, " + leaverColumns},
		{copies, "organisations", "register, " + organisationColumns}, {copies, "employments", "register, user_id, organisation"},
		{copies, "hospitals", "register, " + hospitalColumns}, {copies, "wards", "register, " + wardColumns},
		{moves, "drafts", draftColumns}, {moves, "imports", importColumns}, {moves, "import_files", "register, import_id, file"},
		{copies, "import_mappings", "register, key, mapping, updated_at"}, {copies, "reminders", reminderColumns},
		{copies, "subject_accesses", accessColumns},
		{copies, "meetings", meetingColumns}, {copies, "meeting_items", meetingItemColumns}, {copies, "meeting_attendance", attendanceColumns},
	} {
		all = append(all, t.take(t.table, without(t.columns), without(t.columns)))
	}
	// Of two that have one name, the one that came says from where.
	name := func(table, same string) string {
		return "CASE WHEN EXISTS (SELECT 1 FROM " + table + " o WHERE o.register = $1 AND " + same + "o.name = t.name) THEN t.name || ' (' || $2 || ')' ELSE t.name END"
	}
	return append(all,
		moves("saved_views", without(viewColumns), "t.user_id, "+name("saved_views", "o.user_id = t.user_id AND ")+", t.query, t.created_at"),
		moves("teams", teamColumns, "t.id, "+name("teams", "")+", t.organisation, t.created_at"),
		moves("team_members", "team_id, user_id", "team_id, user_id"))
}()

var (
	countUsers      = say("SELECT COUNT(DISTINCT user_id) FROM memberships WHERE register = $1")
	selectUserIDs   = say("SELECT DISTINCT user_id FROM memberships WHERE register = $1 ORDER BY user_id")
	countTeams      = say("SELECT COUNT(*) FROM teams WHERE register = $1")
	countViews      = say("SELECT COUNT(*) FROM saved_views WHERE register = $1")
	countDrafts     = say("SELECT COUNT(*) FROM drafts WHERE register = $1 AND key NOT LIKE 'search/%'")
	countImports    = say("SELECT COUNT(*) FROM imports WHERE register = $1")
	countEntries    = say("SELECT COALESCE(SUM(version), 0) FROM cases WHERE register = $1")
	selectCalendars = say("SELECT " + calendarColumns + " FROM calendars WHERE register = $1 ORDER BY user_id")
	addCalendar     = sayInsert("calendars", calendarColumns, "ON CONFLICT (register, user_id) DO NOTHING")
	selectCaseIDs   = say("SELECT id FROM cases WHERE register = $1 ORDER BY id")
	moveSessions    = say("UPDATE sessions SET working_in = $2 WHERE working_in = $1")
	countGivenAway  = sayAcross(givenAway, "SELECT COUNT(*) FROM handovers WHERE from_register = $1 AND state = 'proposed'")
)

var (
	// ErrWaiting says that people wait to be handed over from or to a register,
	// which must be decided before it is merged.
	ErrWaiting = errors.New("people wait to be handed over")
	// ErrClosed says that a register was merged into another before.
	ErrClosed = errors.New("it is closed, for it was merged into another")
)

// PlanMerge says what Merge would do, and changes nothing.
func (s *Store) PlanMerge(ctx context.Context, from, into string) (m Merge, err error) {
	err = s.view(ctx, func(r runner) (err error) {
		m, err = planMerge(ctx, r, from, into)
		return err
	})
	return m, err
}

func planMerge(ctx context.Context, r runner, from, into string) (m Merge, err error) {
	given := 0
	for st, n := range map[*statement]*int{
		countCases: &m.People, countEntries: &m.Entries, countUsers: &m.Users, countTeams: &m.Teams, countViews: &m.Views, countDrafts: &m.Drafts, countImports: &m.Imports,
		lastRulebook: &m.Rulebooks, countHandovers: &m.Handovers, countGivenAway: &given,
	} {
		if *n, err = one(ctx, r, st, only[int], from); err != nil {
			return m, fmt.Errorf("counting what register %s has: %w", from, err)
		}
	}
	m.Handovers += given
	calendars, err := all(ctx, r, selectCalendars, readCalendar, from)
	if err != nil {
		return m, err
	}
	m.Calendars = len(calendars)
	theirs, err := all(ctx, r, selectUserIDs, only[string], from)
	if err != nil {
		return m, err
	}
	ours, err := all(ctx, r, selectUserIDs, only[string], into)
	if err != nil {
		return m, err
	}
	for _, id := range theirs {
		if slices.Contains(ours, id) {
			m.UsersInBoth++
		}
	}
	m.Same, err = sameNumbers(ctx, r, from, into)
	return m, err
}

// sameNumbers are those of two registers who have one NHS number.
func sameNumbers(ctx context.Context, r runner, from, into string) ([]SamePerson, error) {
	by := map[string]*SamePerson{}
	for _, register := range []string{from, into} {
		known, err := all(ctx, r, selectKnown, readKnown, register)
		if err != nil {
			return nil, fmt.Errorf("looking for the same NHS numbers: %w", err)
		}
		for _, p := range known {
			if p.NHSNumber == "" {
				continue
			}
			same := by[p.NHSNumber]
			if same == nil {
				same = &SamePerson{}
				by[p.NHSNumber] = same
			}
			if register == from {
				same.From = append(same.From, p.Case)
			} else {
				same.Into = append(same.Into, p.Case)
			}
		}
	}
	var found []SamePerson
	for _, number := range slices.Sorted(maps.Keys(by)) {
		if same := by[number]; len(same.From) > 0 && len(same.Into) > 0 {
			found = append(found, *same)
		}
	}
	return found, nil
}

// copiedAtOnce is how many cases of a merge are held in memory.
const copiedAtOnce = 200

// Merge takes everything of a register over into the one of w, in one
// transaction, and closes it: each case under its own identifier, with a copy of
// every entry and the hash that they ended with; users with their roles; what
// they have begun and kept. Two people with one NHS number both stay, flagged.
// What was in the record and the audit of the register stays there as it was.
// Progress, which may be nil, is told the cases that are done and all of them.
// The audit rows are written in both registers. It must be the only one to write
// in either.
func (s *Store) Merge(ctx context.Context, w Work, from string, by casefile.Author, a Audit, progress func(done, total int)) (m Merge, err error) {
	err = s.Do(ctx, w, func(tx *Tx) (err error) {
		source := tx.In(from)
		for _, each := range []*Tx{tx, source} {
			if reg, err := each.HoldRegister(); err != nil {
				return err
			} else if reg.Closed() {
				return fmt.Errorf("register %s: %w", reg.Code, ErrClosed)
			}
		}
		if m, err = planMerge(ctx, tx.run, from, w.Register); err != nil {
			return err
		}
		if m.Handovers > 0 {
			return ErrWaiting
		}
		if err := tx.takeCases(source, by, m, progress); err != nil {
			return err
		}
		for _, each := range movers {
			if _, err := tx.run.exec(ctx, each.copy, w.Register, from); err != nil {
				return fmt.Errorf("taking over what register %s has: %w", from, err)
			}
		}
		for _, each := range sealedCopied {
			if err := tx.copySealed(source, each, "", from); err != nil {
				return fmt.Errorf("taking over who is involved in register %s: %w", from, err)
			}
		}
		for _, each := range slices.Backward(movers) {
			if each.clear == nil {
				continue
			}
			if _, err := tx.run.exec(ctx, each.clear, from); err != nil {
				return fmt.Errorf("clearing what was taken over: %w", err)
			}
		}
		if err := tx.takeCalendars(from); err != nil {
			return err
		}
		if _, err := tx.run.exec(ctx, moveSessions, from, w.Register); err != nil {
			return fmt.Errorf("moving sessions: %w", err)
		}
		if err := foundOne(tx.run.exec(ctx, closeRegister, from, instant(w.At), w.Register)); err != nil {
			return fmt.Errorf("closing register %s: %w", from, err)
		}
		source.changed = true
		a.Register = ""
		return errors.Join(source.Audit(a), tx.Audit(a))
	})
	return m, err
}

// takeCases copies every case of a register, some at a time.
func (tx *Tx) takeCases(source *Tx, by casefile.Author, m Merge, progress func(done, total int)) error {
	reg, err := source.HoldRegister()
	if err != nil {
		return err
	}
	same := map[string][]string{}
	for _, s := range m.Same {
		for _, id := range s.From {
			same[id] = s.Into
		}
	}
	ids, err := all(tx.ctx, tx.run, selectCaseIDs, only[string], reg.Code)
	if err != nil {
		return fmt.Errorf("listing the cases of register %s: %w", reg.Code, err)
	}
	for n, id := range ids {
		c, err := tx.CopyCase(source, reg.Name, id, id, by, reg.Name+" was merged into this register.", true)
		if err != nil {
			return err
		}
		for _, other := range same[id] {
			if err := tx.FlagSame(c, other, by); err != nil {
				return err
			}
		}
		if (n+1)%copiedAtOnce == 0 || n+1 == len(ids) {
			if err := errors.Join(tx.LetGo(), source.LetGo()); err != nil {
				return err
			}
			if progress != nil {
				progress(n+1, len(ids))
			}
		}
	}
	return nil
}

// FlagSame flags a case that the transaction holds and another of its register
// as having one NHS number.
func (tx *Tx) FlagSame(c *casefile.Case, otherID string, by casefile.Author) error {
	other, err := tx.Case(otherID)
	if err != nil {
		return err
	}
	for _, each := range []struct{ at, about *casefile.Case }{{c, other}, {other, c}} {
		if err := tx.Append(each.at, by, casefile.Entry{On: tx.work.Today, Fact: casefile.SameNumber(each.about.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// takeCalendars keeps the addresses of calendars: a secret is of one register at
// a time, and who has one in both keeps the one of the other register.
func (tx *Tx) takeCalendars(from string) error {
	calendars, err := all(tx.ctx, tx.run, selectCalendars, readCalendar, from)
	if err != nil {
		return err
	}
	for _, c := range calendars {
		if _, err := tx.run.exec(tx.ctx, deleteCalendar, from, c.UserID); err != nil {
			return fmt.Errorf("moving a calendar: %w", err)
		}
		if _, err := tx.run.exec(tx.ctx, addCalendar, tx.work.Register, c.UserID, c.SecretHash, instant(c.CreatedAt)); err != nil {
			return fmt.Errorf("moving a calendar: %w", err)
		}
	}
	return nil
}
