package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// meetingStage is the person whom a meeting talks about, to be read from the
// other end of a room: who they are and what has to be known, and nothing that
// only tells them from others.
type meetingStage struct {
	Name    string
	Unseen  bool // the visitor does not see them
	Part    bool // the record is not seen as a whole
	Age     string
	Rating  ui.RatingTag
	Where   string
	Alerts  []string
	Reasons []string
	Asked   string // why it was asked for
	AskedBy string
	Record  *ui.Link
	Last    *stageDiscussion
	Now     []stageDiscussion
	Open    []string // actions that are open
	Clock   *stageClock
}

// stageDiscussion is what was said and decided of the person at a meeting.
type stageDiscussion struct {
	When    string
	Own     string // what the person says about it
	Words   string
	Decided []stageDecided
}

// stageDecided is one thing that was decided, with what became of an action.
type stageDecided struct {
	Words   string
	Outcome ui.Component
}

// stageClock says kindly how much of the person's time is left. A script counts
// on from the seconds that the server gives.
type stageClock struct {
	Left  int // seconds
	Words string
	Plan  string
}

func (s *Server) stageOf(stage app.Stage) meetingStage {
	today := s.app.Today()
	m := meetingStage{Reasons: reasonLines(app.ReasonsOf(stage.Item), stage.Item.AddedName)}
	c := stage.Case
	if c == nil {
		return meetingStage{Name: someoneUnseen, Unseen: true}
	}
	m.Name, m.Age = c.Name(), ageWords(c.Details.BirthDate, today)
	if c.Rating != nil {
		m.Rating.Rating = string(c.Rating.Rating)
	}
	m.Rating.Large = true
	m.Record = &ui.Link{Text: "Open the record", Href: "/people/" + url.PathEscape(c.ID)}
	if stage.Sight < access.Whole {
		m.Part, m.Alerts = true, []string{"You see only a part of this record"}
		return m
	}
	m.Where = "At home"
	switch {
	case c.Stay != nil:
		m.Where = "In hospital since " + c.Stay.Admitted.Long() + ": " + hospitalPlace(*c.Stay)
	case c.InHospital():
		m.Where = "In hospital. The admission is not recorded"
	}
	switch k := c.RegisterConsent; {
	case k == nil:
		m.Alerts = append(m.Alerts, "Consent to be on the register has not been asked for")
	case k.Decision != casefile.Given:
		m.Alerts = append(m.Alerts, "No consent to be on the register. Say only what has to be said")
	}
	if k := c.ReviewsConsent; k != nil && k.Decision != casefile.Given {
		m.Alerts = append(m.Alerts, "No consent to reviews")
	}
	if stage.Asked != nil && stage.Asked.Withheld == "" {
		m.Asked, m.AskedBy = stage.Asked.Note, stage.Asked.By.Name+", "+stage.Asked.On.Long()
	}
	if stage.Last != nil {
		last := s.discussionOf(*stage.Last, stage.Owed)
		m.Last = &last
	}
	for _, d := range stage.Now {
		m.Now = append(m.Now, s.discussionOf(d, c.ActionStates()))
	}
	for _, a := range stage.Open {
		m.Open = append(m.Open, actionWords(a.Action))
	}
	return m
}

// actionWords are an action in a line: what, who and by when.
func actionWords(a casefile.Action) string {
	words := a.Text
	if words == "" {
		words = "An action"
	}
	if a.Owner != "" {
		words += ". " + a.Owner
		if a.Organisation != "" {
			words += " (" + a.Organisation + ")"
		}
	}
	if a.Due != 0 {
		words += ", by " + a.Due.Long()
	}
	return words
}

func (s *Server) discussionOf(d casefile.Discussion, states []casefile.ActionState) stageDiscussion {
	out := stageDiscussion{When: d.On.Long(), Words: d.Note, Own: d.Of().Own}
	if d.Withheld != "" {
		out.Words = "You may not see what was said"
		return out
	}
	lines := app.DecidedLines(d)
	n := 0
	for _, e := range d.Decided {
		if e.Withheld != "" {
			continue
		}
		line := stageDecided{Words: lines[n]}
		n++
		for _, a := range states {
			if a.Recorded.Seq == e.Seq {
				line.Outcome = s.outcomeTag(a)
			}
		}
		out.Decided = append(out.Decided, line)
	}
	return out
}

func (s *Server) outcomeTag(a casefile.ActionState) ui.Component {
	switch a.Outcome.Fact.(type) {
	case casefile.ActionDone:
		return ui.StatusTag{Status: "met"}
	case casefile.ActionNotFollowed:
		return ui.StatusTag{Status: "ended-overdue", Text: "Not done"}
	case casefile.ActionCancelled:
		return ui.StatusTag{Status: "ended", Text: "Cancelled"}
	}
	if a.Due != 0 && a.Due < s.app.Today() {
		return ui.StatusTag{Status: "overdue"}
	}
	return ui.StatusTag{Status: "due", Text: "Open"}
}

// clockOf is the time of the person whom the meeting talks about.
func (s *Server) clockOf(m app.Meeting) *stageClock {
	if m.Current == "" || m.CurrentSince.IsZero() {
		return nil
	}
	left := s.app.TimeLeft(m)
	return &stageClock{
		Left: int(left.Seconds()), Words: timeWords(left),
		Plan: fmt.Sprintf("%s planned, until %s", counted(m.Terms.Each, "minute", "minutes"), s.app.Local(m.CurrentSince.Add(time.Duration(m.Terms.Each)*time.Minute)).Format("15:04")),
	}
}

// timeWords say how much time is left, or that there was more to say.
func timeWords(left time.Duration) string {
	minutes := int((left + time.Minute - 1) / time.Minute)
	switch {
	case minutes > 1:
		return fmt.Sprintf("About %d minutes left", minutes)
	case minutes == 1:
		return "About a minute left"
	}
	over := int(-left / time.Minute)
	return strings.TrimSpace(fmt.Sprintf("Time to come to a decision. %s", map[bool]string{true: counted(over, "minute", "minutes") + " over", false: ""}[over > 0]))
}
