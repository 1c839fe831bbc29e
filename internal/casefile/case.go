package casefile

import (
	"cmp"
	"slices"
	"time"

	"homeward/internal/civil"
)

// Author is who recorded an entry, and in which role.
type Author struct {
	ID   string
	Name string
	Role string
}

// Recorded is an entry as it stands in the record.
type Recorded struct {
	Entry
	Seq        int       // 1, 2, 3 ... within the case, in the order of recording
	RecordedAt time.Time // UTC
	By         Author
	StruckBy   int // sequence number of the entry that struck this one out; 0 while it stands
	// Withheld says why the entry is shown to somebody without its words; see
	// Case.Without. It is "" in the record itself.
	Withheld string
}

// Case is what is known of one person, folded from the entries.
//
// Entries take effect by the day they were so and then by the order in which
// they were recorded (spec fine print 1 and 2), or in which that was recorded
// whose day they correct; entries that were struck out take no effect.
type Case struct {
	ID       string
	Entries  []Recorded // all of them, by Seq
	Standing []Recorded // those that were not struck out, in the order in which they take effect

	Details          Details
	Address          Address
	LocalAuthority   string
	GP               string
	Coordinator      string
	Conditions       []ConditionState // the latest word on each, in the order of ConditionNames
	Plan             PlanStatus       // "" when nothing is known
	Rating           *RatingState     // nil when not rated, or since leaving the register
	Obliged          []Obliged        // what the rating obliges to, with what became of it
	RegisterConsent  *ConsentState
	ReviewsConsent   *ConsentState
	Sharing          []SharingState // with whom to share, as it was chosen last
	Stay             *Stay          // nil in the community
	Stays            []Stay
	Orders           []Order // under which they lived at home, in order; see Case.Order
	OnRegister       bool
	Joined           civil.Date // latest joining
	Left             civil.Date // latest leaving, by whichever way
	LeftHow          Kind       // left-register, moved-out or died
	Died             civil.Date
	Contacts         []Contact
	Keyworker        *Keyworker
	PlannedDischarge civil.Date
	LastReview       *Recorded // latest review held
	Meetings         MeetingState
	Flags            []Flag      // what still needs attention
	Merged           string      // case that this one was merged into; "" for one of its own
	MergedSeq        int         // entry that says so
	instead          map[int]int // what stands in the place of an entry since its day was corrected
	was              map[int]int // and in the place of which first entry it stands
	Needs            []Need      // in the order in which they were asked for
	Helps            *HelpsState
	Referrals        []ReferralState
}

// ConditionState is the latest word on a condition.
type ConditionState struct {
	Condition
	Since civil.Date
	Seq   int
}

// RatingState is the colour now, since when without a break, and the entry
// that last gave it.
type RatingState struct {
	Rated
	Since civil.Date
	On    civil.Date
	Note  string
	By    Author
	Seq   int
}

// ConsentState is the latest decision of one kind.
type ConsentState struct {
	Consent
	On   civil.Date
	Note string
	Seq  int
}

// Stay is a time in hospital, as it is at its end or now.
type Stay struct {
	Admission // hospital, ward, security and legal status as last changed
	Admitted  civil.Date
	Ended     civil.Date // zero while it lasts
	Seq       int
}

// Version is the number of entries; the next one gets Version()+1.
func (c *Case) Version() int { return len(c.Entries) }

// InHospital reports whether the person is an inpatient: admitted and not
// discharged, or blue although the admission itself is not known (as an
// imported register may have it).
func (c *Case) InHospital() bool {
	return c.Stay != nil || (c.Rating != nil && c.Rating.Rating == Blue)
}

// Name is what to call the person.
func (c *Case) Name() string { return c.Details.Name() }

// Name is the preferred or given name with the family name, or words that say
// that none is known.
func (d Details) Name() string {
	given := d.PreferredName
	if given == "" {
		given = d.GivenName
	}
	switch {
	case given == "" && d.FamilyName == "":
		return "Name not recorded"
	case given == "":
		return d.FamilyName
	case d.FamilyName == "":
		return given
	}
	return given + " " + d.FamilyName
}

// Fold makes the case from all its entries, given by Seq.
func Fold(id string, entries []Recorded) *Case {
	c := &Case{ID: id, Entries: slices.Clone(entries)}
	c.refold()
	return c
}

// Append adds entries that were recorded after those of the case.
func (c *Case) Append(entries ...Recorded) {
	c.Entries = append(c.Entries, entries...)
	c.refold()
}

// AsAt is the case as it stood at the end of a day, with what is known now:
// the entries of that day and before that have not been struck out.
func (c *Case) AsAt(day civil.Date) *Case {
	kept := make([]Recorded, 0, len(c.Entries))
	for _, e := range c.Standing {
		if e.On <= day {
			kept = append(kept, e)
		}
	}
	past := &Case{ID: c.ID, Entries: kept, instead: c.instead, was: c.was}
	past.fold(kept)
	return past
}

