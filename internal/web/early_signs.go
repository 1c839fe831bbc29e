package web

import (
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/web/ui"
)

const earlySignsPath = "/early-signs"

// earlySignsPage is those of whom early signs suggest something.
type earlySignsPage struct {
	Page
	Intro  string
	About  string
	People ui.SortableTable
	Pager  *ui.Pager
}

func (s *Server) earlySigns(w http.ResponseWriter, r *http.Request, v visit) error {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	list, err := s.app.Suggested(r.Context(), v.Actor, page)
	if err != nil {
		return err
	}
	p := &earlySignsPage{Page: s.newPage(v, "Early signs"), Intro: peopleWords(list.Total), About: list.List.Name + ". " + list.List.About}
	p.People = ui.SortableTable{
		Caption: "People with early signs, the latest sign first", HideCaption: true, ID: "people", Empty: ui.Text("Nothing is suggested now."),
		Columns: []ui.SortColumn{{Text: "Person"}, {Text: "Rating"}, {Text: "Why"}, {Text: "Latest sign"}, {Text: "What is suggested"}},
	}
	today := s.app.Today()
	for i := range list.Rows {
		row := &list.Rows[i]
		var why, answers ui.Lines
		for _, x := range row.Suggestions {
			why = append(why, ui.Line{Text: x.Trigger.Says})
			for _, sign := range x.Signs {
				why = append(why, ui.Line{Text: sign, Minor: true})
			}
			if v.may(suggestionForm.needs) {
				answers = append(answers, ui.Line{Body: ui.Link{Text: "Answer", VisuallyHiddenText: x.Trigger.Says + ", " + row.Person.Name, Href: place{suggestionForm.kind, row.Person.CaseID, x.Trigger.ID}.path()}})
			}
		}
		answers = append(ui.Lines{{Text: suggestionAdvice(row.Person.OnRegister == "on", row.Person.Rating != "")}}, answers...)
		p.People.Rows = append(p.People.Rows, []ui.Cell{
			{Body: s.cell("name", &row.Person, today, nil), Classes: "app-cell-words"}, {Body: s.cell("rating", &row.Person, today, nil)},
			{Body: why, Classes: "app-cell-words"}, {Text: row.Since.Long()}, {Body: answers, Classes: "app-cell-words"},
		})
	}
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Href: func(page, _ int) string {
			return pathWith(earlySignsPath, url.Values{"page": {strconv.Itoa(page)}})
		}}
	}
	return s.render(w, http.StatusOK, "early_signs", p)
}
