package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// life is one invented person: what is recorded of them, in order.
type life struct {
	id     string
	events []event

	rng    *rand.Rand
	today  civil.Date
	born   civil.Date
	joined civil.Date
	number int    // numbers reviews, actions, needs and what else has an id
	area   string // name of the register

	keyworker bool // one has been asked for
}

type event struct {
	on       civil.Date
	by       access.Role
	open     *casefile.Open
	decision casefile.Decision
}

// colours are today's proportions of a register, in percent.
var colours = []struct {
	rating  casefile.Rating
	percent int
}{{casefile.Red, 14}, {casefile.Amber, 29}, {casefile.Green, 38}, {casefile.Blue, 19}}

func liveOf(rng *rand.Rand, r Register, n int, today civil.Date) *life {
	l := &life{rng: rng, today: today, area: r.Name, id: fmt.Sprintf("%08x%012x", rng.Uint32(), rng.Uint64()&0xffffffffffff)}
	age := l.age()
	l.born = today - civil.Date(age*365+age/4+rng.IntN(365))
	l.joined = max(today-civil.Date(60+rng.IntN(900)), l.born+3*365)

	l.arrive(r, n)
	now := l.pickColour()
	gone := n >= firstGone && n < firstGone+len(goings)
	if gone && now == casefile.Blue {
		now = casefile.Green
	}
	story := l.joined + civil.Date(rng.IntN(4))
	switch {
	case now == casefile.Blue:
		l.inHospital(story)
	case rng.IntN(100) < 18:
		l.homeAgain(story, now)
	default:
		l.atHome(story, today, now)
	}
	l.daily()
	if now != casefile.Blue && (rng.IntN(100) < 5 || gone) {
		going := goings[[]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 2}[rng.IntN(10)]]
		if gone {
			going = goings[n-firstGone]
		}
		l.leave(going)
	}
	l.consents(n)
	l.earlySigns(n)
	l.around()
	// What was so before the referral is recorded with it.
	opened := l.events[0]
	slices.SortStableFunc(l.events[1:], func(a, b event) int { return cmp.Compare(max(a.on, opened.on), max(b.on, opened.on)) })
	return l
}

// age is 5 to 80: more young people than old ones, as registers have it.
func (l *life) age() int {
	switch p := l.rng.IntN(100); {
	case p < 32:
		return 5 + l.rng.IntN(13)
	case p < 58:
		return 18 + l.rng.IntN(9)
	case p < 88:
		return 27 + l.rng.IntN(28)
	default:
		return 55 + l.rng.IntN(26)
	}
}

