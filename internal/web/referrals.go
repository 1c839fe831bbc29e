package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

const (
	referralsPath    = "/referrals"
	ownReferralsPath = "/referrals/own"

	mostReferred = 64 << 10 // bytes of one screen of a referral
)

// referralsPage is the queue of referrals, and those with which nobody has
// anything to do.
type referralsPage struct {
	Page
	Counts   ui.CountStrip
	Table    ui.SortableTable
	Pager    *ui.Pager
	Shown    string
	Unsent   []ui.Link // messages that could not be sent
	Outside  *ui.Link  // where people outside refer
	Own      *ui.Link
	Criteria *ui.Link // where the criteria are published
}

// withoutPanel is the address of those decided without a whole panel.
const withoutPanel = "panel"

func referralsHref(stage casefile.Stage, closed bool, page int) string {
	return pathWith(referralsPath, referralsValues(stage, closed, page))
}

func withoutPanelHref(closed bool, page int) string {
	q := referralsValues("", closed, page)
	q.Set(withoutPanel, "no")
	return pathWith(referralsPath, q)
}

func referralsValues(stage casefile.Stage, closed bool, page int) url.Values {
	q := url.Values{}
	if stage != "" {
		q.Set("stage", string(stage))
	}
	if closed {
		q.Set("closed", "1")
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return q
}

func (s *Server) referralsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	asked := r.URL.Query()
	q := app.ReferralQuery{Closed: asked.Get("closed") == "1", Page: pageNumber(asked.Get("page"))}
	for _, stage := range casefile.Stages {
		if string(stage) == asked.Get("stage") && stage.Open() != q.Closed {
			q.Stage = stage
		}
	}
	if asked.Get(withoutPanel) == "no" {
		q.WithoutPanel, q.Stage = true, ""
	}
	list, err := s.app.Referrals(r.Context(), v.Actor, q)
	if err != nil {
		return err
	}
	p := &referralsPage{Page: s.newPage(v, "Referrals")}
	p.Counts = ui.CountStrip{AriaLabel: "Referrals, by how far they have come"}
	all := 0
	for _, n := range list.Counts {
		all += n
	}
	p.Counts.Items = append(p.Counts.Items, ui.CountItem{Text: map[bool]string{false: "All open", true: "All closed"}[q.Closed], Count: all, Href: referralsHref("", q.Closed, 1), Current: q.Stage == "" && !q.WithoutPanel})
	for _, stage := range casefile.Stages {
		if stage.Open() != q.Closed {
			p.Counts.Items = append(p.Counts.Items, ui.CountItem{Text: stage.Word(), Count: list.Counts[stage], Href: referralsHref(stage, q.Closed, 1), Current: q.Stage == stage})
		}
	}
	if list.WithoutPanel > 0 || q.WithoutPanel {
		p.Counts.Items = append(p.Counts.Items, ui.CountItem{Text: "Decided without a whole panel", Count: list.WithoutPanel, Href: withoutPanelHref(q.Closed, 1), Current: q.WithoutPanel})
	}
	p.Shown = counted(list.Total, "referral", "referrals")
	p.Table = s.referralsTable(list.Rows)
	if list.Total > 0 {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "referral", Plural: "referrals", Href: func(page, _ int) string {
			if q.WithoutPanel {
				return withoutPanelHref(q.Closed, page)
			}
			return referralsHref(q.Stage, q.Closed, page)
		}}
	}
	other := ui.Link{Text: "Referrals that are closed", Href: referralsHref("", true, 1)}
	if q.Closed {
		other = ui.Link{Text: "Referrals that are open", Href: referralsHref("", false, 1)}
	}
	p.Own = &other
	if v.may(access.Triage) {
		unsent, err := s.app.UnsentNews(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		for _, x := range unsent {
			p.Unsent = append(p.Unsent, ui.Link{Text: "Referral " + x.Reference, Href: lettersPath(x.Case, x.Reference)})
		}
		p.Criteria = &ui.Link{Text: "Publish the criteria", Href: "/criteria"}
	}
	if v.may(access.Refer) {
		p.Outside = &ui.Link{Text: "Refer somebody", Href: referPath(v.Actor.Register, "")}
	}
	return s.render(w, http.StatusOK, "referrals", p)
}

func (s *Server) referralsTable(rows []app.ReferralRow) ui.SortableTable {
	today := s.app.Today()
	t := ui.SortableTable{
		Caption: "Referrals", HideCaption: true, ID: "referrals", Empty: ui.Paragraph("There is no referral here."),
		Columns: []ui.SortColumn{{Text: "Person"}, {Text: "Received"}, {Text: "Referred by"}, {Text: "State"}, {Text: "Due next"}},
	}
	for _, x := range rows {
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: referredPerson(x, today)},
			{Body: ui.Lines{{Text: short(x.Received)}, {Text: x.ID, Minor: true}}},
			{Text: orWords(x.Who.Word(), "You may not see who")},
			{Body: referralTags(x)},
			{Body: referralsDue(x, today)},
		})
	}
	return t
}

