package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// meetingPage is a meeting with its agenda.
type meetingPage struct {
	Page
	State   ui.Component
	Facts   ui.SummaryList
	Links   []ui.Link
	Begin   *beginForm
	Items   []agendaLine
	Off     []agendaLine
	Unseen  string
	Fits    string
	Explain string
	Line    *lineOf // who is next; nil for who may not run meetings
	Cancel  *ui.Link
}

// beginForm begins a meeting, or takes one over.
type beginForm struct {
	Words  string
	Action string
	Button ui.Button
}

// agendaLine is a person on an agenda, or one who could be.
type agendaLine struct {
	Number  int
	Person  ui.Link // without an address for whom the visitor does not see
	Age     string
	Rating  ui.Component
	State   ui.Component
	Reasons []string
	Met     string
	Action  string // where the buttons send to
	Buttons []ui.Button
	Case    string
	Remove  *ui.Link
}

// lineOf are those who are not on the agenda, by how much speaks for them.
type lineOf struct {
	Action string
	People []agendaLine
	Pager  ui.Pager
}

// inLine is how many of those who are next a page has.
const inLine = 10

func itemTag(s app.ItemState) ui.Component {
	switch s {
	case app.ItemDiscussed:
		return ui.Tag{Text: "Discussed", Colour: "green"}
	case app.ItemNotReached:
		return ui.Tag{Text: "Not reached", Colour: "orange"}
	case app.ItemOff:
		return ui.Tag{Text: "Taken off", Colour: "grey"}
	}
	return nil
}

// someoneUnseen stands for a person whom the visitor does not see.
const someoneUnseen = "A person you do not see"

func reasonLines(reasons []app.AgendaReason, by string) []string {
	var lines []string
	for _, r := range reasons {
		words := app.ReasonWords(r)
		if r == app.ReasonAdded && by != "" {
			words = "Added by " + by
		}
		lines = append(lines, words)
	}
	return lines
}

func ageWords(born, on civil.Date) string {
	if born == 0 || born > on {
		return ""
	}
	return "aged " + casefile.AgeWords(born, on)
}

func (s *Server) agendaLine(m app.Meeting, n int, i app.MeetingItem) agendaLine {
	l := agendaLine{Number: n, Case: i.Case, State: itemTag(i.State)}
	if i.Name == "" {
		l.Person.Text = someoneUnseen
		return l
	}
	l.Person = ui.Link{Text: i.Name, Href: "/people/" + url.PathEscape(i.Case)}
	l.Age, l.Rating = ageWords(i.BirthDate, s.app.Today()), ui.RatingTag{Rating: i.Rating}
	l.Reasons = reasonLines(app.ReasonsOf(i), i.AddedName)
	return l
}

func itemPath(id, caseID string) string {
	return meetingPath(id) + "/people/" + url.PathEscape(caseID)
}

func (s *Server) meeting(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showMeeting(w, r, v, view, nil, http.StatusOK)
}

func (s *Server) showMeeting(w http.ResponseWriter, r *http.Request, v visit, view app.MeetingView, refused []ui.ErrorItem, status int) error {
	p := &meetingPage{Page: s.newPage(v, meetingTitle(view.Meeting)), State: meetingTag(view.State)}
	p.Errors = refused
	p.Back = &ui.BackLink{Text: "Back to meetings", Href: meetingsPath}
	change := view.MayRun && !view.Over()
	unseen := 0
	for _, i := range view.Items {
		if i.Name == "" {
			unseen++
		}
		l := s.agendaLine(view.Meeting, len(p.Items)+1, i)
		if i.State == app.ItemOff {
			if change && i.Name != "" {
				l.Action, l.Buttons = meetingPath(view.ID)+"/people", []ui.Button{{Text: "Put on again", Name: "case", Value: i.Case, Variant: "secondary", Small: true, AriaLabel: "Put " + i.Name + " on the agenda again"}}
			}
			p.Off = append(p.Off, l)
			continue
		}
		if change && i.State == app.ItemWaiting && i.Name != "" {
			l.Action = itemPath(view.ID, i.Case) + "/move"
			l.Buttons = []ui.Button{
				{Text: "Up", Name: "do", Value: "up", Variant: "secondary", Small: true, AriaLabel: "Move " + i.Name + " up"},
				{Text: "Down", Name: "do", Value: "down", Variant: "secondary", Small: true, AriaLabel: "Move " + i.Name + " down"},
			}
			l.Remove = &ui.Link{Text: "Take off", VisuallyHiddenText: i.Name, Href: itemPath(view.ID, i.Case) + "/off"}
		}
		p.Items = append(p.Items, l)
	}
	if unseen > 0 {
		p.Unseen = fmt.Sprintf("%s of whom you do not see the record. You are not involved with them.", counted(unseen, "person is on the agenda", "people are on the agenda"))
	}
	s.aboutMeeting(p, v, view)
	if change {
		p.Fits = fmt.Sprintf("There is time for %s at %d minutes each.", counted(view.Terms.Holds(), "person", "people"), view.Terms.Each)
		if err := s.nextInLine(r, p, v, view); err != nil {
			return err
		}
		if view.State == app.MeetingPlanned {
			p.Cancel = &ui.Link{Text: "This meeting does not take place", Href: meetingPath(view.ID) + "/cancel"}
		}
	}
	return s.render(w, status, "meeting", p)
}