func (l *life) pickColour() casefile.Rating {
	p := l.rng.IntN(100)
	for _, c := range colours {
		if p < c.percent {
			return c.rating
		}
		p -= c.percent
	}
	return casefile.Green
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// chance is true p times in a hundred.
func (l *life) chance(p int) bool { return l.rng.IntN(100) < p }

// between is a day from a to b, and never after today.
func (l *life) between(a, b civil.Date) civil.Date {
	b = min(b, l.today)
	if b <= a {
		return min(a, l.today)
	}
	return a + civil.Date(l.rng.IntN(int(b-a)+1))
}

func (l *life) next(prefix string) string {
	l.number++
	return fmt.Sprintf("%s%d", prefix, l.number)
}

func (l *life) add(on civil.Date, by access.Role, d casefile.Decision) {
	if on <= l.today {
		l.events = append(l.events, event{on: on, by: by, decision: d})
	}
}

func (l *life) fact(on civil.Date, by access.Role, f casefile.Fact, note string) {
	l.add(on, by, casefile.Add{On: on, Fact: f, Note: note})
}

func (l *life) under(years int, on civil.Date) bool { return on < l.born.Attains(years) }

// nhsNumber is a valid number of the range 999, which belongs to nobody. The
// person's place makes it unique in the demo.
func nhsNumber(register string, n int) string {
	serial := n * 2
	if register != Registers[0].Code {
		serial++
	}
	for salt := 0; ; salt++ {
		nine := fmt.Sprintf("999%06d", (serial*7919+salt*401)%1000000)
		for check := '0'; check <= '9'; check++ {
			if s, err := casefile.ParseNHSNumber(nine + string(check)); err == nil {
				return s
			}
		}
	}
}

// arrive is how the person came onto the register.
func (l *life) arrive(r Register, n int) {
	rng, on := l.rng, l.joined
	given := pick(rng, givenNames)
	details := casefile.Details{
		GivenName: given, FamilyName: pick(rng, familyNames), BirthDate: l.born, NHSNumber: nhsNumber(r.Code, n),
		Pronouns: pick(rng, pronouns), Language: pick(rng, languages), Ethnicity: pick(rng, ethnicities), LocalID: fmt.Sprintf("C%05d", n+1),
	}
	details.Gender = map[string]string{"she/her": "Female", "he/him": "Male"}[details.Pronouns]
	if l.chance(60) {
		details.PreferredName = preferredNames[given]
	}
	if l.chance(55) {
		details.Communication = pick(rng, needs)
	}
	if l.chance(3) {
		details.NHSNumber = ""
	}
	referred := max(on-civil.Date(3+rng.IntN(40)), l.born)
	by := casefile.ByProfessional
	switch p := rng.IntN(10); {
	case p == 0:
		by = casefile.BySelf
	case p < 3:
		by = casefile.ByFamily
	}
	l.events = append(l.events, event{on: referred, by: access.Coordinator, open: &casefile.Open{On: referred, Details: details, Note: "Opened with the referral"}})
	l.fact(referred, access.Coordinator, casefile.Referral{ID: "ref1", By: by}, "Worried about what happens next if nothing changes.")
	l.fact(min(referred+civil.Date(rng.IntN(9)), on), access.Coordinator, casefile.ReferralAcknowledged{Referral: "ref1"}, "")
	l.fact(on, access.Coordinator, casefile.ReferralDecision{Referral: "ref1", Outcome: casefile.Accepted, Reason: "Meets the published criteria"}, "")
	if recent := l.today-on < 30; !recent || l.chance(70) {
		l.fact(on+civil.Date(rng.IntN(5)), access.Coordinator, casefile.OutcomeTold{Referral: "ref1"}, "By letter, in easy read")
	}
	l.conditions(referred)
	l.fact(on, access.Coordinator, casefile.LocalAuthority{Name: pick(rng, r.authorities)}, "")
	l.fact(on, access.Coordinator, casefile.Address{Lines: fmt.Sprintf("%d %s", 1+rng.IntN(180), pick(rng, streets))}, "")
	holder := pick(rng, []string{"Jo Marsh", "Jo Marsh", "Sunita Rao", "Callum Reid", "Aoife Byrne"})
	if holder == "Callum Reid" && n >= 200 {
		holder = "Aoife Byrne" // about forty are as many as a social worker holds
	}
	l.fact(on, access.Coordinator, casefile.Coordinator{Name: holder}, "")
	l.consent(on)
	if last := l.today - 6; n%60 == 17 && on < last {
		l.fact(last, access.Coordinator, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}, "Does not want to be on a list. Was told that nothing changes in their care.")
	}
	if l.chance(75) {
		l.fact(on, access.SocialWorker, casefile.Contact{ID: "c1", Role: "Mother", Name: pick(rng, motherNames) + " " + details.FamilyName, Phone: wroteDown(n, fmt.Sprintf("01632 960%03d", rng.IntN(1000)))}, "")
	}
	if l.chance(45) {
		l.fact(l.between(on, on+60), access.SocialWorker, casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: "Callum Reid", Reach: casefile.Reach{Organisation: pick(rng, r.authorities), Phone: "01632 960410"}}, "")
	}
	if turned := l.born.Attains(16); turned > on && turned <= l.today && l.chance(85) {
		l.fact(min(turned+civil.Date(rng.IntN(20)), l.today), access.Coordinator, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}, "Asked again at 16, in their own words.")
	}
	if l.under(25, l.today) && l.chance(70) {
		l.fact(max(on-400, l.born.Attains(3)), access.SocialWorker, casefile.EHCPlan{Status: casefile.Maintained}, "")
	}
}

