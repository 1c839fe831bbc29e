package web

import (
	"context"
	"net/http"
	"net/url"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// savedViews are the lists that the visitor has given a name.
type savedViews struct {
	Items []savedView
	Open  bool
	Name  ui.Input
	Query string // of the list that would be saved
	Save  ui.Button
}

type savedView struct {
	Link   ui.Link
	Name   string
	Delete ui.Button
}

func (s *Server) savedViews(ctx context.Context, v visit, q registerQuery) (savedViews, error) {
	q.Page = 1
	views := savedViews{
		Name:  ui.Input{ID: "view-name", Name: "name", Label: ui.Label{Text: "Name for the list as it is now"}, Width: 20, Autocomplete: "off"},
		Query: q.values().Encode(), Save: ui.Button{Text: "Save this view", Variant: "secondary", Small: true},
	}
	saved, err := s.app.Views(ctx, v.Actor)
	if err != nil {
		return views, err
	}
	for _, each := range saved {
		of, err := url.ParseQuery(each.Query)
		if err != nil {
			continue
		}
		link := ui.Link{Text: each.Name, Href: readQuery(of).href()}
		if link.Href == q.href() {
			link.Attributes = ui.Attributes{"aria-current": "true"}
		}
		views.Items = append(views.Items, savedView{Link: link, Name: each.Name, Delete: ui.Button{
			Text: "Delete", AriaLabel: "Delete the view " + each.Name, Variant: "secondary", Small: true,
		}})
	}
	return views, nil
}

// saveView gives the list a name. The name is the visitor's own and shown to
// nobody else.
func (s *Server) saveView(w http.ResponseWriter, r *http.Request, v visit) error {
	of, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		of = url.Values{}
	}
	q := readQuery(of)
	name := r.PostForm.Get("name")
	err = s.app.SaveView(r.Context(), v.Actor, name, q.values().Encode())
	if e := app.As(err); err != nil && e.Kind == app.Invalid {
		p, err := s.newRegisterPage(r.Context(), v, q)
		if err != nil {
			return err
		}
		p.Views.Open, p.Views.Name.Value, p.Views.Name.ErrorMessage.Text = true, name, e.Text
		p.Errors = append(p.Errors, ui.ErrorItem{Text: e.Text, Href: "#view-name"})
		return s.render(w, http.StatusUnprocessableEntity, "register", p)
	}
	if err != nil {
		return err
	}
	s.tell(w, "The view is saved. You find it under “Saved views”.")
	return seeOther(w, r, q.href())
}

func (s *Server) deleteView(w http.ResponseWriter, r *http.Request, v visit) error {
	of, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		of = url.Values{}
	}
	if err := s.app.DeleteView(r.Context(), v.Actor, r.PostForm.Get("name")); err != nil {
		return err
	}
	s.tell(w, "The view is deleted. Nothing else has changed.")
	return seeOther(w, r, readQuery(of).href())
}
