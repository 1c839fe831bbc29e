package web

import (
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// handoverPage is one handover: who, on what basis, how it stands, and the
// answers that the visitor may give.
type handoverPage struct {
	Page
	State   ui.Tag
	Facts   ui.SummaryList
	Same    []alike       // who has the same NHS number in the visitor's register
	Accept  *handoverForm // nil where there is nothing to decide
	Decline *handoverForm
	Take    *handoverForm // takes it back
	Open    *ui.Link      // the record, where the visitor's register has it
}

type handoverForm struct {
	Action    string
	Questions []ui.Component
	Button    ui.Button
}

func (s *Server) handover(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Handover(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showHandover(w, v, view, s.acceptForm(v, view, nil), s.declineForm(nil), http.StatusOK)
}

// acceptForm asks who will hold the case and, where somebody has the same NHS
// number, whether the two were compared.
func (s *Server) acceptForm(v visit, view app.HandoverView, typed url.Values) *form {
	f := s.blankForm(typed)
	f.line(input("coordinator", "Who will hold the case?", "The name of whoever keeps an eye on it, as they sign in."), v.Actor.Name)
	if view.Person != nil && len(view.Person.Same) > 0 {
		f.any("beside", "The same NHS number is on your register already", "Compare the records above. Both are kept and flagged until somebody decides.", nil,
			choice{value: "yes", text: "I have compared them. Take this one over beside the other"})
	}
	return f
}

func (s *Server) declineForm(typed url.Values) *form {
	f := s.blankForm(typed)
	f.words(ui.Textarea{Name: "reason", Label: small("Why do you not take them over?"), Hint: ui.Hint{Text: "The register that asked finds it in the person’s story."}}, "")
	return f
}

func (s *Server) acceptHandover(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Handover(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := s.acceptForm(v, view, r.PostForm)
	caseID, err := s.app.AcceptHandover(r.Context(), v.Actor, view.ID, app.Acceptance{
		Coordinator: f.value("coordinator", ""), Beside: r.PostForm.Get("beside") == "yes",
	})
	if err == nil {
		s.tell(w, view.Name+" is on your register, with the whole record.")
		return seeOther(w, r, "/people/"+caseID)
	}
	e := app.As(err)
	if e.Kind != app.Invalid {
		return err
	}
	f.refuse(e.Refusals)
	return s.showHandover(w, v, view, f, s.declineForm(nil), http.StatusUnprocessableEntity)
}

func (s *Server) declineHandover(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Handover(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := s.declineForm(r.PostForm)
	if len(f.problems) == 0 {
		err := s.app.DeclineHandover(r.Context(), v.Actor, view.ID, f.value("reason", ""))
		if err == nil {
			s.tell(w, "Declined. "+view.FromName+" can see it, with your reason.")
			return seeOther(w, r, "/handovers")
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
	}
	return s.showHandover(w, v, view, s.acceptForm(v, view, nil), f, http.StatusUnprocessableEntity)
}

func (s *Server) withdrawHandover(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.WithdrawHandover(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	s.tell(w, "Taken back. Nothing has moved.")
	return seeOther(w, r, "/handovers")
}

// whoMoves names who a handover is about, or says why nobody is named.
func whoMoves(h app.HandoverView) string {
	if h.Coming && h.State != app.HandoverProposed && h.State != app.HandoverAccepted {
		return orWords(h.Name, "Somebody who stayed there")
	}
	return orWords(h.Name, "Somebody whose record you cannot open")
}

func (s *Server) showHandover(w http.ResponseWriter, v visit, view app.HandoverView, accept, decline *form, status int) error {
	title := whoMoves(view)
	p := &handoverPage{Page: s.newPage(v, title), State: handoverState(view), Facts: s.handoverFacts(view)}
	p.Back = &ui.BackLink{Text: "Back to the handovers", Href: "/handovers"}
	waits := view.State == app.HandoverProposed
	switch {
	case waits && view.Coming:
		p.Accept = &handoverForm{handoverPath(view.ID, "accept"), accept.Questions(), ui.Button{Text: "Take them over", PreventDoubleClick: "true"}}
		p.Decline = &handoverForm{handoverPath(view.ID, "decline"), decline.Questions(), ui.Button{Text: "Do not take them over", Variant: "secondary", PreventDoubleClick: "true"}}
		p.Errors = append(accept.Errors(), decline.Errors()...)
		for i := range view.Person.Same {
			p.Same = append(p.Same, sameNumber(i, &view.Person.Row, &view.Person.Same[i], view.FromName))
		}
	case waits:
		p.Take = &handoverForm{Action: handoverPath(view.ID, "withdraw"), Button: ui.Button{Text: "Take this back", Variant: "secondary", PreventDoubleClick: "true"}}
		p.Open = &ui.Link{Text: "Open the record", Href: "/people/" + view.FromCase}
	case !view.Coming:
		p.Open = &ui.Link{Text: "Open your record of them", Href: "/people/" + view.FromCase}
	case view.Case != "":
		p.Open = &ui.Link{Text: "Open the record", Href: "/people/" + view.Case}
	}
	if view.Name == "" {
		p.Open = nil
	}
	return s.render(w, status, "handover", p)
}

// handoverFacts are what there is to know before and after it is decided.
func (s *Server) handoverFacts(view app.HandoverView) ui.SummaryList {
	var list ui.SummaryList
	add := func(key, value string) {
		if value != "" {
			list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: value}})
		}
	}
	add("From", view.FromName)
	add("To", view.ToName)
	if p := view.Person; p != nil {
		add("NHS number", casefile.FormatNHSNumber(p.Row.NHSNumber))
		add("Date of birth", p.Row.BirthDate.Long())
		add("Local authority", p.Row.LocalAuthority)
		add("Rating", p.Row.Rating.Word())
		add("On the register since", p.Row.JoinedOn.Long())
		add("Held by", p.Row.Coordinator)
		add("Entries in the record", thousands(p.Entries))
	}
	add("Asked", fmt.Sprintf("%s, by %s", s.dayOf(view.ProposedAt).Long(), view.Proposer))
	add("On what basis", app.HandoverBasis(view.Basis).Word())
	add("How they were asked, or why", view.Words)
	if !view.DecidedAt.IsZero() {
		add("Decided", fmt.Sprintf("%s, by %s", s.dayOf(view.DecidedAt).Long(), view.Decider))
	}
	add("Reason", view.Reason)
	if view.Head != "" {
		add("Entries handed over", thousands(view.Entries))
		add("Proof that they are the same", view.Head)
	}
	return list
}

// sameNumber is somebody of the visitor's register beside the person who comes.
func sameNumber(n int, coming, here *app.PersonRow, from string) alike {
	sides := ui.SideBySide{Caption: "How they compare:", Left: "In " + from, Right: "On your register", ID: fmt.Sprintf("same-%d", n+1)}
	for _, each := range []struct{ name, left, right string }{
		{"Given name", coming.Given, here.Given},
		{"Family name", coming.Family, here.Family},
		{"Likes to be called", coming.Preferred, here.Preferred},
		{"NHS number", casefile.FormatNHSNumber(coming.NHSNumber), casefile.FormatNHSNumber(here.NHSNumber)},
		{"Date of birth", coming.BirthDate.Long(), here.BirthDate.Long()},
		{"Local authority", coming.LocalAuthority, here.LocalAuthority},
	} {
		if each.left != "" || each.right != "" {
			sides.Rows = append(sides.Rows, ui.SideRow{
				Name: each.name, Left: ui.Content{Text: each.left}, Right: ui.Content{Text: each.right}, Differs: each.left != each.right,
			})
		}
	}
	heading := here.Name
	if words := membershipWords(here); words != "" {
		heading += " (" + words + ")"
	}
	return alike{Heading: heading, Sides: sides, Same: ui.Button{
		Text: "Open the record on your register", Href: personPath(here), Variant: "secondary", Small: true,
		AriaLabel: "Open the record of " + here.Name + " on your register",
	}}
}
