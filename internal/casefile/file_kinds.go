package casefile

// field is one of the fields that entries of a case file have.
type field uint8

const (
	noField field = iota
	fieldKind
	fieldOn
	fieldCondition
	fieldStatus
	fieldID
	fieldBy
	fieldReferral
	fieldOutcome
	fieldReason
	fieldTo
	fieldReview
	fieldDecision
	fieldBasis
	fieldRating
	fieldHospital
	fieldWard
	fieldSecurity
	fieldLegalStatus
	fieldSecondRecommendation
	fieldOutOfArea
	fieldRequest
	fieldFor
	fieldSetting
	fieldPreparedBy
	fieldDue
	fieldAction
	fieldNeed
	fieldWantedBy
	fieldCount
)

var fieldNames = [fieldCount]string{"", "kind", "on", "condition", "status", "id", "by", "referral", "outcome",
	"reason", "to", "review", "decision", "basis", "rating", "hospital", "ward", "security", "legal_status",
	"second_recommendation", "out_of_area", "request", "for", "setting", "prepared_by", "due", "action", "need", "wanted_by"}

func fieldNamed(name string) field {
	switch name {
	case "kind":
		return fieldKind
	case "on":
		return fieldOn
	case "condition":
		return fieldCondition
	case "status":
		return fieldStatus
	case "id":
		return fieldID
	case "by":
		return fieldBy
	case "referral":
		return fieldReferral
	case "outcome":
		return fieldOutcome
	case "reason":
		return fieldReason
	case "to":
		return fieldTo
	case "review":
		return fieldReview
	case "decision":
		return fieldDecision
	case "basis":
		return fieldBasis
	case "rating":
		return fieldRating
	case "hospital":
		return fieldHospital
	case "ward":
		return fieldWard
	case "security":
		return fieldSecurity
	case "legal_status":
		return fieldLegalStatus
	case "second_recommendation":
		return fieldSecondRecommendation
	case "out_of_area":
		return fieldOutOfArea
	case "request":
		return fieldRequest
	case "for":
		return fieldFor
	case "setting":
		return fieldSetting
	case "prepared_by":
		return fieldPreparedBy
	case "due":
		return fieldDue
	case "action":
		return fieldAction
	case "need":
		return fieldNeed
	case "wanted_by":
		return fieldWantedBy
	}
	return noField
}

type fieldSet uint32

func (s fieldSet) has(f field) bool { return s&(1<<f) != 0 }

func fields(all ...field) (s fieldSet) {
	for _, f := range all {
		s |= 1 << f
	}
	return s
}

// The words that fields may have.
var (
	conditionChoice       = choose(ConditionNames)
	conditionStatusChoice = choose(ConditionStatuses)
	planChoice            = choose(PlanStatuses)
	referredByChoice      = choose(ReferredBys)
	referralOutcomeChoice = choose(ReferralOutcomes)
	requestOutcomeChoice  = choose(RequestOutcomes)
	consentToChoice       = choose(ConsentTos)
	decisionChoice        = choose(ConsentDecisions)
	consentBasisChoice    = choose(ConsentBases)
	ratingChoice          = choose(Ratings)
	keyworkerChoice       = choose(KeyworkerStatuses)
	securityChoice        = choose(Securities)
	legalStatusChoice     = choose(LegalStatuses)
	settingChoice         = choose(Settings)
	recipientChoice       = choose(Recipients)
)

// shape is the form of one kind of entry: its fields beside kind and on, and
// how to read them. Reading reports what is missing or wrong.
type shape struct {
	required, optional fieldSet
	read               func(*fileReader) Fact
}

