package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personAccessPage answers somebody's request for what is kept about them.
type personAccessPage struct {
	Page
	Person     string
	Summary    *ui.SummaryList // of the open request; nil without
	ToDecide   string
	Read       *ui.ActionLink // to what can be read and decided together
	Listed     ui.TaskList    // what somebody has to look at by itself
	Together   ui.TaskList    // what was decided together
	TogetherIs string
	Others     ui.TaskList // what is given unless somebody decides otherwise
	OthersAre  string
	Files      []ui.Link
	Draft      bool
	Action     string
	Questions  []ui.Component
	Save       ui.Button
	Earlier    []string
}

func personAccessPath(caseID string) string {
	return "/people/" + url.PathEscape(caseID) + "/subject-access"
}

func (s *Server) personAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.SubjectAccess(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	if view.Request == nil {
		askRequest(f)
	} else {
		askRequestEnd(f)
	}
	f.problems = nil
	return s.showPersonAccess(w, v, view, f, http.StatusOK)
}

// askRequest asks when a request came, and from whom.
func askRequest(f *form) (received civil.Date, by string) {
	received = f.day("received", "When did the request come?", "For example, "+exampleDay(f.today)+". However it came: by letter, by e-mail or in words", "The day on which the request came", 0)
	by = f.line(input("asked-by", "Who asks?", "For example, “Sam, by letter”, or “Sam’s mother, for Sam, who agreed”"), "")
	return received, by
}

// askRequestEnd asks how a request ended.
func askRequestEnd(f *form) (outcome, words string) {
	outcome = f.one("outcome", "How did it end?", "", "",
		choice{value: app.AccessGiven, text: "What is kept was given"},
		choice{value: app.AccessWithdrawn, text: "Who asked took it back"},
		choice{value: app.AccessMistaken, text: "It was begun by mistake"})
	words = f.words(ui.Textarea{Name: "words", Label: small("How and to whom, or why not"), Hint: ui.Hint{Text: "For example, “By recorded post to the address in the record”. It is part of what is kept"}, Rows: 3}, "")
	return outcome, words
}

func (s *Server) showPersonAccess(w http.ResponseWriter, v visit, view app.AccessView, f *form, status int) error {
	path := personAccessPath(view.CaseID)
	p := &personAccessPage{Page: s.newPage(v, "What is kept about them"), Person: view.Person, Questions: f.Questions(), Draft: view.Request == nil || view.ToDecide() > 0}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to requests for information", Href: subjectAccessPath}, f.Errors()
	p.Action, p.Save = path, ui.Button{Text: "Begin", PreventDoubleClick: "true"}
	if a := view.Request; a != nil {
		p.Action, p.Save = path+"/end", ui.Button{Text: "End this request", Variant: "secondary", PreventDoubleClick: "true"}
		row := func(key string, value ui.Lines) ui.SummaryRow {
			return ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: value}}
		}
		p.Summary = &ui.SummaryList{Rows: []ui.SummaryRow{
			row("Came on", ui.Lines{{Text: a.ReceivedOn.Long()}}), row("From", ui.Lines{{Text: a.AskedBy}}), row("How it stands", s.requestState(view.Rules, *a)),
		}}
	}
	p.Listed.IDPrefix, p.Together.IDPrefix, p.Others.IDPrefix = "listed", "together", "other"
	listed := 0
	for _, part := range view.Parts {
		item := accessTask(path, view, part)
		if part.WithOthers() {
			listed++
			p.Together.Items = append(p.Together.Items, item)
		} else if len(part.Why) > 0 {
			listed++
			p.Listed.Items = append(p.Listed.Items, item)
		} else {
			p.Others.Items = append(p.Others.Items, item)
		}
	}
	if n := len(toRead(view)); n > 0 && view.Request != nil {
		p.Read = &ui.ActionLink{Text: "Read " + counted(n, "text that was", "texts that were") + " written freely, and give them together", Href: path + "/read"}
	}
	p.TogetherIs = capital(counted(len(p.Together.Items), "text was", "texts were")) + " written freely"
	switch n := view.ToDecide(); {
	case listed == 0:
		p.ToDecide = "Nothing is marked, and nothing seems to name somebody else. Read the answer through all the same before you give it."
	case n > 0:
		p.ToDecide = fmt.Sprintf("%s looked at of %d. What nobody has decided on is left out, and the answer says so.", capital(counted(listed-n, "has been", "have been")), listed)
	default:
		p.ToDecide = "Everything listed here has been decided on. Read the answer through once more before you give it."
	}
	p.OthersAre = counted(len(p.Others.Items), "other thing is kept", "other things are kept")
	for _, format := range app.AnswerFormats {
		p.Files = append(p.Files, ui.Link{Text: answerTypes[format].text, Href: path + "/answer?format=" + string(format)})
	}
	for _, a := range view.Earlier {
		p.Earlier = append(p.Earlier, fmt.Sprintf("%s, from %s: %s by %s %s. %s", a.ReceivedOn.Long(), a.AskedBy, lowerFirst(app.OutcomeWords(a.Outcome)), a.EndedName, s.moment(a.EndedAt), a.Words))
	}
	return s.render(w, status, "person_access", p)
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// accessTask is a part as a list shows it.
func accessTask(path string, view app.AccessView, part app.AccessPart) ui.TaskItem {
	item := ui.TaskItem{
		Heading: ui.Heading{Text: part.Title}, Hint: ui.Hint{Text: join(part.What, part.On.Long(), strings.Join(part.Why, ". "))},
		Status: ui.TaskStatus{Text: accessState(part)},
	}
	if view.Request != nil {
		item.Href = path + "/" + url.PathEscape(part.ID)
	}
	if part.Undecided() {
		item.Status = ui.TaskStatus{Tag: &ui.Tag{Text: "To decide", Colour: "blue"}}
	}
	return item
}

