package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// referralPage is the part of a person's record about how they came: each
// referral with its words, what became of it, and what is to be done.
type referralPage struct {
	Page
	Person    ui.PersonBanner
	NotOn     bool // they are not on the register, and never were
	Referrals []referralPart
	Version   int
}

type referralPart struct {
	ID       string // for the heading
	Heading  string
	Stage    ui.Tag
	Doubt    []string
	Told     string // of what was decided
	Due      []ui.Component
	Actions  []ui.Button
	Hint     string
	Match    *referralMatch
	Became   ui.SummaryList
	Words    ui.SummaryList
	Withheld string
	Marked   string // who reads what was written, where it is marked
	Mark     *ui.Link
}

// referralMatch asks who somebody is.
type referralMatch struct {
	Alike []alike
	More  int
	New   ui.Button
	Move  string
}

func referralPath(caseID, id string) string {
	path := "/people/" + url.PathEscape(caseID) + "/referral"
	if id != "" {
		path += "#" + id
	}
	return path
}

func (s *Server) referral(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Person(r.Context(), v.Actor, r.PathValue("id"), app.AsAt{For: "its referrals"})
	if err != nil {
		return err
	}
	if view.Sight < access.Whole {
		return &app.Error{Kind: app.Forbidden, Text: "You do not see all of this record, so not who referred them."}
	}
	c := view.Case
	p := &referralPage{Page: s.newPage(v, "Referral"), Person: personBanner(view), Version: c.Version()}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	p.NotOn = !c.OnRegister && c.Left == 0
	for i := len(c.Referrals) - 1; i >= 0; i-- {
		part, err := s.referralPart(r, v, view, &c.Referrals[i])
		if err != nil {
			return err
		}
		p.Referrals = append(p.Referrals, part)
	}
	return s.render(w, http.StatusOK, "referral", p)
}

func (s *Server) referralPart(r *http.Request, v visit, view app.PersonView, state *casefile.ReferralState) (referralPart, error) {
	c, stage := view.Case, state.Stage()
	part := referralPart{
		ID: state.ID, Heading: "Referral of " + state.Received.On.Long(), Stage: stageTag(stage), Withheld: state.Received.Withheld,
		Words: linesTable(casefile.Particulars(state.Received.Fact)), Became: s.became(c, state),
		Told: toldWords(state),
	}
	if mark := view.Marks[state.Received.Seq]; mark != "" {
		part.Marked = markedWords(mark)
		if v.may(access.MarkEntry) {
			part.Mark = &ui.Link{Text: "Change or lift the mark", Href: entryMarkPath(c.ID, state.Received.Seq)}
		}
	}
	for _, doubt := range state.Form.Doubt {
		switch doubt {
		case casefile.FilledTrap:
			part.Doubt = append(part.Doubt, "A field that nobody sees was filled in: a program may have written this, or a browser that fills in forms.")
		case casefile.TooQuick:
			part.Doubt = append(part.Doubt, "It was written faster than people write.")
		}
	}
	for _, d := range view.Obligations {
		if d.Subject == state.ID && d.State.Open() {
			part.Due = append(part.Due, ui.Lines{{Body: referralDue(d.Obligation.Due, view.Day)}, {Text: d.Title, Minor: true}})
		}
	}
	again, err := s.app.LookAgainBy(r.Context(), v.Actor, state)
	if err != nil {
		return part, err
	}
	if again != 0 {
		part.Due = append(part.Due, ui.Lines{{Body: referralDue(again, view.Day)}, {Text: "Looked at again. The number of days is this area’s own", Minor: true}})
	}
	if !v.may(access.Triage) && !(state.Reconsider != nil && v.may(access.LookAgain)) {
		return part, nil
	}
	// Who decided first cannot decide again, and hears it before the form and not
	// after.
	if state.Outcome() == casefile.Accepted && c.OnRegister && c.RegisterConsent == nil && mayConsent(v, view) {
		part.Actions = append(part.Actions, ui.Button{Text: "Ask for consent next", Href: askConsentPath(c.ID), Small: true})
	}
	decidedIt := state.Reconsider != nil && state.Decided != nil && state.Decided.By.ID == v.Actor.UserID
	for _, f := range nextForms(state) {
		if decidedIt && (f.kind == acceptedForm.kind || f.kind == declinedForm.kind) {
			part.Hint = "You made the first decision. Somebody else has to decide this time: another coordinator, a review coordinator, or a commissioner and chair."
			continue
		}
		if !v.may(f.needs) {
			continue
		}
		b := ui.Button{Text: f.title, Href: place{kind: f.kind, caseID: c.ID, subject: state.ID}.path(), Small: true}
		if len(part.Actions) > 0 {
			b.Variant = "secondary"
		}
		part.Actions = append(part.Actions, b)
	}
	if !v.may(access.Triage) {
		return part, nil
	}
	if stage != casefile.StageWithdrawn {
		part.Actions = append(part.Actions, ui.Button{Text: "Letters and email", Href: lettersPath(c.ID, state.ID), Small: true, Variant: "secondary"})
	}
	if state.Placed || !stage.Open() {
		return part, nil
	}
	match := &referralMatch{New: ui.Button{Text: "Nobody the register knows: go on as somebody new", Href: place{kind: placedForm.kind, caseID: c.ID, subject: state.ID}.path(), Variant: "secondary"}}
	known, err := s.app.MayBeKnown(r.Context(), v.Actor, c, state.Form)
	if err != nil {
		return part, err
	}
	match.Move = "/people/" + url.PathEscape(c.ID) + "/referral/move"
	typed := newPerson{open: casefile.Open{Details: casefile.Details{
		GivenName: state.Form.Given, FamilyName: state.Form.Family, PreferredName: state.Form.Preferred, NHSNumber: state.Form.NHSNumber, BirthDate: state.Form.BirthDate,
	}}}
	for n := range known[:min(len(known), mostAlike)] {
		a := beside(n, typed, &known[n])
		a.Sides.Left = "In the referral"
		a.ID = known[n].CaseID
		a.Same = ui.Button{Text: "Yes, this is the same person", Variant: "secondary", AriaLabel: "Yes, " + known[n].Name + " is the same person", PreventDoubleClick: "true"}
		match.Alike = append(match.Alike, a)
	}
	match.More = len(known) - len(match.Alike)
	part.Match = match
	return part, nil
}

