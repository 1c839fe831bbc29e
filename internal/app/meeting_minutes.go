package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/document"
	"homeward/internal/store"
)

// minutesBody is what the minutes of a meeting say beside what is in the records
// of the people: it names no person but by their case.
type minutesBody struct {
	Series     string        `json:"series"`
	Day        string        `json:"day"`
	Started    time.Time     `json:"started"`
	Ended      time.Time     `json:"ended"`
	Chair      string        `json:"chair,omitempty"`
	Attendance []minutesWho  `json:"attendance"`
	Items      []minutesItem `json:"items"`
}

type minutesWho struct {
	Name     string   `json:"name,omitempty"`
	Agency   string   `json:"agency,omitempty"`
	Presence Presence `json:"presence"`
}

type minutesItem struct {
	Case  string          `json:"case"`
	State store.ItemState `json:"state"`
	Entry int             `json:"entry,omitempty"` // that says what became of it
}

// closeMinutes writes the minutes of a meeting that ends.
func (a *App) closeMinutes(tx *store.Tx, actor access.Actor, m Meeting, items []store.MeetingItem, who []Attendance) error {
	b := minutesBody{Series: m.Terms.Name, Day: m.Day.String(), Started: m.StartedAt, Ended: m.EndedAt, Chair: m.Terms.Chair, Attendance: []minutesWho{}, Items: []minutesItem{}}
	for _, w := range who {
		b.Attendance = append(b.Attendance, minutesWho{w.Name, w.Agency, w.Presence})
	}
	for _, i := range items {
		b.Items = append(b.Items, minutesItem{i.Case, i.State, i.Seq})
	}
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return tx.AddMinutes(m.ID, store.Minutes{UserID: actor.UserID, UserName: actor.Name, Body: string(text)})
}

// Minutes are those of a meeting as the actor sees them.
type Minutes struct {
	MeetingView
	People []Stage // in the order of the agenda; without a case for whom the actor does not see
	Final  bool
	By     string // who ended the meeting
	Added  []AddedMinutes
	// Unshown is how many additions are kept from the actor, who does not see
	// everyone on the agenda: whom they are about, nobody can tell from the words.
	Unshown int
}

// AddedMinutes are words that were added to minutes that were final.
type AddedMinutes struct {
	At   time.Time
	By   string
	Body string
}

// Minutes are those of a meeting, as far as it is.
func (a *App) Minutes(ctx context.Context, actor access.Actor, id string) (Minutes, error) {
	v, err := a.Meeting(ctx, actor, id)
	if err != nil {
		return Minutes{}, err
	}
	m := Minutes{MeetingView: v}
	kept, err := a.store.MinutesOf(ctx, actor.Register, id)
	if err != nil {
		return m, fail(err, "reading the minutes of meeting %s", id)
	}
	for i, k := range kept {
		if i == 0 {
			m.Final, m.By = true, k.UserName
			continue
		}
		m.Added = append(m.Added, AddedMinutes{k.At, k.UserName, k.Body})
	}
	if m.People, err = a.stages(ctx, actor, v); err != nil {
		return m, err
	}
	if slices.ContainsFunc(m.People, func(s Stage) bool { return s.Case == nil || s.Sight < access.Minimum }) {
		m.Unshown, m.Added = len(m.Added), nil
	}
	return m, nil
}

// stages are all people of a meeting's agenda, read at once.
func (a *App) stages(ctx context.Context, actor access.Actor, v MeetingView) ([]Stage, error) {
	ids := make([]string, len(v.Items))
	for i, item := range v.Items {
		ids[i] = item.Case
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return nil, fail(err, "reading the people of meeting %s", v.ID)
	}
	var list []*casefile.Case
	for _, c := range cases {
		list = append(list, c)
	}
	lenses, err := a.lenses(ctx, actor, access.SeePerson, "", list...)
	if err != nil {
		return nil, err
	}
	all := make([]Stage, len(v.Items))
	for i, item := range v.Items {
		all[i] = Stage{Meeting: v.Meeting, Item: item}
		c, l := cases[item.Case], lenses[item.Case]
		if c == nil || !l.Allowed {
			continue
		}
		if err := l.looked(ctx, a, "see record", item.Case, "in the minutes of meeting "+v.ID); err != nil {
			return nil, err
		}
		all[i].show(l.seen(c), l)
	}
	return all, nil
}

