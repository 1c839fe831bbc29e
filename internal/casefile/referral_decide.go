package casefile

import (
	"cmp"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// Receive opens a case with a referral: who it says it is about, and what it
// says. The person is not on the register by it.
type Receive struct {
	On   civil.Date // today, where the form does not say when it came
	ID   string
	Form ReferralForm
}

func (d Receive) Decide(c *Case, today civil.Date) ([]Entry, error) {
	if c.Version() > 0 {
		return nil, refuse("", "This referral was received already.")
	}
	f := d.Form
	if r := f.check(today); len(r) > 0 {
		return nil, r
	}
	on := cmp.Or(f.CameOn, d.On)
	// Of the number only the referral speaks until somebody has looked: a number
	// that anyone may have typed names nobody.
	details := Details{GivenName: f.Given, FamilyName: f.Family, PreferredName: f.Preferred, BirthDate: f.BirthDate, Communication: f.Needs}
	return c.accept(today, false, Entry{on, details, ""}, Entry{on, Referral{ID: d.ID, By: f.Who.By(), Form: f}, ""})
}

// check says what of a referral is missing or cannot be.
func (f ReferralForm) check(today civil.Date) (r Refusals) {
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	filled := func(s string) bool { return strings.TrimSpace(s) != "" }
	need((f.CameOn == 0) == (f.CameBy == "") && (f.CameBy == "" || slices.Contains(CameBys, f.CameBy)), "came_by", "Choose how it came")
	need(f.CameOn <= today, "came_on", "The day on which it came must be today or earlier")
	need(f.CameOn == 0 || f.CameOn >= f.BirthDate, "came_on", "The day on which it came must be on or after the date of birth")
	self := f.Who == Themself
	need(slices.Contains(Referrers, f.Who), "who", "Choose who you are")
	if self {
		need(filled(f.Given) || filled(f.Family) || filled(f.Preferred), "given", "Write your name")
		need(filled(f.WhyNow), "why_now", "Write what is hard now")
		need(filled(f.Reach) || filled(f.Phone) || filled(f.Email) || filled(f.Address), "reach", "Write how we can reach you")
		return r
	}
	need(filled(f.Given) || filled(f.Family) || filled(f.Preferred), "given", "Enter the name of the person")
	need(filled(f.Name), "name", "Enter your name")
	need(filled(f.Phone) || filled(f.Email) || filled(f.Post) || f.User != "", "phone", "Enter a phone number, an email address or a postal address, so that we can answer you")
	need(filled(f.WhyNow), "why_now", "Say why you are worried now")
	return r
}

// OnReferral records one fact about a referral.
type OnReferral struct{ Add }

func (d OnReferral) Decide(c *Case, today civil.Date) ([]Entry, error) {
	id := SubjectOf(d.Fact)
	r, ok := c.Referral(id)
	if !ok {
		return nil, refuse("", "There is no such referral.")
	}
	switch d.Fact.(type) {
	case ReferralAcknowledged:
		if r.Acknowledged != 0 {
			return nil, refuse("", "The referral was acknowledged already, on "+r.Acknowledged.Long()+".")
		}
	case ReferralAnswered:
		if r.Asked == nil {
			return nil, refuse("", "Nobody waits for more information about this referral.")
		}
	case OutcomeTold, OtherTelling:
		if r.Decided == nil {
			return nil, refuse("", "The referral was not decided yet, so there is no outcome to tell.")
		}
		if told, ok := d.Fact.(OutcomeTold); ok && len(told.To) > 0 && !slices.ContainsFunc(told.To, ToldWhom.ForThePerson) {
			return nil, refuse("to", "Neither the person nor anybody who speaks for them was told, so they are still to be told.")
		}
	case ReferralReconsidered:
		switch {
		case r.Decided == nil:
			return nil, refuse("", "The referral was not decided yet, so there is nothing to look at again.")
		case r.Reconsider != nil:
			return nil, refuse("", "It is being looked at again already.")
		}
	case ReferralDecision:
		return nil, refuse("", "This cannot be recorded by itself.")
	}
	switch d.Fact.(type) {
	case ReferralAsked, ReferralScreened, ReferralWithdrawn:
		if r.Stage() == StageWithdrawn || r.Decided != nil && r.Reconsider == nil {
			return nil, refuse("", "This referral is closed: "+lower(r.Stage().Word())+".")
		}
	}
	return c.accept(today, false, Entry{d.On, d.Fact, strings.TrimSpace(d.Note)})
}

// Place says that a referral is about nobody whom the register knew, with the
// NHS number that somebody has looked up; "" for none.
type Place struct {
	On        civil.Date
	Referral  string
	NHSNumber string
}

func (d Place) Decide(c *Case, today civil.Date) ([]Entry, error) {
	r, ok := c.Referral(d.Referral)
	switch {
	case !ok:
		return nil, refuse("", "There is no such referral.")
	case r.Placed:
		return nil, refuse("", "Somebody has looked already who this is.")
	}
	if d.NHSNumber != "" {
		if _, err := ParseNHSNumber(d.NHSNumber); err != nil {
			return nil, refuse("nhs_number", "Enter a valid NHS number: 10 digits, such as 999 123 4578. Or leave it empty")
		}
	}
	entries := []Entry{{d.On, ReferralPlaced{Referral: d.Referral}, ""}}
	if d.NHSNumber != "" && d.NHSNumber != c.Details.NHSNumber {
		details := c.Details
		details.NHSNumber = d.NHSNumber
		entries = append([]Entry{{d.On, details, ""}}, entries...)
	}
	return c.accept(today, false, entries...)
}

// DecideReferral accepts or declines a referral. Who is accepted joins the
// register with what is known of them.
type DecideReferral struct {
	On       civil.Date
	By       string // id of the user who decides
	Again    bool   // it is looked at again, for which others may decide; refused of one that is not
	Decision ReferralDecision
	Note     string
	Joining  Joining // of one who is accepted
}

// Joining is what is recorded of somebody who is accepted. Consent is not of it:
// that is a talk with the person, and is recorded by AskConsent with all that
// belongs to it. Until then what is shared is as for somebody whom nobody has
// asked.
type Joining struct {
	Conditions []Condition
	Authority  string
}

func (d DecideReferral) Decide(c *Case, today civil.Date) ([]Entry, error) {
	r, ok := c.Referral(d.Decision.Referral)
	if !ok {
		return nil, refuse("", "There is no such referral.")
	}
	var wrong Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			wrong = append(wrong, Refusal{field, text})
		}
	}
	f := d.Decision
	switch {
	case r.Stage() == StageWithdrawn:
		return nil, refuse("", "This referral was withdrawn.")
	case d.Again && r.Reconsider == nil:
		return nil, refuse("", "Nobody has asked to look at this referral again.")
	case r.Decided != nil && r.Reconsider == nil:
		return nil, refuse("", "This referral is decided. Record first that somebody asks to look at it again.")
	case r.Reconsider != nil && (d.By == "" || r.Decided.By.ID == d.By):
		return nil, refuse("", "You made the first decision. Somebody else has to decide it this time.")
	case !r.Placed:
		return nil, refuse("", "Say first who this is: somebody the register knows, or somebody new.")
	}
	need(slices.Contains(ReferralOutcomes, f.Outcome), "outcome", "Choose if the referral is accepted or declined")
	need(strings.TrimSpace(f.Reason) != "", "reason", "Say why, in words that the person can read")
	if lacks := r.PanelLacks(); lacks == "" {
		f.NotWhole = ""
	} else {
		need(strings.TrimSpace(f.NotWhole) != "", "not_whole", lacks+". Say why it is decided without a whole panel")
	}
	if f.Outcome == Declined {
		need(strings.TrimSpace(f.Signposting) != "", "signposting", "Say where they can get help instead")
	}
	j := d.Joining
	if f.Outcome == Accepted {
		against := c.againstTheirWill()
		need(against == "", "", against+". If not, decline the referral, and say what else there is")
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	entries := []Entry{{d.On, f, strings.TrimSpace(d.Note)}}
	if f.Outcome == Accepted && !c.AsAt(d.On).OnRegister {
		entries = append(entries, Entry{d.On, JoinedRegister{}, "By referral " + f.Referral})
		entries = append(entries, blueOnJoining(c, d.On)...)
		for _, condition := range j.Conditions {
			if !slices.ContainsFunc(c.Conditions, func(s ConditionState) bool { return s.Condition == condition }) {
				entries = append(entries, Entry{d.On, condition, ""})
			}
		}
		if a := strings.TrimSpace(j.Authority); a != "" && a != c.LocalAuthority {
			entries = append(entries, Entry{d.On, LocalAuthority{Name: a}, ""})
		}
	}
	return c.accept(today, false, entries...)
}

// TakeReferrals records in the case of a person whom the register knew what was
// written of them in one that was opened for a referral.
type TakeReferrals struct {
	From    string // the case that was opened
	Entries []Entry
}

// ReferralsToMove are the entries about referrals of a case that was opened for
// one and of which nothing else is known; ok is false for any other case.
func (c *Case) ReferralsToMove() (entries []Recorded, ok bool) {
	if c.OnRegister || c.Left != 0 || len(c.Referrals) == 0 {
		return nil, false
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case Details, EnteredInError:
		case Referral:
			entries = append(entries, e)
		default:
			if !aboutReferral(f) {
				return nil, false
			}
			entries = append(entries, e)
		}
	}
	return entries, true
}

func (d TakeReferrals) Decide(c *Case, today civil.Date) ([]Entry, error) {
	entries := make([]Entry, len(d.Entries))
	for i, e := range d.Entries {
		if f, ok := e.Fact.(Referral); ok {
			f.CameFrom = d.From
			e.Fact = f
		}
		entries[i] = e
	}
	return c.accept(today, false, entries...)
}
