package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// recordPage is a form in which something is recorded for one person.
type recordPage struct {
	Page
	Person    string
	Who       ui.Component // tells the person from another of that name
	About     ui.Component // the entry that is to be struck out
	Kept      string       // when the draft that fills the form was kept
	Meanwhile []string     // what others recorded while this was typed
	Action    string
	DraftURL  string
	Version   int
	Hidden    []hiddenField
	Questions []ui.Component
	Save      ui.Button
	KeepDraft ui.Button
	Again     ui.Button // drops the draft; a form of its own, so that Enter presses Save
	Cancel    ui.Link
	Owners    []string // names that a field offers
}

// place is where a form is: of which kind, for which case, and, where there
// are several such forms for a case, about which contact, flag or entry.
type place struct{ kind, caseID, subject string }

var subjectID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,100}$`)

// ofEntry are the forms that correct an entry, and their paths below it.
var (
	ofEntry     = map[string]string{"strike-out": "strike-out", "correct-day": "day"}
	pathOfEntry = map[string]string{"strike-out": "strike-out", "day": "correct-day"}
)

// placeOf takes the place out of a request's address.
func placeOf(r *http.Request) place {
	if seq := r.PathValue("seq"); seq != "" {
		return place{pathOfEntry[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]], r.PathValue("id"), seq}
	}
	p := place{kind: r.PathValue("kind"), caseID: r.PathValue("id")}
	if subject := r.URL.Query().Get("for"); subjectID.MatchString(subject) {
		p.subject = subject
	}
	return p
}

// form finds the form of a place.
func (p place) form() (recordForm, error) {
	if ofEntry[p.kind] != "" {
		if seq, err := strconv.Atoi(p.subject); err == nil && p.kind == "strike-out" {
			return strikeOutForm(seq), nil
		} else if err == nil {
			return correctDayForm(seq), nil
		}
	} else if f, ok := recordFormOf(p.kind); ok {
		return f, nil
	}
	return recordForm{}, &app.Error{Kind: app.NotFound}
}

// path is the address of the form.
func (p place) path() string {
	person := "/people/" + url.PathEscape(p.caseID)
	switch {
	case ofEntry[p.kind] != "":
		return person + "/entries/" + url.PathEscape(p.subject) + "/" + ofEntry[p.kind]
	case p.subject != "":
		return person + "/record/" + p.kind + "?for=" + url.QueryEscape(p.subject)
	}
	return person + "/record/" + p.kind
}

// keepingForm is where a form that came after the end of a session is kept.
func keepingForm(r *http.Request) (key, back string) {
	p := placeOf(r)
	if _, err := p.form(); err != nil {
		return "", ""
	}
	return p.key(), p.path()
}

// openForm opens the form of a place for a visitor, with the case as it is.
// Unseen says that nothing of it will be shown.
func (s *Server) openForm(ctx context.Context, v visit, at place, unseen bool) (recordForm, app.PersonView, error) {
	rf, err := at.form()
	if err != nil {
		return rf, app.PersonView{}, err
	}
	if !v.may(rf.needs) {
		return rf, app.PersonView{}, &app.Error{Kind: app.Forbidden, Text: "Your role in this register does not let you " + string(rf.needs) + "."}
	}
	view, err := s.app.Person(ctx, v.Actor, at.caseID, app.AsAt{For: "to record " + at.kind, Unseen: unseen})
	if err != nil {
		return rf, view, err
	}
	if ofEntry[at.kind] != "" {
		seq, _ := strconv.Atoi(at.subject)
		e, ok := view.Case.Entry(seq)
		if !ok || e.Withheld != "" {
			return rf, view, &app.Error{Kind: app.NotFound}
		}
		if rf.kind == "correct-day" && e.StruckBy == 0 && casefile.DayOfEntry(e.Fact) && !app.MayCorrectDay(v.Actor, view.Case, e) {
			return rf, view, &app.Error{Kind: app.Forbidden, Text: "Your role in this register does not let you record such an entry, so you cannot correct its day."}
		}
	}
	if !mayUse(v, view, rf) {
		return rf, view, &app.Error{Kind: app.Forbidden, Text: "You do not see all of this record, so you cannot record this here. Ask the register coordinator."}
	}
	if rf.needs == access.LookAgain {
		if r, ok := view.Case.Referral(at.subject); ok && !mayDecide(v, r) {
			return rf, view, &app.Error{Kind: app.Forbidden, Text: "Your role in this register lets you decide on a referral only when somebody has asked to look at it again."}
		}
	}
	if view.Sight < access.Whole {
		rf.part = "" // the other pages of the record are for who sees all of it
	}
	if at.kind == missedForm.kind {
		if _, ok := missedOf(view.Missed, at.subject); !ok {
			return rf, view, &app.Error{Kind: app.NotFound}
		}
	}
	return rf, view, nil
}

// formAt is the form of a place before anything is asked.
func (s *Server) formAt(ctx context.Context, v visit, at place, view app.PersonView) (f *form, err error) {
	f = &form{c: view.Case, today: s.app.Today(), missed: view.Missed, stays: view.HospitalStays(), subject: at.subject, user: v.Actor.UserID, sight: view.Sight, mayRate: v.may(access.Rate), mayCorrect: v.may(access.StrikeOut) && view.Sight == access.Whole}
	switch at.kind {
	case screenedForm.kind, acceptedForm.kind, declinedForm.kind:
		f.criteria, err = s.app.Criteria(ctx, v.Actor)
	case ratingForm.kind, dischargeForm.kind:
		f.help, err = s.app.RatingHelp(ctx, v.Actor)
	case leftForm.kind, leaveNoConsentForm.kind:
		f.call, err = s.app.LeaveCall(ctx, v.Actor)
	}
	if at.kind == admissionForm.kind && f.mayRate {
		f.help, err = s.app.RatingHelp(ctx, v.Actor)
	}
	if err == nil && (at.kind == admissionForm.kind || at.kind == wardMoveForm.kind) {
		f.hospitals, err = s.app.Hospitals(ctx, v.Actor)
	}
	switch at.kind {
	case actionForm.kind:
		f.owners, err = s.app.OwnersToChoose(ctx, v.Actor)
	case earlySignForm.kind:
		f.signs, err = s.app.EarlySigns(ctx, v.Actor)
	case suggestionForm.kind:
		f.suggestions, err = s.app.SuggestionsFor(ctx, v.Actor, view)
	}
	return f, err
}

// recordForm shows a form, filled in with what the visitor had typed before.
func (s *Server) recordForm(w http.ResponseWriter, r *http.Request, v visit) error {
	at, ctx := placeOf(r), r.Context()
	rf, view, err := s.openForm(ctx, v, at, false)
	if err != nil {
		return err
	}
	if at.kind == consentForm.kind {
		return s.consentStepPage(w, r, v, at, view)
	}
	draft, typed, kept, err := s.app.Draft(r.Context(), v.Actor, at.key())
	if err != nil {
		return err
	}
	f, err := s.formAt(ctx, v, at, view)
	if err != nil {
		return err
	}
	version := view.Case.Version()
	if kept {
		f.typed = typed
	}
	f.aboutStay()
	rf.ask(f)
	if asksMark(v, rf) {
		f.askMark("")
	}
	f.problems = nil // nothing was sent yet
	p := s.newRecordPage(v, rf, at, f, version)
	if kept {
		p.Kept = s.moment(draft.UpdatedAt)
		if draft.Version > 0 && draft.Version < version {
			p.Meanwhile = s.meanwhile(v, view.Case.Entries[draft.Version:])
		}
	}
	return s.render(w, http.StatusOK, "record", p)
}

// record saves a form, or keeps it as a draft, or starts it again.
func (s *Server) record(w http.ResponseWriter, r *http.Request, v visit) error {
	at, ctx := placeOf(r), r.Context()
	rf, view, err := s.openForm(ctx, v, at, false)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil || version < 0 {
		version = 0 // whoever sends no version has seen nothing: everything is news
	}
	switch r.PostForm.Get("do") {
	case "again":
		if err := s.app.DropDraft(ctx, v.Actor, at.key()); err != nil {
			return err
		}
		return seeOther(w, r, at.path())
	case "keep":
		if err := s.app.KeepDraft(ctx, v.Actor, at.key(), version, typedOf(r)); err != nil {
			return err
		}
		s.tell(w, "Your draft is kept. Nothing is recorded yet. You will find it here under “"+rf.title+"”, and in your account.")
		return seeOther(w, r, "/people/"+url.PathEscape(at.caseID))
	}

	if at.kind == consentForm.kind {
		return s.sendConsentStep(w, r, v, at, view, version)
	}
	f, err := s.formAt(ctx, v, at, view)
	if err != nil {
		return err
	}
	f.typed = r.PostForm
	f.aboutStay()
	decision, mark := rf.ask(f), access.Mark("")
	if asksMark(v, rf) {
		mark = f.askMark("")
	}
	if decision != nil {
		if _, err := decision.Decide(view.Case, f.today); err != nil {
			refusals, ok := casefile.AsRefusals(err)
			if !ok {
				return err
			}
			f.refuse(refusals)
		}
	}
	var since []casefile.Recorded
	status := http.StatusUnprocessableEntity
	if len(f.problems) == 0 {
		_, err := s.app.RecordMarked(ctx, v.Actor, at.caseID, version, decision, mark)
		if err == nil {
			if err := s.app.DropDraft(ctx, v.Actor, at.key()); err != nil {
				return err
			}
			next, done := f.part(rf), rf.done
			if rf.then != nil {
				if path, said := rf.then(v, view); path != "" {
					next, done = path, said
				}
			}
			s.tell(w, done)
			return seeOther(w, r, next)
		}
		switch e := app.As(err); e.Kind {
		case app.Invalid:
			f.refuse(e.Refusals)
		case app.Conflict:
			status, since, version = http.StatusConflict, e.Since, e.Version
		default:
			return err
		}
	}
	if err := s.app.KeepDraft(ctx, v.Actor, at.key(), version, typedOf(r)); err != nil {
		return err
	}
	p := s.newRecordPage(v, rf, at, f, version)
	p.Errors = f.Errors()
	p.Meanwhile = s.meanwhile(v, since)
	return s.render(w, status, "record", p)
}

func (s *Server) newRecordPage(v visit, rf recordForm, at place, f *form, version int) *recordPage {
	p := &recordPage{
		Page:   s.newPage(v, rf.title),
		Person: f.c.Name(), Who: toTellApart(f.c.Details),
		Action: at.path(), DraftURL: "/drafts/" + at.key(), Version: version,
		Hidden: f.hidden, Questions: f.Questions(), Owners: f.owners,
		Save:      ui.Button{Text: "Save", Name: "do", Value: "save", PreventDoubleClick: "true"},
		KeepDraft: ui.Button{Text: "Save draft and come back later", Name: "do", Value: "keep", Variant: "secondary"},
		Again:     ui.Button{Text: "Start again", Name: "do", Value: "again", Variant: "secondary", Small: true},
		Cancel:    ui.Link{Text: "Cancel", Href: f.part(rf)},
	}
	p.Back = &ui.BackLink{Text: "Back to " + f.c.Name(), Href: p.Cancel.Href}
	if ofEntry[at.kind] != "" {
		seq, _ := strconv.Atoi(at.subject)
		e, _ := f.c.Entry(seq)
		p.About = s.entrySummary(e)
		p.Save.Text = "Correct the day"
		if at.kind == "strike-out" {
			p.Save.Text, p.Save.Variant = "Mark as entered in error", "warning"
		}
	}
	return p
}

// part is the page of the record that the form came from and goes back to.
func (f *form) part(rf recordForm) string {
	if f.past != nil {
		return hospitalStayPath(f.c.ID, f.past.Seq)
	}
	return "/people/" + url.PathEscape(f.c.ID) + rf.part
}

// toTellApart says of somebody what tells them from another of the same name.
// A number stays on one line.
func toTellApart(d casefile.Details) ui.Component {
	born, number := "Date of birth not recorded", "NHS number not recorded"
	if d.BirthDate != 0 {
		born = "Born " + d.BirthDate.Long()
	}
	if d.NHSNumber != "" {
		number = "NHS number " + strings.ReplaceAll(casefile.FormatNHSNumber(d.NHSNumber), " ", "\u00a0")
	}
	return ui.Paragraph(born + ", " + number)
}

// meanwhile says in a line each what was recorded since a form was opened.
func (s *Server) meanwhile(v visit, since []casefile.Recorded) []string {
	var lines []string
	for _, e := range since {
		who := e.By.Name
		if e.By.ID == v.Actor.UserID {
			who = "You"
		}
		lines = append(lines, fmt.Sprintf("%s recorded “%s” for %s (%s)", who, entryTitle(e), e.On.Long(), s.moment(e.RecordedAt)))
	}
	return lines
}
