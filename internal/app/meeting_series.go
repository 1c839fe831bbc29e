package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// MeetingSeries is a multi-agency meeting that comes again and again: for
// children, for adults, for a place.
type MeetingSeries struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	AgeFrom     int          `json:"age_from,omitempty"`
	AgeTo       int          `json:"age_to,omitempty"` // in years, the last of them included; 0 for no limit
	Authorities []string     `json:"authorities,omitempty"`
	Weekday     time.Weekday `json:"weekday,omitempty"` // Sunday, which is 0, for no usual day
	Length      int          `json:"length"`            // minutes
	Each        int          `json:"each"`              // minutes for a person
	Agencies    []string     `json:"agencies,omitempty"`
	Chair       string       `json:"chair,omitempty"`
	Over        bool         `json:"over,omitempty"` // no new meetings are made of it
}

// Holds is how many people fit into a meeting.
func (s MeetingSeries) Holds() int { return max(1, s.Length/max(1, s.Each)) }

// For says whom the meeting is for.
func (s MeetingSeries) For() string {
	var who string
	switch {
	case s.AgeFrom == 0 && s.AgeTo == 0:
		who = "People of every age"
	case s.AgeTo == 0:
		who = fmt.Sprintf("People aged %d and over", s.AgeFrom)
	case s.AgeFrom == 0:
		who = fmt.Sprintf("People up to the age of %d", s.AgeTo)
	default:
		who = fmt.Sprintf("People aged %d to %d", s.AgeFrom, s.AgeTo)
	}
	if len(s.Authorities) > 0 {
		who += ", of " + strings.Join(s.Authorities, " and ")
	}
	return who
}

// is reports whether the meeting is for a person. Whoever has no date of birth
// or no local authority is in all of them, so that nobody falls between.
func (s MeetingSeries) is(born civil.Date, authority string, on civil.Date) bool {
	from, to := s.born(on)
	return (born == 0 || born >= from && (to == 0 || born <= to)) &&
		(authority == "" || len(s.Authorities) == 0 || slices.Contains(s.Authorities, authority))
}

// born is between which days whoever the meeting is for was born; zero for no
// limit.
func (s MeetingSeries) born(on civil.Date) (from, to civil.Date) {
	if s.AgeTo > 0 {
		from = on.AddMonths(-12*(s.AgeTo+1)) + 1
	}
	if s.AgeFrom > 0 {
		to = on.AddMonths(-12 * s.AgeFrom)
	}
	return from, to
}

// MeetingSettings are what a register settles itself about its meetings.
// Neither law nor national policy says who is to be talked about first, or how
// often: all of it is local.
type MeetingSettings struct {
	Series  []MeetingSeries            `json:"series"`
	Weights map[store.AgendaReason]int `json:"weights,omitempty"` // those that are not AgendaWeights
	// Soon is within how many days something is due soon, and Long after how
	// many without a discussion it is long.
	Soon int `json:"soon"`
	Long int `json:"long"`
}

// AgendaWeight is a reason to talk about somebody, in words, and how much it
// weighs unless a register settles otherwise.
type AgendaWeight struct {
	Reason store.AgendaReason
	Words  string
	Weight int
}

// AgendaWeights are the reasons in the order in which they are read out. What
// someone's reasons weigh together says how early they come; of two with the
// same, who was not discussed for longest comes first.
var AgendaWeights = []AgendaWeight{
	{store.ReasonRed, "Rated red", 50},
	{store.ReasonAsked, "Somebody asked for it", 40},
	{store.ReasonNotReached, "The last meeting did not reach them", 40},
	{store.ReasonAdmitted, "Admitted to hospital since the last meeting", 40},
	{store.ReasonDischarged, "Discharged from hospital since the last meeting", 30},
	{store.ReasonRating, "Rating changed since the last meeting", 25},
	{store.ReasonConsent, "Consent changed since the last meeting", 20},
	{store.ReasonOverdue, "Something is overdue", 30},
	{store.ReasonDue, "Something is due soon", 10},
	{store.ReasonLong, "Not discussed for a long time", 10},
}

// ReasonWords are a reason as people read it.
func ReasonWords(r store.AgendaReason) string {
	for _, w := range AgendaWeights {
		if w.Reason == r {
			return w.Words
		}
	}
	if r == store.ReasonAdded {
		return "Added by hand"
	}
	return string(r)
}

const (
	usualSoon = 14 // days
	usualLong = 91
	// newFor is for how long what happened is new to the first meeting of a
	// series, which has none before it.
	newFor = 28 * 24 * time.Hour

	settingOfMeetings = "meetings"
)

// Limits of meetings.
const (
	MostSeries       = 30
	MostMinutes      = 8 * 60
	MostWeight       = 100
	mostAgencies     = 30
	mostMeetingNames = 200 // characters
)

// Weight is how much a reason weighs.
func (s MeetingSettings) Weight(r store.AgendaReason) int {
	if w, ok := s.Weights[r]; ok {
		return w
	}
	for _, w := range AgendaWeights {
		if w.Reason == r {
			return w.Weight
		}
	}
	return 0
}

func (s MeetingSettings) weights() map[store.AgendaReason]int {
	all := map[store.AgendaReason]int{}
	for _, w := range AgendaWeights {
		all[w.Reason] = s.Weight(w.Reason)
	}
	return all
}

