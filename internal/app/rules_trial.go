package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// Trial is a change of rules that is tried out: what it would do to the whole
// register is counted before it is adopted, or not.
type Trial = store.Trial

// A trial is being counted, or has been.
const (
	TrialCounting = "counting"
	TrialCounted  = "counted"
)

// TrialView is a trial and what came out.
type TrialView struct {
	Trial
	Now      *clock.Rulebook // the rules of the register
	Rules    *clock.Rulebook // with the change over them
	Effect   *Effect         // once counted
	Progress Progress        // while counting, in people
	Outdated bool            // other rules were adopted since it was counted
}

// Effect is what a change of rules does to a register. It reckons as if the
// change had been in force on the days that it gives for itself.
type Effect struct {
	// From is the day that the weeks begin with: today, or the day on which the
	// change brings Part 8A into force. On is their last day, as which the record
	// is looked at, with nothing recorded meanwhile.
	From, On civil.Date
	Tally    clock.Tally
	// Late is how many reviews are overdue when the weeks begin.
	Late  BeforeAfter
	Weeks []ReviewWeek
}

// ReviewWeek is how many reviews have to be held in a week at the latest.
type ReviewWeek struct {
	Monday civil.Date
	BeforeAfter
}

// BeforeAfter is how many there are by the rules in force and with the change.
type BeforeAfter struct{ Before, After int }

// trialWeeks is for how many weeks the reviews are counted.
const trialWeeks = 26

// MaxOverlay is the size, in bytes, up to which a rulebook file is read.
const MaxOverlay = 256 << 10

// RuleProblem is something wrong in a rulebook file.
type RuleProblem = clock.Problem

// TryRules begins to count what a rulebook file would change, in the
// background. What is wrong with the file is in problems, and nothing is kept.
func (a *App) TryRules(ctx context.Context, actor access.Actor, file []byte) (id string, problems []RuleProblem, err error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return "", nil, err
	}
	switch {
	case len(strings.TrimSpace(string(file))) == 0:
		return "", nil, invalid("file", "Choose the file with your rules")
	case len(file) > MaxOverlay:
		return "", nil, invalid("file", fmt.Sprintf("The file must be smaller than %d KB", MaxOverlay>>10))
	}
	return a.try(ctx, actor, string(file), 0)
}

// TryCommencement begins to count what Part 8A of the Mental Health Act 1983
// would oblige if it came into force on a day.
func (a *App) TryCommencement(ctx context.Context, actor access.Actor, day civil.Date) (id string, err error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return "", err
	}
	if today := a.Today(); day < earliestCommencement || day > today.AddMonths(12*20) {
		return "", invalid("commencement", "The day must be after "+(earliestCommencement-1).Long()+", when the Act was passed, and within the next 20 years")
	}
	id, problems, err := a.try(ctx, actor, commencing(day, "a day that was tried, not one appointed by regulations"), day)
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("trying a commencement: %s", problems[0])
	}
	return id, err
}

// earliestCommencement is the day after the Mental Health Act 2025 was passed.
var earliestCommencement = civil.Of(2025, 12, 19)

// commencing is the rulebook file that brings Part 8A into force.
func commencing(day civil.Date, source string) string {
	quoted, _ := json.Marshal(source) // a JSON string is a YAML string
	return fmt.Sprintf("format: homeward.rulebook/1\nname: Part 8A from %s\npart-8a:\n  commencement: %s\n  source: %s\n", day.Long(), day, quoted)
}

func (a *App) try(ctx context.Context, actor access.Actor, overlay string, commencement civil.Date) (string, []RuleProblem, error) {
	now, err := a.store.Rules(ctx, actor.Register, a.program)
	if err != nil {
		return "", nil, fail(err, "reading the rules of register %s", actor.Register)
	}
	changed, problems := now.Overlay([]byte(overlay))
	if problems != nil {
		return "", problems, nil
	}
	t := Trial{
		Register: actor.Register, ID: NewID(), UserID: actor.UserID, By: actor.Name, CreatedAt: a.now().UTC(),
		Name: changed.Name, Overlay: overlay, Commencing: commencement, Against: now.N, State: TrialCounting,
	}
	if err := a.store.CreateTrial(ctx, t, a.audit(actor, access.TryRules, "try rules", "", t.ID)); err != nil {
		return "", nil, fail(err, "keeping a trial")
	}
	a.countTrial(t)
	return t.ID, nil, nil
}

