package demo

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// referred is somebody who was referred and is not on the register, or was not.
type referred struct {
	ago  int // days since it came
	form casefile.ReferralForm
	then []casefile.Decision // what became of it, by the coordinator
}

// on says so many days ago what became of a referral.
func on(today civil.Date, ago int, f casefile.Fact, note string) casefile.Decision {
	return casefile.OnReferral{Add: casefile.Add{On: today - civil.Date(ago), Fact: f, Note: note}}
}

// refer opens the register to referrals from outside and makes a queue of them,
// of every state.
func refer(ctx context.Context, a *app.App, watch *stopwatch, s *store.Store, r Register, staff map[access.Role]access.Actor) error {
	err := a.SetReferralSettings(ctx, app.CommandLine(r.Code), app.ReferralSettings{
		Open: true, Name: r.Name, Phone: "01632 960 100", Hours: "Monday to Friday, 9am to 5pm", Email: "register@" + r.domain, Post: "Register team, 1 Station Road, " + r.Name, DraftDays: 14, LookAgainDays: 28,
	})
	if err != nil {
		return err
	}
	now := watch.at
	defer func() { watch.at = now }()
	today := a.Today()
	known, err := somebodyKnown(ctx, s, r, today)
	if err != nil {
		return err
	}
	nurse, coordinator := staff[access.Clinician], staff[access.Coordinator]
	return a.InOne(ctx, r.Code, func(b *app.Batch) error {
		defer func() { watch.at = now }()
		for i, x := range queue(today, r, known) {
			watch.at = at10(today-civil.Date(x.ago), now)
			by := access.Actor{}
			if x.form.Who == casefile.Professional && i%2 == 0 {
				by = nurse
			}
			id, reference := fmt.Sprintf("%s-r%02d", r.Code, i+1), fmt.Sprintf("R-DEMO-%s%02d", r.Code[:2], i+1)
			if err := b.Receive(by, id, reference, x.form); err != nil {
				return fmt.Errorf("referral %d: %w", i+1, err)
			}
			for _, d := range x.then {
				who := coordinator
				day := today
				switch f := d.(type) {
				case casefile.OnReferral:
					day = f.On
					f.Fact = casefile.OfReferral(f.Fact, reference)
					d = f
				case casefile.Place:
					f.Referral, day = reference, f.On
					d = f
				case casefile.AskConsent:
					day = f.On
				case casefile.DecideReferral:
					f.Decision.Referral, day = reference, f.On
					d = f
				}
				if at := at10(day, now); at.After(watch.at) {
					watch.at = at
				}
				if _, err := b.Record(who, id, d); err != nil {
					return fmt.Errorf("what became of referral %d: %w", i+1, err)
				}
			}
		}
		return nil
	})
}

func at10(day civil.Date, now time.Time) time.Time {
	y, m, d := day.YMD()
	at := time.Date(y, time.Month(m), d, 10, 0, 0, 0, time.UTC)
	if at.After(now) {
		return now
	}
	return at
}

// somebodyKnown is one person of the register, to be referred although they are
// known.
func somebodyKnown(ctx context.Context, s *store.Store, r Register, today civil.Date) (casefile.Details, error) {
	page, err := s.People(ctx, r.Code, store.PeopleQuery{Sort: store.SortName, Size: 1, Today: today})
	if err != nil || len(page.Rows) == 0 {
		return casefile.Details{GivenName: "Jordan", FamilyName: "Field"}, err
	}
	p := page.Rows[0]
	return casefile.Details{GivenName: p.Given, FamilyName: p.Family, BirthDate: p.BirthDate, NHSNumber: p.NHSNumber}, nil
}

// panel sat over the referrals that were screened.
var panel = []casefile.Sat{
	{Name: "Jo Marsh", Agency: "Register team"}, {Name: "Dr Helen Price", Agency: "Partnership Trust"},
	{Name: "Callum Reid", Agency: "Council"}, {Name: "Theo Lambert", Agency: "Self-advocacy group", Lived: true},
}

