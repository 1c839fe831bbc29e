package casefile

import (
	"slices"

	"homeward/internal/civil"
)

// ReferralState is how a referral of a case stands.
type ReferralState struct {
	Referral
	Received     Recorded // the entry that began it
	Acknowledged civil.Date
	Placed       bool // somebody looked who the person is
	Known        bool // and the register knew them apart from it
	Asked        *Recorded
	Screened     *Recorded // the latest screening
	Decided      *Recorded // the latest decision
	Decisions    int
	Told         civil.Date // the day the person was told the latest decision, or who speaks for them; zero while they were not
	ToldTo       []ToldWhom // who was told then, where that is recorded
	Others       *Recorded  // the latest OtherTelling of the latest decision
	Reconsider   *Recorded  // a request that was not decided yet
	Withdrawn    civil.Date // before it was decided
}

// Stage is how far a referral has come.
type Stage string

const (
	StageNew          Stage = "new"          // received, and nobody has acknowledged it
	StageAcknowledged Stage = "acknowledged" // and nothing else
	StageAsked        Stage = "asked"        // waits for more information
	StageScreened     Stage = "screened"     // a panel has seen it
	StageToTell       Stage = "to-tell"      // decided, and the person was not told
	StageReconsider   Stage = "reconsider"   // decided, and to be looked at again
	StageAccepted     Stage = "accepted"     // and told
	StageDeclined     Stage = "declined"     // and told
	StageWithdrawn    Stage = "withdrawn"
)

// Stages lists them, in the order in which they come.
var Stages = []Stage{StageNew, StageAcknowledged, StageAsked, StageScreened, StageToTell, StageReconsider, StageAccepted, StageDeclined, StageWithdrawn}

// Open reports whether somebody has something to do.
func (s Stage) Open() bool {
	return s != StageAccepted && s != StageDeclined && s != StageWithdrawn
}

// Word is the stage as people say it.
func (s Stage) Word() string {
	switch s {
	case StageNew:
		return "New"
	case StageAcknowledged:
		return "Acknowledged"
	case StageAsked:
		return "Waits for information"
	case StageScreened:
		return "Screened"
	case StageToTell:
		return "Outcome to be told"
	case StageReconsider:
		return "To be looked at again"
	case StageAccepted:
		return "Accepted"
	case StageDeclined:
		return "Declined"
	case StageWithdrawn:
		return "Withdrawn"
	}
	return string(s)
}

// Stage is how far the referral has come.
func (r *ReferralState) Stage() Stage {
	switch {
	case r.Reconsider != nil:
		return StageReconsider
	case r.Decided != nil && r.Told == 0:
		return StageToTell
	case r.Decided != nil:
		if r.Outcome() == Accepted {
			return StageAccepted
		}
		return StageDeclined
	case r.Withdrawn != 0:
		return StageWithdrawn
	case r.Screened != nil:
		return StageScreened
	case r.Asked != nil:
		return StageAsked
	case r.Acknowledged != 0:
		return StageAcknowledged
	}
	return StageNew
}

// Open reports whether nobody has decided the referral yet.
func (r *ReferralState) Open() bool { return r.Decided == nil && r.Withdrawn == 0 }

// Outcome is that of the latest decision; "" without one.
func (r *ReferralState) Outcome() Outcome {
	if r.Decided == nil {
		return ""
	}
	d, _ := r.Decided.Fact.(ReferralDecision)
	return d.Outcome
}

// Referral is the state of the referral with an id.
func (c *Case) Referral(id string) (*ReferralState, bool) {
	for i := range c.Referrals {
		if c.Referrals[i].ID == id {
			return &c.Referrals[i], true
		}
	}
	return nil, false
}

