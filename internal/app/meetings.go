package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Words of package store that pages use.
type (
	AgendaReason = store.AgendaReason
	AgendaRow    = store.AgendaRow
	MeetingItem  = store.MeetingItem
	Attendance   = store.Attendance
	Presence     = store.Presence
	Absence      = store.Absence
	MeetingState = store.MeetingState
	ItemState    = store.ItemState
)

const (
	MeetingPlanned   = store.MeetingPlanned
	MeetingRunning   = store.MeetingRunning
	MeetingEnded     = store.MeetingEnded
	MeetingCancelled = store.MeetingCancelled

	ItemWaiting    = store.ItemWaiting
	ItemDiscussed  = store.ItemDiscussed
	ItemOff        = store.ItemOff
	ItemNotReached = store.ItemNotReached

	Present   = store.Present
	Apologies = store.Apologies
	Absent    = store.Absent

	ReasonAdded = store.ReasonAdded
)

// Meeting is a multi-agency meeting with what its series was when it was made.
type Meeting struct {
	store.Meeting
	Terms MeetingSeries
}

func readMeeting(m store.Meeting) (Meeting, error) {
	var terms MeetingSeries
	if err := json.Unmarshal([]byte(m.Terms), &terms); err != nil {
		return Meeting{}, fmt.Errorf("reading the terms of meeting %s: %w", m.ID, err)
	}
	return Meeting{m, terms}, nil
}

func readMeetings(list []store.Meeting) ([]Meeting, error) {
	all := make([]Meeting, len(list))
	for i, m := range list {
		var err error
		if all[i], err = readMeeting(m); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Over reports whether the meeting takes no more changes.
func (m Meeting) Over() bool {
	return m.State == store.MeetingEnded || m.State == store.MeetingCancelled
}

// RunBy reports whether the actor runs it.
func (m Meeting) RunBy(actor access.Actor) bool {
	return m.State == store.MeetingRunning && m.RunnerID == actor.UserID
}

// MeetingsView are the meetings of a register.
type MeetingsView struct {
	Ahead  []Meeting // planned and running, the next first
	Past   []Meeting // a page of them, the latest first
	Total  int       // of the past
	Series []MeetingSeries
}

// MeetingsOnPage is how many past meetings a page has.
const MeetingsOnPage = 20

// Meetings are the meetings of the actor's register.
func (a *App) Meetings(ctx context.Context, actor access.Actor, page int) (MeetingsView, error) {
	var v MeetingsView
	if err := authorise(actor, access.SeeRegister); err != nil {
		return v, err
	}
	settings, err := a.meetingSettings(ctx, actor.Register)
	if err != nil {
		return v, err
	}
	v.Series = settings.Series
	ahead, err := a.store.MeetingsAhead(ctx, actor.Register, 200)
	if err != nil {
		return v, fail(err, "listing meetings")
	}
	past, total, err := a.store.MeetingsPast(ctx, actor.Register, MeetingsOnPage, (max(1, page)-1)*MeetingsOnPage)
	if err != nil {
		return v, fail(err, "listing meetings")
	}
	v.Total = total
	if v.Ahead, err = readMeetings(ahead); err != nil {
		return v, err
	}
	v.Past, err = readMeetings(past)
	return v, err
}

// agendaQuery asks whom a meeting should talk about.
func (a *App) agendaQuery(ctx context.Context, actor access.Actor, m Meeting, settings MeetingSettings) (store.AgendaQuery, error) {
	q := store.AgendaQuery{Today: a.Today(), Weights: settings.weights(), Authorities: m.Terms.Authorities, NotOn: m.ID}
	q.BornFrom, q.BornTo = m.Terms.born(m.Day)
	q.DueBy, q.LongBefore, q.Since = q.Today+civil.Date(settings.Soon), q.Today-civil.Date(settings.Long), a.now().Add(-newFor)
	last, ok, err := a.store.LastMeeting(ctx, actor.Register, m.Series)
	if err != nil {
		return q, fail(err, "finding the meeting before")
	}
	if ok {
		q.Since, q.Before = last.EndedAt, last.ID
	}
	q.For, err = a.viewer(ctx, actor)
	return q, err
}

// MakeMeeting plans a meeting of a series on a day. Its agenda are those for
// whom most speaks, as many as there is time for.
func (a *App) MakeMeeting(ctx context.Context, actor access.Actor, series string, day civil.Date) (id string, err error) {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return "", err
	}
	settings, err := a.meetingSettings(ctx, actor.Register)
	if err != nil {
		return "", err
	}
	terms, ok := settings.SeriesOf(series)
	switch {
	case !ok || terms.Over:
		return "", invalid("series", "Choose which meeting it is")
	case day == 0:
		return "", invalid("day", "Enter the day of the meeting")
	case day < a.Today():
		return "", invalid("day", "The day must be today or later")
	case day > a.Today()+366:
		return "", invalid("day", "The day must be within a year")
	}
	text, err := json.Marshal(terms)
	if err != nil {
		return "", err
	}
	m := Meeting{store.Meeting{ID: NewID(), Series: series, Terms: string(text), Day: day, State: store.MeetingPlanned, Version: 1, MadeAt: a.now().UTC(), MadeName: actor.Name}, terms}
	q, err := a.agendaQuery(ctx, actor, m, settings)
	if err != nil {
		return "", err
	}
	q.Limit = terms.Holds()
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		rows, _, err := tx.Agenda(q)
		if err != nil {
			return err
		}
		var items []store.MeetingItem
		for _, r := range rows {
			if len(r.Reasons) > 0 {
				items = append(items, store.MeetingItem{Meeting: m.ID, Case: r.CaseID, Place: len(items) + 1, Reasons: joinReasons(r.Reasons), State: store.ItemWaiting})
			}
		}
		if err := tx.AddMeeting(m.Meeting, items); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.RunMeetings, "make meeting", "", m.ID))
	})
	return m.ID, fail(err, "making a meeting")
}

