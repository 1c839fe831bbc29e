package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const duplicatesPath = "/data-quality/duplicates"

// duplicatesPage lists who may be on the register twice.
type duplicatesPage struct {
	Page
	Shown string
	Pairs ui.Component
}

func (s *Server) duplicates(w http.ResponseWriter, r *http.Request, v visit) error {
	some, total, err := s.app.Suspects(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &duplicatesPage{Page: s.newPage(v, "Records that may be of one person"), Shown: counted(total, "pair", "pairs")}
	p.Back = &ui.BackLink{Text: "Data quality", Href: qualityPath}
	if total > len(some) {
		p.Shown += ", the first " + strconv.Itoa(len(some)) + " of them below"
	}
	table := ui.SortableTable{
		Caption: "Pairs", HideCaption: true, ID: "pairs", Empty: ui.Text("No two records look like one person’s."),
		Columns: []ui.SortColumn{{Text: "One"}, {Text: "The other"}, {Text: "Why"}, {Text: "Compare"}},
	}
	today := s.app.Today()
	for i := range some {
		pair := &some[i]
		why := ui.Lines{}
		for _, words := range pair.Why {
			why = append(why, ui.Line{Text: words})
		}
		table.Rows = append(table.Rows, []ui.Cell{
			{Body: ui.Group{s.cell("name", &pair.One, today, nil), s.cell("born", &pair.One, today, nil)}, Classes: "app-cell-words"},
			{Body: ui.Group{s.cell("name", &pair.Other, today, nil), s.cell("born", &pair.Other, today, nil)}, Classes: "app-cell-words"},
			{Body: why}, {Body: ui.Link{Text: "Compare", VisuallyHiddenText: pair.One.Name + " and " + pair.Other.Name, Href: comparePath(pair.One.CaseID, pair.Other.CaseID)}},
		})
	}
	p.Pairs = table
	return s.render(w, http.StatusOK, "duplicates", p)
}

func comparePath(one, other string) string {
	return "/people/" + url.PathEscape(one) + "/merge?" + url.Values{"with": {other}}.Encode()
}

// comparePage shows two records side by side, and merges them or says that they
// are of two people.
type comparePage struct {
	Page
	Why        []string
	Apart      string // who said that they are two, and why
	Restricted bool
	Unmoved    string // who has to be asked for again
	Sides      ui.SideBySide
	Stories    [2]compareStory
	Merge      string // address of the form that merges
	NotSame    string
	Hidden     []hiddenField
	Questions  []ui.Component
	Reason     ui.Component // of the form that keeps them apart
	Save, Say  ui.Button
	Turn       ui.Link // the other one is kept
}

// compareStory is the story of one of the two, the latest first.
type compareStory struct {
	Heading string
	Record  ui.Link
	Entries []todayEntry
	Rest    string
}

// storyShown is how many entries of each record stand side by side.
const storyShown = 12

func (s *Server) compare(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askMerge(w, r, v, r.URL.Query().Get("with"), nil)
}

func (s *Server) mergeRecords(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askMerge(w, r, v, r.PostForm.Get("with"), r.PostForm)
}

func (s *Server) askMerge(w http.ResponseWriter, r *http.Request, v visit, other string, typed url.Values) error {
	keep := r.PathValue("id")
	if other == "" {
		if err := s.app.MayMerge(r.Context(), v.Actor, keep); err != nil {
			return err
		}
		return seeOther(w, r, duplicatesPath)
	}
	c, err := s.app.CompareRecords(r.Context(), v.Actor, keep, other)
	if err != nil {
		return err
	}
	f := s.blankForm(typed)
	m := askWhich(f, c)
	m.Keep, m.Other, m.KeepVersion, m.OtherVersion = keep, other, c.One.Version(), c.Other.Version()
	m.Reason = f.words(ui.Textarea{Name: "reason", Label: small("How do you know that they are one person?"), Hint: ui.Hint{Text: "For instance: the GP practice confirmed it. It stands in both records."}}, "")
	status := http.StatusOK
	if typed != nil {
		m.KeepVersion, _ = strconv.Atoi(typed.Get("version"))
		m.OtherVersion, _ = strconv.Atoi(typed.Get("other_version"))
		status = http.StatusUnprocessableEntity
		if len(f.problems) == 0 {
			err := s.app.MergeRecords(r.Context(), v.Actor, m)
			if err == nil {
				s.tell(w, strings.TrimSpace("The two records are one now, with both stories. The other leads here. You can take it back from the entry that says so. "+unmovedWords(c)))
				return seeOther(w, r, "/people/"+url.PathEscape(keep))
			}
			switch e := app.As(err); e.Kind {
			case app.Invalid:
				f.refuse(e.Refusals)
			case app.Conflict:
				f.problem("", e.Text)
				status = http.StatusConflict
			default:
				return err
			}
		}
	}
	return s.renderCompare(w, v, status, c, f, ui.Textarea{})
}

// sayNotSame keeps that two records are of two people.
func (s *Server) sayNotSame(w http.ResponseWriter, r *http.Request, v visit) error {
	one, other := r.PathValue("id"), r.PostForm.Get("with")
	if other == "" {
		if err := s.app.MayMerge(r.Context(), v.Actor, one); err != nil {
			return err
		}
		return seeOther(w, r, duplicatesPath)
	}
	err := s.app.SayNotSame(r.Context(), v.Actor, one, other, r.PostForm.Get("apart"))
	if err == nil {
		s.tell(w, "It is kept that they are two people. They are not listed as alike any more.")
		return seeOther(w, r, duplicatesPath)
	}
	e := app.As(err)
	if e.Kind != app.Invalid {
		return err
	}
	c, err := s.app.CompareRecords(r.Context(), v.Actor, one, other)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askWhich(f, c)
	f.words(ui.Textarea{Name: "reason", Label: small("How do you know that they are one person?")}, "")
	f.problems = nil
	f.problem("apart", e.Refusals.Error())
	return s.renderCompare(w, v, http.StatusUnprocessableEntity, c, f, ui.Textarea{Value: r.PostForm.Get("apart"), ErrorMessage: ui.ErrorMessage{Text: e.Refusals.Error()}})
}

func (s *Server) renderCompare(w http.ResponseWriter, v visit, status int, c app.Comparison, f *form, apart ui.Textarea) error {
	p := &comparePage{
		Page: s.newPage(v, "Are these the same person?"), Why: c.Why, Restricted: c.Restricted, Unmoved: unmovedWords(c), Sides: sides(c), Questions: f.Questions(),
		Merge: "/people/" + url.PathEscape(c.One.ID) + "/merge", NotSame: "/people/" + url.PathEscape(c.One.ID) + "/not-same",
		Hidden: []hiddenField{{"with", c.Other.ID}, {"version", strconv.Itoa(c.One.Version())}, {"other_version", strconv.Itoa(c.Other.Version())}},
		Save:   ui.Button{Text: "Merge the two records", PreventDoubleClick: "true"}, Say: ui.Button{Text: "They are two people", Variant: "secondary", PreventDoubleClick: "true"},
		Turn: ui.Link{Text: "Keep the other record in place of this one", Href: comparePath(c.Other.ID, c.One.ID)},
	}
	p.Back = &ui.BackLink{Text: "Records that may be of one person", Href: duplicatesPath}
	if c.Apart != nil {
		p.Apart = c.Apart.UserName + " said on " + s.dayOf(c.Apart.At).Long() + " that they are two people: " + c.Apart.Reason
	}
	apart.Name, apart.Label, apart.Rows = "apart", small("How do you know that they are two people?"), 2
	p.Reason = apart
	p.Stories = [2]compareStory{s.compareStory("The record that is kept", c.One), s.compareStory("The other record", c.Other)}
	p.Errors = f.Errors()
	for i := range p.Errors {
		if apart.ErrorMessage.Text != "" && p.Errors[i].Text == apart.ErrorMessage.Text {
			p.Errors[i].Href = "#apart"
		}
	}
	return s.render(w, status, "compare", p)
}

// unmovedWords say who is not involved with the record that is kept though they
// are with the other; "" for nobody.
func unmovedWords(c app.Comparison) string {
	if len(c.Unmoved) == 0 {
		return ""
	}
	who := make([]string, len(c.Unmoved))
	for i, u := range c.Unmoved {
		who[i] = orWords(u.UserName, "Somebody who has left") + " (" + lowerFirst(access.Relation(u.Relation).Word()) + ")"
	}
	return "Involved with the other record, and to be asked for again under “Who is involved” in the one that is kept: " + strings.Join(who, ", ") + "."
}

func (s *Server) compareStory(heading string, c *casefile.Case) compareStory {
	st := compareStory{Heading: heading, Record: ui.Link{Text: c.Name(), VisuallyHiddenText: heading, Href: "/people/" + url.PathEscape(c.ID)}}
	for i := len(c.Standing) - 1; i >= 0 && len(st.Entries) < storyShown; i-- {
		e := c.Standing[i]
		st.Entries = append(st.Entries, todayEntry{Title: ui.Link{Text: entryTitle(e)}, By: e.On.Long() + ", " + e.By.Name})
	}
	if rest := len(c.Standing) - len(st.Entries); rest > 0 {
		st.Rest = "and " + counted(rest, "earlier entry", "earlier entries")
	}
	return st
}

// compared is a fact of which one of two can be chosen.
type compared struct {
	key, name   string
	left, right string // as people read them
	take        func(m *app.RecordMerge, from *casefile.Case)
}

// comparedOf are the facts of two records, in the order to show them.
func comparedOf(c app.Comparison) []compared {
	of := func(key, name string, value func(*casefile.Case) string, take func(*app.RecordMerge, *casefile.Case)) compared {
		return compared{key, name, value(c.One), value(c.Other), take}
	}
	detail := func(key, name string, at func(*casefile.Details) *string) compared {
		return of(key, name, func(c *casefile.Case) string { return *at(&c.Details) }, func(m *app.RecordMerge, from *casefile.Case) { *at(&m.Details) = *at(&from.Details) })
	}
	return []compared{
		detail("given", "Given name", func(d *casefile.Details) *string { return &d.GivenName }),
		detail("family", "Family name", func(d *casefile.Details) *string { return &d.FamilyName }),
		detail("preferred", "Name to use", func(d *casefile.Details) *string { return &d.PreferredName }),
		of("number", "NHS number", func(c *casefile.Case) string {
			if c.Details.NHSNumber == "" {
				return ""
			}
			return casefile.FormatNHSNumber(c.Details.NHSNumber)
		}, func(m *app.RecordMerge, from *casefile.Case) { m.Details.NHSNumber = from.Details.NHSNumber }),
		of("born", "Date of birth", func(c *casefile.Case) string {
			if c.Details.BirthDate == 0 {
				return ""
			}
			return c.Details.BirthDate.Long()
		}, func(m *app.RecordMerge, from *casefile.Case) { m.Details.BirthDate = from.Details.BirthDate }),
		detail("pronouns", "Pronouns", func(d *casefile.Details) *string { return &d.Pronouns }),
		detail("gender", "Gender", func(d *casefile.Details) *string { return &d.Gender }),
		detail("ethnicity", "Ethnicity", func(d *casefile.Details) *string { return &d.Ethnicity }),
		detail("language", "Language", func(d *casefile.Details) *string { return &d.Language }),
		detail("communication", "Communication needs", func(d *casefile.Details) *string { return &d.Communication }),
		detail("local", "Local number", func(d *casefile.Details) *string { return &d.LocalID }),
		of("address", "Address", func(c *casefile.Case) string {
			if c.Address.Lines != "" && c.Address.Postcode != "" {
				return c.Address.Lines + ", " + c.Address.Postcode
			}
			return c.Address.Lines + c.Address.Postcode
		}, func(m *app.RecordMerge, from *casefile.Case) { m.Address = from.Address }),
		of("authority", "Local authority", func(c *casefile.Case) string { return c.LocalAuthority }, func(m *app.RecordMerge, from *casefile.Case) { m.Authority = from.LocalAuthority }),
		of("gp", "GP practice", func(c *casefile.Case) string { return c.GP }, func(m *app.RecordMerge, from *casefile.Case) { m.GP = from.GP }),
		of("holder", "Held by", func(c *casefile.Case) string { return c.Coordinator }, func(m *app.RecordMerge, from *casefile.Case) { m.Holder = from.Coordinator }),
		of("rating", "Rating", func(c *casefile.Case) string {
			if c.Rating == nil {
				return ""
			}
			return c.Rating.Rating.Word() + " since " + c.Rating.Since.Long()
		}, func(m *app.RecordMerge, from *casefile.Case) {
			if from.Rating != nil {
				m.Rating = from.Rating.Rating
			}
		}),
	}
}

// sides shows every fact of both, those as well of which nothing is to choose.
func sides(c app.Comparison) ui.SideBySide {
	both := ui.SideBySide{Caption: "What each record says", Left: "The record that is kept", Right: "The other record", ID: "sides"}
	add := func(name, left, right string) {
		if left != "" || right != "" {
			both.Rows = append(both.Rows, ui.SideRow{Name: name, Left: ui.Content{Text: left}, Right: ui.Content{Text: right}, Differs: left != right})
		}
	}
	for _, fact := range comparedOf(c) {
		add(fact.name, fact.left, fact.right)
	}
	consent := func(c *casefile.Case) string { return c.RegisterConsent.Words() }
	add("Consent to the register", consent(c.One), consent(c.Other))
	stay := func(c *casefile.Case) string {
		if c.Stay == nil {
			return "Not in hospital"
		}
		return "In " + c.Stay.Hospital + ", " + cmp.Or(c.Stay.Ward, "no ward recorded")
	}
	add("Hospital", stay(c.One), stay(c.Other))
	entries := func(c *casefile.Case) string { return counted(c.Version(), "entry", "entries") }
	add("Story", entries(c.One), entries(c.Other))
	return both
}

// askWhich asks, of each fact in which the two differ, which is right. What only
// one of them has is taken.
func askWhich(f *form, c app.Comparison) app.RecordMerge {
	m := app.RecordMerge{}
	for _, fact := range comparedOf(c) {
		from := c.One
		switch {
		case fact.left == "":
			from = c.Other
		case fact.right != "" && fact.left != fact.right:
			if f.one(fact.key, fact.name, "", "keep", choice{value: "keep", text: fact.left}, choice{value: "other", text: fact.right}) == "other" {
				from = c.Other
			}
		}
		fact.take(&m, from)
	}
	return m
}

// unmergePage takes a merge back.
type unmergePage struct {
	Page
	Person    string
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
}

func (s *Server) unmerge(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askUnmerge(w, r, v, nil)
}

func (s *Server) undoMerge(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askUnmerge(w, r, v, r.PostForm)
}

func (s *Server) askUnmerge(w http.ResponseWriter, r *http.Request, v visit, typed url.Values) error {
	if err := s.app.MayMerge(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	view, err := s.app.Person(r.Context(), v.Actor, r.PathValue("id"), app.AsAt{For: "to take a merge back"})
	if err != nil {
		return err
	}
	merges := app.MergesOf(view.Case)
	if len(merges) == 0 {
		return seeOther(w, r, "/people/"+url.PathEscape(view.Case.ID))
	}
	f := s.blankForm(typed)
	reason := f.words(ui.Textarea{Name: "reason", Label: small("How do you know that they are two people?"), Hint: ui.Hint{Text: "It stands in both records."}}, "")
	status, back := http.StatusOK, "/people/"+url.PathEscape(view.Case.ID)
	if typed != nil {
		status = http.StatusUnprocessableEntity
		if len(f.problems) == 0 {
			err := s.app.UndoMerge(r.Context(), v.Actor, view.Case.ID, merges[0].Seq, reason)
			if err == nil {
				s.tell(w, "The two records are apart again. What was recorded since the merge stays here: strike out what is the other person’s, and record it there.")
				return seeOther(w, r, back)
			}
			e := app.As(err)
			if e.Kind != app.Invalid {
				return err
			}
			f.refuse(e.Refusals)
		}
	}
	p := &unmergePage{Page: s.newPage(v, "Take the merge back"), Person: view.Case.Name(), Action: back + "/unmerge", Questions: f.Questions(), Save: ui.Button{Text: "Make them two records again", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Leave them merged", Href: back}}
	p.Back = &ui.BackLink{Text: "Back to " + p.Person, Href: back}
	p.Errors = f.Errors()
	return s.render(w, status, "unmerge", p)
}

// mergedLine says on a person's page that there are two records.
type mergedLine struct {
	Words string
	Links []ui.Link
}

// mergedLines say where a record was merged into, or what came into it.
func mergedLines(v visit, view app.PersonView) (lines []mergedLine) {
	c := view.Case
	if c.Merged != "" {
		return []mergedLine{{"This record was merged into another record of the same person. Nothing more is recorded here.", []ui.Link{{Text: "Go to the record that is kept", Href: "/people/" + url.PathEscape(c.Merged)}}}}
	}
	if !v.may(access.MergeRecords) {
		return nil
	}
	for i, e := range app.MergesOf(c) {
		from := e.Fact.(casefile.MergedFrom)
		line := mergedLine{"Another record of the same person was merged into this one on " + e.On.Long() + ".", []ui.Link{{Text: "See it as it was", Href: "/people/" + url.PathEscape(from.Case)}}}
		if i == 0 {
			line.Links = append(line.Links, ui.Link{Text: "Take the merge back", Href: "/people/" + url.PathEscape(c.ID) + "/unmerge"})
		}
		lines = append(lines, line)
	}
	return lines
}
