package web

import (
	"net/http"
	"strconv"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// TestHospitalPage shows the stay, the plan, the delays and the restrictions.
func TestHospitalPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	add := func(n int, f casefile.Fact) casefile.Decision {
		return casefile.Add{On: feb1 + civil.Date(n), Fact: f, Note: "As found"}
	}
	home := s.person("NORTH", rosa)
	doc := b.page("/people/" + home + "/hospital")
	says(t, doc, "No stay in hospital is recorded.", "Record an admission")
	saysNot(t, doc, "The plan to leave hospital")

	away := rosa
	away.NHSNumber = ""
	id := s.person("NORTH", away,
		casefile.Add{On: feb1 - 3, Fact: casefile.LAEP{}},
		casefile.Admit{On: feb1, Admission: casefile.Admission{
			Hospital: "X0001", Ward: "Elm", Security: "low", LegalStatus: "3", OutOfArea: true,
			PlaceDetails:     casefile.PlaceDetails{Name: "Far Hospital", OutOfAreaReason: "no-local-bed", Kilometres: 120},
			AdmissionDetails: casefile.AdmissionDetails{Planned: "unplanned", Source: "general-hospital", Reasons: []casefile.AdmissionReason{"harm-to-self"}},
		}, Also: []casefile.Fact{casefile.Commissioners{Responsible: "Northshire ICB", Host: "Southshire ICB"}}},
		add(0, casefile.PlannedDischarge{Day: feb1 + 20}), add(9, casefile.PlannedDischarge{Day: feb1 + 28}),
		add(1, casefile.DischargePlan{Destination: "family-home", State: "delayed-no-option"}),
		add(2, casefile.DischargeCondition{ID: "c1", About: "housing", Text: "A ramp", Owner: "The council", Due: feb1 + 20}),
		add(10, casefile.DischargeDelay{ID: "d1", Code: "lack-housing"}), add(15, casefile.DischargeDelay{ID: "d2", Code: "choice"}), add(20, casefile.DischargeDelayEnded{Delay: "d2"}),
		add(3, casefile.DischargeAgreement{Party: "commissioner", Agrees: casefile.AnswerYes}),
		add(4, casefile.Segregation{ID: "s1", Form: casefile.LongTermSegregation}),
		add(5, casefile.Restraint{Month: "2026-02", Physical: 7}),
		add(6, casefile.Leave{ID: "l1", Form: "escorted", Until: feb1 + 7}),
		add(8, casefile.OversightVisit{VisitDetails: casefile.VisitDetails{By: "Ms Vane", SeenPerson: casefile.AnswerYes, Concerns: "No garden"}}),
	)
	doc = b.page("/people/" + id + "/hospital")
	says(t, doc,
		"Far Hospital", "Yes: no bed near home, 120 km from home", "Northshire ICB", "Southshire ICB", "Not planned. From: NHS general hospital or A&E", "29 days",
		"1 March 2026, which is past. The day has moved once", "The planned day has passed",
		"A ramp", "The council", "19 days lost in all. A day of two delays is counted once",
		"In long-term segregation", "No independent review is recorded.", "Leave ended on 8 February 2026",
		"Yes (worked out from the record, not confirmed)", "No C(E)TR, but the local area emergency protocol (LAEP) (worked out", "within 6 months before",
		"Ms Vane", "No garden", "February 2026", "Yes, 4 February 2026. As found")
	b.fill("/people/"+id+"/record/admission-questions", map[string]string{"registered": "yes", "before": "none", "note": ""}).leads("/people/" + id)
	says(t, b.page("/people/"+id+"/hospital"), "Neither (confirmed on 2 March 2026 by")

	// The admission form takes both answers or none, and the reason of an area
	// alone where it is out of area.
	third := away
	other := s.person("NORTH", third)
	path := "/people/" + other + "/record/admission"
	typed := day(map[string]string{"hospital": "X0001", "ward": "Elm", "security": "low", "legal_status": "3", "out_of_area": "no", "out_of_area_reason": "choice", "kilometres": "12", "registered": "no"}, "on", march1)
	if got := summaryOf(b.fill(path, typed).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "before Answer both questions, or leave both to the record" {
		t.Errorf("refused with %q", got)
	}
	typed["before"] = "review"
	b.fill(path, typed).leads("/people/" + other)
	c := s.kase("NORTH", other)
	if q, ok := c.Entries[4].Fact.(casefile.AdmissionQuestions); !ok || q.Admission != 3 || q.Before != casefile.ReviewWasHeld || c.Stay.OutOfAreaReason != "" || c.Stay.Kilometres != 12 {
		t.Errorf("recorded %+v", c.Entries[2:])
	}

	// A ward manager who is involved sees it and records; one who is not does not
	// learn that there is such a person.
	ward := s.signedIn(access.Provider, "NORTH")
	ward.get("/people/" + id + "/hospital").walked(http.StatusNotFound)
}

func TestAStayThatIsOverIsRecordedAfterARating(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Rate{On: march1, Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"})
	b := s.signedIn(access.Coordinator, "NORTH")
	path := "/people/" + id + "/record/admission"
	typed := map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "general", "legal_status": "informal", "still": leftValue, "left_rating": "amber", "left_note": "First weeks at home"}
	typed = day(day(typed, "on", feb1), "left", feb1+9)
	typed["left[day]"] = ""
	says(t, b.fill(path, typed).walked(http.StatusUnprocessableEntity), "There is a problem")
	b.fill(path, day(typed, "left", feb1+9)).leads("/people/" + id)
	if c := s.kase("NORTH", id); len(c.Stays) != 1 || c.Stays[0].Ended != feb1+9 || c.Rating.Rating != casefile.Green || c.InHospital() {
		t.Errorf("stays %+v, rating %+v", c.Stays, c.Rating)
	}
	// Who gives no rating cannot say what it was from then on.
	social := s.signedIn(access.SocialWorker, "NORTH")
	s.involve(social, "NORTH", id, access.NamedWorker)
	saysNot(t, social.page(path), "Are they still in hospital?")
}

func TestTheEndOfSeclusionIsRecordedAfterTheStay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	add := func(on civil.Date, f casefile.Fact) casefile.Decision { return casefile.Add{On: on, Fact: f} }
	id := s.person("NORTH", rosa, admitted, add(feb1+2, casefile.Segregation{ID: "s1", Form: casefile.Seclusion}), add(feb1+2, casefile.Leave{ID: "l1", Form: "overnight"}),
		add(feb1+2, casefile.DischargeDelay{ID: "d1", Code: "choice"}), casefile.SendHome{On: march1, Rating: casefile.Amber, Reason: "Home"})
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, kind := range []string{"segregation-ended", "leave-ended", "discharge-delay-ended"} {
		b.fill("/people/"+id+"/record/"+kind, day(nil, "on", feb1+4)).leads("/people/" + id)
		says(t, b.page("/people/"+id+"/record/"+kind), map[string]string{"segregation-ended": noSegregation, "leave-ended": "No leave is open", "discharge-delay-ended": "No delay is open"}[kind])
	}
	stay := s.kase("NORTH", id).HospitalStays(func(civil.Date, civil.Date) bool { return true })[0]
	if stay.Segregated[0].Ended != feb1+4 || stay.Leaves[0].Back != feb1+4 || stay.Delays[0].Ended != feb1+4 {
		t.Errorf("%+v, %+v, %+v", stay.Segregated, stay.Leaves, stay.Delays)
	}
}

