package web

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// form is a sheet of questions about one person. The function that asks them
// runs on every request: each question draws itself with what was typed, and
// gives the answer. Name is that of the field in casefile.Refusal, so that a
// refusal finds its question.
type form struct {
	c           *casefile.Case
	today       civil.Date
	missed      []app.Missed
	stays       []casefile.HospitalStay
	past        *casefile.HospitalStay // the stay that it is about, if that is over
	hospitals   []app.Hospital         // on forms that ask for a ward
	help        app.RatingHelp         // on forms that ask for a rating
	signs       app.EarlySigns         // on that of an early sign
	suggestions []app.Suggestion       // on that which answers one
	call        string                 // whom to call after leaving, as the register settled
	subject     string                 // which contact, flag, entry or missed date it is about; often ""
	typed       url.Values             // nil on a form that nobody has filled in yet
	hidden      []hiddenField
	parts       []formPart
	problems    []problem
	user        string       // id of who fills it in
	mayRate     bool         // they may give a rating
	mayCorrect  bool         // they may put an entry on another day
	criteria    app.Criteria // by which a referral is decided
	owners      []string     // names to choose from who does something
	sight       access.Sight // how much of the record is seen
	only        string       // classes of questions that hang on a choice
}

// hiddenField is sent with the form and not shown.
type hiddenField struct{ Name, Value string }

// formPart is one question on the page, or words between questions.
type formPart struct {
	name string
	id   string // of the first field, for the error summary
	draw func(problem) ui.Component
}

// problem is what is wrong with one answer. Part is the part of a date at
// fault, "" for all of it.
type problem struct{ field, part, text string }

// choice is an answer to choose. Then asks what only this answer makes sense
// of.
type choice struct {
	value, text, hint string
	body              ui.Component // in place of text
	then              func()
}

// Limits of what may be typed, in characters.
const (
	maxLine  = 200
	maxWords = 10000
)

// value is what was typed, or the initial value on a form not filled in yet.
func (f *form) value(name, initial string) string {
	if f.typed == nil {
		return initial
	}
	return clean(f.typed.Get(name))
}

// clean leaves out what no keyboard types and no database takes, such as a NUL,
// and what cannot be seen, such as a zero-width space or a mark that turns the
// words around it: a name of these alone could not be opened. The two joiners
// stay, which some languages write with. The end of a line is written one way.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
			return -1
		}
		return r
	}, s)
}

func (f *form) add(name, id string, draw func(problem) ui.Component) {
	f.parts = append(f.parts, formPart{name: name, id: id, draw: draw})
}

func (f *form) problem(name, text string) {
	f.problems = append(f.problems, problem{field: name, text: text})
}

// show puts a component between the questions.
func (f *form) show(c ui.Component) {
	f.add("", "", func(problem) ui.Component { return c })
}

// line asks for a line of text.
func (f *form) line(q ui.Input, initial string) string {
	q.Value, q.FormGroup.Classes = f.value(q.Name, initial), f.only
	f.atMost(q.Name, q.Label.Text, q.Value, maxLine)
	f.add(q.Name, q.Name, func(p problem) ui.Component {
		q.ErrorMessage.Text = p.text
		return q
	})
	return strings.TrimSpace(q.Value)
}

// words asks for any amount of text.
func (f *form) words(q ui.Textarea, initial string) string {
	q.Value, q.FormGroup.Classes = f.value(q.Name, initial), f.only
	f.atMost(q.Name, q.Label.Text, q.Value, maxWords)
	f.add(q.Name, q.Name, func(p problem) ui.Component {
		q.ErrorMessage.Text = p.text
		return q
	})
	return strings.TrimSpace(q.Value)
}

// note asks for the words that go with an entry.
func (f *form) note(label, hint string) string {
	return f.words(ui.Textarea{Name: "note", Label: small(label), Hint: ui.Hint{Text: hint}}, "")
}

// askOwn asks for the person's own words about what is recorded.
func (f *form) askOwn() string {
	return f.words(ui.Textarea{Name: "own", Label: small("What the person says about it, in their own words (optional)"), Rows: 3, Hint: ui.Hint{Text: "Also what they show in other ways than words, or that they were not asked"}}, "")
}