func (s *Server) aboutMeeting(p *meetingPage, v visit, view app.MeetingView) {
	m := view.Meeting
	fact := func(key, value string) {
		if value != "" {
			p.Facts.Rows = append(p.Facts.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: value}})
		}
	}
	fact("For", m.Terms.For())
	fact("Chair", m.Terms.Chair)
	fact("Run by", m.RunnerName)
	present := 0
	for _, a := range view.Attendance {
		if a.Presence == app.Present {
			present++
		}
	}
	fact("Who is there", counted(present, "person", "people"))
	p.Explain = "People come in the order of how much speaks for talking about them. All reasons are shown."
	path := meetingPath(m.ID)
	if m.State == app.MeetingRunning {
		p.Links = append(p.Links, ui.Link{Text: "Follow the meeting", Href: path + "/follow"})
	}
	p.Links = append(p.Links, ui.Link{Text: "Who is there", Href: path + "/attendance"})
	if m.State != app.MeetingPlanned {
		p.Links = append(p.Links, ui.Link{Text: "Minutes", Href: path + "/minutes"})
	}
	if !view.MayRun || m.Over() {
		return
	}
	begin := beginForm{Action: path + "/run", Button: ui.Button{Text: "Begin the meeting", PreventDoubleClick: "true"}}
	switch {
	case m.RunBy(v.Actor):
		begin.Button.Text, begin.Button.Href, begin.Button.PreventDoubleClick = "Go on with the meeting", path+"/run", ""
	case m.State == app.MeetingRunning:
		begin.Words = m.RunnerName + " runs this meeting now. If you run it instead, they are told when they next save. Nothing that they typed is lost."
		begin.Button.Text, begin.Button.Variant = "Run it instead", "warning"
	case m.Day > s.app.Today():
		return
	}
	p.Begin = &begin
}

func (s *Server) nextInLine(r *http.Request, p *meetingPage, v visit, view app.MeetingView) error {
	page := max(1, pageNumber(r.URL.Query().Get("page")))
	rows, total, err := s.app.NextInLine(r.Context(), v.Actor, view.ID, page, inLine)
	if err != nil {
		return err
	}
	p.Line = &lineOf{Action: meetingPath(view.ID) + "/people", Pager: ui.Pager{Page: page, Size: inLine, Total: total, Href: func(n, _ int) string {
		return fmt.Sprintf("%s?page=%d#line", meetingPath(view.ID), n)
	}}}
	for _, row := range rows {
		l := agendaLine{
			Case: row.CaseID, Person: ui.Link{Text: row.Name, Href: "/people/" + url.PathEscape(row.CaseID)}, Age: ageWords(row.BirthDate, s.app.Today()),
			Rating: ui.RatingTag{Rating: string(row.Rating)}, Reasons: reasonLines(row.Reasons, ""), Met: "Never discussed",
			Buttons: []ui.Button{{Text: "Add", Name: "case", Value: row.CaseID, Variant: "secondary", Small: true, AriaLabel: "Add " + row.Name + " to the agenda"}},
		}
		if row.MetOn != 0 {
			l.Met = "Last discussed on " + row.MetOn.Long()
		}
		p.Line.People = append(p.Line.People, l)
	}
	return nil
}