// TestAStayThatIsOver has all that a stay that lasts has, ends there what was
// left open in it, and shows no more than that does.
func TestAStayThatIsOver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	add := func(n int, f casefile.Fact) casefile.Decision {
		return casefile.Add{On: feb1 - 100 + civil.Date(n), Fact: f, Note: "As found"}
	}
	first, begun := admitted, feb1-100
	first.On = begun
	first.Admission.Ward = "Oak"
	id := s.person("NORTH", rosa,
		first, add(1, casefile.Segregation{ID: "s1", Form: casefile.Seclusion}), add(2, casefile.Leave{ID: "l1", Form: "overnight"}),
		add(3, casefile.DischargeDelay{ID: "d1", Code: "lack-housing"}), add(4, casefile.OversightVisit{VisitDetails: casefile.VisitDetails{By: "Ms Vane", Concerns: "No garden"}}),
		add(5, casefile.LegalStatusChange{LegalStatus: "3"}), add(6, casefile.PlannedDischarge{Day: feb1}), add(7, casefile.Restraint{Month: casefile.MonthOf(begun + 8), Physical: 7}),
		add(8, casefile.InadequateNotice{Hospital: "RXX01", AgreedBy: "Chief nurse", LookAgain: feb1}),
		casefile.SendHome{On: begun + 30, Discharge: casefile.Discharge{To: "family-home"}, Rating: casefile.Amber, Reason: "Home"}, admitted)
	b := s.signedIn(access.Coordinator, "NORTH")
	path := "/people/" + id + "/hospital/stays/3"
	if find(b.page("/people/"+id+"/hospital"), "href", path) == nil {
		t.Error("no link to the earlier stay")
	}
	says(t, b.page(path), "In hospital from 24 October 2025 until 23 November 2025", "Where they were", "Left hospital", "Family home", "Oak", "Section 3", "30 days", "27 days lost in all",
		"Seclusion", "With the stay: no end of its own is recorded", "Ms Vane", "No garden", "Physical", "Who was told that the hospital is rated inadequate", "1 February 2026")
	saysNot(t, b.page(path), "Next review", "Data for the national return", "today", "It lasts")
	b.get("/people/" + id + "/hospital/stays/4").leads("/people/" + id + "/hospital")
	last := len(s.kase("NORTH", id).Standing) - 1
	b.get("/people/" + id + "/hospital/stays/" + strconv.Itoa(last)).leads("/people/" + id + "/hospital")

	for kind, subject := range map[string]string{"segregation-ended": "s1", "leave-ended": "l1", "discharge-delay-ended": "d1"} {
		form := "/people/" + id + "/record/" + kind + "?for=" + subject + stayMark + "3"
		says(t, b.page(form), "This is about the time in hospital from 24 October 2025 until 23 November 2025")
		says(t, b.fill(form, nil).walked(http.StatusUnprocessableEntity), "Enter the date")
		b.fill(form, day(nil, "on", begun+10)).leads(path)
	}
	b.fill("/people/"+id+"/record/restraint?for="+stayMark+"3", map[string]string{"month": "2025-11", "physical": "9"}).leads(path)
	b.fill("/people/"+id+"/record/inadequate-told?for=region"+stayMark+"3", day(map[string]string{"by": "Ann Chair"}, "on", begun+9)).leads(path)
	doc := b.page(path)
	says(t, doc, "7 days lost in all", "Told on 2 November 2025 by Ann Chair")
	saysNot(t, doc, "With the stay")

	// No day is taken that is not of it, and no form forgets which stay it is about.
	gap := "This is about the time in hospital from 24 October 2025 until 23 November 2025. Enter a day within it"
	for kind, typed := range map[string]map[string]string{"discharge-delay": {"code": "choice"}, "legal-status": {"legal_status": "CTO"}, "hospital-care": {"family": "yes"}} {
		form := "/people/" + id + "/record/" + kind + "?for=" + stayMark + "3"
		for _, n := range []civil.Date{-1, 31, 105} {
			says(t, b.fill(form, day(typed, "on", begun+n)).walked(http.StatusUnprocessableEntity), gap)
		}
	}
	form := "/people/" + id + "/record/legal-status?for=" + stayMark + "3"
	says(t, b.fill(form, day(map[string]string{"legal_status": "CTO"}, "on", begun+30)).walked(http.StatusUnprocessableEntity), "They left hospital on that day", orderForm.title)
	told := "/people/" + id + "/record/inadequate-told?for=family" + stayMark + "3"
	says(t, b.fill(told, day(map[string]string{"by": "Ann Chair"}, "on", feb1)).walked(http.StatusUnprocessableEntity), "They were admitted again on 1 February 2026")
	b.fill(told, day(nil, "on", begun+40)).leads(path)
	says(t, b.page(path), "Told on 3 December 2025 by Ann Chair")
	lost := "/people/" + id + "/record/leave?for=" + stayMark + "4"
	says(t, b.page(lost), "is not in this record any more")
	says(t, b.fill(lost, map[string]string{"form": "overnight"}).walked(http.StatusUnprocessableEntity), "so nothing can be recorded for it here")
	b.fill("/people/"+id+"/entries/3/day", day(map[string]string{"note": "The letter"}, "on", begun-1)).leads(path)
	b.fill("/people/"+id+"/record/leave?for="+stayMark+"3", day(map[string]string{"form": "overnight"}, "on", begun+12))
	questions := "/people/" + id + "/record/admission-questions?for=3" + stayMark + "3"
	b.fill(questions, map[string]string{"registered": "yes", "before": "none"})
	stays := s.kase("NORTH", id).HospitalStays(func(civil.Date, civil.Date) bool { return true })
	if len(stays) != 2 || len(stays[0].Leaves) != 2 || len(stays[1].Leaves) != 0 || len(stays[0].Delays) != 1 || len(stays[1].Legal) != 1 || stays[0].Questions.Confirmed == nil || stays[1].Questions.Confirmed != nil {
		t.Errorf("%+v", stays)
	}

	// A marked entry is not shown here either, nor anything to who sees the minimum.
	visit := 0
	for _, e := range s.kase("NORTH", id).Standing {
		if _, ok := e.Fact.(casefile.OversightVisit); ok {
			visit = e.Seq
		}
	}
	b.fill(entryMarkPath(id, visit), map[string]string{"mark": "safeguarding", "reason": "Names a colleague"}).leads("/people/" + id)
	ward := s.signedIn(access.Provider, "NORTH")
	ward.get(path).walked(http.StatusNotFound)
	s.consents("NORTH", id, casefile.Given)
	s.involve(ward, "NORTH", id, access.OfProvider)
	doc = ward.page(path)
	says(t, doc, "Seclusion")
	saysNot(t, doc, "Ms Vane", "No garden")
}

