package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// subjectAccessPage lists the requests of people for what is kept about them,
// and finds whom another is about.
type subjectAccessPage struct {
	Page
	Search auditSearch
	By     string // when a request has to be answered
	Rules  ui.Link
	Table  ui.SortableTable
}

const subjectAccessPath = "/subject-access"

func (s *Server) subjectAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	p, err := s.newSubjectAccessPage(r.Context(), v)
	if err != nil {
		return err
	}
	if id := r.URL.Query().Get("find"); isID(id) {
		text, ok, err := s.app.SearchText(r.Context(), v.Actor, id)
		if err != nil {
			return err
		}
		if ok {
			people, err := s.app.FindForAccess(r.Context(), v.Actor, text)
			if err != nil {
				return err
			}
			p.Search.Field.Value = text
			for _, row := range people {
				hint := numberWords(&row)
				if row.BirthDate != 0 {
					hint += ", born " + row.BirthDate.Long()
				}
				p.Search.Found = append(p.Search.Found, foundPerson{Link: ui.Link{Text: row.Name, Href: personAccessPath(row.CaseID)}, Hint: hint})
			}
		}
	}
	return s.render(w, http.StatusOK, "subject_access", p)
}

func (s *Server) newSubjectAccessPage(ctx context.Context, v visit) (*subjectAccessPage, error) {
	requests, err := s.app.AccessRequests(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	rules, err := s.app.AccessRules(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	p := &subjectAccessPage{Page: s.newPage(v, "Requests for information")}
	p.By, p.Rules = answerByWords(rules), ui.Link{Text: "How requests are answered, and on which grounds something is left out", Href: subjectAccessRulesPath}
	p.Search.Field = ui.SearchInput{Label: ui.Label{Text: "Who asks, or for whom? Search by NHS number or name"}, ID: "search-text", Name: "text", Button: ui.SearchButton{Text: "Search"}}
	p.Table = ui.SortableTable{
		Caption: p.Title, HideCaption: true, ID: "requests", Empty: ui.Paragraph("Nobody has asked yet."),
		Columns: []ui.SortColumn{{Text: "About whom"}, {Text: "Came on"}, {Text: "From"}, {Text: "How it stands"}},
	}
	for _, a := range requests {
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Body: ui.Link{Text: orWords(a.Person, "Name not recorded"), Href: personAccessPath(a.Case)}}}, Classes: "app-cell-words"},
			{Text: a.ReceivedOn.Long()}, {Text: a.AskedBy, Classes: "app-cell-words"}, {Body: s.requestState(rules, a), Classes: "app-cell-words"},
		})
	}
	return p, nil
}

// requestState says how a request stands.
func (s *Server) requestState(rules app.AccessRules, a app.AccessRequest) ui.Lines {
	if !a.EndedAt.IsZero() {
		return ui.Lines{{Text: app.OutcomeWords(a.Outcome)}, {Text: "By " + a.EndedName + " " + s.moment(a.EndedAt), Minor: true}}
	}
	by := rules.AnswerBy(a)
	return ui.Lines{{Text: "To be answered by " + by.Long()}, {Text: app.DueWords(by, s.app.Today()), Minor: true}}
}

// findSubject finds whom a request is about: one person at once, several to
// choose from. What is typed goes into no address.
func (s *Server) findSubject(w http.ResponseWriter, r *http.Request, v visit) error {
	text := strings.TrimSpace(r.PostForm.Get("text"))
	if utf8.RuneCountInString(text) > 200 {
		text = string([]rune(text)[:200])
	}
	people, err := []app.PersonRow(nil), error(nil)
	if text != "" {
		people, err = s.app.FindForAccess(r.Context(), v.Actor, text)
	}
	switch {
	case err != nil:
		return err
	case len(people) == 1:
		return seeOther(w, r, personAccessPath(people[0].CaseID))
	case len(people) > 1:
		id, err := s.app.KeepSearch(r.Context(), v.Actor, text)
		if err != nil {
			return err
		}
		return seeOther(w, r, pathWith(subjectAccessPath, url.Values{"find": {id}}))
	}
	p, err := s.newSubjectAccessPage(r.Context(), v)
	if err != nil {
		return err
	}
	words := "Nobody in this register, and nobody who has left it, fits this. Check the NHS number or the spelling."
	if text == "" {
		words = "Enter an NHS number or a name"
	}
	p.Search.Field.Value, p.Search.Field.ErrorMessage.Text = text, words
	p.Errors = []ui.ErrorItem{{Text: words, Href: "#search-text"}}
	return s.render(w, http.StatusUnprocessableEntity, "subject_access", p)
}
