package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// AsAt chooses how a person's record is looked at.
type AsAt struct {
	Day      civil.Date // zero is today
	Recorded bool       // only what had been recorded by the end of that day
	For      string     // what it is opened for, where that is not to be read: "to record rating"
	// Unseen says that nothing of the record will be shown, so that looking at
	// it is not noted.
	Unseen bool
}

// words say how a record is looked at, for the audit.
func (at AsAt) words() string {
	words := at.For
	if at.Day != 0 {
		words = "as it stood on " + at.Day.String()
	}
	if at.Recorded {
		words += " as recorded by then"
	}
	return strings.TrimSpace(words)
}

// PersonView is one person's record on a day.
type PersonView struct {
	Case        *casefile.Case // as it stands now
	Shown       *casefile.Case // as it stood on Day
	Day         civil.Date
	Obligations []Due
	Missed      []Missed // missed dates by that day, the latest first
	InForce     bool     // the register's rulebook has Part 8A in force today

	Sight      access.Sight   // how much of the record the actor sees
	Purpose    access.Purpose // for what
	Words      RatingWords    // what the ratings meant here on that day
	Restricted bool           // to those who are involved
	OpenUntil  time.Time      // the actor opened the record in an emergency; zero if not
	Marks      map[int]access.Mark
	// Attachments that the record had by Day, the latest first; none for who
	// does not see all of the record.
	Attachments []Attachment
	lens        lens
	rules       *clock.Rulebook
}

// MayRecord reports whether the actor, who may record, can add a fact of this
// kind to what they see of the record.
func (v PersonView) MayRecord(f casefile.Fact) bool {
	return access.MayRecord(v.Sight, v.lens.subjects(), f)
}

// Due is an obligation with what explains it.
type Due struct {
	clock.Obligation
	Title   string
	Plain   string // the rule in plain English
	Why     string // the count, written out
	Source  string
	Started casefile.Recorded // zero Seq when no entry started it
	MetWith casefile.Recorded
}

// Person is a person's record as the actor sees it. What is due comes open
// first, by due day, then what was met and what ended, latest first. That it
// was looked at is noted.
func (a *App) Person(ctx context.Context, actor access.Actor, caseID string, at AsAt) (PersonView, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return PersonView{}, err
	}
	v := PersonView{
		Case: c, Shown: c, Day: a.Today(), Sight: l.Sight, Purpose: l.Purpose, Restricted: l.protection.Restricted, Marks: map[int]access.Mark{}, lens: l,
	}
	if l.Purpose == access.Emergency {
		v.OpenUntil = l.protection.OpenUntil
	}
	if at.Day != 0 && at.Day <= v.Day {
		v.Day = at.Day
	}
	if at.Recorded {
		y, m, d := (v.Day + 1).YMD()
		v.Shown = c.AsRecordedBy(time.Date(y, time.Month(m), d, 0, 0, 0, -1, a.zone))
	}
	if at.Day != 0 || at.Recorded {
		v.Shown = v.Shown.AsAt(v.Day)
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return PersonView{}, err
	}
	v.rules = rules
	for _, d := range explain(rules, v.Shown, v.Day) {
		if d, ok := l.due(c, d); ok {
			v.Obligations = append(v.Obligations, d)
		}
	}
	if l.Sight == access.Whole {
		v.Missed = missed(rules, v.Shown, v.Day)
		for i := range v.Missed {
			v.Missed[i].Due, _ = l.due(c, v.Missed[i].Due)
			v.Missed[i].Why = l.entry(c, v.Missed[i].Why)
		}
	}
	if v.Attachments, err = a.attachments(ctx, l, actor.Register, caseID); err != nil {
		return PersonView{}, err
	}
	v.Attachments = slices.DeleteFunc(v.Attachments, func(each Attachment) bool {
		return each.On > v.Day || at.Recorded && a.dayOf(each.AddedAt) > v.Day
	})
	v.InForce = part8AInForce(rules, a.Today())
	if v.Words, err = a.ratingWords(ctx, actor.Register, v.Day); err != nil {
		return PersonView{}, err
	}
	if !at.Unseen {
		if err := l.looked(ctx, a, "see record", caseID, at.words()); err != nil {
			return PersonView{}, err
		}
	}
	if v.Shown == c {
		v.Shown = l.seen(c)
	} else {
		v.Shown = v.Shown.Without(func(e casefile.Recorded) string { return l.shown(c, e) })
	}
	v.Case = l.seen(c)
	for _, e := range v.Case.Entries {
		if mark := l.protection.Marks[e.Seq]; mark != "" && e.Withheld == "" {
			v.Marks[e.Seq] = access.Mark(mark)
		}
	}
	return v, nil
}

// explain evaluates a case and puts the entries and words to what comes out.
func explain(rules *clock.Rulebook, c *casefile.Case, day civil.Date) []Due {
	f := c.File()
	result := clock.Evaluate(f, rules, day)
	due := make([]Due, 0, len(result.Obligations))
	for _, o := range result.Obligations {
		due = append(due, dueOf(rules, c, f, o))
	}
	slices.SortStableFunc(due, func(x, y Due) int {
		if x.State.Open() != y.State.Open() {
			if x.State.Open() {
				return -1
			}
			return 1
		}
		if x.State.Open() {
			return int(x.Obligation.Due - y.Obligation.Due)
		}
		return int(y.closed() - x.closed())
	})
	return due
}

// dueOf puts the entries and words to an obligation. F is c.File().
func dueOf(rules *clock.Rulebook, c *casefile.Case, f *casefile.File, o clock.Obligation) Due {
	entry := func(i int) casefile.Recorded {
		if i < 0 || i >= len(c.Standing) {
			return casefile.Recorded{}
		}
		return c.Standing[i]
	}
	return Due{
		Obligation: o,
		Title:      rules.Title(o.Rule),
		Plain:      rules.Plain(o.Rule),
		Why:        clock.Why(rules, f, &o),
		Source:     rules.Source(o.Rule),
		Started:    entry(o.StartedBy),
		MetWith:    entry(o.MetBy),
	}
}

func (d Due) closed() civil.Date { return max(d.MetOn, d.EndedOn) }
