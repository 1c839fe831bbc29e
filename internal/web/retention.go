package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// retentionPage lists the records that have ended, with how long each is kept.
type retentionPage struct {
	Page
	Words        []string
	States       []storyLink
	Table        ui.SortableTable
	Pager        *ui.Pager
	Certificates *ui.SortableTable
	Rules        ui.Link
}

func retentionPath(caseID string) string { return "/retention/people/" + url.PathEscape(caseID) }

func (s *Server) retention(w http.ResponseWriter, r *http.Request, v visit) error {
	show := app.RetentionState(r.URL.Query().Get("show"))
	if !slices.Contains(app.RetentionStates, show) {
		show = ""
	}
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		page = 1
	}
	list, err := s.app.Retention(r.Context(), v.Actor, show, page)
	if err != nil {
		return err
	}
	certificates, err := s.app.Certificates(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &retentionPage{Page: s.newPage(v, "How long records are kept"), Rules: ui.Link{Text: "The rules by which records are kept", Href: "/retention/rules"}}
	p.Words = []string{"Records of people who are neither on the register nor in hospital, and those that are on hold. When the time of one is over, somebody reviews it, and somebody else has to agree before it is disposed of."}
	if list.ByOwner {
		p.Words = append(p.Words, "Here Homeward itself may delete nothing. What two of you have agreed is disposed of when whoever runs Homeward uses the command homeward dispose.")
	}
	all := 0
	for _, state := range app.RetentionStates {
		all += list.Counts[state]
	}
	p.States = []storyLink{{Text: "All", Count: all, Href: "/retention", Current: show == ""}}
	for _, state := range app.RetentionStates {
		if list.Counts[state] > 0 || state == show {
			p.States = append(p.States, storyLink{Text: state.Word(), Count: list.Counts[state], Href: pathWith("/retention", url.Values{"show": {string(state)}}), Current: state == show})
		}
	}
	p.Table = ui.SortableTable{
		Caption: "Records that have ended", HideCaption: true, ID: "kept", Empty: ui.Paragraph("There is no such record."),
		Columns: []ui.SortColumn{{Text: "Whose record"}, {Text: "Ended"}, {Text: "Kept until"}, {Text: "How it stands"}},
	}
	for _, k := range list.Records {
		until := ui.Lines{{Text: "Its time has not begun"}, {Text: "On the register, or in hospital", Minor: true}}
		if len(k.Rules) > 0 {
			until = ui.Lines{{Text: k.Until.Long()}, {Text: k.Rules[0].Rule.Title, Minor: true}}
		}
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Body: ui.Link{Text: k.Name, Href: retentionPath(k.Case)}}, {Text: orWords(casefile.FormatNHSNumber(k.NHSNumber), "No NHS number"), Minor: true}}, Classes: "app-cell-words"},
			{Text: orWords(k.Facts.Ended.Long(), "Not yet")},
			{Body: until, Classes: "app-cell-words"},
			{Body: retentionTag(k.State)},
		})
	}
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "record", Plural: "records", Href: func(page, _ int) string {
			q := url.Values{"page": {strconv.Itoa(page)}}
			if show != "" {
				q.Set("show", string(show))
			}
			return pathWith("/retention", q)
		}}
	}
	if len(certificates) > 0 {
		p.Certificates = &ui.SortableTable{
			Caption: "What was disposed of", HideCaption: true, ID: "certificates",
			Columns: []ui.SortColumn{{Text: "Certificate"}, {Text: "Disposed of"}, {Text: "Agreed by"}},
		}
		for _, c := range certificates {
			p.Certificates.Rows = append(p.Certificates.Rows, []ui.Cell{
				{Body: ui.Link{Text: fmt.Sprintf("%s-%d", v.Actor.Register, c.N), Href: fmt.Sprintf("/retention/certificates/%d", c.N)}},
				{Text: s.dayOf(c.DisposedAt).Long()}, {Text: c.ProposedName + " and " + c.AgreedName, Classes: "app-cell-words"},
			})
		}
	}
	return s.render(w, http.StatusOK, "retention", p)
}