// wroteDown is a number, which nobody wrote down for some.
func wroteDown(n int, number string) string {
	if n%11 == 4 {
		return ""
	}
	return number
}

func (l *life) conditions(on civil.Date) {
	status := func() casefile.ConditionStatus {
		switch p := l.rng.IntN(100); {
		case p < 74:
			return casefile.Confirmed
		case p < 86:
			return casefile.Considered
		case p < 94:
			return casefile.AwaitingAssessment
		}
		return casefile.Suspected
	}
	p := l.rng.IntN(100)
	if p < 70 {
		l.fact(on, access.Clinician, casefile.Condition{Condition: casefile.Autism, Status: status()}, "")
	}
	if p >= 45 {
		l.fact(on, access.Clinician, casefile.Condition{Condition: casefile.LearningDisability, Status: status()}, "")
	}
}

func (l *life) consent(on civil.Date) {
	basis := casefile.Own
	switch {
	case l.under(16, on):
		basis = casefile.Parent
	case l.chance(22):
		basis = casefile.BestInterests
	}
	by := access.Coordinator
	if l.chance(94) {
		l.fact(on, by, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: basis}, "Talked through with pictures. Knows it can be changed at any time.")
	}
	switch {
	case l.chance(55):
		l.fact(l.between(on, on+90), by, casefile.Consent{To: casefile.ToReviews, Decision: casefile.Given, Basis: basis}, "")
	case l.chance(14):
		asked := l.between(on, on+200)
		l.fact(asked, by, casefile.Consent{To: casefile.ToReviews, Decision: casefile.Refused, Basis: basis}, "Does not want strangers in the room. An advocate was offered.")
		if l.chance(40) {
			l.fact(l.between(asked+20, asked+120), by, casefile.Consent{To: casefile.ToReviews, Decision: casefile.Given, Basis: basis}, "Changed their mind after meeting the expert by experience.")
		}
	case l.chance(10):
		l.fact(on, by, casefile.Consent{To: casefile.ToReviews, Decision: casefile.Given, Basis: basis}, "")
		l.fact(l.between(on+30, on+300), by, casefile.Consent{To: casefile.ToReviews, Decision: casefile.Withdrawn, Basis: basis}, "Wants a break from meetings.")
	}
}

// rate gives a colour with its reasons.
func (l *life) rate(on civil.Date, r casefile.Rating) {
	rated := casefile.Rated{Rating: r, Factors: []string{pick(l.rng, factors[string(r)])}, Checked: checked(on, r)}
	switch r {
	case casefile.Red:
		rated.HowSoon = pick(l.rng, []string{"Within 48 hours", "Within 2 weeks"})
		rated.WouldChange = "A safe place to stay and support at night"
	case casefile.Amber:
		rated.HowSoon = "Within 3 months"
		rated.WouldChange = "Support in place and a steady team"
	}
	l.add(on, access.Clinician, casefile.Rate{On: on, Rated: rated, Reason: pick(l.rng, reasons[string(r)])})
	if r != casefile.Green && !l.keyworker && l.under(26, on) && l.chance(88) {
		l.keyworker = true
		asked := on + civil.Date(1+l.rng.IntN(9))
		l.fact(asked, access.SocialWorker, casefile.Keyworker{Status: casefile.KeyworkerReferred}, "")
		l.fact(asked+civil.Date(10+l.rng.IntN(20)), access.SocialWorker, casefile.Keyworker{Status: casefile.KeyworkerNamed, Name: pick(l.rng, givenNames) + " " + pick(l.rng, familyNames)}, "")
	}
}

