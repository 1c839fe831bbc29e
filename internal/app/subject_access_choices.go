package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// What is decided of a part.
const (
	Include  = "include"
	Withhold = "withhold"
	Redact   = "redact" // words of it are left out
)

// AccessChoice is what somebody decided of a part. The reason is kept for who
// has to answer for it, and is not given to the person; the ground is.
type AccessChoice struct {
	Part   string    `json:"part"`
	Do     string    `json:"do"`
	Ground string    `json:"ground,omitempty"`
	Words  []string  `json:"words,omitempty"` // that are left out
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Seen   string    `json:"seen"` // hash of what the part said
}

func readChoices(text string) (map[string]AccessChoice, error) {
	var list []AccessChoice
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("reading what was decided on a request: %w", err)
	}
	choices := map[string]AccessChoice{}
	for _, c := range list {
		choices[c.Part] = c
	}
	return choices, nil
}

func writeChoices(choices map[string]AccessChoice) (string, error) {
	list := make([]AccessChoice, 0, len(choices))
	for _, c := range choices {
		list = append(list, c)
	}
	slices.SortFunc(list, func(x, y AccessChoice) int { return strings.Compare(x.Part, y.Part) })
	text, err := json.Marshal(list)
	return string(text), err
}

// DecideAccess keeps what somebody decided of a part: Part and Seen as they saw
// it, Do, and what belongs to that.
func (a *App) DecideAccess(ctx context.Context, actor access.Actor, caseID string, choice AccessChoice) error {
	choice.By, choice.At, choice.Reason = actor.Name, a.now().UTC().Truncate(time.Second), strings.TrimSpace(choice.Reason)
	now, err := a.SubjectAccess(ctx, actor, caseID)
	if err != nil {
		return err
	}
	return a.onAccess(ctx, actor, caseID, "decide on what is given", func(tx *store.Tx, _ []AccessRequest, open *AccessRequest) (string, error) {
		part, ok := now.Part(choice.Part)
		switch {
		case open == nil || !ok:
			return "", &Error{Kind: NotFound, Text: noSuchRecord}
		case part.Seen != choice.Seen:
			return "", invalid("", "It says something else by now. Read it once more.")
		}
		if err := choice.check(part, now.Rules); err != nil {
			return "", err
		}
		choices, err := readChoices(open.Choices)
		if err != nil {
			return "", err
		}
		choices[choice.Part] = choice
		if open.Choices, err = writeChoices(choices); err != nil {
			return "", err
		}
		return strings.TrimSpace(choice.Part + " " + choice.Do + " " + choice.Ground), tx.SaveAccess(*open)
	})
}

// GiveTogether keeps that parts are given whole which somebody has read
// together: of each its Part and Seen. All must be such as may be decided so, and
// say what they said then; or none of it is kept.
func (a *App) GiveTogether(ctx context.Context, actor access.Actor, caseID string, read []AccessChoice) error {
	now, err := a.SubjectAccess(ctx, actor, caseID)
	if err != nil {
		return err
	}
	return a.onAccess(ctx, actor, caseID, "decide on what is given", func(tx *store.Tx, _ []AccessRequest, open *AccessRequest) (string, error) {
		switch {
		case open == nil:
			return "", invalid("", "No request about this person is open.")
		case len(read) == 0:
			return "", invalid("", "There is nothing to decide on.")
		}
		choices, err := readChoices(open.Choices)
		if err != nil {
			return "", err
		}
		var ids []string
		for _, c := range read {
			part, ok := now.Part(c.Part)
			switch {
			case !ok:
				return "", &Error{Kind: NotFound, Text: noSuchRecord}
			case part.Seen != c.Seen || !part.WithOthers():
				return "", invalid("", "Some of it says something else by now, or needs a decision of its own. Read it once more.")
			}
			choices[c.Part] = AccessChoice{Part: c.Part, Seen: c.Seen, Do: Include, By: actor.Name, At: a.now().UTC().Truncate(time.Second)}
			ids = append(ids, c.Part)
		}
		if open.Choices, err = writeChoices(choices); err != nil {
			return "", err
		}
		return Include + " " + strings.Join(ids, " "), tx.SaveAccess(*open)
	})
}

// check refuses a choice that cannot be carried out, or that nobody could
// answer for.
func (c *AccessChoice) check(p AccessPart, rules AccessRules) error {
	var all casefile.Refusals
	refuse := func(when bool, field, text string) {
		if when {
			all = append(all, casefile.Refusal{Field: field, Text: text})
		}
	}
	switch c.Do {
	case Include:
		c.Ground, c.Words = "", nil
	case Withhold:
		c.Words = nil
	case Redact:
		refuse(p.File != nil, "give", "Words cannot be left out of a file. Leave it out, and give a copy in which they are blacked out")
		refuse(len(c.Words) == 0, "words", "Enter the words to leave out, on a line each")
		for _, w := range c.Words {
			switch {
			case utf8.RuneCountInString(w) < 2:
				refuse(true, "words", "Words to leave out must have two letters or more")
			case !holds(p, w):
				refuse(true, "words", fmt.Sprintf("“%s” does not stand in it. Copy the words as they are", w))
			}
		}
	default:
		refuse(true, "give", "Choose what the person is given")
		return all
	}
	if c.Do != Include {
		refuse(!rules.mayGround(c.Ground), "ground", "Choose on what ground")
		refuse(c.Reason == "", "reason", "Say why, for who has to answer for it")
	}
	refuse(len([]rune(c.Reason)) > maxReason, "reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
	if c.Do == Redact && len(all) == 0 {
		left := p.redacted(c.Words)
		for _, w := range c.Words {
			refuse(holds(left, w), "words", fmt.Sprintf("“%s” is part of what the entry is. Withhold all of it", w))
		}
	}
	if len(all) > 0 {
		return all
	}
	return nil
}

// holds reports whether words stand in a part, in capitals or not.
func holds(p AccessPart, words string) bool {
	if has(p.Title, words) {
		return true
	}
	return slices.ContainsFunc(p.Lines, func(l casefile.Line) bool { return has(l.Text, words) })
}

// redacted is the part without some words.
func (p AccessPart) redacted(words []string) AccessPart {
	lines := make([]casefile.Line, len(p.Lines))
	for i, l := range p.Lines {
		lines[i] = casefile.Line{Heading: l.Heading, Text: casefile.RedactText(l.Text, words)}
	}
	p.Lines = lines
	if p.entry.Fact != nil {
		p.entry = p.entry.Redact(words)
		p.Title = casefile.Title(p.entry.Fact)
		copy(p.Lines, entryLines(p.entry)) // those of marks come after them
	}
	return p
}

func has(text, words string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(words))
}
