package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// meetingSeriesPage lists which meetings a register has, and how their agendas
// are made.
type meetingSeriesPage struct {
	Page
	Series  []seriesCard
	New     ui.Button
	Weights ui.Table
	Change  ui.Link
	Words   []string
}

type seriesCard struct {
	Heading string
	Change  ui.Link
	Over    bool
	Facts   ui.SummaryList
}

// meetingFormPage is a form about the meetings of a register.
type meetingFormPage struct {
	Page
	Action    string
	Words     []string
	Hidden    []hiddenField
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
}

type planned struct {
	series string
	day    civil.Date
}

// seriesPath is where a series is changed; all of them for "".
func seriesPath(id string) string {
	if id == "" {
		return "/meeting-series"
	}
	return "/meeting-series/" + url.PathEscape(id)
}

const (
	newSeries   = "new"
	weightsPath = "/meeting-series/agendas"
)

func (s *Server) meetingSeries(w http.ResponseWriter, r *http.Request, v visit) error {
	settings, err := s.app.MeetingSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &meetingSeriesPage{
		Page: s.newPage(v, "The meetings of this register"), New: ui.Button{Text: "Add a meeting", Href: seriesPath(newSeries), Variant: "secondary"},
		Change: ui.Link{Text: "Change how agendas are made", Href: weightsPath},
		Words: []string{
			fmt.Sprintf("What is due within %d days is due soon. After %d days without a discussion it is a long time.", settings.Soon, settings.Long),
			"Of two people with the same weight, the one who was not discussed for longest comes first. Whoever has no date of birth or no local authority in the record is on every agenda, so that nobody falls between.",
		},
	}
	p.Back = &ui.BackLink{Text: "Back to meetings", Href: meetingsPath}
	for _, each := range settings.Series {
		absent, n, err := s.app.AbsencesOf(r.Context(), v.Actor, each.ID)
		if err != nil {
			return err
		}
		p.Series = append(p.Series, seriesCardOf(each, absent, n))
	}
	p.Weights = ui.Table{
		Caption: ui.TableCaption{Text: "Why somebody is on an agenda", Size: "s"}, FirstCellIsHeader: true,
		Head: []ui.HeadCell{{Text: "Reason"}, {Text: "Weight (local)", Format: "numeric"}},
	}
	for _, each := range app.AgendaWeights {
		p.Weights.Rows = append(p.Weights.Rows, []ui.Cell{{Text: each.Words}, {Text: strconv.Itoa(settings.Weight(each.Reason))}})
	}
	return s.render(w, http.StatusOK, "meetings_series", p)
}

func seriesCardOf(s app.MeetingSeries, absent []app.Absence, meetings int) seriesCard {
	c := seriesCard{Heading: s.Name, Over: s.Over, Change: ui.Link{Text: "Change", VisuallyHiddenText: "the meeting " + s.Name, Href: seriesPath(s.ID)}}
	add := func(key, value string) {
		if value != "" {
			c.Facts.Rows = append(c.Facts.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: value}})
		}
	}
	add("For", s.For())
	if s.Weekday != 0 {
		add("Usually on", s.Weekday.String())
	}
	add("Time", fmt.Sprintf("%d minutes, %d for each person: %s", s.Length, s.Each, counted(s.Holds(), "person", "people")))
	add("Chair", s.Chair)
	add("Agencies", strings.Join(s.Agencies, ", "))
	var missing []string
	for _, a := range absent {
		missing = append(missing, fmt.Sprintf("%s (%d)", a.Agency, a.Times))
	}
	if meetings > 0 && len(s.Agencies) > 0 {
		words := "Nobody was missing"
		if len(missing) > 0 {
			words = strings.Join(missing, ", ")
		}
		add("Absent most", words+", of the last "+counted(meetings, "meeting", "meetings"))
	}
	return c
}

func (s *Server) meetingSeriesForm(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.seriesOf(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askSeries(f, now)
	f.problems = nil
	return s.showSeriesForm(w, v, f, now, http.StatusOK)
}

// seriesOf is the series that the address names, or a new one.
func (s *Server) seriesOf(r *http.Request, v visit) (app.MeetingSeries, error) {
	settings, err := s.app.MeetingSettings(r.Context(), v.Actor)
	if err != nil {
		return app.MeetingSeries{}, err
	}
	id := r.PathValue("series")
	if id == newSeries {
		return app.MeetingSeries{Length: 120, Each: 5}, nil
	}
	now, ok := settings.SeriesOf(id)
	if !ok {
		return now, &app.Error{Kind: app.NotFound}
	}
	return now, nil
}

func (s *Server) showSeriesForm(w http.ResponseWriter, v visit, f *form, now app.MeetingSeries, status int) error {
	p := &meetingFormPage{
		Page: s.newPage(v, "Add a meeting"), Action: seriesPath(newSeries), Hidden: f.hidden, Questions: f.Questions(),
		Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: seriesPath("")},
	}
	if now.ID != "" {
		p.Title, p.Action = "Change a meeting", seriesPath(now.ID)
		p.Words = []string{"Meetings that are planned already stay as they are."}
	}
	p.Errors = f.Errors()
	return s.render(w, status, "meeting_form", p)
}

// wholeNumber asks for one; what is none is -1, which is refused.
func (f *form) wholeNumber(q ui.Input, initial string) int {
	q.Inputmode, q.Autocomplete, q.Width = "numeric", "off", 4
	typed := f.line(q, initial)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		return -1
	}
	return n
}

