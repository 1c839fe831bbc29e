package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// RatingWords are a register's own words for what ratings mean. A rating
// without any means what the national policy says.
type RatingWords map[casefile.Rating]string

// Of is what a rating means.
func (w RatingWords) Of(r casefile.Rating) string {
	if own := w[r]; own != "" {
		return own
	}
	return r.Meaning()
}

const (
	topicRatingWords = "rating-words"
	maxRatingWords   = 400 // characters for one rating
)

// RatingWordsEdition are the words that held from a day on.
type RatingWordsEdition struct {
	N     int
	Words RatingWords
	From  civil.Date
	By    string
}

// ratingWords are those of a register on a day.
func (a *App) ratingWords(ctx context.Context, register string, day civil.Date) (RatingWords, error) {
	all, err := a.ratingWordsEditions(ctx, register)
	for _, e := range all {
		if e.From <= day {
			return e.Words, err
		}
	}
	return nil, err
}

// ratingWordsEditions are all that a register had, the last first.
func (a *App) ratingWordsEditions(ctx context.Context, register string) (all []RatingWordsEdition, err error) {
	files, err := a.store.LocalFiles(ctx, register, topicRatingWords)
	if err != nil {
		return nil, fail(err, "reading the words of the ratings")
	}
	for _, f := range files {
		e := RatingWordsEdition{N: f.N, From: a.dayOf(f.LoadedAt), By: f.By}
		if f.Body != "" {
			if err := json.Unmarshal([]byte(f.Body), &e.Words); err != nil {
				return nil, fmt.Errorf("words %d of the ratings of register %s cannot be read: %w", f.N, register, err)
			}
		}
		all = append(all, e)
	}
	return all, nil
}

// RatingWordsSettings are the words of the ratings of the actor's register, as
// they hold and as they held, the last first; none while it has the national
// ones and never had others.
func (a *App) RatingWordsSettings(ctx context.Context, actor access.Actor) (RatingWords, []RatingWordsEdition, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return nil, nil, err
	}
	all, err := a.ratingWordsEditions(ctx, actor.Register)
	if len(all) == 0 || err != nil {
		return nil, nil, err
	}
	return all[0].Words, all, nil
}

// SetRatingWords has words hold as the meaning of the ratings in the actor's
// register from now on. A rating with the national words, or with none, goes
// back to those.
func (a *App) SetRatingWords(ctx context.Context, actor access.Actor, words RatingWords) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var refusals casefile.Refusals
	own := RatingWords{}
	for _, r := range casefile.Ratings {
		text := strings.Join(strings.Fields(words[r]), " ")
		if n := len([]rune(text)); n > maxRatingWords {
			refusals = append(refusals, casefile.Refusal{Field: "means-" + string(r), Text: fmt.Sprintf("What %s means must have %d characters or fewer. It has %d", strings.ToLower(r.Word()), maxRatingWords, n)})
		}
		if text != "" && text != r.Meaning() {
			own[r] = text
		}
	}
	if len(refusals) > 0 {
		return refusals
	}
	body := ""
	if len(own) > 0 {
		file, err := json.Marshal(own)
		if err != nil {
			return err
		}
		body = string(file)
	}
	return a.loadList(ctx, actor, topicRatingWords, "What the ratings mean", body, "change what the ratings mean", "")
}
