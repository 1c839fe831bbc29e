package web

import (
	"fmt"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// rulesAdoptPage asks from when on rules that were tried are adopted.
type rulesAdoptPage struct {
	Page
	Name      string
	Words     []string
	Action    string
	Questions []ui.Component
	Adopt     ui.Button
	Cancel    ui.Link
}

func (s *Server) rulesAdopt(w http.ResponseWriter, r *http.Request, v visit) error {
	view, ready, err := s.adoptable(w, r, v)
	if err != nil || !ready {
		return err
	}
	f := s.blankForm(nil)
	askAdoption(f, view)
	return s.showAdopt(w, v, view, f, http.StatusOK)
}

// adoptable is a trial that can be adopted. Otherwise the visitor is sent to
// the trial, which says why not.
func (s *Server) adoptable(w http.ResponseWriter, r *http.Request, v visit) (view app.TrialView, ready bool, err error) {
	if view, err = s.app.Trial(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return view, false, err
	}
	if view.Effect == nil || view.Outdated {
		return view, false, seeOther(w, r, trialPath(view.ID, ""))
	}
	return view, true, nil
}

// askAdoption asks for the day, or for the regulations where the law appoints
// it.
func askAdoption(f *form, view app.TrialView) (from civil.Date, regulations string) {
	if view.Commencing == 0 {
		return f.day("from", "Adopt these rules from", "Today or a later day, for example "+exampleDay(f.today+16), "The day", f.today), ""
	}
	return 0, f.line(input("regulations", "Which regulations appoint the day?", "For example, the Mental Health Act 2025 (Commencement No. 3) Regulations 2027, regulation 2."), "")
}

func (s *Server) showAdopt(w http.ResponseWriter, v visit, view app.TrialView, f *form, status int) error {
	p := &rulesAdoptPage{
		Page: s.newPage(v, "Adopt these rules"), Questions: f.Questions(), Name: view.Name, Action: trialPath(view.ID, "adopt"),
		Adopt: ui.Button{Text: "Adopt these rules", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Do not adopt them", Href: trialPath(view.ID, "")},
		Words: []string{
			"What begins on that day or later is counted by these rules. What has begun before keeps its date, and past days stay judged by what was in force on them.",
			"It is kept who adopted them and when. To take them back, adopt rules that say so: nothing that was adopted is erased.",
		},
	}
	if view.Commencing != 0 {
		p.Title = "Part 8A comes into force on " + view.Commencing.Long()
		p.Adopt.Text, p.Cancel.Text = "Adopt this day", "Do not adopt it"
		p.Words = []string{
			"Do this only when regulations appoint the day. From then on what Part 8A of the Mental Health Act 1983 obliges is shown as a duty by law, for everyone on the register.",
			"It is kept who adopted it and when. A day that is appointed anew can be adopted in its place.",
		}
	}
	p.Back, p.Errors = &ui.BackLink{Href: trialPath(view.ID, "")}, f.Errors()
	return s.render(w, status, "rules_adopt", p)
}

func (s *Server) adoptRules(w http.ResponseWriter, r *http.Request, v visit) error {
	view, ready, err := s.adoptable(w, r, v)
	if err != nil || !ready {
		return err
	}
	f := s.blankForm(r.PostForm)
	from, regulations := askAdoption(f, view)
	if view.Commencing == 0 && from == 0 && len(f.problems) == 0 {
		f.problem("from", "Enter the day from which you adopt these rules")
	}
	if len(f.problems) == 0 {
		switch err := s.app.AdoptRules(r.Context(), v.Actor, view.ID, from, regulations); {
		case err == nil:
			words := fmt.Sprintf("The rules are adopted from %s.", from.Long())
			if view.Commencing != 0 {
				words = fmt.Sprintf("It is adopted that Part 8A comes into force on %s.", view.Commencing.Long())
			}
			s.tell(w, words)
			return seeOther(w, r, "/rules")
		case app.As(err).Kind == app.Conflict:
			return seeOther(w, r, trialPath(view.ID, "")) // which says why not
		case app.As(err).Kind != app.Invalid:
			return err
		default:
			f.refuse(app.As(err).Refusals)
		}
	}
	return s.showAdopt(w, v, view, f, http.StatusUnprocessableEntity)
}