// Trial is one that the actor's register tries. Counting that stopped with the
// process that did it is begun again.
func (a *App) Trial(ctx context.Context, actor access.Actor, id string) (TrialView, error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return TrialView{}, err
	}
	t, err := a.store.Trial(ctx, actor.Register, id)
	if err != nil {
		return TrialView{}, fail(err, "reading trial %s", id)
	}
	v := TrialView{Trial: t}
	now, err := a.store.Rules(ctx, actor.Register, a.program)
	if err != nil {
		return v, fail(err, "reading the rules of register %s", actor.Register)
	}
	v.Now = now.Rulebook
	var problems []RuleProblem
	if v.Rules, problems = now.Overlay([]byte(t.Overlay)); problems != nil {
		return v, fmt.Errorf("reading the rules of trial %s: %s", id, problems[0])
	}
	v.Outdated = t.State == TrialCounted && t.Against != now.N
	switch {
	case t.State == TrialCounted && t.Effect != "":
		v.Effect = &Effect{}
		return v, fail(json.Unmarshal([]byte(t.Effect), v.Effect), "reading what trial %s changes", id)
	case t.State == TrialCounting:
		a.countTrial(t)
		v.Progress, _ = a.trials.at(id)
	}
	return v, nil
}

// CountAgain counts anew what a trial changes, by the rules that are in force
// now.
func (a *App) CountAgain(ctx context.Context, actor access.Actor, id string) error {
	t, err := a.changeTrial(ctx, actor, id, func(tx *store.Tx, t *Trial) (err error) {
		if t.Against, err = tx.RulesAdopted(); err != nil {
			return err
		}
		t.State, t.Effect, t.Problem = TrialCounting, "", ""
		return tx.UpdateTrial(*t)
	})
	if err == nil {
		a.countTrial(t)
	}
	return err
}

// DiscardTrial forgets a trial.
func (a *App) DiscardTrial(ctx context.Context, actor access.Actor, id string) error {
	_, err := a.changeTrial(ctx, actor, id, func(tx *store.Tx, t *Trial) error {
		if err := tx.DeleteTrial(id); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.TryRules, "discard trial of rules", "", id))
	})
	return err
}

func (a *App) changeTrial(ctx context.Context, actor access.Actor, id string, change func(*store.Tx, *Trial) error) (t Trial, err error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return t, err
	}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if t, err = tx.Trial(id); err != nil {
			return err
		}
		return change(tx, &t)
	})
	return t, fail(err, "changing trial %s", id)
}

// TrialRow is what a trial changes for one person.
type TrialRow = store.TrialRow

// TrialPeople lists what a trial changes, for one rule when it is not empty,
// by the names of the people. Whom the actor may not see is not named.
func (a *App) TrialPeople(ctx context.Context, actor access.Actor, id, rule string, page, size int) ([]TrialRow, error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return nil, err
	}
	rows, err := a.store.TrialRows(ctx, actor.Register, id, rule, size, (page-1)*size)
	if err != nil {
		return nil, fail(err, "listing what trial %s changes", id)
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if v != nil && (!v.Everyone || slices.Contains(v.Hidden, rows[i].Case)) {
			rows[i].Case, rows[i].Name, rows[i].NHSNumber, rows[i].Rating = "", "", "", ""
		}
	}
	return rows, nil
}

// countTrial counts in the background what a trial changes, unless that is
// being done.
func (a *App) countTrial(t Trial) {
	if !a.trials.begin(t.ID, 0) {
		return
	}
	a.background.Go(func() {
		defer a.trials.clear(t.ID)
		// Whoever asked for it may leave the page.
		ctx := a.untilStopped
		if err := a.count(ctx, t); err != nil && ctx.Err() == nil {
			a.fault(err)
			err = a.finishTrial(ctx, t, nil, nil, "It could not be counted. Try it again; if that does not help, tell whoever runs Homeward for you.")
			if err != nil {
				a.fault(err)
			}
		}
	})
}