// AsRecordedBy is the case as it could be read at a moment: the entries that
// had been recorded by then, with the strike-outs of then.
func (c *Case) AsRecordedBy(at time.Time) *Case {
	var kept []Recorded
	known := c.knownAt()
	for i, e := range c.Entries {
		if !known[i].After(at) {
			e.StruckBy = 0
			kept = append(kept, e)
		}
	}
	return Fold(c.ID, kept)
}

// StruckOut reports whether the case was entered in error as a whole.
func (c *Case) StruckOut() bool {
	return !slices.ContainsFunc(c.Standing, func(e Recorded) bool {
		_, strikes := e.Fact.(EnteredInError)
		return !strikes
	})
}

// Entry is the entry with a sequence number.
func (c *Case) Entry(seq int) (Recorded, bool) {
	if seq < 1 || seq > len(c.Entries) || c.Entries[seq-1].Seq != seq {
		return Recorded{}, false
	}
	return c.Entries[seq-1], true
}

// File is the case as the clock reads it. Entry i of the file is Standing[i].
func (c *Case) File() *File {
	f := &File{ID: c.ID, BirthDate: c.Details.BirthDate, Entries: make([]Entry, len(c.Standing))}
	for i, e := range c.Standing {
		f.Entries[i] = e.Entry
	}
	return f
}

func (c *Case) refold() {
	for i := range c.Entries {
		c.Entries[i].StruckBy = 0
	}
	for _, e := range c.Entries {
		if x, ok := e.Fact.(EnteredInError); ok && x.Entry >= 1 && x.Entry < e.Seq && x.Entry <= len(c.Entries) {
			c.Entries[x.Entry-1].StruckBy = e.Seq
		}
	}
	c.follow()
	for _, e := range c.Entries {
		if m, ok := e.Fact.(MergedFrom); ok && e.StruckBy == 0 {
			for _, seq := range m.Over {
				if seq >= 1 && seq < e.Seq && seq <= len(c.Entries) && c.Entries[seq-1].StruckBy == 0 {
					c.Entries[seq-1].StruckBy = e.Seq
				}
			}
		}
	}
	standing := make([]Recorded, 0, len(c.Entries))
	for _, e := range c.Entries {
		if e.StruckBy == 0 {
			standing = append(standing, e)
		}
	}
	slices.SortStableFunc(standing, func(a, b Recorded) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(c.first(a.Seq), c.first(b.Seq)), cmp.Compare(a.Seq, b.Seq))
	})
	c.fold(standing)
}

func (c *Case) fold(standing []Recorded) {
	*c = Case{ID: c.ID, Entries: c.Entries, Standing: standing, instead: c.instead, was: c.was}
	for _, e := range standing {
		c.take(e)
	}
	c.placeMerged()
}

func (c *Case) take(e Recorded) {
	switch f := e.Fact.(type) {
	case Details:
		c.Details = f
	case Address:
		c.Address = f
	case LocalAuthority:
		c.LocalAuthority = f.Name
	case GP:
		c.GP = f.Practice
	case MergedInto:
		c.takeMerged(f, e)
	case Coordinator:
		c.Coordinator = f.Name
	case Condition:
		c.takeCondition(f, e)
	case EHCPlan:
		c.Plan = f.Status
	case Rated:
		since := e.On
		if c.Rating != nil && c.Rating.Rating == f.Rating {
			since = c.Rating.Since
		}
		c.oblige(f, c.Rating)
		c.Rating = &RatingState{Rated: f, Since: since, On: e.On, Note: e.Note, By: e.By, Seq: e.Seq}
	case RatingAction:
		c.answerObliged(f, e)
	case Consent:
		s := &ConsentState{Consent: f, On: e.On, Note: e.Note, Seq: e.Seq}
		switch f.To {
		case ToRegister:
			c.RegisterConsent = s
			if f.Decision != Given {
				c.endSharing()
			}
		case ToReviews:
			c.ReviewsConsent = s
		}
	case Sharing:
		c.takeSharing(f, e)
	case JoinedRegister:
		c.OnRegister, c.Joined = true, e.On
		c.Left, c.LeftHow = 0, ""
	case LeftRegister, MovedOut:
		c.leave(e)
	case Died:
		c.leave(e)
		c.Died = e.On
		c.endOrder(e.On)
		c.endStay(e.On)
	case Admission:
		c.endStay(e.On)
		c.standStill(e)
		c.Stays = append(c.Stays, Stay{Admission: f, Admitted: e.On, Seq: e.Seq})
		c.Stay = &c.Stays[len(c.Stays)-1]
	case WardMove:
		if c.Stay != nil {
			c.Stay.Hospital, c.Stay.Ward, c.Stay.Security, c.Stay.OutOfArea, c.Stay.PlaceDetails = f.Hospital, f.Ward, f.Security, f.OutOfArea, f.PlaceDetails
		}
	case LegalStatusChange:
		if c.Stay != nil {
			c.Stay.LegalStatus, c.Stay.SecondRecommendation, c.Stay.LegalTerms = f.LegalStatus, f.SecondRecommendation, f.LegalTerms
		} else {
			c.takeOrder(f, e)
		}
	case Discharge:
		c.orderGoesOn(e)
		c.endStay(e.On)
	case PlannedDischarge:
		if c.InHospital() || len(c.Stays) == 0 { // not where it is found later that they had left by then
			c.PlannedDischarge = f.Day
		}
	case Contact:
		c.Contacts = append(slices.DeleteFunc(slices.Clone(c.Contacts), func(x Contact) bool { return x.ID == f.ID }), f)
	case ContactEnded:
		c.Contacts = slices.DeleteFunc(slices.Clone(c.Contacts), func(x Contact) bool { return x.ID == f.Contact })
	case Keyworker:
		k := f
		c.Keyworker = &k
	case ReviewHeld:
		r := e
		c.LastReview = &r
	case Imported:
		c.Flags = append(c.Flags, f.Flags...)
	case Flagged:
		c.Flags = append(slices.Clone(c.Flags), f.Flag)
	case FlagCleared:
		c.Flags = slices.DeleteFunc(slices.Clone(c.Flags), func(x Flag) bool { return x.ID == f.Flag })
	}
	c.takeMeeting(e)
	c.Flags = c.stillOpen(c.Flags)
	c.takeSupport(e)
	c.takeHelps(e)
	c.takeReferral(e)
}

