package web

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// consentForm records a decision on consent. Who may decide is after the
// policy: the person from 16 on, a parent or guardian below, and a
// best-interests decision for someone who cannot decide.
var consentForm = recordForm{
	kind: "consent", title: "Record consent", done: "The decision on consent is recorded.", needs: access.Record,
	hint: "What was decided about the register or about reviews, and by whom",
	ask: func(f *form) casefile.Decision {
		about := []choice{
			{value: string(casefile.ToRegister), text: "Being on the register"},
			{value: string(casefile.ToReviews), text: "Reviews", hint: "Care and treatment reviews, or care, education and treatment reviews"},
		}
		for _, r := range openReviews(f.c) {
			about = append(about, choice{value: "review " + r.ID, text: "Only the review arranged for " + r.For.Long()})
		}
		var fact casefile.Consent
		to, review, _ := strings.Cut(f.one("to", "What is it about?", "", "", about...), " ")
		fact.To, fact.Review = casefile.ConsentTo(to), review
		fact.Decision = casefile.ConsentDecision(f.one("decision", "What was decided?", "", "",
			choice{value: string(casefile.Given), text: "Given"},
			choice{value: string(casefile.Refused), text: "Refused"},
			choice{value: string(casefile.Withdrawn), text: "Withdrawn", hint: "It was given before, and is not any more"},
		))
		fact.Basis = casefile.ConsentBasis(f.one("basis", "Who decided?", "", "",
			choice{value: string(casefile.Own), text: "The person"},
			choice{value: string(casefile.Parent), text: "A parent or guardian", hint: "Only for someone under 16." + ageNow(f) + " Ask the child for their own view as well"},
			choice{value: string(casefile.BestInterests), text: "A best-interests decision", hint: "The person cannot make this decision, and it was made in their best interests under the Mental Capacity Act"},
		))
		on := f.when("When was this decided?")
		note := f.note("How they were asked, and what they said (optional)", "For example in words, pictures or with an advocate")
		if fact.Basis == casefile.Parent {
			if born := f.c.Details.BirthDate; born != 0 && on != 0 && on >= born.Attains(16) {
				f.problem("basis", fmt.Sprintf("A parent or guardian can decide only until the 16th birthday, %s. Choose the person or a best-interests decision", born.Attains(16).Long()))
			}
		}
		return casefile.Add{On: on, Fact: fact, Note: note}
	},
}

func ageNow(f *form) string {
	if f.c.Details.BirthDate == 0 {
		return ""
	}
	return fmt.Sprintf(" %s is %s old.", f.c.Name(), casefile.AgeWords(f.c.Details.BirthDate, f.today))
}

// openReviews are those arranged and neither held nor cancelled.
func openReviews(c *casefile.Case) []casefile.ReviewArranged {
	var open []casefile.ReviewArranged
	drop := func(id string) {
		open = slices.DeleteFunc(open, func(r casefile.ReviewArranged) bool { return r.ID == id })
	}
	for _, e := range c.Standing {
		switch fact := e.Fact.(type) {
		case casefile.ReviewArranged:
			open = append(open, fact)
		case casefile.ReviewCancelled:
			drop(fact.ID)
		case casefile.ReviewHeld:
			drop(fact.ID)
		}
	}
	return open
}
