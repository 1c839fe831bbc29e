package store

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/civil"
)

// Meeting is a multi-agency meeting on a day.
type Meeting struct {
	ID     string
	Series string // id of the series it is of
	Terms  string // what the series was when the meeting was made, as JSON
	Day    civil.Date
	State  MeetingState
	// Version counts every change, so that whoever follows sees that there is
	// one.
	Version              int
	RunnerID, RunnerName string    // "" unless it runs
	Current              string    // case that is talked about; "" for none
	CurrentSince         time.Time // when that began
	MadeAt               time.Time
	MadeName             string
	StartedAt, EndedAt   time.Time
}

// MeetingState is how far a meeting is.
type MeetingState string

const (
	MeetingPlanned   MeetingState = "planned"
	MeetingRunning   MeetingState = "running"
	MeetingEnded     MeetingState = "ended"
	MeetingCancelled MeetingState = "cancelled"
)

// MeetingItem is a person on the agenda of a meeting.
type MeetingItem struct {
	Meeting, Case string
	Place         int
	Reasons       string // keys of AgendaReason, with commas
	State         ItemState
	AddedName     string // who put them there; "" for the proposal
	Seq           int    // of the latest entry that says what became of it; 0 while there is none

	// Of a list for a viewer: what to call the person and how they are rated; ""
	// where the viewer does not see them.
	Name, Rating string
	BirthDate    civil.Date
	// Gone is set where the record was merged into another since, or entered in
	// error as a whole: whether the viewer sees it is not for the list to say.
	Gone bool
}

// ItemState is what became of a person on an agenda.
type ItemState string

const (
	ItemWaiting    ItemState = "waiting"
	ItemDiscussed  ItemState = "discussed"
	ItemOff        ItemState = "off"         // taken off, with a reason in the record
	ItemNotReached ItemState = "not-reached" // the meeting ended before
)

// Attendance is someone who was asked to a meeting, or an agency from which
// nobody was there.
type Attendance struct {
	N        int
	UserID   string // "" for who has no account
	Name     string // "" for an agency that was absent
	Agency   string
	Presence Presence
}

// Presence is whether someone was at a meeting.
type Presence string

const (
	Present   Presence = "present"
	Apologies Presence = "apologies"
	Absent    Presence = "absent"
)

// Minutes are what a meeting's minutes say beside what is in the records of the
// people, as JSON; or what was added to them later.
type Minutes struct {
	N                int // 1 are those with which it ended
	At               time.Time
	UserID, UserName string
	Body             string
}

const (
	meetingColumns     = "register, id, series, terms, day, state, version, runner_id, runner_name, current_case, current_since, made_at, made_name, started_at, ended_at"
	meetingItemColumns = "register, meeting_id, case_id, place, reasons, state, added_name, seq"
	attendanceColumns  = "register, meeting_id, n, user_id, name, agency, presence"
	minutesColumns     = "register, meeting_id, n, at, user_id, user_name, body"
)

var (
	insertMeeting       = sayInsert("meetings", meetingColumns, "")
	updateMeeting       = say("UPDATE meetings SET day = $3, state = $4, version = version + 1, runner_id = $5, runner_name = $6, current_case = $7, current_since = $8, started_at = $9, ended_at = $10 WHERE register = $1 AND id = $2")
	selectMeeting       = say("SELECT " + meetingColumns + " FROM meetings WHERE register = $1 AND id = $2")
	selectMeetingLocked = sayLocked("SELECT " + meetingColumns + " FROM meetings WHERE register = $1 AND id = $2")
	selectMeetingsFrom  = say("SELECT " + meetingColumns + " FROM meetings WHERE register = $1 AND state IN ('planned', 'running') ORDER BY day, id LIMIT $2")
	selectMeetingsPast  = say("SELECT " + meetingColumns + " FROM meetings WHERE register = $1 AND state IN ('ended', 'cancelled') ORDER BY day DESC, id LIMIT $2 OFFSET $3")
	countMeetingsPast   = say("SELECT COUNT(*) FROM meetings WHERE register = $1 AND state IN ('ended', 'cancelled')")
	selectLastMeeting   = say("SELECT " + meetingColumns + " FROM meetings WHERE register = $1 AND series = $2 AND state = 'ended' ORDER BY ended_at DESC, id LIMIT 1")

	insertMeetingItem    = sayInsert("meeting_items", meetingItemColumns, "")
	updateMeetingItem    = say("UPDATE meeting_items SET place = $4, state = $5, seq = $6 WHERE register = $1 AND meeting_id = $2 AND case_id = $3")
	updateItemsWaiting   = say("UPDATE meeting_items SET state = 'not-reached' WHERE register = $1 AND meeting_id = $2 AND state = 'waiting'")
	selectMeetingItems   = say("SELECT " + meetingItemColumns + " FROM meeting_items WHERE register = $1 AND meeting_id = $2 ORDER BY place, case_id")
	selectItemsOf        = say("SELECT " + meetingItemColumns + " FROM meeting_items WHERE register = $1 AND case_id = $2 ORDER BY meeting_id")
	deleteAttendance     = say("DELETE FROM meeting_attendance WHERE register = $1 AND meeting_id = $2")
	insertAttendance     = sayInsert("meeting_attendance", attendanceColumns, "")
	selectAttendance     = say("SELECT " + attendanceColumns + " FROM meeting_attendance WHERE register = $1 AND meeting_id = $2 ORDER BY n")
	insertMeetingMinutes = sayInsert("meeting_minutes", minutesColumns, "")
	selectMinutes        = say("SELECT " + minutesColumns + " FROM meeting_minutes WHERE register = $1 AND meeting_id = $2 ORDER BY n")

	// Of the last meetings of a series that ended, from how many each agency was
	// absent.
	selectAbsences = say("SELECT a.agency, COUNT(DISTINCT a.meeting_id) FROM meeting_attendance a WHERE a.register = $1 AND a.name = '' AND a.presence = 'absent'" +
		" AND a.meeting_id IN (SELECT m.id FROM meetings m WHERE m.register = $1 AND m.series = $2 AND m.state = 'ended' ORDER BY m.ended_at DESC, m.id LIMIT $3) GROUP BY a.agency ORDER BY 2 DESC, 1")
	countLastMeetings = say("SELECT COUNT(*) FROM (SELECT m.id FROM meetings m WHERE m.register = $1 AND m.series = $2 AND m.state = 'ended' ORDER BY m.ended_at DESC, m.id LIMIT $3) l")
)