// referredPerson is whom it is about, with the colour of somebody who is rated
// already: who waits for a decision can be in crisis.
func referredPerson(x app.ReferralRow, today civil.Date) ui.Component {
	lines := ui.Lines{{Body: ui.Link{Text: referredName(x), Href: referralPath(x.Case, x.ID)}}, {Text: referredAge(x, today), Minor: true}}
	if x.Rating != "" {
		lines = append(lines, ui.Line{Body: ui.RatingTag{Rating: string(x.Rating), VisuallyHiddenText: "Rating:"}})
	}
	return lines
}

func referredName(x app.ReferralRow) string {
	return orWords(strings.TrimSpace(x.Given+" "+x.Family), "Name not written")
}

func referredAge(x app.ReferralRow, today civil.Date) string {
	if x.BirthDate == 0 {
		return "age not written"
	}
	return casefile.AgeWords(x.BirthDate, today)
}

func referralTags(x app.ReferralRow) ui.Component {
	lines := ui.Lines{{Body: stageTag(x.Stage)}}
	if x.Doubt {
		lines = append(lines, ui.Line{Text: "May not be from a person", Minor: true})
	}
	if x.WithoutPanel {
		lines = append(lines, ui.Line{Text: "Decided without a whole panel", Minor: true})
	}
	if !x.Placed && x.Stage.Open() {
		lines = append(lines, ui.Line{Text: "Who this is was not looked at", Minor: true})
	}
	return lines
}

func stageTag(stage casefile.Stage) ui.Tag {
	colours := map[casefile.Stage]string{
		casefile.StageNew: "yellow", casefile.StageAsked: "orange", casefile.StageScreened: "purple", casefile.StageToTell: "pink",
		casefile.StageReconsider: "orange", casefile.StageAccepted: "green", casefile.StageDeclined: "red", casefile.StageWithdrawn: "grey", casefile.StageAcknowledged: "blue",
	}
	return ui.Tag{Text: stage.Word(), Colour: colours[stage]}
}

// referralsDue is what is due next of a referral: by the clock, or the second
// look, for which each area has a number of its own.
func referralsDue(x app.ReferralRow, today civil.Date) ui.Component {
	switch {
	case x.Again == 0:
		return referralDue(x.Due, today)
	case x.Due != 0 && x.Due < x.Again:
		return ui.Lines{{Body: referralDue(x.Due, today)}, {Text: "To look at again by " + short(x.Again) + ", a local number", Minor: true}}
	}
	return ui.Lines{{Body: referralDue(x.Again, today)}, {Text: "To look at again, a local number", Minor: true}}
}

func referralDue(due, today civil.Date) ui.Component {
	if due == 0 {
		return ui.Text("Nothing")
	}
	status := "due"
	if due < today {
		status = "overdue"
	}
	return ui.Lines{{Body: ui.StatusTag{Status: status, Text: app.DueWords(due, today)}}, {Text: "by " + short(due), Minor: true}}
}

// ownReferralsPage lists the referrals that the visitor made.
type ownReferralsPage struct {
	Page
	Table ui.SortableTable
	Pager *ui.Pager
	New   ui.Link
}

func (s *Server) ownReferrals(w http.ResponseWriter, r *http.Request, v visit) error {
	list, err := s.app.OwnReferrals(r.Context(), v.Actor, pageNumber(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := &ownReferralsPage{Page: s.newPage(v, "Referrals that you made"), New: ui.Link{Text: "Refer somebody", Href: referPath(v.Actor.Register, "")}}
	today := s.app.Today()
	p.Table = ui.SortableTable{
		Caption: "Referrals that you made", HideCaption: true, ID: "own", Empty: ui.Paragraph("You have referred nobody yet."),
		Columns: []ui.SortColumn{{Text: "Person, as you wrote"}, {Text: "Sent"}, {Text: "State"}},
	}
	for _, x := range list.Rows {
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: referredName(x)}, {Text: referredAge(x, today), Minor: true}}},
			{Body: ui.Lines{{Text: short(x.Received)}, {Text: x.ID, Minor: true}}},
			{Body: ui.Lines{{Body: ownTag(x.Stage)}, {Text: ownWords(x.Stage), Minor: true}}},
		})
	}
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "referral", Plural: "referrals", Href: func(page, _ int) string {
			return pathWith(ownReferralsPath, url.Values{"page": {strconv.Itoa(page)}})
		}}
	}
	return s.render(w, http.StatusOK, "own_referrals", p)
}

// ownTag is a stage as whoever referred is told it: an outcome only once it was
// told.
func ownTag(stage casefile.Stage) ui.Tag {
	switch stage {
	case casefile.StageScreened, casefile.StageToTell, casefile.StageReconsider:
		return ui.Tag{Text: "Being looked at", Colour: "blue"}
	case casefile.StageNew:
		return ui.Tag{Text: "Sent", Colour: "yellow"}
	}
	return stageTag(stage)
}

func ownWords(stage casefile.Stage) string {
	switch stage {
	case casefile.StageNew:
		return "It has not been acknowledged yet"
	case casefile.StageAsked:
		return "The register asked for more information"
	case casefile.StageAccepted:
		return "They are on the register"
	case casefile.StageDeclined:
		return "You can ask for it to be looked at again"
	}
	return ""
}
