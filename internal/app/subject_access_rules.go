package app

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// AccessRules are by when a register answers who asks what is kept about them,
// and on which grounds it leaves something out.
type AccessRules struct {
	Months  int  // from the day on which the request came
	Working bool // a last day that is no working day moves to the next that is
	Source  string
	Found   bool // the source was read where it is published
	Grounds []Ground
	Checked AccessChecked
}

// Ground is why something need not be given to who asks for it.
type Ground struct {
	Key   string `yaml:"key"`
	Word  string `yaml:"word"` // for who decides
	Told  string `yaml:"told"` // for who asked
	Law   string `yaml:"law"`
	Hint  string `yaml:"hint"`
	Note  string `yaml:"note"`  // for who checks the law
	Found bool   `yaml:"found"` // its law was read where it is published
	Off   bool   `yaml:"-"`     // the register does not use it
	Local bool   `yaml:"-"`     // the register gave the law
}

// AccessChecked says who of information governance settled the rules of a
// register; its zero value, that nobody has.
type AccessChecked struct {
	By string     `json:"by"`
	On civil.Date `json:"on"`
}

// NotLookedAt is the ground on which a part is left out that somebody must
// look at and nobody has.
const NotLookedAt = "not-looked-at"

var notLookedAt = Ground{Key: NotLookedAt, Word: "Nobody has looked at it yet", Told: "Nobody has decided yet if it can be given."}

//go:embed subject_access_rules.yaml
var accessRulesYAML []byte

// usualAccessRules are those that come with the program.
var usualAccessRules = sync.OnceValue(func() AccessRules {
	var text struct {
		Format  string   `yaml:"format"`
		Months  int      `yaml:"months"`
		Source  string   `yaml:"months_source"`
		Found   bool     `yaml:"months_found"`
		Grounds []Ground `yaml:"grounds"`
	}
	d := yaml.NewDecoder(bytes.NewReader(accessRulesYAML))
	d.KnownFields(true)
	if err := d.Decode(&text); err != nil || text.Format != "homeward.answering/1" {
		panic(fmt.Sprint("app: subject_access_rules.yaml: ", text.Format, err)) // a test reads it
	}
	return AccessRules{Months: text.Months, Source: text.Source, Found: text.Found, Grounds: text.Grounds}
})

// AnswerBy is the last day to answer a request: the same day so many months
// later, or the last day of that month where it has no such day.
func (r AccessRules) AnswerBy(a AccessRequest) civil.Date {
	by := a.ReceivedOn.AddMonths(r.Months)
	if r.Working {
		by = civil.EnglandAndWales().AddWorkingDays(by-1, 1)
	}
	return by
}

// Ground is the ground with a key, also one that is used no more.
func (r AccessRules) Ground(key string) Ground {
	if i := slices.IndexFunc(r.Grounds, func(g Ground) bool { return g.Key == key }); i >= 0 {
		return r.Grounds[i]
	}
	return notLookedAt
}

// mayGround reports whether something may be left out on a ground.
func (r AccessRules) mayGround(key string) bool {
	g := r.Ground(key)
	return g.Key != NotLookedAt && !g.Off
}

// AccessRulesForm is what a register settles: the rules as they stand with it.
type AccessRulesForm struct {
	Months  int          `json:"months"`
	Working bool         `json:"working"`
	Grounds []GroundForm `json:"grounds"` // of each that there is, in their order
}

// GroundForm is what a register settles of one ground.
type GroundForm struct {
	Key string `json:"key"`
	Off bool   `json:"off,omitempty"`
	Law string `json:"law"`
}

// accessSettings are the rules of a register as its settings keep them.
type accessSettings struct {
	AccessRulesForm
	Checked AccessChecked `json:"checked"`
}

const settingOfAnswering = "answering"

// mostMonths is how long a register may take at most: what the law has for what
// is complex or much.
const mostMonths = 3

func accessRulesOf(settings string) (AccessRules, error) {
	rules := usualAccessRules()
	rules.Grounds = slices.Clone(rules.Grounds)
	var all map[string]json.RawMessage
	var own accessSettings
	err := json.Unmarshal([]byte(settings), &all)
	chosen, ok := all[settingOfAnswering]
	if err == nil && ok {
		err = json.Unmarshal(chosen, &own)
	}
	if err != nil || !ok {
		return rules, fail(err, "reading how a register answers who asks what is kept about them")
	}
	rules.Months, rules.Working, rules.Checked = own.Months, own.Working, own.Checked
	for _, g := range own.Grounds {
		if i := slices.IndexFunc(rules.Grounds, func(usual Ground) bool { return usual.Key == g.Key }); i >= 0 {
			rules.Grounds[i].Off, rules.Grounds[i].Local = g.Off, g.Law != rules.Grounds[i].Law
			rules.Grounds[i].Law = g.Law
		}
	}
	return rules, nil
}

// AccessRules are those of the actor's register.
func (a *App) AccessRules(ctx context.Context, actor access.Actor) (AccessRules, error) {
	if err := authorise(actor, access.AnswerSubject); err != nil {
		return AccessRules{}, err
	}
	r, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return AccessRules{}, fail(err, "reading register %s", actor.Register)
	}
	return accessRulesOf(r.Settings)
}

// SetAccessRules settles the rules of the actor's register, as checked by the
// actor today.
func (a *App) SetAccessRules(ctx context.Context, actor access.Actor, form AccessRulesForm) error {
	if err := authorise(actor, access.AnswerSubject); err != nil {
		return err
	}
	var refusals casefile.Refusals
	refuse := func(field, text string) {
		refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
	}
	if form.Months < 1 || form.Months > mostMonths {
		refuse("months", fmt.Sprintf("Enter a number of months from 1 to %d", mostMonths))
	}
	used := 0
	for i, usual := range usualAccessRules().Grounds {
		if len(form.Grounds) <= i || form.Grounds[i].Key != usual.Key {
			return &Error{Kind: NotFound, Text: noSuchRecord}
		}
		g := &form.Grounds[i]
		g.Law = strings.TrimSpace(g.Law)
		switch {
		case g.Off:
			g.Law = cmp.Or(g.Law, usual.Law)
			continue
		case g.Law == "":
			refuse("law-"+g.Key, fmt.Sprintf("“%s”: say where the law has it, or do not use it", usual.Word))
		case len([]rune(g.Law)) > maxReason:
			refuse("law-"+g.Key, fmt.Sprintf("“%s”: say it in %d characters or fewer", usual.Word, maxReason))
		}
		used++
	}
	if used == 0 {
		refuse("", "Use one ground at least: nothing could be kept back that would harm somebody.")
	}
	if len(refusals) > 0 {
		return refusals
	}
	form.Grounds = form.Grounds[:len(usualAccessRules().Grounds)]
	settled := accessSettings{form, AccessChecked{By: actor.Name, On: a.Today()}}
	return fail(a.changeSettingAs(ctx, actor, access.AnswerSubject, settingOfAnswering, "settle how requests for information are answered", settled), "settling how register %s answers requests", actor.Register)
}
