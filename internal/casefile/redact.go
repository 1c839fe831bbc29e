package casefile

import (
	"reflect"
	"slices"
	"strings"
)

// LeftOut stands where words were left out.
const LeftOut = "[left out]"

// Redact is the entry without some words, wherever somebody wrote them, in
// capitals or not. What is chosen from a list, and what names another entry,
// stays: without it the entry would say something else.
func (e Recorded) Redact(words []string) Recorded {
	e.Note = RedactText(e.Note, words)
	fact := reflect.New(reflect.TypeOf(e.Fact)).Elem()
	fact.Set(reflect.ValueOf(e.Fact))
	redact(fact, words)
	e.Fact = fact.Interface().(Fact)
	return e
}

// names are the fields that name something else.
var names = []string{"ID", "CameFrom", "User", "Referral", "Review", "Request", "Action", "Need", "Contact", "Process", "Flag", "Leave", "Segregation", "Condition", "Delay", "Import", "Key", "Code", "Meeting"}

func redact(v reflect.Value, words []string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() { // those of a list have types of their own
			v.SetString(RedactText(v.String(), words))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !slices.Contains(names, v.Type().Field(i).Name) {
				redact(v.Field(i), words)
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		redact(own.Elem(), words)
		v.Set(own)
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			redact(own.Index(i), words)
		}
		v.Set(own)
	}
}

// RedactText is a text without some words, the longest first.
func RedactText(text string, words []string) string {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(x, y string) int { return len(y) - len(x) })
	for _, w := range words {
		text = replaceFold(text, w, LeftOut)
	}
	return text
}

// replaceFold replaces every place at which words stand, in capitals or not.
func replaceFold(text, words, with string) string {
	if words == "" {
		return text
	}
	long, short := []rune(text), []rune(words)
	var b strings.Builder
	for i := 0; i < len(long); {
		if i+len(short) <= len(long) && strings.EqualFold(string(long[i:i+len(short)]), words) {
			b.WriteString(with)
			i += len(short)
			continue
		}
		b.WriteRune(long[i])
		i++
	}
	return b.String()
}
