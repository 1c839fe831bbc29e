package web

import (
	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// recordForm is one thing that can be recorded for a person.
type recordForm struct {
	kind  string // in the address
	title string // heading of the page, and the link to it
	done  string // what is said when it is saved
	hint  string // one line that says when to use it
	needs access.Permission
	// ask puts the questions and gives what the answers decide, or nil where
	// they leave nothing to decide; what is wrong is said in form.problems.
	ask func(*form) casefile.Decision
	// silent forms are reached by a button of the person's page, not by the
	// list of things to record.
	silent bool
	// part is the page of the person's record that the form belongs to, and goes
	// back to: "/support"; "" is the record itself.
	part string
	// then is where the one who recorded it goes next instead, with what is said
	// there; "" for no other place. View is the record as it was before.
	then func(v visit, view app.PersonView) (path, done string)
}

// recordGroup is a heading of the list of things to record.
type recordGroup struct {
	heading string
	forms   []recordForm
}

// recordGroups is everything that can be recorded, in the order to offer it.
var recordGroups = []recordGroup{
	{"Risk", []recordForm{ratingForm, earlySignForm, obligedForm, suggestionForm}},
	{"Consent", []recordForm{consentForm, sharingForm}},
	{"Hospital", []recordForm{admissionForm, wardMoveForm, legalStatusForm, plannedDischargeForm, dischargeForm, orderForm, orderEndedForm, oversightVisitForm}},
	{"Support", []recordForm{supportNeedForm, supportStepForm, whatHelpsForm}},
	{"During a stay in hospital", stayForms},
	{"Planning to leave hospital", leavingForms},
	{"Reviews and meetings", []recordForm{reviewHeldForm, meetingForm, laepForm}},
	{"About the person", []recordForm{detailsForm, conditionForm, planForm, addressForm, localAuthorityForm, gpForm}},
	{"People around them", []recordForm{coordinatorForm, keyworkerForm, namedPersonForm, namedPersonEndedForm, advocacyForm, contactForm, contactEndedForm}},
	{"Actions", []recordForm{actionForm, actionAnswerForm}},
	{"Other processes", []recordForm{processForm, processEndedForm}},
	{"Notes", []recordForm{noteForm, flagClearedForm, missedForm}},
	{"Referral", referralForms},
	{"The register", []recordForm{joinedForm, leftForm, leaveNoConsentForm, leaveToldForm, movedOutForm, moveAskedForm, moveAcknowledgedForm, diedForm}},
}

// recordFormOf finds the form of a kind.
func recordFormOf(kind string) (recordForm, bool) {
	for _, g := range recordGroups {
		for _, f := range g.forms {
			if f.kind == kind {
				return f, true
			}
		}
	}
	return recordForm{}, false
}
