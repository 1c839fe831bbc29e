package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/clock"
	"homeward/internal/clock/reference"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

func init() { enginetest.Prepare = store.Migrate }

// busy is one register of invented people on a day on which much happens.
type busy struct {
	*testing.T
	ctx   context.Context
	app   *app.App
	store *store.Store
	at    time.Time
	staff map[access.Role]access.Actor
	// touched are the cases of which something was recorded.
	touched map[string]bool
}

const busyPeople = 140

func newBusy(t *testing.T, address string) *busy {
	d := &busy{T: t, ctx: t.Context(), at: now, staff: map[access.Role]access.Actor{}, touched: map[string]bool{}}
	var err error
	d.store, err = store.Open(d.ctx, address)
	d.must(err)
	t.Cleanup(func() { d.store.Close() })
	d.must(FillOne(d.ctx, d.store, clock.England(), Registers[0], busyPeople, 3, now))
	d.app, err = app.New(d.store, clock.England(), func() time.Time { return d.at })
	d.must(err)
	t.Cleanup(d.app.Wait)
	d.must(d.app.Reevaluate(d.ctx, Registers[0].Code)) // as every night, and when Homeward starts
	d.app.HashPasswordsIn(64)
	for _, account := range Accounts() {
		if account.Register != Registers[0].Code {
			continue
		}
		entrance, err := d.app.SignIn(d.ctx, account.Email, account.Password, app.From{})
		d.must(err)
		in, _, err := d.app.Session(d.ctx, entrance.Token)
		d.must(err)
		d.staff[account.Role] = in.Actor
	}
	return d
}

func (d *busy) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *busy) record(role access.Role, caseID string, decision casefile.Decision) {
	d.Helper()
	d.at = d.at.Add(time.Minute)
	d.touched[caseID] = true
	_, err := d.app.Record(d.ctx, d.staff[role], caseID, app.AnyVersion, decision)
	d.must(err)
}

// coloured are people on the register by their colour, by name.
func (d *busy) coloured(ratings ...casefile.Rating) (rows []store.PersonRow) {
	d.Helper()
	var words []string
	for _, r := range ratings {
		words = append(words, string(r))
	}
	for page := 1; ; page++ {
		list, err := d.app.People(d.ctx, d.staff[access.Coordinator], store.PeopleQuery{Ratings: words, Sort: store.SortName, Page: page, Size: 100})
		d.must(err)
		rows = append(rows, list.Rows...)
		if page >= list.Pages {
			return rows
		}
	}
}

func (d *busy) counts() store.RatingCounts {
	d.Helper()
	list, err := d.app.People(d.ctx, d.staff[access.Coordinator], store.PeopleQuery{})
	d.must(err)
	return list.Counts
}

// numbers are what the pages of a register say on a day.
type numbers struct {
	on                     store.RatingCounts
	inpatients, admissions int
	waiting                int // referrals with which somebody has something to do
}

func (d *busy) numbers() (n numbers) {
	d.Helper()
	n.on = d.counts()
	list, err := d.app.Inpatients(d.ctx, d.staff[access.Coordinator], app.InpatientQuery{})
	d.must(err)
	n.inpatients, n.admissions = list.Total, list.Admissions.All
	page, err := d.app.Referrals(d.ctx, d.staff[access.Coordinator], app.ReferralQuery{})
	d.must(err)
	n.waiting = page.Total
	return n
}

// TestABusyDay plays a day of a register: 30 referrals of which 12 are decided, 5
// admissions, 3 discharges, 40 ratings and a meeting of 25 people. Then the
// register, the clock and the numbers must be what they were before with just
// that added, by counts of their own and by the second reading of the clock.
func TestABusyDay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newBusy(t, address)
		before := d.numbers()
		want := before

		d.refer(&want)
		d.admit(&want)
		d.sendHome(&want)
		d.rate(&want)
		d.meet(&want)

		if got := d.numbers(); got != want {
			t.Errorf("after the day the numbers are\n%+v, want\n%+v, and were\n%+v", got, want, before)
		}
		d.clockAgrees()
		report, err := d.store.Verify(d.ctx, clock.England(), d.app.Today())
		d.must(err)
		if report.Count > 0 || report.Stale > 0 {
			t.Errorf("verify finds %+v", report)
		}
	})
}

