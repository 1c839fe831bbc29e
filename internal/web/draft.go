package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// newPersonDraft is the key of what was typed into the form for a new person.
const newPersonDraft = "new-person"

// key is that of the draft of a form: KIND/CASE, or KIND/CASE/SUBJECT.
func (p place) key() string {
	key := p.kind + "/" + p.caseID
	if p.subject != "" {
		key += "/" + p.subject
	}
	return key
}

// draftPlace is the place of the form that a draft belongs to. Searches are
// kept as drafts too, but have none.
func draftPlace(key string) (place, bool) {
	parts := strings.Split(key, "/")
	if len(parts) < 2 || len(parts) > 3 || parts[1] == "" {
		return place{}, false
	}
	p := place{kind: parts[0], caseID: parts[1]}
	if len(parts) == 3 {
		if p.subject = parts[2]; !subjectID.MatchString(p.subject) {
			return place{}, false
		}
	}
	_, err := p.form()
	return p, err == nil
}

// draftLink is the name and the address of the form that a draft belongs to.
func draftLink(key string) (text, href string, ok bool) {
	if key == newPersonDraft {
		return "Add a person", "/people/new", true
	}
	p, ok := draftPlace(key)
	if !ok {
		return "", "", false
	}
	f, _ := p.form()
	return f.title, p.path(), true
}

// withName adds to the name of a form whom it is about, where the visitor may
// still see them.
func (s *Server) withName(ctx context.Context, v visit, key, form string) (string, error) {
	at, ok := draftPlace(key)
	if !ok || !v.may(access.SeePerson) {
		return form, nil
	}
	view, err := s.app.Person(ctx, v.Actor, at.caseID, app.AsAt{For: "name on a draft of theirs"})
	switch {
	case err == nil:
		return form + ": " + view.Case.Name(), nil
	case app.As(err).Kind == app.NotFound:
		return form, nil
	}
	return "", err
}

// unsaved are the forms about a person that the visitor began and has not
// saved.
func (s *Server) unsaved(ctx context.Context, v visit, caseID string) ([]draftLine, error) {
	drafts, err := s.app.Drafts(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	var lines []draftLine
	for _, d := range drafts {
		if at, ok := draftPlace(d.Key); ok && at.caseID == caseID {
			text, href, _ := draftLink(d.Key)
			lines = append(lines, draftLine{Link: ui.Link{Text: text, Href: href}, When: s.moment(d.UpdatedAt)})
		}
	}
	return lines, nil
}

// keepDraft keeps what a form has in it while someone types. The key is that
// of the form.
func (s *Server) keepDraft(w http.ResponseWriter, r *http.Request, v visit) error {
	key := r.PathValue("key")
	if key != newPersonDraft {
		at, ok := draftPlace(key)
		if !ok {
			return &app.Error{Kind: app.NotFound}
		}
		if _, _, err := s.openForm(r.Context(), v, at, true); err != nil {
			return err
		}
	}
	version, _ := strconv.Atoi(r.PostForm.Get("version"))
	if err := s.app.KeepDraft(r.Context(), v.Actor, key, version, typedOf(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// keepingDraft lets a draft through that comes after the end of a session.
func keepingDraft(r *http.Request) (key, back string) {
	_, back, ok := draftLink(r.PathValue("key"))
	if !ok {
		return "", ""
	}
	return r.PathValue("key"), back
}

// typedOf is what was typed, without the button and the version of the case,
// which a draft keeps apart.
func typedOf(r *http.Request) url.Values {
	typed := url.Values{}
	for name, values := range r.PostForm {
		if name != "do" && name != "version" {
			typed[name] = values
		}
	}
	return typed
}

// moment is a time as people say it: "at 10:42" today, else with the day.
func (s *Server) moment(t time.Time) string {
	clock := "at " + s.app.Local(t).Format("15:04")
	if day := s.dayOf(t); day != s.app.Today() {
		return "on " + day.Long() + " " + clock
	}
	return clock
}

// dayOf is the day in London.
func (s *Server) dayOf(t time.Time) civil.Date { return civil.FromTime(s.app.Local(t)) }
