package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// checklistPage asks the questions that advise a rating. What is answered goes
// along with the rating that is not yet saved.
type checklistPage struct {
	Page
	Person    string
	Who       ui.Component
	Name      string
	About     string
	Action    string
	Questions []ui.Component
	Go        ui.Button
	Cancel    ui.Link
}

// answered begins the names of the answers to a checklist in the form of a
// rating, and answeredEdition names the one whose questions they answer.
const (
	answered        = "checklist-"
	answeredEdition = "checklist.edition"
)

func checklistPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/checklist" }

// draftOfRating opens the form of a rating with the draft of it.
func (s *Server) draftOfRating(r *http.Request, v visit) (at place, view app.PersonView, help app.RatingHelp, typed url.Values, err error) {
	at = place{kind: ratingForm.kind, caseID: r.PathValue("id")}
	if _, view, err = s.openForm(r.Context(), v, at, false); err != nil {
		return at, view, help, nil, err
	}
	if help, err = s.app.RatingHelp(r.Context(), v.Actor); err != nil {
		return at, view, help, nil, err
	}
	_, typed, kept, err := s.app.Draft(r.Context(), v.Actor, at.key())
	if !kept { // as the form is before anybody typed
		y, m, d := s.app.Today().YMD()
		typed = url.Values{"mark": {"none"}, "on[day]": {fmt.Sprint(d)}, "on[month]": {fmt.Sprint(m)}, "on[year]": {fmt.Sprint(y)}}
		if after := help.Discharge.After(view.Case, s.app.Today()); after != nil {
			typed.Set("rating", string(after.Rating))
		}
	}
	return at, view, help, typed, err
}

func (s *Server) checklist(w http.ResponseWriter, r *http.Request, v visit) error {
	at, view, help, typed, err := s.draftOfRating(r, v)
	if err != nil {
		return err
	}
	f := &form{c: view.Case, today: s.app.Today(), typed: typed}
	askChecklist(f, help.Checklist)
	c := view.Case
	p := &checklistPage{
		Page: s.newPage(v, "Checklist before a rating"), Person: c.Name(), Who: toTellApart(c.Details), Name: help.Checklist.Name, About: help.Checklist.About,
		Action: checklistPath(c.ID), Questions: f.Questions(), Go: ui.Button{Text: "See what it advises", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Give a rating without it", Href: at.path()},
	}
	p.Back = &ui.BackLink{Text: "Back to the rating", Href: at.path()}
	return s.render(w, http.StatusOK, "checklist", p)
}

// askChecklist asks every question. None has to be answered.
func askChecklist(f *form, c app.Checklist) {
	for _, item := range c.Items {
		var all []choice
		for _, a := range item.Answers {
			all = append(all, choice{value: a.ID, text: a.Text})
		}
		all = append(all, choice{value: app.NotKnown, text: "Not known"})
		f.one(answered+item.ID, item.Text, item.Help, "", all...)
	}
}

// answerChecklist keeps the answers with the rating that is not yet saved, and
// leads there.
func (s *Server) answerChecklist(w http.ResponseWriter, r *http.Request, v visit) error {
	at, view, help, typed, err := s.draftOfRating(r, v)
	if err != nil {
		return err
	}
	for name := range typed {
		if strings.HasPrefix(name, answered) {
			typed.Del(name)
		}
	}
	given := false
	for _, item := range help.Checklist.Items {
		if a, ok := item.Answer(r.PostForm.Get(answered + item.ID)); ok {
			typed.Set(answered+item.ID, a.ID)
			given = true
		}
	}
	typed.Del(answeredEdition)
	if given {
		typed.Set(answeredEdition, help.Checklist.Edition)
	}
	if err := s.app.KeepDraft(r.Context(), v.Actor, at.key(), view.Case.Version(), typed); err != nil {
		return err
	}
	return seeOther(w, r, at.path())
}

// advice shows what the checklist advises and carries its answers along; it is
// nil where the checklist was not answered.
func (f *form) advice() *casefile.Checked {
	if f.c.ID == "" || len(f.help.Checklist.Items) == 0 {
		return nil
	}
	again := ui.Link{Text: "Answer the checklist first", Href: checklistPath(f.c.ID)}
	edition := f.value(answeredEdition, "")
	if edition == "" {
		f.show(ui.InsetText{Body: ui.Group{ui.Paragraph("The checklist “" + f.help.Checklist.Name + "” can help you to think of everything. It advises, and you decide."), ui.Lines{{Body: again}}}})
		return nil
	}
	f.carry(answeredEdition, edition)
	answers := map[string]string{}
	for _, item := range f.help.Checklist.Items {
		if a := f.value(answered+item.ID, ""); a != "" {
			answers[item.ID] = a
			f.carry(answered+item.ID, a)
		}
	}
	again.Text = "Change the answers"
	if edition != f.help.Checklist.Edition {
		f.problem("", "The checklist was changed since you answered it. Choose “Change the answers” and look through them again")
	}
	a := f.help.Checklist.Advise(answers)
	checked := f.help.Checklist.Checked(a, "")
	body := ui.Group{ui.Lines{{Text: "The checklist advises "}, {Body: ui.RatingTag{Rating: string(a.Rating)}}}, ui.Paragraph(checked.Words() + ".")}
	for _, says := range a.Says {
		body = append(body, ui.Paragraph(says+"."))
	}
	if n := len(a.NotKnown); n > 0 {
		body = append(body, ui.Paragraph(counted(n, "question was", "questions were")+" not answered: "+strings.Join(a.NotKnown, " ")))
	}
	body = append(body, ui.Paragraph("It only counts what was answered. You know more than it does: you decide."), ui.Lines{{Body: again}})
	f.show(ui.InsetText{Body: body})
	return checked
}
