package web

import (
	"net/http"

	"homeward/internal/web/ui"
)

const morePath = "/more"

// morePage lists the parts of Homeward that the navigation has no room for.
type morePage struct {
	Page
	Links []recordLink
}

func (s *Server) more(w http.ResponseWriter, _ *http.Request, v visit) error {
	p := &morePage{Page: s.newPage(v, "Everything else")}
	shown, more := partsFor(v)
	if len(more) == 0 { // an old address: nothing is left out of the navigation
		more = shown
	}
	for _, part := range more {
		p.Links = append(p.Links, recordLink{ui.Link{Text: part.name, Href: part.path}, part.hint})
	}
	return s.render(w, http.StatusOK, "more", p)
}
