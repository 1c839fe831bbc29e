package casefile

import (
	"fmt"
	"slices"

	"homeward/internal/civil"
)

// checkDay holds the day of an entry against today, birth and the calendar.
func checkDay(c *Case, e Entry, today civil.Date) Refusals {
	born := c.Details.BirthDate
	if d, ok := e.Fact.(Details); ok && d.BirthDate != 0 {
		born = d.BirthDate
	}
	switch {
	case e.On == 0:
		return Refusals{{"on", "Enter the date"}}
	case e.On > today:
		return Refusals{{"on", "The date must be today or in the past. What has not happened yet cannot be recorded as done"}}
	case born != 0 && e.On < born:
		return Refusals{{"on", fmt.Sprintf("The date must be on or after the date of birth, %s", born.Long())}}
	}
	return nil
}

// checkFact holds a fact's own fields to what they may be. A fact that is
// brought in from a register may lack what only its own form asks for.
func checkFact(e Entry, imported bool) Refusals {
	var r Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	secondRecommendation := func(status LegalStatus, day civil.Date) {
		need(day == 0 || status == Section4, "second_recommendation", "A second medical recommendation belongs to section 4 only")
	}
	switch f := e.Fact.(type) {
	case Rated:
		need(slices.Contains(Ratings, f.Rating), "rating", "Choose a rating")
	case Condition:
		need(slices.Contains(ConditionNames, f.Condition), "condition", "Choose autism or learning disability")
		need(slices.Contains(ConditionStatuses, f.Status), "status", "Choose how sure it is")
	case EHCPlan:
		need(slices.Contains(PlanStatuses, f.Status), "status", "Choose if the plan is maintained or has ceased")
	case Consent:
		need(slices.Contains(ConsentTos, f.To), "to", "Choose what the consent is for")
		need(slices.Contains(ConsentDecisions, f.Decision), "decision", "Choose what was decided")
		need(slices.Contains(ConsentBases, f.Basis), "basis", "Choose who decided")
		need(f.To != ToReview || filled(f.Review), "review", "Choose the review")
	case Sharing:
		r = append(r, f.check()...)
	case Keyworker:
		need(slices.Contains(KeyworkerStatuses, f.Status), "status", "Choose if a keyworker was asked for or named")
		need(f.Status != KeyworkerNamed || imported || filled(f.Name), "name", "Enter the keyworker’s name")
	case Admission:
		need(filled(f.Hospital), "hospital", "Enter the hospital")
		need(imported || filled(f.Ward), "ward", "Enter the ward")
		need(slices.Contains(Securities, f.Security) || imported && f.Security == "", "security", "Choose the ward’s security")
		need(slices.Contains(LegalStatuses, f.LegalStatus) || imported && f.LegalStatus == "", "legal_status", "Choose the legal status")
		secondRecommendation(f.LegalStatus, f.SecondRecommendation)
		r = append(append(append(r, f.LegalTerms.check(f.LegalStatus, e.On)...), f.PlaceDetails.check(f.OutOfArea)...), f.AdmissionDetails.check()...)
	case LegalStatusChange:
		need(slices.Contains(LegalStatuses, f.LegalStatus), "legal_status", "Choose the legal status")
		secondRecommendation(f.LegalStatus, f.SecondRecommendation)
		need(f.Ended == "" || f.LegalStatus == Informal && f.Ended.AtHome(), "legal_status", "Choose the order that ended")
		need(!f.GoesOn || f.LegalStatus.AtHome(), "legal_status", "Choose the order that goes on")
		if f.GoesOn { // it may have run out during the stay
			f.Until = 0
		}
		r = append(r, f.LegalTerms.check(f.LegalStatus, e.On)...)
	case WardMove:
		need(filled(f.Hospital), "hospital", "Enter the hospital")
		need(filled(f.Ward), "ward", "Enter the ward")
		need(slices.Contains(Securities, f.Security), "security", "Choose the ward’s security")
		r = append(r, f.PlaceDetails.check(f.OutOfArea)...)
	case OversightVisit:
		r = append(r, f.VisitDetails.check()...)
	case Discharge:
		need(orNone(destinations, f.To), "to", "Choose where they went")
	case ReviewHeld:
		need(slices.Contains(Settings, f.Setting), "setting", "Choose where the review was held")
		need(filled(f.ID), "id", "Give the review a name or number")
	case ReviewArranged:
		need(slices.Contains(Settings, f.Setting), "setting", "Choose where the review is to be held")
		need(f.For >= e.On, "for", "The review must be on or after the day it was arranged")
	case Details:
		need(filled(f.GivenName) || filled(f.FamilyName) || filled(f.PreferredName) || imported, "family_name", "Enter a name")
		if f.NHSNumber != "" {
			_, err := ParseNHSNumber(f.NHSNumber)
			need(err == nil, "nhs_number", "Enter a valid NHS number: 10 digits, such as 999 123 4578")
		}
	case Address:
		need(filled(f.Lines) || filled(f.Postcode), "lines", "Enter the address or the postcode")
	case LocalAuthority:
		need(filled(f.Name), "name", "Enter the local authority")
	case GP:
		need(filled(f.Practice), "practice", "Enter the GP practice")
	case Coordinator:
		need(filled(f.Name), "name", "Enter who holds the case")
	case Contact:
		need(filled(f.Name), "name", "Enter the contact’s name")
		need(filled(f.Role), "role", "Say who they are to the person")
	case Note:
		need(filled(e.Note), "note", "Write the note")
	case LeftRegister:
		need(filled(f.Reason), "reason", "Say why they are leaving the register")
	case Action:
		need(filled(f.Text) || imported, "text", "Say what is to be done")
	case SupportNeed:
		need(filled(f.Text) || imported, "text", "Say what the person needs")
		r = append(r, f.check()...)
	case SupportStep:
		r = append(r, f.check(e.Note)...)
	case WhatHelps:
		r = append(r, f.check()...)
	case ActionNotFollowed:
		need(filled(f.Reason), "reason", "Say why it was not done")
	case interface{ check(note string) Refusals }:
		r = append(r, f.check(e.Note)...)
	case MeetingAsked:
		need(filled(e.Note), "note", "Say why the meeting should talk about them")
	case MeetingPutOff:
		need(filled(e.Note), "note", "Say why the meeting does not talk about them")
	case ReportSent:
		need(len(f.To) > 0, "to", "Choose who the report was sent to")
	}
	return append(r, checkReferral(e)...)
}

