package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// meetingRunPage is from where somebody runs a meeting: the person who is talked
// about, what is written down of them, and who comes next.
type meetingRunPage struct {
	Page
	About     string
	Stage     meetingStage
	Nobody    string // in place of the stage
	Action    string
	DraftURL  string
	Version   int
	Kept      string
	Meanwhile []string
	Hidden    []hiddenField
	Questions []ui.Component
	Buttons   []ui.Button
	Names     []string // to choose owners from
	Agencies  []string
	Agenda    []runLine
	Links     []ui.Link
	TakeOver  *beginForm
}

// runLine is a person of the agenda, to turn to.
type runLine struct {
	Number int
	Name   string
	Here   bool
	State  ui.Component
	Go     *ui.Button
}

func runPath(id string) string { return meetingPath(id) + "/run" }

func discussionPath(id, caseID string) string { return runPath(id) + "/" + url.PathEscape(caseID) }

// discussionKey is that of the draft of what is written down of a person at a
// meeting.
func discussionKey(id, caseID string) string { return discussionDraft + "/" + caseID + "/" + id }

const discussionDraft = "discussion"

// keepingDiscussion is where what came after the end of a session is kept.
func keepingDiscussion(r *http.Request) (key, back string) {
	id, caseID := r.PathValue("id"), r.PathValue("case")
	if !subjectID.MatchString(id) || !subjectID.MatchString(caseID) {
		return "", ""
	}
	return discussionKey(id, caseID), runPath(id)
}

// runMeeting begins a meeting or takes it over.
func (s *Server) runMeeting(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := s.app.RunMeeting(r.Context(), v.Actor, id); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	return seeOther(w, r, runPath(id))
}

func (s *Server) meetingRun(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if !view.RunBy(v.Actor) {
		return seeOther(w, r, meetingPath(view.ID)) // where it can be begun or taken over
	}
	p := s.newRunPage(v, view)
	if view.Current == "" {
		p.Nobody = "Everybody on the agenda has been talked about, or was taken off it. You can go back to somebody, or end the meeting."
		return s.render(w, http.StatusOK, "meeting_run", p)
	}
	stage, err := s.app.Stage(r.Context(), v.Actor, view, view.Current)
	if err != nil {
		return err
	}
	var f *form
	version := 0
	if stage.Case != nil {
		draft, typed, kept, err := s.app.Draft(r.Context(), v.Actor, discussionKey(view.ID, view.Current))
		if err != nil {
			return err
		}
		version = stage.Case.Version()
		if f, err = s.stageForm(r.Context(), v, stage, nil); err != nil {
			return err
		}
		if kept {
			f.typed = typed
			p.Kept = s.moment(draft.UpdatedAt)
			if draft.Version > 0 && draft.Version < version {
				p.Meanwhile = s.meanwhile(v, stage.Case.Entries[draft.Version:])
			}
		}
		askDiscussed(f, stage, view.Terms)
		f.problems = nil
	}
	return s.showRun(w, v, p, view, stage, f, version, http.StatusOK)
}

func (s *Server) newRunPage(v visit, view app.MeetingView) *meetingRunPage {
	p := &meetingRunPage{Page: s.newPage(v, "Run the meeting"), About: meetingTitle(view.Meeting)}
	path := meetingPath(view.ID)
	p.Links = []ui.Link{
		{Text: "Who is there", Href: path + "/attendance"}, {Text: "Show it on a large screen", Href: path + "/follow"},
		{Text: "Agenda", Href: path}, {Text: "Minutes so far", Href: path + "/minutes"}, {Text: "End the meeting", Href: path + "/end"},
	}
	for _, i := range view.Items {
		if i.State == app.ItemOff {
			continue
		}
		line := runLine{Number: len(p.Agenda) + 1, Name: i.Name, Here: i.Case == view.Current, State: itemTag(i.State)}
		if i.Name == "" {
			line.Name = someoneUnseen
		} else if !line.Here {
			line.Go = &ui.Button{Text: "Turn to", AriaLabel: "Turn to " + i.Name, Name: "do", Value: "go " + i.Case, Variant: "secondary", Small: true}
		}
		p.Agenda = append(p.Agenda, line)
	}
	p.Agencies = view.Terms.Agencies
	for _, a := range view.Attendance {
		if a.Name != "" && a.Presence != app.Absent {
			p.Names = append(p.Names, a.Name)
		}
	}
	// Where nobody is talked about, the buttons of the agenda need a form all the same.
	p.Action = discussionPath(view.ID, "nobody")
	return p
}

