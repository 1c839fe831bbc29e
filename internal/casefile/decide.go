package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// Decision turns what someone wants to record into entries, or refuses it
// with Refusals. The case is not changed.
type Decision interface {
	Decide(c *Case, today civil.Date) ([]Entry, error)
}

// Add records one fact.
type Add struct {
	On   civil.Date
	Fact Fact
	Note string
}

func (d Add) Decide(c *Case, today civil.Date) ([]Entry, error) {
	switch d.Fact.(type) {
	case EnteredInError, Imported, HandedOver, Flagged, MergedFrom, MergedInto:
		return nil, refuse("", "This cannot be recorded by itself.")
	case Died:
		return RecordDeath{On: d.On, Note: d.Note}.Decide(c, today)
	}
	entries := []Entry{{d.On, d.Fact, strings.TrimSpace(d.Note)}}
	if _, joins := d.Fact.(JoinedRegister); joins {
		entries = append(entries, blueOnJoining(c, d.On)...)
	}
	return c.accept(today, false, entries...)
}

// SaidNo reports whether what was decided last about the register is no: consent
// was refused or withdrawn.
func (c *Case) SaidNo() bool {
	return c.RegisterConsent != nil && c.RegisterConsent.Decision != Given
}

// againstTheirWill says that consent to the register was refused or withdrawn,
// and what has to be recorded before somebody joins; "" where it was not.
func (c *Case) againstTheirWill() string {
	if !c.SaidNo() {
		return ""
	}
	return "Nobody joins the register against their will, and what is recorded is: " + c.RegisterConsent.Words() + ". If they agree now, record their consent first"
}

// blueOnJoining is the rating of somebody who joins the register while they are
// in hospital: blue from that day, as if they were admitted then.
func blueOnJoining(c *Case, on civil.Date) []Entry {
	if before := c.AsAt(on); before.Stay == nil || before.ratingIs(Blue) {
		return nil
	}
	return []Entry{{on, Rated{Rating: Blue}, "In hospital on this day"}}
}

// Rate gives a colour, with reasons. The reasons are required: a colour that
// nobody can explain helps nobody.
type Rate struct {
	On     civil.Date
	Rated  Rated
	Reason string
}

func (d Rate) Decide(c *Case, today civil.Date) ([]Entry, error) {
	var r Refusals
	if strings.TrimSpace(d.Reason) == "" {
		r = append(r, Refusal{"note", "Say why this is the right rating now"})
	}
	if k := d.Rated.Checked; k != nil && d.Rated.Rating != "" && k.Advised != d.Rated.Rating && strings.TrimSpace(k.Differs) == "" {
		r = append(r, Refusal{"differs", fmt.Sprintf("The checklist advises %s. Say why %s is right", strings.ToLower(k.Advised.Word()), strings.ToLower(d.Rated.Rating.Word()))})
	}
	return c.acceptBeside(r, today, Entry{d.On, d.Rated, strings.TrimSpace(d.Reason)})
}

// Admit records an admission. The rating becomes blue with it.
type Admit struct {
	On        civil.Date
	Admission Admission
	Note      string
	// Also is what else is recorded of that day. An AdmissionQuestions among it
	// that names no admission is about this one.
	Also []Fact
	// Left is how they left hospital again, where somebody records a stay that is
	// over: without it, what was recorded of the time after it would not fit.
	Left *SendHome
}

func (d Admit) Decide(c *Case, today civil.Date) ([]Entry, error) {
	entries := []Entry{{d.On, d.Admission, strings.TrimSpace(d.Note)}}
	if before := c.AsAt(d.On); !before.ratingIs(Blue) && before.Left == 0 { // nobody is rated who left the register
		entries = append(entries, Entry{d.On, Rated{Rating: Blue}, "In hospital from this day"})
	}
	for _, also := range d.Also {
		if q, ok := also.(AdmissionQuestions); ok && q.Admission == 0 {
			q.Admission = c.Version() + 1
			also = q
		}
		entries = append(entries, Entry{d.On, also, ""})
	}
	if d.Left == nil {
		return c.accept(today, false, entries...)
	}
	left, r := d.Left.withOrder(c.AsAt(d.On).Order())
	r = append(r, left.check(c)...)
	for i := range r {
		r[i].Field = "left_" + r[i].Field // the admission has a note of its own
	}
	if d.Left.On != 0 && d.Left.On < d.On {
		r = append(r, Refusal{"left", "They cannot have left hospital before they were admitted"})
	}
	if d.Left.On == 0 || d.Left.On > today {
		r = append(r, Refusal{"left", "Enter the day on which they left hospital, today or in the past"})
	}
	if len(r) > 0 {
		return nil, slices.Concat(checkDay(c, entries[0], today), checkFact(entries[0], false), r)
	}
	return c.accept(today, false, append(entries, left.entries(c, d.Admission.LegalStatus)...)...)
}

// SendHome records a discharge and the rating that takes the place of blue.
type SendHome struct {
	On        civil.Date
	Discharge Discharge
	Rating    Rating
	Reason    string
	Own       string // what the person says about the rating
	FollowUp  []FollowUp
	// Order is that under which they live at home from then on; nil for none,
	// which ends one that they were under already.
	Order *LegalStatusChange
	// GoesOn says that the order goes on that was in force at the admission.
	GoesOn bool
}

