package store

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Trial is a change of rules that is tried out before it is adopted, or not.
type Trial struct {
	Register   string
	ID         string
	UserID, By string
	CreatedAt  time.Time
	Name       string
	Overlay    string     // the file
	Commencing civil.Date // of Part 8A, where that alone is tried; zero where a file is
	Against    int        // number of the rulebook that it is laid over
	State      string
	Effect     string // JSON of the use case; "" until it is counted
	Problem    string
}

// TrialEffect is what a trial changes for one person.
type TrialEffect struct {
	Case           string
	Effect         string // as clock.Effect says it
	Rule           string
	StartedOn      civil.Date
	OldDue, NewDue civil.Date // zero where it appears or vanishes
}

// TrialRow is a TrialEffect with whose it is.
type TrialRow struct {
	TrialEffect
	Name      string
	NHSNumber string
	BirthDate civil.Date
	Rating    casefile.Rating
}

const (
	trialColumns       = "register, id, user_id, user_name, created_at, name, overlay, commencing, against, state, effect, problem"
	trialEffectColumns = "register, trial_id, n, case_id, effect, rule, started_on, old_due, new_due"
	trialRowSQL        = "SELECT e.case_id, e.effect, e.rule, e.started_on, e.old_due, e.new_due, p.name, p.nhs_number, p.birth_date, p.rating " +
		"FROM trial_effects e JOIN people p ON e.register = p.register AND e.case_id = p.case_id WHERE e.register = $1 AND e.trial_id = $2"
	trialRowOrder = " ORDER BY p.sort_key, e.case_id, e.n"
)

var (
	insertTrial       = sayInsert("trials", trialColumns, "")
	insertTrialEffect = sayInsert("trial_effects", trialEffectColumns, "")

	selectTrial       = say("SELECT " + trialColumns + " FROM trials WHERE register = $1 AND id = $2")
	selectTrialLocked = sayLocked("SELECT " + trialColumns + " FROM trials WHERE register = $1 AND id = $2")
	selectTrials      = say("SELECT " + trialColumns + " FROM trials WHERE register = $1 ORDER BY created_at DESC, id DESC LIMIT $2")
	updateTrial       = say("UPDATE trials SET against = $3, state = $4, effect = $5, problem = $6 WHERE register = $1 AND id = $2")
	deleteTrial       = say("DELETE FROM trials WHERE register = $1 AND id = $2")
	deleteEffects     = say("DELETE FROM trial_effects WHERE register = $1 AND trial_id = $2")

	selectTrialRows       = say(trialRowSQL + trialRowOrder + " LIMIT $3 OFFSET $4")
	selectTrialRowsOfRule = say(trialRowSQL + " AND e.rule = $3" + trialRowOrder + " LIMIT $4 OFFSET $5")
)

func readTrial(row scan) (t Trial, err error) {
	err = row(&t.Register, &t.ID, &t.UserID, &t.By, instantColumn{&t.CreatedAt}, &t.Name, &t.Overlay, &t.Commencing, &t.Against, &t.State, &t.Effect, &t.Problem)
	return t, err
}

func readTrialRow(row scan) (t TrialRow, err error) {
	err = row(&t.Case, &t.Effect, &t.Rule, &t.StartedOn, &t.OldDue, &t.NewDue, &t.Name, &t.NHSNumber, &t.BirthDate, &t.Rating)
	return t, err
}

// CreateTrial keeps a change that is to be tried.
func (s *Store) CreateTrial(ctx context.Context, t Trial, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, insertTrial, t.Register, t.ID, t.UserID, t.By, instant(t.CreatedAt), t.Name, t.Overlay, dayOrNull(t.Commencing),
			t.Against, t.State, t.Effect, t.Problem); err != nil {
			return fmt.Errorf("adding a trial: %w", err)
		}
		return writeAudit(ctx, r, a)
	})
}

// Trial is one that a register tries; the error is ErrNotFound without it.
func (s *Store) Trial(ctx context.Context, register, id string) (Trial, error) {
	return one(ctx, s.reader(), selectTrial, readTrial, register, id)
}

// Trial is one held against other writers until the transaction ends.
func (tx *Tx) Trial(id string) (Trial, error) {
	return one(tx.ctx, tx.run, selectTrialLocked, readTrial, tx.work.Register, id)
}

// Trials lists at most limit trials of a register, the latest first.
func (s *Store) Trials(ctx context.Context, register string, limit int) ([]Trial, error) {
	return all(ctx, s.reader(), selectTrials, readTrial, register, limit)
}

// UpdateTrial writes all that may change of a trial: Against, State, Effect
// and Problem.
func (tx *Tx) UpdateTrial(t Trial) error {
	return foundOne(tx.run.exec(tx.ctx, updateTrial, tx.work.Register, t.ID, t.Against, t.State, t.Effect, t.Problem))
}

// SetTrialEffects puts what a trial changes in the place of what was found
// before.
func (tx *Tx) SetTrialEffects(id string, effects []TrialEffect) error {
	if _, err := tx.run.exec(tx.ctx, deleteEffects, tx.work.Register, id); err != nil {
		return err
	}
	rows := make([][]any, len(effects))
	for i, e := range effects {
		rows[i] = []any{tx.work.Register, id, i + 1, e.Case, e.Effect, e.Rule, e.StartedOn.String(), dayOrNull(e.OldDue), dayOrNull(e.NewDue)}
	}
	return tx.run.add(tx.ctx, insertTrialEffect, rows)
}

// DeleteTrial forgets a trial and what it was found to change.
func (tx *Tx) DeleteTrial(id string) error {
	if _, err := tx.run.exec(tx.ctx, deleteEffects, tx.work.Register, id); err != nil {
		return err
	}
	return foundOne(tx.run.exec(tx.ctx, deleteTrial, tx.work.Register, id))
}

// TrialRows are what a trial changes, for one rule when it is not empty, by
// the names of the people.
func (s *Store) TrialRows(ctx context.Context, register, id, rule string, limit, offset int) ([]TrialRow, error) {
	if rule != "" {
		return all(ctx, s.reader(), selectTrialRowsOfRule, readTrialRow, register, id, rule, limit, offset)
	}
	return all(ctx, s.reader(), selectTrialRows, readTrialRow, register, id, limit, offset)
}
