package casefile

// Without is the case as somebody sees it to whom some entries are not shown.
// Why gives the words that take an entry's place, or "" to show it. An entry
// that is not shown stays in its place and keeps its effect, so that what is
// due, the colour and where the person is are the same for everyone; all that
// was written in it is gone.
func (c *Case) Without(why func(Recorded) string) *Case {
	entries := make([]Recorded, len(c.Entries))
	for i, e := range c.Entries {
		entries[i] = e.Withhold(why(e))
	}
	seen := &Case{ID: c.ID, Entries: entries, instead: c.instead, was: c.was}
	standing := make([]Recorded, len(c.Standing))
	for i, e := range c.Standing {
		standing[i] = e.Withhold(why(e))
	}
	seen.fold(standing)
	return seen
}

// Bare as the reason leaves an entry in its place and shown, without what was
// written in it.
const Bare = "bare"

// WithoutNote as the reason leaves an entry shown, without the note beside its
// fact.
const WithoutNote = "without note"

// Withhold is the entry without its words, for a reason; with "" it is the
// entry itself.
func (e Recorded) Withhold(why string) Recorded {
	switch why {
	case "":
		return e
	case WithoutNote:
		e.Note = ""
		return e
	case Bare:
		e.Note, e.Fact = "", silent(e.Fact)
		return e
	}
	e.Withheld, e.Note, e.Fact = why, "", silent(e.Fact)
	return e
}

// silent is a fact without what people wrote in it: what is left is what the
// lists of the register show.
func silent(f Fact) Fact {
	if f, ok := silentReferral(f); ok {
		return f
	}
	switch f := f.(type) {
	case Details:
		// Who the person is, and how to talk with them, is known to all who see them.
		f.Gender, f.Ethnicity, f.LocalID = "", "", ""
		return f
	case Consent:
		return Consent{To: f.To, Review: f.Review, Decision: f.Decision, Basis: f.Basis}
	case Rated:
		return Rated{Rating: f.Rating}
	case LeftRegister:
		return LeftRegister{}
	case MovedOut:
		return MovedOut{MoveRecord{Basis: f.Basis}} // by which it waits to be acknowledged
	case Admission:
		f.PlaceDetails, f.AdmissionDetails, f.Detail = PlaceDetails{Name: f.Name}, AdmissionDetails{}, ""
		return f
	case LegalStatusChange:
		f.Detail = ""
		return f
	case WardMove:
		f.PlaceDetails = PlaceDetails{Name: f.Name}
		return f
	case OversightVisit:
		return OversightVisit{}
	case quiet:
		return f.silent()
	case Discharge:
		return Discharge{}
	case Keyworker:
		return Keyworker{Status: f.Status}
	case Action:
		return Action{ID: f.ID, Due: f.Due}
	case ActionNotFollowed:
		f.Reason = ""
		return f
	case Meeting:
		return Meeting{With: f.With}
	case MeetingPutOff:
		return MeetingPutOff{}
	case SupportNeed:
		return SupportNeed{ID: f.ID, WantedBy: f.WantedBy}
	case SupportStarted:
		return SupportStarted{Need: f.Need}
	case SupportStep:
		return SupportStep{Need: f.Need, Status: f.Status}
	case EarlySign:
		return EarlySign{Sign: f.Sign}
	case SuggestionAnswered:
		return SuggestionAnswered{Trigger: f.Trigger, Answer: f.Answer, Until: f.Until}
	case RatingAction:
		return RatingAction{Rating: f.Rating, State: f.State, ID: f.ID}
	case WhatHelps:
		return WhatHelps{}
	case MissedDate:
		f.Reason, f.Told = "", nil
		return f
	case Imported:
		flags := make([]Flag, len(f.Flags))
		for i, flag := range f.Flags {
			flags[i] = Flag{ID: flag.ID, Code: flag.Code, Message: "Something in the record needs attention"}
		}
		return Imported{Flags: flags}
	case Flagged:
		return Flagged{Flag: Flag{ID: f.Flag.ID, Code: f.Flag.Code, Message: "Something in the record needs attention"}}
	case MergedFrom:
		return MergedFrom{First: f.First, Entries: f.Entries, Prefix: f.Prefix, Same: f.Same, Began: f.Began, Over: f.Over}
	case HandedOver:
		return HandedOver{Entries: f.Entries, Merged: f.Merged}
	case Contact, Sharing:
		return NotShown{}
	case ContactEnded:
		return NotShown{}
	case Address:
		return NotShown{}
	case GP:
		return NotShown{}
	}
	return f
}

// NotShown takes the place of a fact of which nothing is left without its
// words. It is never recorded.
type NotShown struct{}

func (NotShown) Kind() Kind { return "not-shown" }

// MayMark reports whether an entry can be marked as sensitive. What has to be
// seen by everyone who sees the person cannot: who they are, with whom they
// share, who holds the case, and what corrects the record. Of a decision on
// consent the decision is seen, whatever its mark.
func MayMark(f Fact) bool {
	switch f.(type) {
	case Details, Sharing, LocalAuthority, Coordinator, FlagCleared, EnteredInError, NotShown:
		return false
	}
	return true
}

// SubjectOf is the id of the review, action, referral, request or need that a
// fact begins or is about; "" for any other fact.
func SubjectOf(f Fact) string {
	switch f := f.(type) {
	case Referral:
		return f.ID
	case ReferralAcknowledged:
		return f.Referral
	case ReferralDecision:
		return f.Referral
	case OutcomeTold:
		return f.Referral
	case ReferralWithdrawn:
		return f.Referral
	case ReferralPlaced, ReferralAsked, ReferralAnswered, ReferralScreened, OtherTelling, ReferralReconsidered:
		return referralOf(f)
	case Consent:
		return f.Review
	case ReviewRequested:
		return f.ID
	case ReviewDecision:
		return f.Request
	case ReviewArranged:
		return f.ID
	case ReviewCancelled:
		return f.ID
	case PackSent:
		return f.Review
	case ReviewHeld:
		return f.ID
	case ReportSent:
		return f.Review
	case Action:
		return f.ID
	case ActionDone:
		return f.Action
	case ActionNotFollowed:
		return f.Action
	case ActionCancelled:
		return f.Action
	case SupportNeed:
		return f.ID
	case SupportStarted:
		return f.Need
	case SupportWithdrawn:
		return f.Need
	case SupportStep:
		return f.Need
	}
	return ""
}