func (f *form) atMost(name, label, value string, limit int) {
	if n := utf8.RuneCountInString(value); n > limit {
		f.problem(name, fmt.Sprintf("“%s” must have %s characters or fewer. It has %s", strings.TrimSuffix(label, " (optional)"), thousands(limit), thousands(n)))
	}
}

// one asks for one of several answers.
func (f *form) one(name, legend, hint, initial string, choices ...choice) string {
	chosen := f.value(name, initial)
	if !slices.ContainsFunc(choices, func(c choice) bool { return c.value == chosen }) {
		chosen = ""
	}
	group := ui.FormGroup{Classes: f.only}
	f.add(name, name, func(p problem) ui.Component {
		return ui.Radios{
			Name: name, Value: chosen, Items: items(choices),
			Fieldset:     &ui.Fieldset{Legend: ui.Legend{Text: legend, Size: "s"}},
			Hint:         ui.Hint{Text: hint},
			ErrorMessage: ui.ErrorMessage{Text: p.text},
			FormGroup:    group,
		}
	})
	f.follow(choices, chosen)
	return chosen
}

// any asks for any number of several answers.
func (f *form) any(name, legend, hint string, initial []string, choices ...choice) []string {
	typed := initial
	if f.typed != nil {
		typed = f.typed[name]
	}
	var chosen []string
	for _, c := range choices {
		if slices.Contains(typed, c.value) {
			chosen = append(chosen, c.value)
		}
	}
	group := ui.FormGroup{Classes: f.only}
	f.add(name, name, func(p problem) ui.Component {
		return ui.Checkboxes{
			Name: name, Values: chosen, Items: items(choices), FormGroup: group,
			Fieldset:     &ui.Fieldset{Legend: ui.Legend{Text: legend, Size: "s"}},
			Hint:         ui.Hint{Text: hint},
			ErrorMessage: ui.ErrorMessage{Text: p.text},
		}
	})
	return chosen
}

// follow asks what hangs on each choice. It stands below the choices, and the
// style sheet (app-when) shows it when its choice is made, without a script:
// WCAG allows no radio that says it opens something. What is wrong with what
// hangs on a choice that was not made does not matter.
func (f *form) follow(choices []choice, chosen string) {
	for _, c := range choices {
		if c.then == nil {
			continue
		}
		problems := len(f.problems)
		f.only = "app-when app-when--" + c.value
		c.then()
		f.only = ""
		if c.value != chosen {
			f.problems = f.problems[:problems]
		}
	}
}

func items(choices []choice) []ui.Choice {
	items := make([]ui.Choice, len(choices))
	for i, c := range choices {
		items[i] = ui.Choice{Value: c.value, Text: c.text, Body: c.body, Hint: ui.Hint{Text: c.hint}}
	}
	return items
}

// pick asks for one from a long list.
func (f *form) pick(name, label, hint, initial string, choices ...choice) string {
	chosen := f.value(name, initial)
	items := []ui.SelectItem{ui.Option("", "Choose one")}
	known := false
	for _, c := range choices {
		items = append(items, ui.Option(c.value, c.text))
		known = known || c.value == chosen
	}
	if !known {
		chosen = ""
	}
	group := ui.FormGroup{Classes: f.only}
	f.add(name, name, func(p problem) ui.Component {
		return ui.Select{
			Name: name, Value: chosen, Items: items, Label: small(label), FormGroup: group,
			Hint: ui.Hint{Text: hint}, ErrorMessage: ui.ErrorMessage{Text: p.text},
		}
	})
	return chosen
}

