package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// AccessForm names the form of the answer that programs read; it is documented
// in docs/subject-access.md.
const AccessForm = "homeward.subject-access/1"

// Answer is what a person is given who asks for what is kept about them.
type Answer struct {
	Form         string         `json:"form"`
	Register     string         `json:"register"`
	RegisterName string         `json:"register_name"`
	Person       string         `json:"person"`
	MadeAt       time.Time      `json:"made_at"`
	ReceivedOn   civil.Date     `json:"received_on,omitzero"`
	AskedBy      string         `json:"asked_by,omitempty"`
	Draft        bool           `json:"draft"` // not everything has been looked at, or nobody has asked
	Now          []Words        `json:"now"`
	Attention    []Words        `json:"attention"`
	Entries      []AnswerPart   `json:"entries"`
	Due          []AnswerDue    `json:"due"`
	Documents    []AnswerPart   `json:"documents"`
	Beside       []AnswerPart   `json:"beside"`
	Involved     []AnswerUser   `json:"involved"`
	Reminders    []AnswerNotice `json:"reminders"`
	Acts         []AnswerAct    `json:"acts"`
	Requests     []AnswerAsked  `json:"requests"`
	LeftOut      []AnswerGround `json:"left_out"`
	NotHere      []string       `json:"not_here"`
}

// Words are a text under a heading.
type Words struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// AnswerPart is one thing that was written, or that it was left out.
type AnswerPart struct {
	ID         string      `json:"id"`
	What       string      `json:"what"`
	Number     int         `json:"number,omitempty"` // of an entry
	Kind       string      `json:"kind,omitempty"`   // likewise
	On         civil.Date  `json:"on"`
	Title      string      `json:"title,omitempty"`
	Words      []Words     `json:"words,omitempty"`
	RecordedAt time.Time   `json:"recorded_at,omitzero"`
	By         string      `json:"by,omitempty"`
	Role       string      `json:"role,omitempty"`
	StruckBy   int         `json:"struck_out_by,omitempty"`
	Given      string      `json:"given"` // whole, part or nothing
	Ground     string      `json:"ground,omitempty"`
	File       *AnswerFile `json:"file,omitempty"` // of a document that is given
}

// AnswerFile is a file that comes with an answer.
type AnswerFile struct {
	Name    string `json:"name"` // in the archive
	Media   string `json:"media"`
	Size    int    `json:"size"` // in bytes
	SHA256  string `json:"sha256"`
	address string
}

// AnswerDue is something that is or was to be done.
type AnswerDue struct {
	Title  string     `json:"title"`
	Due    civil.Date `json:"due"`
	State  string     `json:"state"`
	On     civil.Date `json:"on,omitzero"` // when it was done or ended
	Why    string     `json:"why"`
	Source string     `json:"source"`
}

// AnswerUser is somebody who is or was involved with the person.
type AnswerUser struct {
	Name     string     `json:"name"`
	Relation string     `json:"relation"`
	Since    civil.Date `json:"since"`
	Until    civil.Date `json:"until,omitzero"`
}

// AnswerNotice is a reminder that somebody got.
type AnswerNotice struct {
	Name   string     `json:"name"`
	Of     string     `json:"of"`
	Due    civil.Date `json:"due"`
	MadeOn civil.Date `json:"made_on"`
}

// AnswerAct is something that somebody did with the record.
type AnswerAct struct {
	At      time.Time `json:"at"`
	Name    string    `json:"name"`
	Role    string    `json:"role"`
	Did     string    `json:"did"`
	Purpose string    `json:"purpose,omitempty"`
	// Register is the code of another one that they came from; "" for this one.
	Register string `json:"register,omitempty"`
}

// AnswerAsked is an earlier request.
type AnswerAsked struct {
	ReceivedOn civil.Date `json:"received_on"`
	AskedBy    string     `json:"asked_by"`
	EndedAt    time.Time  `json:"ended_at"`
	Outcome    string     `json:"outcome"`
	Words      string     `json:"words"`
	Given      string     `json:"given"` // of who asked, and the words
	Ground     string     `json:"ground,omitempty"`
}

// AnswerGround is how much was left out on one ground.
type AnswerGround struct {
	Ground string `json:"ground"`
	Text   string `json:"text"`
	Law    string `json:"law,omitempty"`
	Whole  int    `json:"whole"` // parts that are not given
	Part   int    `json:"part"`  // parts of which words are left out
}