// inconsistencies says, for each standing entry that does not fit with those
// before it, why. The key is the entry's sequence number.
func inconsistencies(c *Case) map[int]string {
	found := map[int]string{}
	var (
		inHospital, died, on, gone    bool
		admitted, joined, left, death civil.Date
	)
	// An imported blue without its admission counts as in hospital from then:
	// the discharge can be recorded without inventing the admission.
	blueSince := civil.Date(0)
	name, deathSeq := c.Name(), 0
	var ended Recorded     // the discharge or death that ended the last stay
	var status LegalStatus // in hospital, or that of an order at home
	for _, e := range c.Standing {
		// The restraints of a month are counted when it is over, or when a stay is,
		// and the questions of an admission are answered whenever the answer is known.
		switch f := e.Fact.(type) {
		case Restraint:
			if stayIn(c.Stays, f.Month) < 0 {
				found[e.Seq] = fmt.Sprintf("%s was not in hospital in %s."+missingAdmission, name, f.Month.Word())
			}
			continue
		case AdmissionQuestions:
			if !slices.ContainsFunc(c.Stays, func(s Stay) bool { return s.Seq == c.Corrected(f.Admission) }) {
				found[e.Seq] = "The admission that this is about is not in this record. If it is missing, record it first."
			}
			continue
		}
		if ended.Seq != 0 && !inHospital && aboutEndedStay(e, ended) {
			continue
		}
		if died && afterDeathMakesNoSense(e.Fact) && !(e.Seq < deathSeq && madeInIgnorance(e.Fact)) {
			found[e.Seq] = fmt.Sprintf("%s died on %s.", name, death.Long())
			continue
		}
		switch f := e.Fact.(type) {
		case Admission:
			if inHospital {
				found[e.Seq] = fmt.Sprintf("%s was already in hospital on that day (admitted on %s). Record a move of ward, or the discharge first.", name, admitted.Long())
			}
			inHospital, admitted, blueSince, status = true, e.On, 0, f.LegalStatus
		case Discharge:
			if !inHospital && blueSince == 0 {
				found[e.Seq] = fmt.Sprintf("%s was not in hospital on %s, so cannot be discharged."+missingAdmission, name, e.On.Long())
			}
			inHospital, blueSince, ended = false, 0, e
		case WardMove:
			if !inHospital {
				found[e.Seq] = fmt.Sprintf("%s was not in hospital on %s, so cannot move ward."+missingAdmission, name, e.On.Long())
			}
		case LegalStatusChange:
			if !inHospital {
				found[e.Seq] = orderAtHome(f, status, name, e.On, blueSince != 0)
			}
			if inHospital || f.Ended == "" || f.Ended == status { // an end is that of the order it names
				status = f.LegalStatus
			}
		case PlannedDischarge:
			if !inHospital && blueSince == 0 {
				found[e.Seq] = fmt.Sprintf("%s was not in hospital on %s, so there is no discharge to plan.", name, e.On.Long())
			}
		case OfStay:
			if !inHospital {
				found[e.Seq] = fmt.Sprintf("%s was not in hospital on %s."+missingAdmission, name, e.On.Long())
			}
		case Rated:
			switch {
			case gone && joinsLater(c, e): // on the register is said of a whole day (fine print 3)
			case gone:
				found[e.Seq] = fmt.Sprintf("%s left the register on %s. Add them to the register again first.", name, left.Long())
			case f.Rating == Blue && !inHospital && blueSince == 0:
				found[e.Seq] = "Blue is for people who are in hospital. Record the admission, and the rating becomes blue by itself."
				blueSince = e.On
			case f.Rating != Blue && inHospital:
				found[e.Seq] = fmt.Sprintf("%s is in hospital (since %s), so the rating is blue until the discharge is recorded.", name, admitted.Long())
			}
			if f.Rating != Blue {
				blueSince = 0
			}
		case JoinedRegister:
			if on {
				found[e.Seq] = fmt.Sprintf("%s was already on the register on that day (since %s).", name, joined.Long())
			}
			on, joined, gone = true, e.On, false
		case LeftRegister, MovedOut:
			if gone {
				found[e.Seq] = fmt.Sprintf("%s had already left the register on %s.", name, left.Long())
			}
			on, gone, left = false, true, e.On
		case Died:
			died, on, gone, death, deathSeq, left = true, false, true, e.On, e.Seq, e.On
			if inHospital {
				ended = e
			}
			inHospital, blueSince = false, 0
		}
	}
	references(c, found)
	return found
}

