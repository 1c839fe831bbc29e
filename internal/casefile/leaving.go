package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// LeaveRecord is how somebody came to leave the register. The clock passes it
// over, and the case file has none of it.
type LeaveRecord struct {
	Why    LeaveWhy  `json:"why,omitempty"`
	View   string    `json:"view,omitempty"`   // what the person thinks of it
	Agreed string    `json:"agreed,omitempty"` // who agreed
	Plan   string    `json:"plan,omitempty"`   // what goes on, and what to do when it gets harder
	Call   string    `json:"call,omitempty"`   // whom to call, and how
	Told   LeaveTold `json:"told,omitempty"`
}

// LeaveWhy is why somebody leaves the register.
type LeaveWhy string

const (
	LeaveNotAtRisk LeaveWhy = "not-at-risk"
	LeaveNoConsent LeaveWhy = "no-consent"
	LeaveAnother   LeaveWhy = "other"
)

func (w LeaveWhy) Word() string {
	switch w {
	case LeaveNotAtRisk:
		return "No longer at risk of going into hospital"
	case LeaveNoConsent:
		return "Consent was withdrawn"
	case LeaveAnother:
		return "Another reason"
	}
	return string(w)
}

// LeaveTold is how the person was told that they leave.
type LeaveTold string

// LeaveTolds lists them, in the order to offer them.
var LeaveTolds = []LeaveTold{"talk", "easy-read", "letter", "telephone", "through-another", LeaveNotYet}

func (t LeaveTold) Word() string {
	switch t {
	case "talk":
		return "In a talk"
	case "easy-read":
		return "In a talk, with the easy read letter"
	case "letter":
		return "By letter"
	case "telephone":
		return "On the telephone or a video call"
	case "through-another":
		return "Through somebody they trust"
	case LeaveNotYet:
		return "Not yet"
	}
	return string(t)
}

// LeaveNotYet is said where somebody who left has not been told why.
const LeaveNotYet LeaveTold = "not-yet"

// LeaveTelling says that somebody who had left the register before they were told
// was told since, and how.
type LeaveTelling struct {
	Told LeaveTold `json:"told"`
}

func (LeaveTelling) Kind() Kind            { return "leave-told" }
func (LeaveTelling) title() string         { return "Told why they left the register" }
func (f LeaveTelling) silent() Fact        { return LeaveTelling{Told: f.Told} }
func (f LeaveTelling) particulars() []Line { return lines("How", f.Told.Word()) }

func init() { register[LeaveTelling]() }

// LeftUntold is when somebody left who has not come back nor died, and of whom it
// was recorded that they were not told yet; ok is false of everybody else.
func (c *Case) LeftUntold() (left civil.Date, ok bool) {
	if c.OnRegister || c.Died != 0 || c.LeftHow != (LeftRegister{}).Kind() {
		return 0, false
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case LeftRegister:
			left, ok = e.On, f.Told == LeaveNotYet
		case LeaveTelling:
			ok = false
		}
	}
	return left, ok
}

// TellOfLeaving records that somebody was told after they had left.
type TellOfLeaving struct {
	On   civil.Date
	Told LeaveTold
	Note string
}

func (d TellOfLeaving) Decide(c *Case, today civil.Date) ([]Entry, error) {
	left, waits := c.LeftUntold()
	if !waits {
		return nil, refuse("", "Nothing waits to be told: they have not left, or they were told already.")
	}
	var r demands
	r.that(slices.Contains(LeaveTolds, d.Told) && d.Told != LeaveNotYet, "told", "Choose how they were told")
	r.that(d.On == 0 || d.On >= left, "on", "They left on "+left.Long()+". Enter that day or a later one")
	return c.acceptBeside(r.Refusals, today, Entry{d.On, LeaveTelling{Told: d.Told}, strings.TrimSpace(d.Note)})
}

func (r LeaveRecord) particulars(add func(heading, text string)) {
	add("What the person thinks", r.View)
	add("Agreed by", r.Agreed)
	add("What goes on", r.Plan)
	add("Whom to call", r.Call)
	if r.Told != "" {
		add("Told", r.Told.Word())
	}
}