func retentionTag(state app.RetentionState) ui.Tag {
	colour := map[app.RetentionState]string{app.RetentionDue: "yellow", app.RetentionProposed: "orange", app.RetentionAgreed: "red", app.RetentionHeld: "blue", app.RetentionAsked: "blue"}[state]
	if colour == "" {
		colour = "grey"
	}
	return ui.Tag{Text: state.Word(), Colour: colour}
}

// retentionPersonPage is one record, how long it is kept and why, and what can
// be decided.
type retentionPersonPage struct {
	Page
	Person    string
	Into      *ui.Link // to the record that it goes with, about which everything is decided
	Summary   ui.SummaryList
	Rules     *ui.SortableTable
	Done      []string // the latest first
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Warning   string
}

var retentionChoices = map[string]choice{
	app.HoldRecord:      {text: "Put it on hold", hint: "For example for an inquiry, a complaint or a claim. It is kept until somebody ends the hold"},
	app.ReleaseRecord:   {text: "End the hold", hint: "Nothing is disposed of by that. The rules hold again"},
	app.KeepLonger:      {text: "Keep it longer", hint: "It was reviewed and is still needed. Give the last day below"},
	app.ProposeDisposal: {text: "Propose to dispose of it", hint: "It was reviewed and is not needed any more. Somebody else has to agree"},
	app.DeclineDisposal: {text: "Do not dispose of it", hint: "It is to be reviewed again"},
	app.AgreeDisposal:   {text: "Agree, and dispose of it", hint: "The whole record goes, with everything attached to it and the records that were merged into it. It cannot be brought back"},
}

func (s *Server) askRetention(f *form, v visit, k app.Kept) app.RetentionDecision {
	var choices []choice
	for _, act := range k.Offered(v.Actor) {
		c := retentionChoices[act]
		c.value = act
		choices = append(choices, c)
	}
	d := app.RetentionDecision{Act: f.one("act", "What is to be done?", "", "", choices...)}
	if slices.Contains(k.Offered(v.Actor), app.KeepLonger) {
		d.Until = f.day("until", "If you keep it longer: until when?", "The last day on which it is kept. For example, "+exampleDay(f.today+365*5), "The day", 0)
	}
	d.Reason = f.words(ui.Textarea{Name: "reason", Label: small("Why?"), Hint: ui.Hint{Text: "What you looked at, and what you found"}, Rows: 3}, "")
	return d
}