func joinReasons(reasons []store.AgendaReason) string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

// ReasonsOf are why somebody is on an agenda.
func ReasonsOf(i MeetingItem) []AgendaReason {
	var reasons []AgendaReason
	for word := range strings.SplitSeq(i.Reasons, ",") {
		if word != "" {
			reasons = append(reasons, AgendaReason(word))
		}
	}
	return reasons
}

// MeetingView is a meeting as the actor sees it. Items without a name are of
// people whom they do not see.
type MeetingView struct {
	Meeting
	Items      []MeetingItem
	Attendance []Attendance
	MayRun     bool
}

// Waiting are how many are still to be talked about.
func (v MeetingView) Waiting() (n int) {
	for _, i := range v.Items {
		if i.State == store.ItemWaiting {
			n++
		}
	}
	return n
}

// item is the one of a person.
func (v MeetingView) item(caseID string) (MeetingItem, bool) {
	i := slices.IndexFunc(v.Items, func(i MeetingItem) bool { return i.Case == caseID })
	if i < 0 {
		return MeetingItem{}, false
	}
	return v.Items[i], true
}

// Meeting is one of the actor's register with its agenda.
func (a *App) Meeting(ctx context.Context, actor access.Actor, id string) (MeetingView, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return MeetingView{}, err
	}
	m, err := a.meeting(ctx, actor, id)
	if err != nil {
		return MeetingView{}, err
	}
	v := MeetingView{Meeting: m, MayRun: access.Can(actor, access.RunMeetings).Allowed}
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return v, err
	}
	if v.Items, err = a.store.MeetingItems(ctx, actor.Register, id, viewer); err != nil {
		return v, fail(err, "reading the agenda of meeting %s", id)
	}
	if err := a.unnameGone(ctx, actor, v.Items); err != nil {
		return v, err
	}
	v.Attendance, err = a.store.MeetingAttendance(ctx, actor.Register, id)
	return v, fail(err, "reading who is at meeting %s", id)
}

// unnameGone takes the name from items whose records were merged into others
// since, or struck out, where the actor does not see those: lists keep no account
// of who may see them.
func (a *App) unnameGone(ctx context.Context, actor access.Actor, items []MeetingItem) error {
	var ids []string
	for _, i := range items {
		if i.Gone {
			ids = append(ids, i.Case)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return fail(err, "reading whose records were merged")
	}
	seen, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return err
	}
	for i := range items {
		if items[i].Gone && !seen[items[i].Case].Allowed {
			items[i].Name, items[i].Rating, items[i].BirthDate = "", "", 0
		}
	}
	return nil
}