// refer has 30 people referred, half by people who are not signed in. Of the
// first twelve eight are accepted and four declined, as the panel said.
func (d *busy) refer(want *numbers) {
	d.Helper()
	outside, nurse := access.Actor{}, d.staff[access.Clinician]
	begun, err := d.app.Referrals(d.ctx, d.staff[access.Coordinator], app.ReferralQuery{Size: 100})
	d.must(err)
	references := map[string]bool{}
	for i := range 30 {
		d.at = d.at.Add(time.Minute)
		by := outside
		form := casefile.ReferralForm{
			Given: "Day", Family: fmt.Sprintf("Referred%02d", i), BirthDate: d.app.Today().AddMonths(-12*(10+i)) - 3, Who: casefile.FamilyMember, Name: "Dawn Example", Relation: "Mother",
			Phone: "07700 900 461", Tell: casefile.ByPhone, Autism: "waiting", Disability: "unknown", WhyNow: "Sent home from school four times.", Knows: "yes", Agrees: "parent",
		}
		if i%2 == 1 {
			by, form.Who, form.Relation = nurse, casefile.Professional, "Community nurse"
		}
		receipt, err := d.app.Refer(d.ctx, by, Registers[0].Code, "", form)
		d.must(err)
		references[receipt.Reference] = true
	}
	if len(references) != 30 {
		d.Errorf("30 referrals got %d references", len(references))
	}
	list, err := d.app.Referrals(d.ctx, d.staff[access.Coordinator], app.ReferralQuery{Size: 100})
	d.must(err)
	if list.Total != begun.Total+30 {
		d.Errorf("%d referrals wait, want %d", list.Total, begun.Total+30)
	}
	decided := 0
	for _, row := range list.Rows {
		d.touched[row.Case] = true
		if !references[row.ID] || decided == 12 {
			continue
		}
		today := d.app.Today()
		outcome, recommend := casefile.Accepted, casefile.Recommended("accept")
		decision := casefile.DecideReferral{On: today, By: d.staff[access.Coordinator].UserID, Decision: casefile.ReferralDecision{Referral: row.ID, Reason: "School and home may both break down."}}
		if decided%3 == 2 {
			outcome, recommend = casefile.Declined, "decline"
			decision.Decision.Signposting = "The autism hub, 01632 960 200"
		} else {
			decision.Joining = casefile.Joining{Authority: Registers[0].authorities[0]}
		}
		decision.Decision.Outcome = outcome
		ref := func(f casefile.Fact) casefile.Decision {
			return casefile.OnReferral{Add: casefile.Add{On: today, Fact: casefile.OfReferral(f, row.ID)}}
		}
		d.record(access.Coordinator, row.Case, ref(casefile.ReferralAcknowledged{How: casefile.ByPhone}))
		d.record(access.Coordinator, row.Case, casefile.Place{On: today, Referral: row.ID})
		d.record(access.Coordinator, row.Case, ref(casefile.ReferralScreened{Panel: panel, Views: "Everyone agreed.", Recommend: recommend}))
		d.record(access.Coordinator, row.Case, decision)
		if outcome == casefile.Accepted {
			d.record(access.Coordinator, row.Case, d.consent(row.Case))
		}
		d.record(access.Coordinator, row.Case, ref(casefile.OutcomeTold{To: []casefile.ToldWhom{casefile.ToldPerson}, How: casefile.ByPhone}))
		if outcome == casefile.Accepted {
			want.on.None++ // on the register, and not rated yet
		}
		decided++
	}
	if decided != 12 {
		d.Errorf("%d referrals were decided", decided)
	}
	want.waiting += 30 - 12
}

// consent is that of somebody who has just joined, asked as the form asks: of a
// young person their parent decides, with the child's own view.
func (d *busy) consent(caseID string) casefile.AskConsent {
	d.Helper()
	ask := casefile.AskConsent{On: d.app.Today(), Consent: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own, ConsentRecord: casefile.ConsentRecord{
		Asked: casefile.Asked{How: casefile.Verbal, By: "Jo Marsh, register coordinator"},
	}}}
	if d.kase(caseID).Details.BirthDate.AgeOn(ask.On) < casefile.FromOwn {
		ask.Consent.Basis = casefile.Parent
		ask.Consent.Parent = casefile.ParentDecided{Name: "Dawn Example, mother", Responsibility: casefile.Yes, Child: casefile.ChildAgrees}
	}
	return ask
}

