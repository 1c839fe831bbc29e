package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// todayPage is where a day begins: what changed since the visitor was last
// here, and what there is to do. What it has, and in which order, is by role.
type todayPage struct {
	Page
	Day      string
	Sections []todaySection
}

// todaySection is one part of the day. Changes stand in the first alone.
type todaySection struct {
	ID, Heading string
	Shown       string
	Since       string    // from when on it is, where nothing else says so
	As          []ui.Link // other ways to look at it
	Whose       []ui.Link
	Changes     []todayChange
	Rows        []todayRow
	Empty       string // in place of the rows
	More        *ui.Link
	Pager       *ui.Pager
	Begin       []ui.Button
	SeenTold    *ui.Button
	Seen        *ui.Button // says that the changes were seen, up to the moment of UpTo
	UpTo        string
}

// todayChange is a person of whom others recorded something.
type todayChange struct {
	Person ui.Link
	Rating ui.RatingTag
	Holder string
	What   []todayEntry
	Rest   string
}

type todayEntry struct {
	Title ui.Link
	By    string
}

// todayRow is one thing to do.
type todayRow struct {
	Link  ui.Link
	Words string
	Tag   ui.Component
}

// Sections of the day.
const (
	dayChanges  = "changes"
	daySettled  = "settled"
	dayTold     = "told"
	dayDue      = "due"
	dayActions  = "actions"
	dayReviews  = "reviews"
	dayWaiting  = "referrals"
	dayAgain    = "looked-at-again"
	dayHandover = "hand-overs"
	dayOpened   = "emergencies"
	dayAsked    = "requests"
	dayUsers    = "users"
	dayRunning  = "running"
	dayNames    = "names"
	daySigns    = "early-signs"
	dayStopped  = "stopped-support"
)

// days is for each role what its day has, what comes first first. Those who keep
// no lists have a page of their own people instead.
var days = []struct {
	role     access.Role
	sections []string
}{
	{access.Coordinator, []string{dayChanges, dayTold, dayActions, dayDue, dayStopped, dayWaiting, daySigns, dayHandover, dayNames}},
	{access.ReviewCoordinator, []string{dayChanges, dayTold, dayActions, dayReviews, dayDue, dayAgain, dayNames}},
	{access.Chair, []string{dayChanges, dayTold, dayActions, dayReviews, dayDue, dayStopped, dayAgain}},
	{access.Clinician, []string{dayChanges, dayTold, dayActions, dayDue, dayStopped}},
	{access.SocialWorker, []string{dayChanges, dayTold, dayActions, dayDue, dayStopped}},
	{access.Provider, []string{dayChanges, dayTold, dayActions, dayDue, dayStopped}},
	{access.Executive, []string{dayChanges, dayTold, dayActions, dayReviews, dayDue, dayStopped}},
	{access.InformationGovernance, []string{daySettled, dayOpened, dayAsked}},
	{access.Administrator, []string{daySettled, dayRunning, dayUsers}},
}

// sectionsOf is what the day of somebody has, by all their roles.
func sectionsOf(roles []access.Role) []string {
	var all []string
	for _, d := range days {
		if !slices.Contains(roles, d.role) {
			continue
		}
		for _, section := range d.sections {
			if !slices.Contains(all, section) {
				all = append(all, section)
			}
		}
	}
	return all
}

// dayGuard admits who has a day by the rights that its sections need.
var dayGuard = mayAny(access.SeeRegister, access.ReviewEmergency, access.ManageUsers)

// Lengths of the page.
const (
	changesShown = 10 // people on a page of changes
	entriesShown = 4  // of each of them
	dueShownHere = 8
)

// todayQuery is what the page shows, as its address says.
type todayQuery struct {
	Since string // "", sinceYesterday or sinceWeek
	Whose app.Whose
	Page  int
}

const (
	sinceYesterday = "yesterday"
	sinceWeek      = "week"
	everyonesToday = "all" // the address of app.Everyones, which is not what the page begins with
)