// placeMerged says of the referrals of which record a merge was about that
// somebody looked who the person is: who merged it with what the register knew
// found them to be one. Of two records that have no more than a referral nobody has.
func (c *Case) placeMerged() {
	if len(c.Referrals) == 0 {
		return
	}
	for _, merge := range c.Standing {
		if _, ok := merge.Fact.(MergedFrom); !ok {
			continue
		}
		if !slices.ContainsFunc(c.Standing, func(e Recorded) bool { return e.Seq < merge.Seq && beyondReferral(e.Fact) }) {
			continue
		}
		for i := range c.Referrals {
			if r := &c.Referrals[i]; r.Received.Seq < merge.Seq && !r.Placed {
				r.Placed, r.Known = true, true
			}
		}
	}
}

// beyondReferral reports whether a fact is more than is known of somebody who was
// referred and of whom nobody has looked who they are.
func beyondReferral(f Fact) bool {
	switch f.(type) {
	case Details, Referral, EnteredInError, MergedFrom:
		return false
	case ReferralPlaced:
		return true
	}
	return !aboutReferral(f)
}

// takeReferral folds an entry about a referral into its state.
func (c *Case) takeReferral(e Recorded) {
	if f, ok := e.Fact.(Referral); ok {
		c.Referrals = append(c.Referrals, ReferralState{Referral: f, Received: e, Placed: f.CameFrom != "" || f.Form.Who == "", Known: f.CameFrom != ""})
		return
	}
	if !aboutReferral(e.Fact) {
		return
	}
	r, ok := c.Referral(SubjectOf(e.Fact))
	if !ok {
		return
	}
	switch f := e.Fact.(type) {
	case ReferralAcknowledged:
		if r.Acknowledged == 0 {
			r.Acknowledged = e.On
		}
	case ReferralPlaced:
		r.Placed = true
	case ReferralAsked:
		r.Asked = keep(e)
	case ReferralAnswered:
		r.Asked = nil
	case ReferralScreened:
		r.Screened, r.Asked = keep(e), nil
	case ReferralDecision:
		r.Decided, r.Told, r.Reconsider, r.Asked = keep(e), 0, nil, nil
		r.ToldTo, r.Others = nil, nil
		r.Decisions++
	case OutcomeTold:
		r.Told, r.ToldTo = e.On, f.To
	case OtherTelling:
		r.Others = keep(e)
	case ReferralReconsidered:
		r.Reconsider, r.Screened = keep(e), nil
	case ReferralWithdrawn:
		// After a decision there is nothing to take back but that it is looked at
		// again: the decision stands, and can be asked about another time.
		if r.Decided == nil {
			r.Withdrawn = e.On
		}
		r.Reconsider, r.Asked = nil, nil
	}
}

// keep is an entry of its own, so that only these few are put aside.
func keep(e Recorded) *Recorded { return &e }

// OfReferral is a fact about a referral with the id of one.
func OfReferral(f Fact, id string) Fact {
	switch f := f.(type) {
	case ReferralAcknowledged:
		f.Referral = id
		return f
	case ReferralPlaced:
		f.Referral = id
		return f
	case ReferralAsked:
		f.Referral = id
		return f
	case ReferralAnswered:
		f.Referral = id
		return f
	case ReferralScreened:
		f.Referral = id
		return f
	case ReferralDecision:
		f.Referral = id
		return f
	case OutcomeTold:
		f.Referral = id
		return f
	case OtherTelling:
		f.Referral = id
		return f
	case ReferralReconsidered:
		f.Referral = id
		return f
	case ReferralWithdrawn:
		f.Referral = id
		return f
	}
	return f
}

// AboutReferral reports whether a fact says what became of a referral.
func AboutReferral(f Fact) bool { return aboutReferral(f) }

func aboutReferral(f Fact) bool {
	switch f.(type) {
	case ReferralAcknowledged, ReferralPlaced, ReferralAsked, ReferralAnswered, ReferralScreened, ReferralDecision, OutcomeTold, OtherTelling, ReferralReconsidered, ReferralWithdrawn:
		return true
	}
	return false
}
