package web

import (
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personMeetingsPage is what meetings said and decided of one person, and where
// it is asked that the next one talks about them.
type personMeetingsPage struct {
	Page
	Person   string
	Who      ui.Component
	Asked    string
	Ask      []ui.Component // nil for who may not ask, and where it is asked already
	Action   string
	Save     ui.Button
	Meetings []stageDiscussion
	PutOff   []stageDiscussion
}

func personMeetingsPath(caseID string) string {
	return "/people/" + url.PathEscape(caseID) + "/meetings"
}

func (s *Server) personMeetings(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	askForMeeting(f)
	return s.showPersonMeetings(w, r, v, f, http.StatusOK)
}

func askForMeeting(f *form) string {
	return f.words(ui.Textarea{Name: "note", Label: small("Why should the next meeting talk about them?"), Rows: 3, Hint: ui.Hint{Text: "It stands in the record. The person may read it"}}, "")
}

func (s *Server) showPersonMeetings(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	view, err := s.wholeRecord(r, v, "to see its meetings")
	if err != nil {
		return err
	}
	c := view.Case
	p := &personMeetingsPage{
		Page: s.newPage(v, "Meetings"), Person: c.Name(), Who: toTellApart(c.Details),
		Action: personMeetingsPath(c.ID), Save: ui.Button{Text: "Ask for the next meeting", PreventDoubleClick: "true"},
	}
	p.Errors = f.Errors()
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	p.Back = &ui.BackLink{Text: "Back to " + p.Person, Href: "/people/" + url.PathEscape(c.ID)}
	if asked := c.Meetings.Asked; asked != nil {
		p.Asked = asked.By.Name + " asked on " + asked.On.Long() + " that the next meeting talks about them"
		if asked.Withheld == "" {
			p.Asked += ": " + asked.Note
		}
	} else if v.may(access.AskForMeeting) && c.OnRegister {
		p.Ask = f.Questions()
	}
	states := c.ActionStates()
	for _, d := range c.Discussions() {
		said := s.discussionOf(d, states)
		if name := d.Of().Series; name != "" {
			said.When += ", " + name
		}
		p.Meetings = append(p.Meetings, said)
	}
	for _, e := range c.Standing {
		if off, ok := e.Fact.(casefile.MeetingPutOff); ok && e.Withheld == "" {
			p.PutOff = append(p.PutOff, stageDiscussion{When: e.On.Long() + ", " + off.Series, Words: e.Note})
		}
	}
	return s.render(w, status, "person_meetings", p)
}

func (s *Server) askMeeting(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	why := askForMeeting(f)
	if len(f.problems) == 0 {
		err := s.app.AskForMeeting(r.Context(), v.Actor, r.PathValue("id"), why)
		if err == nil {
			s.tell(w, "It is asked for. They are on the agenda of the next meeting that is made.")
			return seeOther(w, r, personMeetingsPath(r.PathValue("id")))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showPersonMeetings(w, r, v, f, http.StatusUnprocessableEntity)
}
