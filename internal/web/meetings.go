package web

import (
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// meetingsPage lists the multi-agency meetings of a register.
type meetingsPage struct {
	Page
	Ahead, Past []meetingLine
	Pager       *ui.Pager
	Plan        *meetingPlan // nil for who may not run meetings
	SetUp       *ui.Link
}

// meetingLine is a meeting in a list.
type meetingLine struct {
	Link  ui.Link
	State ui.Component
	Words string
}

// meetingPlan plans a meeting. Without a series there is nothing to plan.
type meetingPlan struct {
	Questions []ui.Component
	Save      ui.Button
}

const meetingsPath = "/meetings"

func meetingPath(id string) string { return meetingsPath + "/" + url.PathEscape(id) }

func meetingTag(s app.MeetingState) ui.Component {
	switch s {
	case app.MeetingRunning:
		return ui.Tag{Text: "Now", Colour: "yellow"}
	case app.MeetingEnded:
		return ui.Tag{Text: "Ended", Colour: "grey"}
	case app.MeetingCancelled:
		return ui.Tag{Text: "Cancelled", Colour: "grey"}
	}
	return ui.Tag{Text: "Planned", Colour: "blue"}
}

// meetingTitle is what a meeting is called on its pages.
func meetingTitle(m app.Meeting) string { return m.Terms.Name + ", " + m.Day.Long() }

func meetingLineOf(m app.Meeting) meetingLine {
	return meetingLine{Link: ui.Link{Text: meetingTitle(m), Href: meetingPath(m.ID)}, State: meetingTag(m.State), Words: m.Terms.For()}
}

func (s *Server) meetings(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showMeetings(w, r, v, nil, http.StatusOK)
}

func (s *Server) showMeetings(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	page := max(1, pageNumber(r.URL.Query().Get("page")))
	view, err := s.app.Meetings(r.Context(), v.Actor, page)
	if err != nil {
		return err
	}
	p := &meetingsPage{Page: s.newPage(v, "Meetings")}
	for _, m := range view.Ahead {
		p.Ahead = append(p.Ahead, meetingLineOf(m))
	}
	for _, m := range view.Past {
		p.Past = append(p.Past, meetingLineOf(m))
	}
	if view.Total > app.MeetingsOnPage {
		p.Pager = &ui.Pager{Page: page, Size: app.MeetingsOnPage, Total: view.Total, Singular: "meeting", Plural: "meetings", Href: func(n, _ int) string {
			return fmt.Sprintf("%s?page=%d", meetingsPath, n)
		}}
	}
	if v.may(access.RunMeetings) {
		p.SetUp = &ui.Link{Text: "Set up the meetings of this register", Href: seriesPath("")}
		if f == nil {
			f = s.blankForm(nil)
			askPlan(f, view.Series)
			f.problems = nil
		}
		if len(f.parts) > 0 {
			p.Plan = &meetingPlan{f.Questions(), ui.Button{Text: "Make the agenda", Variant: "secondary", PreventDoubleClick: "true"}}
		}
	}
	if f != nil {
		p.Errors = f.Errors()
	}
	return s.render(w, status, "meetings", p)
}

// askPlan asks which meeting takes place when; nothing where there is none yet.
func askPlan(f *form, all []app.MeetingSeries) planned {
	var open []choice
	next := f.today
	for _, s := range all {
		if s.Over {
			continue
		}
		if len(open) == 0 {
			next = s.Next(f.today)
		}
		text := s.Name
		if s.Weekday != 0 {
			text += " (" + s.Weekday.String() + "s)"
		}
		open = append(open, choice{value: s.ID, text: text})
	}
	if len(open) == 0 {
		return planned{}
	}
	first := ""
	if len(open) == 1 {
		first = open[0].value
	}
	return planned{series: f.pick("series", "Which meeting", "", first, open...), day: f.day("day", "When", "For example, "+exampleDay(f.today+14), "The day", next)}
}

func (s *Server) makeMeeting(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meetings(r.Context(), v.Actor, 1)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	chosen := askPlan(f, view.Series)
	if len(f.problems) == 0 {
		id, err := s.app.MakeMeeting(r.Context(), v.Actor, chosen.series, chosen.day)
		if err == nil {
			s.tell(w, "The meeting is planned. Its agenda is made from the register.")
			return seeOther(w, r, meetingPath(id))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showMeetings(w, r, v, f, http.StatusUnprocessableEntity)
}
