package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// story is the record as a timeline, the latest first.
type story struct {
	Groups   []storyLink
	Struck   *ui.Link // hides or shows what was struck out
	Timeline ui.Timeline
	Pager    *ui.Pager
	link     func(seq int) string // where an entry is
}

// storyLink shows one group of entries.
type storyLink struct {
	Text    string
	Count   int
	Href    string
	Current bool
}

// pageOfStory is how many entries are on a page.
const pageOfStory = 50

// group is a kind of entry that can be looked at by itself.
type group struct{ key, word string }

var storyGroups = []group{
	{"", "Everything"},
	{"ratings", "Ratings"},
	{"consent", "Consent"},
	{"hospital", "Hospital"},
	{"reviews", "Reviews and meetings"},
	{"details", "Details and contacts"},
	{"notes", "Notes"},
	{"attachments", "Letters and documents"},
	{"register", "The register"},
	{"corrections", "Corrections"},
}

// storyGroup is the group of a key; all of them for a key that is none.
func storyGroup(key string) group {
	for _, g := range storyGroups {
		if g.key == key {
			return g
		}
	}
	return storyGroups[0]
}

// groupOf is the key of the group that an entry is in.
func groupOf(f casefile.Fact) string {
	switch f.(type) {
	case casefile.Rated, casefile.RatingAction, casefile.EarlySign, casefile.SuggestionAnswered:
		return "ratings"
	case casefile.Consent, casefile.Sharing:
		return "consent"
	case casefile.Admission, casefile.WardMove, casefile.LegalStatusChange, casefile.Discharge, casefile.PlannedDischarge, casefile.OversightVisit, casefile.OfStay, casefile.Commissioners:
		return "hospital"
	case casefile.ReviewRequested, casefile.ReviewDecision, casefile.ReviewArranged, casefile.ReviewCancelled, casefile.PackSent,
		casefile.ReviewHeld, casefile.ReportSent, casefile.Meeting, casefile.LAEP, casefile.Action, casefile.ActionDone,
		casefile.ActionNotFollowed, casefile.ActionCancelled, casefile.SupportNeed, casefile.SupportStarted, casefile.SupportWithdrawn, casefile.MissedDate,
		casefile.MeetingAsked, casefile.MeetingPutOff:
		return "reviews"
	case casefile.Details, casefile.Address, casefile.LocalAuthority, casefile.GP, casefile.Contact, casefile.ContactEnded,
		casefile.Coordinator, casefile.Keyworker, casefile.Condition, casefile.EHCPlan,
		casefile.NamedPerson, casefile.NamedPersonEnded, casefile.Advocacy, casefile.Process, casefile.ProcessEnded:
		return "details"
	case casefile.Note:
		return "notes"
	case casefile.EnteredInError, casefile.FlagCleared:
		return "corrections"
	}
	return "register"
}

// told is one thing of the story: an entry, or an attachment.
type told struct {
	casefile.Recorded
	attached *app.Attachment
	after    int // number of the last entry that had been recorded by then
}

func (t told) group() string {
	if t.attached != nil {
		return "attachments"
	}
	return groupOf(t.Fact)
}

// tellAll puts entries and attachments in the order of the story, the latest
// first.
func tellAll(view app.PersonView) []told {
	all := make([]told, 0, len(view.Shown.Entries)+len(view.Attachments))
	for _, e := range view.Shown.Entries {
		// Of what is not shown to who sees a part or the minimum it is said on the
		// page that there may be more.
		if view.Sight == access.Whole || e.Withheld == "" {
			all = append(all, told{Recorded: e, after: e.Seq})
		}
	}
	for i := range view.Attachments {
		t := told{attached: &view.Attachments[i]}
		t.On = t.attached.On
		for _, e := range view.Shown.Entries {
			if !e.RecordedAt.After(t.attached.AddedAt) {
				t.after = max(t.after, e.Seq)
			}
		}
		if t.attached.Withdrawn {
			t.StruckBy = -1
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b told) int {
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(b.after, a.after), cmp.Compare(a.Seq, b.Seq))
	})
	return all
}

