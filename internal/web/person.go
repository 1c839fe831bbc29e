package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personPage is one person's record: who they are, how they are rated and why,
// what is due, and the story from which all of that comes.
type personPage struct {
	Page
	Person  ui.PersonBanner
	Past    *pastView // nil on the record as it stands
	Record  []ui.Button
	Unsaved []draftLine // what the visitor began to record and has not saved
	Flags   []personFlag
	Signs   []suggested // what early signs suggest
	Rating  personRating
	Due     personDue
	Missed  missedDates
	Ask     *ui.Link   // where to see what statute not in force would ask
	Ready   *readiness // that, on request
	About   []aboutSection
	Story   story
	AsAt    asAtForm
	Version int
	Merged  []mergedLine
	Opened  string // until when the record is open in an emergency
}

// pastView says that the page shows the record of another day.
type pastView struct {
	Day      string
	Recorded bool // only what had been recorded by then
	Nothing  bool // nothing was known on that day
	Other    ui.Link
	Today    ui.Link
}

// asAtForm asks for the day on which to see the record.
type asAtForm struct {
	Action string
	Open   bool
	Day    ui.DateInput
	Button ui.Button
}

// look is how the visitor looks at a person: the part of the page's address
// after the question mark.
type look struct {
	caseID   string
	on       civil.Date // zero is the record as it stands
	recorded bool
	show     string // group of the story; "" is all of it
	struck   bool   // leave out what was struck out
	page     int
}