func (s *Server) showRun(w http.ResponseWriter, v visit, p *meetingRunPage, view app.MeetingView, stage app.Stage, f *form, version, status int) error {
	p.Stage = s.stageOf(stage)
	p.Stage.Clock = s.clockOf(view.Meeting)
	p.Action = discussionPath(view.ID, stage.Item.Case)
	p.Version = version
	if f != nil {
		p.DraftURL = p.Action + "/draft"
		p.Hidden, p.Questions = f.hidden, f.Questions()
		p.Errors = f.Errors()
		p.Buttons = []ui.Button{
			recordButton,
			{Text: "Another action", Name: "do", Value: "more", Variant: "secondary"},
			{Text: "Go on without recording", Name: "do", Value: "next", Variant: "secondary"},
		}
		if len(p.Errors) > 0 || p.Kept != "" {
			p.Buttons = append(p.Buttons, ui.Button{Text: "Start again", Name: "do", Value: "again", Variant: "secondary"})
		}
	} else {
		p.Buttons = []ui.Button{{Text: "Go on", Name: "do", Value: "next"}}
	}
	return s.render(w, status, "meeting_run", p)
}

// stageForm is the form about the person on stage before anything is asked.
func (s *Server) stageForm(ctx context.Context, v visit, stage app.Stage, typed url.Values) (f *form, err error) {
	f = &form{c: stage.Case, today: s.app.Today(), typed: typed}
	if stage.MayRate {
		f.help, err = s.app.RatingHelp(ctx, v.Actor)
	}
	return f, err
}

// recordButton stands below the notes, for often there is nothing more, and at
// the end.
var recordButton = ui.Button{Text: "Record and go on", Name: "do", Value: "record", PreventDoubleClick: "true"}

// mostActions is how many actions can be written down at once.
const mostActions = 12

// askDiscussed asks what was said and decided.
func askDiscussed(f *form, stage app.Stage, terms app.MeetingSeries) (d app.Discussed, fields map[string]string) {
	fields = map[string]string{"action_id": ""} // of the form, by that of the decision
	d.ID = f.identity("discussion")
	d.Words = f.words(ui.Textarea{Name: "notes", Label: small("What was said"), Rows: 6, Hint: ui.Hint{Text: "Kept as you type. Write it so that the person could read it"}}, "")
	d.Own = f.askOwn()
	f.show(recordButton)
	f.askEarlier(stage, &d)
	if stage.MayRate {
		f.askMeetingRating(stage, &d)
	}
	f.askActions(&d, fields)
	if f.any("review", "A review (optional)", "", nil, choice{value: "needed", text: "A care (education) and treatment review is needed"}) != nil {
		d.Review = &casefile.ReviewRequested{ID: f.identity("review_id")}
	}
	d.Because = f.line(input("review_reason", "Why a review is needed", ""), "")
	if d.Because != "" && d.Review == nil {
		d.Review = &casefile.ReviewRequested{ID: f.identity("review_id")}
	}
	f.askConsent(&d, fields)
	return d, fields
}

func (f *form) askEarlier(stage app.Stage, d *app.Discussed) {
	for _, a := range stage.Open {
		id := a.Action.ID
		what := f.one("earlier_"+id, "Was this done? "+actionWords(a.Action), "", "open",
			choice{value: "open", text: "Still open, or not talked about"}, choice{value: "done", text: "Done"}, choice{value: "not", text: "Not done, and not going to be"})
		why := f.line(input("why_"+id, "Why it was not done, or what came of it (optional)", ""), "")
		switch what {
		case "done":
			d.Earlier = append(d.Earlier, casefile.EarlierAction{ID: id, Done: true, Reason: why})
		case "not":
			d.Earlier = append(d.Earlier, casefile.EarlierAction{ID: id, Reason: why})
		}
	}
}

