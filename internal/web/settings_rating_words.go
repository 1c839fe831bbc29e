package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const ratingWordsPath = settingsRatingPath + "/words"

// settingsRatingWordsPage has what the ratings mean here, now and before.
type settingsRatingWordsPage struct {
	Page
	Questions []ui.Component
	Save      ui.Button
	Before    []ratingWordsBefore
}

type ratingWordsBefore struct {
	Heading string
	List    ui.SummaryList
}

func askRatingWords(f *form, now app.RatingWords) app.RatingWords {
	words := app.RatingWords{}
	for _, r := range casefile.Ratings {
		words[r] = f.words(ui.Textarea{
			Name: "means-" + string(r), Label: small("What " + uncapital(r.Word()) + " means"), Rows: 3, Hint: ui.Hint{Text: "Nationally: " + r.Meaning()},
		}, now.Of(r))
	}
	return words
}

func (s *Server) settingsRatingWords(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showRatingWords(w, r, v, s.blankForm(nil), http.StatusOK)
}

func (s *Server) showRatingWords(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	now, editions, err := s.app.RatingWordsSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if len(f.parts) == 0 {
		askRatingWords(f, now)
	}
	p := &settingsRatingWordsPage{Page: s.newPage(v, "What the ratings mean"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to ratings and early signs", Href: settingsRatingPath}, f.Errors()
	for _, e := range editions {
		before := ratingWordsBefore{Heading: "From " + e.From.Long() + ", by " + e.By}
		for _, rating := range casefile.Ratings {
			before.List.Rows = append(before.List.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: rating.Word()}, Value: ui.SummaryCell{Text: e.Words.Of(rating)}})
		}
		p.Before = append(p.Before, before)
	}
	return s.render(w, status, "settings_rating_words", p)
}

func (s *Server) setRatingWords(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	words := askRatingWords(f, nil)
	if len(f.problems) == 0 {
		err := s.app.SetRatingWords(r.Context(), v.Actor, words)
		if err == nil {
			s.tell(w, "It is saved. From today on the ratings are explained in these words.")
			return seeOther(w, r, ratingWordsPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showRatingWords(w, r, v, f, http.StatusUnprocessableEntity)
}
