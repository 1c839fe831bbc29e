package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// personAccessReadPage shows what was written freely, some of it at a time, to
// be read and given together.
type personAccessReadPage struct {
	Page
	Person string
	Left   string // how much there is after this
	Parts  []readPart
	Action string
	Give   ui.Button
	Cancel ui.Link
}

// readPart is one of them in full.
type readPart struct {
	Value   string // the part, and what it said
	Title   string
	Hint    string
	Summary *ui.SummaryList
	Other   ui.Link // to decide otherwise
}

// readAtOnce is how many parts are shown on a page.
const readAtOnce = 20

func (s *Server) accessRead(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.SubjectAccess(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showAccessRead(w, r, v, view, "", http.StatusOK)
}

// giveRead gives all that a page showed.
func (s *Server) giveRead(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	var read []app.AccessChoice
	for _, value := range r.PostForm["read"] {
		part, seen, _ := strings.Cut(value, " ")
		read = append(read, app.AccessChoice{Part: part, Seen: seen})
	}
	if len(read) > readAtOnce {
		return &app.Error{Kind: app.Invalid, Text: "So much is on no page. Go back, and read it once more."}
	}
	if err := s.app.GiveTogether(r.Context(), v.Actor, id, read); err != nil {
		if app.As(err).Kind != app.Invalid {
			return err
		}
		view, viewing := s.app.SubjectAccess(r.Context(), v.Actor, id)
		if viewing != nil {
			return viewing
		}
		return s.showAccessRead(w, r, v, view, app.As(err).Text, http.StatusUnprocessableEntity)
	}
	s.tell(w, fmt.Sprintf("%s given.", capital(counted(len(read), "thing is", "things are"))))
	return seeOther(w, r, personAccessPath(id)+"/read")
}

func (s *Server) showAccessRead(w http.ResponseWriter, r *http.Request, v visit, view app.AccessView, refused string, status int) error {
	back := personAccessPath(view.CaseID)
	waiting := toRead(view)
	if view.Request == nil || len(waiting) == 0 && refused == "" {
		return seeOther(w, r, back)
	}
	p := &personAccessReadPage{Page: s.newPage(v, "Read what was written freely"), Person: view.Person, Action: back + "/read", Cancel: ui.Link{Text: "Go back without deciding", Href: back}}
	p.Back = &ui.BackLink{Text: "Back to what is kept", Href: back}
	if refused != "" {
		p.Errors = []ui.ErrorItem{{Text: refused}}
	}
	if after := len(waiting) - readAtOnce; after > 0 {
		p.Left = capital(counted(after, "more comes", "more come")) + " after this page."
		waiting = waiting[:readAtOnce]
	}
	for _, part := range waiting {
		one := readPart{
			Value: part.ID + " " + part.Seen, Title: part.Title, Hint: join(part.What, part.On.Long(), orWords(part.By, "who wrote it is not recorded")),
			Other: ui.Link{Text: "Leave out some of it, or all", VisuallyHiddenText: part.What, Href: back + "/" + url.PathEscape(part.ID)},
		}
		if len(part.Lines) > 0 {
			one.Summary = new(ui.SummaryList)
		}
		for _, l := range part.Lines {
			one.Summary.Rows = append(one.Summary.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: l.Heading}, Value: ui.SummaryCell{Body: paragraphs(l.Text)}})
		}
		p.Parts = append(p.Parts, one)
	}
	if len(p.Parts) > 0 {
		p.Give = ui.Button{Text: "I have read " + map[bool]string{true: "it: give it", false: "them: give all of them"}[len(p.Parts) == 1], PreventDoubleClick: "true"}
	}
	return s.render(w, status, "person_access_read", p)
}

// toRead are the parts that nobody has decided on and that may be decided
// together.
func toRead(view app.AccessView) (waiting []app.AccessPart) {
	for _, part := range view.Parts {
		if part.Undecided() && part.WithOthers() {
			waiting = append(waiting, part)
		}
	}
	return waiting
}