// orderAtHome says why a legal status does not fit with somebody who is not in
// hospital; "" where it does. An order may begin there, and end.
func orderAtHome(f LegalStatusChange, now LegalStatus, name string, on civil.Date, blue bool) string {
	switch {
	case f.LegalStatus.AtHome() && !blue, f.LegalStatus == Informal && now.AtHome():
		return ""
	case f.Ended != "":
		return fmt.Sprintf("%s was not on such an order on %s.", name, on.Long())
	case f.LegalStatus.AtHome():
		return fmt.Sprintf("%s is blue on %s: by the rating they are in hospital. Record the admission or the discharge first.", name, on.Long())
	}
	return fmt.Sprintf("%s was not in hospital on %s, so the legal status cannot change."+missingAdmission, name, on.Long())
}

// joinsLater reports whether somebody joins the register on the day of an entry,
// after it.
func joinsLater(c *Case, e Recorded) bool {
	at := slices.IndexFunc(c.Standing, func(x Recorded) bool { return x.Seq == e.Seq })
	return slices.ContainsFunc(c.Standing[at+1:], func(x Recorded) bool {
		return x.On == e.On && x.Fact.Kind() == (JoinedRegister{}).Kind()
	})
}

// aboutEndedStay reports whether an entry that stands after the end of a stay is
// no contradiction to it. Somebody may be told of a hospital at any time after.
// What was said on the last day is about the stay, whichever was written first.
// And a plan that was made while nobody knew yet that they had left is what it
// was: who then records that they had left need not strike it out.
func aboutEndedStay(e, ended Recorded) bool {
	switch e.Fact.(type) {
	case InadequateTold:
		return true
	case LeaveEnded, SegregationReviewed, SegregationEnded, IndependentReview:
		return e.On == ended.On
	case HospitalCare, InadequateNotice, PlannedDischarge, DischargePlan, DischargeCondition, DischargeProgress, DischargeDelayEnded, DischargeAgreement:
		return e.On == ended.On || e.Seq < ended.Seq
	}
	return false
}

