package casefile

import (
	"cmp"
	"fmt"
	"strings"

	"homeward/internal/civil"
)

// Word is the rating as people say it.
func (r Rating) Word() string {
	switch r {
	case Red:
		return "Red"
	case Amber:
		return "Amber"
	case Green:
		return "Green"
	case Blue:
		return "Blue"
	}
	return "Not rated"
}

// Meaning is what the colour says, after the national policy of January 2023
// in plain English.
func (r Rating) Meaning() string {
	switch r {
	case Red:
		return "At high risk of going into a mental health hospital straight away. The person or family is in crisis and the risk cannot be managed at home as things are."
	case Amber:
		return "At high risk of going into hospital if the right care and treatment does not come soon."
	case Green:
		return "There are risks, and they are managed well at home."
	case Blue:
		return "In a mental health hospital now."
	}
	return "No rating has been recorded."
}

// Obliges lists what the policy asks for at this colour, as quoted by the
// areas that publish it.
func (r Rating) Obliges() []string {
	switch r {
	case Red:
		return []string{"Hold a care (education) and treatment review", "Refer to a keyworker, if aged 25 or under and none is known"}
	case Amber:
		return []string{"Hold a multi-agency meeting, or a care (education) and treatment review", "Refer to a keyworker, if aged 25 or under and none is known"}
	case Green:
		return []string{"Name the partners who would be needed at a review"}
	case Blue:
		return []string{"List for commissioner oversight visits", "Arrange the reviews in hospital"}
	}
	return nil
}

func (n ConditionName) Word() string {
	switch n {
	case Autism:
		return "Autism"
	case LearningDisability:
		return "Learning disability"
	}
	return string(n)
}

func (s ConditionStatus) Word() string {
	switch s {
	case AwaitingAssessment:
		return "Waiting for assessment"
	case Considered:
		return "Considered to have it, not yet diagnosed"
	case Excluded:
		return "Found not to have it"
	}
	return capital(string(s))
}

func (s Security) Word() string {
	switch s {
	case General:
		return "General"
	case PICU:
		return "Psychiatric intensive care (PICU)"
	case "":
		return "Not recorded" // an imported stay may lack it
	}
	return capital(string(s)) + " secure"
}

func (s LegalStatus) Word() string {
	switch s {
	case Informal:
		return "Informal (not detained)"
	case "7", "37-guardianship":
		return "Guardianship (section " + strings.TrimSuffix(string(s), "-guardianship") + ")"
	case "CTO":
		return "Community treatment order"
	case "conditional-discharge":
		return "Conditional discharge"
	case "":
		return "Not recorded"
	}
	return "Section " + string(s)
}

func (s Setting) Word() string {
	if s == Inpatient {
		return "In hospital"
	}
	return "In the community"
}

func (b ConsentBasis) Word() string {
	switch b {
	case Own:
		return "the person"
	case Parent:
		return "a parent or guardian"
	case BestInterests:
		return "a best-interests decision"
	}
	return string(b)
}

// Words says what a decision on consent means now.
func (c *ConsentState) Words() string {
	if c == nil {
		return "Not yet asked"
	}
	switch {
	case c.Basis == BestInterests && c.Decision == Given:
		return "Agreed as a best-interests decision"
	case c.Decision == Given && c.Basis == Parent:
		return "Given by a parent or guardian"
	}
	return capital(string(c.Decision)) + " by " + c.Basis.Word()
}

func (t ConsentTo) Word() string {
	switch t {
	case ToRegister:
		return "being on the register"
	case ToReviews:
		return "reviews"
	}
	return "this review"
}

func (r Recipient) Word() string {
	switch r {
	case ToPerson:
		return "the person"
	case ToAttendees:
		return "those who were there"
	case ToAftercareICB:
		return "the board responsible for after-care"
	case ToLocalAuthority:
		return "the local authority"
	}
	return "the " + strings.ReplaceAll(string(r), "-", " ")
}