func (a *App) meeting(ctx context.Context, actor access.Actor, id string) (Meeting, error) {
	m, err := a.store.Meeting(ctx, actor.Register, id)
	if errors.Is(err, store.ErrNotFound) {
		return Meeting{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return Meeting{}, fail(err, "reading meeting %s", id)
	}
	return readMeeting(m)
}

// NextInLine is a page of those who are not on the agenda of a meeting, by how
// much speaks for them, and how many they are.
func (a *App) NextInLine(ctx context.Context, actor access.Actor, id string, page, size int) (rows []AgendaRow, total int, err error) {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return nil, 0, err
	}
	m, err := a.meeting(ctx, actor, id)
	if err != nil {
		return nil, 0, err
	}
	settings, err := a.meetingSettings(ctx, actor.Register)
	if err != nil {
		return nil, 0, err
	}
	q, err := a.agendaQuery(ctx, actor, m, settings)
	if err != nil {
		return nil, 0, err
	}
	q.Limit, q.Offset = size, (max(1, page)-1)*size
	rows, total, err = a.store.Agenda(ctx, actor.Register, q)
	return rows, total, fail(err, "finding who is next in line")
}

// errMeetingOver is said where a meeting takes no more changes.
var errMeetingOver = &Error{Kind: Conflict, Text: "This meeting is over. What was decided at it stays as it is."}

// inMeeting runs fn with a meeting that is not over, held against other writers.
func (a *App) inMeeting(ctx context.Context, actor access.Actor, id, action, caseID string, fn func(*store.Tx, *Meeting) error) error {
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		held, err := tx.Meeting(id)
		if errors.Is(err, store.ErrNotFound) {
			return &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
		}
		if err != nil {
			return err
		}
		m, err := readMeeting(held)
		if err != nil {
			return err
		}
		if m.Over() {
			return errMeetingOver
		}
		if err := fn(tx, &m); err != nil {
			return err
		}
		if err := tx.ChangeMeeting(m.Meeting); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.RunMeetings, action, caseID, id))
	})
	return fail(err, "meeting %s: %s", id, action)
}

// itemIn is somebody on the agenda of a meeting that the transaction holds.
func itemIn(tx *store.Tx, meeting, caseID string) (found store.MeetingItem, all []store.MeetingItem, err error) {
	if all, err = tx.MeetingItems(meeting); err != nil {
		return found, nil, err
	}
	i := slices.IndexFunc(all, func(i store.MeetingItem) bool { return i.Case == caseID })
	if i < 0 {
		return found, all, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	return all[i], all, nil
}

// AddToAgenda puts somebody on the agenda, or on it again.
func (a *App) AddToAgenda(ctx context.Context, actor access.Actor, id, caseID string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	view, err := a.meeting(ctx, actor, id)
	if err != nil {
		return err
	}
	settings, err := a.meetingSettings(ctx, actor.Register)
	if err != nil {
		return err
	}
	q, err := a.agendaQuery(ctx, actor, view, settings)
	if err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "add to agenda", caseID, func(tx *store.Tx, m *Meeting) error {
		if _, _, err := a.seeIn(ctx, tx, actor, access.SeePerson, caseID); err != nil {
			return err
		}
		on, all, err := itemIn(tx, id, caseID)
		switch {
		case err == nil && on.State == store.ItemOff:
			on.State = store.ItemWaiting
			return tx.ChangeMeetingItem(on)
		case err == nil:
			return invalid("case", "They are on the agenda already")
		case As(err).Kind != NotFound:
			return err
		}
		reasons, err := reasonsIn(tx, q, caseID)
		if err != nil {
			return err
		}
		return tx.AddMeetingItems(store.MeetingItem{
			Meeting: id, Case: caseID, Place: len(all) + 1, Reasons: joinReasons(append(reasons, store.ReasonAdded)), State: store.ItemWaiting, AddedName: actor.Name,
		})
	})
}