// atHome tells the time from one day to another in the community, ending with
// a colour.
func (l *life) atHome(from, to civil.Date, last casefile.Rating) {
	on, colour := from, pick(l.rng, []casefile.Rating{casefile.Amber, casefile.Amber, casefile.Green, casefile.Red})
	turn := max(from, to-civil.Date(2+l.rng.IntN(40)))
	for on < turn {
		l.rate(on, colour)
		on = l.respond(on, colour, turn)
		colour = pick(l.rng, []casefile.Rating{casefile.Green, casefile.Green, casefile.Amber})
	}
	if turn <= l.today && (to == l.today || turn < to) {
		l.rate(turn, last)
		next := l.respond(turn, last, to)
		if last == casefile.Red && next < to {
			l.rate(next, last)
			l.discuss(next, to, last)
		}
	}
}

// respond is what was done at a colour, sometimes late and sometimes not at
// all; it returns the day of the next rating.
func (l *life) respond(on civil.Date, colour casefile.Rating, end civil.Date) civil.Date {
	switch colour {
	case casefile.Red:
		if l.chance(85) {
			held := on + civil.Date(4+l.rng.IntN(14))
			if held < end {
				l.review(held, casefile.Community)
				if held+7 >= end && end < l.today {
					return end
				}
				return held + civil.Date(1+l.rng.IntN(7))
			}
		} else if l.chance(50) && on+2 < end {
			l.fact(on+2, access.Coordinator, casefile.LAEP{}, "Crisis meeting by video with family, the community team and the council.")
		}
		return on + civil.Date(10+l.rng.IntN(8))
	}
	next := on + civil.Date(70+l.rng.IntN(50))
	if colour == casefile.Amber {
		next = on + civil.Date(25+l.rng.IntN(50))
	}
	if end == l.today {
		next = max(next, end)
	}
	l.discuss(on, min(next, end), colour)
	return next
}

// discuss is how often the multi-agency meeting comes back to someone.
func (l *life) discuss(from, to civil.Date, colour casefile.Rating) {
	every := map[casefile.Rating]int{casefile.Red: 7, casefile.Amber: 14, casefile.Green: 85, casefile.Blue: 28}[colour]
	for on := from + civil.Date(every-l.rng.IntN(3)); on < to; on += civil.Date(every - l.rng.IntN(3)) {
		if l.chance(96) {
			l.fact(on, access.Coordinator, casefile.Meeting{}, pick(l.rng, meetings))
		}
	}
}

// review is one C(E)TR with what hangs on it.
func (l *life) review(held civil.Date, setting casefile.Setting) {
	id := l.next("r")
	if arranged := held - civil.Date(8+l.rng.IntN(14)); arranged > l.joined+10 {
		l.fact(arranged, access.ReviewCoordinator, casefile.ReviewArranged{ID: id, For: held, Setting: setting}, "")
		if l.chance(85) {
			l.fact(held-civil.Date(1+l.rng.IntN(3)), access.ReviewCoordinator, casefile.PackSent{Review: id}, "")
		}
	}
	l.fact(held, access.Chair, casefile.ReviewHeld{ID: id, Setting: setting}, pick(l.rng, []string{
		"Said what matters: to live near family and to have a dog.", "Is safe. Daily life is too empty; a plan is needed for the week.",
		"Physical health check is overdue and was asked for.", "Ready for discharge when housing is found."}))
	sent := held + civil.Date(5+l.rng.IntN(13))
	if l.chance(12) {
		sent += civil.Date(5 + l.rng.IntN(40)) // late
	}
	if sent <= l.today {
		l.fact(sent, access.ReviewCoordinator, casefile.ReportSent{Review: id, To: []casefile.Recipient{casefile.ToPerson, casefile.ToAttendees}}, "")
	}
	if setting == casefile.Inpatient && l.chance(93) {
		rated := held + civil.Date(l.rng.IntN(7))
		l.add(rated, access.Chair, casefile.Rate{On: rated, Rated: casefile.Rated{Rating: casefile.Blue}, Reason: "Reviewed in hospital. The plan for going home was looked at again."})
	}
	action := l.next("a")
	due := held + civil.Date(14+l.rng.IntN(60))
	l.fact(held, access.Chair, casefile.Action{ID: action, Due: due, Text: pick(l.rng, actions), Owner: pick(l.rng, []string{"Callum Reid", "Community team", "Northshire housing", "Dr Helen Price"})}, "")
	if done := due + civil.Date(l.rng.IntN(40)-25); done > held && l.chance(90) {
		l.fact(done, access.SocialWorker, casefile.ActionDone{Action: action}, "")
	} else if given := due + civil.Date(l.rng.IntN(60)); given <= l.today {
		l.fact(given, access.SocialWorker, casefile.ActionNotFollowed{Action: action, Reason: "The service has no place before spring. A gap was recorded."}, "")
	}
}

