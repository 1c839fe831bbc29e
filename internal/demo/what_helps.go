package demo

import (
	"fmt"
	"math/rand/v2"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// whatHelps writes down for a third of the people what helps them, for some of
// them long ago.
func (l *life) whatHelps(rng *rand.Rand) {
	if rng.IntN(3) > 0 {
		return
	}
	w := casefile.WhatHelps{
		Own: pick(rng, []string{
			"I like my dog and my own room. I do not like it when plans change and nobody tells me.",
			"I want to live near my sister. I want to say when I am tired.",
			"Talk to me, not about me. I know what I need.",
			"I am good at trains. Ask me about trains when I am upset.",
		}),
		Helps:       pick(rng, []string{"A quiet room and time alone. The same two people.", "A walk outside. Headphones. Being told what happens next.", "Pictures of the day on the wall, and a timer."}),
		DoesNotHelp: pick(rng, []string{"Being held, or many people at once.", "Being told to calm down.", "Bright light, alarms, and waiting without knowing for how long."}),
		EarlySigns:  pick(rng, []string{"Does not sleep and walks up and down.", "Stops eating with others, and talks about going away.", "Asks the same thing again and again."}),
		Crisis:      "1. Make the room quiet, and let one person talk.\n2. Offer the headphones and wait.\n3. Ring the people below before anybody rings 999.",
		Call:        fmt.Sprintf("Community team, day and night: 01632 960%03d\nTheir mother, any time: 01632 960%03d", rng.IntN(1000), rng.IntN(1000)),
		Contingency: pick(rng, []string{"If their mother is ill, Evergreen Outreach comes twice a day. The key is with the neighbour.", "Two nights at the respite house are kept for this. Ring the duty social worker."}),
		Communicates: pick(rng, []string{
			"Speaks, and says yes to most questions when worried: ask in another way to be sure.", "Uses a few words, signs and a communication device. Give time to answer.",
		}),
		ContactMethods: pick(rng, [][]casefile.ContactMethod{{"text"}, {"letter", "through-someone"}, {"text", "no-phone"}}),
		Formats:        pick(rng, [][]casefile.InformationFormat{{"easy-read"}, {"easy-read", "pictures"}, nil}),
		Supports:       pick(rng, [][]casefile.CommunicationSupport{{"more-time", "plain-words"}, {"quiet-place", "in-advance"}, {"device", "more-time"}}),
		Adjustments:    pick(rng, []string{"First appointment of the day, and no waiting room.", "The same doctor each time. Lights down."}),
		MadeWith:       pick(rng, []string{"The person and their mother", "The person, their keyworker and the community nurse"}),
	}
	if rng.IntN(3) == 0 {
		w.Professionals = []casefile.CommunicationProfessional{pick(rng, []casefile.CommunicationProfessional{"makaton", "speech-therapist", "bsl-interpreter"})}
	}
	first := min(l.joined+civil.Date(10+rng.IntN(200)), l.today)
	l.fact(first, access.SocialWorker, w, "")
	if again := first + civil.Date(120+rng.IntN(200)); again <= l.today {
		w.EarlySigns += " New: does not answer the phone."
		l.fact(again, access.SocialWorker, w, "Looked at together.")
	}
}
