package checklist

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// EarlySigns are one edition of what a register takes for early signs, and what
// they suggest together. They suggest; they never rate.
type EarlySigns struct {
	Name     string
	About    string
	Source   string
	Signs    []EarlySign
	Triggers []Trigger
	Edition  string
}

// EarlySign is something that may be a first sign of a risk.
type EarlySign struct {
	ID     string
	Text   string
	Help   string
	Source string
	// Ages are those, both included, at which the age itself is the sign; nil
	// otherwise.
	Ages *Ages
}

// Ages are a range, both included.
type Ages struct{ From, To int }

// Recorded reports whether somebody records the sign; otherwise it follows from
// the record.
func (s EarlySign) Recorded() bool {
	return s.Ages == nil && s.ID != casefile.SignWaiting && s.ID != casefile.SignDischarge
}

// Trigger suggests to consider somebody for the register, or to look again at
// the rating of who is on it, when of these signs at least so many hold
// together, and besides them each of With. A sign that was recorded holds for so
// many months.
type Trigger struct {
	ID      string
	Says    string // why, in words
	With    []string
	Of      []string
	AtLeast int
	Months  int
}

// Suggestion is what a trigger says of somebody.
type Suggestion struct {
	Trigger Trigger
	Signs   []string        // what is there of it, in words
	Found   []casefile.Sign // the signs that are in the record; that of the age is not
	Since   civil.Date      // the latest of its signs
}

// Longest is for how many months a sign can count at most.
func (e EarlySigns) Longest() int {
	longest := 0
	for _, t := range e.Triggers {
		longest = max(longest, t.Months)
	}
	return longest
}

// Sign is the one with an id.
func (e EarlySigns) Sign(id string) (EarlySign, bool) {
	i := slices.IndexFunc(e.Signs, func(s EarlySign) bool { return s.ID == id })
	if i < 0 {
		return EarlySign{}, false
	}
	return e.Signs[i], true
}

// Quiet is a trigger that somebody answered, on a day; it is not said again up
// to Until unless there is a newer sign.
type Quiet struct {
	Trigger   string
	On, Until civil.Date
}

// Suggest is what the signs of somebody suggest on a day. Born is 0 when it is
// not known.
func (e EarlySigns) Suggest(signs []casefile.Sign, quiet []Quiet, born, day civil.Date) []Suggestion {
	var all []Suggestion
	for _, t := range e.Triggers {
		s := Suggestion{Trigger: t}
		count := func(ids []string) (n int) {
			for _, id := range ids {
				sign, ok := e.Sign(id)
				if !ok {
					continue
				}
				if sign.Ages != nil {
					if born != 0 && born <= day && sign.Ages.From <= born.AgeOn(day) && born.AgeOn(day) <= sign.Ages.To {
						n++
						s.Signs = append(s.Signs, sign.Text)
					}
					continue
				}
				if latest, ok := holds(signs, id, t.Months, day); ok {
					n++
					text := sign.Text
					if latest.Told {
						text += " (told in the referral)"
					}
					s.Signs = append(s.Signs, text)
					s.Found = append(s.Found, latest)
					s.Since = max(s.Since, latest.From)
				}
			}
			return n
		}
		if count(t.With) < len(t.With) || count(t.Of) < t.AtLeast || len(s.Found) == 0 {
			continue
		}
		if slices.ContainsFunc(quiet, func(q Quiet) bool { return q.Trigger == t.ID && day <= q.Until && s.Since <= q.On }) {
			continue
		}
		all = append(all, s)
	}
	return all
}

// holds is the latest sign with an id that holds on a day: one that lasts, or
// that began not longer ago than so many months.
func holds(signs []casefile.Sign, id string, months int, day civil.Date) (latest casefile.Sign, ok bool) {
	for _, s := range signs {
		lasts := id == casefile.SignWaiting && s.Until == 0
		if s.ID == id && s.From <= day && (s.Until == 0 || day < s.Until) && (lasts || day <= s.From.AddMonths(months)) && s.From >= latest.From {
			latest, ok = s, true
		}
	}
	return latest, ok
}

//go:embed early-signs.yaml
var earlySignsYAML []byte

// OpenEarlySigns are those that come with the program.
var OpenEarlySigns = sync.OnceValue(func() EarlySigns {
	e, faults := ReadEarlySigns(earlySignsYAML)
	if len(faults) > 0 {
		panic("checklist: early-signs.yaml: " + faults[0].Text) // a test reads it
	}
	return e
})