// shapes are the kinds of homeward.case/1. All fields are required except
// those that fine print 40 names.
var shapes = map[string]shape{
	"condition": {fields(fieldCondition, fieldStatus), 0, func(r *fileReader) Fact {
		return Condition{conditionChoice.read(r, fieldCondition), conditionStatusChoice.read(r, fieldStatus)}
	}},
	"ehc-plan": {fields(fieldStatus), 0, func(r *fileReader) Fact {
		return EHCPlan{planChoice.read(r, fieldStatus)}
	}},
	"referral": {fields(fieldID, fieldBy), 0, func(r *fileReader) Fact {
		return Referral{ID: r.newID("referral"), By: referredByChoice.read(r, fieldBy)}
	}},
	"referral-acknowledged": {fields(fieldReferral), 0, func(r *fileReader) Fact {
		return ReferralAcknowledged{Referral: r.id(fieldReferral)}
	}},
	"referral-decision": {fields(fieldReferral, fieldOutcome), fields(fieldReason), func(r *fileReader) Fact {
		return ReferralDecision{Referral: r.id(fieldReferral), Outcome: referralOutcomeChoice.read(r, fieldOutcome), Reason: r.optionalWords(fieldReason)}
	}},
	"outcome-told": {fields(fieldReferral), 0, func(r *fileReader) Fact {
		return OutcomeTold{Referral: r.id(fieldReferral)}
	}},
	"referral-withdrawn": {fields(fieldReferral), 0, func(r *fileReader) Fact {
		return ReferralWithdrawn{Referral: r.id(fieldReferral)}
	}},
	"consent": {fields(fieldTo, fieldDecision, fieldBasis), fields(fieldReview), readConsent},
	"rating": {fields(fieldRating), 0, func(r *fileReader) Fact {
		return Rated{Rating: ratingChoice.read(r, fieldRating)}
	}},
	"joined-register": {0, 0, func(*fileReader) Fact { return JoinedRegister{} }},
	"left-register": {0, fields(fieldReason), func(r *fileReader) Fact {
		return LeftRegister{Reason: r.optionalWords(fieldReason)}
	}},
	"moved-out": {0, 0, func(*fileReader) Fact { return MovedOut{} }},
	"died":      {0, 0, func(*fileReader) Fact { return Died{} }},
	"meeting":   {0, 0, func(*fileReader) Fact { return Meeting{} }},
	"keyworker": {fields(fieldStatus), 0, func(r *fileReader) Fact {
		return Keyworker{Status: keyworkerChoice.read(r, fieldStatus)}
	}},
	"admission": {fields(fieldHospital, fieldWard, fieldSecurity, fieldLegalStatus, fieldOutOfArea), fields(fieldSecondRecommendation),
		func(r *fileReader) Fact {
			return Admission{
				Hospital: r.words(fieldHospital), Ward: r.words(fieldWard), Security: securityChoice.read(r, fieldSecurity),
				LegalStatus:          legalStatusChoice.read(r, fieldLegalStatus),
				SecondRecommendation: r.optionalDay(fieldSecondRecommendation), OutOfArea: r.flag(fieldOutOfArea),
			}
		}},
	"legal-status": {fields(fieldLegalStatus), fields(fieldSecondRecommendation), func(r *fileReader) Fact {
		return LegalStatusChange{LegalStatus: legalStatusChoice.read(r, fieldLegalStatus), SecondRecommendation: r.optionalDay(fieldSecondRecommendation)}
	}},
	"ward-move": {fields(fieldHospital, fieldWard, fieldSecurity, fieldOutOfArea), 0, func(r *fileReader) Fact {
		return WardMove{Hospital: r.words(fieldHospital), Ward: r.words(fieldWard), Security: securityChoice.read(r, fieldSecurity), OutOfArea: r.flag(fieldOutOfArea)}
	}},
	"discharge":       {0, 0, func(*fileReader) Fact { return Discharge{} }},
	"oversight-visit": {0, 0, func(*fileReader) Fact { return OversightVisit{} }},
	"laep":            {0, 0, func(*fileReader) Fact { return LAEP{} }},
	"review-requested": {fields(fieldID), 0, func(r *fileReader) Fact {
		return ReviewRequested{r.newID("review-requested")}
	}},
	"review-decision": {fields(fieldRequest, fieldOutcome), 0, func(r *fileReader) Fact {
		return ReviewDecision{r.id(fieldRequest), requestOutcomeChoice.read(r, fieldOutcome)}
	}},
	"review-arranged": {fields(fieldID, fieldFor, fieldSetting), 0, func(r *fileReader) Fact {
		return ReviewArranged{r.newID("review-arranged"), r.day(fieldFor), settingChoice.read(r, fieldSetting)}
	}},
	"review-cancelled": {fields(fieldID), 0, func(r *fileReader) Fact {
		return ReviewCancelled{r.newID("review-cancelled")}
	}},
	"pack-sent": {fields(fieldReview), 0, func(r *fileReader) Fact {
		return PackSent{r.id(fieldReview)}
	}},
	"review-held": {fields(fieldID, fieldSetting), 0, func(r *fileReader) Fact {
		return ReviewHeld{ID: r.newID("review-held"), Setting: settingChoice.read(r, fieldSetting)}
	}},
	"report-sent": {fields(fieldReview, fieldTo), fields(fieldPreparedBy), func(r *fileReader) Fact {
		f := ReportSent{Review: r.id(fieldReview), To: r.recipients(fieldTo)}
		if r.seen.has(fieldPreparedBy) {
			f.PreparedBy = recipientChoice.read(r, fieldPreparedBy)
		}
		return f
	}},
	"action": {fields(fieldID), fields(fieldDue), func(r *fileReader) Fact {
		return Action{ID: r.newID("action"), Due: r.optionalDay(fieldDue)}
	}},
	"action-done": {fields(fieldAction), 0, func(r *fileReader) Fact {
		return ActionDone{r.id(fieldAction)}
	}},
	"action-not-followed": {fields(fieldAction, fieldReason), 0, func(r *fileReader) Fact {
		return ActionNotFollowed{r.id(fieldAction), r.words(fieldReason)}
	}},
	"action-cancelled": {fields(fieldAction), 0, func(r *fileReader) Fact {
		return ActionCancelled{r.id(fieldAction)}
	}},
	"support-need": {fields(fieldID), fields(fieldWantedBy), func(r *fileReader) Fact {
		return SupportNeed{ID: r.newID("support-need"), WantedBy: r.optionalDay(fieldWantedBy)}
	}},
	"support-started": {fields(fieldNeed), 0, func(r *fileReader) Fact {
		return SupportStarted{Need: r.id(fieldNeed)}
	}},
	"support-withdrawn": {fields(fieldNeed), 0, func(r *fileReader) Fact {
		return SupportWithdrawn{r.id(fieldNeed)}
	}},
}

// readConsent: the review's id is required for, and only for, to: review.
func readConsent(r *fileReader) Fact {
	c := Consent{To: consentToChoice.read(r, fieldTo), Decision: decisionChoice.read(r, fieldDecision), Basis: consentBasisChoice.read(r, fieldBasis)}
	switch {
	case c.To == ToReview:
		c.Review = r.id(fieldReview)
	case r.seen.has(fieldReview) && c.To != "":
		r.fault("review", "belongs to consent to one review only, not to: %s", c.To)
	}
	return c
}
