package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// running refuses to change a meeting that the actor does not run.
func running(m Meeting, actor access.Actor) error {
	switch {
	case m.State != store.MeetingRunning:
		return &Error{Kind: Conflict, Text: "This meeting has not begun. Begin it first: what you typed is kept."}
	case !m.RunBy(actor):
		return &Error{Kind: Conflict, Text: m.RunnerName + " runs this meeting now. What you typed is kept, and nothing of it is recorded. Speak with them, or run the meeting yourself."}
	}
	return nil
}

// RunMeeting begins a meeting, today, or takes over one that somebody else
// runs. Whoever ran it is told when they next save.
func (a *App) RunMeeting(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "run meeting", "", func(tx *store.Tx, m *Meeting) error {
		if m.State == store.MeetingPlanned {
			if m.Day > a.Today() {
				return invalid("", "This meeting is planned for "+m.Day.Long()+". It can begin on that day")
			}
			m.State, m.Day, m.StartedAt = store.MeetingRunning, a.Today(), a.now().UTC()
			all, err := tx.MeetingItems(id)
			if err != nil {
				return err
			}
			a.turnTo(m, nextWaiting(all, ""))
		}
		m.RunnerID, m.RunnerName = actor.UserID, actor.Name
		return nil
	})
}

// nextWaiting is who comes after somebody on the agenda and still waits, or the
// first who waits; "" when nobody does.
func nextWaiting(all []store.MeetingItem, after string) string {
	first, past := "", false
	for _, i := range all {
		if i.State == store.ItemWaiting && i.Case != after {
			if past {
				return i.Case
			}
			first = cmp.Or(first, i.Case)
		}
		past = past || i.Case == after
	}
	return first
}

// turnTo makes a person the one who is talked about.
func (a *App) turnTo(m *Meeting, caseID string) {
	if m.Current == caseID {
		return
	}
	m.Current, m.CurrentSince = caseID, a.now().UTC()
	if caseID == "" {
		m.CurrentSince = time.Time{}
	}
}

// TalkAbout turns a meeting that the actor runs to somebody on its agenda; to
// whoever waits next where caseID is "".
func (a *App) TalkAbout(ctx context.Context, actor access.Actor, id, caseID string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "talk about", caseID, func(tx *store.Tx, m *Meeting) error {
		if err := running(*m, actor); err != nil {
			return err
		}
		all, err := tx.MeetingItems(id)
		if err != nil {
			return err
		}
		if caseID == "" {
			a.turnTo(m, nextWaiting(all, m.Current))
			return nil
		}
		i := slices.IndexFunc(all, func(i store.MeetingItem) bool { return i.Case == caseID })
		if i < 0 {
			return &Error{Kind: NotFound, Text: noSuchRecord}
		}
		if all[i].State == store.ItemOff {
			return invalid("", "They were taken off the agenda. Put them on it again first")
		}
		a.turnTo(m, caseID)
		return nil
	})
}

// Discussed is what was said and decided of one person at a meeting.
type Discussed struct {
	ID      string // of the discussion: sent twice, it is recorded once
	Words   string
	Own     string // what the person says about it, in their own words
	Earlier []casefile.EarlierAction
	Rated   *casefile.Rated // nil leaves the rating as it is
	Reason  string          // of the rating
	Actions []casefile.Action
	Review  *casefile.ReviewRequested
	Because string // why a review is needed
}

// decision is what is recorded of it. On is the day of the meeting.
func (d Discussed) decision(m Meeting) casefile.Discuss {
	actions := slices.Clone(d.Actions)
	for i := range actions {
		actions[i].Meeting = m.ID
	}
	return casefile.Discuss{
		On: m.Day, Meeting: casefile.Meeting{ID: d.ID, Meeting: m.ID, Series: m.Terms.Name, Own: d.Own}, Words: d.Words, Earlier: d.Earlier,
		Rated: d.Rated, Reason: d.Reason, Actions: actions, Review: d.Review, Because: d.Because,
	}
}