func (s *Server) retentionPerson(w http.ResponseWriter, r *http.Request, v visit) error {
	k, err := s.app.RetentionOf(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	s.askRetention(f, v, k)
	return s.showRetention(w, v, k, f, http.StatusOK)
}

func (s *Server) decideRetention(w http.ResponseWriter, r *http.Request, v visit) error {
	k, err := s.app.RetentionOf(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	d := s.askRetention(f, v, k)
	if d.Act != app.KeepLonger {
		f.problems = slices.DeleteFunc(f.problems, func(p problem) bool { return p.field == "until" })
	}
	if len(f.problems) == 0 {
		certificate, err := s.app.DecideRetention(r.Context(), v.Actor, k.Case, d)
		switch {
		case err == nil && certificate != nil:
			s.tell(w, "The record was disposed of.")
			return seeOther(w, r, fmt.Sprintf("/retention/certificates/%d", certificate.N))
		case err == nil:
			s.tell(w, "It is saved.")
			return seeOther(w, r, retentionPath(k.Case))
		case app.As(err).Kind != app.Invalid:
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showRetention(w, v, k, f, http.StatusUnprocessableEntity)
}

// decidedWords say what was decided about a record and those that go with it,
// the latest first.
func (s *Server) decidedWords(k app.Kept) (lines []string) {
	type act struct {
		app.RetentionAct
		of string
	}
	var acts []act
	for _, a := range k.Acts {
		acts = append(acts, act{a, ""})
	}
	for _, part := range k.Parts {
		for _, a := range part.Acts {
			acts = append(acts, act{a, ", of a record that was merged into this one"})
		}
	}
	slices.SortStableFunc(acts, func(x, y act) int { return x.At.Compare(y.At) })
	for _, a := range slices.Backward(acts) {
		until := ""
		if a.Until != 0 {
			until = " until " + a.Until.Long()
		}
		lines = append(lines, fmt.Sprintf("%s%s%s by %s %s: %s", app.RetentionWords(a.Act), a.of, until, a.UserName, s.moment(a.At), a.Reason))
	}
	return lines
}

func (s *Server) showRetention(w http.ResponseWriter, v visit, k app.Kept, f *form, status int) error {
	p := &retentionPersonPage{
		Page: s.newPage(v, "How long the record is kept"), Person: k.Name, Action: retentionPath(k.Case), Questions: f.Questions(),
		Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Summary: summary(fact{"NHS number", orWords(casefile.FormatNHSNumber(k.NHSNumber), "Not recorded")}, fact{"Born", orWords(k.Facts.Born.Long(), "Not recorded")},
			fact{"Ended", orWords(k.Facts.Ended.Long(), "Not yet: on the register, or in hospital")}),
	}
	if k.Facts.Died != 0 {
		p.Summary.Rows = append(p.Summary.Rows, summary(fact{"Died", k.Facts.Died.Long()}).Rows...)
	}
	if n := len(k.Parts); n > 0 {
		p.Summary.Rows = append(p.Summary.Rows, summary(fact{"Goes with it", counted(n, "record that was merged into it", "records that were merged into it")}).Rows...)
	}
	if k.Until != 0 && k.Into == "" {
		p.Summary.Rows = append(p.Summary.Rows, summary(fact{"Kept until", k.Until.Long()}).Rows...)
	}
	p.Summary.Rows = append(p.Summary.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: "How it stands"}, Value: ui.SummaryCell{Body: retentionTag(k.State)}})
	for i := range p.Summary.Rows {
		p.Summary.Rows[i].Key.Width = ""
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to how long records are kept", Href: "/retention"}, f.Errors()
	if len(k.Rules) > 0 && k.Into == "" {
		p.Rules = &ui.SortableTable{
			Caption: "The rules that hold. The longest counts.", ID: "rules", Columns: []ui.SortColumn{{Text: "Rule"}, {Text: "Keeps it until"}, {Text: "Where it is written"}},
		}
		for _, a := range k.Rules {
			p.Rules.Rows = append(p.Rules.Rows, []ui.Cell{
				{Body: ui.Lines{{Text: a.Rule.Title}, {Text: a.Rule.Plain, Minor: true}}, Classes: "app-cell-words"}, {Text: a.Until.Long()}, {Text: a.Rule.Source, Classes: "app-cell-words"},
			})
		}
	}
	p.Done = s.decidedWords(k)
	if k.Into != "" {
		p.Into = &ui.Link{Text: "Go to the record that it goes with", Href: retentionPath(k.Into)}
		p.Warning = "This record was merged into another. The two are kept, held and disposed of together, so everything is decided there."
	}
	if k.State == app.RetentionWaits {
		p.Warning = "This record was once merged with another, which was taken back. The other still has a copy of what is here, struck out. So it is kept until the other is disposed of."
	}
	if k.State == app.RetentionAsked {
		p.Warning = "Somebody asked for what is kept about this person, and the request is open. Nothing is disposed of before it ends."
	}
	if k.State == app.RetentionProposed && k.Last.UserID == v.Actor.UserID {
		p.Warning = "You proposed to dispose of it, so somebody else of information governance has to agree."
	}
	return s.render(w, status, "retention_person", p)
}
