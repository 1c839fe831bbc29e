package demo

import (
	"hash/fnv"
	"math/rand/v2"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// supports are what people need, with who gives such support and who pays.
var supports = []struct {
	text      string
	category  casefile.SupportCategory
	providers []string
	funding   []casefile.Funding
	rare      bool // there is not enough of it
}{
	{"Respite two nights a month", "short-breaks", []string{"Willow Tree Short Breaks", "Harbour Respite"}, []casefile.Funding{"social-care", "personal-budget"}, true},
	{"Positive behaviour support", "behaviour", []string{"Community learning disability team"}, []casefile.Funding{"health"}, false},
	{"Sensory occupational therapy assessment", "sensory", []string{"Children’s therapy service", "Community therapy team"}, []casefile.Funding{"health"}, false},
	{"Supported living with two staff", "home", []string{"Northern Supported Living", "Oak Homes"}, []casefile.Funding{"joint", "s117"}, true},
	{"Evening outreach", "help-at-home", []string{"Evergreen Outreach"}, []casefile.Funding{"social-care", "preventative"}, false},
	{"Talking therapy that is made for autistic people", "therapy", []string{"Talking therapies", "Autism service"}, []casefile.Funding{"health"}, true},
	{"School place with small classes", "education", []string{"Meadow School"}, []casefile.Funding{"education"}, true},
}

// support tells how far what somebody needs is. The first need is told with
// their days; what is told here draws no luck from that story.
func (l *life) support(first string, asked, wanted civil.Date, what int) {
	h := fnv.New64a()
	h.Write([]byte(l.id))
	rng := rand.New(rand.NewPCG(h.Sum64(), 5))
	if first != "" {
		l.supported(rng, first, asked, wanted, what)
	}
	for range []int{0, 0, 1, 1, 2}[rng.IntN(5)] {
		found := min(l.joined+civil.Date(rng.IntN(int(max(1, l.today-l.joined)))), l.today)
		l.supported(rng, l.next("n"), found, found+civil.Date(20+rng.IntN(100)), rng.IntN(len(supports)))
	}
	l.whatHelps(rng)
}

func (l *life) supported(rng *rand.Rand, id string, asked, wanted civil.Date, what int) {
	s := supports[what]
	need := casefile.SupportNeed{ID: id, WantedBy: wanted, Text: s.text, Category: s.category, Funding: pick(rng, s.funding)}
	l.fact(asked, access.SocialWorker, need, "")
	on := asked
	later := func(days int) civil.Date {
		on += civil.Date(1 + rng.IntN(days))
		return on
	}
	step := func(status casefile.SupportStatus, change func(*casefile.SupportStep), note string) {
		f := casefile.SupportStep{Need: id, Status: status}
		if change != nil {
			change(&f)
		}
		l.fact(later(20), access.SocialWorker, f, note)
	}
	if rng.IntN(100) < 10 {
		return // nobody has been asked
	}
	provider := pick(rng, s.providers)
	step(casefile.SupportAsked, func(f *casefile.SupportStep) { f.Provider = provider }, "")
	switch p := rng.IntN(100); {
	case s.rare && p < 22:
		step(casefile.NoSuchService, nil, "Every place is taken, and nobody else does this here.")
		return
	case p < 34:
		step(casefile.SupportRefused, func(f *casefile.SupportStep) {
			f.Reason = pick(rng, []casefile.RefusedReason{casefile.NotOnRegister, "criteria", "full", "no-diagnosis", "risk", "another-service"})
		}, "")
		if rng.IntN(2) == 0 {
			return
		}
		provider = pick(rng, s.providers)
		step(casefile.SupportAsked, func(f *casefile.SupportStep) { f.Provider = provider }, "Asked again with a letter from the commissioner.")
	case p < 50:
		step(casefile.SupportWaiting, func(f *casefile.SupportStep) { f.Expected = wanted + civil.Date(rng.IntN(90)-40) }, "")
		if rng.IntN(3) == 0 {
			return
		}
	}
	if rng.IntN(100) < 12 {
		return
	}
	step(casefile.SupportAgreed, nil, "")
	started := max(on+1, wanted+civil.Date(rng.IntN(60)-35))
	l.fact(started, access.SocialWorker, casefile.SupportStarted{Need: id}, "")
	if on = started + 20; rng.IntN(100) < 60 {
		step(casefile.SupportLookedAt, func(f *casefile.SupportStep) {
			f.Working = pick(rng, []casefile.Working{"yes", "yes", "yes", "partly", "no"})
		}, "")
	}
	ended := started + civil.Date(90+rng.IntN(200))
	switch p := rng.IntN(100); {
	case p < 15:
		l.fact(ended, access.SocialWorker, casefile.SupportWithdrawn{Need: id}, "Does well without it now.")
	case p < 23:
		stopped := casefile.SupportStep{Need: id, Status: casefile.SupportStopped, Stopped: []casefile.StoppedReason{"provider", "staff", "provider", "funding"}[p%4]}
		l.fact(ended, access.SocialWorker, stopped, "They gave four weeks’ notice.")
	}
}
