package web

import (
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// recordIndexPage lists what can be recorded for a person.
type recordIndexPage struct {
	Page
	Person string
	Groups []recordLinks
}

// recordLinks are the forms under one heading.
type recordLinks struct {
	Heading string
	Links   []recordLink
}

type recordLink struct {
	Link ui.Link
	Hint string
}

func (s *Server) recordIndex(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Person(r.Context(), v.Actor, r.PathValue("id"), app.AsAt{For: "to choose what to record"})
	if err != nil {
		return err
	}
	p := &recordIndexPage{Page: s.newPage(v, "What do you want to record?"), Person: view.Case.Name()}
	p.Back = &ui.BackLink{Text: "Back to " + p.Person, Href: "/people/" + url.PathEscape(view.Case.ID)}
	for _, g := range recordGroups {
		links := recordLinks{Heading: g.heading}
		for _, f := range g.forms {
			if !f.silent && mayUse(v, view, f) {
				links.Links = append(links.Links, recordLink{ui.Link{Text: f.title, Href: place{kind: f.kind, caseID: view.Case.ID}.path()}, f.hint})
			}
		}
		if len(links.Links) > 0 {
			p.Groups = append(p.Groups, links)
		}
	}
	if v.may(access.HandOver) && view.Case.OnRegister {
		p.Groups = append(p.Groups, recordLinks{Heading: "Moving away", Links: []recordLink{{
			ui.Link{Text: "Hand over to another register", Href: handOverPath(view.Case.ID)}, "Their record goes with them when the other register takes them",
		}}})
	}
	if len(p.Groups) == 0 {
		return &app.Error{Kind: app.Forbidden, Text: "You cannot record anything in this record."}
	}
	return s.render(w, http.StatusOK, "record_index", p)
}