// Discuss records what a meeting that the actor runs said and decided of a
// person, in one transaction, and turns to the next who waits. Version is as in
// Record. Who owns an action and is a user of that name gets the relation that
// goes with it, so that they see what they have to do.
func (a *App) Discuss(ctx context.Context, actor access.Actor, id, caseID string, version int, d Discussed) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	if d.Rated != nil {
		if err := authorise(actor, access.Rate); err != nil {
			return err
		}
	}
	users, err := a.involvable(ctx, actor.Register)
	if err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "discuss", caseID, func(tx *store.Tx, m *Meeting) error {
		if err := running(*m, actor); err != nil {
			return err
		}
		i, all, err := itemIn(tx, id, caseID)
		if err != nil {
			return err
		}
		if i.State == store.ItemOff {
			return &Error{Kind: Conflict, Text: "They were taken off the agenda meanwhile. What you typed is kept: put them on the agenda again to record it."}
		}
		c, l, err := a.seeIn(ctx, tx, actor, access.Record, caseID)
		if err != nil {
			return err
		}
		if l.Sight < access.Whole {
			return &Error{Kind: Forbidden, Text: "You do not see all of this record, so you cannot record this. Ask the register coordinator."}
		}
		if hasDiscussion(c, d.ID) { // it was sent twice
			a.turnTo(m, nextWaiting(all, caseID))
			return nil
		}
		if version != AnyVersion && c.Version() != version {
			return conflict(l.seen(c), version)
		}
		p := access.Record
		if d.Rated != nil {
			p = access.Rate
		}
		receipt, err := a.enter(tx, actor, p, l.Purpose, c, d.decision(*m))
		if err != nil {
			return err
		}
		if err := a.giveActions(ctx, tx, actor, users, c, d.Actions); err != nil {
			return err
		}
		i.State, i.Seq = store.ItemDiscussed, receipt.Entries[0].Seq
		if err := tx.ChangeMeetingItem(i); err != nil {
			return err
		}
		a.turnTo(m, nextWaiting(all, caseID))
		return nil
	})
}

func hasDiscussion(c *casefile.Case, id string) bool {
	return id != "" && slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool {
		f, ok := e.Fact.(casefile.Meeting)
		return ok && f.ID == id
	})
}

// giveActions gives each owner of an action who is one user by that name the
// relation to it, where the actor may involve and the role goes with it.
func (a *App) giveActions(ctx context.Context, tx *store.Tx, actor access.Actor, users []InvolvedUser, c *casefile.Case, actions []casefile.Action) error {
	if !access.Can(actor, access.Involve).Allowed {
		return nil
	}
	for _, action := range actions {
		var owners []InvolvedUser
		for _, u := range users {
			if u.Name == action.Owner {
				owners = append(owners, u)
			}
		}
		if len(owners) != 1 || !owners[0].gets(access.OwnsAction) {
			continue
		}
		n := NewInvolvement{UserID: owners[0].ID, Relation: access.OwnsAction, Subject: action.ID}
		if err := a.involveIn(ctx, tx, actor, users, c.ID, n); err != nil {
			return err
		}
	}
	return nil
}

// CheckDiscussed refuses what Discuss would refuse of it, without recording.
func CheckDiscussed(s Stage, d Discussed, today civil.Date) error {
	_, err := d.decision(s.Meeting).Decide(s.Case, today)
	return err
}

// Stage is one person of a meeting as the actor sees them.
type Stage struct {
	Meeting Meeting
	Item    MeetingItem
	Case    *casefile.Case // as the actor sees it; nil for whom they do not see
	Sight   access.Sight
	MayRate bool
	// Asked is what stands that asks for it. Last is the last discussion before
	// this meeting, and Now those of this meeting, the latest first.
	Asked *casefile.Recorded
	Last  *casefile.Discussion
	Now   []casefile.Discussion
	Open  []casefile.ActionState // actions that are open, the first due first
	Owed  []casefile.ActionState // those of the last discussion, with what became of them
}

