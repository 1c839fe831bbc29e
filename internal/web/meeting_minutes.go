package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// meetingMinutesPage are the minutes of a meeting, as far as the visitor sees
// whom it talked about.
type meetingMinutesPage struct {
	Page
	State     ui.Component
	NotFinal  bool
	Facts     ui.SummaryList
	Who       ui.Table
	Absent    string
	People    []minutesPerson
	Unseen    string
	Added     []minutesAdded
	Unshown   string
	Download  ui.Link
	Action    string // "" for who may not add, and while the meeting goes on
	Questions []ui.Component
	Save      ui.Button
}

type minutesPerson struct {
	Name  ui.Link
	What  string
	Parts []stageDiscussion
}

type minutesAdded struct{ When, By, Words string }

func minutesPath(id string) string { return meetingPath(id) + "/minutes" }

func (s *Server) meetingMinutes(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	askAdded(f)
	return s.showMinutes(w, r, v, f, http.StatusOK)
}

func askAdded(f *form) string {
	return f.words(ui.Textarea{Name: "words", Label: small("Add to the minutes"), Rows: 3, Hint: ui.Hint{Text: "What concerns one person belongs in their record. Name nobody here"}}, "")
}

func (s *Server) showMinutes(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	m, err := s.app.Minutes(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &meetingMinutesPage{
		Page: s.newPage(v, "Minutes: "+meetingTitle(m.Meeting)), State: meetingTag(m.State), NotFinal: !m.Final,
		Download: ui.Link{Text: "Download the minutes (PDF)", Href: minutesPath(m.ID) + "/pdf"},
	}
	p.Errors = f.Errors()
	p.Back = &ui.BackLink{Text: "Back to the agenda", Href: meetingPath(m.ID)}
	for _, fact := range s.app.MinutesFacts(m) {
		p.Facts.Rows = append(p.Facts.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: fact[0]}, Value: ui.SummaryCell{Text: fact[1]}})
	}
	p.Who = ui.Table{Caption: ui.TableCaption{Text: "Who was there", Size: "m"}, FirstCellIsHeader: true, Responsive: true, Head: []ui.HeadCell{{Text: "Name"}, {Text: "Agency"}, {Text: "Here"}}}
	var absent []string
	for _, a := range m.Attendance {
		if a.Name == "" {
			absent = append(absent, a.Agency)
			continue
		}
		p.Who.Rows = append(p.Who.Rows, []ui.Cell{{Text: a.Name}, {Text: a.Agency}, {Text: app.PresenceWord(a.Presence)}})
	}
	if len(absent) > 0 {
		p.Absent = "Nobody was there from: " + strings.Join(absent, ", ") + "."
	}
	unseen := 0
	for _, stage := range m.People {
		if stage.Case == nil {
			unseen++
			continue
		}
		person := minutesPerson{Name: ui.Link{Text: stage.Case.Name(), Href: "/people/" + url.PathEscape(stage.Item.Case)}, What: app.ItemWords(stage)}
		if stage.Sight < access.Whole {
			person.What = "You see only a part of this record."
		}
		for _, d := range stage.Now {
			said := s.discussionOf(d, stage.Case.ActionStates())
			said.When = ""
			person.Parts = append(person.Parts, said)
		}
		p.People = append(p.People, person)
	}
	if unseen > 0 {
		p.Unseen = counted(unseen, "person was", "people were") + " on the agenda whose part is not for you."
	}
	for _, added := range m.Added {
		p.Added = append(p.Added, minutesAdded{capitalised(s.moment(added.At)), added.By, added.Body})
	}
	p.Unshown = m.UnshownWords()
	if m.Final && m.MayRun {
		p.Action, p.Questions, p.Save = minutesPath(m.ID), f.Questions(), ui.Button{Text: "Add", Variant: "secondary", PreventDoubleClick: "true"}
	}
	return s.render(w, status, "meeting_minutes", p)
}

func capitalised(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func (s *Server) addToMinutes(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	words := askAdded(f)
	if len(f.problems) == 0 {
		err := s.app.AddToMinutes(r.Context(), v.Actor, r.PathValue("id"), words)
		if err == nil {
			s.tell(w, "It is added to the minutes.")
			return seeOther(w, r, minutesPath(r.PathValue("id")))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showMinutes(w, r, v, f, http.StatusUnprocessableEntity)
}

func (s *Server) meetingMinutesPDF(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.app.WriteMinutes(r.Context(), v.Actor, view.ID, &download{ResponseWriter: w, contentType: "application/pdf", name: "minutes-" + view.Day.String() + ".pdf"})
}
