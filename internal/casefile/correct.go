package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// CorrectDay puts an entry on the day on which it was so, in one act: the entry
// is struck out with the reason and stands again under the other day, in the
// order among those of one day in which it was recorded first, and so does what
// was recorded with it and says nothing without it. All else stays as it is; if
// that does not fit with the new day, nothing is recorded.
type CorrectDay struct {
	Entry  int // sequence number
	On     civil.Date
	Reason string
}

// DayOfEntry reports whether an entry of such a fact has a day of its own that
// somebody may have got wrong.
func DayOfEntry(f Fact) bool {
	switch f.(type) {
	case EnteredInError, Imported, HandedOver, MergedFrom, MergedInto, Flagged, FlagCleared, NotShown:
		return false
	}
	return true
}

func (d CorrectDay) Decide(c *Case, today civil.Date) ([]Entry, error) {
	e, err := c.toStrikeOut(d.Entry)
	if err != nil {
		return nil, err
	}
	if !DayOfEntry(e.Fact) {
		return nil, refuse("", "This entry has no day that could be put right.")
	}
	if left, ok := e.Fact.(LeftRegister); ok && left.Why == LeaveNoConsent {
		said, _ := c.Entry(d.Entry - 1)
		if _, no := said.Fact.(Consent); no && said.StruckBy == 0 && len(c.GoesWith(said.Seq)) > 1 {
			return nil, refuse("", "They left the register by saying no, on the same day. Correct the day of that, and the leaving goes along.")
		}
	}
	var r Refusals
	if _, dies := e.Fact.(Died); dies && d.On != 0 && d.On < e.On {
		alive := c.with(Entry{today, EnteredInError{Entry: e.Seq}, ""})
		if plans := alive.PlansAfter(d.On); len(plans) > 0 {
			r = append(r, Refusal{"on", fmt.Sprintf("By then “%s” of %s was not recorded yet, and it would go on being due. Mark the death as entered in error and record it again with this day: the form ends what was planned after it", Title(plans[0].Fact), plans[0].On.Long())})
		}
	}
	if d.On == e.On {
		r = append(r, Refusal{"on", "This is the day that the entry has. Enter the day on which it was so"})
	} else {
		r = append(r, checkDay(c, Entry{d.On, e.Fact, e.Note}, today)...)
	}
	if !filled(d.Reason) {
		r = append(r, Refusal{"note", "Say how it is known that it was another day"})
	}
	if len(r) > 0 {
		return nil, r
	}
	entries := d.entries(c, e, today)
	if r := newlyWrong(c, e, entries[0], today); len(r) > 0 {
		return nil, r
	}
	if err := d.fits(c, entries); err != nil {
		return nil, err
	}
	return entries, nil
}

// entries are first those that stand anew, then the corrections.
func (d CorrectDay) entries(c *Case, e Recorded, today civil.Date) []Entry {
	moved := c.GoesWith(e.Seq)
	var strikes []Entry
	for _, m := range moved {
		strikes = append(strikes, Entry{today, EnteredInError{Entry: m.Seq}, strings.TrimSpace(d.Reason)})
	}
	// A rating goes along only where an admission, a discharge or a joining of that
	// day would give it.
	at := c.with(strikes...).AsAt(d.On)
	var entries []Entry
	for i, m := range moved {
		on := d.On
		if rated, ok := m.Fact.(Rated); ok && i > 0 {
			if joins := e.Fact.Kind() == (JoinedRegister{}).Kind(); joins {
				on = max(on, c.AsAt(m.On).Stay.Admitted)
			} else if at.Left != 0 || rated.Rating == Blue && at.ratingIs(Blue) {
				continue
			}
		}
		entries = append(entries, Entry{on, m.Fact, m.Note})
		strikes[i].Fact = EnteredInError{Entry: m.Seq, Instead: c.Version() + len(entries)}
	}
	return append(entries, strikes...)
}

