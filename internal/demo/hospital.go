package demo

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// hospital is one of the demo's, with its wards.
type hospital struct {
	code, name string
	far        bool
	kilometres int
	rating     string
	wards      []app.Ward
}

// hospitals have codes that the Organisation Data Service gives to nobody.
var hospitals = []hospital{
	{"ZZF01", "Fairview Hospital", false, 9, "good", []app.Ward{{Name: "Elm Ward", Security: casefile.General, Kind: "acute-mental-health", Bed: "acute-adult"}, {Name: "Willow", Security: "picu", Kind: "acute-mental-health", Bed: "picu"}}},
	{"ZZH01", "Harbour House", false, 23, "requires-improvement", []app.Ward{{Name: "Cedar Unit", Security: casefile.Low, Kind: "secure-forensic", Bed: "low-secure"}, {Name: "Rowan Unit", Security: "medium", Kind: "secure-forensic", Bed: "medium-secure"}}},
	{"ZZM01", "Moorside Hospital", true, 164, app.CQCInadequate, []app.Ward{{Name: "Larch", Security: casefile.Low, Kind: "continuing-care", Bed: "learning-disability"}, {Name: "Aspen", Security: "medium", Kind: "secure-forensic", Bed: "medium-secure"}}},
	{"ZZK01", "Kingfisher Centre", false, 41, "good", []app.Ward{{Name: "Heron", Security: casefile.General, Kind: "acute-mental-health", Bed: "children"}, {Name: "Wren", Security: "picu", Kind: "other-specialist", Bed: "children"}}},
}

// inadequateFor is for how many days the worst of them has been rated so.
const inadequateFor = 120

// list gives a register the hospitals to choose from.
func list(ctx context.Context, a *app.App, staff map[access.Role]access.Actor) error {
	var all []app.Hospital
	for _, h := range hospitals {
		all = append(all, app.Hospital{Code: h.code, Name: h.name, InArea: !h.far, Rating: h.rating, RatedOn: a.Today() - inadequateFor, Wards: h.wards})
	}
	return a.SetHospitals(ctx, staff[access.Administrator], all)
}

// luck is what is drawn for a part of a life without drawing from the life, so
// that the rest of it stays as it is.
func (l *life) luck(part uint64) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(l.id))
	return rand.New(rand.NewPCG(h.Sum64(), part))
}

// in is a time in hospital of which the details are told.
type in struct {
	*life
	rng      *rand.Rand
	admitted civil.Date
	end      civil.Date // the discharge, or the day after today
}

func (s *in) chance(p int) bool { return s.rng.IntN(100) < p }

// some is a day from a to b, within the stay.
func (s *in) some(a, b civil.Date) civil.Date {
	a, b = max(a, s.admitted), min(b, s.end-1)
	if b <= a {
		return min(a, s.end-1)
	}
	return a + civil.Date(s.rng.IntN(int(b-a)+1))
}

func (s *in) lasts() bool { return s.end > s.today }

// during records something on a day of the stay, and nothing on another.
func (s *in) during(on civil.Date, by access.Role, f casefile.Fact, note string) {
	if on >= s.admitted && on < s.end {
		s.fact(on, by, f, note)
	}
}

// placed adds to a hospital of the demo what else is known of the place.
func placed(rng *rand.Rand, name string) (code string, d casefile.PlaceDetails) {
	for _, h := range hospitals {
		if h.name == name {
			d = casefile.PlaceDetails{Name: h.name, Kilometres: h.kilometres + rng.IntN(15)}
			if h.far {
				d.OutOfAreaReason = pick(rng, []casefile.OutOfAreaReason{"no-local-specialist-bed", "no-local-bed", "more-specialist", "choice"})
			}
			return h.code, d
		}
	}
	return name, d
}

