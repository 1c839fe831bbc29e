package casefile

import (
	"fmt"
	"strings"
)

// Checked is a checklist as it was answered for a rating, with what it advised.
// The words stand here whole, so that they can be read when the checklist is
// another.
type Checked struct {
	Checklist string     `json:"checklist"`
	Edition   string     `json:"edition"` // first digits of the SHA-256 of its file
	Answers   []Answered `json:"answers"`
	Points    int        `json:"points"`
	Most      int        `json:"most"` // points that it can give
	Advised   Rating     `json:"advised"`
	CouldBe   Rating     `json:"could_be,omitempty"` // if the worst were true of what is not known; "" when the same
	Says      []string   `json:"says,omitempty"`     // what outweighed the points
	Differs   string     `json:"differs,omitempty"`  // why the rating that was decided is another
}

// Answered is one question with its answer.
type Answered struct {
	Item     string `json:"item"`
	Question string `json:"question"`
	Answer   string `json:"answer"`
	Points   int    `json:"points"`
}

// particulars are the further things that it says.
func (k *Checked) particulars(add func(heading, text string)) {
	if k == nil {
		return
	}
	add("Checklist", k.Words())
	add("What outweighed the points", strings.Join(k.Says, "; "))
	for _, a := range k.Answers {
		add(a.Question, a.Answer)
	}
	add("Why the rating is another", k.Differs)
}

// Words say what the checklist advised.
func (k *Checked) Words() string {
	words := fmt.Sprintf("%s advised %s, with %d of %d points", k.Checklist, strings.ToLower(k.Advised.Word()), k.Points, k.Most)
	if k.CouldBe != "" {
		words += fmt.Sprintf(". What was not known could make it %s", strings.ToLower(k.CouldBe.Word()))
	}
	return words
}
