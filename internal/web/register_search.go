package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// search keeps what is searched for and goes to the list that finds it. The
// filters of the list it came from stay.
func (s *Server) search(w http.ResponseWriter, r *http.Request, v visit) error {
	rest, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		rest = url.Values{}
	}
	q := readQuery(rest).with(func(q *registerQuery) { q.Search = "" })
	if !r.PostForm.Has("query") {
		q.Member = memberAny // from the head of another page: who has left is meant as well
	}
	text := strings.TrimSpace(r.PostForm.Get("text"))
	if utf8.RuneCountInString(text) > 200 {
		text = string([]rune(text)[:200])
	}
	if text != "" {
		id, err := s.app.KeepSearch(r.Context(), v.Actor, text)
		if err != nil {
			return err
		}
		q.Search, q.Sort, q.Desc = id, "", false // what fits best comes first
	}
	return seeOther(w, r, q.href())
}