func readMeeting(row scan) (m Meeting, err error) {
	var register string
	err = row(&register, &m.ID, &m.Series, &m.Terms, &m.Day, &m.State, &m.Version, &m.RunnerID, &m.RunnerName, &m.Current, instantColumn{&m.CurrentSince},
		instantColumn{&m.MadeAt}, &m.MadeName, instantColumn{&m.StartedAt}, instantColumn{&m.EndedAt})
	return m, err
}

func readMeetingItem(row scan) (i MeetingItem, err error) {
	var register string
	err = row(&register, &i.Meeting, &i.Case, &i.Place, &i.Reasons, &i.State, &i.AddedName, &i.Seq)
	return i, err
}

func readAttendance(row scan) (a Attendance, err error) {
	var register, meeting string
	err = row(&register, &meeting, &a.N, &a.UserID, &a.Name, &a.Agency, &a.Presence)
	return a, err
}

func readMinutes(row scan) (m Minutes, err error) {
	var register, meeting string
	err = row(&register, &meeting, &m.N, instantColumn{&m.At}, &m.UserID, &m.UserName, &m.Body)
	return m, err
}

// AddMeeting adds a meeting with its agenda.
func (tx *Tx) AddMeeting(m Meeting, items []MeetingItem) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertMeeting, tx.work.Register, m.ID, m.Series, m.Terms, m.Day.String(), string(m.State), m.Version, m.RunnerID, m.RunnerName, m.Current,
		instantOrNull(m.CurrentSince), instant(m.MadeAt), m.MadeName, instantOrNull(m.StartedAt), instantOrNull(m.EndedAt))
	if err != nil {
		return err
	}
	return tx.AddMeetingItems(items...)
}

// AddMeetingItems puts people on the agenda of a meeting that the transaction
// holds. The error is ErrExists for one who is on it.
func (tx *Tx) AddMeetingItems(items ...MeetingItem) error {
	tx.changed = true
	rows := make([][]any, len(items))
	for n, i := range items {
		rows[n] = []any{tx.work.Register, i.Meeting, i.Case, i.Place, i.Reasons, string(i.State), i.AddedName, i.Seq}
	}
	return tx.run.add(tx.ctx, insertMeetingItem, rows)
}

// Meeting is one of the transaction's register, held against other writers; the
// error is ErrNotFound without it.
func (tx *Tx) Meeting(id string) (Meeting, error) {
	return one(tx.ctx, tx.run, selectMeetingLocked, readMeeting, tx.work.Register, id)
}

// ChangeMeeting writes what can change of a meeting, and counts its version on.
func (tx *Tx) ChangeMeeting(m Meeting) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateMeeting, tx.work.Register, m.ID, m.Day.String(), string(m.State), m.RunnerID, m.RunnerName, m.Current,
		instantOrNull(m.CurrentSince), instantOrNull(m.StartedAt), instantOrNull(m.EndedAt)))
}

// MeetingItems are the agenda of a meeting in its order, without names.
func (tx *Tx) MeetingItems(meeting string) ([]MeetingItem, error) {
	return all(tx.ctx, tx.run, selectMeetingItems, readMeetingItem, tx.work.Register, meeting)
}

