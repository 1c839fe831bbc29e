// Package checklist is the lists that help to see a risk: the questions that
// advise a rating, and the early signs that suggest to think of somebody. They
// advise; a person decides. It is pure.
package checklist

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"sync"

	"homeward/internal/casefile"
)

// Checklist is one edition of a list of questions, as a file has it.
type Checklist struct {
	Name      string
	About     string // what it is, and what it is not
	Source    string // where the list comes from
	Items     []Item
	Bands     []Band     // by From, the lowest first; the first is from 0
	Overrides []Override // in the order of the file
	// Edition tells one file from another: the first 12 digits of its SHA-256.
	Edition string
}

// Item is a question with its answers.
type Item struct {
	ID      string
	Text    string
	Help    string
	Source  string
	Answers []Answer // the one with the fewest points first
}

// Answer is what can be said to an item. NotKnown can be said to each, and is
// not among them.
type Answer struct {
	ID     string
	Text   string
	Points int
}

// NotKnown says that nobody knows the answer yet. It has no points; the advice
// says how far it could move it.
const NotKnown = "not-known"

// Band is the rating that is advised from so many points on.
type Band struct {
	Rating casefile.Rating
	From   int
}

// Override advises at least a rating, whatever the points, when of these
// answers at least so many were given. "All four yes" is four of four.
type Override struct {
	Rating  casefile.Rating
	Of      []Said
	AtLeast int
	Says    string // why, in words
}

// Said is an answer to an item.
type Said struct{ Item, Answer string }

// Most is how many points an item can give.
func (i Item) Most() int {
	most := 0
	for _, a := range i.Answers {
		most = max(most, a.Points)
	}
	return most
}

// Answer is the answer of an item with an id.
func (i Item) Answer(id string) (Answer, bool) {
	if id == NotKnown {
		return Answer{ID: NotKnown, Text: "Not known"}, true
	}
	n := slices.IndexFunc(i.Answers, func(a Answer) bool { return a.ID == id })
	if n < 0 {
		return Answer{}, false
	}
	return i.Answers[n], true
}

// Advice is what a checklist makes of answers.
type Advice struct {
	Rating casefile.Rating
	Points int
	Most   int      // that the checklist can give
	Says   []string // what was overridden, in words
	// NotKnown are the questions that nobody could answer or that were left
	// out, and CouldBe the rating if the worst were true of all of them.
	NotKnown []string
	CouldBe  casefile.Rating
	Answered []casefile.Answered // in the order of the questions
}

// Advise makes of answers, by item, what the checklist advises. An answer that
// there is not counts as one that is not known.
func (c Checklist) Advise(answers map[string]string) Advice {
	var a Advice
	worst := map[string]string{}
	worstPoints := 0
	for _, item := range c.Items {
		a.Most += item.Most()
		said, ok := item.Answer(answers[item.ID])
		if !ok {
			said, _ = item.Answer(NotKnown)
		}
		worse := said
		if said.ID == NotKnown {
			a.NotKnown = append(a.NotKnown, item.Text)
			worse = item.Answers[len(item.Answers)-1]
		}
		worst[item.ID] = worse.ID
		worstPoints += worse.Points
		a.Points += said.Points
		a.Answered = append(a.Answered, casefile.Answered{Item: item.ID, Question: item.Text, Answer: said.Text, Points: said.Points})
	}
	a.Rating, a.Says = c.rate(a.Points, answers)
	a.CouldBe, _ = c.rate(worstPoints, worst)
	return a
}

// rate is the rating of so many points, and what overrides it.
func (c Checklist) rate(points int, answers map[string]string) (casefile.Rating, []string) {
	rating := c.Bands[0].Rating
	for _, b := range c.Bands {
		if points >= b.From {
			rating = b.Rating
		}
	}
	var says []string
	for _, o := range c.Overrides {
		given := 0
		for _, s := range o.Of {
			if answers[s.Item] == s.Answer {
				given++
			}
		}
		if given < o.AtLeast {
			continue
		}
		if worse(o.Rating, rating) {
			rating = o.Rating
		}
		says = append(says, o.Says)
	}
	return rating, says
}

// ratings are those that a checklist can advise, the least first. Blue says
// where somebody is, which no question finds.
var ratings = []casefile.Rating{casefile.Green, casefile.Amber, casefile.Red}

func worse(a, b casefile.Rating) bool { return slices.Index(ratings, a) > slices.Index(ratings, b) }

// Checked is the advice as the entry of a rating keeps it. Differs says why
// the rating that was decided is another.
func (c Checklist) Checked(a Advice, differs string) *casefile.Checked {
	checked := &casefile.Checked{
		Checklist: c.Name, Edition: c.Edition, Answers: a.Answered, Points: a.Points, Most: a.Most,
		Advised: a.Rating, Says: a.Says, Differs: differs,
	}
	if a.CouldBe != a.Rating {
		checked.CouldBe = a.CouldBe
	}
	return checked
}

//go:embed open.yaml
var openYAML []byte

// Open is the checklist that comes with the program.
var Open = sync.OnceValue(func() Checklist {
	c, faults := Read(openYAML)
	if len(faults) > 0 {
		panic("checklist: open.yaml: " + faults[0].Text) // a test reads it
	}
	return c
})

// OpenYAML is the file of it, to write a local one from.
func OpenYAML() []byte { return slices.Clone(openYAML) }

func editionOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:6])
}
