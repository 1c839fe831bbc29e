package web

import (
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// handOverPage asks another register to take a person.
type handOverPage struct {
	Page
	Person    string
	Who       ui.Component
	Nowhere   bool // there is no other register
	Action    string
	Questions []ui.Component
	Propose   ui.Button
	Cancel    ui.Link
}

func handOverPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/hand-over" }

func (s *Server) handOver(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askHandOver(w, r, v, nil)
}

func (s *Server) proposeHandOver(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askHandOver(w, r, v, r.PostForm)
}

// askHandOver shows the form, and proposes what was typed.
func (s *Server) askHandOver(w http.ResponseWriter, r *http.Request, v visit, typed url.Values) error {
	caseID := r.PathValue("id")
	view, err := s.app.Person(r.Context(), v.Actor, caseID, app.AsAt{For: "to hand over"})
	if err != nil {
		return err
	}
	if view.Sight < access.Whole {
		return &app.Error{Kind: app.Forbidden, Text: "You do not see all of this record, so cannot hand it over."}
	}
	others, err := s.app.OtherRegisters(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(typed)
	f.c = view.Case
	proposal := askProposal(f, others)
	status := http.StatusOK
	if typed != nil {
		if len(f.problems) == 0 {
			id, err := s.app.ProposeHandover(r.Context(), v.Actor, caseID, proposal)
			if err == nil {
				s.tell(w, "They are asked to take "+view.Case.Name()+". Nothing moves before they say yes.")
				return seeOther(w, r, handoverPath(id, ""))
			}
			e := app.As(err)
			if e.Kind != app.Invalid {
				return err
			}
			f.refuse(e.Refusals)
		}
		status = http.StatusUnprocessableEntity
	}
	p := &handOverPage{
		Page: s.newPage(v, "Hand over to another register"), Person: view.Case.Name(), Who: toTellApart(view.Case.Details), Nowhere: len(others) == 0,
		Action: handOverPath(caseID), Questions: f.Questions(),
		Propose: ui.Button{Text: "Ask them to take over", PreventDoubleClick: "true"},
		Cancel:  ui.Link{Text: "Do not hand over", Href: "/people/" + url.PathEscape(caseID)},
	}
	p.Back = &ui.BackLink{Text: "Back to " + p.Person, Href: p.Cancel.Href}
	p.Errors = f.Errors()
	return s.render(w, status, "hand_over", p)
}

func askProposal(f *form, others []app.OtherRegister) app.Proposal {
	var p app.Proposal
	registers := make([]choice, len(others))
	for i, o := range others {
		registers[i] = choice{value: o.Code, text: o.Name}
	}
	p.To = f.pick("to", "Which register do they move to?", "", "", registers...)
	p.Basis = f.passedOn("basis", "Who agreed that their record goes along?",
		"Ask them, in words or pictures that they understand, before you hand over. Their care does not depend on the answer.", casefile.HandedOverBases, nil)
	p.Words = f.words(ui.Textarea{
		Name: "words", Label: small("How were they asked, and what did they say?"),
		Hint: ui.Hint{Text: "Without agreement, say which law allows it and why it is needed."},
	}, "")
	return p
}