// markedWords say who reads a referral that is marked.
func markedWords(mark access.Mark) string {
	unread := "The person, their family and advocate, providers, panels and executives"
	if mark == access.Safeguarding {
		unread = "The person, their family and advocate, providers and panels"
	}
	return "This is marked as " + mark.Word() + ". Those who keep the register and decide on referrals read it, and clinicians and social workers who are involved. " +
		unread + " see only that there was a referral, until somebody lifts the mark."
}

// toldWords says whether the person was told what was decided.
func toldWords(r *casefile.ReferralState) string {
	if r.Decided == nil {
		return ""
	}
	if r.Told != 0 {
		words := "What was decided was told on " + r.Told.Long()
		if len(r.ToldTo) > 0 {
			words += ", to " + casefile.WhoWasTold(r.ToldTo)
		}
		return words + "."
	}
	words := "The person has not been told yet what was decided, nor has anybody who speaks for them."
	if r.Others == nil {
		return words
	}
	if f, ok := r.Others.Fact.(casefile.OtherTelling); ok && len(f.To) > 0 {
		words += " On " + r.Others.On.Long() + " " + casefile.WhoWasTold(f.To) + map[bool]string{false: " was told.", true: " was sent word that there is news, and no more."}[f.News]
	}
	return words
}

// moveReferral moves the referral to somebody whom the register knew.
func (s *Server) moveReferral(w http.ResponseWriter, r *http.Request, v visit) error {
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil {
		version = 0
	}
	to := r.PostForm.Get("to")
	if err := s.app.MoveReferral(r.Context(), v.Actor, r.PathValue("id"), version, to); err != nil {
		return err
	}
	s.tell(w, "The referral is now in the record of the person whom the register knew. The record that was opened for it is struck out.")
	return seeOther(w, r, referralPath(to, ""))
}

// became is what became of a referral, in order.
func (s *Server) became(c *casefile.Case, state *casefile.ReferralState) ui.SummaryList {
	var list ui.SummaryList
	decided := false
	for _, e := range c.Standing {
		if _, first := e.Fact.(casefile.Referral); first || casefile.SubjectOf(e.Fact) != state.ID || !casefile.AboutReferral(e.Fact) {
			continue
		}
		title := casefile.Title(e.Fact)
		switch e.Fact.(type) {
		case casefile.ReferralDecision:
			decided = true
		case casefile.ReferralWithdrawn:
			if decided {
				title = "The request to look at it again was withdrawn"
			}
		}
		body := ui.Lines{{Text: title}, {Text: "by " + e.By.Name, Minor: true}}
		for _, line := range casefile.Particulars(e.Fact) {
			body = append(body, ui.Line{Text: line.Heading + ": " + line.Text})
		}
		if e.Note != "" {
			body = append(body, ui.Line{Text: e.Note})
		}
		if e.Withheld != "" {
			body = append(body, ui.Line{Text: "What was written is not shown to you: " + e.Withheld, Minor: true})
		}
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: e.On.Long()}, Value: ui.SummaryCell{Body: body}})
	}
	return list
}

func linesTable(lines []casefile.Line) ui.SummaryList {
	var list ui.SummaryList
	for _, line := range lines {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: line.Heading}, Value: ui.SummaryCell{Body: paragraphs(cmp.Or(line.Text, "Nothing written"))}})
	}
	return list
}
