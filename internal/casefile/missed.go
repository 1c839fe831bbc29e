package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// MissedDate says why a date of the clock was missed and who was told. It
// names the obligation by its rule, what started it, and the day it was due;
// the words are the entry's Note. The clock passes it over: a reason takes
// nothing back.
type MissedDate struct {
	Rule      string       `json:"rule"`              // id of the clock's rule, such as policy.red-review
	Started   int          `json:"started,omitempty"` // sequence number of the entry that started it; 0 when none did
	StartedOn civil.Date   `json:"started_on"`
	Due       civil.Date   `json:"due"`
	Reason    MissedReason `json:"reason"`
	Told      []Told       `json:"told"`
}

func (MissedDate) Kind() Kind { return "missed-date" }

// About reports whether two entries say why the same date was missed.
func (m MissedDate) About(other MissedDate) bool {
	return m.Rule == other.Rule && m.Started == other.Started && m.StartedOn == other.StartedOn && m.Due == other.Due
}

// MissedReason is why a date was missed.
type MissedReason string

// MissedOther needs words of its own.
const MissedOther MissedReason = "other"

// missedReasons is the list of reasons, in the order to offer them, and the
// only place that has it.
var missedReasons = []struct {
	reason MissedReason
	word   string
}{
	{"person-asked-to-wait", "The person or their family asked to wait"},
	{"person-unwell", "The person was not well enough"},
	{"panel-not-found", "A panel could not be found in time"},
	{"papers-late", "The papers were not ready"},
	{"admission-not-known", "We were not told of the admission in time"},
	{"change-not-known", "We were not told of another change in time"},
	{"staff-shortage", "There were not enough staff"},
	{"bed-moved", "The person was moved to another bed or hospital"},
	{"service-not-available", "The service or support was not available"},
	{"done-not-recorded", "It was done in time and recorded late or not at all"},
	{"overlooked", "It was overlooked"},
	{MissedOther, "Another reason"},
}

// MissedReasons lists the reasons.
var MissedReasons = func() []MissedReason {
	all := make([]MissedReason, len(missedReasons))
	for i, r := range missedReasons {
		all[i] = r.reason
	}
	return all
}()

// Word is the reason as people read it.
func (r MissedReason) Word() string {
	for _, known := range missedReasons {
		if known.reason == r {
			return known.word
		}
	}
	return string(r)
}

// Told is who was told that a date was missed.
type Told string

// ToldNobody stands alone.
const ToldNobody Told = "nobody"

// Tolds lists who can be told, in the order to offer them.
var Tolds = []Told{"person", "family", "advocate", "commissioner", "provider", "local-authority", "executive", "others", ToldNobody}

// Word is who was told, as people read it.
func (t Told) Word() string {
	switch t {
	case "person":
		return "The person"
	case "family":
		return "Family or carer"
	case "advocate":
		return "Advocate"
	case "commissioner":
		return "Responsible commissioner"
	case "provider":
		return "Ward or care provider"
	case "local-authority":
		return "Local authority"
	case "executive":
		return "Executive lead or oversight panel"
	case "others":
		return "Someone else"
	case ToldNobody:
		return "Nobody yet"
	}
	return string(t)
}

// check holds the fields to what they may be; note is the entry's.
func (m MissedDate) check(note string) Refusals {
	var r Refusals
	switch {
	case !slices.Contains(MissedReasons, m.Reason):
		r = append(r, Refusal{"reason", "Choose why the date was missed"})
	case m.Reason == MissedOther && strings.TrimSpace(note) == "":
		r = append(r, Refusal{"note", "Say in words why the date was missed"})
	}
	unknown := func(t Told) bool { return !slices.Contains(Tolds, t) }
	switch {
	case len(m.Told) == 0 || slices.ContainsFunc(m.Told, unknown):
		r = append(r, Refusal{"told", "Choose who was told, or “Nobody yet”"})
	case len(m.Told) > 1 && slices.Contains(m.Told, ToldNobody):
		r = append(r, Refusal{"told", "Choose who was told, or “Nobody yet”, but not both"})
	}
	return r
}

// toldWords say who was told.
func (m MissedDate) toldWords() string {
	all := make([]string, len(m.Told))
	for i, t := range m.Told {
		if all[i] = t.Word(); i > 0 {
			all[i] = lower(all[i])
		}
	}
	return strings.Join(all, ", ")
}

// WhyMissed is the latest standing entry that says why a date was missed.
func (c *Case) WhyMissed(about MissedDate) (Recorded, bool) {
	var found Recorded
	for _, e := range c.Standing {
		if m, ok := e.Fact.(MissedDate); ok && m.About(about) && e.Seq > found.Seq {
			found = e
		}
	}
	return found, found.Seq != 0
}
