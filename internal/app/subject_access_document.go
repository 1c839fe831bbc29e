package app

import (
	"fmt"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/document"
)

// document is the answer for people. Local is a moment as a clock in London
// shows it.
func (n Answer) document(local func(time.Time) time.Time) *document.Document {
	w := answerWriter{n, local, &document.Document{Title: "What we keep about " + n.Person, Foot: n.RegisterName + ", " + n.Person, At: n.MadeAt}}
	w.introduce()
	w.leftOut()
	if len(n.Now) > 0 {
		w.Heading("How things stand")
		w.facts("What is known of you now", n.Now)
	}
	if len(n.Attention) > 0 {
		w.Heading("What needs attention in your record")
		w.facts("What we have still to find out or put right", n.Attention)
	}
	w.Heading("What was recorded")
	w.Paragraph("Everything that was recorded about you, in the order in which it was. What was found to be wrong is struck out, and stays to be seen.")
	w.parts("Entries", n.Entries)
	if len(n.Documents) > 0 {
		w.Heading("Letters and documents")
		w.Paragraph("Those that are given come with this as files.")
		w.parts("By their day", n.Documents)
	}
	if len(n.Beside) > 0 {
		w.Heading("What was written beside your record")
		w.parts("Notes beside the record", n.Beside)
	}
	w.due()
	w.people()
	w.acts()
	w.earlier()
	w.Heading("What is not in this")
	w.List(n.NotHere...)
	w.rights()
	return w.Document
}

// answerWriter writes an answer into a document.
type answerWriter struct {
	Answer
	local func(time.Time) time.Time
	*document.Document
}

func (w answerWriter) day(t time.Time) string { return civil.FromTime(w.local(t)).Long() }

func (w answerWriter) moment(t time.Time) string {
	return w.day(t) + " at " + w.local(t).Format("15:04")
}

func (w answerWriter) introduce() {
	words := fmt.Sprintf("This is what %s keeps about %s in Homeward, as it stood on %s.", w.RegisterName, w.Person, w.moment(w.MadeAt))
	if w.ReceivedOn != 0 {
		words += fmt.Sprintf(" It answers the request that came on %s from: %s.", w.ReceivedOn.Long(), w.AskedBy)
	}
	w.Paragraph(words)
	if w.Draft {
		w.Paragraph("This is a draft and is not to be given out: not everything in it has been looked at, or no request is open.")
	}
	w.Paragraph("If anything in it is hard to understand, ask us. We can go through it with you, or give it to you in another form.")
}

func (w answerWriter) leftOutWords(g AnswerGround) string {
	var counts []string
	if g.Whole == 1 {
		counts = append(counts, "1 thing is not given")
	} else if g.Whole > 1 {
		counts = append(counts, fmt.Sprintf("%d things are not given", g.Whole))
	}
	if g.Part == 1 {
		counts = append(counts, "some words are left out of 1 thing")
	} else if g.Part > 1 {
		counts = append(counts, fmt.Sprintf("some words are left out of %d things", g.Part))
	}
	words := capitalise(strings.Join(counts, ", and ")) + ". " + g.Text
	if g.Law != "" {
		words += " (" + g.Law + ")"
	}
	return words
}

func (w answerWriter) leftOut() {
	w.Heading("What was left out")
	if len(w.LeftOut) == 0 {
		w.Paragraph("Nothing was left out.")
		return
	}
	w.Paragraph("Each of these is named where it would stand, with the ground on which it was left out.")
	var items []string
	for _, g := range w.LeftOut {
		items = append(items, w.leftOutWords(g))
	}
	w.List(items...)
}

func (w answerWriter) facts(caption string, of []Words) {
	rows := make([][2]string, len(of))
	for i, f := range of {
		rows[i] = [2]string{f.Heading, f.Text}
	}
	w.Facts(caption, rows...)
}

func (w answerWriter) parts(caption string, parts []AnswerPart) {
	t := document.Table{Caption: caption, Columns: []document.Column{{Heading: "Which", Share: 2}, {Heading: "When it was so", Share: 3}, {Heading: "What", Share: 8}, {Heading: "Who recorded it", Share: 5}}, RowHeadings: true}
	for _, p := range parts {
		who := []string{p.By}
		if p.Role != "" {
			who = append(who, access.Role(p.Role).Word())
		}
		if !p.RecordedAt.IsZero() {
			who = append(who, w.day(p.RecordedAt)+", "+w.local(p.RecordedAt).Format("15:04"))
		}
		t.Rows = append(t.Rows, []string{p.What, p.On.Long(), strings.Join(w.partWords(p), "\n"), strings.Join(who, "\n")})
	}
	w.Table(t)
}

// told says on what ground something is left out.
func (w answerWriter) told(ground string) string {
	for _, g := range w.LeftOut {
		if g.Ground == ground {
			return g.Text
		}
	}
	return ""
}

func (w answerWriter) partWords(p AnswerPart) (words []string) {
	if p.Given == GivenNothing {
		words = append(words, "Left out. "+w.told(p.Ground))
	} else {
		words = append(words, p.Title)
		for _, l := range p.Words {
			words = append(words, l.Heading+": "+l.Text)
		}
	}
	if p.Given == GivenPart {
		words = append(words, "Some words are left out. "+w.told(p.Ground))
	}
	if p.File != nil {
		words = append(words, "File: "+p.File.Name)
	}
	if p.StruckBy > 0 {
		words = append(words, fmt.Sprintf("Struck out by entry %d.", p.StruckBy))
	}
	return words
}

