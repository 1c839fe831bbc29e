package access

import (
	"slices"

	"homeward/internal/casefile"
)

// recipients is which kind of recipient somebody in a role is, where the
// organisation that they work for does not say. Who is in none keeps the
// register, is asked for by name, or is the person: a choice about sharing does
// not cut them.
var recipients = map[Role]casefile.ShareWith{
	Clinician: casefile.WithNHSTeams, SocialWorker: casefile.WithCouncil, Provider: casefile.WithProvider,
	Advocate: casefile.WithAdvocate, Family: casefile.WithFamily,
}

// RecipientOf is which kind of recipient somebody in a role is who works for an
// organisation of a kind, "" for one that is not known; the answer is "" for who
// is none. An advocate and a chosen relative are that, whoever pays them.
func RecipientOf(role Role, worksIn casefile.ShareWith) casefile.ShareWith {
	kind := recipients[role]
	if kind == "" || worksIn == "" || role == Advocate || role == Family {
		return kind
	}
	return worksIn
}

// consentFor is the consent by which somebody in a role sees the person: a choice
// not to share with their kind is, for them, a refusal.
func (q Question) consentFor(role Role) casefile.ConsentDecision {
	if (q.Consent == casefile.Given || q.Consent == "") && slices.Contains(q.NotWith, RecipientOf(role, q.WorksIn)) {
		return casefile.Refused
	}
	return q.Consent
}

// SeenBy is the most that somebody of a kind of recipient sees who is involved
// with a person, by the person's consent and their choice about that kind. Known
// is false for a kind that nobody signs in as.
func SeenBy(kind casefile.ShareWith, consent casefile.ConsentDecision, choice casefile.YesNo) (most Sight, known bool) {
	for _, r := range table {
		mine := RecipientOf(r.role, "") == kind || kind == casefile.WithSchool && r.role == Provider
		if !mine || r.relation.OfOneThing() {
			continue
		}
		known = true
		q := Question{Consent: consent}
		if choice == casefile.No {
			q.NotWith, q.WorksIn = []casefile.ShareWith{kind}, kind
		}
		most = max(most, r.by(q.consentFor(r.role), false))
	}
	return most, known
}
