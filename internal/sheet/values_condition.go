package sheet

import (
	"strings"

	"homeward/internal/casefile"
)

// ConditionRead is one condition that a diagnosis cell names.
type ConditionRead struct {
	Condition casefile.ConditionName   `json:"condition"`
	Status    casefile.ConditionStatus `json:"status"`
}

var autismWords = []string{"autism", "autistic", "asd", "asc", "asperger", "aspergers", "asperger s", "autistm", "aut"}

var disabilityWords = []string{"ld", "learning disability", "learning disabilities", "learning disabled", "learning dis", "intellectual disability", "id", "pmld", "mld", "sld", "mod ld", "mild ld", "gld"}

// readConditions reads a diagnosis as people type it: LD, ASC/ADHD, "LD +
// autism", "?ASD - awaiting assessment", "autism (on waiting list)". A doubt
// holds for the part of the text that it stands in; other diagnoses are passed
// over. Nothing found, nothing returned.
func readConditions(text string) []ConditionRead {
	lower := strings.ToLower(text)
	var read []ConditionRead
	parts := conditionParts(lower)
	for i, part := range parts {
		s := words(part)
		status := casefile.Confirmed
		switch {
		case hasWord(s, "not autistic", "ruled out", "excluded", "no autism", "no ld", "not ld", "no learning disability", "no asd", "no asc", "not asd", "not asc", "no diagnosis"):
			status = casefile.Excluded
		case hasWord(s, "awaiting", "waiting", "wait", "waitlist", "referred", "assessment", "pathway", "undergoing", "awaited"):
			status = casefile.AwaitingAssessment
		case strings.Contains(part, "?"), hasWord(s, "suspected", "suspect", "possible", "possibly", "query", "queried", "probable", "likely", "traits", "self identified", "self identifies", "undiagnosed"):
			status = casefile.Suspected
		}
		// "LD, ASD, both suspected": a doubt without a condition of its own is
		// about all before it.
		if !hasWord(s, autismWords...) && !hasWord(s, disabilityWords...) {
			if status != casefile.Confirmed && i > 0 {
				for j := range read {
					read[j].Status = status
				}
			}
			if hasWord(s, "both") && len(parts) == 1 {
				return []ConditionRead{{casefile.LearningDisability, status}, {casefile.Autism, status}}
			}
			continue
		}
		if hasWord(s, disabilityWords...) {
			read = addCondition(read, ConditionRead{casefile.LearningDisability, status})
		}
		if hasWord(s, autismWords...) {
			read = addCondition(read, ConditionRead{casefile.Autism, status})
		}
	}
	return read
}

func addCondition(read []ConditionRead, c ConditionRead) []ConditionRead {
	for _, r := range read {
		if r.Condition == c.Condition {
			return read
		}
	}
	return append(read, c)
}

// conditionParts cuts a diagnosis into the parts that a doubt may hold for. A
// remark after a dash or in brackets stays with the condition before it.
func conditionParts(s string) []string {
	return strings.FieldsFunc(strings.NewReplacer(" and ", "+", " with ", "+", "\n", "+").Replace(s), func(r rune) bool {
		return strings.ContainsRune("+&/,;", r)
	})
}

// readYesNoCondition reads a column that asks for one condition.
func readYesNoCondition(name casefile.ConditionName, text string) (ConditionRead, bool) {
	s := words(text)
	status := casefile.ConditionStatus("")
	switch {
	case hasWord(s, "awaiting", "waiting", "wait", "referred", "pathway", "assessment"):
		status = casefile.AwaitingAssessment
	case strings.Contains(text, "?") && s != "", hasWord(s, "suspected", "possible", "query", "traits", "probable"):
		status = casefile.Suspected
	case hasWord(s, "confirmed", "diagnosed", "diagnosis", "mild", "moderate", "severe", "profound", "mod"):
		status = casefile.Confirmed
	}
	if status == "" {
		if found := readConditions(text); len(found) == 1 && found[0].Condition == name {
			return found[0], true
		}
		yes, ok := readYesNo(text)
		if !ok || !yes {
			return ConditionRead{}, false
		}
		status = casefile.Confirmed
	}
	return ConditionRead{name, status}, true
}