// linesTyped asks for several things, one in a line.
func (f *form) linesTyped(q ui.Textarea, initial []string) []string {
	var all []string
	for line := range strings.SplitSeq(f.words(q, strings.Join(initial, "\n")), "\n") {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

func numberOr(n int, zero string) string {
	if n == 0 {
		return zero
	}
	return strconv.Itoa(n)
}

func askSeries(f *form, now app.MeetingSeries) app.MeetingSeries {
	s := now
	if s.ID == "" {
		s.ID = f.identity("id")
	}
	s.Name = f.line(input("name", "What is the meeting called?", "For example, Children and young people, or Westport"), now.Name)
	s.AgeFrom = f.wholeNumber(input("age_from", "From which age (optional)", ""), numberOr(now.AgeFrom, ""))
	s.AgeTo = f.wholeNumber(input("age_to", "Up to which age (optional)", "The last age that is talked about, such as 17"), numberOr(now.AgeTo, ""))
	s.Authorities = f.linesTyped(ui.Textarea{Name: "authorities", Label: small("Only of these local authorities (optional)"), Rows: 3,
		Hint: ui.Hint{Text: "One in a line, as they are written in the records. Leave it empty for all"}}, now.Authorities)
	days := []choice{{value: "0", text: "No usual day"}}
	for day := time.Monday; day <= time.Saturday; day++ {
		days = append(days, choice{value: strconv.Itoa(int(day)), text: day.String()})
	}
	day, err := strconv.Atoi(f.pick("weekday", "Usual day", "", strconv.Itoa(int(now.Weekday)), days...))
	if err != nil {
		day = 0
	}
	s.Weekday = time.Weekday(day)
	s.Length = f.wholeNumber(ui.Input{Name: "length", Label: small("How long it lasts"), Suffix: ui.Affix{Text: "minutes"}}, strconv.Itoa(now.Length))
	s.Each = f.wholeNumber(ui.Input{Name: "each", Label: small("Time for each person"), Suffix: ui.Affix{Text: "minutes"}, Hint: ui.Hint{Text: "It says how many people the agenda has room for. Nobody is cut off"}}, strconv.Itoa(now.Each))
	s.Agencies = f.linesTyped(ui.Textarea{Name: "agencies", Label: small("Agencies that should be there (optional)"), Rows: 6, Hint: ui.Hint{Text: "One in a line. Those that are absent are named in the minutes, and counted"}}, now.Agencies)
	s.Chair = f.line(input("chair", "Who chairs it (optional)", ""), now.Chair)
	s.Over = false
	if now.ID != "" {
		initial := "no"
		if now.Over {
			initial = "yes"
		}
		s.Over = f.one("over", "Is this meeting still held?", "", initial, choice{value: "no", text: "Yes"}, choice{value: "yes", text: "No. New meetings are not planned any more"}) == "yes"
	}
	return s
}

func (s *Server) setMeetingSeries(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.seriesOf(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	chosen := askSeries(f, now)
	if len(f.problems) == 0 {
		err := s.app.SetSeries(r.Context(), v.Actor, chosen)
		if err == nil {
			s.tell(w, "The meeting is saved.")
			return seeOther(w, r, seriesPath(""))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSeriesForm(w, v, f, now, http.StatusUnprocessableEntity)
}

func (s *Server) agendaWeights(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.MeetingSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askWeights(f, now)
	f.problems = nil
	return s.showWeights(w, v, f, http.StatusOK)
}

func askWeights(f *form, now app.MeetingSettings) (weights map[app.AgendaReason]int, soon, long int) {
	weights = map[app.AgendaReason]int{}
	for _, each := range app.AgendaWeights {
		weights[each.Reason] = f.wholeNumber(ui.Input{Name: "weight_" + string(each.Reason), Label: small(each.Words)}, strconv.Itoa(now.Weight(each.Reason)))
	}
	soon = f.wholeNumber(ui.Input{Name: "soon", Label: small("Due soon is within"), Suffix: ui.Affix{Text: "days"}}, strconv.Itoa(now.Soon))
	long = f.wholeNumber(ui.Input{Name: "long", Label: small("A long time without a discussion is"), Suffix: ui.Affix{Text: "days"}}, strconv.Itoa(now.Long))
	return weights, soon, long
}

func (s *Server) showWeights(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &meetingFormPage{
		Page: s.newPage(v, "How agendas are made"), Action: weightsPath, Questions: f.Questions(),
		Words: []string{
			"Each reason to talk about somebody has a weight from 0 to " + strconv.Itoa(app.MostWeight) + ". The weights of all their reasons together say how early they come. A reason that weighs 0 counts for nothing.",
			"Neither law nor national policy says whom to talk about first. These weights are local: yours to settle.",
		},
		Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: seriesPath("")},
	}
	p.Errors = f.Errors()
	return s.render(w, status, "meeting_form", p)
}

func (s *Server) setAgendaWeights(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	weights, soon, long := askWeights(f, app.MeetingSettings{})
	if len(f.problems) == 0 {
		err := s.app.SetAgenda(r.Context(), v.Actor, weights, soon, long)
		if err == nil {
			s.tell(w, "It is saved, and holds for the agendas that are made from now on.")
			return seeOther(w, r, seriesPath(""))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showWeights(w, v, f, http.StatusUnprocessableEntity)
}