// admit sends five people into hospital who were at home.
func (d *busy) admit(want *numbers) {
	d.Helper()
	for i, p := range d.atHome(5, casefile.Red, casefile.Amber) {
		d.record(access.Coordinator, p.CaseID, casefile.Admit{On: d.app.Today(), Admission: casefile.Admission{
			Hospital: fmt.Sprintf("RXX%02d", i+1), Ward: "Elm", Security: "low", LegalStatus: "2",
		}})
		d.recolour(want, p.Rating, casefile.Blue)
		want.inpatients++
		want.admissions++
	}
}

// sendHome discharges three of those who have been in hospital since before.
func (d *busy) sendHome(want *numbers) {
	d.Helper()
	list, err := d.app.Inpatients(d.ctx, d.staff[access.Coordinator], app.InpatientQuery{Size: 100})
	d.must(err)
	sent := 0
	for _, p := range list.Rows {
		if sent == 3 || d.touched[p.CaseID] {
			continue
		}
		d.record(access.Coordinator, p.CaseID, casefile.SendHome{On: d.app.Today(), Discharge: casefile.Discharge{Destination: "Home"}, Rating: casefile.Red, Reason: "Newly home",
			FollowUp: []casefile.FollowUp{{Action: casefile.Action{ID: fmt.Sprintf("home-%d", sent), Text: "Visit within two days", Owner: staffNames[access.Clinician], Due: d.app.Today() + 2}, State: casefile.ObligedPlanned}}})
		if c := d.kase(p.CaseID); c.OnRegister {
			d.recolour(want, casefile.Blue, casefile.Red)
		}
		want.inpatients--
		sent++
	}
	if sent != 3 {
		d.Errorf("%d people could be sent home", sent)
	}
}

// rate rates forty people at home anew, each another colour than before.
func (d *busy) rate(want *numbers) {
	d.Helper()
	next := map[casefile.Rating]casefile.Rating{casefile.Red: casefile.Amber, casefile.Amber: casefile.Green, casefile.Green: casefile.Red}
	for _, p := range d.atHome(40, casefile.Red, casefile.Amber, casefile.Green) {
		d.record(access.Coordinator, p.CaseID, casefile.Rate{On: d.app.Today(), Rated: casefile.Rated{Rating: next[p.Rating]}, Reason: "Looked at today"})
		d.recolour(want, p.Rating, next[p.Rating])
	}
}

// meet has a meeting talk about 25 people: every fifth gets another colour and an
// action, and the minutes have everybody.
func (d *busy) meet(want *numbers) {
	d.Helper()
	chair := d.staff[access.Coordinator]
	d.must(d.app.SetSeries(d.ctx, chair, app.MeetingSeries{ID: "day", Name: "Everybody", Weekday: time.Monday, Length: 200, Each: 8, Agencies: []string{"Trust", "Council"}, Chair: staffNames[access.Chair]}))
	id, err := d.app.MakeMeeting(d.ctx, chair, "day", d.app.Today())
	d.must(err)
	view, err := d.app.Meeting(d.ctx, chair, id)
	d.must(err)
	if len(view.Items) != 25 {
		d.Fatalf("the agenda has %d people, and 25 find room", len(view.Items))
	}
	d.must(d.app.AddAttendee(d.ctx, chair, id, app.Attendance{Name: staffNames[access.Chair], Agency: "Trust", Presence: app.Present}))
	d.must(d.app.RunMeeting(d.ctx, chair, id))
	var planned []string
	for n, item := range view.Items {
		d.at = d.at.Add(4 * time.Minute)
		d.touched[item.Case] = true
		said := app.Discussed{ID: fmt.Sprintf("said-%d", n), Words: "Going on as agreed."}
		if c := d.kase(item.Case); n%5 == 0 && !c.InHospital() {
			was := casefile.Rating("")
			if c.Rating != nil {
				was = c.Rating.Rating
			}
			to := casefile.Amber
			if was == casefile.Amber {
				to = casefile.Red
			}
			said.Rated, said.Reason = &casefile.Rated{Rating: to}, "As everybody agreed"
			said.Actions = []casefile.Action{{ID: fmt.Sprintf("do-%d", n), Text: "Ring the family", Owner: staffNames[access.SocialWorker], Due: d.app.Today() + 7}}
			planned = append(planned, said.Actions[0].ID)
			if c.OnRegister {
				d.recolour(want, was, to)
			}
		}
		d.must(d.app.Discuss(d.ctx, chair, id, item.Case, app.AnyVersion, said))
	}
	d.must(d.app.EndMeeting(d.ctx, chair, id))
	minutes, err := d.app.Minutes(d.ctx, chair, id)
	d.must(err)
	if !minutes.Final || len(minutes.People) != 25 {
		d.Errorf("the minutes have %d people, final %v", len(minutes.People), minutes.Final)
	}
	var pdf strings.Builder
	d.must(d.app.WriteMinutes(d.ctx, chair, id, &pdf))
	if !strings.HasPrefix(pdf.String(), "%PDF-") {
		d.Error("the minutes are no PDF")
	}
	list, err := d.app.Actions(d.ctx, d.staff[access.SocialWorker], app.ActionsQuery{Whose: app.Mine, Size: 100})
	d.must(err)
	for _, action := range planned {
		if !slices.ContainsFunc(list.Rows, func(r app.ActionRow) bool { return r.ID == action && r.Says.Text == "Ring the family" }) {
			d.Errorf("whoever has %s to do does not find it", action)
		}
	}
}

