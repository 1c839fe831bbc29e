package casefile

import (
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

var moveBases = wordList[MoveBasis]{
	{MoveOwn, "The person agreed"}, {MoveParent, "A parent or guardian agreed"}, {MoveBestInterests, "It was decided in their best interests"},
	{MoveByLaw, "Without consent, because a law asks for it or allows it"},
	{MoveNotAsked, "Nobody has asked them yet, so nothing was passed on yet"}, {MoveNotTold, "They did not agree, so nothing was passed on"},
}

// MoveBases lists them, in the order to offer them.
var MoveBases = moveBases.values()

// HandedOverBases are those on which a whole record goes along to a register that
// is kept here, in the order to offer them: nothing goes there without one.
var HandedOverBases = []MoveBasis{MoveOwn, MoveParent, MoveBestInterests, MoveByLaw}

// Word is the basis as people say it.
func (b MoveBasis) Word() string { return moveBases.word(b) }

// agreed reports whether the person agreed, or a parent for a child.
func (b MoveBasis) agreed() bool { return b == MoveOwn || b == MoveParent }

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
func (f MoveAcknowledged) particulars() []Line { return lines("Who said so", f.By) }

// MoveAsked is what somebody who moved, and had not been asked then, said since: if
// the other area may be told of them, or was told.
type MoveAsked struct {
	Basis MoveBasis `json:"basis"`
	Law   string    `json:"law,omitempty"`
	View  string    `json:"view,omitempty"`
}

func (MoveAsked) Kind() Kind    { return "move-asked" }
func (MoveAsked) title() string { return "Asked if the area to which they moved may be told" }

// silent keeps by which the move waits to be acknowledged.
func (f MoveAsked) silent() Fact { return MoveAsked{Basis: f.Basis} }
func (f MoveAsked) particulars() []Line {
	return lines("May they be told there", f.Basis.Word(), "By which law", f.Law, "What the person says about it", f.View)
}

func init() {
	register[MoveAcknowledged]()
	register[MoveAsked]()
}

// NoToRegisters says that somebody does not want the registers of other areas to
// know of them, since when, and what would be needed; "" where no such choice stands.
func (c *Case) NoToRegisters() string {
	s, ok := c.SharingWith(WithRegisters)
	if !ok || s.Choice != No {
		return ""
	}
	return "About sharing with registers of other areas they said “no” on " + s.On.Long() +
		". If that is different now, record it first under Change with whom to share. Otherwise it needs a best-interests decision or a law"
}

// NotPassedOn is why a register of another area may not be told of somebody on a
// basis, on a day; "" where it may. A parent decides only for a child, and no
// agreement goes against a choice that stands: somebody who changed their mind is
// asked, and their new choice recorded, before anything is passed on.
func (c *Case) NotPassedOn(b MoveBasis, on civil.Date) string {
	if late := c.tooLateForParent(on); b == MoveParent && late != "" {
		return late
	}
	if b.agreed() {
		return c.NoToRegisters()
	}
	return ""
}

// mayBeTold demands what a basis needs, and gives the law, where it is that.
func (r *demands) mayBeTold(c *Case, on civil.Date, b MoveBasis, law string) string {
	r.that(moveBases.has(b), "move_basis", "Choose if the other area may be told of them")
	if text := c.NotPassedOn(b, on); text != "" {
		r.that(false, "move_basis", text)
	}
	if b != MoveByLaw {
		return ""
	}
	r.that(filled(law), "law", "Say by which law it is passed on without their consent")
	return law
}

// MoveOut records that somebody moves to another area, with where to and whether
// that area may be told. A register that is brought in has less; that is recorded
// by Add.
type MoveOut struct {
	On   civil.Date
	Move MoveRecord
	Note string
	Back *CameBack
}

func (d MoveOut) Decide(c *Case, today civil.Date) ([]Entry, error) {
	m := d.Move
	var r demands
	r.that(filled(m.To), "to_area", "Say to which area they move, such as the name of the board")
	m.Law = r.mayBeTold(c, d.On, m.Basis, m.Law)
	return c.acceptLeaving(r.Refusals, today, d.Back, Entry{d.On, MovedOut{m}, strings.TrimSpace(d.Note)})
}

// Move is a move to another area from which nobody there has been heard yet.
type Move struct {
	MoveRecord
	On    civil.Date
	Seq   int
	asked civil.Date // when they said later if they may be told; 0 where they said so at the move
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
			m, ok = Move{MoveRecord: f.MoveRecord, On: e.On, Seq: e.Seq}, f.Basis.passedOn() || f.Basis == MoveNotAsked
		case MoveAsked:
			m.Basis, m.Law, m.View, m.asked = f.Basis, f.Law, f.View, e.On
			ok = f.Basis.passedOn()
		case MoveAcknowledged:
			ok = false
		}
	}
	return m, ok
}

// MoveAgreed reports whether the person, or a parent for a child, agreed that the
// area is told to which they moved last.
func (c *Case) MoveAgreed() (agreed bool) {
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case MovedOut:
			agreed = f.Basis.agreed()
		case MoveAsked:
			agreed = f.Basis.agreed()
		}
	}
	return agreed
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
	var r demands
	r.that(filled(d.By), "by", "Say who there has acknowledged it, with name and work")
	r.that(d.On == 0 || d.On >= move.On, "on", "They moved on "+move.On.Long()+". Enter that day or a later one")
	r.that(d.On == 0 || d.On < move.On || d.On >= move.asked, "on", "They were asked about it on "+move.asked.Long()+", and nothing was passed on before. Enter that day or a later one")
	return c.acceptBeside(r.Refusals, today, Entry{d.On, MoveAcknowledged{By: strings.TrimSpace(d.By)}, strings.TrimSpace(d.Note)})
}

// AskAboutMove records what somebody who moved said when they were asked if the
// area there may be told of them.
type AskAboutMove struct {
	On    civil.Date
	Asked MoveAsked
	Note  string
}

func (d AskAboutMove) Decide(c *Case, today civil.Date) ([]Entry, error) {
	move, waits := c.MoveWaits()
	if !waits || move.Basis != MoveNotAsked {
		return nil, refuse("", "Nothing waits to be asked: they have not moved, or what they said was recorded already.")
	}
	var r demands
	d.Asked.Law = r.mayBeTold(c, d.On, d.Asked.Basis, d.Asked.Law)
	r.that(d.Asked.Basis != MoveNotAsked, "move_basis", "Choose what they said. Until they are asked, nothing has to be recorded")
	r.that(d.On == 0 || d.On >= move.On, "on", "They moved on "+move.On.Long()+". Enter that day or a later one")
	return c.acceptBeside(r.Refusals, today, Entry{d.On, d.Asked, strings.TrimSpace(d.Note)})
}
