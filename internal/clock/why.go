package clock

import (
	"strconv"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Explanation says in plain words why an obligation stands as it does. It
// depends on the obligation alone, not on the day it is read.
type Explanation struct {
	Start    string // what started it, and when
	Count    string // how the due day was counted
	Consent  string // how consent moved or stopped it; "" if it did not
	Outcome  string // how it was done or ended; "" while it is open
	NumberBy string // who set the number: its source; "" where there is none
}

// Explain makes the explanation of an obligation of a case.
func Explain(rb *Rulebook, f *casefile.File, o *Obligation) Explanation {
	x := Explanation{
		Start:   string(appendStart(nil, f, o)),
		Count:   string(appendCount(nil, rb, f, o)),
		Consent: string(appendConsent(nil, o)),
		Outcome: string(appendOutcome(nil, o)),
	}
	if o.Number != NoNumber {
		x.NumberBy = rb.NumberSource(o.Number, o.StartedOn).Text
	}
	return x
}

// Why is the explanation as one text.
func Why(rb *Rulebook, f *casefile.File, o *Obligation) string {
	return string(appendWhy(make([]byte, 0, 320), rb, f, o))
}

func appendWhy(b []byte, rb *Rulebook, f *casefile.File, o *Obligation) []byte {
	b = appendStart(b, f, o)
	b = appendCount(append(b, ' '), rb, f, o)
	for _, part := range [...]func([]byte, *Obligation) []byte{appendConsent, appendOutcome} {
		n := len(b)
		b = part(append(b, ' '), o)
		if len(b) == n+1 {
			b = b[:n]
		}
	}
	return b
}

// Source is where the rule is to be read.
func Source(rb *Rulebook, r Rule) string { return rb.Source(r) }

func appendStart(b []byte, f *casefile.File, o *Obligation) []byte {
	what := ""
	switch {
	case o.StartedBy >= 0 && o.StartedBy < len(f.Entries):
		what = startedBy(f.Entries[o.StartedBy].Fact)
		if o.Rule == FirstReview && f.Entries[o.StartedBy].On != o.StartedOn {
			what = "Second medical recommendation received"
		}
	case o.Rule == OwnConsentAt16:
		what = "16th birthday"
	case o.Rule == RepeatReview:
		what = "The next 12 months began"
	case o.Rule == FirstReview:
		what = "Part 8A of the Mental Health Act 1983 in force, for someone already detained: taken as the applicable day by a local reading, until transitional provisions say otherwise,"
	}
	b = append(append(b, what...), " on "...)
	return append(appendDay(b, o.StartedOn), '.')
}

func startedBy(fact casefile.Fact) string {
	switch f := fact.(type) {
	case casefile.Condition:
		switch {
		case f.Status == casefile.Excluded && f.Condition == casefile.Autism:
			return "Autism excluded"
		case f.Status == casefile.Excluded:
			return "Learning disability excluded"
		case f.Condition == casefile.Autism:
			return "Considered autistic"
		}
		return "Considered to have a learning disability"
	case casefile.Admission:
		return "Admitted to hospital"
	case casefile.LegalStatusChange:
		return "Legal status changed"
	case casefile.WardMove:
		return "Moved to another ward or hospital"
	case casefile.OversightVisit:
		return "Visited by the commissioner"
	case casefile.ReviewHeld:
		if f.Setting == casefile.Community {
			return "Community review held"
		}
		return "Inpatient review held"
	case casefile.ReviewArranged:
		return "Review arranged"
	case casefile.ReviewRequested:
		return "Review asked for"
	case casefile.Rated:
		switch f.Rating {
		case casefile.Red:
			return "Rated red"
		case casefile.Amber:
			return "Rated amber"
		case casefile.Green:
			return "Rated green"
		}
		return "Rated blue"
	case casefile.Meeting:
		return "Discussed at a multi-agency meeting"
	case casefile.Referral:
		return "Referral received"
	case casefile.ReferralDecision:
		return "Referral decided"
	case casefile.Action:
		return "Action agreed"
	case casefile.SupportNeed:
		return "Support need recorded"
	}
	return "Entered"
}

// appendCount writes the count out, so that a reader can follow it on a calendar.
func appendCount(b []byte, rb *Rulebook, f *casefile.File, o *Obligation) []byte {
	if o.Number == NoNumber {
		switch o.Rule {
		case OwnConsentAt16:
			b = append(b, "Due on the birthday"...)
		default:
			b = append(b, "To be done by the day recorded with it, "...)
			b = appendDay(b, o.FirstDue)
		}
		return append(b, '.')
	}
	p := rb.Period(o.Number, o.StartedOn)
	switch o.Rule {
	case FirstReview, StatutoryReport:
		b = appendPeriod(b, p)
		b = appendDay(append(b, " beginning with "...), o.CountedFrom)
		b = append(appendPeriodMeaning(b, rb, o), ": day 1 is "...)
		b = appendShortDay(b, o.CountedFrom)
		b = strconv.AppendInt(append(b, ", day "...), int64(p.N), 10)
		b = appendDay(append(b, " is "...), o.FirstDue)
	case RepeatReview:
		b = strconv.AppendInt(append(b, "Period "...), int64(o.Window), 10)
		b = appendPeriod(append(b, " of "...), p)
		b = appendDay(append(b, ", counted from the first meeting on "...), o.CountedFrom)
		b = appendDay(append(b, ": its last day is "...), o.FirstDue)
	case ConsentForReview, Documents:
		b = appendPeriod(b, p)
		b = appendDay(append(b, " before the review on "...), o.CountedFrom)
		b = appendDay(append(b, " is "...), o.FirstDue)
	default:
		b = appendPeriod(b, p)
		b = append(append(b, ' '), rb.Meaning(o.Number)...)
		b = appendCountedSpan(append(b, ": "...), rb, p, o)
	}
	return append(b, '.')
}

func appendPeriodMeaning(b []byte, rb *Rulebook, o *Obligation) []byte {
	switch o.Number {
	case FirstReviewCETR:
		return append(b, ", under 18 or with an education, health and care plan"...)
	case FirstReviewCTR:
		return append(b, ", for any other adult"...)
	}
	return b
}

func appendCountedSpan(b []byte, rb *Rulebook, p Period, o *Obligation) []byte {
	from, due := o.CountedFrom, o.FirstDue
	if p.Unit == WorkingDays {
		b = append(b, "working day "...)
		b = strconv.AppendInt(b, int64(p.N), 10)
		b = appendDay(append(b, " after "...), from)
		b = appendDay(append(b, " is "...), due)
		holidays := 0
		for d := from + 1; d < due; d++ {
			if w := d.Weekday(); w != 0 && w != 6 && rb.holidays.IsHoliday(d) {
				holidays++
			}
		}
		switch holidays {
		case 0:
			return append(b, ", weekends not counted"...)
		case 1:
			return append(b, ", weekends and a bank holiday not counted"...)
		}
		b = strconv.AppendInt(append(b, ", weekends and "...), int64(holidays), 10)
		return append(b, " bank holidays not counted"...)
	}
	b = appendDay(b, from)
	b = appendPeriod(append(b, " and "...), p)
	if p.Unit == Weeks {
		b = strconv.AppendInt(append(b, " ("...), int64(7*p.N), 10)
		b = append(b, " days)"...)
	}
	b = appendDay(append(b, " is "...), due)
	if p.Unit == Months {
		_, _, day := from.YMD()
		if _, _, last := due.YMD(); last != day {
			b = append(b, ", the last day of that month"...)
		}
	}
	return b
}

func appendConsent(b []byte, o *Obligation) []byte {
	if o.ResumedOn != 0 {
		b = appendDay(append(b, "Consent was given again on "...), o.ResumedOn)
		if o.Due != o.FirstDue {
			b = appendDay(append(b, ", so that it became due on "...), o.Due)
		} else {
			b = append(b, "; the due day stayed as it was"...)
		}
		b = append(b, '.')
		if o.SuspendedOn != 0 {
			b = append(b, ' ')
		}
	}
	if o.SuspendedOn != 0 {
		b = appendDay(append(b, "Consent stood refused or withdrawn from "...), o.SuspendedOn)
		b = append(b, " on, which stops the clock."...)
	}
	return b
}

func appendOutcome(b []byte, o *Obligation) []byte {
	switch o.State {
	case Met, MetLate:
		b = appendDay(append(b, "Done on "...), o.MetOn)
		if o.State == Met {
			return append(b, ", in time."...)
		}
		return append(b, ", late."...)
	case Ended, EndedOverdue:
		b = appendDay(append(b, "Ended on "...), o.EndedOn)
		b = append(append(b, ": "...), o.Reason.String()...)
		if o.State == EndedOverdue {
			b = append(b, ", after the due day and without having been done"...)
		}
		return append(b, '.')
	}
	return b
}

func appendPeriod(b []byte, p Period) []byte {
	b = strconv.AppendInt(b, int64(p.N), 10)
	b = append(append(b, ' '), unitNames[p.Unit]...)
	if p.N != 1 {
		b = append(b, 's')
	}
	return b
}

func appendDay(b []byte, d civil.Date) []byte {
	if d <= 0 {
		return b
	}
	b = append(append(b, d.Weekday().String()...), ' ')
	y, m, day := d.YMD()
	b = append(strconv.AppendInt(b, int64(day), 10), ' ')
	b = append(append(b, civil.MonthName(m)...), ' ')
	return strconv.AppendInt(b, int64(y), 10)
}

func appendShortDay(b []byte, d civil.Date) []byte {
	_, m, day := d.YMD()
	b = append(strconv.AppendInt(b, int64(day), 10), ' ')
	return append(b, civil.MonthName(m)...)
}