func readTodayQuery(v url.Values) (q todayQuery, given bool) {
	q.Page = 1
	if s := v.Get("since"); s == sinceYesterday || s == sinceWeek {
		q.Since = s
	}
	switch w := v.Get("who"); w {
	case string(app.Mine), string(app.MyTeams):
		q.Whose, given = app.Whose(w), true
	case everyonesToday:
		given = true
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n <= 1000 {
		q.Page = n
	}
	return q, given
}

func (q todayQuery) href() string {
	v := url.Values{}
	if q.Since != "" {
		v.Set("since", q.Since)
	}
	v.Set("who", string(q.Whose))
	if q.Whose == app.Everyones {
		v.Set("who", everyonesToday)
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return pathWith("/today", v)
}

func (s *Server) today(w http.ResponseWriter, r *http.Request, v visit) error {
	p := &todayPage{Page: s.newPage(v, "Today"), Day: s.app.Today().LongWeekday()}
	for _, key := range sectionsOf(v.Actor.Roles) {
		section, err := s.todaySection(r, v, key)
		if err != nil {
			return err
		}
		if key == dayChanges && len(section.Changes) == 0 {
			begin, err := s.todayBegin(r.Context(), v)
			if err != nil {
				return err
			}
			if begin != nil {
				p.Sections = append(p.Sections, *begin)
			}
		}
		if section != nil {
			section.ID = key
			p.Sections = append(p.Sections, *section)
		}
	}
	return s.render(w, http.StatusOK, "today", p)
}

// todaySection makes one part of the day; nil for one that there is not.
func (s *Server) todaySection(r *http.Request, v visit, key string) (*todaySection, error) {
	switch ctx := r.Context(); key {
	case dayChanges:
		return s.todayChanges(r, v)
	case daySettled:
		return s.todaySettled(ctx, v)
	case dayTold:
		return s.todayTold(ctx, v)
	case dayActions:
		return s.todayActions(ctx, v)
	case dayDue:
		return s.todayDue(ctx, v, "What is due for you", "", nil)
	case dayReviews:
		return s.todayDue(ctx, v, "Reviews and reports", "Everyone’s reviews, visits and reports", []string{"reviews", "reports"})
	case dayWaiting:
		return s.todayReferrals(ctx, v)
	case dayAgain:
		if v.may(access.Triage) {
			return nil, nil // stands with the referrals that wait
		}
		return s.todayAgain(ctx, v)
	case daySigns:
		return s.todaySigns(ctx, v)
	case dayStopped:
		return s.todayStopped(ctx, v)
	case dayHandover:
		return s.todayHandovers(ctx, v)
	case dayOpened:
		return todayOpened(v), nil
	case dayAsked:
		return s.todayAsked(ctx, v)
	case dayRunning:
		return s.todayRunning(ctx, v)
	case dayUsers:
		return s.todayUsers(ctx, v)
	case dayNames:
		return s.todayNames(ctx, v)
	}
	return nil, nil
}

// todayChanges begins with one's own people, for who holds some, and for others
// with everyone they see.
func (s *Server) todayChanges(r *http.Request, v visit) (*todaySection, error) {
	ctx := r.Context()
	q, given := readTodayQuery(r.URL.Query())
	last, err := s.app.Visit(ctx, v.Actor, v.ID)
	if err != nil {
		return nil, err
	}
	teams, err := s.app.MyTeams(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	if q.Whose == app.MyTeams && len(teams) == 0 {
		q.Whose = app.Mine
	}
	since := s.changedSince(q, last)
	ask := func() (app.ChangeList, error) {
		return s.app.Changes(ctx, v.Actor, app.ChangesQuery{Since: since, Whose: q.Whose, Page: q.Page, Size: changesShown})
	}
	var list app.ChangeList
	if !given && slices.Contains(v.Actor.Roles, access.Coordinator) {
		q.Whose = app.Mine
	}
	if list, err = ask(); err == nil && !given && list.Total == 0 && q.Whose == app.Mine {
		q.Whose = app.Everyones
		list, err = ask()
	}
	if err != nil {
		return nil, err
	}
	q.Page = list.Page
	section := &todaySection{Heading: changesHeading(q, v), Shown: changesWords(list), Empty: "Nobody else has recorded anything " + s.sinceWords(q, since) + "."}
	for _, as := range []named{{"", "Since your last visit"}, {sinceYesterday, "Since yesterday"}, {sinceWeek, "In the last 7 days"}} {
		section.As = append(section.As, chosen(ui.Link{Text: as.text, Href: todayQuery{Since: as.value, Whose: q.Whose}.href()}, q.Since == as.value))
	}
	for _, whose := range todayWhose(teams) {
		section.Whose = append(section.Whose, chosen(ui.Link{Text: whose.text, Href: todayQuery{Since: q.Since, Whose: app.Whose(whose.value)}.href()}, string(q.Whose) == whose.value))
	}
	for _, c := range list.Rows {
		section.Changes = append(section.Changes, s.todayChange(c, v.may(access.SeePerson)))
	}
	if list.Total > list.Size {
		section.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "person", Plural: "people", Href: func(page, _ int) string {
			return todayQuery{q.Since, q.Whose, page}.href()
		}}
	}
	if list.Total > 0 && q.Since == "" {
		section.Seen = &ui.Button{Text: "I have seen these", Variant: "secondary", Small: true}
		section.UpTo = s.app.Now().UTC().Format(time.RFC3339Nano)
	}
	return section, nil
}

// todayWhose are the choices of whose changes to list: a list begins with one's
// own.
func todayWhose(teams []string) []named {
	words := whoseWords(teams)
	return append(words[1:], words[0])
}

// chosen marks the link to what is shown.
func chosen(l ui.Link, is bool) ui.Link {
	if is {
		l.Attributes = ui.Attributes{"aria-current": "true"}
	}
	return l
}

// changedSince is the moment from which the list has what changed.
func (s *Server) changedSince(q todayQuery, last time.Time) time.Time {
	days := 0
	switch q.Since {
	case sinceYesterday:
		days = 1
	case sinceWeek:
		days = 7
	default:
		return last
	}
	now := s.app.Local(s.app.Now())
	return time.Date(now.Year(), now.Month(), now.Day()-days, 0, 0, 0, 0, now.Location()).UTC()
}

func (s *Server) sinceWords(q todayQuery, since time.Time) string {
	switch q.Since {
	case sinceYesterday:
		return "since yesterday"
	case sinceWeek:
		return "in the last 7 days"
	}
	return "since your last visit " + s.moment(since)
}

func changesHeading(q todayQuery, v visit) string {
	switch {
	case q.Whose == app.MyTeams:
		return "What changed for your team’s people"
	case q.Whose == app.Mine, !access.ReachOf(v.Actor).Everyone:
		return "What changed for your people"
	}
	return "What changed"
}

func changesWords(list app.ChangeList) string {
	if list.Total == 0 {
		return ""
	}
	words := counted(list.Total, "person", "people")
	if list.More {
		words = "More than " + words
	}
	return words
}

func (s *Server) todayChange(c app.Change, mayOpen bool) todayChange {
	change := todayChange{Person: ui.Link{Text: c.Person.Name}, Rating: ui.RatingTag{Rating: string(c.Person.Rating)}, Holder: "Nobody holds the case yet"}
	if c.Person.Coordinator != "" {
		change.Holder = "Held by " + c.Person.Coordinator
	}
	if mayOpen {
		change.Person.Href = "/people/" + c.Person.CaseID
	}
	change.What, change.Rest = s.newsWords(c.News, c.Person.CaseID, mayOpen)
	return change
}

// newsWords are the first entries of what is new of somebody, and what there is
// beside them.
func (s *Server) newsWords(news app.News, caseID string, mayOpen bool) (what []todayEntry, rest string) {
	for _, e := range news.Entries[:min(len(news.Entries), entriesShown)] {
		entry := todayEntry{Title: ui.Link{Text: entryTitle(e)}, By: authorWords(e.By) + ", " + s.recorded(e)}
		if mayOpen {
			entry.Title.Href = fmt.Sprintf("/people/%s?entry=%d#entry-%d", url.PathEscape(caseID), e.Seq, e.Seq)
		}
		what = append(what, entry)
	}
	switch more := len(news.Entries) - len(what); {
	case more > 0:
		rest = "and " + counted(more, "more entry", "more entries")
	case len(what) == 0 && news.Hidden > 0:
		rest = "Something was recorded that you may not see"
	}
	return what, rest
}

// todayDue is what is overdue and what is due by today: one's own, then, for who
// holds nobody, that of their team or of everyone they see. Of kinds it is
// everyone's.
func (s *Server) todayDue(ctx context.Context, v visit, heading, all string, kinds []string) (*todaySection, error) {
	q := app.DueQuery{Kinds: kinds, To: s.app.Today(), Size: dueShownHere}
	whose := []app.Whose{app.Everyones}
	if kinds == nil && access.ReachOf(v.Actor).Everyone {
		whose = []app.Whose{app.Mine, app.MyTeams, app.Everyones}
	}
	var list app.DueList
	var err error
	for _, q.Whose = range whose {
		if list, err = s.app.Due(ctx, v.Actor, q); err != nil {
			return nil, err
		}
		if list.Total > 0 {
			break
		}
	}
	if kinds == nil {
		switch {
		case q.Whose == app.MyTeams:
			heading, all = "What is due for your team", "Everything that is due for your team"
		case q.Whose == app.Everyones && access.ReachOf(v.Actor).Everyone:
			heading, all = "What is due", "Everything that is due"
		case q.Whose == app.Everyones:
			heading, all = "What is due for your people", "Everything that is due for your people"
		default:
			all = "Everything that is due for the people you hold"
		}
	}
	there := dueQuery{Whose: q.Whose, Kinds: kinds, Page: 1}
	empty := "Nothing is overdue, and nothing is due today."
	if kinds != nil {
		empty = "None is overdue or due today."
	}
	section := &todaySection{Heading: heading, Shown: overdueWords(list), Empty: empty, More: &ui.Link{Text: all, Href: there.href()}}
	for _, row := range list.Rows {
		section.Rows = append(section.Rows, todayRow{Link: personOr(row.Name, row.CaseID, v), Words: row.Title, Tag: dayTag(row.Due, s.app.Today())})
	}
	return section, nil
}

// todayReferrals are the referrals of which something is due by the clock, and
// those that are looked at again.
func (s *Server) todayReferrals(ctx context.Context, v visit) (*todaySection, error) {
	section, err := s.todayDue(ctx, v, "Referrals that wait", "Referrals to acknowledge, to decide or to tell the outcome of", []string{"referrals"})
	if err != nil {
		return nil, err
	}
	again, err := s.todayAgain(ctx, v)
	if err != nil || again == nil {
		return section, err
	}
	section.Rows = append(section.Rows, again.Rows...)
	section.Shown = strings.TrimPrefix(section.Shown+", "+again.Shown, ", ")
	return section, nil
}

// todayAgain are the referrals that are looked at again; nil where none is.
func (s *Server) todayAgain(ctx context.Context, v visit) (*todaySection, error) {
	rows, total, err := s.app.LookedAtAgain(ctx, v.Actor)
	if err != nil || total == 0 {
		return nil, err
	}
	href := referralsHref(casefile.StageReconsider, false, 1)
	section := &todaySection{
		Heading: "Referrals to look at again", Shown: thousands(total) + " to look at again",
		More: &ui.Link{Text: "Referrals to be looked at again", Href: href},
	}
	today, overdue := s.app.Today(), 0
	for _, x := range rows {
		if app.OverdueOn(x.Again, today) {
			overdue++
		}
	}
	if overdue > 0 {
		section.Shown += ", " + thousands(overdue) + " of them overdue"
	}
	for _, x := range rows[:min(len(rows), dueShownHere)] {
		section.Rows = append(section.Rows, todayRow{Link: ui.Link{Text: referredName(x), Href: referralPath(x.Case, x.ID)}, Words: "Look at the referral again, by " + short(x.Again), Tag: dayTag(x.Again, today)})
	}
	return section, nil
}

// dayTag says how far off the day is by which something is to be done.
func dayTag(due, today civil.Date) ui.Component {
	tag := ui.StatusTag{Status: "due", Text: app.DueWords(due, today)}
	if app.OverdueOn(due, today) {
		tag.Status = "overdue"
	}
	return tag
}

func overdueWords(list app.DueList) string {
	switch today := list.Total - list.Overdue; {
	case list.Total == 0:
		return ""
	case list.Overdue == 0:
		return thousands(today) + " due today"
	case today == 0:
		return thousands(list.Overdue) + " overdue"
	default:
		return thousands(list.Overdue) + " overdue, " + thousands(today) + " due today"
	}
}

// personOr names a person, with the way to their record for who may see one.
func personOr(name, caseID string, v visit) ui.Link {
	l := ui.Link{Text: name}
	if v.may(access.SeePerson) {
		l.Href = "/people/" + url.PathEscape(caseID)
	}
	return l
}

// todayTold is whom the visitor was given to hold and who was taken from them.
func (s *Server) todayTold(ctx context.Context, v visit) (*todaySection, error) {
	notices, err := s.app.HolderNotices(ctx, v.Actor)
	if err != nil || len(notices) == 0 {
		return nil, err
	}
	section := &todaySection{Heading: "Cases given and taken", SeenTold: &ui.Button{Text: "I have read this", Variant: "secondary", Small: true}, UpTo: s.app.Now().UTC().Format(time.RFC3339Nano)}
	for _, n := range notices {
		row := todayRow{Words: n.ByName + ", " + s.recordedAt(n.At)}
		cases := counted(n.People, "case", "cases")
		switch {
		case n.Given && n.Holder != "":
			row.Link = ui.Link{Text: "You hold " + cases + " that " + n.Holder + " held", Href: caseloadQuery{Whose: ofMine}.href()}
		case n.Given:
			row.Link = ui.Link{Text: "You hold " + counted(n.People, "more case", "more cases"), Href: caseloadQuery{Whose: ofMine}.href()}
		default:
			row.Link = ui.Link{Text: n.Holder + " holds " + cases + " that you held", Href: caseloadQuery{Whose: ofHolder, Holder: n.Holder}.href()}
		}
		section.Rows = append(section.Rows, row)
	}
	return section, nil
}

// todayBegin says how a register begins in which nobody is yet, to who may.
func (s *Server) todayBegin(ctx context.Context, v visit) (*todaySection, error) {
	if !v.may(access.Import) {
		return nil, nil
	}
	anybody, err := s.app.Anybody(ctx, v.Actor)
	if err != nil || anybody {
		return nil, err
	}
	return &todaySection{ID: "begin", Heading: "Begin with your register", Empty: "Nobody is on this register yet.", Begin: actions(v, true)}, nil
}

// todaySigns leads to those of whom early signs suggest something; nil where
// there is nobody.
func (s *Server) todaySigns(ctx context.Context, v visit) (*todaySection, error) {
	n, err := s.app.SuggestedCount(ctx, v.Actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return &todaySection{Heading: "Early signs", Rows: []todayRow{{
		Link: ui.Link{Text: counted(n, "person has", "people have") + " early signs", Href: earlySignsPath}, Words: "Consider them for the register, or look again at the rating. Each says why",
	}}}, nil
}

// todayStopped leads to support that stopped and is needed again; nil where
// there is none.
func (s *Server) todayStopped(ctx context.Context, v visit) (*todaySection, error) {
	n, err := s.app.StoppedSupport(ctx, v.Actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return &todaySection{Heading: "Support that stopped", Rows: []todayRow{{
		Link: ui.Link{Text: counted(n, "need has", "needs have") + " lost the support that was in place", Href: supportQuery{Show: showStopped, Page: 1, Size: usualSize}.href()}, Words: "Ask a service again, and look at the rating",
	}}}, nil
}

func (s *Server) todayHandovers(ctx context.Context, v visit) (*todaySection, error) {
	n, err := s.app.HandoversWaiting(ctx, v.Actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return &todaySection{Heading: "People handed over to you", Rows: []todayRow{{
		Link: ui.Link{Text: counted(n, "person waits", "people wait") + " for your answer", Href: "/handovers"}, Words: "Accept them or say why not",
	}}}, nil
}

// todayNames leads to the names that wait for somebody to say whose they are;
// nil where none does.
func (s *Server) todayNames(ctx context.Context, v visit) (*todaySection, error) {
	n, err := s.app.NamesThatWait(ctx, v.Actor)
	if err != nil || n == 0 {
		return nil, err
	}
	return &todaySection{Heading: "Names that hold cases", Rows: []todayRow{{
		Link:  ui.Link{Text: "Say whose " + counted(n, "name is", "names are"), Href: heldNamesPath},
		Words: "Somebody signs in under the same name, and sees nothing by it until then",
	}}}, nil
}

func todayOpened(v visit) *todaySection {
	section := &todaySection{Heading: "Records opened in an emergency", Empty: "Nothing waits to be looked at.", More: &ui.Link{Text: "Everything that was opened", Href: "/emergency-access"}}
	if v.emergencies > 0 {
		section.Rows = []todayRow{{Link: ui.Link{Text: counted(v.emergencies, "record", "records") + " to look at", Href: "/emergency-access"}, Words: "See whether each was right to open"}}
	}
	return section
}

func (s *Server) todayAsked(ctx context.Context, v visit) (*todaySection, error) {
	all, err := s.app.AccessRequests(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	section := &todaySection{Heading: "Requests for information", Empty: "Nobody waits for an answer.", More: &ui.Link{Text: "All requests", Href: subjectAccessPath}}
	open := 0
	for _, r := range all {
		if r.EndedAt.IsZero() {
			open++
		}
	}
	if open > 0 {
		section.Rows = []todayRow{{Link: ui.Link{Text: counted(open, "request waits", "requests wait") + " for an answer", Href: subjectAccessPath}}}
	}
	return section, nil
}

// todayUsers is what an administrator has to see to.
func (s *Server) todayUsers(ctx context.Context, v visit) (*todaySection, error) {
	users, err := s.app.Users(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	without, leaving := 0, 0
	for _, u := range users {
		if u.NoPassword && !u.Disabled {
			without++
		}
		if u.Leaving != nil && !u.Leaving.Ended {
			leaving++
		}
	}
	section := &todaySection{Heading: "Users", Empty: "Everyone has chosen a password, and nobody is about to leave.", More: &ui.Link{Text: "All users", Href: "/settings/users"}}
	if without > 0 {
		section.Rows = append(section.Rows, todayRow{Link: ui.Link{Text: counted(without, "user has", "users have") + " not chosen a password yet", Href: "/settings/users"}})
	}
	if leaving > 0 {
		section.Rows = append(section.Rows, todayRow{Link: ui.Link{Text: counted(leaving, "user leaves", "users leave") + " soon", Href: "/settings/users"}, Words: "Their cases need somebody else"})
	}
	return section, nil
}

// seenToday says that the visitor has seen what the page listed.
func (s *Server) seenToday(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.SeenChanges(r.Context(), v.Actor, v.ID, s.upTo(r)); err != nil {
		return err
	}
	s.tell(w, "What you have seen is no longer listed as new. You find it again under “Since yesterday” or “In the last 7 days”.")
	return seeOther(w, r, "/today")
}

// toldToday says that the visitor has read whom they were given to hold and who
// was taken from them.
func (s *Server) toldToday(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.SeeHolderNotices(r.Context(), v.Actor, s.upTo(r)); err != nil {
		return err
	}
	return seeOther(w, r, "/today")
}

// upTo is the moment of the page that the visitor saw.
func (s *Server) upTo(r *http.Request) time.Time {
	at, err := time.Parse(time.RFC3339Nano, r.PostForm.Get("up_to"))
	if err != nil {
		at = s.app.Now()
	}
	return at.UTC()
}