func (f *form) askMeetingRating(stage app.Stage, d *app.Discussed) {
	as := "Leave it as it is"
	if now := stage.Case.Rating; now != nil {
		as += ": " + strings.ToLower(now.Rating.Word()) + " since " + now.Since.Long()
	}
	var rated casefile.Rated
	offered := append([]choice{{value: "same", text: as}}, f.colours(ratingsFor(stage.Case))...)
	rated.Rating = casefile.Rating(f.one("rating", "Rating", "", "same", offered...))
	d.Reason = f.words(ui.Textarea{Name: "rating_reason", Label: small("Why is this the right rating now?"), Rows: 2, Hint: ui.Hint{Text: "Only if you choose a rating"}}, "")
	if rated.Rating != "same" && rated.Rating != "" {
		d.Rated = &rated
	} else if d.Reason != "" {
		f.problem("rating", "Choose the rating that you gave a reason for")
	}
}

func (f *form) askActions(d *app.Discussed, fields map[string]string) {
	rows, err := strconv.Atoi(f.value("rows", "1"))
	if err != nil {
		rows = 1
	}
	rows = min(max(1, rows), mostActions)
	f.carry("rows", strconv.Itoa(rows))
	for n := 1; n <= rows; n++ {
		row := "action_" + strconv.Itoa(n)
		a := casefile.Action{ID: f.identity(row + "_id")}
		f.show(ui.Heading{Text: "Action " + strconv.Itoa(n), Level: 3, Size: "s"})
		a.Text = f.line(input(row+"_text", "What is to be done (optional)", ""), "")
		a.Owner = f.line(chooseFrom(input(row+"_owner", "Who does it", ""), "owners"), "")
		a.Organisation = f.line(chooseFrom(input(row+"_organisation", "For which organisation (optional)", ""), "agencies"), "")
		a.Due = f.day(row+"_due", "By when", "", "The day by which it is to be done", 0)
		if a.Text != "" || a.Owner != "" || a.Due != 0 {
			d.Actions = append(d.Actions, a)
			fields["action_"+strconv.Itoa(len(d.Actions))] = row
		}
	}
}

// chooseFrom offers the names of a list of the page.
func chooseFrom(q ui.Input, list string) ui.Input {
	q.Attributes = ui.Attributes{"list": list}
	return q
}

func (f *form) askConsent(d *app.Discussed, fields map[string]string) {
	asked := f.any("consent", "Consent to ask for (optional)", "", nil,
		choice{value: string(casefile.ToRegister), text: "To be on the register"}, choice{value: string(casefile.ToReviews), text: "To reviews"})
	owner := f.line(chooseFrom(input("consent_owner", "Who asks them", ""), "owners"), "")
	due := f.day("consent_due", "By when they are asked", "", "The day by which they are asked", 0)
	if len(asked) == 0 {
		return
	}
	words := make([]string, len(asked))
	for i, to := range asked {
		words[i] = casefile.ConsentTo(to).Word()
	}
	d.Actions = append(d.Actions, casefile.Action{ID: f.identity("consent_id"), Text: "Ask for consent to " + strings.Join(words, " and to "), Owner: owner, Due: due})
	fields["action_"+strconv.Itoa(len(d.Actions))] = "consent"
}

// renamedFields puts the names of the form in the place of those of the
// decision, which counts actions as they come.
func renamedFields(refusals casefile.Refusals, fields map[string]string) casefile.Refusals {
	var all casefile.Refusals
	for _, r := range refusals {
		if i := strings.LastIndexByte(r.Field, '_'); i > 0 && fields[r.Field[:i]] != "" {
			r.Field = fields[r.Field[:i]] + r.Field[i:]
		}
		all = append(all, r)
	}
	return all
}