// newStory makes the page of the story that a visitor asked for. Entry is the
// number of an entry that must be on it, "" for none: then the filters give
// way.
func (s *Server) newStory(v visit, view app.PersonView, l *look, entry string) story {
	all := tellAll(view)
	if seq, err := strconv.Atoi(entry); err == nil {
		if at := slices.IndexFunc(all, func(e told) bool { return e.attached == nil && e.Seq == seq }); at >= 0 {
			l.show, l.struck, l.page = "", false, at/pageOfStory+1
		}
	}
	counts, struck := map[string]int{}, 0
	var shown []told
	for _, e := range all {
		_, correction := e.Fact.(casefile.EnteredInError)
		if e.StruckBy != 0 {
			struck++
		}
		if l.struck && (e.StruckBy != 0 || correction) {
			continue
		}
		counts[""]++
		counts[e.group()]++
		if l.show == "" || l.show == e.group() {
			shown = append(shown, e)
		}
	}
	var st story
	for _, g := range storyGroups {
		if counts[g.key] == 0 && g.key != "" && g.key != l.show {
			continue
		}
		there := *l
		there.show, there.page = g.key, 0
		st.Groups = append(st.Groups, storyLink{Text: g.word, Count: counts[g.key], Href: there.href() + "#story", Current: l.show == g.key})
	}
	if struck > 0 {
		there := *l
		there.struck, there.page = !l.struck, 0
		text := "Hide " + counted(struck, "entry that was struck out", "entries that were struck out")
		if l.struck {
			text = "Show " + counted(struck, "entry that was struck out", "entries that were struck out")
		}
		st.Struck = &ui.Link{Text: text, Href: there.href() + "#story"}
	}
	st.Pager = &ui.Pager{Size: pageOfStory, Total: len(shown), Singular: "entry", Plural: "entries", Href: func(page, _ int) string {
		there := *l
		there.page = page
		return there.href() + "#story"
	}}
	st.Pager.Page = min(max(l.page, 1), st.Pager.Pages())
	from := (st.Pager.Page - 1) * pageOfStory
	onPage := shown[from:min(from+pageOfStory, len(shown))]
	st.link = func(seq int) string {
		if slices.ContainsFunc(onPage, func(e told) bool { return e.attached == nil && e.Seq == seq }) {
			return fmt.Sprintf("#entry-%d", seq)
		}
		q := url.Values{"entry": {strconv.Itoa(seq)}}
		if l.on != 0 {
			q.Set("on", l.on.String())
		}
		if l.recorded {
			q.Set("recorded", "1")
		}
		return fmt.Sprintf("/people/%s?%s#entry-%d", url.PathEscape(l.caseID), q.Encode(), seq)
	}
	st.Timeline = ui.Timeline{Empty: "There is nothing of this kind in the record."}
	strike, mark := v.may(access.StrikeOut) && l.on == 0, v.may(access.MarkEntry) && l.on == 0
	for _, e := range onPage {
		if e.attached != nil {
			st.Timeline.Items = append(st.Timeline.Items, s.attachmentItem(v, *e.attached, l.on == 0))
			continue
		}
		st.Timeline.Items = append(st.Timeline.Items, s.timelineItem(v, view, e.Recorded, strike, mark, st.link))
	}
	return st
}

