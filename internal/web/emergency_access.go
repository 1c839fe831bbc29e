package web

import (
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// emergencyAccessPage lists what was opened in emergencies.
type emergencyAccessPage struct {
	Page
	Words  string
	Unkept *ui.SortableTable // records that are restricted to nobody; with whom to name on them
	Name   []ui.Component
	Save   ui.Button
	Table  *ui.SortableTable
	Pager  *ui.Pager
}

// emergencyLookPage is one of them, with what came of it.
type emergencyLookPage struct {
	Page
	Summary   ui.SummaryList
	Action    string
	Questions []ui.Component
	Save      ui.Button
}

func (s *Server) emergencyAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showEmergencyAccess(w, r, v, s.blankForm(nil), http.StatusOK)
}

// nameKeeper names a coordinator on a record that is restricted to nobody.
func (s *Server) nameKeeper(w http.ResponseWriter, r *http.Request, v visit) error {
	err := s.app.NameKeeper(r.Context(), v.Actor, r.PostForm.Get("record"), r.PostForm.Get("keeper"))
	if err == nil {
		s.tell(w, "They can see the record now, and what is due is on their lists.")
		return seeOther(w, r, "/emergency-access")
	}
	e := app.As(err)
	if e.Kind != app.Invalid {
		return err
	}
	f := s.blankForm(r.PostForm)
	f.refuse(e.Refusals)
	return s.showEmergencyAccess(w, r, v, f, http.StatusUnprocessableEntity)
}

func (s *Server) showEmergencyAccess(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	list, err := s.app.Emergencies(r.Context(), v.Actor, pageNumber(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := &emergencyAccessPage{Page: s.newPage(v, "Emergency access"), Words: toLookAt(list)}
	unkept, err := s.app.RestrictedToNobody(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if len(unkept) > 0 {
		p.Unkept = &ui.SortableTable{
			Caption: "Restricted records that no coordinator can see", HideCaption: true, ID: "unkept",
			Columns: []ui.SortColumn{{Text: "Name"}, {Text: "NHS number"}, {Text: "Date of birth"}},
		}
		var records, keepers []choice
		for _, u := range unkept {
			born := "Not recorded"
			if u.BirthDate != 0 {
				born = u.BirthDate.Long()
			}
			name := orWords(u.Name, "Name not recorded")
			p.Unkept.Rows = append(p.Unkept.Rows, []ui.Cell{
				{Text: name, Classes: "app-cell-words"}, {Text: orWords(casefile.FormatNHSNumber(u.NHSNumber), "No NHS number")}, {Text: born},
			})
			records = append(records, choice{value: u.Case, text: name + ", born " + born})
		}
		users, err := s.app.Keepers(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		for _, u := range users {
			keepers = append(keepers, choice{value: u.ID, text: u.Name})
		}
		f.pick("record", "Whose record?", "", "", records...)
		f.pick("keeper", "Which coordinator is to see it?", "Not somebody because of whom it may have been restricted", "", keepers...)
		p.Name, p.Save = f.Questions(), ui.Button{Text: "Let them see it", PreventDoubleClick: "true"}
	}
	p.Errors = f.Errors()
	p.Table = &ui.SortableTable{
		Caption: "Records that were opened in an emergency", HideCaption: true, ID: "opened",
		Columns: []ui.SortColumn{{Text: "When"}, {Text: "Who"}, {Text: "Whose record"}, {Text: "Why"}, {Text: "What came of it"}},
		Empty:   ui.Paragraph("No record has been opened in an emergency."),
	}
	now := s.app.Now()
	for _, e := range list.Rows {
		state := ui.Lines{{Text: "Closed " + s.moment(e.ClosesAt), Minor: true}}
		if now.Before(e.ClosesAt) {
			state = ui.Lines{{Text: "Open until " + s.app.Local(e.ClosesAt).Format("15:04"), Minor: true}}
		}
		outcome := ui.Lines{{Body: ui.Link{Text: "Look at it", VisuallyHiddenText: e.UserName + ", " + s.moment(e.OpenedAt), Href: emergencyPath(e.ID)}}}
		if !e.LookedAt.IsZero() {
			outcome = ui.Lines{
				{Body: ui.Link{Text: app.EmergencyOutcome(e.Outcome).Word(), VisuallyHiddenText: e.UserName + ", " + s.moment(e.OpenedAt), Href: emergencyPath(e.ID)}},
				{Text: "Looked at by " + e.LookedName, Minor: true},
			}
		}
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: append(ui.Lines{{Text: capital(s.moment(e.OpenedAt))}}, state...)},
			{Body: ui.Lines{{Text: e.UserName}, {Text: access.Role(e.Role).Word(), Minor: true}}, Classes: "app-cell-words"},
			{Body: ui.Lines{{Text: orWords(e.Person, "Name not recorded")}, {Text: orWords(casefile.FormatNHSNumber(e.NHSNumber), "No NHS number"), Minor: true}}, Classes: "app-cell-words"},
			{Text: e.Reason, Classes: "app-cell-words"},
			{Body: outcome, Classes: "app-cell-words"},
		})
	}
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "record", Plural: "records", Href: func(page, _ int) string {
			return pathWith("/emergency-access", url.Values{"page": {strconv.Itoa(page)}})
		}}
	}
	return s.render(w, status, "emergency_access", p)
}