func (l *life) admission(on civil.Date) (casefile.Admission, ward) {
	child := l.under(18, on)
	var fitting []ward
	for _, w := range wards {
		if w.child == child {
			fitting = append(fitting, w)
		}
	}
	w := pick(l.rng, fitting)
	status := pick(l.rng, []casefile.LegalStatus{casefile.Section2, casefile.Section3, casefile.Section3, casefile.Informal, casefile.Section2})
	if casefile.Security(w.security).Secure() {
		status = pick(l.rng, []casefile.LegalStatus{casefile.Section3, casefile.Section3741, "47/49"})
	}
	return casefile.Admission{Hospital: w.hospital, Ward: w.name, Security: casefile.Security(w.security), LegalStatus: status, OutOfArea: w.far}, w
}

// inHospital is the story of someone who is an inpatient today.
func (l *life) inHospital(from civil.Date) {
	days := 5 + l.rng.IntN(120)
	if l.chance(55) {
		days = 120 + l.rng.IntN(800)
	}
	admitted := max(l.today-civil.Date(days), from+12)
	admitted = min(admitted, l.today)
	if admitted > from+1 {
		l.atHome(from, admitted-1, pick(l.rng, []casefile.Rating{casefile.Red, casefile.Red, casefile.Amber}))
	}
	l.stay(admitted, 0)
}

// homeAgain is the story of someone who was in hospital and came home.
func (l *life) homeAgain(from civil.Date, now casefile.Rating) {
	span := int(l.today - from)
	if span < 60 {
		l.atHome(from, l.today, now)
		return
	}
	admitted := from + civil.Date(5+l.rng.IntN(span/3))
	discharged := admitted + civil.Date(10+l.rng.IntN(span/3))
	l.atHome(from, admitted-1, casefile.Red)
	l.stay(admitted, discharged)
	after := discharged + civil.Date(10+l.rng.IntN(10))
	if after < l.today {
		l.atHome(after, l.today, now)
	}
}

