package clock

import (
	"fmt"
	"math/rand/v2"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// history makes a random case and a day to look at it. Most entries follow
// from what went before, so that obligations are met, ended and suspended; some
// are anything at all. Days cluster, so that many coincide with one another,
// with due days and with birthdays.
func history(r *rand.Rand, entries int) (*casefile.File, civil.Date) {
	g := &teller{r: r, day: civil.Of(2023, 1, 1) + civil.Date(r.IntN(800))}
	age := pick(r, 5, 10, 15, 15, 16, 17, 17, 18, 24, 25, 25, 26, 40, 60)
	g.birth = g.day - civil.Date(age*365+r.IntN(420))
	if r.IntN(20) == 0 {
		g.birth = civil.Of(pick(r, 1996, 2000, 2004, 2008, 2012), 2, 29)
	}
	f := &casefile.File{ID: "p", BirthDate: g.birth}
	wild := 0
	if r.IntN(4) == 0 {
		wild = 20 + r.IntN(80)
	}
	if r.IntN(5) > 0 {
		g.day -= civil.Date(r.IntN(2000))
		f.Entries = append(f.Entries, g.entry(casefile.Condition{Condition: pick(r, casefile.ConditionNames...), Status: casefile.Confirmed}))
		g.day = civil.Of(2023, 1, 1) + civil.Date(r.IntN(800))
	}
	if r.IntN(3) == 0 {
		f.Entries = append(f.Entries, g.entry(casefile.JoinedRegister{}),
			g.entry(casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: pick(r, casefile.ConsentBases...)}))
	}
	for len(f.Entries) < entries {
		f.Entries = append(f.Entries, g.entry(g.fact(r.IntN(100) < wild)))
		if g.day == g.birth.Attains(16) && r.IntN(6) == 0 {
			f.Entries = append(f.Entries, g.entry(casefile.LeftRegister{}))
		} else if g.day == g.birth.Attains(16) && r.IntN(2) == 0 {
			f.Entries = append(f.Entries, g.entry(casefile.Consent{To: casefile.ToRegister, Decision: pick(r, casefile.ConsentDecisions...), Basis: casefile.Own}))
		}
		g.day += pick[civil.Date](r, 0, 0, 0, 0, 1, 1, 2, 5, 7, 13, 14, 15, 27, 28, 29, 42, 91, civil.Date(r.IntN(200)))
		if r.IntN(25) == 0 {
			g.day += civil.Date(r.IntN(500))
		}
		if r.IntN(25) == 0 {
			// The next birthday, or the day before or after it.
			g.day = max(g.day, g.birth.Attains(g.birth.AgeOn(g.day)+1)+civil.Date(r.IntN(3)-1))
		}
	}
	if r.IntN(6) == 0 {
		r.Shuffle(len(f.Entries), func(i, j int) { f.Entries[i], f.Entries[j] = f.Entries[j], f.Entries[i] })
	}
	on := g.day + civil.Date(r.IntN(60)-20)
	if r.IntN(3) == 0 {
		on = f.Entries[r.IntN(len(f.Entries))].On + civil.Date(r.IntN(40))
	}
	switch r.IntN(20) {
	case 0, 1:
		on += 400
	case 2:
		if at16 := g.birth.Attains(16); at16 > f.Entries[0].On {
			on = at16
		}
	}
	return f, on
}

// commencement is a random day on which Part 8A came into force, mostly early.
func commencement(r *rand.Rand, f *casefile.File) civil.Date {
	switch r.IntN(4) {
	case 0:
		return 0
	case 1:
		return civil.Of(2020, 1, 1)
	}
	return f.Entries[r.IntN(len(f.Entries))].On + civil.Date(r.IntN(30)-10)
}