func (s *Server) timelineItem(v visit, view app.PersonView, e casefile.Recorded, strike, mark bool, link func(int) string) ui.TimelineItem {
	item := ui.TimelineItem{
		ID: fmt.Sprintf("entry-%d", e.Seq), Title: entryTitle(e), When: e.On.Long(), On: e.On.String(),
		Recorded: s.recorded(e), By: authorWords(e.By), Body: entryBody(view, e, link),
	}
	if e.Withheld != "" {
		item.By, item.Body, item.Struck = "", nil, e.StruckBy != 0
		return item
	}
	item.Tag = markTag(view, e)
	if rated, ok := e.Fact.(casefile.Rated); ok {
		item.Tag = ui.Group{ui.RatingTag{Rating: string(rated.Rating)}}
		if tag := markTag(view, e); tag != nil {
			item.Tag = ui.Group{ui.RatingTag{Rating: string(rated.Rating)}, ui.Text(" "), tag}
		}
	}
	if e.StruckBy != 0 {
		item.Struck = true
		if by, ok := view.Case.Entry(e.StruckBy); ok {
			item.StruckReason = fmt.Sprintf("%s (%s, %s)", by.Note, by.By.Name, by.On.Long())
			corrected, _ := by.Fact.(casefile.EnteredInError)
			if instead, ok := view.Case.Entry(corrected.Instead); ok {
				item.StruckReason = "it was on " + instead.On.Long() + ". " + item.StruckReason
			}
			if view.Case.PassedOver(e) {
				item.StruckWord = "Does not hold since the two records were merged"
				item.StruckReason = fmt.Sprintf("in the other they stayed on the register (%s, %s)", by.By.Name, by.On.Long())
			}
		}
	}
	_, correction := e.Fact.(casefile.EnteredInError)
	if strike && !item.Struck && !correction {
		item.Actions = []ui.Link{{
			Text: "Entered in error?", VisuallyHiddenText: item.Title + ", " + item.When,
			Href: place{"strike-out", view.Case.ID, strconv.Itoa(e.Seq)}.path(),
		}}
		if view.Sight == access.Whole && app.MayCorrectDay(v.Actor, view.Case, e) {
			item.Actions = append(item.Actions, ui.Link{Text: "Wrong day?", VisuallyHiddenText: item.Title + ", " + item.When, Href: correctDayPath(view.Case.ID, e.Seq)})
		}
	}
	if mark && casefile.MayMark(e.Fact) {
		text := "Sensitive?"
		if view.Marks[e.Seq] != "" {
			text = "Change the mark"
		}
		item.Actions = append(item.Actions, ui.Link{Text: text, VisuallyHiddenText: item.Title + ", " + item.When, Href: entryMarkPath(view.Case.ID, e.Seq)})
	}
	return item
}

// recorded says when an entry was written down.
func (s *Server) recorded(e casefile.Recorded) string { return s.recordedAt(e.RecordedAt) }

func (s *Server) recordedAt(at time.Time) string {
	words := s.moment(at)
	if s.dayOf(at) == s.app.Today() {
		return "today " + words
	}
	return words
}

func authorWords(a casefile.Author) string {
	if role := access.Role(a.Role).Word(); role != "" {
		return a.Name + " (" + role + ")"
	}
	return a.Name
}

// entryBody is what an entry says beyond its title. An imported line is kept
// as it stood, folded away.
func entryBody(view app.PersonView, e casefile.Recorded, link func(int) string) ui.Component {
	var body ui.Group
	if e.Note != "" {
		body = append(body, paragraphs(e.Note))
	}
	var rows []ui.SummaryRow
	for _, line := range casefile.Particulars(e.Fact) {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryCell{Text: line.Heading}, Value: ui.SummaryCell{Text: line.Text}})
	}
	no := false
	list := ui.SummaryList{Rows: rows, Border: &no, Classes: "app-entry-facts"}
	switch f := e.Fact.(type) {
	case casefile.Imported:
		for _, flag := range f.Flags {
			body = append(body, ui.Paragraph(flag.Message))
		}
		body = append(body, ui.Details{Summary: ui.Content{Text: "The line of the spreadsheet as it stood"}, Body: list})
	case casefile.EnteredInError:
		if struck, ok := view.Case.Entry(f.Entry); ok {
			body = append(body, ui.Group{ui.Text("It was "), ui.Link{Text: entryWords(struck), Href: link(f.Entry)}})
		}
		if instead, ok := view.Case.Entry(f.Instead); ok {
			body = append(body, ui.Group{ui.Text("It is now "), ui.Link{Text: entryWords(instead), Href: link(f.Instead)}})
		}
	default:
		if begun, ok := begunBy(view.Case, e.Fact); ok {
			body = append(body, ui.Link{Text: entryWords(begun), Href: link(begun.Seq)})
		}
		if len(rows) > 0 {
			body = append(body, list)
		}
	}
	if len(body) == 0 {
		return nil
	}
	return body
}