func (a *App) count(ctx context.Context, t Trial) error {
	now, err := a.store.Rules(ctx, t.Register, a.program)
	if err != nil {
		return fail(err, "reading the rules of register %s", t.Register)
	}
	changed, problems := now.Overlay([]byte(t.Overlay))
	if problems != nil {
		return fmt.Errorf("reading the rules of trial %s: %s", t.ID, problems[0])
	}
	t.Against = now.N
	people, err := a.store.CountCases(ctx, t.Register)
	if err != nil {
		return fail(err, "counting the people of register %s", t.Register)
	}
	c := newEffectCount(now.Rulebook, changed, a.Today())
	var found []store.TrialEffect
	err = a.store.EachCase(ctx, t.Register, func(k *casefile.Case) error {
		for _, d := range c.of(k.File()) {
			o := d.Either()
			found = append(found, store.TrialEffect{
				Case: k.ID, Effect: d.Effect.String(), Rule: o.Rule.String(), StartedOn: o.StartedOn, OldDue: d.Old.Due, NewDue: d.New.Due,
			})
		}
		a.trials.set(t.ID, Progress{c.effect.Tally.Cases, people})
		return nil
	})
	if err != nil {
		return fail(err, "counting what trial %s changes", t.ID)
	}
	return a.finishTrial(ctx, t, &c.effect, found, "")
}

// finishTrial writes down what was counted, unless the trial was discarded or
// counted by another process meanwhile.
func (a *App) finishTrial(ctx context.Context, t Trial, e *Effect, found []store.TrialEffect, problem string) error {
	return fail(a.do(ctx, t.Register, func(tx *store.Tx) error {
		held, err := tx.Trial(t.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return nil
		case err != nil:
			return err
		case held.State != TrialCounting:
			return nil
		}
		held.State, held.Against, held.Problem = TrialCounted, t.Against, problem
		if e != nil {
			text, err := json.Marshal(e)
			if err != nil {
				return err
			}
			held.Effect = string(text)
		}
		if err := tx.UpdateTrial(held); err != nil {
			return err
		}
		return tx.SetTrialEffects(t.ID, found)
	}), "writing down what trial %s changes", t.ID)
}

// effectCount counts what a change does, one case after another.
type effectCount struct {
	before, after *clock.Evaluator
	old, new      []clock.Obligation // those that are open
	effect        Effect
}

func newEffectCount(before, after *clock.Rulebook, today civil.Date) *effectCount {
	c := &effectCount{before: clock.NewEvaluator(before), after: clock.NewEvaluator(after), effect: Effect{From: today}}
	// What comes into force later is looked at from then on.
	if day := after.Commencement(); day != before.Commencement() {
		c.effect.From = max(c.effect.From, day)
	}
	monday := c.effect.From - civil.Date((int(c.effect.From.Weekday())+6)%7)
	for w := range trialWeeks {
		c.effect.Weeks = append(c.effect.Weeks, ReviewWeek{Monday: monday + civil.Date(7*w)})
	}
	c.effect.On = monday + 7*trialWeeks - 1
	return c
}

// of is what differs for a case.
func (c *effectCount) of(f *casefile.File) []clock.Difference {
	open := func(into, from []clock.Obligation) []clock.Obligation {
		into = into[:0]
		for i := range from {
			if clock.Listed(&from[i], false) {
				into = append(into, from[i])
			}
		}
		return into
	}
	c.old = open(c.old, c.before.Obligations(f, c.effect.On))
	c.new = open(c.new, c.after.Obligations(f, c.effect.On))
	c.load(c.old, func(n *BeforeAfter) { n.Before++ })
	c.load(c.new, func(n *BeforeAfter) { n.After++ })
	d := clock.Compare(c.old, c.new)
	c.effect.Tally.Case(d)
	return d
}

func (c *effectCount) load(open []clock.Obligation, count func(*BeforeAfter)) {
	for _, day := range clock.ReviewDays(open) {
		switch {
		case day < c.effect.From:
			count(&c.effect.Late)
		case day <= c.effect.On:
			count(&c.effect.Weeks[int(day-c.effect.Weeks[0].Monday)/7].BeforeAfter)
		}
	}
}