// EarlySignsYAML is the file of them, to write a local one from.
func EarlySignsYAML() []byte { return slices.Clone(earlySignsYAML) }

const formatOfSigns = "homeward.early-signs/1"

// AreEarlySigns reports whether a file says that it is a list of early signs.
func AreEarlySigns(file []byte) bool {
	var head struct {
		Format string `yaml:"format"`
	}
	return yaml.Unmarshal(file, &head) == nil && head.Format == formatOfSigns
}

// ReadEarlySigns reads a list, or names everything that is wrong with the file.
func ReadEarlySigns(file []byte) (EarlySigns, []Fault) {
	r := &reader{}
	root := r.root(file, formatOfSigns)
	if root == nil {
		return EarlySigns{}, r.faults
	}
	e := r.earlySigns(root)
	if len(r.faults) > 0 {
		r.sort()
		return EarlySigns{}, r.faults
	}
	e.Edition = editionOf(file)
	return e, nil
}

func (r *reader) earlySigns(n *yaml.Node) EarlySigns {
	var e EarlySigns
	r.fields(n, "the list", []string{"format", "name", "about", "source", "signs", "triggers"}, map[string]func(*yaml.Node){
		"format": r.format(formatOfSigns),
		"name":   r.words(&e.Name), "about": r.words(&e.About), "source": r.words(&e.Source),
		"signs": func(n *yaml.Node) {
			r.each(n, "signs", func(n *yaml.Node) {
				s := r.earlySign(n)
				if s.ID != "" && slices.ContainsFunc(e.Signs, func(x EarlySign) bool { return x.ID == s.ID }) {
					r.fault(n, fmt.Sprintf("the sign “%s” is there twice", s.ID))
				}
				e.Signs = append(e.Signs, s)
			})
			if len(e.Signs) == 0 || len(e.Signs) > maxItems {
				r.fault(n, fmt.Sprintf("a list has from 1 to %d signs", maxItems))
			}
		},
		"triggers": func(n *yaml.Node) {
			r.each(n, "triggers", func(n *yaml.Node) {
				t := r.trigger(n, &e)
				if t.ID != "" && slices.ContainsFunc(e.Triggers, func(x Trigger) bool { return x.ID == t.ID }) {
					r.fault(n, fmt.Sprintf("the trigger “%s” is there twice", t.ID))
				}
				e.Triggers = append(e.Triggers, t)
			})
			if len(e.Triggers) > maxItems {
				r.fault(n, fmt.Sprintf("a list has at most %d triggers", maxItems))
			}
		},
	})
	for _, check := range r.after {
		check()
	}
	return e
}

func (r *reader) earlySign(n *yaml.Node) EarlySign {
	var s EarlySign
	r.fields(n, "a sign", []string{"id", "text", "source"}, map[string]func(*yaml.Node){
		"id": r.id(&s.ID), "text": r.words(&s.Text), "help": r.words(&s.Help), "source": r.words(&s.Source),
		"ages": func(n *yaml.Node) {
			s.Ages = &Ages{}
			r.fields(n, "ages", []string{"from", "to"}, map[string]func(*yaml.Node){"from": r.number(&s.Ages.From, 0), "to": r.number(&s.Ages.To, 0)})
			if s.Ages.To < s.Ages.From {
				r.fault(n, "the ages have to go up")
			}
		},
	})
	return s
}

// trigger reads one. That its signs are there can be said when all were read.
func (r *reader) trigger(n *yaml.Node, e *EarlySigns) Trigger {
	t := Trigger{AtLeast: 1, Months: 6}
	signs := func(field string, into *[]string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			r.each(n, field, func(n *yaml.Node) {
				id := strings.TrimSpace(n.Value)
				*into = append(*into, id)
				r.after = append(r.after, func() {
					if _, ok := e.Sign(id); !ok {
						r.fault(n, fmt.Sprintf("there is no sign “%s”", id))
					}
				})
			})
		}
	}
	r.fields(n, "a trigger", []string{"id", "says", "of", "months"}, map[string]func(*yaml.Node){
		"id": r.id(&t.ID), "says": r.words(&t.Says), "at_least": r.number(&t.AtLeast, 1), "months": r.number(&t.Months, 1),
		"of": signs("“of”", &t.Of), "with": signs("“with”", &t.With),
	})
	if n.Kind == yaml.MappingNode && t.AtLeast > len(t.Of) {
		r.fault(n, fmt.Sprintf("a trigger that needs %d signs has to be of that many or more", t.AtLeast))
	}
	return t
}