// arriving is what is recorded with the admission.
func (s *in) arriving(a *casefile.Admission) (also []casefile.Fact) {
	far := a.OutOfArea
	a.Hospital, a.PlaceDetails = placed(s.rng, a.Hospital)
	if far && a.OutOfAreaReason == "" {
		a.OutOfAreaReason = "no-local-bed" // a ward of a hospital near by that is not near for them
	}
	a.Planned = pick(s.rng, []casefile.Planning{"unplanned", "unplanned", "unplanned", "planned"})
	a.Source = pick(s.rng, []casefile.AdmissionSource{"usual-residence", "usual-residence", "general-hospital", "temporary-residence"})
	if a.Security.Secure() {
		a.Source = pick(s.rng, []casefile.AdmissionSource{"justice", "mental-health-ward"})
	}
	a.Reasons = []casefile.AdmissionReason{pick(s.rng, []casefile.AdmissionReason{"mental-disorder", "harm-to-self", "suicidal-ideation", "harm-to-others"})}
	if s.chance(40) {
		a.Diagnoses = []casefile.Diagnosis{pick(s.rng, []casefile.Diagnosis{"mental-illness", "adhd", "physical", "eating-disorder"})}
	}
	if s.chance(85) {
		c := casefile.Commissioners{Responsible: s.area + " ICB"}
		if far {
			c.Host = pick(s.rng, []string{"Westmoor ICB", "Dale and Fell ICB"})
		}
		also = append(also, c)
	}
	if s.chance(45) {
		also = append(also, s.questions())
	}
	return also
}

// questions are the two of an admission, as somebody answers them who looks at
// the record.
func (s *in) questions() casefile.AdmissionQuestions {
	q := casefile.AdmissionQuestions{Registered: casefile.AnswerYes, Before: casefile.NoneWasHeld}
	for _, e := range s.events {
		add, ok := e.decision.(casefile.Add)
		if !ok || e.on > s.admitted || e.on < s.admitted.AddMonths(-6) {
			continue
		}
		switch f := add.Fact.(type) {
		case casefile.ReviewHeld:
			if f.Setting == casefile.Community {
				q.Before = casefile.ReviewWasHeld
			}
		case casefile.LAEP:
			if q.Before == casefile.NoneWasHeld {
				q.Before = casefile.LAEPWasHeld
			}
		}
	}
	return q
}

// detail tells what happens in the stay beyond what the clock reads.
func (s *in) detail(a casefile.Admission) {
	s.care()
	s.plan(a)
	s.leaves()
	s.restrictions()
	if a.Hospital == "ZZM01" && s.lasts() && s.chance(60) {
		on := s.some(s.today-inadequateFor, s.today)
		s.during(on, access.Chair, casefile.InadequateNotice{Hospital: a.HospitalWord(), AgreedBy: "Margaret Osei, executive lead", LookAgain: on + 90},
			"No other ward has a place. Somebody visits every fortnight and talks with them alone.")
		s.during(on, access.Chair, casefile.InadequateTold{To: []casefile.NoticeParty{"chief-executive", "region"}, By: "Margaret Osei, executive lead"}, "")
	}
}

func (s *in) care() {
	if !s.chance(80) {
		return
	}
	on := s.some(s.admitted+3, s.admitted+30)
	c := casefile.HospitalCare{
		CarePlanOn: on, Family: pick(s.rng, []casefile.FamilyInvolvement{"yes", "yes", "yes", "person-asked", "not-involved"}),
		Advocate: pick(s.rng, []casefile.AdvocateKind{"imha", "imha", "independent", "family", casefile.NoAdvocate}),
	}
	if c.Advocate == casefile.NoAdvocate {
		c.NoAdvocate = "Offered twice, and did not want one yet"
	}
	s.during(on, access.Provider, c, "")
	if again := s.today - civil.Date(s.rng.IntN(60)); s.chance(60) && again > on {
		c.CarePlanOn = again
		s.during(again, access.Provider, c, "")
	}
	if s.chance(70) {
		s.during(on, access.Clinician, casefile.Contact{
			ID: "c3", Role: "Care co-ordinator", Name: pick(s.rng, givenNames) + " " + pick(s.rng, familyNames), Organisation: s.area + " Partnership Trust", Phone: "01632 961" + strconv.Itoa(100+s.rng.IntN(900)),
		}, "")
	}
}