// discuss does what the button says with what was typed of a person.
func (s *Server) discuss(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, id, caseID := r.Context(), r.PathValue("id"), r.PathValue("case")
	do := r.PostForm.Get("do")
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil || version < 0 {
		version = 0
	}
	view, err := s.app.Meeting(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	key := discussionKey(id, caseID)
	if caseID == "nobody" {
		key = ""
	}
	if do == "again" {
		if err := s.app.DropDraft(ctx, v.Actor, key); err != nil {
			return err
		}
		return seeOther(w, r, runPath(id))
	}
	if to, ok := strings.CutPrefix(do, "go "); ok || do == "next" {
		return s.turnTo(w, r, v, view, key, version, to)
	}
	return s.recordDiscussion(ctx, w, r, v, view, caseID, version, do)
}

// turnTo keeps what was typed and turns to somebody else.
func (s *Server) turnTo(w http.ResponseWriter, r *http.Request, v visit, view app.MeetingView, key string, version int, to string) error {
	if key != "" && writtenIn(r.PostForm) {
		if err := s.app.KeepDraft(r.Context(), v.Actor, key, version, typedOf(r)); err != nil {
			return err
		}
	}
	if err := s.app.TalkAbout(r.Context(), v.Actor, view.ID, to); err != nil {
		return s.refusedMeeting(w, r, v, err)
	}
	return seeOther(w, r, runPath(view.ID))
}

// writtenIn reports whether somebody has typed or chosen anything in the form.
func writtenIn(typed url.Values) bool {
	for name, values := range typed {
		switch {
		case name == "do" || name == "version" || name == "rows" || name == discussionDraft || strings.HasSuffix(name, "_id") || strings.HasPrefix(name, "actions_"):
		case strings.HasPrefix(name, "earlier_") && values[0] == "open", name == "rating" && values[0] == "same":
		case strings.TrimSpace(strings.Join(values, "")) != "":
			return true
		}
	}
	return false
}

func (s *Server) recordDiscussion(ctx context.Context, w http.ResponseWriter, r *http.Request, v visit, view app.MeetingView, caseID string, version int, do string) error {
	stage, err := s.app.Stage(ctx, v.Actor, view, caseID)
	if err != nil {
		return err
	}
	if stage.Case == nil {
		return &app.Error{Kind: app.NotFound}
	}
	if do == "more" {
		rows, _ := strconv.Atoi(r.PostForm.Get("rows"))
		r.PostForm.Set("rows", strconv.Itoa(min(max(1, rows)+1, mostActions)))
	}
	f, err := s.stageForm(ctx, v, stage, r.PostForm)
	if err != nil {
		return err
	}
	d, fields := askDiscussed(f, stage, view.Terms)
	key, status := discussionKey(view.ID, caseID), http.StatusUnprocessableEntity
	p := s.newRunPage(v, view)
	switch {
	case do == "more":
		f.problems, status = nil, http.StatusOK
	case len(f.problems) == 0:
		err := app.CheckDiscussed(stage, d, s.app.Today())
		if err == nil {
			err = s.app.Discuss(ctx, v.Actor, view.ID, caseID, version, d)
		}
		if err == nil {
			if err := s.app.DropDraft(ctx, v.Actor, key); err != nil {
				return err
			}
			s.tell(w, "It is recorded.")
			return seeOther(w, r, runPath(view.ID))
		}
		switch e := app.As(err); e.Kind {
		case app.Invalid:
			f.refuse(renamedFields(e.Refusals, fields))
		case app.Conflict:
			status = http.StatusConflict
			p.Meanwhile = s.meanwhile(v, e.Since)
			if e.Version > 0 {
				version = e.Version
			}
			f.problem("", e.Text)
			if !view.RunBy(v.Actor) && view.State == app.MeetingRunning {
				p.TakeOver = &beginForm{Action: runPath(view.ID), Button: ui.Button{Text: "Run the meeting again", Variant: "warning", PreventDoubleClick: "true"}}
			}
		default:
			return err
		}
	}
	if err := s.app.KeepDraft(ctx, v.Actor, key, version, typedOf(r)); err != nil {
		return err
	}
	return s.showRun(w, v, p, view, stage, f, version, status)
}

// keepDiscussion keeps what is being typed of a person.
func (s *Server) keepDiscussion(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, id, caseID := r.Context(), r.PathValue("id"), r.PathValue("case")
	view, err := s.app.Meeting(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	sees := false
	for _, i := range view.Items {
		sees = sees || i.Case == caseID && i.Name != ""
	}
	if !sees {
		return &app.Error{Kind: app.NotFound}
	}
	version, _ := strconv.Atoi(r.PostForm.Get("version"))
	if err := s.app.KeepDraft(ctx, v.Actor, discussionKey(id, caseID), version, typedOf(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