// href is the address of the page as someone looks at it.
func (l look) href() string {
	q := url.Values{}
	if l.on != 0 {
		q.Set("on", l.on.String())
	}
	if l.recorded {
		q.Set("recorded", "1")
	}
	if l.show != "" {
		q.Set("show", l.show)
	}
	if l.struck {
		q.Set("struck", "hide")
	}
	if l.page > 1 {
		q.Set("page", fmt.Sprint(l.page))
	}
	path := "/people/" + url.PathEscape(l.caseID)
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

func (s *Server) person(w http.ResponseWriter, r *http.Request, v visit) error {
	l, form := s.readLook(r)
	if form.redirect {
		return seeOther(w, r, l.href())
	}
	view, err := s.app.Person(r.Context(), v.Actor, l.caseID, app.AsAt{Day: l.on, Recorded: l.recorded})
	if err != nil {
		return err
	}
	if view.Sight < access.Whole {
		if l.on != 0 {
			return seeOther(w, r, look{caseID: l.caseID}.href()) // there is no past of a part
		}
		return s.personLimited(r.Context(), w, v, view, l)
	}
	p := s.newPersonPage(v, view, &l, r.URL.Query().Get("entry"))
	p.Merged = mergedLines(v, view)
	if l.on == 0 && r.URL.Query().Get("readiness") == "1" {
		if p.Ready, err = s.readiness(r.Context(), v, view, p.Story.link); err != nil {
			return err
		}
	} else if l.on == 0 && view.Case.Stay != nil && !view.InForce {
		p.Ask = &ui.Link{Text: "What Part 8A of the Mental Health Act would ask for, if it were law now", Href: look{caseID: l.caseID}.href() + "?readiness=1#readiness"}
	}
	status := http.StatusOK
	if l.on == 0 {
		if p.Unsaved, err = s.unsaved(r.Context(), v, l.caseID); err != nil {
			return err
		}
		suggestions, err := s.app.SuggestionsFor(r.Context(), v.Actor, view)
		if err != nil {
			return err
		}
		p.Signs = suggestedItems(v, view.Case, suggestions)
		if p.Rating.Rule, err = s.ruleAfterDischarge(r.Context(), v, view); err != nil {
			return err
		}
	}
	p.AsAt = form.draw(l)
	if form.fault.text != "" {
		status = http.StatusUnprocessableEntity
		id := "day"
		if form.fault.part != "" {
			id = form.fault.part
		}
		p.Errors = []ui.ErrorItem{{Text: form.fault.text, Href: "#as-at-" + id}}
	}
	return s.render(w, status, "person", p)
}

// askedDay is what was typed into the form that asks for a day.
type askedDay struct {
	typed    ui.DateValues
	fault    problem
	redirect bool // a day was typed: its own address shows it
}

// readLook reads the page's address. What it cannot read it leaves out, so
// that an old or mistyped link still shows the person.
func (s *Server) readLook(r *http.Request) (look, askedDay) {
	q := r.URL.Query()
	l := look{
		caseID: r.PathValue("id"), recorded: q.Get("recorded") == "1", struck: q.Get("struck") == "hide",
		show: storyGroup(q.Get("show")).key, page: pageNumber(q.Get("page")),
	}
	if day, err := civil.Parse(q.Get("on")); err == nil && day <= s.app.Today() {
		l.on = day
	}
	if l.on == 0 {
		l.recorded = false
	}
	var asked askedDay
	if !q.Has("as-at[day]") {
		return l, asked
	}
	asked.typed = ui.DateValues{Day: q.Get("as-at[day]"), Month: q.Get("as-at[month]"), Year: q.Get("as-at[year]")}
	day, part, text := readDay(asked.typed, "The day")
	switch {
	case text != "":
		asked.fault = problem{"as-at", part, text}
	case day == 0:
		asked.fault = problem{"as-at", "", "Enter the day on which to see the record"}
	case day > s.app.Today():
		asked.fault = problem{"as-at", "", "The day must be today or in the past"}
	default:
		l.on, l.page, asked.redirect = day, 0, true
	}
	return l, asked
}

func (a askedDay) draw(l look) asAtForm {
	form := asAtForm{
		Action: "/people/" + url.PathEscape(l.caseID), Open: a.fault.text != "",
		Button: ui.Button{Text: "Show that day", Variant: "secondary", Small: true},
		Day: ui.DateInput{
			ID: "as-at", NamePrefix: "as-at", Values: a.typed,
			Fieldset:     &ui.Fieldset{Legend: ui.Legend{Text: "See the record as it stood on", Size: "s"}},
			ErrorMessage: ui.ErrorMessage{Text: a.fault.text},
			Day:          &ui.DateField{Error: a.fault.part == "day"},
			Month:        &ui.DateField{Error: a.fault.part == "month"},
			Year:         &ui.DateField{Error: a.fault.part == "year"},
		},
	}
	if y, m, d := l.on.YMD(); l.on != 0 && a.fault.text == "" {
		form.Day.Values = ui.DateValues{Day: fmt.Sprint(d), Month: fmt.Sprint(m), Year: fmt.Sprint(y)}
	}
	return form
}

func (s *Server) newPersonPage(v visit, view app.PersonView, l *look, entry string) *personPage {
	c := view.Shown
	p := &personPage{
		Page: s.newPage(v, view.Case.Name()), Person: personBanner(view), Version: view.Case.Version(),
		Story: s.newStory(v, view, l, entry),
	}
	p.Back = backToPeople(v)
	p.Person.IsPageHeading = true
	p.RecordParts = partsOf(v, view.Case.ID, view.Sight)
	if !view.OpenUntil.IsZero() {
		p.Opened = s.moment(view.OpenUntil)
	}
	p.Rating = newPersonRating(v, view, *l)
	p.Due = newPersonDue(view, p.Story.link)
	p.Missed = newMissedDates(v, view, p.Story.link, l.on == 0)
	if l.on != 0 {
		other := *l
		other.recorded = !l.recorded
		text := "Show only what had been recorded by then"
		if l.recorded {
			text = "Show it with what we know now"
		}
		p.Past = &pastView{
			Day: l.on.Long(), Recorded: l.recorded, Nothing: len(c.Entries) == 0,
			Other: ui.Link{Text: text, Href: other.href()},
			Today: ui.Link{Text: "Back to the record as it is today", Href: look{caseID: l.caseID}.href()},
		}
	} else {
		p.Record = recordButtons(v, view)
		p.Flags = personFlags(v, c)
	}
	p.About = s.about(v, view, l.on == 0)
	return p
}

// personBanner says whose record it is: the name and number always as they are
// now, the rest as on the day shown.
func personBanner(view app.PersonView) ui.PersonBanner {
	c, now := view.Shown, view.Case.Details
	b := ui.PersonBanner{
		Name: fullName(now), NHSNumber: casefile.FormatNHSNumber(now.NHSNumber),
		Born: now.BirthDate.Long(), Pronouns: now.Pronouns,
	}
	if now.PreferredName != "" && now.PreferredName != now.GivenName {
		b.PreferredName = now.PreferredName
	}
	if now.BirthDate != 0 && now.BirthDate <= view.Day {
		b.Age = casefile.AgeWords(now.BirthDate, view.Day)
	}
	if c.Died != 0 {
		b.Age = "died on " + c.Died.Long()
		if now.BirthDate != 0 && now.BirthDate <= c.Died {
			b.Age += ", aged " + casefile.AgeWords(now.BirthDate, c.Died)
		}
	}
	if c.Rating != nil {
		b.Rating = string(c.Rating.Rating)
	}
	if c.LocalAuthority != "" {
		b.Facts = append(b.Facts, ui.Fact{Name: "Local authority", Value: c.LocalAuthority})
	}
	b.Alerts = alerts(view)
	return b
}

func fullName(d casefile.Details) string {
	if d.GivenName == "" || d.FamilyName == "" {
		return d.Name()
	}
	return d.GivenName + " " + d.FamilyName
}

// alerts are what must be known before anything else.
func alerts(view app.PersonView) []string {
	c := view.Shown
	var out []string
	add := func(when bool, text string) {
		if when {
			out = append(out, text)
		}
	}
	add(c.Died != 0, "Died on "+c.Died.Long())
	add(view.Restricted, "Restricted: only those who are involved see this record")
	add(!c.OnRegister && c.Left == 0 && c.Died == 0 && c.Merged == "", "Not on the register")
	add(!c.OnRegister && c.Left != 0 && c.Died == 0, "Not on the register since "+c.Left.Long())
	if c.Stay != nil {
		add(true, "In hospital: "+hospitalPlace(*c.Stay))
	} else {
		add(c.InHospital(), "In hospital. The admission is not recorded")
	}
	if c.Died == 0 && c.OnRegister {
		consent := c.RegisterConsent
		add(consent == nil, "Consent to be on the register not yet asked")
		add(consent != nil && consent.Decision != casefile.Given, "No consent to be on the register")
		add(c.ReviewsConsent != nil && c.ReviewsConsent.Decision != casefile.Given, "No consent to reviews")
	}
	overdue := 0
	for _, d := range view.Obligations {
		if overdueNow(d) {
			overdue++
		}
	}
	add(overdue > 0, counted(overdue, "thing is overdue", "things are overdue"))
	add(len(c.Flags) > 0, counted(len(c.Flags), "thing in the record needs attention", "things in the record need attention"))
	return out
}

func hospitalPlace(s casefile.Stay) string {
	if s.Ward == "" {
		return s.HospitalWord()
	}
	return s.Ward + ", " + s.HospitalWord()
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// recordButtons are what is recorded most often for someone as they are now,
// and the way to the rest.
func recordButtons(v visit, view app.PersonView) []ui.Button {
	c := view.Shown
	offered := []recordForm{ratingForm, consentForm, noteForm}
	switch {
	case c.Merged != "":
		return nil // it is closed, and says where the story goes on
	case c.Died != 0, !c.OnRegister && slices.ContainsFunc(c.Referrals, func(r casefile.ReferralState) bool { return r.Open() }):
		offered = []recordForm{noteForm} // who is referred joins by the decision about it
	case !c.OnRegister:
		offered = []recordForm{joinedForm, noteForm}
	case c.InHospital():
		offered = append(offered, dischargeForm, wardMoveForm)
	default:
		offered = append(offered, admissionForm)
	}
	var buttons []ui.Button
	for _, f := range offered {
		if v.may(f.needs) {
			buttons = append(buttons, ui.Button{Text: f.title, Href: place{kind: f.kind, caseID: c.ID}.path(), Variant: "secondary", Small: true})
		}
	}
	if v.may(access.Record) || v.may(access.Rate) {
		buttons = append(buttons, ui.Button{Text: "Record something else", Href: "/people/" + url.PathEscape(c.ID) + "/record", Variant: "secondary", Small: true})
	}
	return buttons
}
