package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// myPeoplePage lists those with whom the visitor is involved.
type myPeoplePage struct {
	Page
	People []myPerson
}

type myPerson struct {
	Link ui.Link
	How  string
	Only string // what they see, when that is not the record
}

func (s *Server) myPeople(w http.ResponseWriter, r *http.Request, v visit) error {
	people, err := s.app.MyPeople(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &myPeoplePage{Page: s.newPage(v, "My people")}
	for _, person := range people {
		p.People = append(p.People, myPerson{
			Link: ui.Link{Text: person.Name, Href: "/people/" + url.PathEscape(person.Case)}, How: tiesWords(person.Ties), Only: sightWords(person.Sight),
		})
	}
	return s.render(w, http.StatusOK, "my_people", p)
}

func tiesWords(ties []app.Involvement) string {
	var words []string
	for _, t := range ties {
		word := access.Relation(t.Relation).Word()
		if t.Until != 0 {
			word += " until " + t.Until.Long()
		}
		words = append(words, word)
	}
	return strings.Join(words, ". ")
}

func sightWords(s access.Sight) string {
	switch s {
	case access.Part:
		return "You see what concerns your part"
	case access.Minimum:
		return "There is no consent. You see who they are and what has to be known"
	}
	return ""
}