func (r LeaveRecord) check() Refusals {
	var refused Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			refused = append(refused, Refusal{field, text})
		}
	}
	filled := func(s string) bool { return strings.TrimSpace(s) != "" }
	need(filled(r.View), "view", "Say what the person thinks of it, or that they did not want to say")
	need(r.Why != LeaveNotAtRisk || filled(r.Plan), "plan", "Say what support goes on, and what to do if it gets harder again")
	need(filled(r.Call), "call", "Say whom they can call, and how")
	need(slices.Contains(LeaveTolds, r.Told), "told", "Choose how they were told, or “Not yet”")
	return refused
}

// LeaveTheRegister records that somebody leaves the register, with all that they must be
// able to rely on. A register that is brought in has less; that is recorded by
// Add. With Consent it is for a withdrawal, which is recorded with it where
// consent still stands.
type LeaveTheRegister struct {
	On     civil.Date
	Left   LeftRegister
	Basis  ConsentBasis // who withdrew
	No     NotAgreed    // why, and what was offered
	Note   string
	ByWill bool // consent is withdrawn with it
	Back   *CameBack
}

// CameBack is from when somebody who left the register is on it again, where
// both are recorded late: the leaving alone would not fit with what was recorded
// of the time since.
type CameBack struct{ On civil.Date }

// entries are those of a leaving, with the return after it.
func (b *CameBack) entries(c *Case, today civil.Date, leaving ...Entry) ([]Entry, Refusals) {
	if b == nil {
		return leaving, nil
	}
	switch left := leaving[len(leaving)-1].On; {
	case b.On == 0 || b.On > today:
		return leaving, Refusals{{"back_on", "Enter the day from which they are on the register again, today or in the past"}}
	case left != 0 && b.On < left:
		return leaving, Refusals{{"back_on", "They cannot have come back before they left"}}
	}
	return append(append(leaving, Entry{b.On, JoinedRegister{}, ""}), blueOnJoining(c.with(leaving...), b.On)...), nil
}

// acceptLeaving is acceptBeside for a leaving that says if they came back. Where
// a rating since stands in its way, it says what to do.
func (c *Case) acceptLeaving(r Refusals, today civil.Date, back *CameBack, leaving ...Entry) ([]Entry, error) {
	entries, more := back.entries(c, today, leaving...)
	r = append(r, more...)
	if back != nil && c.with(leaving...).againstTheirWill() != "" {
		r = append(r, Refusal{"back", "They said no to being on the register, so they cannot be on it again without being asked. Record that they left. Then record their consent, if they agreed, and put them on the register from that day"})
	}
	accepted, err := c.acceptBeside(r, today, entries...)
	on := leaving[len(leaving)-1].On
	if refusals, ok := AsRefusals(err); ok && back == nil && slices.ContainsFunc(c.Standing, func(e Recorded) bool { _, rated := e.Fact.(Rated); return rated && e.On > on }) {
		for i := range refusals {
			if refusals[i].Field == "on" && on != 0 && on <= today {
				refusals[i].Text += " If they came back since, say so on this form."
			}
		}
		err = refusals
	}
	return accepted, err
}

func (d LeaveTheRegister) Decide(c *Case, today civil.Date) ([]Entry, error) {
	left := d.Left
	if left.Why != LeaveAnother && left.Reason == "" {
		left.Reason = left.Why.Word()
	}
	r := left.LeaveRecord.check()
	var before []Entry
	if d.ByWill {
		left.Why, left.Reason = LeaveNoConsent, LeaveNoConsent.Word()
		stands := c.RegisterConsent != nil && c.RegisterConsent.Decision == Given
		asked := AskConsent{On: d.On, Consent: Consent{To: ToRegister, Decision: Withdrawn, Basis: d.Basis, ConsentRecord: ConsentRecord{No: d.No}}}
		if !stands && c.RegisterConsent == nil {
			asked.Consent.Decision = Refused
		}
		if stands || c.RegisterConsent == nil {
			entries, err := asked.withdrawal(c, today)
			if more, ok := AsRefusals(err); ok {
				r = append(r, more...)
			} else if err != nil {
				return nil, err
			}
			before = entries
		}
	}
	was := c.AsAt(d.On)
	if left.Why == LeaveNotAtRisk && was.InHospital() {
		r = append(r, Refusal{"why", "They are in hospital on that day, so the risk is not over. They can leave for this reason when they are home and safe. Until then, keep them on the register, or choose another reason"})
	}
	if !was.OnRegister && c.OnRegister && d.On != 0 {
		r = append(r, Refusal{"on", c.Name() + " was not on the register on " + d.On.Long() + ". If they had joined before, record that first"})
	}
	entries, err := c.acceptLeaving(r, today, d.Back, append(before, Entry{d.On, left, strings.TrimSpace(d.Note)})...)
	if refusals, ok := AsRefusals(err); ok {
		return nil, once(refusals)
	} else if err != nil {
		return nil, err
	}
	if !was.OnRegister {
		return nil, refuse("", c.Name()+" is not on the register, so cannot leave it.")
	}
	return entries, nil
}