// withOrder is it with the order that goes on, of somebody who was under an
// order, or nil, when they were admitted.
func (d SendHome) withOrder(o *Order) (SendHome, Refusals) {
	if !d.GoesOn {
		return d, nil
	}
	if o == nil {
		return d, Refusals{{"order", "No order was in force when they were admitted, so none can go on"}}
	}
	d.Order = &LegalStatusChange{LegalStatus: o.Status, LegalTerms: o.LegalTerms, GoesOn: true}
	return d, nil
}

// FollowUp is something that is done once somebody is home, with what becomes of
// it: it is to be done, was done by the day on which they went, or is not needed.
type FollowUp struct {
	Action
	State ObligedState
}

// check holds the answers to what they may be. Nobody is rated who left the
// register: that they left hospital too is recorded all the same.
func (d SendHome) check(c *Case) (r Refusals) {
	rated := c.Left == 0 || d.Rating != ""
	if rated && (d.Rating == "" || d.Rating == Blue) {
		r = append(r, Refusal{"rating", "Choose red, amber or green: what the risk is now that they are leaving hospital"})
	}
	if rated && strings.TrimSpace(d.Reason) == "" {
		r = append(r, Refusal{"note", "Say why this is the right rating now"})
	}
	for i, a := range d.FollowUp {
		if !slices.Contains(ObligedStates, a.State) {
			r = append(r, Refusal{fmt.Sprintf("follow_%d_state", i+1), "Choose what becomes of it: " + a.Text})
		}
		if a.State != ObligedPlanned {
			continue
		}
		if strings.TrimSpace(a.Owner) == "" {
			r = append(r, Refusal{fmt.Sprintf("follow_%d_owner", i+1), "Enter who is to do it: " + a.Text})
		}
		if a.Due != 0 && a.Due < d.On {
			r = append(r, Refusal{fmt.Sprintf("follow_%d_due", i+1), "What follows a discharge cannot be due before it: " + a.Text})
		}
	}
	return r
}

func (d SendHome) Decide(c *Case, today civil.Date) ([]Entry, error) {
	before := c.AsAt(d.On)
	d, r := d.withOrder(before.OrderAtAdmission())
	if r = append(r, d.check(c)...); len(r) > 0 {
		if _, err := c.accept(today, false, Entry{d.On, d.Discharge, ""}); err != nil {
			more, _ := AsRefusals(err)
			r = append(r, more...)
		}
		return nil, r
	}
	return c.accept(today, false, d.entries(c, before.statusInHospital())...)
}

// entries are what it records of somebody who was in hospital under a status.
func (d SendHome) entries(c *Case, status LegalStatus) []Entry {
	entries := []Entry{{d.On, d.Discharge, ""}}
	if d.Rating != "" && c.AsAt(d.On).Left == 0 {
		entries = append(entries, Entry{d.On, Rated{Rating: d.Rating, Own: strings.TrimSpace(d.Own)}, strings.TrimSpace(d.Reason)})
	} else {
		entries[0].Note = strings.TrimSpace(d.Reason)
	}
	switch {
	case d.Order != nil:
		entries = append(entries, Entry{d.On, *d.Order, ""})
	case status.AtHome():
		entries = append(entries, Entry{d.On, LegalStatusChange{LegalStatus: Informal, Ended: status}, ""})
	}
	for _, a := range d.FollowUp {
		switch a.State {
		case ObligedPlanned:
			entries = append(entries, Entry{d.On, a.Action, ""})
		case ObligedDone:
			entries = append(entries, Entry{d.On, Action{ID: a.ID, Text: a.Text}, ""}, Entry{d.On, ActionDone{Action: a.ID}, ""})
		}
	}
	return entries
}

// Open puts the first entries into an empty case: who the person is and that
// they joined the register.
type Open struct {
	On      civil.Date
	Details Details
	Note    string
}

func (d Open) Decide(c *Case, today civil.Date) ([]Entry, error) {
	if c.Version() > 0 {
		return nil, refuse("", "This person is already on the register.")
	}
	return c.accept(today, false, Entry{d.On, d.Details, ""}, Entry{d.On, JoinedRegister{}, strings.TrimSpace(d.Note)})
}

// BringIn records what a line of an imported register says. It is not held to
// what only a person at a screen can know: a blue rating may stand without its
// admission, and is flagged instead.
type BringIn struct{ Entries []Entry }

func (d BringIn) Decide(c *Case, today civil.Date) ([]Entry, error) {
	return c.accept(today, true, d.Entries...)
}

// StrikeOut marks an entry as entered in error. The entry stays in the record.
type StrikeOut struct {
	Entry  int // sequence number
	Reason string
}