// How much of a part is given.
const (
	GivenWhole   = "whole"
	GivenPart    = "part"
	GivenNothing = "nothing"
)

// leftOut is how many parts are not given, or not wholly.
func (n Answer) leftOut() (count int) {
	for _, g := range n.LeftOut {
		count += g.Whole + g.Part
	}
	return count
}

// how is what becomes of a part in an answer.
type how struct {
	given  string
	ground Ground
	words  []string
}

func (p AccessPart) how(rules AccessRules) how {
	switch {
	case p.Undecided():
		return how{GivenNothing, notLookedAt, nil}
	case p.Choice == nil || p.Choice.Do == Include:
		return how{given: GivenWhole}
	case p.Choice.Do == Redact:
		return how{GivenPart, rules.Ground(p.Choice.Ground), p.Choice.Words}
	}
	return how{GivenNothing, rules.Ground(p.Choice.Ground), nil}
}

func (a *App) answer(ctx context.Context, k *kept) (Answer, error) {
	view, err := k.view()
	if err != nil {
		return Answer{}, err
	}
	n := Answer{
		Form: AccessForm, Register: k.register.Code, RegisterName: k.register.Name, Person: k.c.Name(), MadeAt: a.now().UTC().Truncate(time.Second),
		Draft: view.Request == nil || view.ToDecide() > 0, NotHere: notHere,
	}
	if view.Request != nil {
		n.ReceivedOn, n.AskedBy = view.Request.ReceivedOn, view.Request.AskedBy
	}
	// What is left out of an entry is left out of all that follows from it.
	entries := slices.Clone(k.c.Entries)
	decided := map[int]how{}
	grounds := map[string]*AnswerGround{}
	requests := map[string]AnswerPart{}
	for _, p := range view.Parts {
		h := p.how(k.answering)
		out := AnswerPart{ID: p.ID, What: p.What, On: p.On, By: p.By, Given: h.given, Ground: h.ground.Key}
		if e := p.entry; e.Fact != nil {
			if f, ok := e.Fact.(casefile.EnteredInError); ok && p.Choice == nil && !p.Undecided() && decided[f.Entry].given != GivenWhole && f.Entry < e.Seq {
				h = decided[f.Entry] // what corrects it is given as it is
				out.Given, out.Ground = h.given, h.ground.Key
			}
			decided[e.Seq] = h
			out.Number, out.Kind, out.RecordedAt, out.Role, out.StruckBy = e.Seq, string(e.Fact.Kind()), e.RecordedAt, e.By.Role, e.StruckBy
			switch h.given {
			case GivenNothing:
				e = e.Withhold(h.ground.Key)
			case GivenPart:
				e = e.Redact(h.words)
			}
			entries[e.Seq-1] = e
		}
		switch h.given {
		case GivenNothing:
			out.Title, out.Kind = "", ""
		case GivenPart:
			p = p.redacted(h.words)
			fallthrough
		default:
			out.Title = p.Title
			for _, l := range p.Lines {
				out.Words = append(out.Words, Words(l))
			}
		}
		switch {
		case strings.HasPrefix(p.ID, earlierRequest):
			requests[strings.TrimPrefix(p.ID, earlierRequest)] = out
		case p.entry.Fact != nil:
			n.Entries = append(n.Entries, out)
		case p.File != nil:
			if h.given == GivenWhole && p.File.Quarantined == "" {
				if out.File, err = a.answerFile(ctx, k, len(n.Documents)+1, *p.File); err != nil {
					return Answer{}, err
				}
			}
			n.Documents = append(n.Documents, out)
		default:
			n.Beside = append(n.Beside, out)
		}
		if h.given != GivenWhole {
			g := grounds[h.ground.Key]
			if g == nil {
				g = &AnswerGround{Ground: h.ground.Key, Text: h.ground.Told, Law: h.ground.Law}
				grounds[h.ground.Key] = g
			}
			if h.given == GivenPart {
				g.Part++
			} else {
				g.Whole++
			}
		}
	}
	for _, g := range append(slices.Clone(k.answering.Grounds), notLookedAt) {
		if found := grounds[g.Key]; found != nil {
			n.LeftOut = append(n.LeftOut, *found)
		}
	}
	c := casefile.Fold(k.c.ID, entries)
	n.Now = nowWords(c, k.words)
	for _, f := range c.Flags {
		n.Attention = append(n.Attention, Words{f.Message, strings.TrimSpace(f.Column + " " + f.Value)})
	}
	for _, d := range explain(k.rules, c, k.today) {
		n.Due = append(n.Due, AnswerDue{Title: d.Title, Due: d.Obligation.Due, State: d.State.String(), On: d.closed(), Why: d.Why, Source: d.Source})
	}
	for _, i := range k.involved {
		n.Involved = append(n.Involved, AnswerUser{Name: i.UserName, Relation: access.Relation(i.Relation).Word(), Since: i.Since, Until: i.Until})
	}
	for _, r := range k.reminders {
		n.Reminders = append(n.Reminders, AnswerNotice{Name: r.UserName, Of: ruleTitle(k.rules, r.Rule), Due: r.Due, MadeOn: r.MadeOn})
	}
	for _, act := range k.acts {
		did := AnswerAct{At: act.At, Name: act.UserName, Role: access.Role(act.Role).Word(), Did: ActWords(act), Purpose: act.Purpose}
		if act.Register != k.register.Code {
			did.Register = act.Register
		}
		n.Acts = append(n.Acts, did)
	}
	for _, r := range view.Earlier {
		asked := AnswerAsked{ReceivedOn: r.ReceivedOn, EndedAt: r.EndedAt, Outcome: r.Outcome, Given: requests[r.ID].Given, Ground: requests[r.ID].Ground}
		for _, w := range requests[r.ID].Words {
			if w.Heading == "From" {
				asked.AskedBy = w.Text
			} else {
				asked.Words = w.Text
			}
		}
		n.Requests = append(n.Requests, asked)
	}
	return n, nil
}

