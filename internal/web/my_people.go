package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// myPeoplePage lists those with whom the visitor is involved.
type myPeoplePage struct {
	Page
	Since  string // since when there is news
	People []myPerson
}

type myPerson struct {
	Link ui.Link
	How  string
	Only string // what they see, when that is not the record
	News []todayEntry
	Rest string
}

func (s *Server) myPeople(w http.ResponseWriter, r *http.Request, v visit) error {
	since, err := s.app.Visit(r.Context(), v.Actor, v.ID)
	if err != nil {
		return err
	}
	people, err := s.app.MyPeople(r.Context(), v.Actor, since)
	if err != nil {
		return err
	}
	p := &myPeoplePage{Page: s.newPage(v, "My people"), Since: s.sinceWords(todayQuery{}, since)}
	for _, person := range people {
		mine := myPerson{Link: ui.Link{Text: person.Name, Href: "/people/" + url.PathEscape(person.Case)}, How: tiesWords(person.Ties), Only: sightWords(person.Sight)}
		mine.News, mine.Rest = s.newsWords(person.News, person.Case, true)
		p.People = append(p.People, mine)
	}
	// Those of whom there is news come first.
	slices.SortStableFunc(p.People, func(x, y myPerson) int { return y.fresh() - x.fresh() })
	return s.render(w, http.StatusOK, "my_people", p)
}

// fresh is 1 for somebody of whom there is news.
func (p myPerson) fresh() int {
	if len(p.News) > 0 || p.Rest != "" {
		return 1
	}
	return 0
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