// begunBy is the entry that an entry follows: the action that was done, the
// review that a report is of, the contact that ended.
func begunBy(c *casefile.Case, f casefile.Fact) (casefile.Recorded, bool) {
	var begins func(casefile.Fact) bool
	is := func(kind casefile.Kind, id func(casefile.Fact) string, want string) {
		begins = func(f casefile.Fact) bool { return f.Kind() == kind && id(f) == want }
	}
	action := func(f casefile.Fact) string { return f.(casefile.Action).ID }
	need := func(f casefile.Fact) string { return f.(casefile.SupportNeed).ID }
	arranged := func(f casefile.Fact) string { return f.(casefile.ReviewArranged).ID }
	held := func(f casefile.Fact) string { return f.(casefile.ReviewHeld).ID }
	contact := func(f casefile.Fact) string { return f.(casefile.Contact).ID }
	request := func(f casefile.Fact) string { return f.(casefile.ReviewRequested).ID }
	switch f := f.(type) {
	case casefile.ActionDone:
		is("action", action, f.Action)
	case casefile.ActionNotFollowed:
		is("action", action, f.Action)
	case casefile.ActionCancelled:
		is("action", action, f.Action)
	case casefile.SupportStarted:
		is("support-need", need, f.Need)
	case casefile.SupportWithdrawn:
		is("support-need", need, f.Need)
	case casefile.ReviewCancelled:
		is("review-arranged", arranged, f.ID)
	case casefile.PackSent:
		is("review-arranged", arranged, f.Review)
	case casefile.ReportSent:
		is("review-held", held, f.Review)
	case casefile.ReviewDecision:
		is("review-requested", request, f.Request)
	case casefile.ContactEnded:
		is("contact", contact, f.Contact)
	default:
		return casefile.Recorded{}, false
	}
	var found casefile.Recorded
	for _, e := range c.Entries {
		if e.StruckBy == 0 && begins(e.Fact) {
			found = e
		}
	}
	return found, found.Seq != 0
}

// entryTitle says in a line what an entry records, or that it is not shown.
func entryTitle(e casefile.Recorded) string {
	if e.Withheld == "" {
		return casefile.Title(e.Fact)
	}
	if _, decided := e.Fact.(casefile.Consent); decided {
		return casefile.Title(e.Fact) + " (how is not shown: " + e.Withheld + ")"
	}
	return "An entry you may not see (" + e.Withheld + ")"
}

// entryWords name an entry in running text.
func entryWords(e casefile.Recorded) string {
	return "“" + entryTitle(e) + "” of " + e.On.Long()
}

// entrySummary is an entry by itself, for the form that strikes it out.
func (s *Server) entrySummary(e casefile.Recorded) ui.Component {
	rows := []ui.SummaryRow{}
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: text}})
		}
	}
	add("Entry", entryTitle(e))
	add("When it was so", e.On.Long())
	add("Words", e.Note)
	for _, line := range casefile.Particulars(e.Fact) {
		add(line.Heading, line.Text)
	}
	add("Recorded", s.recorded(e)+" by "+authorWords(e.By))
	return ui.SummaryList{Rows: rows}
}

// pageNumber reads the number of a page; 0 is none.
func pageNumber(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0
	}
	return n
}
