package web

import (
	"cmp"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var (
	march1 = civil.Of(2026, 3, 1)
	march2 = civil.Of(2026, 3, 2) // today
	feb1   = civil.Of(2026, 2, 1)
)

// admitted is an admission of 1 February, with the blue rating.
var admitted = casefile.Admit{On: feb1, Admission: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}}

var advocate = casefile.Add{On: feb1, Fact: casefile.Contact{ID: "0123456789abcdef0123", Role: "advocate", Name: "Bea Shah"}}

// nights is a need of 1 February.
var nights = casefile.Add{On: feb1, Fact: casefile.SupportNeed{ID: "0123456789abcdef0123", Text: "Someone with them at night", Category: "help-at-home", Provider: "Oak Homes", WantedBy: feb1 + 20}}

func rated(r casefile.Rating) casefile.Decision {
	return casefile.Rate{On: feb1, Rated: casefile.Rated{Rating: r}, Reason: "As found"}
}

func imported(flags ...casefile.Flag) casefile.Decision {
	return casefile.BringIn{Entries: []casefile.Entry{{On: feb1, Fact: casefile.Imported{
		Import: "i1", File: "register.xlsx", Sheet: "Adults", Row: 7, Key: "k", Cells: []casefile.Cell{{Column: "RAG", Value: "purple"}}, Flags: flags,
	}}}}
}

var ragFlag = casefile.Flag{ID: "i1.7.1", Code: casefile.FlagUnread, Column: "RAG", Value: "purple", Message: "The rating could not be read"}

// formTest is a form filled in as it should be, and once wrong.
type formTest struct {
	before []casefile.Decision
	path   func(caseID string) string // where it is not /record/KIND
	typed  map[string]string
	want   []casefile.Entry
	wrong  map[string]string // over what is typed
	errors []string          // what is said then, each after its field
	next   string            // of the person's pages that to which it leads, where it is not that of its part
}

func (f formTest) at(kind, caseID string) string {
	if f.path != nil {
		return f.path(caseID)
	}
	return "/people/" + caseID + "/record/" + kind
}

