package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"homeward/internal/civil"
)

// AccessRequest is a request of a person, or of somebody for them, for what is
// kept about them.
type AccessRequest struct {
	ID, Case   string
	ReceivedOn civil.Date
	AskedBy    string
	BegunAt    time.Time
	BegunName  string
	Choices    string // what was decided, as the use case writes it
	ChangedAt  time.Time
	EndedAt    time.Time // zero while it is open
	EndedName  string
	Outcome    string
	Words      string
	Person     string // name of whom it is about; only read
}

// whatAnswers says of each table with a register whether what it has of somebody
// is in the answer to who asks what is kept about them. A new table needs its
// place here.
var whatAnswers = map[string]string{
	"cases":                 "in the answer",
	"entries":               "in the answer",
	"marks":                 "in the answer, with the entry",
	"restrictions":          "in the answer",
	"involvements":          "in the answer",
	"involvement_ends":      "in the answer, with the involvement",
	"emergencies":           "in the answer",
	"emergency_looks":       "in the answer, with the emergency",
	"handovers":             "in the answer",
	"attachments":           "in the answer",
	"attachment_changes":    "in the answer, with the attachment",
	"attachment_files":      "in the answer, with the attachment",
	"drafts":                "in the answer",
	"reminders":             "in the answer",
	"retention_acts":        "in the answer",
	"subject_accesses":      "in the answer: those that have ended",
	"audit":                 "in the answer: the acts about the case",
	"not_same":              "in the answer",
	"meeting_items":         "in the answer",
	"meetings":              "in the answer: of which it was, with the item",
	"people":                "derived from the entries",
	"people_names":          "derived from the entries",
	"obligations":           "derived from the entries",
	"stays":                 "derived from the entries",
	"needs":                 "derived from the entries",
	"referrals":             "derived from the entries",
	"early_signs":           "derived from the entries",
	"actions":               "derived from the entries",
	"unreachable":           "derived from the entries",
	"people_around":         "derived from the entries",
	"refusals":              "derived from the entries",
	"moves_waiting":         "derived from the entries",
	"leaving_untold":        "derived from the entries",
	"trial_effects":         "derived from the entries: what they would be by rules that do not hold",
	"meeting_attendance":    "of those who came",
	"meeting_minutes":       "names no person but by their case, and what was said of them is an entry",
	"referral_drafts":       "nobody can find whom it is about, or read it",
	"import_files":          "is forgotten when the import ends; the line of each person is an entry",
	"imports":               "names nobody",
	"import_mappings":       "has headings alone",
	"disposals":             "is of what is not kept any more",
	"disposal_certificates": "is of what is not kept any more",
	"gap_events":            "names nobody",
	"quality_weeks":         "numbers alone",
	"holder_notices":        "names nobody whose case it is",
	"outbox":                "has the reference of a referral alone, which is in its entry",
	"held_names":            "of users",
	"calendars":             "of users",
	"last_visits":           "of users",
	"memberships":           "of users",
	"leavers":               "of users",
	"employments":           "of users",
	"teams":                 "of users",
	"team_members":          "of users",
	"saved_views":           "of users",
	"organisations":         "of the register",
	"hospitals":             "of the register",
	"wards":                 "of the register",
	"local_files":           "of the register",
	"registers":             "of the register",
	"rulebooks":             "of the register",
	"criteria":              "of the register",
	"trials":                "of the register",
}

const accessColumns = "register, id, case_id, received_on, asked_by, begun_at, begun_name, choices, changed_at, ended_at, ended_name, outcome, words"

var (
	insertAccess = sayInsert("subject_accesses", accessColumns, "")
	updateAccess = say("UPDATE subject_accesses SET choices = $3, changed_at = $4, ended_at = $5, ended_name = $6, outcome = $7, words = $8 WHERE register = $1 AND id = $2 AND ended_at IS NULL")

	selectAccesses = say("SELECT " + prefixed("s.", accessColumns) + ", COALESCE(p.name, '') FROM subject_accesses s LEFT JOIN people p ON p.register = $1 AND p.case_id = s.case_id" +
		" WHERE s.register = $1 ORDER BY CASE WHEN s.ended_at IS NULL THEN 0 ELSE 1 END, s.received_on, s.id")
	selectAccessesOf = say("SELECT " + prefixed("s.", accessColumns) + ", COALESCE(p.name, '') FROM subject_accesses s LEFT JOIN people p ON p.register = $1 AND p.case_id = s.case_id" +
		" WHERE s.register = $1 AND s.case_id = $2 ORDER BY s.begun_at, s.id")

	selectRemindersOf = say("SELECT COALESCE(u.name, ''), r.rule, r.due, r.days, r.made_on, r.seen_at FROM reminders r LEFT JOIN users u ON u.id = r.user_id" +
		" WHERE r.register = $1 AND r.case_id = $2 ORDER BY r.made_on, r.due, r.rule, r.subject, r.user_id, r.days")
	selectAllDrafts = say("SELECT " + prefixed("d.", draftColumns) + ", COALESCE(u.name, '') FROM drafts d LEFT JOIN users u ON u.id = d.user_id" +
		" WHERE d.register = $1 ORDER BY d.updated_at, d.user_id, d.key")
	selectTakenOf = say("SELECT " + handoverColumns + " FROM handovers WHERE register = $1 AND case_id = $2 ORDER BY proposed_at, id")
	selectGivenOf = sayAcross(givenAway, "SELECT "+handoverColumns+" FROM handovers WHERE from_register = $1 AND from_case = $2 ORDER BY proposed_at, id")
)

