package ui

import "cmp"

// DateInput asks for a day in three fields that are typed, which works for a
// date of birth better than a calendar.
type DateInput struct {
	Fieldset     *Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the question although it has no message of its own.
	Invalid bool
	// ID begins the ids of the fields: ID-day, ID-month, ID-year.
	ID string
	// NamePrefix makes the names prefix[day] and so on; they are day, month and
	// year if not given.
	NamePrefix string
	Values     DateValues
	// Day, Month and Year say what differs in one of the fields; Items stands
	// for all three where there are others, such as a month and a year alone.
	Day, Month, Year *DateField
	Items            []DateField
	Disabled         bool
	Classes          string
	Attributes       Attributes
	FormGroup        FormGroup
}

// DateValues are what was typed, right or wrong.
type DateValues struct{ Day, Month, Year string }

// DateField is one of the fields.
type DateField struct {
	Name, Value string
	Label       Label
	// Width is 2 characters, or 4 for a year, if not given.
	Width        int
	Autocomplete string
	// Error marks this field alone where the message is about it.
	Error      bool
	Disabled   *bool
	ID         string
	Classes    string
	Attributes Attributes
}

func (d DateInput) component() (string, any) {
	d.Invalid = d.Invalid || !d.ErrorMessage.empty()
	by := ""
	if d.Fieldset != nil {
		by = d.Fieldset.DescribedBy
	}
	by = describe(by, d.ID, &d.Hint, &d.ErrorMessage)
	for _, field := range d.fields() {
		d.Invalid = d.Invalid || field.Error
	}
	if d.Fieldset != nil {
		f := *d.Fieldset
		// JAWS does not read the description of a fieldset of text fields
		// unless it is a group.
		f.Role, f.DescribedBy, f.Body = cmp.Or(f.Role, "group"), by, d.Inner()
		d.Fieldset = &f
	}
	return "date-input", d
}

func (d DateInput) fields() []DateField {
	if len(d.Items) > 0 {
		return d.Items
	}
	var all []DateField
	for _, each := range []struct {
		field *DateField
		name  string
	}{{d.Day, "day"}, {d.Month, "month"}, {d.Year, "year"}} {
		field := DateField{}
		if each.field != nil {
			field = *each.field
		}
		field.Name = cmp.Or(field.Name, each.name)
		all = append(all, field)
	}
	return all
}

// Fields gives the fields as they are drawn.
func (d DateInput) Fields() []Component {
	marked := false // a field of its own has the error
	for _, field := range d.fields() {
		marked = marked || field.Error
	}
	typed := map[string]string{"day": d.Values.Day, "month": d.Values.Month, "year": d.Values.Year}
	title := map[string]string{"day": "Day", "month": "Month", "year": "Year"}
	var all []Component
	for _, field := range d.fields() {
		width, disabled := 2, d.Disabled
		if field.Name == "year" {
			width = 4
		}
		if field.Disabled != nil {
			disabled = *field.Disabled
		}
		name := field.Name
		if d.NamePrefix != "" {
			name = d.NamePrefix + "[" + name + "]"
		}
		label := field.Label
		if label.Text == "" && absent(label.Body) {
			label.Text = cmp.Or(title[field.Name], field.Name)
		}
		label.Classes = joined("nhsuk-date-input__label", label.Classes)
		all = append(all, Input{
			Label: label, Invalid: field.Error || d.Invalid && !marked,
			ID: cmp.Or(field.ID, d.ID+"-"+field.Name), Name: name, Value: cmp.Or(field.Value, typed[field.Name]),
			Inputmode: "numeric", Width: cmp.Or(field.Width, width), Autocomplete: field.Autocomplete, Disabled: disabled,
			Classes: joined("nhsuk-date-input__input", field.Classes), Attributes: field.Attributes,
		})
	}
	return all
}

// Inner gives the question without its fieldset.
func (d DateInput) Inner() Component { return dateInner(d) }

type dateInner DateInput

func (d dateInner) component() (string, any) { return "date-input-inner", DateInput(d) }