func toLookAt(list app.EmergencyList) string {
	switch {
	case list.Total == 0:
		return ""
	case list.NotLookedAt == 0:
		return "Each of them has been looked at."
	}
	return capital(counted(list.NotLookedAt, "is still to be looked at.", "are still to be looked at."))
}

func emergencyPath(id string) string { return "/emergency-access/" + url.PathEscape(id) }

func askOutcome(f *form, outcome, words string) (app.EmergencyOutcome, string) {
	chosen := f.one("outcome", "What came of it?", "", outcome, choices(app.EmergencyOutcomes)...)
	return app.EmergencyOutcome(chosen), f.words(ui.Textarea{
		Name: "words", Label: small("What you found, and what was done"), Hint: ui.Hint{Text: "Optional if it was an emergency"}, Rows: 4,
	}, words)
}

func (s *Server) emergencyLook(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	return s.showEmergencyLook(w, r, v, f, http.StatusOK)
}

// showEmergencyLook draws the page; a form that was not sent yet is asked here.
func (s *Server) showEmergencyLook(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	e, err := s.app.Emergency(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if f.typed == nil {
		askOutcome(f, e.Outcome, e.Words)
	}
	row := func(key, text string) ui.SummaryRow {
		return ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: text}}
	}
	p := &emergencyLookPage{
		Page: s.newPage(v, "A record opened in an emergency"), Action: emergencyPath(e.ID), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Summary: ui.SummaryList{Rows: []ui.SummaryRow{
			row("Who opened it", e.UserName+" ("+access.Role(e.Role).Word()+")"),
			row("Whose record", join(orWords(e.Person, "Name not recorded"), casefile.FormatNHSNumber(e.NHSNumber))),
			row("When", capital(s.moment(e.OpenedAt))+", until "+s.app.Local(e.ClosesAt).Format("15:04")),
			row("Why, in their words", e.Reason),
		}},
	}
	if !e.LookedAt.IsZero() {
		p.Summary.Rows = append(p.Summary.Rows, row("Looked at", "By "+e.LookedName+" "+s.moment(e.LookedAt)))
	}
	p.Back, p.Errors = &ui.BackLink{Href: "/emergency-access", Text: "Back to the list"}, f.Errors()
	return s.render(w, status, "emergency_look", p)
}

func (s *Server) lookAtEmergency(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	outcome, words := askOutcome(f, "", "")
	if len(f.problems) == 0 {
		err := s.app.LookAtEmergency(r.Context(), v.Actor, r.PathValue("id"), outcome, words)
		if err == nil {
			s.tell(w, "It is noted what came of it.")
			return seeOther(w, r, "/emergency-access")
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showEmergencyLook(w, r, v, f, http.StatusUnprocessableEntity)
}
