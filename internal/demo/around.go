package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// around tells who is around somebody by an office, how it stands with an
// advocate, and what else goes on. It draws no luck from the story of the days.
func (l *life) around() {
	h := fnv.New64a()
	h.Write([]byte(l.id))
	rng := rand.New(rand.NewPCG(h.Sum64(), 8))
	day := func(from civil.Date, days int) civil.Date { return min(from+civil.Date(1+rng.IntN(days)), l.today) }
	phone := func() string { return fmt.Sprintf("01632 960%03d", rng.IntN(1000)) }

	if rng.IntN(3) == 0 {
		l.fact(day(l.joined, 90), access.Clinician, casefile.NamedPerson{Part: casefile.CareCoordinator, Name: pick(rng, givenNames) + " " + pick(rng, familyNames),
			Reach: casefile.Reach{Organisation: "Community learning disability team", Phone: phone()}}, "")
	}
	if rng.IntN(6) == 0 {
		l.fact(day(l.joined, 200), access.SocialWorker, casefile.NamedPerson{Part: casefile.NominatedPerson, Name: pick(rng, givenNames) + " " + pick(rng, familyNames),
			ChosenBy: pick(rng, casefile.ChosenBys), Reach: casefile.Reach{Phone: phone()}}, "")
	}
	if rng.IntN(10) < 7 {
		l.advocate(rng, day, phone)
	}
	for i := range []int{0, 0, 0, 1, 1, 2}[rng.IntN(6)] {
		l.process(rng, day, fmt.Sprintf("process%d", i+1))
	}
}

func (l *life) advocate(rng *rand.Rand, day func(civil.Date, int) civil.Date, phone func() string) {
	kind := pick(rng, casefile.AdvocacyTypes[:3])
	offered := day(l.joined, 150)
	l.fact(offered, access.SocialWorker, casefile.Advocacy{Step: casefile.AdvocateOffered, Type: kind, By: pick(rng, []string{"Callum Reid", "Dr Helen Price", "The ward"})}, "")
	answered := day(offered, 20)
	switch rng.IntN(4) {
	case 0: // no answer yet
	case 1:
		no := casefile.Advocacy{Step: casefile.AdvocateDeclined, Type: kind, Why: pick(rng, []string{"I have my mum. She knows what I want.", "Not another stranger.", "Maybe later, not now."})}
		no.Again = answered + civil.Date(60+rng.IntN(200))
		l.fact(answered, access.SocialWorker, no, "")
	default:
		l.fact(answered, access.SocialWorker, casefile.Advocacy{Step: casefile.AdvocateAccepted, Type: kind, Name: pick(rng, []string{"Rosa Lind", "Marek Novak", "Bea Shah"}),
			Reach: casefile.Reach{Organisation: "Speaking Up Together", Phone: phone()}}, "")
	}
}

// processLeads are the kinds with who leads them, for children and for adults.
var processLeads = []struct {
	kind        casefile.ProcessType
	lead        string
	child, both bool
}{
	{"send", "The council’s SEND team", true, false}, {"looked-after", "Children’s social care", true, false},
	{"complex-care", "The board’s complex care panel", false, true}, {casefile.SafeguardingProcess, "The council’s safeguarding team", false, true},
	{"chc", "The board’s continuing healthcare team", false, true}, {"cpa", "Community mental health team", false, false},
	{"justice", "Probation service", false, false},
}

func (l *life) process(rng *rand.Rand, day func(civil.Date, int) civil.Date, id string) {
	p := processLeads[rng.IntN(len(processLeads))]
	if child := l.under(18, l.today); !p.both && p.child != child {
		return
	}
	began := day(l.joined, 300)
	f := casefile.Process{ID: id, Type: p.kind, Lead: p.lead, Reference: fmt.Sprintf("X/%04d", rng.IntN(10000)), Next: l.today + civil.Date(rng.IntN(120)-20)}
	l.fact(began, access.SocialWorker, f, "")
	if rng.IntN(4) == 0 {
		l.fact(day(began, 200), access.SocialWorker, casefile.ProcessEnded{Process: id, Type: p.kind}, "")
	}
}