// needed are the conditions of leaving hospital.
var needed = []casefile.DischargeCondition{
	{About: "housing", Text: "A bungalow without neighbours above", Owner: "Housing team of the council"},
	{About: "package", Text: "A provider with two staff by day and one at night", Owner: "Callum Reid"},
	{About: "funding", Text: "Joint funding agreed by the panel", Owner: "Dominic Okello"},
	{About: "team", Text: "A community nurse and a psychologist who know them", Owner: "Dr Helen Price"},
	{About: "legal", Text: "Deprivation of liberty at home authorised", Owner: "Callum Reid"},
}

// plan is that to leave: where to, what must be there first, what delays it and
// who agrees.
func (s *in) plan(a casefile.Admission) {
	begun := s.some(s.admitted+5, s.admitted+40)
	if !s.chance(82) || begun >= s.end {
		return
	}
	long := s.end-s.admitted > 120
	p := casefile.DischargePlan{
		Destination: pick(s.rng, []casefile.Destination{"supported-housing", "supported-housing", "family-home", "independent-living", "residential-care"}),
		State:       "treatment-working", Readiness: pick(s.rng, []casefile.Readiness{"needs-bed", "ready-no-date", "ready-3-months", "ready-6-months"}), CTO: casefile.AnswerNo,
		Where: pick(s.rng, []string{"Near their parents", "In Westport, close to the day centre", "Where the bus to town stops", ""}),
	}
	switch {
	case s.chance(15):
		p.Destination, p.State, p.Readiness = "none-planned", "treatment-no-plan", "not-dischargeable"
	case a.Security.Secure() && s.chance(50):
		p.State, p.CTO = "legal-restriction", casefile.AnswerYes
	}
	s.during(begun, access.Clinician, p, "Made with them: a garden and a dog matter most.")
	conditions := s.conditions(begun)
	if long && p.Destination != "none-planned" && s.chance(65) {
		s.delays(begun+60, conditions)
		if p.State == "treatment-working" && s.lasts() {
			p.State, p.Readiness = "delayed-no-option", "ready-no-plan"
			s.during(s.some(begun+60, s.end), access.Clinician, p, "They could leave and there is nowhere to go.")
		}
	}
	for _, party := range casefile.DischargeParties {
		if s.chance(60) {
			s.during(s.some(begun, begun+60), access.Coordinator, casefile.DischargeAgreement{Party: party, Agrees: pick(s.rng, []casefile.Answer{casefile.AnswerYes, casefile.AnswerYes, casefile.AnswerYes, casefile.AnswerNo, casefile.AnswerNotKnown})}, "")
		}
	}
}

func (s *in) conditions(begun civil.Date) int {
	first, n := s.rng.IntN(len(needed)), 1+s.rng.IntN(3)
	for i := range n {
		c := needed[(first+i)%len(needed)]
		c.ID, c.Due = s.next("w"), begun+civil.Date(40+s.rng.IntN(120))
		s.during(begun, access.Coordinator, c, "")
		if told := s.some(begun+10, s.end); told > begun {
			progress := pick(s.rng, []casefile.ConditionProgress{"in-hand", "in-hand", "stuck", casefile.ConditionDone})
			note := map[casefile.ConditionProgress]string{"stuck": "Two providers looked and said no.", casefile.ConditionDone: "It is there.", "in-hand": ""}[progress]
			s.during(told, access.SocialWorker, casefile.DischargeProgress{Condition: c.ID, Progress: progress}, note)
		}
	}
	return n
}

func (s *in) delays(from civil.Date, n int) {
	codes := []casefile.DelayCode{"lack-housing", "lack-social-care", "awaiting-home-package", "no-social-funding", "no-health-funding", "awaiting-residential"}
	first := s.rng.IntN(len(codes))
	for i := range min(n, 2) {
		on := s.some(from, from+90)
		d := casefile.DischargeDelay{ID: s.next("d"), Code: codes[(first+i)%len(codes)]}
		s.during(on, access.Coordinator, d, "")
		if ended := on + civil.Date(20+s.rng.IntN(120)); on < s.end && (i > 0 || s.chance(30)) {
			s.during(ended, access.Coordinator, casefile.DischargeDelayEnded{Delay: d.ID}, "")
		}
		from = on
	}
}