// Stage is a person of a meeting's agenda. That they were looked at is noted.
func (a *App) Stage(ctx context.Context, actor access.Actor, v MeetingView, caseID string) (Stage, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return Stage{}, err
	}
	s := Stage{Meeting: v.Meeting}
	item, ok := v.item(caseID)
	if !ok {
		return s, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	s.Item = item
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		if k := As(err).Kind; k == NotFound || k == Forbidden {
			return s, nil
		}
		return s, err
	}
	if err := l.looked(ctx, a, "see record", caseID, "at meeting "+v.ID); err != nil {
		return s, err
	}
	s.show(l.seen(c), l)
	s.MayRate = l.may(access.Rate)
	return s, nil
}

func (s *Stage) show(c *casefile.Case, l lens) {
	s.Case, s.Sight = c, l.Sight
	if l.Sight < access.Whole {
		return
	}
	s.Asked = c.Meetings.Asked
	states := c.ActionStates()
	for _, d := range c.Discussions() {
		switch {
		case d.Of().Meeting == s.Meeting.ID && d.Withheld == "":
			s.Now = append(s.Now, d)
		case s.Last == nil && d.On <= s.Meeting.Day:
			s.Last = &d
		}
	}
	for _, a := range states {
		if a.Open() && a.Action.Meeting != s.Meeting.ID {
			s.Open = append(s.Open, a)
		}
		if s.Last != nil && slices.ContainsFunc(s.Last.Decided, func(e casefile.Recorded) bool { return e.Seq == a.Recorded.Seq }) {
			s.Owed = append(s.Owed, a)
		}
	}
	slices.SortStableFunc(s.Open, func(x, y casefile.ActionState) int { return due(x) - due(y) })
}

func due(a casefile.ActionState) int {
	if a.Due == 0 {
		return 1 << 30 // what has no day comes last
	}
	return int(a.Due)
}

// TimeLeft is how long the meeting still has for whom it talks about; negative
// once it is over.
func (a *App) TimeLeft(m Meeting) time.Duration {
	if m.Current == "" || m.CurrentSince.IsZero() {
		return 0
	}
	return time.Duration(m.Terms.Each)*time.Minute - a.now().Sub(m.CurrentSince)
}

// EndMeeting ends a meeting that the actor runs: its minutes are final, and of
// whom it did not reach the next one is told.
func (a *App) EndMeeting(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "end meeting", "", func(tx *store.Tx, m *Meeting) error {
		if err := running(*m, actor); err != nil {
			return err
		}
		if err := tx.LeaveWaiting(id); err != nil {
			return err
		}
		who, err := tx.Attendance(id)
		if err != nil {
			return err
		}
		for _, agency := range absentAgencies(m.Terms.Agencies, who) {
			who = append(who, Attendance{Agency: agency, Presence: store.Absent})
		}
		if err := tx.SetAttendance(id, who); err != nil {
			return err
		}
		m.State, m.EndedAt, m.Current, m.CurrentSince = store.MeetingEnded, a.now().UTC(), "", time.Time{}
		m.RunnerID, m.RunnerName = "", ""
		items, err := tx.MeetingItems(id)
		if err != nil {
			return err
		}
		return a.closeMinutes(tx, actor, *m, items, who)
	})
}

// absentAgencies are those that were expected and from which nobody is present.
func absentAgencies(expected []string, who []Attendance) []string {
	var absent []string
	for _, agency := range expected {
		if !slices.ContainsFunc(who, func(w Attendance) bool { return w.Agency == agency && (w.Presence == store.Present || w.Name == "") }) {
			absent = append(absent, agency)
		}
	}
	return absent
}

