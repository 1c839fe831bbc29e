package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// MoveRecord is what is known of a move to an area whose register is not kept
// here. The clock passes it over, and the case file has none of it.
type MoveRecord struct {
	To    string    `json:"to_area,omitempty"` // the area or board, by name
	Basis MoveBasis `json:"basis,omitempty"`
	Law   string    `json:"law,omitempty"`  // by which law it was passed on without consent
	View  string    `json:"view,omitempty"` // what the person says about it, in their own words
}

// MoveBasis is by what the register of another area was told of somebody.
type MoveBasis string

const (
	MoveOwn           MoveBasis = "own"
	MoveParent        MoveBasis = "parent"
	MoveBestInterests MoveBasis = "best-interests"
	MoveByLaw         MoveBasis = "law"
	MoveNotAsked      MoveBasis = "not-asked"
	MoveNotTold       MoveBasis = "not-told"
)

// MoveBases lists them, in the order to offer them.
var MoveBases = []MoveBasis{MoveOwn, MoveParent, MoveBestInterests, MoveByLaw, MoveNotAsked, MoveNotTold}

// Word is the basis as people say it.
func (b MoveBasis) Word() string {
	switch b {
	case MoveOwn:
		return "The person agreed"
	case MoveParent:
		return "A parent or guardian agreed"
	case MoveBestInterests:
		return "It was decided in their best interests"
	case MoveByLaw:
		return "Without consent, because a law asks for it or allows it"
	case MoveNotAsked:
		return "Nobody has asked them yet, so nothing was passed on yet"
	case MoveNotTold:
		return "They did not agree, so nothing was passed on"
	}
	return string(b)
}

// passedOn reports whether somebody in the other area was told.
func (b MoveBasis) passedOn() bool { return b != "" && b != MoveNotTold && b != MoveNotAsked }

func (r MoveRecord) particulars(add func(heading, text string)) {
	add("To", r.To)
	if r.Basis != "" {
		add("May they be told there", r.Basis.Word())
	}
	add("By which law", r.Law)
	add("What the person says about it", r.View)
}

// MoveAcknowledged says that the area to which somebody moved has said that it
// knows of them, or that the person has agreed since and they were told.
type MoveAcknowledged struct {
	By string `json:"by,omitempty"` // who there, by name and work
}

func (MoveAcknowledged) Kind() Kind            { return "move-acknowledged" }
func (MoveAcknowledged) title() string         { return "The area to which they moved knows of them" }
func (MoveAcknowledged) silent() Fact          { return MoveAcknowledged{} }
func (f MoveAcknowledged) particulars() []Line { return someLines("Who said so", f.By) }

func init() { register[MoveAcknowledged]() }

// MoveOut records that somebody moves to another area, with where to and whether
// that area may be told. A register that is brought in has less; that is recorded
// by Add.
type MoveOut struct {
	On   civil.Date
	Move MoveRecord
	Note string
}

func (d MoveOut) Decide(c *Case, today civil.Date) ([]Entry, error) {
	m := d.Move
	if m.Basis != MoveByLaw {
		m.Law = ""
	}
	var r Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	need(strings.TrimSpace(m.To) != "", "to_area", "Say to which area they move, such as the name of the board")
	need(slices.Contains(MoveBases, m.Basis), "move_basis", "Choose if the other area may be told of them")
	need(m.Basis != MoveByLaw || strings.TrimSpace(m.Law) != "", "law", "Say by which law it is passed on without their consent")
	if born := c.Details.BirthDate; m.Basis == MoveParent && born != 0 && d.On >= born.Attains(FromOwn) {
		need(false, "move_basis", "A parent or guardian can decide only until the 16th birthday, "+born.Attains(FromOwn).Long())
	}
	entries, err := c.accept(today, false, Entry{d.On, MovedOut{m}, strings.TrimSpace(d.Note)})
	if more, ok := AsRefusals(err); ok {
		r = append(r, more...)
	} else if err != nil {
		return nil, err
	}
	if len(r) > 0 {
		return nil, r
	}
	return entries, nil
}

// Move is a move to another area from which nobody there has been heard yet.
type Move struct {
	MoveRecord
	On  civil.Date
	Seq int
}

// MoveWaits is the move of somebody who has not come back nor died, of which the
// other area was told, or is to be told when the person agrees, and has not said
// that it knows of them; ok is false without one. Of a move that was brought in,
// or handed over here, nothing waits.
func (c *Case) MoveWaits() (m Move, ok bool) {
	if c.OnRegister || c.Died != 0 || c.LeftHow != (MovedOut{}).Kind() {
		return m, false
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case MovedOut:
			m, ok = Move{f.MoveRecord, e.On, e.Seq}, f.Basis.passedOn() || f.Basis == MoveNotAsked
		case MoveAcknowledged:
			ok = false
		}
	}
	return m, ok
}

// MoveAnswered records that the other area knows of somebody who moved there.
type MoveAnswered struct {
	On   civil.Date
	By   string
	Note string
}

func (d MoveAnswered) Decide(c *Case, today civil.Date) ([]Entry, error) {
	move, waits := c.MoveWaits()
	if !waits {
		return nil, refuse("", "Nothing waits to be acknowledged: they have not moved, or it was acknowledged already, or nothing was passed on.")
	}
	var r Refusals
	if strings.TrimSpace(d.By) == "" {
		r = append(r, Refusal{"by", "Say who there has acknowledged it, with name and work"})
	}
	if d.On != 0 && d.On < move.On {
		r = append(r, Refusal{"on", "They moved on " + move.On.Long() + ". Enter that day or a later one"})
	}
	entries, err := c.accept(today, false, Entry{d.On, MoveAcknowledged{By: strings.TrimSpace(d.By)}, strings.TrimSpace(d.Note)})
	if more, ok := AsRefusals(err); ok {
		r = append(r, more...)
	} else if err != nil {
		return nil, err
	}
	if len(r) > 0 {
		return nil, r
	}
	return entries, nil
}