// GoesWith is an entry and after it what goes to another day with it: the rating
// of an admission, of a discharge or of who joined in hospital, and what was
// recorded in one act with it about it.
func (c *Case) GoesWith(seq int) []Recorded {
	e, ok := c.Entry(seq)
	if !ok {
		return nil
	}
	with := func(f Fact) (rating, other bool) {
		rated, isRated := f.(Rated)
		switch e.Fact.(type) {
		case Admission:
			switch f.(type) {
			case AdmissionQuestions, Commissioners:
				other = true
			}
			return isRated && rated.Rating == Blue, other
		case Discharge:
			switch f.(type) {
			case Action, ActionDone:
				other = true
			}
			order, _ := f.(LegalStatusChange) // under which they went home, or that ended with it
			return isRated && rated.Rating != Blue || order.LegalStatus.AtHome() || order.Ended != "", other
		case JoinedRegister:
			return isRated && rated.Rating == Blue && c.AsAt(e.On).Stay != nil, false
		case Consent:
			_, shares := f.(Sharing)
			left, _ := f.(LeftRegister) // of who left by saying no
			return false, shares || left.Why == LeaveNoConsent
		}
		return false, false
	}
	all := []Recorded{e}
	at := slices.IndexFunc(c.Standing, func(x Recorded) bool { return x.Seq == seq })
	if at < 0 {
		return all
	}
	inOneAct := true
	for _, x := range c.Standing[at+1:] {
		if x.On != e.On {
			break
		}
		rating, other := with(x.Fact)
		inOneAct = inOneAct && x.RecordedAt.Equal(e.RecordedAt) && x.By.ID == e.By.ID && (rating || other)
		if rating || other && inOneAct {
			all = append(all, x)
		}
	}
	return all
}

// newlyWrong is what is wrong with an entry on the new day and was not on the
// old one, said of the day. What a spreadsheet brought in may lack something that
// a form asks for.
func newlyWrong(c *Case, was Recorded, now Entry, today civil.Date) (r Refusals) {
	check := func(e Entry) Refusals {
		found := checkFact(e, true)
		if f, ok := e.Fact.(Consent); ok {
			found = append(found, AskConsent{On: e.On, Consent: f}.check(c, today)...)
		}
		return found
	}
	before := check(was.Entry)
	for _, x := range check(now) {
		if !slices.Contains(before, x) {
			r = append(r, Refusal{"on", x.Text})
		}
	}
	return r
}

// missingAdmission ends what is said of an entry that needs a stay.
const missingAdmission = " If the admission is missing, record it first."

// fits refuses what would contradict the story as a whole, and names each entry
// that stands in the way.
func (d CorrectDay) fits(c *Case, entries []Entry) error {
	after := c.with(entries...)
	before, conflicts := inconsistencies(c), inconsistencies(after)
	var why string
	var others []string
	for _, e := range after.Standing {
		text := strings.TrimSuffix(conflicts[e.Seq], missingAdmission)
		switch {
		case text == "" || before[after.first(e.Seq)] != "" || before[e.Seq] != "":
		case e.Seq > c.Version():
			return refuse("on", text)
		case why == "":
			why = fmt.Sprintf("This day does not fit with “%s” of %s. %s", Title(e.Fact), e.On.Long(), text)
		default:
			others = append(others, fmt.Sprintf("“%s” of %s", Title(e.Fact), e.On.Long()))
		}
	}
	if why == "" {
		return nil
	}
	if len(others) > 0 {
		why += " Nor does it fit with " + strings.Join(others, ", ") + "."
	}
	return refuse("on", why+" Correct the day of that first in the story, or mark it as entered in error there if it is wrong.")
}

// first is the number under which an entry was recorded first, before its day
// was corrected: by it entries of one day are in order.
func (c *Case) first(seq int) int { return cmp.Or(c.was[seq], seq) }

// Corrected is the number of the entry that stands in the place of another since
// its day was corrected; its own where that did not happen.
func (c *Case) Corrected(seq int) int {
	for next := c.instead[seq]; next != 0; next = c.instead[seq] {
		seq = next
	}
	return seq
}

// follow finds the entries that stand in the place of others.
func (c *Case) follow() {
	c.instead, c.was = nil, nil
	for _, e := range c.Entries {
		x, ok := e.Fact.(EnteredInError)
		if !ok || x.Instead <= x.Entry || x.Instead >= e.Seq || x.Entry < 1 {
			continue
		}
		if c.instead == nil {
			c.instead, c.was = map[int]int{}, map[int]int{}
		}
		c.instead[x.Entry] = x.Instead
		c.was[x.Instead] = c.first(x.Entry)
	}
}