// TestTwoStaysInOneMonth, and on one day: what is recorded from the page of the
// first never stands in the second.
func TestTwoStaysInOneMonth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	add := func(on civil.Date, f casefile.Fact) casefile.Decision { return casefile.Add{On: on, Fact: f} }
	home := func(on civil.Date) casefile.Decision {
		return casefile.SendHome{On: on, Rating: casefile.Amber, Reason: "Home"}
	}
	second, third := admitted, admitted
	second.On, third.On = feb1+19, feb1+25
	third.Admission.Hospital, third.Admission.Ward = "RXX02", "Yew"
	id := s.person("NORTH", rosa, admitted, add(feb1+2, casefile.Segregation{ID: "s1", Form: casefile.Seclusion}), home(feb1+9), second,
		add(feb1+20, casefile.Leave{ID: "l1", Form: "overnight"}), home(feb1+25), third)
	b := s.signedIn(access.Coordinator, "NORTH")
	stays := func() []casefile.HospitalStay {
		return s.kase("NORTH", id).HospitalStays(func(civil.Date, civil.Date) bool { return true })
	}
	form := func(kind, subject string, stay int) string {
		return "/people/" + id + "/record/" + kind + "?for=" + subject + stayMark + strconv.Itoa(stays()[stay].Seq)
	}
	for _, count := range []struct {
		stay     int
		physical string
	}{{0, "4"}, {1, "6"}, {0, "5"}} {
		b.fill(form("restraint", "", count.stay), map[string]string{"month": "2026-02", "physical": count.physical}).leads(hospitalStayPath(id, stays()[count.stay].Seq))
	}
	for i, want := range []int{5, 6, 0} {
		if got := stays()[i].Restraints; want == 0 && got != nil || want != 0 && (len(got) != 1 || got[0].Physical != want) {
			t.Errorf("stay %d: %+v, want %d", i, got, want)
		}
	}

	for kind, subject := range map[string]string{"leave-ended": "l1", "discharge-delay": "", "hospital-care": "", "review-held": ""} {
		doc := b.fill(form(kind, subject, 1), day(nil, "on", feb1+25)).walked(http.StatusUnprocessableEntity)
		says(t, doc, "They were admitted to Yew, RXX02 on that same day, so what is recorded for it belongs to that stay.", "ended with the stay that this is about", "Enter 25 February 2026 or a day before it")
	}
	b.fill(form("leave-ended", "l1", 1), day(nil, "on", feb1+24)).leads(hospitalStayPath(id, stays()[1].Seq))
	if l := stays()[1].Leaves; l[0].Back != feb1+24 {
		t.Errorf("%+v", l)
	}

	// Of a month in which the stay had only the day of the next, nothing is counted.
	first, next := admitted, admitted
	first.On, next.On = feb1-5, feb1
	other := rosa
	other.NHSNumber = ""
	id = s.person("NORTH", other, first, home(feb1), next)
	says(t, b.fill(form("restraint", "", 0), map[string]string{"month": "2026-02", "physical": "2"}).walked(http.StatusUnprocessableEntity), "so the count of February 2026 stands with that stay")
}