// JoinTheRegister records, other than by the decision about a referral, that
// somebody is on the register from a day on, or was on it for a time that is
// over.
type JoinTheRegister struct {
	On   civil.Date
	Note string
	// Left is how they left it again, where that is so; its Reason is asked for.
	Left *LeftAgain
}

// LeftAgain is the end of a time on the register that is recorded late.
type LeftAgain struct {
	On     civil.Date
	Reason string
}

func (d JoinTheRegister) Decide(c *Case, today civil.Date) ([]Entry, error) {
	entries := append([]Entry{{d.On, JoinedRegister{}, strings.TrimSpace(d.Note)}}, blueOnJoining(c, d.On)...)
	var r demands
	r.that(filled(d.Note), "note", "Say why they join the register")
	if d.Left == nil {
		for i := range c.Referrals {
			if ref := &c.Referrals[i]; ref.Open() {
				r.that(false, "", fmt.Sprintf("A referral, received on %s, is not decided. Who is accepted by it joins the register, so decide it, or record that it was withdrawn", ref.Received.On.Long()))
			}
		}
		against := c.againstTheirWill()
		r.that(against == "", "", against+". If they do not, they stay off it, and still get their care")
	}
	if l := d.Left; l != nil {
		r.that(l.On != 0 && l.On <= today, "left", "Enter the day on which they left the register again, today or in the past")
		r.that(l.On == 0 || l.On >= d.On, "left", "They cannot have left the register before they joined it")
		r.that(filled(l.Reason), "left_reason", "Say why they left the register")
		if len(r.Refusals) == 0 {
			entries = append(entries, Entry{l.On, LeftRegister{Reason: strings.TrimSpace(l.Reason)}, ""})
		}
	}
	return c.acceptBeside(r.Refusals, today, entries...)
}

// withdrawal is the entry of somebody who goes: what stands behind the basis of
// their no is not asked for, for nobody is kept on a register by a form.
func (d AskConsent) withdrawal(c *Case, today civil.Date) ([]Entry, error) {
	r := append(d.Consent.No.check(), d.checkEffect(c, today)...)
	if late := c.tooLateForParent(d.On); d.Consent.Basis == Parent && late != "" {
		r = append(r, Refusal{"basis", late + chooseAnotherBasis})
	}
	if !slices.Contains(ConsentBases, d.Consent.Basis) {
		r = append(r, Refusal{"basis", "Choose who decided"})
	}
	if len(r) > 0 {
		return nil, r
	}
	return []Entry{{d.On, d.Consent, ""}}, nil
}

// once leaves out what is refused twice in the same words.
func once(r Refusals) Refusals {
	var out Refusals
	for _, x := range r {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Membership is a time on the register.
type Membership struct {
	Joined, Left civil.Date // Left is zero while it lasts
	How          Fact       // LeftRegister, MovedOut or Died; nil while it lasts
	Seq          int        // of the entry that ended it
	JoinedSeq    int        // of that which began it
}

// Memberships are the times on the register, the first first.
func (c *Case) Memberships() []Membership {
	var all []Membership
	for _, e := range c.Standing {
		switch e.Fact.(type) {
		case JoinedRegister:
			all = append(all, Membership{Joined: e.On, JoinedSeq: e.Seq})
		case LeftRegister, MovedOut, Died:
			if n := len(all); n > 0 && all[n-1].How == nil {
				all[n-1].Left, all[n-1].How, all[n-1].Seq = e.On, e.Fact, e.Seq
			}
		}
	}
	return all
}
