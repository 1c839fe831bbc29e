package web

import (
	"context"
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

type personNewPage struct {
	Page
	Kept      string // when the draft that fills the form was kept
	Existing  *ui.Link
	Hidden    []hiddenField
	Questions []ui.Component
	Save      ui.Button
	KeepDraft ui.Button
	Again     ui.Button
	Cancel    ui.Link
}

// newPerson is what the form for a new person says.
type newPerson struct {
	open casefile.Open
	more []casefile.Decision
}

// askNewPerson asks who the person is, and what is known of them already.
func askNewPerson(f *form, mayRate bool) newPerson {
	var p newPerson
	d := &p.open.Details
	d.GivenName = f.line(input("given_name", "Given name", ""), "")
	d.FamilyName = f.line(input("family_name", "Family name", ""), "")
	d.PreferredName = f.line(input("preferred_name", "What they like to be called (optional)", ""), "")
	d.NHSNumber = f.nhsNumber("")
	d.BirthDate = f.day("birth_date", "Date of birth (optional)", "For example, 31 3 1999", "The date of birth", 0)
	if d.BirthDate > f.today {
		f.problem("birth_date", "The date of birth must be in the past")
		d.BirthDate = 0
	}
	status := map[casefile.ConditionName]casefile.ConditionStatus{}
	for _, name := range casefile.ConditionNames {
		status[name] = casefile.ConditionStatus(f.pick(string(name), name.Word()+" (optional)", "", "", choices(casefile.ConditionStatuses)...))
	}
	authority := f.line(input("local_authority", "Local authority of ordinary residence (optional)",
		"The one in whose area they live, not that of a hospital or placement. For example Northshire County Council"), "")
	p.open.On = f.day("on", "When did they join the register?", "For example, "+exampleDay(f.today), "The date", f.today)

	if authority != "" {
		p.more = append(p.more, casefile.Add{On: p.open.On, Fact: casefile.LocalAuthority{Name: authority}})
	}
	for _, name := range casefile.ConditionNames {
		if status[name] != "" {
			p.more = append(p.more, casefile.Add{On: p.open.On, Fact: casefile.Condition{Condition: name, Status: status[name]}})
		}
	}
	if !mayRate {
		return p
	}
	colours := []choice{{value: "", text: "Not rated yet"}}
	for _, r := range []casefile.Rating{casefile.Red, casefile.Amber, casefile.Green} {
		colours = append(colours, choice{value: string(r), text: r.Word(), hint: f.help.Words.Of(r)})
	}
	rating := casefile.Rating(f.one("rating", "Rating (optional)",
		"If they are in hospital now, add them first and then record the admission. They become blue with it.", "", colours...))
	reason := f.words(ui.Textarea{Name: "note", Label: small("Why is this the right rating now?"), Hint: ui.Hint{Text: "If you give a rating"}, Rows: 4}, "")
	if rating != "" {
		p.more = append(p.more, casefile.Rate{On: p.open.On, Rated: casefile.Rated{Rating: rating}, Reason: reason})
		if reason == "" {
			f.problem("note", "Say why this is the right rating now")
		}
	}
	return p
}

// blankForm is the form for a new person, with what was typed.
func (s *Server) blankForm(typed url.Values) *form {
	return &form{c: casefile.Fold("", nil), today: s.app.Today(), typed: typed}
}

// newPersonForm is that for who may give a rating or not.
func (s *Server) newPersonForm(ctx context.Context, v visit, typed url.Values) (f *form, err error) {
	f = s.blankForm(typed)
	if v.may(access.Rate) {
		f.help, err = s.app.RatingHelp(ctx, v.Actor)
	}
	return f, err
}

func (s *Server) personNew(w http.ResponseWriter, r *http.Request, v visit) error {
	draft, typed, kept, err := s.app.Draft(r.Context(), v.Actor, newPersonDraft)
	if err != nil {
		return err
	}
	f, err := s.newPersonForm(r.Context(), v, nil)
	if err != nil {
		return err
	}
	if kept {
		f.typed = typed
	}
	askNewPerson(f, v.may(access.Rate))
	f.problems = nil // nothing was sent yet
	p := s.newPersonNewPage(v, f)
	if kept {
		p.Kept = s.moment(draft.UpdatedAt)
	}
	return s.render(w, http.StatusOK, "person_new", p)
}

func (s *Server) newPersonNewPage(v visit, f *form) *personNewPage {
	p := &personNewPage{
		Page: s.newPage(v, "Add a person"), Hidden: f.hidden, Questions: f.Questions(),
		Save:      ui.Button{Text: "Add to the register", Name: "do", Value: "save", PreventDoubleClick: "true"},
		KeepDraft: ui.Button{Text: "Save draft and come back later", Name: "do", Value: "keep", Variant: "secondary"},
		Again:     ui.Button{Text: "Start again", Name: "do", Value: "again", Variant: "secondary", Small: true},
		Cancel:    ui.Link{Text: "Cancel", Href: "/register"},
	}
	p.Back = &ui.BackLink{Text: "Back to the register", Href: "/register"}
	return p
}

// addPerson adds a person, or asks first if they are on the register already.
func (s *Server) addPerson(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, typed := r.Context(), typedOf(r)
	switch r.PostForm.Get("do") {
	case "again":
		if err := s.app.DropDraft(ctx, v.Actor, newPersonDraft); err != nil {
			return err
		}
		return seeOther(w, r, "/people/new")
	case "keep":
		if err := s.app.KeepDraft(ctx, v.Actor, newPersonDraft, 0, typed); err != nil {
			return err
		}
		s.tell(w, "Your draft is kept. Nobody has been added yet. You will find it under “Add a person”, and in your account.")
		return seeOther(w, r, "/register")
	}
	if err := s.app.KeepDraft(ctx, v.Actor, newPersonDraft, 0, typed); err != nil {
		return err
	}
	f, err := s.newPersonForm(ctx, v, typed)
	if err != nil {
		return err
	}
	person := askNewPerson(f, v.may(access.Rate))
	if err := f.check(person, f.today); err != nil {
		return err
	}
	if len(f.problems) > 0 {
		return s.askAgain(w, v, f, nil)
	}
	alike, err := s.app.PossiblySame(ctx, v.Actor, person.open.Details)
	if err != nil {
		return err
	}
	if same := withNumber(alike, person.open.Details.NHSNumber); same != nil {
		f.problem("nhs_number", "Someone with this NHS number is on the register already, or was before")
		return s.askAgain(w, v, f, same)
	}
	if len(alike) > 0 {
		return seeOther(w, r, "/people/new/check")
	}
	return s.open(ctx, w, r, v, f, person)
}

// check puts what the record would refuse to the questions.
func (f *form) check(p newPerson, today civil.Date) error {
	_, err := p.open.Decide(f.c, today)
	if err == nil {
		return nil
	}
	refusals, ok := casefile.AsRefusals(err)
	if !ok {
		return err
	}
	f.refuse(refusals)
	return nil
}

func (s *Server) askAgain(w http.ResponseWriter, v visit, f *form, same *app.PersonRow) error {
	p := s.newPersonNewPage(v, f)
	p.Errors = f.Errors()
	if same != nil {
		p.Existing = &ui.Link{Text: "Open the record of " + same.Name, Href: personPath(same)}
	}
	return s.render(w, http.StatusUnprocessableEntity, "person_new", p)
}

// open adds the person for good.
func (s *Server) open(ctx context.Context, w http.ResponseWriter, r *http.Request, v visit, f *form, person newPerson) error {
	receipt, err := s.app.AddPerson(ctx, v.Actor, person.open, person.more...)
	if err != nil {
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
		return s.askAgain(w, v, f, nil)
	}
	if err := s.app.DropDraft(ctx, v.Actor, newPersonDraft); err != nil {
		return err
	}
	s.tell(w, "They are on the register now.")
	return seeOther(w, r, "/people/"+url.PathEscape(receipt.Case))
}

func withNumber(rows []app.PersonRow, number string) *app.PersonRow {
	for i := range rows {
		if number != "" && rows[i].NHSNumber == number {
			return &rows[i]
		}
	}
	return nil
}

// keepingNewPerson keeps what was typed of a new person when the session has
// ended.
func keepingNewPerson(*http.Request) (key, back string) { return newPersonDraft, "/people/new" }