func queue(today civil.Date, r Register, known casefile.Details) []referred {
	born := func(years, days int) civil.Date { return today.AddMonths(-12*years) - civil.Date(days) }
	ack := func(ago int) casefile.Decision {
		return on(today, ago, casefile.ReferralAcknowledged{How: casefile.ByPhone}, "")
	}
	place := func(ago int) casefile.Decision { return casefile.Place{On: today - civil.Date(ago)} }
	screened := func(ago int, recommend casefile.Recommended, views string) casefile.Decision {
		return on(today, ago, casefile.ReferralScreened{Panel: panel, Views: views, Recommend: recommend}, "")
	}
	told := func(ago int) casefile.Decision {
		return on(today, ago, casefile.OutcomeTold{To: []casefile.ToldWhom{casefile.ToldPerson, casefile.ToldReferrer}, How: casefile.ByLetter}, "In easy read")
	}
	decide := func(ago int, outcome casefile.Outcome, reason, instead string) casefile.Decision {
		d := casefile.DecideReferral{On: today - civil.Date(ago), Decision: casefile.ReferralDecision{Outcome: outcome, Reason: reason, Signposting: instead}}
		if outcome == casefile.Accepted {
			d.Joining = casefile.Joining{
				Authority:  r.authorities[0],
				Conditions: []casefile.Condition{{Condition: casefile.Autism, Status: casefile.AwaitingAssessment}},
			}
		}
		return d
	}
	// asked is the talk that follows an acceptance. Of one it is still to come.
	asked := func(ago int) casefile.Decision {
		return casefile.AskConsent{On: today - civil.Date(ago), Note: "Asked at home with pictures and a friend beside them", Consent: casefile.Consent{
			To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own,
			ConsentRecord: casefile.ConsentRecord{Asked: casefile.Asked{How: casefile.AnotherWay, By: "Jo Marsh, register coordinator", Materials: []casefile.Material{"easy-read", "pictures"}}},
		}, Sharing: []casefile.SharingChoice{{With: casefile.WithNHSTeams, Choice: casefile.Yes}, {With: casefile.WithSchool, Choice: casefile.No}}}
	}
	family := func(given, name string, years, days int, who, why string) casefile.ReferralForm {
		return casefile.ReferralForm{
			Given: given, Family: name, BirthDate: born(years, days), Who: casefile.FamilyMember, Name: who, Relation: "Mother", Phone: "07700 900 461", Tell: casefile.ByPhone,
			Autism: "waiting", Disability: "unknown", WhyNow: why, Tried: "The school made a quiet room. It helped for a while.",
			Risks: []string{"School or college place at risk, or a residential school", "Mental health getting worse"}, WouldHelp: "Somebody at home in the evenings who knows autism.",
			Knows: "yes", Thinks: "Wants people to stop shouting.", Agrees: "parent",
		}
	}
	professional := func(given, name string, years, days int, who, job, why string) casefile.ReferralForm {
		return casefile.ReferralForm{
			Given: given, Family: name, BirthDate: born(years, days), Who: casefile.Professional, Name: who, Relation: job, Organisation: r.Name + " Partnership Trust",
			Email: "someone@" + r.domain, Tell: casefile.ByEmail, Autism: "diagnosed", Disability: "no", WhyNow: why,
			Tried: "Crisis team twice this month; medicine changed by the GP.", Risks: []string{"Mental health getting worse", "Home or placement at risk of breaking down"},
			WouldHelp: "A meeting of everyone who knows them, this week.", Knows: "yes", Agrees: "yes", Thinks: "Says that hospital made it worse the last time.",
		}
	}
	self := casefile.ReferralForm{
		Given: "Robin", Family: "Ashdown", BirthDate: born(24, 41), Who: casefile.Themself, Name: "Robin Ashdown", Phone: "07700 900 118", Tell: casefile.ByLetter, Address: "4 Mill Lane",
		Needs: "Text me first. I do not pick up the phone.", Autism: "diagnosed", Disability: "no", WhyNow: "My flat is too loud. I do not sleep. I am scared of going to hospital again.",
		WouldHelp: "Somebody to talk to at night. A quiet flat.", Knows: "yes", Agrees: "yes", EasyRead: true,
	}
	again := professional(known.GivenName, known.FamilyName, 30, 0, "Dr Priti Anand", "GP", "Two visits to A&E in a week. The carers have given notice.")
	again.BirthDate, again.NHSNumber = known.BirthDate, known.NHSNumber
	spam := family("Xx", "Seo Offer", 20, 1, "Best Rank", "Get your site to the top of every list today.")
	spam.Autism, spam.Doubt = "unknown", []casefile.Doubt{casefile.FilledTrap, casefile.TooQuick}
	return []referred{
		{ago: 1, form: self},
		{ago: 2, form: again},
		{ago: 9, form: family("Kit", "Hollis", 15, 200, "Dawn Hollis", "Kit was sent home from school four times and hits himself. We cannot leave him alone.")},
		{ago: 0, form: spam},
		{ago: 6, form: professional("Mina", "Larkin", 19, 88, "Sister Joy Obi", "Community nurse", "Has stopped eating since her support worker left."), then: []casefile.Decision{ack(4)}},
		{ago: 12, form: family("Theo", "Brand", 12, 31, "Lena Brand", "The school wants to end his place. He runs into the road."), then: []casefile.Decision{
			ack(10), place(9), on(today, 8, casefile.ReferralAsked{Whom: "The school", What: "The plan for the next weeks, and what they have tried"}, ""),
		}},
		{ago: 20, form: professional("Sol", "Wakefield", 33, 140, "Ike Barton", "Social worker", "His landlord wants the flat back and he talks of ending his life."), then: []casefile.Decision{
			ack(18), place(18), screened(3, "accept", "He has nobody at night. Theo said that a letter alone would frighten him: tell him face to face."),
		}},
		{ago: 31, form: professional("Perry", "Nash", 27, 9, "Dr Lou Finch", "Psychiatrist", "Third crisis in two months."), then: []casefile.Decision{
			ack(29), place(28), screened(5, "accept", "Everyone agreed."), decide(4, casefile.Accepted, "You are at risk of going into hospital if help does not come soon.", ""),
		}},
		{ago: 40, form: family("Alba", "Stone", 16, 12, "Ruth Stone", "She has not left her room since September."), then: []casefile.Decision{
			ack(38), place(37), screened(20, "accept", "Needs somebody who comes to her."), decide(19, casefile.Accepted, "School and home may both break down.", ""), told(18), asked(9),
		}},
		{ago: 45, form: professional("Dale", "Percy", 41, 77, "Una Webb", "Support worker", "Wants to be seen sooner for his assessment."), then: []casefile.Decision{
			ack(43), place(42), screened(24, "decline", "No risk of hospital that anybody knows of. The wait for the assessment is the trouble."),
			decide(23, casefile.Declined, "Nobody thinks that you may have to go into hospital. The register cannot make the wait for an assessment shorter.", "The autism service tells you where you are on their list: 01632 960 220. A local group meets each Thursday in the library."), told(22),
		}},
		{ago: 50, form: family("Noor", "Aziz", 9, 150, "Sana Aziz", "The respite place closed and we are at the end."), then: []casefile.Decision{
			ack(48), place(47), screened(33, "decline", "Short breaks are what is missing."),
			decide(32, casefile.Declined, "The help that you need is short breaks, and those are given by the council.", "The short breaks team: 01632 960 330."), told(31),
			on(today, 3, casefile.ReferralReconsidered{By: "Her mother"}, "Noor has been to A&E twice since, and her father has moved out."),
		}},
		{ago: 14, form: professional("Casey", "Hale", 22, 5, "Ned Orr", "Housing officer", "Complaints about noise; may lose the tenancy."), then: []casefile.Decision{
			ack(13), on(today, 10, casefile.ReferralWithdrawn{By: "Casey"}, "Has a new flat, and does not want this."),
		}},
	}
}
