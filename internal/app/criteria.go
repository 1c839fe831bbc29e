package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Criteria are a version of those by which a register decides on referrals.
type Criteria struct {
	N           int // 0 for those that come with the program
	Plain, Easy string
	Items       []Criterion
	PublishedAt time.Time
	By          string
}

// Criterion is one of them, in plain English and in easy read.
type Criterion struct {
	ID    string `json:"id"`
	Plain string `json:"plain"`
	Easy  string `json:"easy"`
}

// Limits of what is published.
const (
	mostCriteria  = 20
	mostCriterion = 500  // characters
	mostOfIntro   = 5000 // characters
)

// defaultCriteria come with the program, for a register that has published none.
// The words are our own. They follow what national policy and what areas publish
// have in common, and stand no higher than that: each board has to put its own
// in their place.
var defaultCriteria = Criteria{
	Plain: "The register is for autistic people and people with a learning disability, of any age, who might have to go into a mental health hospital if they do not get the right support soon.\n\n" +
		"It is not for emergencies, it does not make any waiting list shorter, and nobody needs to be on it to get a service.",
	Easy: "Some people may have to go to hospital if they do not get help.\nThe register helps us to help them first.\nYou do not need to be on it to get help.\nIt is not for emergencies. In an emergency call 999.",
	Items: []Criterion{
		{"condition", "They are autistic or have a learning disability, or somebody thinks that they may and they wait to find out.", "You are autistic, or you have a learning disability. Or you wait to find out."},
		{"area", "The health board of this area is responsible for their care.", "You live in our area, or our health board pays for your care."},
		{"risk", "Without the right support soon, they may have to go into a mental health hospital, or back into one.", "You may have to go to hospital if you do not get help soon."},
		{"change", "Something shows that the risk is real now: for example a home, placement or school that may break down, a crisis, visits to A&E or the police, a big change or loss, or a recent discharge.", "Something is getting worse, or something big has changed."},
		{"agreement", "They agree to be on the register. A parent agrees for a child under 16, who is asked as well. For somebody who cannot decide, it is decided in their best interests.", "You say yes to being on the register."},
	},
}

func readCriteria(c store.Criteria) (Criteria, error) {
	read := Criteria{N: c.N, Plain: c.Plain, Easy: c.Easy, PublishedAt: c.PublishedAt, By: c.By}
	if err := json.Unmarshal([]byte(c.Items), &read.Items); err != nil {
		return read, fmt.Errorf("reading version %d of the criteria: %w", c.N, err)
	}
	return read, nil
}

// allCriteria are the versions of a register, the latest first; those that come
// with the program where it has published none.
func (a *App) allCriteria(ctx context.Context, register string) ([]Criteria, error) {
	kept, err := a.store.Criteria(ctx, register)
	if err != nil {
		return nil, fail(err, "reading the criteria of register %s", register)
	}
	if len(kept) == 0 {
		return []Criteria{defaultCriteria}, nil
	}
	var all []Criteria
	for _, c := range kept {
		read, err := readCriteria(c)
		if err != nil {
			return nil, err
		}
		all = append(all, read)
	}
	return all, nil
}

// Criteria are those by which the actor's register decides now.
func (a *App) Criteria(ctx context.Context, actor access.Actor) (Criteria, error) {
	if err := authorise(actor, access.SeeReferrals); err != nil {
		return Criteria{}, err
	}
	all, err := a.allCriteria(ctx, actor.Register)
	if err != nil {
		return Criteria{}, err
	}
	return all[0], nil
}

// PublishedCriteria are the criteria of a register as anyone can read them: all
// versions, the latest first. A register that neither takes referrals from the
// actor nor has published anything is as none.
func (a *App) PublishedCriteria(ctx context.Context, actor access.Actor, register string) (ReferralsTo, []Criteria, error) {
	r, err := a.store.Register(ctx, register)
	if errors.Is(err, store.ErrNotFound) {
		return ReferralsTo{}, nil, errNoReferrals
	}
	if err != nil {
		return ReferralsTo{}, nil, fail(err, "reading register %s", register)
	}
	s, err := readReferralSettings(r)
	if err != nil {
		return ReferralsTo{}, nil, err
	}
	all, err := a.allCriteria(ctx, register)
	if err != nil {
		return ReferralsTo{}, nil, err
	}
	here := actor.Register == register && access.Can(actor, access.SeeReferrals).Allowed
	if r.Closed() || !s.Open && all[0].N == 0 && !refersHere(actor, register) && !here {
		return ReferralsTo{}, nil, errNoReferrals
	}
	return ReferralsTo{register, s}, all, nil
}

// PublishCriteria publishes a version in the place of the one before, which can
// be read on. What was decided by it stays decided by it.
func (a *App) PublishCriteria(ctx context.Context, actor access.Actor, c Criteria) (n int, err error) {
	if err := authorise(actor, access.Triage); err != nil {
		return 0, err
	}
	c.Plain, c.Easy = strings.TrimSpace(c.Plain), strings.TrimSpace(c.Easy)
	var r casefile.Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, casefile.Refusal{Field: field, Text: text})
		}
	}
	long := func(s string, limit int) bool { return len([]rune(s)) > limit }
	need(c.Plain != "", "plain", "Say whom the register is for")
	need(c.Easy != "", "easy", "Say it in easy read as well")
	need(!long(c.Plain, mostOfIntro), "plain", fmt.Sprintf("Say it in %d characters or fewer", mostOfIntro))
	need(!long(c.Easy, mostOfIntro), "easy", fmt.Sprintf("Say it in %d characters or fewer", mostOfIntro))
	need(len(c.Items) > 0 && len(c.Items) <= mostCriteria, "items", fmt.Sprintf("Give from 1 to %d criteria, each on a line of its own", mostCriteria))
	for i := range c.Items {
		item := &c.Items[i]
		item.ID = fmt.Sprintf("c%d", i+1)
		need(item.Easy != "" || len(r) > 0, "easy_items", "Write each criterion in easy read as well: as many lines as above")
		need(!long(item.Plain, mostCriterion) && !long(item.Easy, mostCriterion), "items", fmt.Sprintf("Each criterion must have %d characters or fewer", mostCriterion))
	}
	if len(r) > 0 {
		return 0, r
	}
	items, err := json.Marshal(c.Items)
	if err != nil {
		return 0, err
	}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if n, err = tx.PublishCriteria(store.Criteria{Plain: c.Plain, Easy: c.Easy, Items: string(items), UserID: actor.UserID, By: actor.Name}); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Triage, "publish criteria", "", fmt.Sprintf("version %d", n)))
	})
	return n, fail(err, "publishing criteria")
}

// Version is one of several versions; ok is false without it.
func Version(all []Criteria, n int) (c Criteria, ok bool) {
	i := slices.IndexFunc(all, func(c Criteria) bool { return c.N == n })
	if i < 0 {
		return c, false
	}
	return all[i], true
}
