package clock

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"homeward/internal/civil"
)

// Rulebook has the numbers, switches and words of the rules. It is a value:
// the methods that change something return another.
type Rulebook struct {
	Name       string
	commenced  civil.Date // Part 8A; zero while no instrument commences it
	commencing Citation   // who says so
	holidays   *civil.Holidays
	rules      [RuleCount]ruleText
	numbers    [NumberCount]number
	inUse      [RuleCount][]datedSwitch // none: always in use
	sourceJSON [RuleCount][]byte        // each rule's Source as a JSON string
	edition    string
}

// Citation says on what a number or a rule rests, and where to read it.
type Citation struct {
	Text  string
	Basis Basis
}

type ruleText struct {
	title  string
	plain  string // what it obliges, in plain words
	source string
}

type number struct {
	meaning string
	values  []datedPeriod // by day, the first from the beginning of time
}

type datedPeriod struct {
	from civil.Date // zero: always
	Period
	source Citation
}

type datedSwitch struct {
	from civil.Date
	on   bool
}

// Period is the number in force on a day.
func (rb *Rulebook) Period(n Number, on civil.Date) Period { return rb.value(n, on).Period }

// NumberSource says who set the number in force on a day.
func (rb *Rulebook) NumberSource(n Number, on civil.Date) Citation { return rb.value(n, on).source }

func (rb *Rulebook) value(n Number, on civil.Date) *datedPeriod {
	values := rb.numbers[n].values
	for i := len(values) - 1; i > 0; i-- {
		if values[i].from <= on {
			return &values[i]
		}
	}
	return &values[0]
}

func (rb *Rulebook) used(r Rule, on civil.Date) bool {
	used := true
	for _, s := range rb.inUse[r] {
		if s.from <= on {
			used = s.on
		}
	}
	return used
}

// Commencement is the day on which Part 8A of the Mental Health Act 1983 comes
// into force by this rulebook; zero when it does not.
func (rb *Rulebook) Commencement() civil.Date { return rb.commenced }

// WithCommencement is the same rulebook with Part 8A in force from a day;
// zero for not at all.
func (rb *Rulebook) WithCommencement(day civil.Date) *Rulebook {
	changed := *rb
	changed.commenced = day
	changed.commencing = Citation{Text: "in force from a day chosen for this reckoning, not one appointed by regulations", Basis: Local}
	changed.quoteSources()
	changed.edition = editionOf(rb.edition, day.String())
	return &changed
}

// Edition tells rulebooks apart by what was read for them: two with the same
// edition and holidays give the same answers.
func (rb *Rulebook) Edition() string { return rb.edition }

func editionOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// WithHolidays is the same rulebook counting working days by other holidays.
func (rb *Rulebook) WithHolidays(h *civil.Holidays) *Rulebook {
	changed := *rb
	changed.holidays = h
	return &changed
}

// Holidays are those by which working days are counted.
func (rb *Rulebook) Holidays() *civil.Holidays { return rb.holidays }

// Title names the rule in a few words.
func (rb *Rulebook) Title(r Rule) string { return rb.rules[r].title }

// Plain is what the rule obliges, in plain words.
func (rb *Rulebook) Plain(r Rule) string { return rb.rules[r].plain }

// Source is where the rule is to be read; for a statutory rule, with who
// commences it or that nobody has.
func (rb *Rulebook) Source(r Rule) string {
	if r.Basis() == Statute {
		return rb.rules[r].source + "; " + rb.commencing.Text
	}
	return rb.rules[r].source
}

func (rb *Rulebook) quoteSources() {
	for r := range RuleCount {
		rb.sourceJSON[r] = appendText(nil, rb.Source(r))
	}
}

// Meaning says what a number governs.
func (rb *Rulebook) Meaning(n Number) string { return rb.numbers[n].meaning }

// Numbers lists the numbers of a rule.
func (rb *Rulebook) Numbers(r Rule) []Number {
	var of []Number
	for n, x := range numbers {
		if x.rule == r && Number(n) != NoNumber {
			of = append(of, Number(n))
		}
	}
	return of
}

// Value is what a number is from a day on, and who set it; the zero day is
// always.
type Value struct {
	From civil.Date
	Period
	Source Citation
}

// Values lists what a number is and was, the earliest first.
func (rb *Rulebook) Values(n Number) []Value {
	var all []Value
	for _, v := range rb.numbers[n].values {
		all = append(all, Value{v.from, v.Period, v.source})
	}
	return all
}

// InUse reports whether a rule is in use on a day: a local rulebook may switch
// off what is neither law nor a promise in the record.
func (rb *Rulebook) InUse(r Rule, on civil.Date) bool { return rb.used(r, on) }

// Switch says that a rule is in use, or not, from a day on.
type Switch struct {
	From civil.Date
	On   bool
}

// Switches lists when a rule was taken into use and out of it, the earliest
// first; none where it always was in use.
func (rb *Rulebook) Switches(r Rule) []Switch {
	var all []Switch
	for _, s := range rb.inUse[r] {
		all = append(all, Switch{s.from, s.on})
	}
	return all
}

// CommencementSource says who set the commencement, or that nobody has.
func (rb *Rulebook) CommencementSource() string { return rb.commencing.Text }
