package casefile

import (
	"slices"
	"strings"
	"unicode"
)

// Gender and Ethnicity are the lists that personal details are chosen from.
// The record has the words of the choice. A register that was brought in has
// words of its own: they stay as they are where they match no choice.
type (
	Gender    string
	Ethnicity string
)

var genders = wordList[Gender]{{"female", "Female"}, {"male", "Male"}, {"other", "Another gender"}, {"not-known", "Not known"}}

var ethnicities = wordList[Ethnicity]{
	{"white-british", "White British"}, {"white-irish", "White Irish"}, {"white-other", "Any other White background"},
	{"white-and-black-caribbean", "White and Black Caribbean"}, {"white-and-black-african", "White and Black African"},
	{"white-and-asian", "White and Asian"}, {"mixed-other", "Any other mixed background"},
	{"indian", "Indian"}, {"pakistani", "Pakistani"}, {"bangladeshi", "Bangladeshi"}, {"asian-other", "Any other Asian background"},
	{"black-caribbean", "Black Caribbean"}, {"black-african", "Black African"}, {"black-other", "Any other Black background"},
	{"chinese", "Chinese"}, {"other", "Any other ethnic group"}, {"not-stated", "They prefer not to say"}, {"not-known", "Not known"},
}

// Genders and Ethnicities list them.
var (
	Genders     = genders.values()
	Ethnicities = ethnicities.values()
)

func (g Gender) Word() string    { return genders.word(g) }
func (e Ethnicity) Word() string { return ethnicities.word(e) }

// GenderIn is the choice that words of the record are; ok is false where they
// are none of them.
func GenderIn(words string) (g Gender, ok bool) {
	return genders.find(words, map[string]Gender{
		"f": "female", "woman": "female", "girl": "female", "m": "male", "man": "male", "boy": "male", "unknown": "not-known",
	})
}

// EthnicityIn is the choice that words of the record are; ok is false where they
// are none of them.
func EthnicityIn(words string) (e Ethnicity, ok bool) {
	return ethnicities.find(words, map[string]Ethnicity{
		"british white": "white-british", "other white background": "white-other", "white other": "white-other",
		"mixed white and black caribbean": "white-and-black-caribbean", "mixed white and black african": "white-and-black-african", "mixed white and asian": "white-and-asian",
		"asian or asian british indian": "indian", "asian or asian british pakistani": "pakistani", "asian or asian british bangladeshi": "bangladeshi",
		"black or black british caribbean": "black-caribbean", "black or black british african": "black-african",
		"caribbean": "black-caribbean", "african": "black-african", "not stated": "not-stated", "prefer not to say": "not-stated", "unknown": "not-known",
	})
}

// find is the value of words however they are written: in capitals or not, with
// a dash, a colon or nothing between them.
func (l wordList[T]) find(words string, also map[string]T) (v T, ok bool) {
	words = bare(words)
	for _, x := range l {
		if words != "" && slices.Contains([]string{bare(x.word), bare(string(x.value))}, words) {
			return x.value, true
		}
	}
	v, ok = also[words]
	return v, ok
}

func bare(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
