package web

import (
	"net/http"
	"net/url"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// gapsPage lists the needs that no service can meet in time, by kind, place and
// age group.
type gapsPage struct {
	Page
	Filters ui.FilterPanel
	Shown   string
	Table   *ui.SortableTable
	Empty   string
	Export  *ui.Link
}

// gapPage is one of them, with what became of it.
type gapPage struct {
	Page
	Facts     ui.SummaryList
	Events    []needLine
	People    *ui.Link // to those who wait, for who sees lists of people
	Action    string
	Questions []ui.Component // nil for who may not say what is done
	Save      ui.Button
}

const gapsPath = "/support/gaps"

// gapsQuery is what the list shows, as its address says.
type gapsQuery struct {
	Kinds, Places, Ages []string
	Closed              bool
}

// noPlace stands in an address for a place that is not known.
const noPlace = "-"

func readGapsQuery(v url.Values) gapsQuery {
	return gapsQuery{known(v["kind"], valuesOf(casefile.SupportCategories)), some(v["place"]), known(v["ages"], valuesOf(app.AllGapAges)), v.Get("closed") == "1"}
}

func (q gapsQuery) values() url.Values {
	v := url.Values{}
	for name, values := range map[string][]string{"kind": q.Kinds, "place": q.Places, "ages": q.Ages} {
		if len(values) > 0 {
			v[name] = values
		}
	}
	if q.Closed {
		v.Set("closed", "1")
	}
	return v
}

func (q gapsQuery) href() string { return pathWith(gapsPath, q.values()) }

// with is the query changed.
func (q gapsQuery) with(change func(*gapsQuery)) gapsQuery {
	q.Kinds, q.Places, q.Ages = slices.Clone(q.Kinds), slices.Clone(q.Places), slices.Clone(q.Ages)
	change(&q)
	return q
}

func (q gapsQuery) asked() app.GapsQuery {
	a := app.GapsQuery{Closed: q.Closed}
	for _, k := range q.Kinds {
		a.Categories = append(a.Categories, casefile.SupportCategory(k))
	}
	for _, place := range q.Places {
		if place == noPlace {
			place = ""
		}
		a.Places = append(a.Places, place)
	}
	for _, ages := range q.Ages {
		a.Ages = append(a.Ages, app.GapAges(ages))
	}
	return a
}

func (s *Server) gaps(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readGapsQuery(r.URL.Query())
	if q.values().Encode() != r.URL.Query().Encode() {
		return seeOther(w, r, q.href())
	}
	gaps, err := s.app.Gaps(r.Context(), v.Actor, q.asked())
	if err != nil {
		return err
	}
	places, err := s.app.GapPlaces(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &gapsPage{Page: s.newPage(v, "Gaps in services"), Filters: gapFilters(q, places), Shown: counted(len(gaps), "gap", "gaps")}
	if v.may(access.SeeRegister) {
		p.Back = &ui.BackLink{Text: "Back to support", Href: "/support"}
	}
	if len(gaps) == 0 {
		p.Empty = "No gap fits this. A gap opens by itself when there is no service for what somebody needs, when a service says that it can take nobody or nobody like them, or when support is not there by the day on which it is wanted."
		return s.render(w, http.StatusOK, "gaps", p)
	}
	p.Export = &ui.Link{Text: "Download this list (CSV)", Href: pathWith(gapsPath+"/export", q.values())}
	p.Table = &ui.SortableTable{Caption: "Gaps in services", HideCaption: true, ID: "gaps"}
	for _, title := range []string{"Kind of support", "Local authority", "Age group", "People waiting", "Since", "What is done about it"} {
		p.Table.Columns = append(p.Table.Columns, ui.SortColumn{Text: title})
	}
	for _, g := range gaps {
		kind := ui.Lines{{Body: ui.Link{Text: g.Category.Word(), Href: gapPath(g.GapKey), VisuallyHiddenText: g.PlaceWord() + ", " + g.Ages.Word()}}}
		since := ui.Lines{{Text: short(s.dayOf(g.Since))}, {Text: daysBetween(s.dayOf(g.Since), s.app.Today()), Minor: true}}
		if !g.Open {
			kind = append(kind, ui.Line{Body: ui.Tag{Text: gapClosedWord(g), Colour: "grey"}})
			since = ui.Lines{{Text: short(s.dayOf(g.Since)) + " to " + short(s.dayOf(g.Closed))}}
		}
		var row []ui.Cell
		for _, body := range []ui.Component{kind, ui.Text(g.PlaceWord()), ui.Text(g.Ages.Word()), ui.Text(g.PeopleWord()), since, orNone(g.LastNote.Words, "Nothing written down")} {
			row = append(row, ui.Cell{Body: body, Classes: "app-cell-words"})
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return s.render(w, http.StatusOK, "gaps", p)
}

func gapFilters(q gapsQuery, places []string) ui.FilterPanel {
	var kinds, ages, where []named
	for _, c := range casefile.SupportCategories {
		kinds = append(kinds, named{string(c), c.Word()})
	}
	for _, a := range app.AllGapAges {
		ages = append(ages, named{string(a), a.Word()})
	}
	for _, place := range places {
		if place == "" {
			where = append(where, named{noPlace, "Not known"})
			continue
		}
		where = append(where, named{place, place})
	}
	p := ui.FilterPanel{Action: gapsPath, ClearHref: gapsPath}
	for _, g := range []struct {
		name, heading string
		chosen        []string
		words         []named
		of            func(*gapsQuery) *[]string
	}{
		{"place", "Local authority", q.Places, where, func(q *gapsQuery) *[]string { return &q.Places }},
		{"ages", "Age group", q.Ages, ages, func(q *gapsQuery) *[]string { return &q.Ages }},
		{"kind", "Kind of support", q.Kinds, kinds, func(q *gapsQuery) *[]string { return &q.Kinds }},
	} {
		if len(g.words) == 0 {
			continue
		}
		p.Groups = append(p.Groups, ui.FilterGroup{Heading: g.heading, Open: g.name != "kind", Chosen: len(g.chosen), Body: boxes(g.name, g.heading, g.chosen, g.words)})
		for _, value := range g.chosen {
			p.Selected = append(p.Selected, ui.SelectedFilter{Name: g.heading, Value: wordOf(g.words, value), RemoveHref: q.with(func(q *gapsQuery) {
				list := g.of(q)
				*list = slices.DeleteFunc(*list, func(v string) bool { return v == value })
			}).href()})
		}
	}
	closed := ""
	if q.Closed {
		closed = "1"
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: "Closed", Value: "shown as well", RemoveHref: q.with(func(q *gapsQuery) { q.Closed = false }).href()})
	}
	p.Groups = append(p.Groups, ui.FilterGroup{Heading: "Closed gaps", Chosen: given(closed), Body: boxes("closed", "Closed gaps", []string{closed}, []named{{"1", "Show them as well"}})})
	return p
}

func gapClosedWord(g app.GapView) string {
	if g.How == app.GapServed {
		return "Closed: there is a service"
	}
	return "Closed: nobody waits"
}

// gapPath is the address of one gap.
func gapPath(k app.GapKey) string {
	place := k.Place
	if place == "" {
		place = noPlace
	}
	return gapsPath + "/one?" + url.Values{"kind": {string(k.Category)}, "place": {place}, "ages": {string(k.Ages)}}.Encode()
}

func readGapKey(v url.Values) app.GapKey {
	k := app.GapKey{Category: casefile.SupportCategory(v.Get("kind")), Place: v.Get("place"), Ages: app.GapAges(v.Get("ages"))}
	if k.Place == noPlace {
		k.Place = ""
	}
	return k
}

func askGap(f *form, open bool) (words string, served bool) {
	words = f.words(ui.Textarea{Name: "words", Label: small("What is done about it?"), Hint: ui.Hint{Text: "Who asked whom, what is planned and by when. Name nobody who waits"}, Rows: 3}, "")
	if open {
		served = len(f.any("served", "Is there a service for it now?", "", nil, choice{value: "1", text: "Yes, close this gap", hint: "It opens again when somebody is found whom that service cannot help in time"})) > 0
	}
	return words, served
}

func (s *Server) gap(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.app.Gap(r.Context(), v.Actor, readGapKey(r.URL.Query()))
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askGap(f, g.Open)
	return s.showGap(w, v, g, f, http.StatusOK)
}

func (s *Server) sayOfGap(w http.ResponseWriter, r *http.Request, v visit) error {
	k := readGapKey(r.URL.Query())
	g, err := s.app.Gap(r.Context(), v.Actor, k)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	words, served := askGap(f, g.Open)
	if len(f.problems) == 0 {
		err := s.app.SayOfGap(r.Context(), v.Actor, k, words, served)
		if err == nil {
			s.tell(w, "It is recorded.")
			return seeOther(w, r, gapPath(k))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showGap(w, v, g, f, http.StatusUnprocessableEntity)
}

func (s *Server) showGap(w http.ResponseWriter, v visit, g app.GapView, f *form, status int) error {
	p := &gapPage{Page: s.newPage(v, "Gap: "+g.Category.Word()), Action: gapPath(g.GapKey), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Back = &ui.BackLink{Text: "Back to gaps in services", Href: gapsPath}
	rows := facts{}
	rows.add("Local authority", g.PlaceWord(), recordForm{})
	rows.add("Age group", g.Ages.Word(), recordForm{})
	rows.add("People waiting", g.PeopleWord(), recordForm{})
	state := "Open since " + s.dayOf(g.Since).Long()
	if !g.Open {
		state = gapClosedWord(g) + ", on " + s.dayOf(g.Closed).Long()
	}
	rows.add("State", state, recordForm{})
	p.Facts = rows.list()
	if v.may(access.SeeRegister) {
		q := supportQuery{Show: showGap, Categories: []string{string(g.Category)}, Page: 1, Size: usualSize}
		if g.Place != "" {
			q.Places = []string{g.Place}
		}
		p.People = &ui.Link{Text: "Those who wait, whom you see, of every age", Href: q.href()}
	}
	for _, e := range slices.Backward(g.Events) {
		p.Events = append(p.Events, needLine{When: s.dayOf(e.At).Long() + ", " + e.UserName, What: gapEventWord(e.Act), More: e.Words})
	}
	if v.may(access.ChangeGaps) {
		p.Questions, p.Errors = f.Questions(), f.Errors()
	}
	return s.render(w, status, "gap", p)
}

func gapEventWord(act app.GapAct) string {
	switch act {
	case app.GapOpened:
		return "Opened: somebody cannot be helped in time"
	case app.GapEnded:
		return "Closed: nobody waits any more"
	case app.GapServed:
		return "Closed: there is a service now"
	}
	return "What is done about it"
}

func (s *Server) exportGaps(w http.ResponseWriter, r *http.Request, v visit) error {
	day := civil.FromTime(s.app.Local(s.app.Now()))
	return s.app.ExportGaps(r.Context(), v.Actor, readGapsQuery(r.URL.Query()).asked(), &download{ResponseWriter: w, contentType: "text/csv; charset=utf-8", name: "gaps-" + day.String() + ".csv"})
}