// day asks for a date. What begins the messages about it: "The date of birth".
func (f *form) day(name, legend, hint, what string, initial civil.Date) civil.Date {
	var typed ui.DateValues
	if f.typed == nil {
		if y, m, d := initial.YMD(); initial != 0 {
			typed = ui.DateValues{Day: fmt.Sprint(d), Month: fmt.Sprint(m), Year: fmt.Sprint(y)}
		}
	} else {
		typed = ui.DateValues{Day: f.typed.Get(name + "[day]"), Month: f.typed.Get(name + "[month]"), Year: f.typed.Get(name + "[year]")}
	}
	day, part, text := readDay(typed, what)
	if text != "" {
		f.problems = append(f.problems, problem{name, part, text})
	}
	group := ui.FormGroup{Classes: f.only}
	f.add(name, name+"-day", func(p problem) ui.Component {
		return ui.DateInput{
			ID: name, NamePrefix: name, Values: typed, FormGroup: group,
			Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: legend, Size: "s"}},
			Hint:     ui.Hint{Text: hint}, ErrorMessage: ui.ErrorMessage{Text: p.text},
			Day:   &ui.DateField{Error: p.part == "day"},
			Month: &ui.DateField{Error: p.part == "month"},
			Year:  &ui.DateField{Error: p.part == "year"},
		}
	})
	return day
}

// when asks for the day on which it was so: today, unless something else is
// typed. Of a stay that is over no day can be taken for granted.
func (f *form) when(legend string) civil.Date {
	if f.past != nil {
		return f.whenPast(legend, f.past.Ended)
	}
	return f.day("on", legend, "For example, "+exampleDay(f.today), "The date", f.today)
}

func exampleDay(today civil.Date) string {
	y, m, d := (today - 9).YMD()
	return fmt.Sprintf("%d %d %d", d, m, y)
}

// carry sends a value along unseen.
func (f *form) carry(name, value string) {
	f.hidden = append(f.hidden, hiddenField{name, value})
}

var randomID = regexp.MustCompile(`^[0-9a-f]{20}$`)

// identity is an identifier for something new, the same however often the
// form is sent, so that nothing is made twice.
func (f *form) identity(name string) string {
	id := f.value(name, "")
	if !randomID.MatchString(id) {
		id = app.NewID()
	}
	f.carry(name, id)
	return id
}

// refuse adds what a decision refused. A question whose answer could not even
// be read keeps the message that says so.
func (f *form) refuse(refusals casefile.Refusals) {
	for _, r := range refusals {
		if r.Field == "" || f.about(r.Field).text == "" {
			f.problem(r.Field, r.Text)
		}
	}
}

func (f *form) about(name string) problem {
	for _, p := range f.problems {
		if name != "" && p.field == name {
			return p
		}
	}
	return problem{}
}

func (f *form) draw(p formPart) ui.Component { return p.draw(f.about(p.name)) }

// Questions are the parts of the form in their order.
func (f *form) Questions() []ui.Component {
	var all []ui.Component
	for _, p := range f.parts {
		all = append(all, f.draw(p))
	}
	return all
}

// Errors are the problems in the order of the questions, each linked to its
// field. What is about no question in particular comes first.
func (f *form) Errors() []ui.ErrorItem {
	var first, linked []ui.ErrorItem
	for _, p := range f.problems {
		if !slices.ContainsFunc(f.parts, func(x formPart) bool { return x.name != "" && x.name == p.field }) {
			first = append(first, ui.ErrorItem{Text: p.text})
		}
	}
	for _, part := range f.parts {
		p := f.about(part.name)
		if p.text == "" {
			continue
		}
		id := part.id
		if p.part != "" {
			id = part.name + "-" + p.part
		}
		linked = append(linked, ui.ErrorItem{Text: p.text, Href: "#" + id})
	}
	return append(first, linked...)
}

func small(text string) ui.Label { return ui.Label{Text: text, Size: "s"} }

// ask a field of one line, in the usual way.
func input(name, label, hint string) ui.Input {
	return ui.Input{Name: name, Label: small(label), Hint: ui.Hint{Text: hint}, Autocomplete: "off"}
}

// choices makes answers of the words of a list.
func choices[T interface {
	~string
	Word() string
}](values []T) []choice {
	out := make([]choice, len(values))
	for i, v := range values {
		out[i] = choice{value: string(v), text: v.Word()}
	}
	return out
}