// TestTheDayOfAnAdmissionIsCorrected in one act, with its rating; what stands in
// the way is named on the form, and the story keeps both days.
func TestTheDayOfAnAdmissionIsCorrected(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, admitted, casefile.Add{On: feb1 + 5, Fact: casefile.Leave{ID: "l1", Form: "overnight"}}, casefile.SendHome{On: march1, Rating: casefile.Amber, Reason: "Home"})
	b := s.signedIn(access.Coordinator, "NORTH")
	path := "/people/" + id + "/entries/3/day"
	stay := "/people/" + id + "/hospital/stays/3"
	if find(b.page(stay), "href", path) == nil || find(b.page("/people/"+id), "href", path) == nil {
		t.Error("no link to the form")
	}
	says(t, b.page(path), "Admitted to Elm, RXX01", "These were recorded with it, and go to the same day:", "Rated blue")
	typed := map[string]string{"note": "The ward’s letter"}
	says(t, b.fill(path, day(typed, "on", feb1+9)).walked(http.StatusUnprocessableEntity), "This day does not fit with “Leave from hospital", "of 6 February 2026.", "The ward’s letter")
	b.fill(path, day(typed, "on", feb1-3)).leads(stay)
	doc := b.page(stay)
	says(t, doc, "In hospital from 29 January 2026 until 1 March 2026", "The day is corrected.", "31 days")
	doc = b.page("/people/" + id)
	says(t, doc, "it was on 29 January 2026. The ward’s letter (", "The day of an entry was corrected", "It is now “Admitted to Elm, RXX01” of 29 January 2026")

	// Who gives no rating cannot move one, though they may strike it out.
	social := s.signedIn(access.SocialWorker, "NORTH")
	s.involve(social, "NORTH", id, access.NamedWorker)
	doc = social.page("/people/" + id + "/hospital/stays/3")
	saysNot(t, doc, "of the discharge")
	discharge := s.kase("NORTH", id).Stays[0]
	if find(doc, "href", correctDayPath(id, discharge.Seq)) == nil {
		t.Error("no link to the day of the admission")
	}
	for _, e := range s.kase("NORTH", id).Standing {
		if _, ok := e.Fact.(casefile.Discharge); ok {
			refused(t, social, http.StatusForbidden, "GET "+correctDayPath(id, e.Seq), "POST "+correctDayPath(id, e.Seq))
		}
	}
}

