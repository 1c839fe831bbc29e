package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// entryMarkPage marks an entry as sensitive, or lifts its mark.
type entryMarkPage struct {
	Page
	Person    string
	Who       ui.Component
	About     ui.Component
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
	Done      []string // how it was marked before, the latest first
}

func entryMarkPath(caseID string, seq int) string {
	return fmt.Sprintf("/people/%s/entries/%d/mark", url.PathEscape(caseID), seq)
}

// markChoices are what an entry can be marked as.
func markChoices() []choice {
	return []choice{
		{value: "none", text: "No, everyone who sees the record sees this"},
		{value: string(access.ThirdParty), text: "It is about somebody else, or was told in confidence",
			hint: "Third-party information. The person, their family and advocate, providers, panels and executives see only that there is an entry"},
		{value: string(access.Safeguarding), text: "It is about abuse or neglect, or how they are protected",
			hint: "Safeguarding. The person, their family and advocate, providers and panels see only that there is an entry"},
	}
}

// askMark asks if what is recorded is sensitive.
func (f *form) askMark(now access.Mark) access.Mark {
	initial := string(now)
	if now == "" {
		initial = "none"
	}
	chosen := f.one("mark", "Is this sensitive?", "What you do not mark can be seen by all who see the record", initial, markChoices()...)
	if chosen == "none" {
		return ""
	}
	return access.Mark(chosen)
}

// markedForms are those in whose entries things stand that not everyone who
// sees the record should read. Other entries can be marked afterwards.
var markedForms = []recordForm{noteForm, contactForm, namedPersonForm, addressForm, ratingForm, admissionForm, dischargeForm, meetingForm, laepForm, oversightVisitForm, reviewHeldForm}

func asksMark(v visit, rf recordForm) bool {
	return v.may(access.MarkEntry) && slices.ContainsFunc(markedForms, func(m recordForm) bool { return m.kind == rf.kind })
}

func (s *Server) entryMark(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.marked(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	f.askMark(view.Mark)
	f.askMarkReason()
	return s.showEntryMark(w, v, view, f, http.StatusOK)
}

func (s *Server) marked(r *http.Request, v visit) (app.MarkedView, error) {
	seq, err := strconv.Atoi(r.PathValue("seq"))
	if err != nil {
		return app.MarkedView{}, &app.Error{Kind: app.NotFound}
	}
	return s.app.Marked(r.Context(), v.Actor, r.PathValue("id"), seq)
}

func (f *form) askMarkReason() string {
	return f.words(ui.Textarea{Name: "reason", Label: small("Why?"), Rows: 3}, "")
}

func (s *Server) showEntryMark(w http.ResponseWriter, v visit, view app.MarkedView, f *form, status int) error {
	person := "/people/" + url.PathEscape(view.Case.ID)
	p := &entryMarkPage{
		Page: s.newPage(v, "Mark an entry as sensitive"), Person: view.Case.Name(), Who: toTellApart(view.Case.Details), About: s.entrySummary(view.Entry), Questions: f.Questions(),
		Action: entryMarkPath(view.Case.ID, view.Entry.Seq), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Cancel", Href: person},
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to " + view.Case.Name(), Href: person}, f.Errors()
	for _, m := range slices.Backward(view.Done) {
		what := "The mark was lifted"
		if m.Mark != "" {
			what = "Marked as " + access.Mark(m.Mark).Word()
		}
		p.Done = append(p.Done, fmt.Sprintf("%s by %s %s: %s", what, m.UserName, s.moment(m.At), m.Reason))
	}
	return s.render(w, status, "entry_mark", p)
}

func (s *Server) markEntry(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.marked(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	mark, reason := f.askMark(view.Mark), f.askMarkReason()
	if f.typed.Get("mark") == "" {
		f.problem("mark", "Choose if it is sensitive")
	}
	if len(f.problems) == 0 {
		err := s.app.Mark(r.Context(), v.Actor, view.Case.ID, view.Entry.Seq, mark, reason)
		if err == nil {
			s.tell(w, "It is saved. What was marked before stays in the record.")
			return seeOther(w, r, "/people/"+url.PathEscape(view.Case.ID))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showEntryMark(w, v, view, f, http.StatusUnprocessableEntity)
}

// markTag says beside an entry that it is marked.
func markTag(view app.PersonView, e casefile.Recorded) ui.Component {
	mark := view.Marks[e.Seq]
	if mark == "" {
		return nil
	}
	return ui.Tag{Text: capital(mark.Word()), Colour: "grey"}
}
