package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// heldNamesPage lists the names by which cases say who holds them, and whose
// they are.
type heldNamesPage struct {
	Page
	Waiting string // how many of them somebody has to say whose they are; "" for none
	Table   ui.SortableTable
}

// heldNamePage asks whose one of them is.
type heldNamePage struct {
	Page
	Name      string
	Words     []string
	People    ui.Link
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
}

const heldNamesPath = "/names"

// nobodysName is what is chosen where nobody who signs in has a name.
const nobodysName = "nobody"

func (s *Server) heldNames(w http.ResponseWriter, r *http.Request, v visit) error {
	names, _, err := s.app.HeldNames(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &heldNamesPage{Page: s.newPage(v, "Whose names hold cases")}
	p.Table = ui.SortableTable{
		Caption: "Names that hold cases", HideCaption: true, ID: "names", Empty: ui.Paragraph("No case is held by anybody yet."),
		Columns: []ui.SortColumn{{Text: "Name"}, {Text: "Holds the cases of"}, {Text: "Who that is"}, {Text: "Say whose it is"}},
	}
	waiting := 0
	for _, n := range names {
		if n.Waits() {
			waiting++
		}
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Text: n.Name, Classes: "app-cell-words"}, {Text: peopleWord(n.People)}, {Body: whoseLines(s, n), Classes: "app-cell-words"},
			{Body: ui.Link{Text: "Say whose", VisuallyHiddenText: n.Name + " is", Href: heldNamePath(v, n.Name)}},
		})
	}
	if waiting > 0 {
		p.Waiting = capital(counted(waiting, "name waits for you to say whose it is.", "names wait for you to say whose they are."))
	}
	return s.render(w, http.StatusOK, "held_names", p)
}

// heldNamePath is the page about a name, which is in no address.
func heldNamePath(v visit, name string) string {
	return heldNamesPath + "/" + coordinatorKey(v.Actor.Register, name)
}

// whoseLines say whose a name is, or that somebody has to say so.
func whoseLines(s *Server, n app.HeldName) ui.Lines {
	said := ui.Line{Text: "Said by " + n.Said.ByName + " " + s.moment(n.Said.At), Minor: true}
	switch {
	case n.Whose.ID != "":
		return ui.Lines{{Text: n.Whose.Name}, said}
	case n.Said.ID != "":
		return ui.Lines{{Text: "Nobody who signs in"}, said}
	case n.Waits():
		lines := ui.Lines{{Body: ui.Tag{Text: "Waits for you", Colour: "yellow"}}}
		for _, u := range n.Alike {
			lines = append(lines, ui.Line{Text: "Somebody signs in under this name: " + roleWordsOf(u), Minor: true})
		}
		return lines
	}
	return ui.Lines{{Text: "Not said", Minor: true}}
}

func roleWordsOf(u app.InvolvedUser) string {
	words := make([]string, len(u.Roles))
	for i, r := range u.Roles {
		words[i] = r.Word()
	}
	return join(words...)
}

func (s *Server) heldName(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showHeldName(w, r, v, s.blankForm(nil), http.StatusOK)
}

func (s *Server) sayWhose(w http.ResponseWriter, r *http.Request, v visit) error {
	n, _, err := s.heldNameOf(r, v)
	if err != nil {
		return err
	}
	user := r.PostForm.Get("user")
	switch user {
	case "":
		f := s.blankForm(r.PostForm)
		f.problem("user", "Choose whose name it is")
		return s.showHeldName(w, r, v, f, http.StatusUnprocessableEntity)
	case nobodysName:
		user = ""
	}
	if err := s.app.SayWhose(r.Context(), v.Actor, n.Name, user); err != nil {
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f := s.blankForm(r.PostForm)
		f.refuse(e.Refusals)
		return s.showHeldName(w, r, v, f, http.StatusUnprocessableEntity)
	}
	s.tell(w, "Saved. It holds from their next click.")
	return seeOther(w, r, heldNamesPath)
}

// heldNameOf is the name that an address stands for, and the users whose it can
// be.
func (s *Server) heldNameOf(r *http.Request, v visit) (app.HeldName, []app.InvolvedUser, error) {
	names, users, err := s.app.HeldNames(r.Context(), v.Actor)
	if err != nil {
		return app.HeldName{}, nil, err
	}
	for _, n := range names {
		if coordinatorKey(v.Actor.Register, n.Name) == r.PathValue("name") {
			return n, users, nil
		}
	}
	return app.HeldName{}, nil, &app.Error{Kind: app.NotFound, Text: "No case is held under this name any more."}
}

func (s *Server) showHeldName(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	n, users, err := s.heldNameOf(r, v)
	if err != nil {
		return err
	}
	there := registerQuery{Page: 1, Size: usualSize, Coordinator: coordinatorKey(v.Actor.Register, n.Name)}
	p := &heldNamePage{
		Page: s.newPage(v, "Whose name is this?"), Name: n.Name, Action: heldNamePath(v, n.Name), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Change nothing", Href: heldNamesPath}, People: ui.Link{Text: "The cases of " + peopleWord(n.People), Href: there.href()},
		Words: []string{
			"A name in the record may have come from a spreadsheet, and two people can have one name. So it lets nobody see a record until you say whose it is.",
			"A clinician or social worker then sees the people whose cases this name holds, also those who get it later, but no record that is restricted. Their lists and reminders have these people.",
		},
	}
	now := n.Whose.ID
	if now == "" && n.Said.ID != "" {
		now = nobodysName
	}
	choices := []choice{{value: nobodysName, text: "Nobody who signs in here"}}
	for _, u := range users {
		choices = append(choices, choice{value: u.ID, text: u.Name + " (" + roleWordsOf(u) + ")"})
	}
	f.pick("user", "Who is it?", "Be sure: ask them if you do not know", now, choices...)
	p.Questions, p.Errors = f.Questions(), f.Errors()
	p.Back = &ui.BackLink{Text: "Back to the names", Href: heldNamesPath}
	return s.render(w, status, "held_name", p)
}