// notHere is what an answer does not have, and where it may be asked for.
var notHere = []string{
	"Lists, counts and exports of the whole register, in which a person may be one of many.",
	"Files that were sent to the register and have not been brought in, or that went out of it: ask us for those by name.",
	"What other organisations keep: ask them.",
	"Backups, which have the same once more.",
}

// nowWords say how things stand with a person, as far as the entries of the
// case tell.
func nowWords(c *casefile.Case, ratings RatingWords) (now []Words) {
	add := func(heading, text string) {
		if text != "" {
			now = append(now, Words{heading, text})
		}
	}
	for _, l := range casefile.Particulars(c.Details) {
		add(l.Heading, l.Text)
	}
	for _, l := range casefile.Particulars(c.Address) {
		add(l.Heading, l.Text)
	}
	add("GP practice", c.GP)
	add("Local authority of ordinary residence", c.LocalAuthority)
	for _, s := range c.Conditions {
		add(s.Condition.Condition.Word(), s.Status.Word())
	}
	if c.Plan != "" {
		add("Education, health and care plan", capitalise(string(c.Plan)))
	}
	switch {
	case c.Died != 0:
		add("Died", c.Died.Long())
	case c.OnRegister:
		add("On the register", "Since "+c.Joined.Long())
	case c.Left != 0:
		add("On the register", "Not since "+c.Left.Long())
	}
	if r := c.Rating; r != nil {
		add("Rating", r.Rating.Word()+" since "+r.Since.Long()+". "+ratings.Of(r.Rating))
	}
	consent := func(heading string, s *casefile.ConsentState) {
		words := s.Words()
		if s != nil {
			words += " on " + s.On.Long()
		}
		add(heading, words)
	}
	consent("Consent to being on the register", c.RegisterConsent)
	consent("Consent to reviews", c.ReviewsConsent)
	if s := c.Stay; s != nil {
		add("In hospital", strings.Join(slices.DeleteFunc([]string{s.Ward, s.Hospital, "since " + s.Admitted.Long()}, func(w string) bool { return w == "" }), ", "))
		add("Planned discharge", c.PlannedDischarge.Long())
	}
	add("Held by", c.Coordinator)
	if c.Keyworker != nil {
		add("Keyworker", casefile.Title(*c.Keyworker))
	}
	for _, a := range c.Around() {
		if a.Now != nil && a.Now.Contact == "" {
			add(a.Part.Word(), a.Now.Name)
		}
	}
	for _, p := range c.Contacts {
		add("Contact", strings.TrimPrefix(casefile.Title(p), "Contact: "))
	}
	return now
}