var stateWords = map[string]string{
	"due": "To be done", "overdue": "Overdue", "suspended": "Stopped until consent is given", "met": "Done in time", "met-late": "Done late",
	"ended": "No longer needed", "ended-overdue": "Not done in time, and no longer needed", "not-in-force": "Not yet law",
}

func (w answerWriter) due() {
	w.Heading("What is and was to be done")
	if len(w.Due) == 0 {
		w.Paragraph("Nothing is to be done, by the rules of this register.")
		return
	}
	t := document.Table{Caption: "By when, and what came of it", Columns: []document.Column{{Heading: "What", Share: 4}, {Heading: "By", Share: 3}, {Heading: "How it stands", Share: 3}, {Heading: "Why", Share: 6}}, RowHeadings: true}
	for _, d := range w.Due {
		state := stateWords[d.State]
		if d.On != 0 {
			state += ", " + d.On.Long()
		}
		t.Rows = append(t.Rows, []string{d.Title, d.Due.Long(), state, strings.TrimSpace(d.Why + "\n" + d.Source)})
	}
	w.Table(t)
}

func (w answerWriter) people() {
	w.Heading("Who is involved")
	if len(w.Involved) == 0 {
		w.Paragraph("Nobody was named as involved with you. Those who keep the register see everyone in it.")
	} else {
		t := document.Table{Caption: "Who is or was involved with you", Columns: []document.Column{{Heading: "Who", Share: 3}, {Heading: "How", Share: 3}, {Heading: "From", Share: 2}, {Heading: "To", Share: 2}}, RowHeadings: true}
		for _, i := range w.Involved {
			until := "No end is set"
			if i.Until != 0 {
				until = i.Until.Long()
			}
			t.Rows = append(t.Rows, []string{i.Name, i.Relation, i.Since.Long(), until})
		}
		w.Table(t)
	}
	if len(w.Reminders) == 0 {
		return
	}
	w.Heading("Who was reminded")
	t := document.Table{Caption: "Who was reminded of what was to be done for you", Columns: []document.Column{{Heading: "On", Share: 2}, {Heading: "Who", Share: 3}, {Heading: "Of what", Share: 4}, {Heading: "Due by", Share: 2}}, RowHeadings: true}
	for _, r := range w.Reminders {
		t.Rows = append(t.Rows, []string{r.MadeOn.Long(), r.Name, r.Of, r.Due.Long()})
	}
	w.Table(t)
}

// acts says who did what with the record: the same of one user on one day once.
func (w answerWriter) acts() {
	w.Heading("Who has looked at your record, or used it")
	t := document.Table{Caption: "Day by day, the latest first", Columns: []document.Column{{Heading: "Day", Share: 2}, {Heading: "Who", Share: 3}, {Heading: "What they did", Share: 6}}, RowHeadings: true}
	type group struct{ day, name, role string }
	at, did, times := map[group]int{}, map[group][]string{}, map[string]int{}
	for _, act := range w.Acts {
		g := group{w.day(act.At), act.Name, act.Role}
		if act.Register != "" {
			g.role += ", in register " + act.Register
		}
		words := act.Did
		if act.Purpose != "" {
			words += " (what for: " + act.Purpose + ")"
		}
		if _, ok := at[g]; !ok {
			at[g] = len(t.Rows)
			t.Rows = append(t.Rows, []string{g.day, strings.TrimSpace(g.name + "\n" + g.role), ""})
		}
		key := fmt.Sprint(g, words)
		if times[key]++; times[key] == 1 {
			did[g] = append(did[g], words)
		}
	}
	for g, i := range at {
		for j, words := range did[g] {
			if n := times[fmt.Sprint(g, words)]; n > 1 {
				did[g][j] = fmt.Sprintf("%s, %d times", words, n)
			}
		}
		t.Rows[i][2] = strings.Join(did[g], "\n")
	}
	w.Table(t)
}

func (w answerWriter) earlier() {
	if len(w.Requests) == 0 {
		return
	}
	w.Heading("Earlier requests")
	t := document.Table{Caption: "What you asked for before", Columns: []document.Column{{Heading: "When it came", Share: 2}, {Heading: "From whom", Share: 3}, {Heading: "What came of it", Share: 5}}, RowHeadings: true}
	for _, r := range w.Requests {
		outcome := OutcomeWords(r.Outcome) + " on " + w.day(r.EndedAt)
		switch r.Given {
		case GivenNothing:
			outcome += ". Left out: who asked, and how it ended. " + w.told(r.Ground)
		case GivenPart:
			outcome += ": " + r.Words + "\nSome words are left out. " + w.told(r.Ground)
		default:
			outcome += ": " + r.Words
		}
		t.Rows = append(t.Rows, []string{r.ReceivedOn.Long(), r.AskedBy, outcome})
	}
	w.Table(t)
}

// OutcomeWords says how a request ended.
func OutcomeWords(outcome string) string {
	switch outcome {
	case AccessGiven:
		return "It was given"
	case AccessWithdrawn:
		return "It was taken back by who asked"
	case AccessMistaken:
		return "It was begun by mistake"
	}
	return outcome
}

func (w answerWriter) rights() {
	w.Heading("Your rights")
	w.Paragraph("We keep a Dynamic Support Register so that people get the right support at home and need not go into a mental health hospital. Ask us for our privacy notice: it says by what right we keep this, for how long, and whom we share it with.")
	w.List(
		"If something is wrong, tell us. We put it right, and what was wrong is marked as such.",
		"You can ask us to stop, or to keep something from others. We tell you what we can do.",
		"If you do not agree with what was left out, ask us to look at it again.",
		"You can complain to the Information Commissioner’s Office at any time: ico.org.uk, or telephone 0303 123 1113.",
	)
}