// reasonsIn are why a meeting should talk about one person, for whoever it is.
func reasonsIn(tx *store.Tx, q store.AgendaQuery, caseID string) ([]store.AgendaReason, error) {
	q.BornFrom, q.BornTo, q.Authorities, q.NotOn, q.Only, q.Limit = 0, 0, nil, "", caseID, 1
	rows, _, err := tx.Agenda(q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Reasons, nil
}

// TakeOffAgenda takes somebody off, with a reason that stands in their record.
func (a *App) TakeOffAgenda(ctx context.Context, actor access.Actor, id, caseID, reason string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "take off agenda", caseID, func(tx *store.Tx, m *Meeting) error {
		i, _, err := itemIn(tx, id, caseID)
		if err != nil {
			return err
		}
		if i.State != store.ItemWaiting {
			return invalid("", "They are not waiting on this agenda any more")
		}
		c, l, err := a.seeIn(ctx, tx, actor, access.Record, caseID)
		if err != nil {
			return err
		}
		if len([]rune(reason)) > maxReason {
			return invalid("reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		}
		receipt, err := a.enter(tx, actor, access.Record, l.Purpose, c, casefile.Add{On: a.Today(), Fact: casefile.MeetingPutOff{Meeting: id, Series: m.Terms.Name}, Note: reason})
		if err != nil {
			return renamed(err, "note", "reason")
		}
		i.State, i.Seq = store.ItemOff, receipt.Version
		if m.Current == caseID {
			m.Current, m.CurrentSince = "", time.Time{}
		}
		return tx.ChangeMeetingItem(i)
	})
}

// renamed gives the refusals of a decision the names of the form's fields.
func renamed(err error, from, to string) error {
	refusals, ok := casefile.AsRefusals(err)
	if !ok {
		return err
	}
	for i := range refusals {
		if refusals[i].Field == from {
			refusals[i].Field = to
		}
	}
	return refusals
}

// MoveOnAgenda moves somebody one place up, or down.
func (a *App) MoveOnAgenda(ctx context.Context, actor access.Actor, id, caseID string, up bool) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "order agenda", "", func(tx *store.Tx, m *Meeting) error {
		_, all, err := itemIn(tx, id, caseID)
		if err != nil {
			return err
		}
		// Those who are off keep their places at the end.
		slices.SortStableFunc(all, func(x, y store.MeetingItem) int { return off(x) - off(y) })
		at := slices.IndexFunc(all, func(i store.MeetingItem) bool { return i.Case == caseID })
		to := at + 1
		if up {
			to = at - 1
		}
		if to >= 0 && to < len(all) && off(all[at]) == off(all[to]) {
			all[at], all[to] = all[to], all[at]
		}
		for n, i := range all {
			if i.Place == n+1 {
				continue
			}
			i.Place = n + 1
			if err := tx.ChangeMeetingItem(i); err != nil {
				return err
			}
		}
		return nil
	})
}

func off(i store.MeetingItem) int {
	if i.State == store.ItemOff {
		return 1
	}
	return 0
}

// CancelMeeting says that a planned meeting does not take place.
func (a *App) CancelMeeting(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "cancel meeting", "", func(tx *store.Tx, m *Meeting) error {
		if m.State != store.MeetingPlanned {
			return invalid("", "It has begun. End it instead")
		}
		m.State, m.EndedAt = store.MeetingCancelled, a.now().UTC()
		return nil
	})
}

// AskForMeeting asks that the next meeting talk about a person.
func (a *App) AskForMeeting(ctx context.Context, actor access.Actor, caseID, why string) error {
	if err := authorise(actor, access.AskForMeeting); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, access.AskForMeeting, caseID)
		switch {
		case err != nil:
			return err
		case len([]rune(why)) > maxReason:
			return invalid("note", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		case !c.OnRegister:
			return invalid("", "They are not on the register, so no meeting will talk about them.")
		case c.Meetings.Asked != nil:
			return &Error{Kind: Conflict, Text: "It has been asked for already. The next meeting is told."}
		}
		_, err = a.enter(tx, actor, access.AskForMeeting, l.Purpose, c, casefile.Add{On: a.Today(), Fact: casefile.MeetingAsked{}, Note: why})
		return err
	}), "asking for a meeting about case %s", caseID)
}

// MeetingVersion counts the changes of a meeting.
func (a *App) MeetingVersion(ctx context.Context, actor access.Actor, id string) (int, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return 0, err
	}
	m, err := a.meeting(ctx, actor, id)
	return m.Version, err
}