// ChangeMeetingItem writes the place, the state and the entry of an item.
func (tx *Tx) ChangeMeetingItem(i MeetingItem) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateMeetingItem, tx.work.Register, i.Meeting, i.Case, i.Place, string(i.State), i.Seq))
}

// LeaveWaiting says of everyone on an agenda who still waits that the meeting
// did not reach them.
func (tx *Tx) LeaveWaiting(meeting string) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, updateItemsWaiting, tx.work.Register, meeting)
	return err
}

// Attendance is who was asked to a meeting, in the order in which they were
// written down.
func (tx *Tx) Attendance(meeting string) ([]Attendance, error) {
	return all(tx.ctx, tx.run, selectAttendance, readAttendance, tx.work.Register, meeting)
}

// SetAttendance writes down who was asked, in place of what there was.
func (tx *Tx) SetAttendance(meeting string, list []Attendance) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteAttendance, tx.work.Register, meeting); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, a := range list {
		rows[i] = []any{tx.work.Register, meeting, i + 1, a.UserID, a.Name, a.Agency, string(a.Presence)}
	}
	return tx.run.add(tx.ctx, insertAttendance, rows)
}

// AddMinutes adds to the minutes of a meeting and gives what was added its
// number and its moment.
func (tx *Tx) AddMinutes(meeting string, m Minutes) error {
	tx.changed = true
	before, err := all(tx.ctx, tx.run, selectMinutes, readMinutes, tx.work.Register, meeting)
	if err != nil {
		return err
	}
	return tx.run.addSealed(tx.ctx, insertMeetingMinutes, tx.work.At, [][]any{{
		tx.work.Register, meeting, len(before) + 1, instant(tx.work.At), m.UserID, m.UserName, m.Body,
	}})
}

// Meeting is one of a register; the error is ErrNotFound without it.
func (s *Store) Meeting(ctx context.Context, register, id string) (Meeting, error) {
	return one(ctx, s.reader(), selectMeeting, readMeeting, register, id)
}

// MeetingsAhead lists at most limit that are planned or run, the next first.
func (s *Store) MeetingsAhead(ctx context.Context, register string, limit int) ([]Meeting, error) {
	return all(ctx, s.reader(), selectMeetingsFrom, readMeeting, register, limit)
}

// MeetingsPast is a page of those that ended or were cancelled, the latest
// first, and how many there are.
func (s *Store) MeetingsPast(ctx context.Context, register string, limit, offset int) (page []Meeting, total int, err error) {
	if total, err = one(ctx, s.reader(), countMeetingsPast, only[int], register); err != nil {
		return nil, 0, fmt.Errorf("counting meetings: %w", err)
	}
	page, err = all(ctx, s.reader(), selectMeetingsPast, readMeeting, register, limit, offset)
	return page, total, err
}

// LastMeeting is the last of a series that ended; ok is false without one.
func (s *Store) LastMeeting(ctx context.Context, register, series string) (m Meeting, ok bool, err error) {
	found, err := all(ctx, s.reader(), selectLastMeeting, readMeeting, register, series)
	if err != nil || len(found) == 0 {
		return m, false, err
	}
	return found[0], true, nil
}

// MeetingAttendance is Tx.Attendance.
func (s *Store) MeetingAttendance(ctx context.Context, register, meeting string) ([]Attendance, error) {
	return all(ctx, s.reader(), selectAttendance, readAttendance, register, meeting)
}

// MinutesOf are the minutes of a meeting: what it ended with, and what was added.
func (s *Store) MinutesOf(ctx context.Context, register, meeting string) ([]Minutes, error) {
	return all(ctx, s.reader(), selectMinutes, readMinutes, register, meeting)
}

// Absence is how often an agency was absent.
type Absence struct {
	Agency string
	Times  int
}

// Absences counts from how many of the last meetings of a series agencies were
// absent, most first, and how many those meetings are.
func (s *Store) Absences(ctx context.Context, register, series string, last int) (list []Absence, meetings int, err error) {
	if meetings, err = one(ctx, s.reader(), countLastMeetings, only[int], register, series, last); err != nil {
		return nil, 0, fmt.Errorf("counting meetings: %w", err)
	}
	list, err = all(ctx, s.reader(), selectAbsences, func(row scan) (a Absence, err error) {
		err = row(&a.Agency, &a.Times)
		return a, err
	}, register, series, last)
	return list, meetings, err
}

// AgendasWith are the places that a case has, or had, on the agendas of meetings.
func (s *Store) AgendasWith(ctx context.Context, register, caseID string) ([]MeetingItem, error) {
	return all(ctx, s.reader(), selectItemsOf, readMeetingItem, register, caseID)
}