func (d StrikeOut) Decide(c *Case, today civil.Date) ([]Entry, error) {
	e, err := c.toStrikeOut(d.Entry)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.Reason) == "" {
		return nil, refuse("note", "Say what was wrong with this entry")
	}
	entry := Entry{today, EnteredInError{Entry: d.Entry}, strings.TrimSpace(d.Reason)}
	after := c.with(entry)
	before := inconsistencies(c)
	for seq, text := range inconsistencies(after) {
		if before[seq] == "" {
			other, _ := c.Entry(seq)
			text = strings.TrimSuffix(text, missingAdmission)
			if DayOfEntry(e.Fact) {
				text += " If only the day of the entry is wrong, correct the day instead."
			}
			return nil, refuse("", fmt.Sprintf("This cannot be struck out while “%s” of %s stands. %s", Title(other.Fact), other.On.Long(), text))
		}
	}
	return []Entry{entry}, nil
}

// toStrikeOut is an entry that may be struck out.
func (c *Case) toStrikeOut(seq int) (Recorded, error) {
	e, ok := c.Entry(seq)
	if !ok {
		return e, refuse("", "There is no such entry.")
	}
	if c.PassedOver(e) {
		return e, refuse("", "This does not hold while the two records are merged. Take the merge back first.")
	}
	if e.StruckBy != 0 {
		return e, refuse("", "This entry has already been marked as entered in error.")
	}
	if c.Merged != "" {
		return e, refuse("", mergedText)
	}
	switch e.Fact.(type) {
	case EnteredInError:
		return e, refuse("", "A correction cannot itself be struck out. Record the entry again instead.")
	case MergedFrom, MergedInto:
		return e, refuse("", "A merge cannot be struck out. Take it back as a whole.")
	case HandedOver:
		return e, refuse("", "What was handed over cannot be struck out as a whole. Strike out the entries that are wrong.")
	}
	return e, nil
}

// StrikeOutAll marks every entry of a case as entered in error: the undoing of
// an import that made it.
type StrikeOutAll struct {
	From   int // the first sequence number to strike out
	Reason string
}

func (d StrikeOutAll) Decide(c *Case, today civil.Date) ([]Entry, error) {
	var out []Entry
	for _, e := range c.Entries {
		_, correction := e.Fact.(EnteredInError)
		if e.Seq >= d.From && e.StruckBy == 0 && !correction {
			out = append(out, Entry{today, EnteredInError{Entry: e.Seq}, d.Reason})
		}
	}
	return out, nil
}

func (c *Case) statusInHospital() LegalStatus {
	if c.Stay == nil {
		return ""
	}
	return c.Stay.LegalStatus
}

func (c *Case) ratingIs(r Rating) bool { return c.Rating != nil && c.Rating.Rating == r }

// with is the case as it would be with more entries, for looking ahead only.
func (c *Case) with(entries ...Entry) *Case {
	next := &Case{ID: c.ID, Entries: append([]Recorded(nil), c.Entries...)}
	for _, e := range entries {
		next.Entries = append(next.Entries, Recorded{Entry: e, Seq: len(next.Entries) + 1})
	}
	next.refold()
	return next
}

// acceptBeside is accept for a decision that found things wrong itself: all that
// is wrong is said at once.
func (c *Case) acceptBeside(r Refusals, today civil.Date, entries ...Entry) ([]Entry, error) {
	accepted, err := c.accept(today, false, entries...)
	if more, ok := AsRefusals(err); ok {
		r = append(r, more...)
	} else if err != nil {
		return nil, err
	}
	if len(r) > 0 {
		return nil, r
	}
	return accepted, nil
}

// accept checks entries one by one and all together against the case.
func (c *Case) accept(today civil.Date, imported bool, entries ...Entry) ([]Entry, error) {
	if c.Merged != "" {
		return nil, refuse("", mergedText)
	}
	var r Refusals
	for _, e := range entries {
		r = append(r, checkDay(c, e, today)...)
		r = append(r, checkFact(e, imported)...)
	}
	if len(r) > 0 {
		return nil, r
	}
	before := inconsistencies(c)
	after := c.with(entries...)
	conflicts := inconsistencies(after)
	for _, e := range after.Standing {
		text := conflicts[e.Seq]
		if text == "" || before[e.Seq] != "" || imported && e.Seq > c.Version() {
			continue
		}
		if e.Seq > c.Version() {
			return nil, refuse(fieldAtFault(e.Fact), text)
		}
		// What happened is often known only after others have recorded something else.
		if slices.ContainsFunc(entries, func(x Entry) bool { _, dies := x.Fact.(Died); return dies }) {
			return nil, refuse("on", fmt.Sprintf("This does not fit with “%s” of %s, which is already recorded: it is of somebody who is alive. If the day of the death is another, change it here. If what was recorded then is wrong, mark it as entered in error in the story first.", Title(e.Fact), e.On.Long()))
		}
		return nil, refuse("on", fmt.Sprintf("This does not fit with “%s” of %s, which is already recorded: %s If what was recorded then is wrong, mark it as entered in error in the story first; if only its day is wrong, correct the day there.", Title(e.Fact), e.On.Long(), text))
	}
	return entries, nil
}

// fieldAtFault is where on the form to show that an entry does not fit: the
// choice for a rating, else the day.
func fieldAtFault(f Fact) string {
	if _, ok := f.(Rated); ok {
		return "rating"
	}
	return "on"
}