// afterDeathMakesNoSense: what was known, sent and written may still be
// recorded after a death; what happens to a living person may not.
func afterDeathMakesNoSense(f Fact) bool {
	switch f.(type) {
	case Rated, Admission, Discharge, WardMove, LegalStatusChange, Consent, Sharing, JoinedRegister, LeftRegister, MovedOut, Died,
		ReviewHeld, ReviewRequested, ReviewArranged, LAEP, OversightVisit, Keyworker, EHCPlan, PlannedDischarge, OfStay:
		return true
	}
	return false
}

// references finds entries that speak of a referral, review, action or need
// that the case does not have, and identifiers used twice.
func references(c *Case, found map[int]string) {
	type named struct {
		kind Kind
		id   string
	}
	known := map[named]civil.Date{} // from which day
	begin := func(e Recorded, kind Kind, id string) {
		if known[named{kind, id}] != 0 {
			found[e.Seq] = fmt.Sprintf("There is already one called %q in this record.", id)
		}
		known[named{kind, id}] = e.On
	}
	early := map[int]named{} // entries before what they are about, if that is there at all
	follow := func(e Recorded, kind Kind, id, text string) {
		if known[named{kind, id}] == 0 {
			found[e.Seq], early[e.Seq] = text, named{kind, id}
		}
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case Referral:
			begin(e, "referral", f.ID)
		case ReviewRequested:
			begin(e, "review-requested", f.ID)
		case ReviewArranged:
			begin(e, "review-arranged", f.ID)
		case ReviewHeld:
			begin(e, "review-held", f.ID)
		case Action:
			begin(e, "action", f.ID)
		case SupportNeed:
			begin(e, "support-need", f.ID)
		case Contact:
			known[named{"contact", f.ID}] = e.On
		case Process:
			known[named{"process", f.ID}] = e.On
		case refers:
			if kind, id, begins := f.refersTo(); begins {
				begin(e, kind, id)
			} else {
				follow(e, kind, id, "What this is about is not in this record by that day.")
			}
		case ReferralAcknowledged:
			follow(e, "referral", f.Referral, "There is no such referral in this record by that day.")
		case ReferralDecision:
			follow(e, "referral", f.Referral, "There is no such referral in this record by that day.")
		case OutcomeTold:
			follow(e, "referral", f.Referral, "There is no such referral in this record by that day.")
		case ReferralWithdrawn:
			follow(e, "referral", f.Referral, "There is no such referral in this record by that day.")
		case ReferralPlaced, ReferralAsked, ReferralAnswered, ReferralScreened, OtherTelling, ReferralReconsidered:
			follow(e, "referral", referralOf(f), "There is no such referral in this record by that day.")
		case ReviewDecision:
			follow(e, "review-requested", f.Request, "There is no such request for a review in this record by that day.")
		case ReviewCancelled:
			follow(e, "review-arranged", f.ID, "No such review was arranged by that day.")
		case PackSent:
			follow(e, "review-arranged", f.Review, "No such review was arranged by that day.")
		case ReportSent:
			follow(e, "review-held", f.Review, "No such review was held by that day.")
		case ActionDone:
			follow(e, "action", f.Action, "There is no such action in this record by that day.")
		case ActionNotFollowed:
			follow(e, "action", f.Action, "There is no such action in this record by that day.")
		case ActionCancelled:
			follow(e, "action", f.Action, "There is no such action in this record by that day.")
		case SupportStarted:
			follow(e, "support-need", f.Need, "There is no such need in this record by that day.")
		case SupportWithdrawn:
			follow(e, "support-need", f.Need, "There is no such need in this record by that day.")
		case SupportStep:
			follow(e, "support-need", f.Need, "There is no such need in this record by that day.")
		case ProcessEnded:
			follow(e, "process", f.Process, "There is no such process in this record by that day.")
		case ContactEnded:
			follow(e, "contact", f.Contact, "There is no such contact in this record by that day.")
		}
	}
	for seq, of := range early {
		if from := known[of]; from != 0 {
			found[seq] += fmt.Sprintf(" It is recorded from %s. Choose that day or a later one. If it began before, correct the day of that entry first.", from.Long())
		}
	}
}