// stay is a time in hospital; a zero discharge means that it lasts.
func (l *life) stay(admitted, discharged civil.Date) {
	a, w := l.admission(admitted)
	end := discharged
	if end == 0 {
		end = l.today + 1
	}
	s := &in{life: l, rng: l.luck(6), admitted: admitted, end: end}
	also := s.arriving(&a)
	if discharged == 0 && s.chance(3) { // as a spreadsheet brings somebody in
		a.LegalStatus = ""
		l.add(admitted, access.Coordinator, casefile.BringIn{Entries: []casefile.Entry{{On: admitted, Fact: a}, {On: admitted, Fact: casefile.Rated{Rating: casefile.Blue}}}})
	} else {
		l.add(admitted, access.Coordinator, casefile.Admit{On: admitted, Admission: a, Note: pick(s.rng, admissionNotes), Also: also})
	}
	s.detail(a)
	if a.LegalStatus == casefile.Section2 && admitted+25 < end {
		l.fact(admitted+25, access.Clinician, casefile.LegalStatusChange{LegalStatus: pick(l.rng, []casefile.LegalStatus{casefile.Section3, casefile.Informal})}, "")
	}
	step := 182
	switch {
	case l.under(18, admitted):
		step = 91
	case a.Security.Secure():
		step = 365
	}
	for on := admitted + civil.Date(9+l.rng.IntN(24)); on+7 < end; on += civil.Date(step - 22 + l.rng.IntN(26)) {
		if l.chance(95) {
			l.review(on, casefile.Inpatient)
		}
	}
	l.discuss(max(admitted, l.today-150), end, casefile.Blue)
	if w.far {
		every := 56
		if l.under(18, admitted) {
			every = 42
		}
		for on := admitted + civil.Date(every-5); on < end; on += civil.Date(every - 8 + l.rng.IntN(14)) {
			l.fact(on, access.Chair, casefile.OversightVisit{}, "Saw the ward and talked with the person alone.")
		}
	}
	if moved := admitted + civil.Date(40+l.rng.IntN(200)); l.chance(20) && moved < end && !l.under(18, moved) {
		to := pick(l.rng, wards[:6])
		code, details := placed(s.rng, to.hospital)
		l.fact(moved, access.Coordinator, casefile.WardMove{Hospital: code, Ward: to.name, Security: casefile.Security(to.security), OutOfArea: to.far, PlaceDetails: details}, "")
	}
	if discharged == 0 {
		if l.chance(50) {
			on := l.between(admitted+3, l.today)
			l.fact(on, access.Clinician, casefile.PlannedDischarge{Day: l.today + civil.Date(10+l.rng.IntN(150))}, "Depends on the house being ready.")
			s.earlierDays(on)
		} else if s.chance(14) && l.today-admitted > 60 {
			l.fact(l.today-50, access.Clinician, casefile.PlannedDischarge{Day: l.today - 4}, "")
		}
		return
	}
	where := pick(l.rng, []string{"Family home", "Supported living", "Own flat with support"})
	to := map[string]casefile.Destination{"Family home": "family-home", "Supported living": "supported-housing", "Own flat with support": "independent-living"}[where]
	visit := casefile.Action{ID: l.next("a"), Due: discharged + 3, Text: "Visit them at home", Owner: "Community team"}
	l.add(discharged, access.Clinician, casefile.SendHome{On: discharged, Discharge: casefile.Discharge{Destination: where, To: to},
		Rating: casefile.Amber, Reason: "First weeks at home: extra support in place for 14 days.", FollowUp: []casefile.FollowUp{{Action: visit, State: casefile.ObligedPlanned}}})
	if visited := discharged + civil.Date(1+s.rng.IntN(4)); s.chance(95) {
		l.fact(visited, access.SocialWorker, casefile.ActionDone{Action: visit.ID}, "")
	}
}

// daily is what else a record holds.
func (l *life) daily() {
	for range l.rng.IntN(3) {
		l.fact(l.between(l.joined, l.today), pick(l.rng, []access.Role{access.Clinician, access.SocialWorker, access.Coordinator}), casefile.Note{}, pick(l.rng, notes))
	}
	if l.chance(45) {
		id, asked := l.next("n"), l.between(l.joined, l.today)
		l.support(id, asked, asked+civil.Date(28+l.rng.IntN(60)), l.rng.IntN(len(supports)))
	} else {
		l.support("", 0, 0, 0)
	}
}

// leave ends the story on the register, some time in the last weeks.
func (l *life) leave(going going) {
	on := l.today - civil.Date(l.rng.IntN(20))
	if last := slices.MaxFunc(l.events, func(a, b event) int { return cmp.Compare(a.on, b.on) }); on < last.on {
		on = last.on
	}
	l.fact(on, access.Coordinator, going.fact, going.note)
}

// going is how a story on the register ends.
type going struct {
	fact casefile.Fact
	note string
}

var goings = []going{
	{casefile.LeftRegister{Reason: "No longer at risk, and knows whom to ring"}, ""},
	{casefile.MovedOut{MoveRecord: casefile.MoveRecord{To: "Southmere Integrated Care Board", Basis: casefile.MoveOwn, View: "Glad to be near my sister."}}, "Moved to be near family. Handed over with consent."},
	{casefile.Died{}, ""},
}

// firstGone is the first of those of a register, however small, who have gone:
// one in each way.
const firstGone = 3