// Title says in a line what an entry records.
func Title(f Fact) string {
	if title, ok := referralTitle(f); ok {
		return title
	}
	switch f := f.(type) {
	case Rated:
		return "Rated " + strings.ToLower(f.Rating.Word())
	case Condition:
		return f.Condition.Word() + ": " + lower(f.Status.Word())
	case EHCPlan:
		if f.Status == Maintained {
			return "Education, health and care plan in place"
		}
		return "Education, health and care plan ended"
	case Referral:
		return "Referred to the register by " + map[ReferredBy]string{BySelf: "the person", ByFamily: "family", ByProfessional: "a professional"}[f.By]
	case ReferralAcknowledged:
		return "Referral acknowledged"
	case ReferralDecision:
		return "Referral " + string(f.Outcome)
	case OutcomeTold:
		return "Outcome of the referral told"
	case ReferralWithdrawn:
		return "Referral withdrawn"
	case Consent:
		who := f.Basis.Word()
		if f.Basis == BestInterests {
			return fmt.Sprintf("Consent to %s %s as a best-interests decision", f.To.Word(), f.Decision)
		}
		return fmt.Sprintf("Consent to %s %s by %s", f.To.Word(), f.Decision, who)
	case Sharing:
		return "Chose with whom to share"
	case JoinedRegister:
		return "Joined the register"
	case LeftRegister:
		return "Left the register"
	case MovedOut:
		return "Moved to another area"
	case Died:
		return "Died"
	case Meeting:
		return meetingTitle(f)
	case MeetingAsked:
		return "Asked to be discussed at the next multi-agency meeting"
	case MeetingPutOff:
		return orElse(f.Series, "Taken off the agenda of a multi-agency meeting", "Taken off the agenda: ")
	case Keyworker:
		if f.Status == KeyworkerNamed {
			return strings.TrimSpace("Keyworker named " + f.Name)
		}
		return "Referred for a keyworker"
	case Admission:
		return "Admitted to " + place(f.Ward, f.HospitalWord())
	case LegalStatusChange:
		switch {
		case f.Ended != "":
			return f.Ended.Word() + " ended"
		case f.GoesOn:
			return f.LegalStatus.Word() + " goes on"
		case f.LegalStatus.AtHome():
			return f.LegalStatus.Word()
		}
		return "Legal status: " + lower(f.LegalStatus.Word())
	case WardMove:
		return "Moved to " + place(f.Ward, f.HospitalWord())
	case Discharge:
		return "Discharged from hospital"
	case OversightVisit:
		return "Commissioner oversight visit"
	case LAEP:
		return "Local area emergency protocol meeting"
	case ReviewRequested:
		return "Review asked for"
	case ReviewDecision:
		if f.Outcome == GoAhead {
			return "Review to go ahead"
		}
		return "Review declined"
	case ReviewArranged:
		return "Review arranged for " + f.For.Long()
	case ReviewCancelled:
		return "Review cancelled"
	case PackSent:
		return "Review pack sent"
	case ReviewHeld:
		return "Review held " + lower(f.Setting.Word())
	case ReportSent:
		to := make([]string, len(f.To))
		for i, r := range f.To {
			to[i] = r.Word()
		}
		if last := len(to) - 1; last > 0 {
			return "Review report sent to " + strings.Join(to[:last], ", ") + " and " + to[last]
		}
		return "Review report sent to " + strings.Join(to, "")
	case Action:
		return orElse(f.Text, "Action agreed", "Action: ")
	case ActionDone:
		return "Action done"
	case ActionNotFollowed:
		return "Action not followed"
	case ActionCancelled:
		return "Action cancelled"
	case SupportNeed:
		return orElse(f.Text, "Support needed", "Support needed: ")
	case SupportStarted:
		return "Support started"
	case SupportWithdrawn:
		return "Support no longer needed"
	case SupportStep:
		return f.title()
	case WhatHelps:
		return "What helps, written down or looked at again"
	case Details:
		return "Personal details recorded"
	case Address:
		return "Address recorded"
	case LocalAuthority:
		return "Local authority of ordinary residence: " + f.Name
	case GP:
		return "GP practice: " + f.Practice
	case Contact:
		return "Contact: " + f.Name + " (" + f.Role + ")"
	case ContactEnded:
		return "Contact no longer in touch"
	case Coordinator:
		return "Held by " + f.Name
	case Note:
		return "Note"
	case PlannedDischarge:
		if f.Day == 0 {
			return "There is no planned day to leave hospital any more"
		}
		return "Planned discharge " + f.Day.Long()
	case Imported:
		return "Brought in from a spreadsheet"
	case EarlySign:
		if f.Says == "" {
			return "An early sign was seen"
		}
		return "Early sign: " + f.Says
	case SuggestionAnswered:
		return "A suggestion of early signs was answered"
	case RatingAction:
		return "What the rating obliges to: " + lower(f.State.Word())
	case MissedDate:
		return "Why the date of " + f.Due.Long() + " was missed"
	case HandedOver:
		return "Came from " + cmp.Or(f.Name, "another register") + " with their record"
	case MergedFrom:
		return "Merged with another record of the same person"
	case MergedInto:
		return "Merged into another record of the same person"
	case Flagged:
		return "A question about the record: the same NHS number twice"
	case FlagCleared:
		return "A question about the record was settled"
	case EnteredInError:
		if f.Instead != 0 {
			return "The day of an entry was corrected"
		}
		return "An entry was struck out"
	case titled:
		return f.title()
	}
	return capital(strings.ReplaceAll(string(f.Kind()), "-", " "))
}

// SaysAboutIt is the heading of the person's own words about what an entry records.
const SaysAboutIt = "What the person says about it"

// Line is a heading with its words.
type Line struct{ Heading, Text string }

