package ui

import (
	"cmp"
	"strconv"
)

// CharacterCount is a Textarea that says how much more fits.
type CharacterCount struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name, Value string
	// Maxlength counts characters, Maxwords words; one of them is given.
	Maxlength, Maxwords int
	// CountType is words or characters where the two counts differ from what
	// the browser would choose.
	CountType string
	// Threshold is the share of the limit, in per cent, from which on the count
	// is shown.
	Threshold int
	// Rows is 5 if not given.
	Rows       int
	Spellcheck string
	Disabled   bool
	Classes    string
	Attributes Attributes
	FormGroup  FormGroup
}

func (c CharacterCount) component() (string, any) {
	id := cmp.Or(c.ID, c.Name)
	limit, unit := c.Maxlength, "characters"
	count := c.CountType
	if c.Maxwords > 0 {
		limit = c.Maxwords
		count = cmp.Or(count, "words")
	}
	if count == "words" {
		unit = "words"
	}
	own := Attributes{"data-module": "nhsuk-character-count"}
	for name, number := range map[string]int{"data-maxlength": c.Maxlength, "data-maxwords": c.Maxwords, "data-threshold": c.Threshold} {
		if number > 0 {
			own[name] = strconv.Itoa(number)
		}
	}
	if count != "" {
		own["data-count-type"] = count
	}
	message := Hint{
		Text: "You can enter up to " + strconv.Itoa(limit) + " " + unit,
		ID:   id + "-info", Classes: "nhsuk-character-count__message",
	}
	return Textarea{
		Label: c.Label, Hint: c.Hint, ErrorMessage: c.ErrorMessage, Invalid: c.Invalid, ID: id, Name: c.Name, Value: c.Value,
		Rows: c.Rows, Spellcheck: c.Spellcheck, Disabled: c.Disabled, DescribedBy: id + "-info",
		Classes: joined("nhsuk-js-character-count", c.Classes), Attributes: c.Attributes,
		FormGroup: FormGroup{
			Classes: joined(c.FormGroup.Classes, "nhsuk-character-count"), Attributes: own.with(c.FormGroup.Attributes),
			BeforeInput: c.FormGroup.BeforeInput, AfterInput: Group{message, c.FormGroup.AfterInput},
		},
	}.component()
}
