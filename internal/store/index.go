package store

import (
	"slices"
	"strings"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// Indexed is what the index keeps of a case.
type Indexed struct {
	Person      PersonRow
	Words       []string // search words, sorted, each once
	Obligations []ObligationRow
	Stays       []StayRow
	Needs       []NeedRow
	Beside      map[string][][]any // rows of the side tables, by their name
}

// PersonRow is one person in the lists of a register.
type PersonRow struct {
	CaseID                   string
	Given, Family, Preferred string
	Name                     string // what to call the person
	SortKey                  string // family and then given name, folded
	NHSNumber                string
	BirthDate                civil.Date
	Rating                   casefile.Rating // "" when not rated
	RatingSince              civil.Date
	LocalAuthority           string
	Cohort                   casefile.Cohort
	Setting                  casefile.Setting
	OnRegister               Membership
	Consent                  casefile.ConsentDecision // to the register; "" when not asked
	ConsentBasis             casefile.ConsentBasis
	ConsentOn                civil.Date // when that was decided
	// SharesNot are the kinds of recipient with which the person does not want to
	// share, each between commas: ",council,school,"; "" for none.
	SharesNot      string
	ReviewsConsent casefile.ConsentDecision
	Coordinator    string
	Flags          int    // how many things need attention
	FlagMessage    string // the first of them

	// The open obligation that is due first or, when none is open, the
	// suspended one; NextState is open, suspended or "".
	NextDue   civil.Date
	NextRule  string
	NextState string
	OpenCount int // open obligations, suspended ones not counted
	// ObligationsSum tells rows of obligations from other rows: what has the
	// same sum is not read to be compared.
	ObligationsSum string

	JoinedOn, LeftOn civil.Date
	Hospital, Ward   string
	LastReviewOn     civil.Date
	// EndedOn is the last day of which anything stands in the record of somebody
	// who is neither on the register nor in hospital, or has died; zero for who is.
	EndedOn, DiedOn civil.Date
	ChangedAt       time.Time // when the latest entry was recorded
	ChangedBy       string
	Version         int
	HeadHash        casefile.Hash

	// What the agenda of a meeting goes by; see casefile.MeetingState.
	MetOn                                          civil.Date
	AskedAt                                        time.Time // zero where nothing stands that asks for it
	RatedAt, AdmittedAt, DischargedAt, ConsentedAt time.Time

	EvaluatedOn civil.Date // the day the row was computed for
	ChangesOn   civil.Date // first later day on which it would differ with no new entry; zero if none
	Rulebook    int        // the last that the register had adopted when the row was computed
	Edition     string     // Rules.Edition of those by which it was computed
}

// Overdue reports whether something that is open was due before today. What is
// suspended never is. It says of a row what the column open_due says in a query.
func (p *PersonRow) Overdue(today civil.Date) bool {
	return p.NextState == StateOpen && p.NextDue < today
}

// Membership is how someone stands to the register.
type Membership string

const (
	On    Membership = "on"
	Left  Membership = "left"
	Moved Membership = "moved"
	Died  Membership = "died"
	// NotOn is someone who never joined, such as a person who was referred.
	NotOn Membership = "none"
	// StruckOut is a case all of whose entries were entered in error, or that was
	// merged into another. No list shows it and no search finds it.
	StruckOut Membership = "struck-out"
)

// ObligationRow is an obligation of a case, as the index keeps it.
type ObligationRow struct {
	CaseID      string
	N           int // place in the order of the clock
	Rule        string
	Basis       string
	Subject     string // id of the review, referral, request, action or need
	StartedSeq  int    // entry that started it; 0 when none did
	StartedOn   civil.Date
	Due         civil.Date
	State       string // open, or one of the clock's other states
	MetSeq      int
	MetOn       civil.Date
	EndedOn     civil.Date
	EndedReason string
	MissedSeq   int // entry that says why the date was missed; 0 without one
	// AsksReason is set where the day, once it is past, was missed, and nobody
	// has recorded why. A day before the record of the person began here is
	// not asked about: whoever recorded it had only the dates.
	AsksReason bool
}

// States of an obligation in the index. The rest are the clock's words. Due and
// overdue are one: which it is, the day of the question says.
const (
	StateOpen      = "open"
	StateSuspended = "suspended"
)

// noOpenDue stands in open_due where nothing is open. It sorts last and is
// before no day, so nothing is overdue by it.
const noOpenDue = "9999-12-31"

// IndexOf is what the index keeps of a case as it stands on a day by the
// rules. It leaves Person.HeadHash, Rulebook and Edition, which neither of them
// knows, to the caller.
func IndexOf(c *casefile.Case, rules *clock.Rulebook, today civil.Date) Indexed {
	result := clock.Evaluate(c.File(), rules, today)
	if c.Merged != "" {
		result = clock.Result{} // what is due is due for the record that it was merged into
	}
	p := PersonRow{
		CaseID: c.ID,
		Given:  c.Details.GivenName, Family: c.Details.FamilyName, Preferred: c.Details.PreferredName,
		Name: c.Name(), SortKey: sortKey(c.Details),
		NHSNumber: c.Details.NHSNumber, BirthDate: c.Details.BirthDate,
		LocalAuthority: c.LocalAuthority,
		Cohort:         c.CohortOn(today),
		Setting:        casefile.Community,
		OnRegister:     membership(c),
		Coordinator:    c.Coordinator,
		Flags:          len(c.Flags),
		JoinedOn:       c.Joined, LeftOn: c.Left,
		Version:     c.Version(),
		EvaluatedOn: today,
		ChangesOn:   result.Changes,
	}
	if c.InHospital() {
		p.Setting = casefile.Inpatient
	}
	if c.Rating != nil {
		p.Rating, p.RatingSince = c.Rating.Rating, c.Rating.Since
	}
	if k := c.RegisterConsent; k != nil {
		p.Consent, p.ConsentBasis, p.ConsentOn = k.Decision, k.Basis, k.On
	}
	p.SharesNot = sharesNot(c)
	if k := c.ReviewsConsent; k != nil {
		p.ReviewsConsent = k.Decision
	}
	if p.Flags > 0 {
		p.FlagMessage = c.Flags[0].Message
	}
	if c.Stay != nil {
		p.Hospital, p.Ward = c.Stay.HospitalWord(), c.Stay.Ward
	}
	if c.LastReview != nil {
		p.LastReviewOn = c.LastReview.On
	}
	p.EndedOn, p.DiedOn = c.Ended(), c.Died
	p.MetOn, p.RatedAt, p.AdmittedAt = c.Meetings.Met, stamp(c.Meetings.Rated), stamp(c.Meetings.Admitted)
	p.DischargedAt, p.ConsentedAt = stamp(c.Meetings.Discharged), stamp(c.Meetings.Consented)
	if c.Meetings.Asked != nil {
		p.AskedAt = stamp(c.Meetings.Asked.RecordedAt)
	}
	if n := len(c.Entries); n > 0 {
		p.ChangedAt, p.ChangedBy = c.Entries[n-1].RecordedAt, c.Entries[n-1].By.Name
	}
	// The cohort changes on the 18th birthday, whether or not a date does.
	if p.BirthDate != 0 {
		if adult := p.BirthDate.Attains(18); adult > today && (p.ChangesOn == 0 || adult < p.ChangesOn) {
			p.ChangesOn = adult
		}
	}

	x := Indexed{Obligations: obligationRows(c, result.Obligations), Needs: needRows(c, p.OnRegister)}
	p.ObligationsSum = sumOf(x.Obligations)
	if c.Merged == "" {
		x.Stays = stayRows(c, rules, x.Obligations)
	}
	for _, o := range x.Obligations {
		switch {
		case o.State == StateOpen:
			p.OpenCount++
			// The clock lists them by due day, so the first is the next.
			if p.NextState != StateOpen {
				p.NextDue, p.NextRule, p.NextState = o.Due, o.Rule, StateOpen
			}
		case o.State == StateSuspended && p.NextState == "":
			p.NextDue, p.NextRule, p.NextState = o.Due, o.Rule, StateSuspended
		}
	}
	if p.OnRegister != StruckOut {
		x.Words = searchWords(c.Details)
	}
	x.Person, x.Beside = p, besideOf(c, p.OnRegister)
	return x
}

// sharesNot are the kinds of recipient with which somebody does not want to
// share; see PersonRow.
func sharesNot(c *casefile.Case) (kinds string) {
	for i, w := range c.NotWith() {
		if i == 0 {
			kinds = ","
		}
		kinds += string(w) + ","
	}
	return kinds
}

func obligationRows(c *casefile.Case, from []clock.Obligation) []ObligationRow {
	rows := make([]ObligationRow, 0, len(from))
	var began civil.Date
	if len(c.Entries) > 0 {
		began = civil.FromTime(c.Entries[0].RecordedAt.UTC())
	}
	reasons := slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool { return e.Fact.Kind() == casefile.MissedDate{}.Kind() })
	seq := func(place int) int {
		if place < 0 {
			return 0
		}
		return c.Standing[place].Seq
	}
	for i := range from {
		o := &from[i]
		if !clock.Listed(o, true) {
			continue
		}
		row := ObligationRow{
			CaseID: c.ID, N: len(rows) + 1, Rule: o.Rule.String(), Basis: o.Basis.String(), Subject: o.Subject,
			StartedSeq: seq(o.StartedBy), StartedOn: o.StartedOn, Due: o.Due, State: o.State.String(),
			MetOn: o.MetOn, EndedOn: o.EndedOn,
		}
		switch o.State {
		case clock.Due, clock.Overdue:
			row.State = StateOpen
		case clock.Met, clock.MetLate:
			row.MetSeq = seq(o.MetBy)
		case clock.Ended, clock.EndedOverdue:
			row.EndedReason = o.Reason.String()
		}
		if reasons {
			why, _ := c.WhyMissed(casefile.MissedDate{Rule: row.Rule, Started: row.StartedSeq, StartedOn: row.StartedOn, Due: row.Due})
			row.MissedSeq = why.Seq
		}
		switch row.State {
		case StateOpen, clock.MetLate.String(), clock.EndedOverdue.String():
			row.AsksReason = row.MissedSeq == 0 && row.Due >= began
		}
		rows = append(rows, row)
	}
	return rows
}

func membership(c *casefile.Case) Membership {
	switch {
	case c.StruckOut() || c.Merged != "":
		return StruckOut
	case c.OnRegister:
		return On
	case c.Died != 0:
		return Died
	case c.LeftHow == casefile.MovedOut{}.Kind():
		return Moved
	case c.Left != 0:
		return Left
	}
	return NotOn
}

func (p *PersonRow) openDue() string {
	if p.NextState == StateOpen {
		return p.NextDue.String()
	}
	return noOpenDue
}

func (o *ObligationRow) openDue() string {
	if o.State == StateOpen {
		return o.Due.String()
	}
	return noOpenDue
}

// ratingRank sorts by colour: red, amber, green, blue, none.
func ratingRank(r casefile.Rating) int {
	if i := slices.Index(casefile.Ratings, r); i >= 0 {
		return i
	}
	return len(casefile.Ratings)
}

// sortKey is the family name and then the given, folded, so that the order of
// a list is the same on both engines and does not depend on accents.
func sortKey(d casefile.Details) string {
	given := d.GivenName
	if given == "" {
		given = d.PreferredName
	}
	return strings.Join(nameWords(d.FamilyName), " ") + "," + strings.Join(nameWords(given), " ")
}