func (c *Case) takeCondition(f Condition, e Recorded) {
	state := ConditionState{Condition: f, Since: e.On, Seq: e.Seq}
	i := slices.IndexFunc(c.Conditions, func(s ConditionState) bool { return s.Condition.Condition == f.Condition })
	if i >= 0 {
		c.Conditions[i] = state
		return
	}
	c.Conditions = append(c.Conditions, state)
	slices.SortFunc(c.Conditions, func(a, b ConditionState) int {
		return cmp.Compare(slices.Index(ConditionNames, a.Condition.Condition), slices.Index(ConditionNames, b.Condition.Condition))
	})
}

func (c *Case) leave(e Recorded) {
	c.OnRegister, c.Left, c.LeftHow = false, e.On, e.Fact.Kind()
	c.Rating, c.Obliged = nil, nil
	for i := range c.Needs {
		c.Needs[i].FromBefore = c.Needs[i].FromBefore || c.Needs[i].Status.Open()
	}
}

func (c *Case) endStay(on civil.Date) {
	if c.Stay != nil {
		c.Stay.Ended = on
		c.Stay, c.PlannedDischarge = nil, 0
	}
}

// stillOpen drops the flags that a later entry has answered by itself.
func (c *Case) stillOpen(flags []Flag) []Flag {
	answered := func(f Flag) bool {
		switch f.Code {
		case FlagNHSNumberMissing, FlagNHSNumberInvalid:
			return c.Details.NHSNumber != ""
		case FlagBirthDateMissing, FlagBirthDateUnreadable:
			return c.Details.BirthDate != 0
		case FlagRatingMissing:
			return c.Rating != nil
		case FlagAdmissionMissing:
			return c.Stay != nil || c.Rating == nil || c.Rating.Rating != Blue
		}
		return false
	}
	if !slices.ContainsFunc(flags, answered) {
		return flags
	}
	return slices.DeleteFunc(slices.Clone(flags), answered)
}

// Codes of flags. Those of the import report are the spec's.
const (
	FlagNHSNumberMissing    = "nhs-number-missing"
	FlagNHSNumberInvalid    = "nhs-number-invalid"
	FlagBirthDateMissing    = "birth-date-missing"
	FlagBirthDateUnreadable = "birth-date-unreadable"
	FlagDateUnreadable      = "date-unreadable"
	FlagRatingUnknown       = "rating-unknown"
	FlagRatingMissing       = "rating-missing"
	FlagAdmissionMissing    = "admission-missing"
	FlagUnread              = "unread"
)

// Considered reports whether the person is, by the latest word on each
// condition, autistic or has a learning disability in the sense of s.125A: a
// condition confirmed or considered and not since excluded.
func (c *Case) Considered() bool {
	for _, name := range ConditionNames {
		considered := false
		for _, e := range c.Standing {
			if f, ok := e.Fact.(Condition); ok && f.Condition == name {
				switch f.Status {
				case Confirmed, Considered:
					considered = true
				case Excluded:
					considered = false
				}
			}
		}
		if considered {
			return true
		}
	}
	return false
}

// Cohort is which review the person gets on a day.
type Cohort string

const (
	CTR  Cohort = "ctr"
	CETR Cohort = "cetr"
)

// CohortOn is CETR under 18 or with a maintained EHC plan, else CTR. The plan
// is the one that stands in the case.
func (c *Case) CohortOn(day civil.Date) Cohort {
	born := c.Details.BirthDate
	if born != 0 && day < born.Attains(18) || c.Plan == Maintained {
		return CETR
	}
	return CTR
}

// Ended is the last day of which anything stands in the record of somebody who
// is neither on the register nor in hospital, or has died: so nothing that is
// known of a person counts as older than it is. It is zero for everybody else.
func (c *Case) Ended() civil.Date {
	if c.Died == 0 && (c.OnRegister || c.InHospital()) || len(c.Standing) == 0 {
		return 0
	}
	return c.Standing[len(c.Standing)-1].On
}
