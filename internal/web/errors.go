package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

type errorPage struct {
	Page
	Text      string
	Reference string // finds the fault in the log
	Link      ui.Link
	Emergency *ui.Link // on a page that was not found, for who may open a record
}

// fail answers with the page for an error. It is the only place that does. A
// handler that shows what is wrong beside its form returns no error.
func (s *Server) fail(w *response, r *http.Request, v visit, err error) {
	if noting := s.app.NoteRefused(r.Context(), v.Actor, r.Pattern, personOf(r), err); noting != nil {
		s.log.Error("a refusal could not be noted", "route", r.Pattern, "error", noting.Error())
	}
	e := app.As(err)
	var tooMuch *http.MaxBytesError
	var tooMany *tooMany
	switch {
	case w.status != 0:
		// What was sent cannot be taken back: the browser must see it broken
		// off and not take half of it for the whole.
		s.log.Error("broken off", "route", r.Pattern, "error", err.Error())
		panic(http.ErrAbortHandler)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		w.status = 499 // the visitor has gone; as nginx says it
		return
	case errors.Is(err, errLate):
		w.Header().Set("Connection", "close")
		s.showError(w, v, http.StatusRequestTimeout, "That took too long to arrive", "What you sent did not reach Homeward in time, so nothing was done. Try again, with a better connection if you can.", "")
		return
	case errors.As(err, &tooMany):
		s.slowDown(w, v, tooMany)
		return
	case errors.As(err, &tooMuch):
		s.showError(w, v, http.StatusRequestEntityTooLarge, "That is too much to send", "What you sent is larger than Homeward can take in one go. Make it shorter, or choose a smaller file, and try again.", "")
		return
	}
	switch e.Kind {
	case app.NotFound:
		s.showError(w, v, http.StatusNotFound, "Page not found", notFoundWords(v), "")
	case app.Forbidden:
		s.showError(w, v, http.StatusForbidden, "You cannot open this page", e.Text, "")
	case app.SignedOut:
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	case app.Invalid:
		s.showError(w, v, http.StatusUnprocessableEntity, "This could not be done", e.Text, "")
	case app.Conflict:
		s.showError(w, v, http.StatusConflict, "Someone else was quicker", e.Text, "")
	case app.Locked:
		s.showError(w, v, http.StatusTooManyRequests, "Please wait a little", e.Text, "")
	case app.Full:
		reference := s.fault(r, err)
		s.showError(w, v, http.StatusInsufficientStorage, "This could not be saved", e.Text, reference)
	default:
		reference := s.fault(r, err)
		if errors.Is(err, context.DeadlineExceeded) {
			s.showError(w, v, http.StatusServiceUnavailable, "This took too long", "Homeward is very busy just now. Try again in a few minutes.", reference)
			return
		}
		s.showError(w, v, http.StatusInternalServerError, "Sorry, there is a problem with Homeward", e.Text, reference)
	}
}

// fault writes an error into the log and gives the reference by which it is
// found there.
func (s *Server) fault(r *http.Request, err error) (reference string) {
	reference = strings.ToUpper(app.NewID()[:8])
	s.log.Error("fault", "reference", reference, "route", r.Pattern, "error", err.Error())
	return reference
}

func (s *Server) showError(w http.ResponseWriter, v visit, status int, title, text, reference string) {
	p := errorPage{Page: s.newPage(v, title), Text: text, Reference: reference, Link: ui.Link{Text: "Go to the first page", Href: "/"}}
	if status == http.StatusNotFound && v.may(access.OpenInEmergency) {
		p.Emergency = &ui.Link{Text: "Open a record in an emergency", Href: "/emergency"}
	}
	if !v.isSignedIn() {
		p.Link = ui.Link{Text: "Go to sign in", Href: "/sign-in"}
	}
	if err := s.render(w, status, "error", &p); err != nil {
		s.log.Error("error page", "error", err.Error())
		http.Error(w, title, status)
	}
}

// askToSignIn sends whoever is not signed in to do so, and back afterwards.
// What they sent after their session had ended is kept as their draft.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request, rt route, ended bool, expired access.Actor) error {
	q := url.Values{}
	next := r.URL.RequestURI()
	if ended {
		q.Set("why", "ended")
		if expired.Register != "" {
			q.Set("register", expired.Register)
		}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		next = ""
		if rt.draft != nil {
			key, back := rt.draft(r)
			next = back
			if expired.UserID != "" && key != "" {
				version, _ := strconv.Atoi(r.PostForm.Get("version"))
				if err := s.app.KeepDraft(r.Context(), expired, key, version, typedOf(r)); err != nil {
					return err
				}
				q.Set("why", "kept")
				q.Set("register", expired.Register)
			}
		}
	}
	if next != "" && next != "/" && next != "/register" {
		q.Set("next", next)
	}
	path := "/sign-in"
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return seeOther(w, r, path)
}

// personOf is the case that a route of one person's record is about; "" for
// others.
func personOf(r *http.Request) string {
	if _, path, ok := strings.Cut(r.Pattern, " /people/{id}"); ok && (path == "" || path[0] == '/') && isID(r.PathValue("id")) {
		return r.PathValue("id")
	}
	return ""
}

func (s *Server) notFound(http.ResponseWriter, *http.Request, visit) error {
	return &app.Error{Kind: app.NotFound}
}

// fromElsewhere answers a form that another site sent in the visitor's name.
func (s *Server) fromElsewhere() route {
	return route{pattern: "(from another site)", guard: anyone, handle: func(http.ResponseWriter, *http.Request, visit) error {
		return &app.Error{Kind: app.Forbidden, Text: "This form was sent from another website, so nothing was done. Open Homeward itself and try again."}
	}}
}

// notFoundWords are the same whether there is no such record or the visitor may
// not see it, so that nobody learns by asking who is on a register.
func notFoundWords(v visit) string {
	words := "There is no such page or record, or it is not in the register that you are working in, or you may not see it."
	if v.may(access.SeePerson) {
		words += " If you should see somebody’s record, ask your register coordinator to say how you are involved with them."
	}
	return words
}
