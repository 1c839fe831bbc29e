package sheet

import (
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ConsentRead is what a consent cell says. To is the register, unless the
// words are of reviews alone ("declined CTR"). Basis is empty where the words
// do not say who decided ("Y", "verbal"). On is a day within the words ("BI decision
// 12/3/25"), else zero.
type ConsentRead struct {
	To       casefile.ConsentTo       `json:"to"`
	Decision casefile.ConsentDecision `json:"decision"`
	Basis    casefile.ConsentBasis    `json:"basis,omitempty"`
	On       civil.Date               `json:"on,omitzero"`
}

// readConsent reads consent as people type it; false if the words leave the
// decision open ("pending", "to be asked").
func readConsent(text string) (ConsentRead, bool) {
	read := ConsentRead{To: casefile.ToRegister}
	day, rest, ok := dayWithin(text, century{})
	if ok {
		read.On = day
	} else {
		rest = text
	}
	s := words(rest)
	if tick := strings.TrimSpace(rest); tick == "✓" || tick == "✔" {
		s = "yes"
	}
	if saysNothing(s) || hasWord(s, "yet", "pending", "to be asked", "not asked", "tbc", "awaiting", "chasing", "chase", "requested", "unknown", "n k", "not known", "unclear", "in progress", "being sought", "to seek", "to obtain") {
		return read, false
	}
	if hasWord(s, "ctr", "cetr", "review", "reviews") && !hasWord(s, "dsr", "register") {
		read.To = casefile.ToReviews
	}
	switch {
	case hasWord(s, "parent", "parents", "mum", "mother", "dad", "father", "guardian", "family", "parental", "carer", "pr"):
		read.Basis = casefile.Parent
	case hasWord(s, "bi", "best interest", "best interests", "lacks capacity", "mca", "bid"):
		read.Basis = casefile.BestInterests
	case hasWord(s, "own", "self", "person", "patient", "client", "young person", "gillick"):
		read.Basis = casefile.Own
	}
	switch {
	case hasWord(s, "withdrawn", "withdrew", "withdraw", "revoked"):
		read.Decision = casefile.Withdrawn
	case hasWord(s, "no", "n", "refused", "refuses", "refusing", "refusal", "declined", "declines", "decline", "do not", "does not", "dont", "doesnt", "did not", "not", "false", "objects"):
		read.Decision = casefile.Refused
	case read.Basis == casefile.BestInterests,
		hasWord(s, "yes", "y", "given", "gives", "agreed", "agrees", "consented", "consents", "consent", "obtained", "gained", "verbal", "verbally", "written", "signed", "true", "received", "ok"),
		s == "parent", s == "parental", s == "gillick":
		read.Decision = casefile.Given
	default:
		return read, false
	}
	return read, true
}

// readYesNo reads a yes or no column.
func readYesNo(text string) (yes, ok bool) {
	s := words(text)
	switch {
	case s == "":
		t := strings.TrimSpace(text)
		return t == "✓" || t == "✔", t == "✓" || t == "✔"
	case s == "n a" || s == "n k":
		return false, false
	case hasWord(s, "yes", "y", "true", "x", "1"):
		return true, !hasWord(s, "no", "n", "not")
	case hasWord(s, "no", "n", "false", "0", "none", "not", "nil"):
		return false, true
	}
	return false, false
}

// readPlan reads whether an education, health and care plan is maintained.
// "in progress" is no plan yet and is not read.
func readPlan(text string) (casefile.PlanStatus, bool) {
	s := words(text)
	switch {
	case hasWord(s, "ceased", "ended", "lapsed", "stopped"):
		return casefile.Ceased, true
	case hasWord(s, "in progress", "applied", "pending", "requested", "assessment", "being assessed", "draft", "appeal", "awaiting"):
		return "", false
	case hasWord(s, "maintained", "in place", "has plan", "current", "ehcp", "active", "final"):
		return casefile.Maintained, !hasWord(s, "no", "not", "without")
	}
	if yes, ok := readYesNo(text); ok && yes {
		return casefile.Maintained, true
	}
	return "", false
}
