package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
)

const (
	personColumns = "register, case_id, given, family, preferred, name, sort_key, nhs_number, birth_date, " +
		"rating, rating_rank, rating_since, local_authority, cohort, setting, on_register, " +
		"consent, consent_basis, reviews_consent, coordinator, flags, flag_message, " +
		"next_due, next_rule, next_state, open_due, open_count, joined_on, left_on, hospital, ward, last_review_on, " +
		"changed_at, changed_by, version, head_hash, evaluated_on, changes_on, rulebook, edition, obligations_sum, " +
		"consent_on, shares_not, ended_on, died_on, " +
		"met_on, asked_at, rated_at, admitted_at, discharged_at, consented_at"
	// reckonedColumns are those that the day and the rules decide.
	reckonedColumns = "cohort, next_due, next_rule, next_state, open_due, open_count, evaluated_on, changes_on, rulebook, edition, obligations_sum"

	obligationColumns = "register, case_id, n, rule, basis, subject, started_seq, started_on, due, state, open_due, met_seq, met_on, ended_on, ended_reason, missed_seq, asks_reason"
)

var (
	insertPerson     = sayInsert("people", personColumns, overwrite("register, case_id", personColumns))
	insertWord       = sayInsert("people_names", "register, token, case_id", "")
	insertObligation = sayInsert("obligations", obligationColumns, "")

	deleteWords       = say("DELETE FROM people_names WHERE register = $1 AND case_id = $2")
	deleteObligations = say("DELETE FROM obligations WHERE register = $1 AND case_id = $2")
)

// writeIndex puts the index rows of cases in the place of what is there. Of a
// new case nothing is there yet.
func writeIndex(ctx context.Context, r runner, register string, indexed []Indexed, isNew func(caseID string) bool) error {
	var people, words, obligations, stays, needs [][]any
	written := make([]*Indexed, len(indexed))
	for i := range indexed {
		x := &indexed[i]
		written[i] = x
		id := x.Person.CaseID
		if !isNew(id) {
			for _, st := range []*statement{deleteWords, deleteObligations, deleteStays, deleteNeeds} {
				if _, err := r.exec(ctx, st, register, id); err != nil {
					return fmt.Errorf("clearing the index of case %s: %w", id, err)
				}
			}
		}
		people = append(people, x.Person.values(register))
		for _, w := range x.Words {
			words = append(words, []any{register, w, id})
		}
		for j := range x.Obligations {
			obligations = append(obligations, x.Obligations[j].values(register))
		}
		for j := range x.Stays {
			stays = append(stays, x.Stays[j].values(register))
		}
		for j := range x.Needs {
			needs = append(needs, x.Needs[j].values(register))
		}
	}
	for _, table := range []struct {
		st   *statement
		rows [][]any
	}{{insertPerson, people}, {insertWord, words}, {insertObligation, obligations}, {insertStay, stays}, {insertNeed, needs}} {
		if err := r.add(ctx, table.st, table.rows); err != nil {
			return fmt.Errorf("writing the index: %w", err)
		}
	}
	return writeBeside(ctx, r, register, written, isNew)
}

// values are in the order of personColumns.
func (p *PersonRow) values(register string) []any {
	return []any{
		register, p.CaseID, p.Given, p.Family, p.Preferred, p.Name, p.SortKey, p.NHSNumber, dayOrNull(p.BirthDate),
		string(p.Rating), ratingRank(p.Rating), dayOrNull(p.RatingSince), p.LocalAuthority, string(p.Cohort), string(p.Setting), string(p.OnRegister),
		string(p.Consent), string(p.ConsentBasis), string(p.ReviewsConsent), p.Coordinator, p.Flags, p.FlagMessage,
		dayOrNull(p.NextDue), p.NextRule, p.NextState, p.openDue(), p.OpenCount, dayOrNull(p.JoinedOn), dayOrNull(p.LeftOn), p.Hospital, p.Ward, dayOrNull(p.LastReviewOn),
		instant(p.ChangedAt), p.ChangedBy, p.Version, p.HeadHash[:], p.EvaluatedOn.String(), dayOrNull(p.ChangesOn), p.Rulebook, p.Edition, p.ObligationsSum,
		dayOrNull(p.ConsentOn), p.SharesNot, dayOrNull(p.EndedOn), dayOrNull(p.DiedOn),
		dayOrNull(p.MetOn), instantOrNull(p.AskedAt), instantOrNull(p.RatedAt), instantOrNull(p.AdmittedAt), instantOrNull(p.DischargedAt), instantOrNull(p.ConsentedAt),
	}
}

// readPerson reads personColumns.
func readPerson(row scan) (p PersonRow, err error) {
	var register, openDue string
	var rank int
	var hash []byte
	err = row(
		&register, &p.CaseID, &p.Given, &p.Family, &p.Preferred, &p.Name, &p.SortKey, &p.NHSNumber, &p.BirthDate,
		&p.Rating, &rank, &p.RatingSince, &p.LocalAuthority, &p.Cohort, &p.Setting, &p.OnRegister,
		&p.Consent, &p.ConsentBasis, &p.ReviewsConsent, &p.Coordinator, &p.Flags, &p.FlagMessage,
		&p.NextDue, &p.NextRule, &p.NextState, &openDue, &p.OpenCount, &p.JoinedOn, &p.LeftOn, &p.Hospital, &p.Ward, &p.LastReviewOn,
		instantColumn{&p.ChangedAt}, &p.ChangedBy, &p.Version, &hash, &p.EvaluatedOn, &p.ChangesOn, &p.Rulebook, &p.Edition, &p.ObligationsSum,
		&p.ConsentOn, &p.SharesNot, &p.EndedOn, &p.DiedOn,
		&p.MetOn, instantColumn{&p.AskedAt}, instantColumn{&p.RatedAt}, instantColumn{&p.AdmittedAt}, instantColumn{&p.DischargedAt}, instantColumn{&p.ConsentedAt},
	)
	p.HeadHash = toHash(hash)
	return p, err
}

// toHash is a stored hash. One of another length is none that a chain makes.
func toHash(b []byte) (h casefile.Hash) {
	if len(b) == len(h) {
		copy(h[:], b)
	}
	return h
}

// values are in the order of obligationColumns.
func (o *ObligationRow) values(register string) []any {
	return []any{
		register, o.CaseID, o.N, o.Rule, o.Basis, o.Subject, numberOrNull(o.StartedSeq), o.StartedOn.String(), o.Due.String(), o.State, o.openDue(),
		numberOrNull(o.MetSeq), dayOrNull(o.MetOn), dayOrNull(o.EndedOn), o.EndedReason, numberOrNull(o.MissedSeq), oneOrZero(o.AsksReason),
	}
}

// readObligation reads obligationColumns.
func readObligation(row scan) (o ObligationRow, err error) {
	var register, openDue string
	err = row(
		&register, &o.CaseID, &o.N, &o.Rule, &o.Basis, &o.Subject, numberColumn{&o.StartedSeq}, &o.StartedOn, &o.Due, &o.State, &openDue,
		numberColumn{&o.MetSeq}, &o.MetOn, &o.EndedOn, &o.EndedReason, numberColumn{&o.MissedSeq}, oneColumn{&o.AsksReason},
	)
	return o, err
}