func TestAwayFromTheRegisterForATimeIsRecordedAfterARating(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rated := casefile.Rate{On: march1, Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"}
	joined := feb1 - 60
	of := func() string {
		details := rosa
		details.NHSNumber = ""
		return s.person("NORTH", details, casefile.CorrectDay{Entry: 2, On: joined, Reason: "The letter"}, rated)
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	id := of()
	path := "/people/" + id + "/record/left-register"
	typed := day(map[string]string{"view": "Is glad", "plan": "The team visits", "call": "Jo", "told": "talk"}, "on", feb1)
	says(t, b.fill(path, typed).walked(http.StatusUnprocessableEntity), "This does not fit with “Rated green” of 1 March 2026", "If they came back since, say so on this form.")
	typed["back"] = cameBackValue
	says(t, b.fill(path, day(typed, "back_on", feb1-2)).walked(http.StatusUnprocessableEntity), "They cannot have come back before they left", "Is glad")
	b.fill(path, day(typed, "back_on", march1)).leads("/people/" + id)
	if c := s.kase("NORTH", id); !c.OnRegister || c.Joined != march1 || c.Rating.Rating != casefile.Green || len(c.Memberships()) != 2 {
		t.Errorf("joined %v, rating %+v", c.Joined, c.Rating)
	}

	// An earlier time on the register, and the way to the day of the joining.
	id = of()
	path = "/people/" + id + "/record/joined-register"
	now := s.kase("NORTH", id).Memberships()[0]
	if doc := b.page(path); find(doc, "href", correctDayPath(id, now.JoinedSeq)) == nil {
		t.Errorf("no link to the day of the joining: %s", text(doc))
	}
	typed = day(map[string]string{"still": leftValue, "left_reason": "", "note": "Found in a letter"}, "on", joined-90)
	says(t, b.fill(path, day(typed, "left", joined-30)).walked(http.StatusUnprocessableEntity), "Say why they left the register")
	typed["left_reason"] = "Moved away for a time"
	b.fill(path, day(typed, "left", joined-30)).leads("/people/" + id)
	if all := s.kase("NORTH", id).Memberships(); len(all) != 2 || all[0].Joined != joined-90 || all[0].Left != joined-30 || all[1].Joined != joined {
		t.Errorf("on the register %+v", all)
	}
}

func TestWhoLeftTheRegisterIsDischargedWithoutARating(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, admitted, casefile.Add{On: march1, Fact: casefile.LeftRegister{Reason: "Consent withdrawn"}})
	b := s.signedIn(access.Coordinator, "NORTH")
	path := "/people/" + id + "/record/discharge"
	says(t, b.page(path), notRatedWords)
	saysNot(t, b.page(path), "What is the rating from now on?")
	b.fill(path, day(nil, "on", march1)).leads("/people/" + id)
	doc := b.page("/people/" + id)
	says(t, doc, "The discharge is recorded.")
	if c := s.kase("NORTH", id); c.InHospital() || c.Rating != nil {
		t.Errorf("rating %+v, stay %+v", c.Rating, c.Stay)
	}
	path = "/people/" + id + "/record/admission"
	b.fill(path, day(map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "general", "legal_status": "informal"}, "on", march2)).leads("/people/" + id)
	says(t, b.page("/people/"+id), "The admission is recorded.", "In hospital")
	b.page("/people/" + id + "/hospital")
	b.page("/inpatients")
}