// accessState says what the person is given of a part.
func accessState(part app.AccessPart) string {
	switch {
	case part.Choice == nil || part.Choice.Do == app.Include:
		return "Given"
	case part.Choice.Do == app.Redact:
		return "Given, without some words"
	}
	return "Left out"
}

func (s *Server) beginAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onPersonAccess(w, r, v, func(f *form) (func() error, string) {
		received, by := askRequest(f)
		return func() error { return s.app.BeginRequest(r.Context(), v.Actor, r.PathValue("id"), received, by) }, "The request is noted. Decide now on what is listed."
	})
}

func (s *Server) endAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onPersonAccess(w, r, v, func(f *form) (func() error, string) {
		outcome, words := askRequestEnd(f)
		return func() error { return s.app.EndRequest(r.Context(), v.Actor, r.PathValue("id"), outcome, words) }, "The request has ended. What was decided stays with it."
	})
}

// onPersonAccess does what a form of the page asks for.
func (s *Server) onPersonAccess(w http.ResponseWriter, r *http.Request, v visit, ask func(*form) (do func() error, done string)) error {
	f := s.blankForm(r.PostForm)
	do, done := ask(f)
	if len(f.problems) == 0 {
		err := do()
		if err == nil {
			s.tell(w, done)
			return seeOther(w, r, personAccessPath(r.PathValue("id")))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	view, err := s.app.SubjectAccess(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showPersonAccess(w, v, view, f, http.StatusUnprocessableEntity)
}

var answerTypes = map[app.AnswerFormat]struct{ text, media string }{
	app.AnswerZIP:  {"Everything, with the letters and documents (ZIP)", "application/zip"},
	app.AnswerPDF:  {"For printing, and for reading aloud (PDF)", "application/pdf"},
	app.AnswerHTML: {"For reading on a screen (HTML)", "text/html; charset=utf-8"},
	app.AnswerJSON: {"For programs (JSON)", "application/json"},
}

// accessAnswer sends the answer as a file.
func (s *Server) accessAnswer(w http.ResponseWriter, r *http.Request, v visit) error {
	format := app.AnswerFormat(r.URL.Query().Get("format"))
	if format == "" {
		format = app.AnswerFormats[0]
	}
	_, err := s.app.AnswerSubject(r.Context(), v.Actor, r.PathValue("id"), format, &download{
		ResponseWriter: w, contentType: answerTypes[format].media, name: s.app.AnswerName(v.Actor, format),
	})
	return err
}