// AddAttendee writes down who was asked to a meeting and whether they are there.
func (a *App) AddAttendee(ctx context.Context, actor access.Actor, id string, who Attendance) error {
	return a.changeAttendance(ctx, actor, id, func(list []Attendance) ([]Attendance, error) {
		var r casefile.Refusals
		if who.Name == "" {
			r = append(r, casefile.Refusal{Field: "name", Text: "Enter who it is"})
		}
		if len([]rune(who.Name)) > mostMeetingNames {
			r = append(r, casefile.Refusal{Field: "name", Text: fmt.Sprintf("The name must have %d characters or fewer", mostMeetingNames)})
		}
		if len([]rune(who.Agency)) > mostMeetingNames {
			r = append(r, casefile.Refusal{Field: "agency", Text: fmt.Sprintf("The agency must have %d characters or fewer", mostMeetingNames)})
		}
		if !slices.Contains(Presences, who.Presence) {
			r = append(r, casefile.Refusal{Field: "presence", Text: "Choose if they are here"})
		}
		if slices.ContainsFunc(list, func(x Attendance) bool { return x.Name == who.Name && x.Agency == who.Agency }) {
			r = append(r, casefile.Refusal{Field: "name", Text: "They are on the list already"})
		}
		if len(r) > 0 {
			return nil, &Error{Kind: Invalid, Text: r.Error(), Refusals: r}
		}
		users, err := a.store.Users(ctx, actor.Register)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			if u.Name == who.Name && !u.Disabled {
				who.UserID = u.ID
			}
		}
		return append(list, who), nil
	})
}

// Presences lists them in the order to offer them.
var Presences = []Presence{store.Present, store.Apologies, store.Absent}

// PresenceWord is a presence as people read it.
func PresenceWord(p Presence) string {
	return map[Presence]string{store.Present: "Present", store.Apologies: "Apologies", store.Absent: "Absent"}[p]
}

// SetPresence changes whether somebody on the list is there; "" takes them off
// the list.
func (a *App) SetPresence(ctx context.Context, actor access.Actor, id string, n int, p Presence) error {
	return a.changeAttendance(ctx, actor, id, func(list []Attendance) ([]Attendance, error) {
		i := slices.IndexFunc(list, func(x Attendance) bool { return x.N == n })
		switch {
		case i < 0:
			return nil, &Error{Kind: Conflict, Text: "Somebody else has changed the list. Look at it again."}
		case p == "":
			return slices.Delete(list, i, i+1), nil
		case !slices.Contains(Presences, p):
			return nil, invalid("presence", "Choose if they are here")
		}
		list[i].Presence = p
		return list, nil
	})
}

func (a *App) changeAttendance(ctx context.Context, actor access.Actor, id string, change func([]Attendance) ([]Attendance, error)) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	return a.inMeeting(ctx, actor, id, "note attendance", "", func(tx *store.Tx, m *Meeting) error {
		list, err := tx.Attendance(id)
		if err != nil {
			return err
		}
		if list, err = change(list); err != nil {
			return err
		}
		return tx.SetAttendance(id, list)
	})
}

// AbsencesOf counts from how many of the last meetings of a series each agency
// was absent, and how many those meetings are.
func (a *App) AbsencesOf(ctx context.Context, actor access.Actor, series string) ([]Absence, int, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, 0, err
	}
	list, n, err := a.store.Absences(ctx, actor.Register, series, absencesOver)
	return list, n, fail(err, "counting absences")
}

// absencesOver is over how many meetings absences are counted.
const absencesOver = 12

// AbsentSoFar are the agencies that were expected and from which nobody is
// present.
func (v MeetingView) AbsentSoFar() []string { return absentAgencies(v.Terms.Agencies, v.Attendance) }

// MeetingNames are the names of the register's users, to choose from.
func (a *App) MeetingNames(ctx context.Context, actor access.Actor) ([]string, error) {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return nil, err
	}
	users, err := a.store.Users(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	var names []string
	for _, u := range users {
		if !u.Disabled {
			names = append(names, u.Name)
		}
	}
	return names, nil
}