func formTests() map[string]formTest {
	on := func(typed map[string]string) map[string]string { return day(typed, "on", march1) }
	type m = map[string]string
	return map[string]formTest{
		"rating": {
			typed: on(m{
				"rating": "amber", "note": " Placement at risk ", "factors": "Changes in support staff", "other_factor": "Moving house",
				"how_soon": "Within 2 weeks", "would_change": "A settled team", "own": "I want my flat back",
			}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Rated{
				Rating: casefile.Amber, Factors: []string{"Changes in support staff", "Moving house"}, HowSoon: "Within 2 weeks", WouldChange: "A settled team",
				Actions: casefile.Amber.Obliges(), Own: "I want my flat back",
			}, Note: "Placement at risk"}},
			wrong:  m{"rating": "", "note": " ", "on[month]": "13"},
			errors: []string{"rating Choose a rating", "on-month The date must have a month between 1 and 12", "note Say why this is the right rating now"},
		},
		"admission": {
			typed: on(m{"hospital": "RXX01", "ward": "Elm", "security": "picu", "legal_status": "3", "out_of_area": "yes"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: "picu", LegalStatus: "3", OutOfArea: true}},
				{On: march1, Fact: casefile.Rated{Rating: casefile.Blue, Actions: casefile.Blue.Obliges()}, Note: "In hospital from this day"},
			},
			wrong:  m{"hospital": "", "ward": "", "security": "", "legal_status": "99"},
			errors: []string{"hospital Enter the hospital", "ward Enter the ward", "security Choose the ward’s security", "legal_status Choose the legal status"},
		},
		"ward-move": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"ward": "Oak", "security": "low"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.WardMove{Hospital: "RXX01", Ward: "Oak", Security: "low"}}},
			wrong:  m{"ward": "", "on[year]": "2025"},
			errors: []string{"ward Enter the ward"},
		},
		"legal-status": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"legal_status": "3"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.LegalStatusChange{LegalStatus: "3"}}},
			wrong:  day(m{"legal_status": "3"}, "second_recommendation", march1),
			errors: []string{"second_recommendation-day A second medical recommendation belongs to section 4 only"},
		},
		"planned-discharge": {
			before: []casefile.Decision{admitted},
			typed:  on(day(nil, "day", civil.Of(2026, 4, 20))),
			want:   []casefile.Entry{{On: march1, Fact: casefile.PlannedDischarge{Day: civil.Of(2026, 4, 20)}}},
			wrong:  m{"day[day]": "", "day[month]": "", "day[year]": ""},
			errors: []string{"day-day Enter the day of the planned discharge, or say that there is none any more"},
		},
		"discharge": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"destination": "Home", "rating": "red", "note": "Newly home", "own": "I am glad to be home"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Discharge{Destination: "Home"}},
				{On: march1, Fact: casefile.Rated{Rating: casefile.Red, Actions: casefile.Red.Obliges(), Own: "I am glad to be home"}, Note: "Newly home"},
			},
			wrong:  m{"rating": "blue", "note": ""},
			errors: []string{"rating Choose red, amber or green: what the risk is now that they are leaving hospital", "note Say why this is the right rating now"},
		},
		"early-sign": {
			typed: on(m{"sign": "police", "source": "The school", "note": "At the bus stop"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.EarlySign{Sign: "police", Says: "The police were called, or they were arrested", Source: "The school"}, Note: "At the bus stop"}},
			wrong: m{"sign": ""}, errors: []string{"sign Choose what was seen"},
		},
		"suggestion-answered": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.EarlySign{Sign: "carer-ill", Says: "Ill"}}},
			path:   func(caseID string) string { return "/people/" + caseID + "/record/suggestion-answered?for=carer" },
			typed:  day(m{"answer": "not-now", "note": "Her aunt is there"}, "until", march1+60),
			want: []casefile.Entry{{On: march2, Fact: casefile.SuggestionAnswered{
				Trigger: "carer", Says: "The family that holds it all together cannot go on: Whoever cares for them at home is ill or cannot go on", Answer: casefile.SuggestionNotNow, Until: march1 + 60,
			}, Note: "Her aunt is there"}},
			wrong: m{"note": " "}, errors: []string{"note Say why not now"},
		},
		"rating-action": {
			before: []casefile.Decision{rated(casefile.Red)},
			path:   func(caseID string) string { return "/people/" + caseID + "/record/rating-action?for=1" },
			typed:  m{"state": "not-needed", "note": "It was held last week"},
			want:   []casefile.Entry{{On: march2, Fact: casefile.RatingAction{Rating: casefile.Red, Action: casefile.Red.Obliges()[0], State: casefile.ObligedNotNeeded}, Note: "It was held last week"}},
			wrong:  m{"note": " "}, errors: []string{"note Say why it is not needed"},
		},
		"action": {
			typed: on(day(m{"id": "0123456789abcdef0123", "text": "Ring the landlord", "owner": "Ann Lee", "organisation": "The council", "note": "He knows"}, "due", march2+10)),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Action{ID: "0123456789abcdef0123", Text: "Ring the landlord", Owner: "Ann Lee", Organisation: "The council", Due: march2 + 10}, Note: "He knows"}},
			wrong: m{"text": "", "owner": " ", "due[day]": "40"}, errors: []string{
				"text Say what is to be done", "owner Enter who is to do it", "due-day The day by which it is to be done must have a day between 1 and 31",
			},
		},
		"action-answer": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.Action{ID: "a1", Text: "Ring the landlord", Owner: "Ann Lee", Due: march2 + 10}}},
			path:   func(caseID string) string { return "/people/" + caseID + "/record/action-answer?for=a1" },
			typed:  on(m{"outcome": "not-done", "note": "He is away"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.ActionNotFollowed{Action: "a1", Reason: "He is away"}}},
			wrong:  m{"note": " "}, errors: []string{"note Say why it was not done"},
		},
		"oversight-visit": {
			typed: on(m{"note": "All well"}), want: []casefile.Entry{{On: march1, Fact: casefile.OversightVisit{}, Note: "All well"}},
			wrong: m{"on[day]": "3"}, errors: []string{"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done"},
		},
		"support-need": {
			typed: on(day(m{"id": "0123456789abcdef0123", "text": "Someone with them at night", "category": "help-at-home", "provider": "Oak Homes", "funding": "s117", "note": "Or their mother will not sleep"}, "wanted_by", civil.Of(2026, 4, 20))),
			want: []casefile.Entry{{On: march1, Note: "Or their mother will not sleep", Fact: casefile.SupportNeed{
				ID: "0123456789abcdef0123", Text: "Someone with them at night", Category: "help-at-home", Provider: "Oak Homes", Funding: "s117", WantedBy: civil.Of(2026, 4, 20),
			}}},
			wrong: m{"text": "", "category": "moon", "wanted_by[day]": "31"}, errors: []string{
				"text Say what the person needs", "category Choose what kind of support it is", "wanted_by-day The day by which it is wanted must be a real date: April 2026 has 30 days",
			},
		},
		"support-step": {
			before: []casefile.Decision{nights},
			typed:  on(m{"need": "0123456789abcdef0123", "status": "refused", "reason": "not-on-register", "provider": "Elm Homes", "funding": "joint"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.SupportStep{
				Need: "0123456789abcdef0123", Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Elm Homes", Funding: "joint",
			}}},
			wrong: m{"need": "other", "status": "refused", "reason": ""}, errors: []string{"need Choose the need", "reason Choose the reason that the service gave"},
		},
		"what-helps": {
			typed: on(m{"own": "My dog", "crisis": "Ring Mum\nthen the team", "call": "Mum 01632 960001", "contact_methods": "text", "formats": "easy-read", "supports": "more-time", "professionals": "makaton", "made_with": "Rosa"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.WhatHelps{
				Own: "My dog", Crisis: "Ring Mum\nthen the team", Call: "Mum 01632 960001", ContactMethods: []casefile.ContactMethod{"text"},
				Formats: []casefile.InformationFormat{"easy-read"}, Supports: []casefile.CommunicationSupport{"more-time"}, Professionals: []casefile.CommunicationProfessional{"makaton"}, MadeWith: "Rosa",
			}}},
			wrong:  m{"own": "", "crisis": "", "call": " ", "contact_methods": "", "formats": "pigeon", "supports": "", "professionals": "", "on[day]": "40"},
			errors: []string{"own Write at least one of the parts", "on-day The date must have a day between 1 and 31"},
		},
		"meeting": {
			typed: on(m{"own": "You talk about me, not with me"}), want: []casefile.Entry{{On: march1, Fact: casefile.Meeting{Own: "You talk about me, not with me"}}},
			wrong: m{"on[day]": "", "on[month]": "", "on[year]": ""}, errors: []string{"on-day Enter the date"},
		},
		"laep": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.LAEP{}}},
			wrong: m{"on[year]": "2008"}, errors: []string{"on-day The date must be on or after the date of birth, 1 May 2009"},
		},
		"details": {
			typed: on(m{"given_name": "Rosalind", "nhs_number": "999-476 0173", "communication": "Short sentences"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Details{
				GivenName: "Rosalind", FamilyName: "Evans-Okoro", PreferredName: "Rosie", Pronouns: "she/her",
				NHSNumber: "9994760173", BirthDate: civil.Of(2009, 5, 1), Communication: "Short sentences",
			}}},
			wrong: m{"nhs_number": "999 476 0174", "given_name": "", "family_name": "", "preferred_name": " ", "birth_date[year]": "2027", "language": strings.Repeat("x", 201)},
			errors: []string{
				"family_name Enter a name", "nhs_number Enter a valid NHS number: 10 digits, such as 999 123 4578",
				"birth_date-day The date of birth must be in the past", "language “Language” must have 200 characters or fewer. It has 201",
			},
		},
		"condition": {
			typed: on(m{"condition": "autism", "status": "awaiting-assessment"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Condition{Condition: "autism", Status: "awaiting-assessment"}}},
			wrong: m{"condition": "", "status": ""}, errors: []string{"condition Choose autism or learning disability", "status Choose how sure it is"},
		},
		"ehc-plan": {
			typed: on(m{"status": "maintained"}), want: []casefile.Entry{{On: march1, Fact: casefile.EHCPlan{Status: "maintained"}}},
			wrong: m{"status": ""}, errors: []string{"status Choose if the plan is maintained or has ceased"},
		},
		"address": {
			typed: on(m{"lines": "1 High Street\r\nNorthtown", "postcode": "ZZ9 9ZZ"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Address{Lines: "1 High Street\nNorthtown", Postcode: "ZZ9 9ZZ"}}},
			wrong: m{"lines": "", "postcode": ""}, errors: []string{"lines Enter the address or the postcode"},
		},
		"local-authority": {
			typed: on(m{"name": "Northshire"}), want: []casefile.Entry{{On: march1, Fact: casefile.LocalAuthority{Name: "Northshire"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter the local authority"},
		},
		"gp": {
			typed: on(m{"practice": "High Street Surgery"}), want: []casefile.Entry{{On: march1, Fact: casefile.GP{Practice: "High Street Surgery"}}},
			wrong: m{"practice": ""}, errors: []string{"practice Enter the GP practice"},
		},
		"coordinator": {
			typed: on(m{"name": "Ann Lee"}), want: []casefile.Entry{{On: march1, Fact: casefile.Coordinator{Name: "Ann Lee"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter who holds the case"},
		},
		"keyworker": {
			typed: on(m{"status": "named", "name": "Kay Dunn"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Keyworker{Status: "named", Name: "Kay Dunn"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter the keyworker’s name"},
		},
		"contact": {
			before: []casefile.Decision{advocate},
			path:   func(id string) string { return "/people/" + id + "/record/contact?for=0123456789abcdef0123" },
			typed:  on(m{"name": "Bea Shah-Lund", "role": "advocate", "organisation": "Voices", "phone": "01632 960001", "email": "bea@example.org"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Contact{
				ID: "0123456789abcdef0123", Name: "Bea Shah-Lund", Role: "advocate", Organisation: "Voices", Phone: "01632 960001", Email: "bea@example.org",
			}}},
			wrong: m{"name": "", "role": ""}, errors: []string{"name Enter the contact’s name", "role Say who they are to the person"},
		},
		"contact-ended": {
			before: []casefile.Decision{advocate},
			typed:  on(m{"contact": "0123456789abcdef0123", "note": "Moved away"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.ContactEnded{Contact: "0123456789abcdef0123"}, Note: "Moved away"}},
			wrong:  m{"contact": "nobody"}, errors: []string{"contact Choose who is no longer a contact"},
		},
		"note": {
			typed: on(m{"note": "Likes trains"}), want: []casefile.Entry{{On: march1, Fact: casefile.Note{}, Note: "Likes trains"}},
			wrong: m{"note": "  "}, errors: []string{"note Write the note"},
		},
		"flag-cleared": {
			before: []casefile.Decision{imported(ragFlag)},
			typed:  m{"flag": ragFlag.ID, "note": "Looked up"},
			want:   []casefile.Entry{{On: march2, Fact: casefile.FlagCleared{Flag: ragFlag.ID}, Note: "Looked up"}},
			wrong:  m{"flag": "other"}, errors: []string{"flag Choose what has been settled. If it is not listed, someone has settled it already"},
		},
		"joined-register": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "Well"}}},
			typed:  on(m{"note": "Asked to come back"}), want: []casefile.Entry{{On: march1, Fact: casefile.JoinedRegister{}, Note: "Asked to come back"}},
			wrong: m{"on[day]": "30", "note": ""}, errors: []string{
				"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done", "note Say why they join the register",
			},
		},
		"left-register": {
			typed: on(m{"why": "not-at-risk", "reason": "Settled for a year", "view": "Is glad", "agreed": "The meeting of 1 March", "plan": "The team visits monthly", "call": "Jo, 01632 960001", "told": "easy-read"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.LeftRegister{Reason: "Settled for a year", LeaveRecord: casefile.LeaveRecord{
				Why: casefile.LeaveNotAtRisk, View: "Is glad", Agreed: "The meeting of 1 March", Plan: "The team visits monthly", Call: "Jo, 01632 960001", Told: "easy-read",
			}}}},
			wrong: m{"why": "other", "reason": "", "view": "", "plan": "", "call": "", "told": ""},
			errors: []string{
				"reason Say why they are leaving the register", "view Say what the person thinks of it, or that they did not want to say",
				"call Say whom they can call, and how", "told Choose how they were told, or “Not yet”",
			},
		},
		"leave-no-consent": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}},
			typed:  on(m{"basis": "own", "no_reason": "list", "offered": "advocate", "view": "No list", "call": "Jo, 01632 960001", "told": "talk"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own, ConsentRecord: casefile.ConsentRecord{
					No: casefile.NotAgreed{Reason: "list", Offered: []casefile.Offered{"advocate"}},
				}}},
				{On: march1, Fact: casefile.LeftRegister{Reason: "Consent was withdrawn", LeaveRecord: casefile.LeaveRecord{Why: casefile.LeaveNoConsent, View: "No list", Call: "Jo, 01632 960001", Told: "talk"}}},
			},
			wrong: m{"basis": "parent", "no_reason": "", "offered": ""},
			errors: []string{
				"basis A parent or guardian can decide only until the 16th birthday, 1 May 2025. Choose the person or a best-interests decision",
				"no_reason Choose why, or that they did not want to say", "offered Choose what was offered instead, or “Nothing yet”",
			},
		},
		"sharing": {
			before: []casefile.Decision{
				casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
				casefile.Add{On: feb1, Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: "school", Choice: "no"}, {With: "gp", Choice: "yes"}}}},
			},
			typed: on(m{"share_school": "yes", "share_police": "no", "basis": "own", "note": "At the door"}),
			want: []casefile.Entry{{On: march1, Note: "At the door", Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{
				{With: "school", Choice: "yes"}, {With: "police", Choice: "no"},
			}}}},
			wrong: m{"basis": "parent", "on[month]": "1"},
			errors: []string{
				"basis A parent or guardian can decide only until the 16th birthday, 1 May 2025. Choose the person or a best-interests decision",
				"on-day A later choice about school or college is recorded, on 1 February 2026. Enter the day on which they last said it",
			},
		},
		"moved-out": {
			typed: on(m{"to_area": "Southshire Board", "move_basis": "law", "law": "Section 117", "view": "I will miss Ann"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.MovedOut{MoveRecord: casefile.MoveRecord{To: "Southshire Board", Basis: casefile.MoveByLaw, Law: "Section 117", View: "I will miss Ann"}}}},
			wrong: m{"on[month]": "", "to_area": "", "law": ""},
			errors: []string{"on-month The date must include a month", "to_area Say to which area they move, such as the name of the board",
				"law Say by which law it is passed on without their consent"},
		},
		"move-acknowledged": {
			before: []casefile.Decision{casefile.MoveOut{On: feb1, Move: casefile.MoveRecord{To: "Southshire Board", Basis: casefile.MoveOwn}}},
			typed:  on(m{"by": "Tom Hall, coordinator"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.MoveAcknowledged{By: "Tom Hall, coordinator"}}},
			next:   "/leave",
			wrong:  m{"by": ""}, errors: []string{"by Say who there has acknowledged it, with name and work"},
		},
		"leave-told": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "Settled", LeaveRecord: casefile.LeaveRecord{View: "Fine", Call: "Jo", Told: casefile.LeaveNotYet}}}},
			typed:  on(m{"told": "talk"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.LeaveTelling{Told: "talk"}}},
			next:   "/leave",
			wrong:  m{"told": ""}, errors: []string{"told Choose how they were told"},
		},
		"move-asked": {
			before: []casefile.Decision{casefile.MoveOut{On: feb1, Move: casefile.MoveRecord{To: "Southshire Board", Basis: casefile.MoveNotAsked}}},
			typed:  on(m{"move_basis": "not-told", "view": "I want to tell them myself"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.MoveAsked{Basis: casefile.MoveNotTold, View: "I want to tell them myself"}}},
			next:   "/leave",
			wrong:  m{"move_basis": ""}, errors: []string{"move_basis Choose if the other area may be told of them"},
		},
		"died": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.Died{}}},
			wrong: m{"on[day]": "x"}, errors: []string{"on-day The date must have a day between 1 and 31"},
		},
		"missed-date": {
			before: []casefile.Decision{rated(casefile.Red)},
			path: func(id string) string {
				return missedPath(id, casefile.MissedDate{Rule: "local.register-review", Started: 3, StartedOn: feb1, Due: feb1 + 7})
			},
			typed: m{"reason": "papers-late", "told": "family", "note": "Sent by post"},
			want: []casefile.Entry{{On: march2, Note: "Sent by post", Fact: casefile.MissedDate{
				Rule: "local.register-review", Started: 3, StartedOn: feb1, Due: feb1 + 7, Reason: "papers-late", Told: []casefile.Told{"family"},
			}}},
			wrong: m{"reason": "other", "note": ""}, errors: []string{"note Say in words why the date was missed"},
		},
		"strike-out": {
			before: []casefile.Decision{rated(casefile.Red)},
			path:   func(id string) string { return "/people/" + id + "/entries/3/strike-out" },
			typed:  m{"note": "Wrong person"},
			want:   []casefile.Entry{{On: march2, Fact: casefile.EnteredInError{Entry: 3}, Note: "Wrong person"}},
			wrong:  m{"note": ""}, errors: []string{"note Say what was wrong with this entry"},
		},
		"correct-day": {
			before: []casefile.Decision{casefile.Add{On: feb1 + 2, Fact: casefile.Note{}, Note: "A good day"}},
			path:   func(id string) string { return "/people/" + id + "/entries/3/day" },
			typed:  on(m{"note": "Heard it again"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Note{}, Note: "A good day"},
				{On: march2, Fact: casefile.EnteredInError{Entry: 3, Instead: 4}, Note: "Heard it again"},
			},
			wrong: m{"on[day]": "3", "on[month]": "2", "note": " "}, errors: []string{"on-day This is the day that the entry has. Enter the day on which it was so", "note Say how it is known that it was another day"},
		},
	}
}