// SeriesOf is the series with an identifier.
func (s MeetingSettings) SeriesOf(id string) (MeetingSeries, bool) {
	i := slices.IndexFunc(s.Series, func(x MeetingSeries) bool { return x.ID == id })
	if i < 0 {
		return MeetingSeries{}, false
	}
	return s.Series[i], true
}

func readMeetingSettings(settings string) (MeetingSettings, error) {
	s := MeetingSettings{Soon: usualSoon, Long: usualLong}
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfMeetings]; err == nil && ok {
		err = json.Unmarshal(chosen, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the settings of meetings: %w", err)
	}
	return s, nil
}

func (a *App) meetingSettings(ctx context.Context, register string) (MeetingSettings, error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return MeetingSettings{}, fail(err, "reading register %s", register)
	}
	return readMeetingSettings(r.Settings)
}

// MeetingSettings are those of the actor's register.
func (a *App) MeetingSettings(ctx context.Context, actor access.Actor) (MeetingSettings, error) {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return MeetingSettings{}, err
	}
	return a.meetingSettings(ctx, actor.Register)
}

// SetSeries adds a series, or changes the one with its identifier. Meetings
// that were made of it before stay as they are.
func (a *App) SetSeries(ctx context.Context, actor access.Actor, s MeetingSeries) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	s.Name, s.Chair = strings.TrimSpace(s.Name), strings.TrimSpace(s.Chair)
	return a.changeMeetings(ctx, actor, "change meeting series", func(now *MeetingSettings) error {
		refusals := s.check()
		i := slices.IndexFunc(now.Series, func(x MeetingSeries) bool { return x.ID == s.ID })
		if slices.ContainsFunc(now.Series, func(x MeetingSeries) bool { return x.ID != s.ID && strings.EqualFold(x.Name, s.Name) }) {
			refusals = append(refusals, casefile.Refusal{Field: "name", Text: "There is a meeting of this name already"})
		}
		if i < 0 && len(now.Series) >= MostSeries {
			refusals = append(refusals, casefile.Refusal{Text: fmt.Sprintf("There are %d meetings already. Change one of them", MostSeries)})
		}
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		if i < 0 {
			now.Series = append(now.Series, s)
		} else {
			now.Series[i] = s
		}
		return nil
	})
}

// SetAgenda changes how agendas are made.
func (a *App) SetAgenda(ctx context.Context, actor access.Actor, weights map[store.AgendaReason]int, soon, long int) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	var refusals casefile.Refusals
	for _, w := range AgendaWeights {
		if n, ok := weights[w.Reason]; !ok || n < 0 || n > MostWeight {
			refusals = append(refusals, casefile.Refusal{Field: "weight_" + string(w.Reason), Text: fmt.Sprintf("“%s” must weigh from 0 to %d", w.Words, MostWeight)})
		}
	}
	if soon < 1 || soon > 365 {
		refusals = append(refusals, casefile.Refusal{Field: "soon", Text: "Due soon must be within 1 to 365 days"})
	}
	if long < 1 || long > 3650 {
		refusals = append(refusals, casefile.Refusal{Field: "long", Text: "A long time must be from 1 to 3,650 days"})
	}
	if len(refusals) > 0 {
		return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	return a.changeMeetings(ctx, actor, "change agendas", func(now *MeetingSettings) error {
		now.Weights, now.Soon, now.Long = weights, soon, long
		return nil
	})
}

// changeMeetings changes the settings of meetings as they stand.
func (a *App) changeMeetings(ctx context.Context, actor access.Actor, action string, change func(*MeetingSettings) error) error {
	return fail(a.changeSettingFrom(ctx, actor, access.RunMeetings, settingOfMeetings, action, func(settings string) (any, error) {
		now, err := readMeetingSettings(settings)
		if err != nil {
			return nil, err
		}
		return &now, change(&now)
	}), "changing the meetings of register %s", actor.Register)
}

// check refuses what cannot be. The fields are those of the form.
func (s MeetingSeries) check() (r casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(s.ID == "" || len(s.ID) > 40, "", "This meeting has no identifier")
	refuse(s.Name == "", "name", "Enter what the meeting is called")
	refuse(len([]rune(s.Name)) > mostMeetingNames, "name", fmt.Sprintf("The name must have %d characters or fewer", mostMeetingNames))
	refuse(s.AgeFrom < 0 || s.AgeFrom > 120, "age_from", "The first age must be from 0 to 120")
	refuse(s.AgeTo < 0 || s.AgeTo > 120, "age_to", "The last age must be from 0 to 120")
	refuse(s.AgeTo > 0 && s.AgeTo < s.AgeFrom, "age_to", "The last age must not be below the first")
	refuse(s.Length < 5 || s.Length > MostMinutes, "length", fmt.Sprintf("The meeting must last from 5 to %d minutes", MostMinutes))
	refuse(s.Each < 1 || s.Each > s.Length, "each", "The minutes for a person must be at least 1 and not more than the meeting has")
	refuse(s.Weekday < time.Sunday || s.Weekday > time.Saturday, "weekday", "Choose the usual day")
	refuse(len(s.Agencies) > mostAgencies, "agencies", fmt.Sprintf("Name %d agencies or fewer", mostAgencies))
	return r
}

// Next is the first usual day of a series from a day on.
func (s MeetingSeries) Next(from civil.Date) civil.Date {
	for day := from; s.Weekday != time.Sunday && day < from+7; day++ {
		if day.Weekday() == s.Weekday {
			return day
		}
	}
	return from
}
