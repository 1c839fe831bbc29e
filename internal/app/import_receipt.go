package app

import (
	"encoding/json"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
)

// ImportReceipt is what an import did, line by line. Added, Changed, Joined,
// Unchanged and LeftOut count the people's lines, and together are Lines.
type ImportReceipt struct {
	By          string     `json:"by"`
	On          civil.Date `json:"on"`
	File        string     `json:"file"`
	Lines       int        `json:"lines"`
	Added       int        `json:"added"`      // people who are new on the register
	Changed     int        `json:"changed"`    // people who were there and have new entries
	Joined      int        `json:"joined"`     // lines of someone whom an earlier line brought in
	Unchanged   int        `json:"unchanged"`  // lines that said nothing new
	LeftOut     int        `json:"left_out"`   // lines that somebody chose to leave out
	NotPeople   int        `json:"not_people"` // lines that are no people
	WithFlags   int        `json:"with_flags"` // lines of which something needs attention
	EntriesMade int        `json:"entries"`

	Outcomes []Outcome       `json:"outcomes,omitempty"` // one for each of Lines
	Ignored  []sheet.Ignored `json:"ignored,omitempty"`  // one for each of NotPeople
	Cases    []Touched       `json:"cases,omitempty"`
}

// Became is what became of a person's line.
type Became string

const (
	BecameAdded     Became = "added"
	BecameChanged   Became = "changed"
	BecameJoined    Became = "joined"
	BecameUnchanged Became = "unchanged"
	BecameLeftOut   Became = "left-out"
)

// Word says it for people.
func (b Became) Word() string {
	switch b {
	case BecameAdded:
		return "Added to the register"
	case BecameChanged:
		return "Changed the record"
	case BecameJoined:
		return "Joined to an earlier line of the same person"
	case BecameUnchanged:
		return "Said nothing new"
	case BecameLeftOut:
		return "Left out"
	}
	return string(b)
}

// Outcome is what became of one line. It names nobody: the line is in the file.
type Outcome struct {
	sheet.Place
	Became Became `json:"became"`
	Case   string `json:"case,omitempty"`
	Why    string `json:"why,omitempty"` // for what was left out
	Flags  int    `json:"flags,omitempty"`
}

// Touched is a case that an import wrote to: the entries it made there.
type Touched struct {
	Case string `json:"case"`
	From int    `json:"from"` // sequence numbers of its entries
	To   int    `json:"to"`
	New  bool   `json:"new"`
}

func (r *ImportReceipt) add(o Outcome) {
	r.Outcomes = append(r.Outcomes, o)
	*map[Became]*int{
		BecameAdded: &r.Added, BecameChanged: &r.Changed, BecameJoined: &r.Joined,
		BecameUnchanged: &r.Unchanged, BecameLeftOut: &r.LeftOut,
	}[o.Became]++
	if o.Flags > 0 {
		r.WithFlags++
	}
}

// Of are the outcomes of one kind.
func (r *ImportReceipt) Of(b Became) []Outcome {
	return slices.DeleteFunc(slices.Clone(r.Outcomes), func(o Outcome) bool { return o.Became != b })
}

// write gives the counts alone, which a list of imports reads, and all of it.
func (r ImportReceipt) write() (counts, whole string, err error) {
	all, err := json.Marshal(r)
	if err != nil {
		return "", "", err
	}
	r.Outcomes, r.Ignored, r.Cases = nil, nil, nil
	few, err := json.Marshal(r)
	return string(few), string(all), err
}

func readReceipt(text string) (*ImportReceipt, error) {
	if text == "" {
		return nil, nil
	}
	r := new(ImportReceipt)
	return r, json.Unmarshal([]byte(text), r)
}

// whyLeftOut says what was wrong with a line that somebody left out.
func whyLeftOut(l *Line) string {
	if l.NotSeen {
		return "It is about somebody whose record is restricted. Ask somebody who may see it to record what is new."
	}
	why := ""
	for _, p := range l.Problems {
		if p.Code != sheet.DuplicateInFile && p.Code != sheet.DuplicateInRegister || why == "" {
			why += " " + p.Message
		}
	}
	if why == "" && l.FamilyName == "" && l.GivenName == "" {
		why = " There is no name on this line."
	}
	return "Somebody chose to leave it out." + why
}

// beforeCorrection follows the heading of a cell that was corrected, beside
// which the line keeps what stood there.
const beforeCorrection = " (before it was corrected)"

// broughtInBy finds a line with a key that the case has of one import.
func broughtInBy(c *casefile.Case, id, key string) (casefile.Imported, bool) {
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Imported); ok && f.Import == id && f.Key == key {
			return f, true
		}
	}
	return casefile.Imported{}, false
}

// latestImport is the import that the case has its latest line of, "" if it
// has none.
func latestImport(c *casefile.Case) string {
	for _, e := range slices.Backward(c.Standing) {
		if f, ok := e.Fact.(casefile.Imported); ok {
			return f.Import
		}
	}
	return ""
}