// atHome are so many people on the register of some colours of whom nothing was
// recorded today, taken from all over the list.
func (d *busy) atHome(count int, ratings ...casefile.Rating) (chosen []store.PersonRow) {
	d.Helper()
	rows := d.coloured(ratings...)
	for i := range rows {
		p := rows[i*37%len(rows)]
		if len(chosen) < count && !d.touched[p.CaseID] && !slices.ContainsFunc(chosen, func(c store.PersonRow) bool { return c.CaseID == p.CaseID }) && !d.kase(p.CaseID).InHospital() {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) != count {
		d.Fatalf("%d people of %v are at home, and %d are wanted", len(chosen), ratings, count)
	}
	return chosen
}

func (d *busy) kase(id string) *casefile.Case {
	d.Helper()
	c, err := d.store.Case(d.ctx, Registers[0].Code, id)
	d.must(err)
	return c
}

func (d *busy) recolour(n *numbers, from, to casefile.Rating) {
	d.Helper()
	for rating, by := range map[casefile.Rating]int{from: -1, to: 1} {
		switch rating {
		case casefile.Red:
			n.on.Red += by
		case casefile.Amber:
			n.on.Amber += by
		case casefile.Green:
			n.on.Green += by
		case casefile.Blue:
			n.on.Blue += by
		default:
			n.on.None += by
		}
	}
}

// clockAgrees holds the dates of everybody of whom something was recorded
// against the second reading of the rules, and what is due in the lists against
// both.
func (d *busy) clockAgrees() {
	d.Helper()
	today := d.app.Today()
	listed := map[string][]string{}
	for page := 1; ; page++ {
		due, err := d.app.Due(d.ctx, d.staff[access.Coordinator], app.DueQuery{Page: page, Size: 100})
		d.must(err)
		for _, r := range due.Rows {
			listed[r.CaseID] = append(listed[r.CaseID], r.Rule+" "+r.Due.String())
		}
		if page >= due.Pages {
			break
		}
	}
	if len(d.touched) < 30+5+3+40 {
		d.Errorf("something was recorded of %d people", len(d.touched))
	}
	for id := range d.touched {
		file := d.kase(id).File()
		want := reference.Due(file.BirthDate, file.Entries, 0, today)
		var open []string
		for _, o := range want {
			if o.State == clock.Due.String() || o.State == clock.Overdue.String() {
				open = append(open, o.Rule+" "+o.Due.String())
			}
		}
		var got []reference.Obligation
		for _, o := range clock.Evaluate(file, clock.England(), today).Obligations {
			got = append(got, reference.Obligation{Rule: o.Rule.String(), Basis: o.Basis.String(), StartedBy: o.StartedBy, StartedOn: o.StartedOn,
				Due: o.Due, State: o.State.String(), MetOn: o.MetOn, MetBy: o.MetBy, EndedOn: o.EndedOn})
		}
		if !slices.Equal(got, want) {
			d.Errorf("case %s has the dates\n%+v, want\n%+v", id, got, want)
		}
		slices.Sort(open)
		in := listed[id]
		slices.Sort(in)
		if !slices.Equal(in, open) {
			d.Errorf("of case %s the list of what is due has %q, want %q", id, in, open)
		}
	}
}