// TestTheDischargeAsksAboutTheOrderBefore: nothing is taken for granted of an
// order that was in force at the admission, and it can go on.
func TestTheDischargeAsksAboutTheOrderBefore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	under := casefile.Add{On: feb1, Fact: casefile.LegalStatusChange{LegalStatus: "CTO", LegalTerms: casefile.LegalTerms{Until: march2 + 90}}}
	stay := map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "general", "legal_status": "informal"}
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa, under)
	person := "/people/" + id
	b.fill(person+"/record/admission", day(stay, "on", feb1+9)).leads(person)
	says(t, b.page(person+"/record/discharge"), "Until they were admitted: community treatment order, since 1 February 2026, until 31 May 2026.", "It goes on")
	typed := day(map[string]string{"rating": "red", "note": "Newly home"}, "on", feb1+19)
	if got := summaryOf(b.fill(person+"/record/discharge", typed).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "order "+orderUnanswered {
		t.Errorf("refused with %q", got)
	}
	typed["order"] = orderGoesOn
	b.fill(person+"/record/discharge", typed).leads(person)
	says(t, b.page(person), "Community treatment order, since 1 February 2026, until 31 May 2026")
	saysNot(t, b.page(person+"/hospital"), "Orders that ended")

	other := rosa
	other.NHSNumber = ""
	id = s.person("NORTH", other, under)
	person = "/people/" + id
	stay["still"], stay["left_rating"], stay["left_note"] = leftValue, "amber", "Home again"
	late := day(day(stay, "on", feb1+9), "left", feb1+19)
	if got := summaryOf(b.fill(person+"/record/admission", late).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "left_order "+orderUnanswered {
		t.Errorf("refused with %q", got)
	}
	late["left_order"] = orderGoesOn
	b.fill(person+"/record/admission", late).leads(person)
	says(t, b.page(person), "Community treatment order, since 1 February 2026, until 31 May 2026")
}

// TestWhoGoesHomeUnderAnOrder: it is asked at the discharge, shown wherever it
// is said where somebody is, and ends by its end or by an admission.
func TestWhoGoesHomeUnderAnOrder(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, admitted)
	b := s.signedIn(access.Coordinator, "NORTH")
	person := "/people/" + id
	typed := day(day(map[string]string{"rating": "red", "note": "Newly home", "order": "CTO"}, "on", feb1+9), "legal_until", feb1)
	if got := summaryOf(b.fill(person+"/record/discharge", typed).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "legal_until-day It cannot run out before it begins" {
		t.Errorf("refused with %q", got)
	}
	b.fill(person+"/record/discharge", day(typed, "legal_until", march2+5)).leads(person)
	says(t, b.page(person), "Community treatment order, since 10 February 2026, until 7 March 2026")
	says(t, b.page(person+"/hospital"), "Home, on a community treatment order since 10 February 2026.", recallWords)
	says(t, b.page(person+"/hospital/data"), "Home, on a community treatment order since 10 February 2026.")
	says(t, b.page(person+"/record/legal-status"), "They are not in hospital.", orderForm.title)

	b.fill(person+"/record/order", day(day(map[string]string{"legal_status": "7"}, "on", feb1+19), "legal_until", march1)).leads(person)
	says(t, b.page(person+"/hospital"), "Home, under guardianship (section 7) since 20 February 2026.", "The order has run out", "Orders that ended (1)")
	b.fill(person+"/record/order-ended", day(nil, "on", march1)).leads(person)
	saysNot(t, b.page(person), "Guardianship (section 7), since")
	says(t, b.page(person+"/hospital"), "None is recorded", "Orders that ended (2)")
	if got := summaryOf(b.fill(person+"/record/order-ended", nil).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "No order at home is recorded that has not ended" {
		t.Errorf("ended twice: %q", got)
	}

	b.fill(person+"/record/order", day(map[string]string{"legal_status": "conditional-discharge"}, "on", march1)).leads(person)
	b.fill(person+"/record/admission", day(map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "low", "legal_status": "37/41"}, "on", march2)).leads(person)
	if c := s.kase("NORTH", id); c.Order() != nil || c.Orders[2].Ended != march2 {
		t.Errorf("after a recall %+v", c.Orders)
	}
	saysNot(t, b.page(person), "Conditional discharge, since")

	// Without consent the order is known, as other legal statuses are, and not what was written with it.
	other := rosa
	other.NHSNumber = ""
	id = s.person("NORTH", other, casefile.Add{On: feb1, Fact: casefile.LegalStatusChange{LegalStatus: "7"}, Note: "For her own safety"},
		casefile.Add{On: march1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}})
	doc := s.signedIn(access.Executive, "NORTH").page("/people/" + id)
	says(t, doc, "Guardianship (section 7), since 1 February 2026")
	saysNot(t, doc, "For her own safety")
}

// TestWhoDiedInHospitalDidNotLeaveIt: nor came back from a leave, nor is admitted again.
func TestWhoDiedInHospitalDidNotLeaveIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, admitted, casefile.Add{On: feb1 + 9, Fact: casefile.Leave{ID: "l1", Form: "overnight"}}, casefile.RecordDeath{On: march1})
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page(hospitalStayPath(id, s.kase("NORTH", id).Stays[0].Seq))
	says(t, doc, "Died on 1 March 2026", "Back Died on 1 Mar 2026")
	saysNot(t, doc, "Left hospital", "With the stay")
	saysNot(t, b.page("/people/"+id+"/hospital"), admissionForm.title)
}