// earlierDays are those that were planned for leaving before the one that
// stands.
func (s *in) earlierDays(stands civil.Date) {
	on := s.admitted + civil.Date(2+s.rng.IntN(20))
	for range s.rng.IntN(4) {
		if on >= stands-7 {
			return
		}
		s.during(on, access.Clinician, casefile.PlannedDischarge{Day: on + civil.Date(30+s.rng.IntN(90))}, pick(s.rng, []string{"The house is not ready.", "The provider has no staff yet.", "They asked for more time to get to know the team.", "Funding was not agreed."}))
		on += civil.Date(25 + s.rng.IntN(70))
	}
}

func (s *in) leaves() {
	if s.end-s.admitted < 30 || !s.chance(50) {
		return
	}
	on := s.admitted + civil.Date(14+s.rng.IntN(40))
	for range 1 + s.rng.IntN(3) {
		if on >= s.end-4 {
			return
		}
		leave := casefile.Leave{ID: s.next("l"), Form: pick(s.rng, casefile.LeaveKinds[:3]), Where: pick(s.rng, []string{"Home with their mother", "The new house, to see it", "The farm"})}
		back := on
		if leave.Form == "overnight" {
			back += civil.Date(1 + s.rng.IntN(3))
		}
		leave.Until = back
		s.during(on, access.Provider, leave, "Went well. Asked to go again.")
		s.during(back, access.Provider, casefile.LeaveEnded{Leave: leave.ID}, "")
		on = back + civil.Date(15+s.rng.IntN(40))
	}
	if s.lasts() && s.chance(20) {
		from := s.today - civil.Date(1+s.rng.IntN(6))
		s.during(from, access.Provider, casefile.Leave{ID: s.next("l"), Form: casefile.ExtendedLeave, Where: "The new house, with the new team", Until: from + civil.Date(3+s.rng.IntN(14))}, "")
	}
}

// restrictions are seclusion, segregation and restraint: of few, and of them
// often.
func (s *in) restrictions() {
	if s.chance(16) {
		for range 1 + s.rng.IntN(2) {
			id, on := s.next("s"), s.some(s.admitted, s.end-4)
			s.during(on, access.Provider, casefile.Segregation{ID: id, Form: casefile.Seclusion, Where: "The low-stimulus room"}, "Hurt a member of staff. Offered the sensory room first.")
			s.during(on, access.Provider, casefile.SegregationReviewed{Segregation: id, By: "The doctor on duty"}, "Calmer. Ends as soon as they feel safe.")
			s.during(min(on+1, s.end-1), access.Provider, casefile.SegregationEnded{Segregation: id}, "")
		}
	}
	if s.lasts() && s.end-s.admitted > 60 && s.chance(7) {
		id, on := s.next("s"), s.today-civil.Date(20+s.rng.IntN(40))
		s.during(on, access.Provider, casefile.Segregation{ID: id, Form: casefile.LongTermSegregation, Where: "A flat of their own on the ward"}, "Others on the ward frighten them.")
		for week := on + 7; week < s.end; week += 7 {
			s.during(week, access.Provider, casefile.SegregationReviewed{Segregation: id, By: "Dr Ames, responsible clinician"}, "Goes on while the quiet flat is made ready.")
		}
		if s.chance(50) {
			s.during(on+15, access.Chair, casefile.IndependentReview{Chair: "Prof Anna Hale", Recommended: "A garden of their own, and a team for home by the summer"}, "")
		}
	}
	if !s.chance(30) {
		return
	}
	month := casefile.MonthOf(max(s.admitted, s.today.AddMonths(-6)))
	for first := month.First(); first.AddMonths(1) < s.end; first = first.AddMonths(1) {
		r := casefile.Restraint{Month: casefile.MonthOf(first), Physical: s.rng.IntN(9), Medication: s.rng.IntN(3)}
		if r.Physical > 2 {
			r.Prone = s.rng.IntN(2)
		}
		s.during(first.AddMonths(1), access.Provider, r, "")
	}
}