func readAccess(row scan) (r AccessRequest, err error) {
	var register string
	err = row(&register, &r.ID, &r.Case, &r.ReceivedOn, &r.AskedBy, instantColumn{&r.BegunAt}, &r.BegunName, &r.Choices, instantColumn{&r.ChangedAt},
		instantColumn{&r.EndedAt}, &r.EndedName, &r.Outcome, &r.Words, &r.Person)
	return r, err
}

// BeginAccess keeps a new request, at the moment of the transaction.
func (tx *Tx) BeginAccess(r AccessRequest) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertAccess, tx.work.Register, r.ID, r.Case, r.ReceivedOn.String(), r.AskedBy, instant(tx.work.At), r.BegunName,
		r.Choices, instant(tx.work.At), nil, "", "", "")
	if err != nil {
		return fmt.Errorf("keeping a request for access: %w", err)
	}
	return nil
}

// SaveAccess keeps what was decided on an open request, and its end if it has
// one, at the moment of the transaction; the error is ErrNotFound when there is
// no such request, or it has ended.
func (tx *Tx) SaveAccess(r AccessRequest) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateAccess, tx.work.Register, r.ID, r.Choices, instant(tx.work.At), instantOrNull(r.EndedAt), r.EndedName, r.Outcome, r.Words))
}

// AccessesOf lists the requests about a case, the earliest first, as the
// transaction sees them.
func (tx *Tx) AccessesOf(caseID string) ([]AccessRequest, error) {
	return all(tx.ctx, tx.run, selectAccessesOf, readAccess, tx.work.Register, caseID)
}

// AccessesOf lists the requests about a case, the earliest first.
func (s *Store) AccessesOf(ctx context.Context, register, caseID string) ([]AccessRequest, error) {
	return all(ctx, s.reader(), selectAccessesOf, readAccess, register, caseID)
}

// Accesses lists the requests of a register: the open ones first, and of both
// those that came first.
func (s *Store) Accesses(ctx context.Context, register string) ([]AccessRequest, error) {
	return all(ctx, s.reader(), selectAccesses, readAccess, register)
}

// ReminderMade is a reminder about a case, with the name of who was reminded.
type ReminderMade struct {
	UserName string
	Rule     string
	Due      civil.Date
	Days     int
	MadeOn   civil.Date
	SeenAt   time.Time // zero until they marked it as seen
}

// RemindersOf lists everyone's reminders about a case, the earliest first.
func (s *Store) RemindersOf(ctx context.Context, register, caseID string) ([]ReminderMade, error) {
	return all(ctx, s.reader(), selectRemindersOf, func(row scan) (r ReminderMade, err error) {
		err = row(&r.UserName, &r.Rule, &r.Due, &r.Days, &r.MadeOn, instantColumn{&r.SeenAt})
		return r, err
	}, register, caseID)
}

// DraftAbout is a draft with the name of whose it is.
type DraftAbout struct {
	Draft
	UserName string
}

// DraftsAbout lists everyone's drafts about a case, the earliest first. Which
// case a draft is about stands in its key: FORM/CASE, or FORM/CASE/SUBJECT.
func (s *Store) DraftsAbout(ctx context.Context, register, caseID string) ([]DraftAbout, error) {
	var found []DraftAbout
	err := s.reader().each(ctx, selectAllDrafts, func(row scan) error {
		var d DraftAbout
		if err := row(&d.Register, &d.UserID, &d.Key, &d.Case, &d.Body, &d.Version, instantColumn{&d.UpdatedAt}, &d.UserName); err != nil {
			return err
		}
		if parts := strings.Split(d.Key, "/"); len(parts) > 1 && parts[1] == caseID {
			found = append(found, d)
		}
		return nil
	}, register)
	return found, err
}

// HandoversOf lists how a case came to a register, and how it was asked to go
// from there.
func (s *Store) HandoversOf(ctx context.Context, register, caseID string) ([]Handover, error) {
	taken, err := all(ctx, s.reader(), selectTakenOf, readHandover, register, caseID)
	if err != nil {
		return nil, err
	}
	given, err := all(ctx, s.reader(), selectGivenOf, readHandover, register, caseID)
	return append(taken, given...), err
}