// PutOff is why somebody was taken off the agenda; "" where the actor does not
// see it.
func (s Stage) PutOff() string {
	if s.Case == nil || s.Item.Seq == 0 {
		return ""
	}
	if e, ok := s.Case.Entry(s.Item.Seq); ok {
		if _, off := e.Fact.(casefile.MeetingPutOff); off {
			return e.Note
		}
	}
	return ""
}

// nameNobody is said where words that are about a meeting name one person.
const nameNobody = "Name nobody here, and give no NHS number. What concerns one person belongs in their record"

// numberLike is what may be an NHS number.
var numberLike = regexp.MustCompile(`[0-9](?:[ -]?[0-9])*`)

// namesNobody refuses words with an NHS number, whoever has it, or with the name
// of somebody on an agenda whom the actor sees. Whom they do not see must not be
// found by trying names; and who reads the words sees everyone who was on it.
func (a *App) namesNobody(ctx context.Context, actor access.Actor, meeting, words string) error {
	for _, run := range numberLike.FindAllString(words, -1) {
		if _, err := casefile.ParseNHSNumber(run); err == nil {
			return invalid("words", nameNobody)
		}
	}
	v, err := a.Meeting(ctx, actor, meeting)
	if err != nil {
		return err
	}
	ids := make([]string, len(v.Items))
	for i, item := range v.Items {
		ids[i] = item.Case
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return fail(err, "reading the people of meeting %s", meeting)
	}
	lenses, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return err
	}
	for id, c := range cases {
		if lenses[id].Allowed && naming(c, func([]string) bool { return false })(words) {
			return invalid("words", nameNobody)
		}
	}
	return nil
}

// AddToMinutes adds words to minutes that are final. They are about the meeting,
// and name nobody.
func (a *App) AddToMinutes(ctx context.Context, actor access.Actor, id, words string) error {
	if err := authorise(actor, access.RunMeetings); err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	if err := a.namesNobody(ctx, actor, id, words); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		m, err := tx.Meeting(id)
		switch {
		case err != nil:
			return err
		case m.State != store.MeetingEnded:
			return invalid("", "The meeting has not ended: its minutes are not final yet")
		case words == "":
			return invalid("words", "Write what is to be added")
		case len([]rune(words)) > maxReason:
			return invalid("words", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		}
		if err := tx.AddMinutes(id, store.Minutes{UserID: actor.UserID, UserName: actor.Name, Body: words}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.RunMeetings, "add to minutes", "", id))
	}), "adding to the minutes of meeting %s", id)
}

// WriteMinutes writes the minutes of a meeting as the actor sees them, as PDF.
func (a *App) WriteMinutes(ctx context.Context, actor access.Actor, id string, w io.Writer) error {
	m, err := a.Minutes(ctx, actor, id)
	if err != nil {
		return err
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return fail(err, "reading register %s", actor.Register)
	}
	if err := a.exported(ctx, actor, access.SeeRegister, "download minutes", "", id); err != nil {
		return err
	}
	d := &document.Document{Title: "Minutes: " + m.Terms.Name + ", " + m.Day.Long(), Foot: register.Name + ". Confidential: for " + actor.Name, At: a.now()}
	if !m.Final {
		d.Paragraph("This meeting has not ended. These minutes are not final.")
	}
	d.Facts("The meeting", a.MinutesFacts(m)...)
	a.attendanceIn(d, m)
	unseen := 0
	for _, s := range m.People {
		if s.Case == nil {
			unseen++
			continue
		}
		a.personIn(d, s)
	}
	if unseen > 0 {
		d.Heading("People you do not see")
		d.Paragraph(countOf(unseen, "person", "people") + " on the agenda whose part is not for you.")
	}
	if len(m.Added) > 0 {
		d.Heading("Added later")
		for _, added := range m.Added {
			d.Paragraph(fmt.Sprintf("%s, %s:\n%s", added.By, a.dayOf(added.At).Long(), added.Body))
		}
	}
	if m.Unshown > 0 {
		d.Heading("Added later")
		d.Paragraph(m.UnshownWords())
	}
	return fail(d.WritePDF(w), "writing the minutes of meeting %s", id)
}

