// Package assuring makes of a record what the national return on inpatients
// (Assuring Transformation) asks for. The items are worked out here; the names
// of columns and the codes are data, in a mapping file. It is pure.
package assuring

import (
	"bytes"
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Format names the form of a mapping file.
const Format = "homeward.inpatients/1"

// Mapping says which columns a file of inpatients has, and by which codes.
type Mapping struct {
	Format  string   `json:"format"`
	Name    string   `json:"name"`
	Source  string   `json:"source,omitempty"`
	Columns []Column `json:"columns"`
}

// Column is one of them. Codes are by the words of the record; a word without a
// code stands as Otherwise or, where that is "", as it is.
type Column struct {
	Heading     string            `json:"heading"`
	Item        string            `json:"item"`
	Codes       map[string]string `json:"codes,omitempty"`
	Otherwise   string            `json:"otherwise,omitempty"`
	Unconfirmed []string          `json:"unconfirmed,omitempty"` // words whose code nobody has confirmed; Every for all of them
}

// Every stands for all words of a column.
const Every = "*"

//go:embed transforming.json
var shipped []byte

// Shipped is the mapping that comes with the program.
func Shipped() Mapping {
	m, faults := ReadMapping(shipped)
	if len(faults) > 0 {
		panic(faults[0].String()) // a test reads it
	}
	return m
}

// ShippedFile is its file.
func ShippedFile() []byte { return bytes.Clone(shipped) }

// Person is what a sheet is made of.
type Person struct {
	Case *casefile.Case
	Stay *casefile.HospitalStay // the one that lasts
	// Before is the admission before this one; zero without one.
	Before civil.Date
	// WardKind and BedKind are those of the list of wards, where the record has
	// none of its own.
	WardKind casefile.WardKind
	BedKind  casefile.BedKind
	// Created and Updated are when somebody first and last wrote in the record.
	Created, Updated civil.Date
	Sender           Sender
	Day              civil.Date
}

// Sender is the commissioner who sends the return.
type Sender struct {
	Name   string `json:"name,omitempty"`
	Code   string `json:"code,omitempty"`
	System string `json:"system,omitempty"`
	Region string `json:"region,omitempty"`
}

// Value is what the record says to an item: words of the record, by which the
// codes go, and as people read them.
type Value struct {
	Keys  []string
	Words string
	// Missing is set where the return asks for it of this person and nothing is
	// recorded.
	Missing bool
	// Other is set where the record has words that no choice of the list has.
	Other bool
}

// Item is one thing that the return asks for.
type Item struct {
	Key, Word, Part string
	Record          string // kind of the form that records it; "" where the admission itself does
	value           func(Person) Value
}

// Cell is a value as a column has it.
func (c Column) Cell(v Value) (cell string, unconfirmed bool) {
	out := make([]string, len(v.Keys))
	for i, key := range v.Keys {
		code, ok := c.Codes[strings.ToLower(key)]
		if !ok {
			code, ok = c.Codes[key]
		}
		if !ok {
			if code = key; len(c.Codes) > 0 && c.Otherwise != "" {
				code = c.Otherwise
			}
		}
		out[i] = code
		unconfirmed = unconfirmed || slices.Contains(c.Unconfirmed, key) || slices.Contains(c.Unconfirmed, Every)
	}
	return strings.Join(out, ";"), unconfirmed
}

// ItemOf is the item of a key.
func ItemOf(key string) Item {
	return Items[slices.IndexFunc(Items, func(x Item) bool { return x.Key == key })]
}

// Value is what the record says to the item.
func (x Item) Value(p Person) Value { return x.value(p) }

func text(s string) Value {
	if s == "" {
		return Value{Missing: true}
	}
	return Value{Keys: []string{s}, Words: s}
}

func chosen[T interface {
	~string
	Word() string
}](v T) Value {
	if v == "" {
		return Value{Missing: true}
	}
	return Value{Keys: []string{string(v)}, Words: v.Word()}
}

// listed is a choice of a list, or the words that the record has in its place.
func listed[T interface {
	~string
	Word() string
}](recorded string, v T, ok bool) Value {
	if recorded == "" || ok {
		return chosen(v)
	}
	return Value{Keys: []string{recorded}, Words: recorded, Other: true}
}

func several[T interface {
	~string
	Word() string
}](all []T) (v Value) {
	var words []string
	for _, x := range all {
		v.Keys, words = append(v.Keys, string(x)), append(words, x.Word())
	}
	v.Words, v.Missing = strings.Join(words, "; "), len(all) == 0
	return v
}

func onDay(d civil.Date) Value {
	if d == 0 {
		return Value{Missing: true}
	}
	return Value{Keys: []string{d.String()}, Words: d.Long()}
}

func number(n int) Value { return Value{Keys: []string{strconv.Itoa(n)}, Words: strconv.Itoa(n)} }

func yesNo(yes bool) Value {
	if yes {
		return Value{Keys: []string{"yes"}, Words: "Yes"}
	}
	return Value{Keys: []string{"no"}, Words: "No"}
}

// unless leaves a value out as not asked for where it is missing and need not be
// there.
func unless(notAsked bool, v Value) Value {
	if notAsked && v.Missing {
		return Value{Words: "Not asked for"}
	}
	return v
}
