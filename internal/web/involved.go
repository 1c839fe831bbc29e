package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// involvedPage says who is involved with a person, and lets who may change it.
type involvedPage struct {
	Page
	Person      string
	Who         ui.Component
	Holder      string // who holds the case, by the name that it has
	HolderWords string // and who that is
	Whose       *ui.Link
	Restriction *restrictionView
	Now         []involvedLine
	Before      []involvedLine
	Opened      []string // when the record was opened in an emergency, by whom and why
	Action      string
	Questions   []ui.Component // nil for who may not change it
	Save        ui.Button
	// Organisation asks for an organisation; nil for who may not change it, and
	// where there is none.
	Organisation *involvedOrganisation
}

// restrictionView says that the record is restricted, or lets it be.
type restrictionView struct {
	Restricted bool
	Words      []string // what was done, the latest first
	Action     string
	Value      string         // of the field that says what is to be done
	Questions  []ui.Component // nil for who may not change it
	Button     ui.Button
}

// involvedLine is one relation.
type involvedLine struct {
	Name, How string
	When      string
	By        string
	ID        string
	End       *ui.Button
}

func involvedPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/involved" }

func (s *Server) involved(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Involved(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showInvolved(w, v, view, involvedForms{}, http.StatusOK)
}

// involvedForms are those of the page that somebody sent; the others are asked
// anew.
type involvedForms struct{ involve, organisation, restrict *form }

// askInvolvement asks who is involved, how and for how long.
func askInvolvement(f *form, view app.InvolvedView) app.NewInvolvement {
	var n app.NewInvolvement
	var users []choice
	for _, u := range view.Users {
		words := make([]string, len(u.Roles))
		for i, r := range u.Roles {
			words[i] = r.Word()
		}
		users = append(users, choice{value: u.ID, text: u.Name + " (" + join(words...) + ")"})
	}
	n.UserID = f.pick("user", "Who?", "Somebody who can sign in to this register. Your administrator adds users", "", users...)
	things := func(relation access.Relation, label string) func() {
		return func() {
			var choices []choice
			for _, t := range view.Things {
				if t.Relation == relation {
					choices = append(choices, choice{value: t.ID, text: t.Words})
				}
			}
			// Two choices ask for a thing, and only the one that was made counts.
			if subject := f.pickWithin("subject-"+string(relation), label, choices...); n.Relation == "" || n.Relation == relation {
				n.Subject = subject
			}
		}
	}
	agreed := func(relation access.Relation) func() {
		return func() {
			var choices []choice
			for _, b := range casefile.ConsentBases {
				choices = append(choices, choice{value: string(b), text: capital(b.Word())})
			}
			if basis := f.pickWithin("agreed-"+string(relation), "Who agreed that they see the record?", choices...); n.Relation == "" || n.Relation == relation {
				n.Agreed = casefile.ConsentBasis(basis)
			}
		}
	}
	var ways []choice
	n.Relation = access.Relation(f.value("relation", ""))
	for _, relation := range access.Relations {
		if relation == access.Named && !view.Restricted {
			continue
		}
		c := choice{value: string(relation), text: relation.Word(), hint: relationHint(relation)}
		switch {
		case relation == access.OnPanel:
			c.then = things(relation, "Which review?")
		case relation == access.OwnsAction:
			c.then = things(relation, "Which action?")
		case relation.NeedsAgreement():
			c.then = agreed(relation)
		}
		ways = append(ways, c)
	}
	n.Relation = access.Relation(f.one("relation", "How are they involved?", "", "", ways...))
	n.Until = f.day("until", "Until when? (optional)", "Leave it empty if there is no end yet. The last day they can see the record", "The last day", 0)
	return n
}

// pickWithin is pick for a question that hangs on a choice.
func (f *form) pickWithin(name, label string, choices ...choice) string {
	only := f.only
	chosen := f.value(name, "")
	items := []ui.SelectItem{ui.Option("", "Choose one")}
	if !slices.ContainsFunc(choices, func(c choice) bool { return c.value == chosen }) {
		chosen = ""
	}
	for _, c := range choices {
		items = append(items, ui.Option(c.value, c.text))
	}
	f.add(name, name, func(p problem) ui.Component {
		return ui.Select{
			Name: name, Value: chosen, Items: items, Label: small(label), ErrorMessage: ui.ErrorMessage{Text: p.text}, FormGroup: ui.FormGroup{Classes: only},
		}
	})
	return chosen
}

func relationHint(r access.Relation) string {
	switch r {
	case access.CareTeam:
		return "Treats or supports the person. For clinicians and social workers"
	case access.NamedWorker, access.Keyworker:
		return ""
	case access.OfProvider:
		return "Where the person lives or is in hospital. They see the record while there is consent"
	case access.OnPanel:
		return "They see what concerns that review, while there is consent to it"
	case access.OwnsAction:
		return "They see that action and nothing else"
	case access.IsThem:
		return "The person reads their own record. Make sure that the account is theirs. They do not see what is marked as sensitive"
	case access.SpeaksFor, access.Chosen:
		return "Only if the person agreed, or it was decided in their best interests"
	case access.Named:
		return "For colleagues who keep the register"
	}
	return ""
}

func askRestriction(f *form, view app.InvolvedView) (reason string) {
	label, hint := "Why may only those who are involved see this record?", "For example, the person works for us, or is related to a colleague"
	if view.Restricted {
		label, hint = "Why may all who keep the register see it again?", ""
	}
	return f.words(ui.Textarea{Name: "reason", Label: small(label), Hint: ui.Hint{Text: hint}, Rows: 3}, "")
}

func (s *Server) showInvolved(w http.ResponseWriter, v visit, view app.InvolvedView, sent involvedForms, status int) error {
	c := view.Case
	fresh := func(sent *form, ask func(f *form)) *form {
		if sent != nil {
			return sent
		}
		f := s.blankForm(nil)
		ask(f)
		f.problems = nil
		return f
	}
	involve := fresh(sent.involve, func(f *form) { askInvolvement(f, view) })
	organisation := fresh(sent.organisation, func(f *form) { askOrganisation(f, view) })
	restrict := fresh(sent.restrict, func(f *form) { askRestriction(f, view) })
	p := &involvedPage{
		Page: s.newPage(v, "Who is involved"), Person: c.Name(), Who: toTellApart(c.Details), Holder: c.Coordinator, Action: involvedPath(c.ID),
		Save: ui.Button{Text: "Add them", PreventDoubleClick: "true"},
	}
	p.HolderWords = holderWords(view)
	if view.MayInvolve && c.Coordinator != "" {
		p.Whose = &ui.Link{Text: "Say whose name it is", Href: heldNamePath(v, c.Coordinator)}
	}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.Errors = slices.Concat(involve.Errors(), organisation.Errors(), restrict.Errors())
	for _, i := range view.Now {
		line := s.involvedLine(i, view)
		if view.MayInvolve {
			line.End = &ui.Button{
				Text: "End", Variant: "secondary", Small: true, Name: "end", Value: i.ID, PreventDoubleClick: "true",
				AriaLabel: "End: " + line.Name + ", " + line.How,
			}
		}
		p.Now = append(p.Now, line)
	}
	for _, i := range view.Before {
		p.Before = append(p.Before, s.involvedLine(i, view))
	}
	for _, e := range view.Opened {
		p.Opened = append(p.Opened, fmt.Sprintf("%s (%s) %s: %s", e.UserName, access.Role(e.Role).Word(), s.moment(e.OpenedAt), e.Reason))
	}
	if view.MayInvolve {
		p.Questions = involve.Questions()
		if len(view.Organisations) > 0 {
			p.Organisation = &involvedOrganisation{
				Action: p.Action + "/organisation", Questions: organisation.Questions(),
				Button: ui.Button{Text: "Add the organisation", Variant: "secondary", PreventDoubleClick: "true"},
			}
		}
	}
	if view.Restricted || view.MayRestrict {
		p.Restriction = s.restriction(view, restrict)
	}
	return s.render(w, status, "involved", p)
}

// holderWords say who has the name that holds a case.
func holderWords(view app.InvolvedView) string {
	switch {
	case view.Holder == "":
		return "The name lets nobody see the record by itself."
	case view.Restricted:
		return "That is " + view.Holder + " here, who sees it only if they are listed as well."
	}
	return "That is " + view.Holder + " here."
}

func (s *Server) restriction(view app.InvolvedView, f *form) *restrictionView {
	r := &restrictionView{
		Restricted: view.Restricted, Action: "/people/" + url.PathEscape(view.Case.ID) + "/restricted", Value: "1",
		Button: ui.Button{Text: "Restrict the record", Variant: "secondary", PreventDoubleClick: "true"},
	}
	if view.Restricted {
		r.Value, r.Button.Text = "", "End the restriction"
	}
	for _, done := range slices.Backward(view.Restrictions) {
		what := "Opened again"
		if done.Restricted {
			what = "Restricted"
		}
		r.Words = append(r.Words, fmt.Sprintf("%s by %s %s: %s", what, done.UserName, s.moment(done.At), done.Reason))
	}
	if view.MayRestrict {
		r.Questions = f.Questions()
	}
	return r
}

func (s *Server) involvedLine(i app.Involvement, view app.InvolvedView) involvedLine {
	relation := access.Relation(i.Relation)
	line := involvedLine{
		Name: orWords(i.UserName, "Somebody who has left"), How: relation.Word(), ID: i.ID,
		When: "Since " + i.Since.Long(), By: "Added by " + i.GivenName,
	}
	if relation.OfOneThing() {
		for _, t := range view.Things {
			if t.ID == i.Subject {
				line.How += ": " + t.Words
			}
		}
	}
	if i.Agreed != "" {
		line.How += ". Agreed by " + casefile.ConsentBasis(i.Agreed).Word()
	}
	switch {
	case !i.EndedAt.IsZero():
		line.When, line.By = "From "+i.Since.Long(), "Ended by "+i.EndedName+" "+s.moment(i.EndedAt)
	case i.Until != 0 && i.Until < s.app.Today():
		line.When = "From " + i.Since.Long() + " to " + i.Until.Long()
	case i.Until != 0:
		line.When += ", until " + i.Until.Long()
	case i.Since > s.app.Today():
		line.When = "From " + i.Since.Long()
	}
	return line
}

// endInvolvement ends a relation.
func (s *Server) endInvolvement(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	err := s.app.EndInvolvement(r.Context(), v.Actor, id, r.PostForm.Get("end"))
	if err != nil && app.As(err).Kind == app.Invalid {
		return s.involvedAgain(w, r, v, app.As(err).Refusals, nil)
	}
	if err != nil {
		return err
	}
	s.tell(w, "They are no longer involved. From now on they cannot see this record by it.")
	return s.afterInvolving(w, r, v, id)
}

// involve adds a relation.
func (s *Server) involve(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, id := r.Context(), r.PathValue("id")
	view, err := s.app.Involved(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	n := askInvolvement(f, view)
	var refusals casefile.Refusals
	if len(f.problems) == 0 {
		err := s.app.Involve(ctx, v.Actor, id, n)
		if err == nil {
			s.tell(w, "They are involved from today.")
			return s.afterInvolving(w, r, v, id)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		for _, refusal := range app.As(err).Refusals {
			if refusal.Field == "subject" || refusal.Field == "agreed" {
				refusal.Field += "-" + string(n.Relation)
			}
			refusals = append(refusals, refusal)
		}
	}
	f.refuse(refusals)
	return s.showInvolved(w, v, view, involvedForms{involve: f}, http.StatusUnprocessableEntity)
}

// afterInvolving goes back to the list; whoever ended what they saw it by goes
// to the register.
func (s *Server) afterInvolving(w http.ResponseWriter, r *http.Request, v visit, id string) error {
	if _, err := s.app.Person(r.Context(), v.Actor, id, app.AsAt{Unseen: true}); err != nil {
		return seeOther(w, r, "/")
	}
	return seeOther(w, r, involvedPath(id))
}

// restrict restricts the record or opens it again.
func (s *Server) restrict(w http.ResponseWriter, r *http.Request, v visit) error {
	id, on := r.PathValue("id"), r.PostForm.Get("restricted") == "1"
	err := s.app.Restrict(r.Context(), v.Actor, id, on, clean(r.PostForm.Get("reason")))
	switch {
	case err == nil && on:
		s.tell(w, "Only those who are involved see this record now. Look through the list of them.")
	case err == nil:
		s.tell(w, "All who keep the register see this record again.")
	case app.As(err).Kind == app.Invalid:
		return s.involvedAgain(w, r, v, nil, app.As(err).Refusals)
	default:
		return err
	}
	return seeOther(w, r, involvedPath(id))
}

// involvedAgain shows the page with what was refused.
func (s *Server) involvedAgain(w http.ResponseWriter, r *http.Request, v visit, involve, restrict casefile.Refusals) error {
	view, err := s.app.Involved(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	first, second := s.blankForm(nil), s.blankForm(nil)
	if restrict != nil {
		second = s.blankForm(r.PostForm)
	}
	askInvolvement(first, view)
	askRestriction(second, view)
	first.problems = nil
	first.refuse(involve)
	second.refuse(restrict)
	return s.showInvolved(w, v, view, involvedForms{involve: first, restrict: second}, http.StatusUnprocessableEntity)
}