// TestEachForm fills in every form as it should be, and once wrong.
func TestEachForm(t *testing.T) {
	t.Parallel()
	tests := formTests()
	maps.Copy(tests, hospitalFormTests())
	maps.Copy(tests, referralFormTests())
	maps.Copy(tests, aroundFormTests())
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, g := range recordGroups {
		for _, f := range g.forms {
			if _, ok := tests[f.kind]; !ok && f.kind != "review-held" && f.kind != consentForm.kind && f.kind != obligedForm.kind {
				t.Errorf("the form %q is not tested", f.kind)
			}
		}
	}
	for kind, test := range tests {
		t.Run(kind, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: b.jar}
			details := rosa
			details.NHSNumber = ""
			if kind == "details" {
				details.NHSNumber = rosa.NHSNumber
			}
			id := s.person("NORTH", details, test.before...)
			path := test.at(kind, id)
			before := s.kase("NORTH", id).Version()

			fresh := formOf(t, b.page(path), path)
			wrong := maps.Clone(test.typed)
			if wrong == nil {
				wrong = map[string]string{}
			}
			maps.Copy(wrong, test.wrong)
			bad := b.fill(path, wrong)
			doc := bad.walked(http.StatusUnprocessableEntity)
			if got := summaryOf(doc); !reflect.DeepEqual(got, test.errors) {
				t.Errorf("errors\n got %q\nwant %q", got, test.errors)
			}
			kept := formOf(t, doc, path)
			for name, value := range wrong {
				if got := kept.values.Get(name); got != value && value != "" && !chosenFromList(name) {
					t.Errorf("%s was typed as %q and is now %q", name, value, got)
				}
			}
			if s.kase("NORTH", id).Version() != before {
				t.Error("something was recorded although it was refused")
			}

			values := fresh.with(test.typed)
			values.Set("do", "save")
			rf, _ := recordFormOf(kind)
			b.post(path, values).leads("/people/" + id + cmp.Or(test.next, rf.part))
			var got []casefile.Entry
			for _, e := range s.kase("NORTH", id).Entries[before:] {
				got = append(got, e.Entry)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("recorded\n got %+v\nwant %+v", got, test.want)
			}
			says(t, b.page("/people/"+id), "Success")
			saysNot(t, b.page("/people/"+id), "Success")
			saysNot(t, b.page(path), "We kept what you typed")
		})
	}
}

// chosenFromList are fields in which what is not offered cannot stay.
func chosenFromList(name string) bool {
	return strings.Contains(" decision legal_status rating contact flag category need leave delay to contact_methods formats supports professionals part process type step ", " "+name+" ")
}

// summaryOf is what an error summary says, each with its field.
func summaryOf(doc *html.Node) []string {
	var out []string
	for n := range doc.Descendants() {
		if !strings.Contains(attr(n, "class"), "nhsuk-error-summary__list") {
			continue
		}
		for li := range n.ChildNodes() {
			if li.Data != "li" {
				continue
			}
			href := ""
			for a := range li.Descendants() {
				if a.Data == "a" {
					href = strings.TrimPrefix(attr(a, "href"), "#") + " "
				}
			}
			out = append(out, href+text(li))
		}
	}
	return out
}