// UnshownWords say that there are additions which the actor does not read; ""
// where there are none.
func (m Minutes) UnshownWords() string {
	if m.Unshown == 0 {
		return ""
	}
	return countOf(m.Unshown, "addition", "additions") + " to the minutes that only those read who see everyone on the agenda."
}

// MinutesFacts say which meeting it was.
func (a *App) MinutesFacts(m Minutes) [][2]string {
	at := func(t time.Time) string { return t.In(a.zone).Format("15:04") }
	facts := [][2]string{{"Day", m.Day.LongWeekday()}, {"For", m.Terms.For()}}
	if m.Terms.Chair != "" {
		facts = append(facts, [2]string{"Chair", m.Terms.Chair})
	}
	if !m.StartedAt.IsZero() {
		facts = append(facts, [2]string{"Began", at(m.StartedAt)})
	}
	if m.State == store.MeetingEnded {
		facts = append(facts, [2]string{"Ended", at(m.EndedAt) + ", by " + m.By})
	}
	discussed := 0
	for _, i := range m.Items {
		if i.State == store.ItemDiscussed {
			discussed++
		}
	}
	return append(facts, [2]string{"People", fmt.Sprintf("%d discussed of %d on the agenda", discussed, len(m.Items))})
}

func (a *App) attendanceIn(d *document.Document, m Minutes) {
	d.Heading("Who was there")
	t := document.Table{Caption: "Attendance", Columns: []document.Column{{Heading: "Name", Share: 2}, {Heading: "Agency", Share: 2}, {Heading: "Here", Share: 1}}}
	var absent []string
	for _, w := range m.Attendance {
		if w.Name == "" {
			absent = append(absent, w.Agency)
			continue
		}
		t.Rows = append(t.Rows, []string{w.Name, w.Agency, PresenceWord(w.Presence)})
	}
	if len(t.Rows) > 0 {
		d.Table(t)
	} else {
		d.Paragraph("Nobody was written down.")
	}
	if len(absent) > 0 {
		d.Paragraph("Nobody was there from: " + strings.Join(absent, ", ") + ".")
	}
}

// personIn writes what a meeting said and decided of one person.
func (a *App) personIn(d *document.Document, s Stage) {
	d.Heading(s.Case.Name())
	d.Paragraph(ItemWords(s))
	for _, said := range s.Now {
		if own := said.Of().Own; own != "" {
			d.Paragraph(casefile.SaysAboutIt + ": " + own)
		}
		if said.Note != "" {
			d.Paragraph(said.Note)
		}
		if lines := DecidedLines(said); len(lines) > 0 {
			d.Subheading("Decided")
			d.List(lines...)
		}
	}
}

// ItemWords say what became of somebody on an agenda, as the actor sees it.
func ItemWords(s Stage) string {
	switch s.Item.State {
	case store.ItemDiscussed:
		return "Discussed."
	case store.ItemNotReached:
		return "The meeting ended before. The next one is told."
	case store.ItemOff:
		if why := s.PutOff(); why != "" {
			return "Taken off the agenda: " + why
		}
		return "Taken off the agenda."
	}
	return "Waiting."
}

// DecidedLines are a line for each thing that a meeting decided of somebody.
func DecidedLines(d casefile.Discussion) []string {
	var lines []string
	for _, e := range d.Decided {
		if e.Withheld != "" {
			continue
		}
		line := casefile.Title(e.Fact)
		if f, ok := e.Fact.(casefile.Action); ok {
			line += ". " + f.Owner
			if f.Organisation != "" {
				line += " (" + f.Organisation + ")"
			}
			if f.Due != 0 {
				line += ", by " + f.Due.Long()
			}
		}
		if f, ok := e.Fact.(casefile.ActionNotFollowed); ok {
			line += ": " + f.Reason
		}
		if e.Note != "" {
			line += ": " + e.Note
		}
		lines = append(lines, line)
	}
	return lines
}