// refusedMeeting shows a meeting again with what was refused.
func (s *Server) refusedMeeting(w http.ResponseWriter, r *http.Request, v visit, err error) error {
	e := app.As(err)
	if e.Kind != app.Invalid && e.Kind != app.Conflict {
		return err
	}
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if e.Kind == app.Conflict {
		status = http.StatusConflict
	}
	return s.showMeeting(w, r, v, view, []ui.ErrorItem{{Text: e.Text}}, status)
}

func (s *Server) addToAgenda(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := s.app.AddToAgenda(r.Context(), v.Actor, id, r.PostForm.Get("case")); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	s.tell(w, "They are on the agenda.")
	return seeOther(w, r, meetingPath(id))
}

func (s *Server) moveOnAgenda(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := s.app.MoveOnAgenda(r.Context(), v.Actor, id, r.PathValue("case"), r.PostForm.Get("do") == "up"); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	return seeOther(w, r, meetingPath(id)+"#agenda")
}

// takeOffPage asks why somebody is taken off an agenda.
func (s *Server) takeOffPage(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	askTakeOff(f)
	return s.showTakeOff(w, r, v, f, http.StatusOK)
}

func askTakeOff(f *form) string {
	return f.words(ui.Textarea{Name: "reason", Label: small("Why does this meeting not talk about them?"), Rows: 3, Hint: ui.Hint{Text: "It stands in their record. The person may read it"}}, "")
}

func (s *Server) showTakeOff(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	name := ""
	for _, i := range view.Items {
		if i.Case == r.PathValue("case") {
			name = i.Name
		}
	}
	if name == "" {
		return &app.Error{Kind: app.NotFound}
	}
	p := &meetingFormPage{
		Page: s.newPage(v, "Take "+name+" off the agenda"), Action: itemPath(view.ID, r.PathValue("case")) + "/off", Questions: f.Questions(),
		Save: ui.Button{Text: "Take off the agenda", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: meetingPath(view.ID)},
	}
	p.Errors = f.Errors()
	return s.render(w, status, "meeting_form", p)
}

func (s *Server) takeOff(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	reason := askTakeOff(f)
	if len(f.problems) == 0 {
		err := s.app.TakeOffAgenda(r.Context(), v.Actor, r.PathValue("id"), r.PathValue("case"), reason)
		if err == nil {
			s.tell(w, "They are off the agenda. The reason stands in their record.")
			return seeOther(w, r, meetingPath(r.PathValue("id")))
		}
		if e := app.As(err); e.Kind != app.Invalid || len(e.Refusals) == 0 || e.Refusals[0].Field != "reason" {
			return s.refusedMeeting(w, r, v, err)
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showTakeOff(w, r, v, f, http.StatusUnprocessableEntity)
}

// meetingSure asks before a meeting is cancelled or ended.
func (s *Server) meetingCancel(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Cancel this meeting?"), About: meetingTitle(view.Meeting), Action: meetingPath(view.ID) + "/cancel",
		Words:  []string{"It does not take place. The agenda of the next one is made anew."},
		Cancel: ui.Link{Text: "Go back", Href: meetingPath(view.ID)},
	}
	if view.State == app.MeetingPlanned {
		p.Do = &ui.Button{Text: "Cancel the meeting", Variant: "warning", PreventDoubleClick: "true"}
	}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) cancelMeeting(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.CancelMeeting(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	s.tell(w, "The meeting is cancelled.")
	return seeOther(w, r, meetingsPath)
}

func (s *Server) meetingEnd(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "End the meeting?"), About: meetingTitle(view.Meeting), Action: meetingPath(view.ID) + "/end",
		Cancel: ui.Link{Text: "Go back to the meeting", Href: meetingPath(view.ID) + "/run"},
		Words:  []string{"Its minutes are final then. What is found later is added to them, and nothing is taken away."},
	}
	if n := view.Waiting(); n > 0 {
		p.Words = append(p.Words, counted(n, "person was", "people were")+" not reached. The next meeting is told.")
	}
	if len(view.Attendance) == 0 {
		p.Words = append(p.Words, "Nobody is written down as being there. You can still do that: "+strconv.Itoa(len(view.Terms.Agencies))+" agencies were expected.")
	}
	if view.RunBy(v.Actor) {
		p.Do = &ui.Button{Text: "End the meeting", PreventDoubleClick: "true"}
	}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) endMeeting(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.EndMeeting(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	s.tell(w, "The meeting has ended. These are its minutes.")
	return seeOther(w, r, meetingPath(r.PathValue("id"))+"/minutes")
}