type teller struct {
	r          *rand.Rand
	day, birth civil.Date
	n          int
	inHospital bool
	reviews    []string // arranged, not yet held
	held       []string
	referrals  []string
	requests   []string
	actions    []string
	needs      []string
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (g *teller) entry(f casefile.Fact) casefile.Entry { return casefile.Entry{On: g.day, Fact: f} }

func (g *teller) id(prefix string) string { g.n++; return fmt.Sprint(prefix, g.n) }

// one picks an id told of before, or one never told of.
func (g *teller) one(of []string) string {
	if len(of) == 0 || g.r.IntN(12) == 0 {
		return "x"
	}
	return pick(g.r, of...)
}

func (g *teller) status() (casefile.LegalStatus, civil.Date) {
	status := pick(g.r, "2", "2", "3", "3", "4", "4", "4", "37/41", "informal", "informal", "5(2)", "136", pick(g.r, casefile.LegalStatuses...))
	var second civil.Date
	if status == "4" && g.r.IntN(4) > 0 || g.r.IntN(15) == 0 {
		second = g.day + civil.Date(g.r.IntN(6)-2)
	}
	return status, second
}

func (g *teller) hospital() string { return pick(g.r, "A", "A", "B", "C") }

// fact is the next thing to happen; wild disregards what went before.
func (g *teller) fact(wild bool) casefile.Fact {
	r := g.r
	in := g.inHospital
	if wild {
		in = r.IntN(2) == 0
	}
	switch r.IntN(34) {
	case 0, 1:
		return casefile.Condition{Condition: pick(r, casefile.ConditionNames...), Status: pick(r, casefile.ConditionStatuses...)}
	case 2:
		return casefile.EHCPlan{Status: pick(r, casefile.PlanStatuses...)}
	case 3:
		id := g.id("f")
		g.referrals = append(g.referrals, id)
		return casefile.Referral{ID: id, By: casefile.BySelf}
	case 4:
		id := g.one(g.referrals)
		return pick[casefile.Fact](r, casefile.ReferralAcknowledged{Referral: id}, casefile.ReferralDecision{Referral: id, Outcome: casefile.Accepted},
			casefile.ReferralDecision{Referral: id, Outcome: casefile.Declined}, casefile.OutcomeTold{Referral: id},
			casefile.OutcomeTold{Referral: id}, casefile.ReferralWithdrawn{Referral: id})
	case 5, 6:
		return casefile.Consent{To: casefile.ToReviews, Decision: pick(r, casefile.ConsentDecisions...), Basis: pick(r, casefile.ConsentBases...)}
	case 7:
		return casefile.Consent{To: casefile.ToRegister, Decision: pick(r, append(casefile.ConsentDecisions, casefile.Given)...), Basis: pick(r, append(casefile.ConsentBases, casefile.Parent)...)}
	case 8, 9:
		id := g.one(append(g.reviews, g.held...))
		if r.IntN(4) == 0 {
			id = fmt.Sprint("r", g.n+1)
		}
		return casefile.Consent{To: casefile.ToReview, Review: id, Decision: pick(r, casefile.ConsentDecisions...), Basis: pick(r, casefile.ConsentBases...)}
	case 10, 11, 12, 13:
		return casefile.Rated{Rating: pick(r, append(casefile.Ratings, casefile.Red, casefile.Amber)...)}
	case 14:
		return casefile.JoinedRegister{}
	case 15:
		switch r.IntN(8) {
		case 0:
			return casefile.MovedOut{}
		case 1:
			g.inHospital = false
			return casefile.Died{}
		case 2, 3:
			return casefile.LeftRegister{}
		}
		return casefile.JoinedRegister{}
	case 16:
		return casefile.Meeting{}
	case 17:
		if r.IntN(3) == 0 {
			return casefile.Keyworker{Status: pick(r, casefile.KeyworkerStatuses...)}
		}
		return casefile.Meeting{}
	case 18, 19:
		if in && r.IntN(8) > 0 {
			return casefile.WardMove{Hospital: g.hospital(), Ward: "W", Security: pick(r, casefile.Securities...), OutOfArea: r.IntN(2) == 0}
		}
		g.inHospital = true
		status, second := g.status()
		return casefile.Admission{Hospital: g.hospital(), Ward: "W", Security: pick(r, casefile.Securities...),
			LegalStatus: status, SecondRecommendation: second, OutOfArea: r.IntN(2) == 0}
	case 20:
		status, second := g.status()
		return casefile.LegalStatusChange{LegalStatus: status, SecondRecommendation: second}
	case 21:
		if in && r.IntN(3) == 0 {
			g.inHospital = false
			return casefile.Discharge{}
		}
		return casefile.OversightVisit{}
	case 22:
		if r.IntN(6) == 0 {
			return casefile.LAEP{}
		}
		id := g.id("q")
		g.requests = append(g.requests, id)
		return casefile.ReviewRequested{ID: id}
	case 23:
		return casefile.ReviewDecision{Request: g.one(g.requests), Outcome: pick(r, casefile.RequestOutcomes...)}
	case 24:
		id := g.id("r")
		g.reviews = append(g.reviews, id)
		return casefile.ReviewArranged{ID: id, For: g.day + civil.Date(r.IntN(30)-3), Setting: pick(r, casefile.Settings...)}
	case 25:
		if len(g.reviews) > 0 && r.IntN(3) == 0 {
			id := g.reviews[0]
			g.reviews = g.reviews[1:]
			return casefile.ReviewCancelled{ID: id}
		}
		return casefile.PackSent{Review: g.one(g.reviews)}
	case 26, 27, 28:
		setting := casefile.Community
		if in {
			setting = casefile.Inpatient
		}
		if r.IntN(8) == 0 {
			setting = pick(r, casefile.Settings...)
		}
		id := ""
		if len(g.reviews) > 0 && r.IntN(3) > 0 {
			id, g.reviews = g.reviews[0], g.reviews[1:]
		} else {
			id = g.id("r")
		}
		g.held = append(g.held, id)
		return casefile.ReviewHeld{ID: id, Setting: setting}
	case 29, 30:
		to := pick(r, casefile.Recipients[:2], casefile.Recipients[2:], casefile.Recipients[2:5], casefile.Recipients, casefile.Recipients[r.IntN(6):], casefile.Recipients[:r.IntN(6)])
		f := casefile.ReportSent{Review: g.one(g.held), To: to}
		if r.IntN(2) == 0 {
			f.PreparedBy = pick(r, casefile.Recipients...)
		}
		return f
	case 31:
		id := g.id("a")
		g.actions = append(g.actions, id)
		f := casefile.Action{ID: id}
		if r.IntN(5) > 0 {
			f.Due = g.day + civil.Date(r.IntN(60)-3)
		}
		return f
	case 32:
		id := g.one(g.actions)
		return pick[casefile.Fact](r, casefile.ActionDone{Action: id}, casefile.ActionNotFollowed{Action: id, Reason: "no"}, casefile.ActionCancelled{Action: id})
	}
	if len(g.needs) > 0 && r.IntN(2) == 0 {
		id := g.one(g.needs)
		return pick[casefile.Fact](r, casefile.SupportStarted{Need: id}, casefile.SupportWithdrawn{Need: id})
	}
	id := g.id("n")
	g.needs = append(g.needs, id)
	f := casefile.SupportNeed{ID: id}
	if r.IntN(5) > 0 {
		f.WantedBy = g.day + civil.Date(r.IntN(60)-3)
	}
	return f
}