// Particulars are the further things an entry says, in the order to show them.
func Particulars(f Fact) []Line {
	var out []Line
	add := func(heading, text string) {
		if text != "" {
			out = append(out, Line{heading, text})
		}
	}
	yes := map[bool]string{true: "Yes", false: "No"}
	switch f := f.(type) {
	case Consent:
		f.particulars(add)
	case Sharing:
		f.particulars(add)
	case Meeting:
		add(SaysAboutIt, f.Own)
	case Rated:
		add(SaysAboutIt, f.Own)
		add("Factors", strings.Join(f.Factors, "; "))
		add("How soon", f.HowSoon)
		add("What would change it", f.WouldChange)
		add("What it obliges to", strings.Join(f.Actions, "; "))
		f.Checked.particulars(add)
	case Admission:
		add("Security", f.Security.Word())
		add("Legal status", f.LegalStatus.Word())
		add("Second recommendation received", f.SecondRecommendation.Long())
		out = append(out, f.LegalTerms.particulars()...)
		add("Out of area", yes[f.OutOfArea])
		out = append(append(out, f.PlaceDetails.particulars()...), f.AdmissionDetails.particulars()...)
	case WardMove:
		add("Security", f.Security.Word())
		add("Out of area", yes[f.OutOfArea])
		out = append(out, f.PlaceDetails.particulars()...)
	case OversightVisit:
		out = append(out, f.VisitDetails.particulars()...)
	case detailed:
		out = append(out, f.particulars()...)
	case Discharge:
		add("Going to", f.To.Word())
		add("Where", f.Destination)
	case ReviewHeld:
		if f.Earlier {
			add("Report", "It was held before this record began. Whether the report was sent is not known here.")
		}
	case LeftRegister:
		add("Reason", f.Reason)
		f.LeaveRecord.particulars(add)
	case MovedOut:
		f.MoveRecord.particulars(add)
	case ReferralDecision:
		add("Reason", f.Reason)
		referralLines(f, add)
	case Referral, ReferralAcknowledged, OutcomeTold, OtherTelling, ReferralWithdrawn, ReferralAsked, ReferralScreened, ReferralReconsidered:
		referralLines(f, add)
	case ActionNotFollowed:
		add("Reason", f.Reason)
	case HandedOver:
		add("What came", fmt.Sprintf("Entries 1 to %d of this record, as they were written in %s", f.Entries, f.Name))
		add("Proof that they are the same", f.Head)
	case MergedFrom:
		add("What came", fmt.Sprintf("Entries %d to %d of this record, as they were written in the other", f.First, f.First+f.Entries-1))
		if f.Same > 0 {
			add("What both had", fmt.Sprintf("Entries %d to %d of this record, word for word. They did not come again", max(1, f.Began), max(1, f.Began)+f.Same-1))
		}
		add("Proof that they are the same", f.Head)
	case Flagged:
		add("What to look at", f.Flag.Message)
	case EarlySign:
		add("Who said or saw it", f.Source)
	case SuggestionAnswered:
		add("What was suggested", f.Says)
		add("Answer", f.Answer.Word())
		add("Not again before", f.Until.Long())
	case RatingAction:
		add("What", f.Action)
	case MissedDate:
		add("Reason", f.Reason.Word())
		add("Told", f.toldWords())
	case Action:
		add("Owner", f.Owner)
		add("Organisation", f.Organisation)
		add("By", f.Due.Long())
	case SupportNeed:
		if f.Category != "" {
			add("Kind", f.Category.Word())
		}
		add("Wanted by", f.WantedBy.Long())
		add("Provider", f.Provider)
		add("Paid by", f.Funding.Word())
	case SupportStarted:
		add("Provider", f.Provider)
		add("Paid by", f.Funding.Word())
	case SupportStep:
		out = f.lines()
	case WhatHelps:
		out = f.parts()
	case Contact:
		add("Organisation", f.Organisation)
		add("Phone", f.Phone)
		add("Email", f.Email)
	case Address:
		add("Address", f.Lines)
		add("Postcode", f.Postcode)
	case Details:
		add("Name", f.Name())
		add("NHS number", FormatNHSNumber(f.NHSNumber))
		add("Date of birth", f.BirthDate.Long())
		add("Pronouns", f.Pronouns)
		add("Gender", f.Gender)
		add("Ethnicity", f.Ethnicity)
		add("Language", f.Language)
		add("Communication needs", f.Communication)
		add("Local number", f.LocalID)
	case Imported:
		add("File", f.File)
		add("Sheet and row", fmt.Sprintf("%s, row %d", f.Sheet, f.Row))
		for _, c := range f.Cells {
			add(c.Column, c.Value)
		}
	}
	return out
}

// AgeWords is an age as people read it, or words that say it is not known.
func AgeWords(born, on civil.Date) string {
	if born == 0 {
		return "age not known"
	}
	age := born.AgeOn(on)
	if age == 1 {
		return "1 year"
	}
	return fmt.Sprintf("%d years", age)
}

func place(ward, hospital string) string {
	if ward == "" {
		return hospital
	}
	return ward + ", " + hospital
}

func orElse(text, otherwise, before string) string {
	if text == "" {
		return otherwise
	}
	return before + text
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// lower makes the first letter small, but leaves "PICU" and the like alone.
func lower(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' || s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
