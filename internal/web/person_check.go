package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personCheckPage asks, before someone is added, if they are one of those who
// are on the register already. What was typed stays in the draft and is in
// neither the page's form nor its address.
type personCheckPage struct {
	Page
	Alike  []alike
	More   int // how many further ones there are
	Digest string
	Add    ui.Button
	Change ui.Link
}

type alike struct {
	ID      string // of the case, where a form sends it
	Heading string
	Sides   ui.SideBySide
	Same    ui.Button
}

// mostAlike is how many are shown beside the new person.
const mostAlike = 5

// typedPerson is the new person whom the visitor's draft has; ok is false when
// there is none or it cannot be added as it is.
func (s *Server) typedPerson(r *http.Request, v visit) (f *form, p newPerson, ok bool, err error) {
	_, typed, kept, err := s.app.Draft(r.Context(), v.Actor, newPersonDraft)
	if err != nil || !kept {
		return nil, p, false, err
	}
	f = s.blankForm(typed)
	p = askNewPerson(f, v.may(access.Rate))
	if err := f.check(p, f.today); err != nil {
		return nil, p, false, err
	}
	return f, p, len(f.problems) == 0, nil
}

func (s *Server) personCheck(w http.ResponseWriter, r *http.Request, v visit) error {
	f, person, ok, err := s.typedPerson(r, v)
	if err != nil {
		return err
	}
	if !ok {
		return seeOther(w, r, "/people/new")
	}
	rows, err := s.app.PossiblySame(r.Context(), v.Actor, person.open.Details)
	if err != nil {
		return err
	}
	p := &personCheckPage{
		Page: s.newPage(v, "Is this someone on the register already?"), Digest: digest(f.typed),
		Add:    ui.Button{Text: "No, it is somebody else: add them", PreventDoubleClick: "true"},
		Change: ui.Link{Text: "Change what I typed", Href: "/people/new"},
	}
	p.Back = &ui.BackLink{Href: "/people/new"}
	for i := range rows[:min(len(rows), mostAlike)] {
		p.Alike = append(p.Alike, beside(i, person, &rows[i]))
	}
	p.More = len(rows) - len(p.Alike)
	return s.render(w, http.StatusOK, "person_check", p)
}

// addChecked adds the person whom the visitor has looked at beside the others.
func (s *Server) addChecked(w http.ResponseWriter, r *http.Request, v visit) error {
	f, person, ok, err := s.typedPerson(r, v)
	if err != nil {
		return err
	}
	if !ok {
		return seeOther(w, r, "/people/new")
	}
	if r.PostForm.Get("digest") != digest(f.typed) {
		return seeOther(w, r, "/people/new/check") // typed anew in another window
	}
	return s.open(r.Context(), w, r, v, f, person)
}

// digest tells if a draft is the one that was shown.
func digest(typed url.Values) string {
	sum := sha256.Sum256([]byte(typed.Encode()))
	return hex.EncodeToString(sum[:8])
}

func beside(n int, person newPerson, row *app.PersonRow) alike {
	d := person.open.Details
	authority, rating := "", casefile.Rating("")
	for _, more := range person.more {
		switch more := more.(type) {
		case casefile.Add:
			if f, ok := more.Fact.(casefile.LocalAuthority); ok {
				authority = f.Name
			}
		case casefile.Rate:
			rating = more.Rated.Rating
		}
	}
	colour := func(r casefile.Rating) string {
		if r == "" {
			return ""
		}
		return r.Word()
	}
	sides := ui.SideBySide{
		Caption: "How they compare:", Left: "You typed", Right: "On the register", ID: fmt.Sprintf("alike-%d", n+1),
	}
	for _, each := range []struct{ name, left, right string }{
		{"Given name", d.GivenName, row.Given},
		{"Family name", d.FamilyName, row.Family},
		{"Likes to be called", d.PreferredName, row.Preferred},
		{"NHS number", casefile.FormatNHSNumber(d.NHSNumber), casefile.FormatNHSNumber(row.NHSNumber)},
		{"Date of birth", d.BirthDate.Long(), row.BirthDate.Long()},
		{"Local authority", authority, row.LocalAuthority},
		{"Rating", colour(rating), colour(row.Rating)},
	} {
		if each.left == "" && each.right == "" {
			continue
		}
		sides.Rows = append(sides.Rows, ui.SideRow{
			Name: each.name, Left: ui.Content{Text: each.left}, Right: ui.Content{Text: each.right}, Differs: each.left != each.right,
		})
	}
	heading := row.Name
	if words := membershipWords(row); words != "" {
		heading += " (" + words + ")"
	}
	return alike{Heading: heading, Sides: sides, Same: ui.Button{
		Text: "Yes, this is the same person: open the record", Href: personPath(row), Variant: "secondary",
		AriaLabel: "Yes, " + row.Name + " is the same person: open the record",
	}}
}
