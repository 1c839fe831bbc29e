package web

import (
	"net/http"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// personAccessPartPage decides on one part of what is kept about a person.
type personAccessPartPage struct {
	Page
	Person    string
	Summary   ui.SummaryList
	Why       []string
	File      *ui.Link // to open it
	Action    string
	Hidden    []hiddenField
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
	Decided   string
}

func (s *Server) accessPart(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onAccessPart(w, r, v, func(view app.AccessView, part app.AccessPart) error {
		f := s.blankForm(nil)
		askPart(f, view.Rules, part)
		f.problems = nil
		return s.showAccessPart(w, v, view, part, f, http.StatusOK)
	})
}

// onAccessPart finds the part that the address names. Without an open request
// there is nothing to decide, and the page about the person says so.
func (s *Server) onAccessPart(w http.ResponseWriter, r *http.Request, v visit, fn func(app.AccessView, app.AccessPart) error) error {
	view, err := s.app.SubjectAccess(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if view.Request == nil {
		return seeOther(w, r, personAccessPath(view.CaseID))
	}
	part, ok := view.Part(r.PathValue("part"))
	if !ok {
		return &app.Error{Kind: app.NotFound}
	}
	return fn(view, part)
}

// askPart asks what the person is given of a part.
func askPart(f *form, rules app.AccessRules, part app.AccessPart) app.AccessChoice {
	was := app.AccessChoice{}
	if part.Choice != nil {
		was = *part.Choice
	}
	c := app.AccessChoice{Part: part.ID, Seen: part.Seen}
	if f.typed != nil {
		c.Seen = f.typed.Get("seen")
	}
	f.carry("seen", part.Seen)
	nothing := choice{value: app.Withhold, text: "Nothing of it", hint: "The answer says that something is left out here, and on what ground"}
	given := []choice{{value: app.Include, text: "All of it"}, {value: app.Redact, text: "All but some words", hint: "Each place at which the words stand is marked as left out"}, nothing}
	if part.File != nil {
		nothing.hint += ". Where a part of the file can be given, black out the rest of a copy and give that"
		given = []choice{{value: app.Include, text: "All of it"}, nothing}
	}
	c.Do = f.one("give", "What are they given?", "", was.Do,
		given...)
	if part.File == nil {
		words := f.words(ui.Textarea{Name: "words", Label: small("Words to leave out"), Hint: ui.Hint{Text: "If you leave out some words. On a line each, as they are written above"}, Rows: 3}, strings.Join(was.Words, "\n"))
		for line := range strings.SplitSeq(words, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				c.Words = append(c.Words, line)
			}
		}
	}
	var grounds []choice
	for _, g := range rules.Grounds {
		if g.Off {
			continue
		}
		grounds = append(grounds, choice{value: g.Key, text: g.Word, hint: strings.TrimSpace(g.Hint + " " + g.Law)})
	}
	c.Ground = f.one("ground", "On what ground is it left out?", "The person is told the ground", was.Ground, grounds...)
	c.Reason = f.words(ui.Textarea{Name: "reason", Label: small("Why?"), Hint: ui.Hint{Text: "If you leave anything out. The person is not told this; it is kept for who has to answer for it"}, Rows: 3}, was.Reason)
	return c
}

func (s *Server) showAccessPart(w http.ResponseWriter, v visit, view app.AccessView, part app.AccessPart, f *form, status int) error {
	back := personAccessPath(view.CaseID)
	p := &personAccessPartPage{
		Page: s.newPage(v, part.Title), Person: view.Person, Why: part.Why, Action: back + "/" + part.ID, Hidden: f.hidden, Questions: f.Questions(),
		Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Cancel", Href: back},
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to what is kept", Href: back}, f.Errors()
	row := func(key, text string) {
		p.Summary.Rows = append(p.Summary.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: paragraphs(text)}})
	}
	row("What it is", part.What)
	row("When it was so", part.On.Long())
	row("Who wrote it", orWords(part.By, "Not recorded"))
	for _, l := range part.Lines {
		row(l.Heading, l.Text)
	}
	if part.File != nil && part.File.Quarantined == "" {
		p.File = &ui.Link{Text: "Open the file", Href: p.Action + "/file"}
	}
	if c := part.Choice; c != nil {
		p.Decided = accessState(part) + ", as " + c.By + " decided " + s.moment(c.At)
	}
	return s.render(w, status, "person_access_part", p)
}

func (s *Server) decideAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onAccessPart(w, r, v, func(view app.AccessView, part app.AccessPart) error {
		f := s.blankForm(r.PostForm)
		c := askPart(f, view.Rules, part)
		if len(f.problems) == 0 {
			err := s.app.DecideAccess(r.Context(), v.Actor, view.CaseID, c)
			if err == nil {
				s.tell(w, "It is saved.")
				return seeOther(w, r, personAccessPath(view.CaseID))
			}
			if app.As(err).Kind != app.Invalid {
				return err
			}
			f.refuse(app.As(err).Refusals)
		}
		return s.showAccessPart(w, v, view, part, f, http.StatusUnprocessableEntity)
	})
}

// accessFile sends the file of a part, for who decides on it.
func (s *Server) accessFile(w http.ResponseWriter, r *http.Request, v visit) error {
	at, file, err := s.app.AccessFile(r.Context(), v.Actor, r.PathValue("id"), r.PathValue("part"))
	if err != nil {
		return err
	}
	return sendFile(w, at, file)
}
