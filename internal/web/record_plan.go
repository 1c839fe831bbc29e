package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var whatHelpsForm = recordForm{
	kind: "what-helps", title: "Write down what helps", done: "What helps is recorded.", needs: access.Record, part: "/plan",
	hint: "Their own words, early signs, what to do in a crisis, whom to call, and how to talk with them",
	ask: func(f *form) casefile.Decision {
		var now casefile.WhatHelps
		if f.c.Helps != nil {
			now = f.c.Helps.WhatHelps
			f.show(ui.InsetText{Text: "What was written down last is filled in. Look at it with the person, change what is no longer right, and save. The earlier version stays."})
		}
		text := func(name, label, hint, initial string) string {
			return f.words(ui.Textarea{Name: name, Label: small(label), Hint: ui.Hint{Text: hint}, Rows: 3}, initial)
		}
		w := casefile.WhatHelps{}
		w.Own = text("own", "What matters to them, in their own words", "Written as they say it: I …", now.Own)
		w.Crisis = text("crisis", "What to do in a crisis", "One step a line, the first first", now.Crisis)
		w.Call = text("call", "Whom to call", "One a line, with the number and when. Say who is family", now.Call)
		w.Helps = text("helps", "What helps", "", now.Helps)
		w.DoesNotHelp = text("does_not_help", "What does not help", "", now.DoesNotHelp)
		w.EarlySigns = text("early_signs", "Early warning signs", "What others see, or the person notices, when things begin to go wrong", now.EarlySigns)
		w.Contingency = text("contingency", "If the usual support breaks down", "For example when a carer is ill", now.Contingency)
		w.Communicates = text("communicates", "How they communicate, and how to talk with them", "", now.Communicates)
		w.ContactMethods = chosenOf(f, "contact_methods", "How do they need to be reached?", now.ContactMethods, casefile.ContactMethods)
		w.Formats = chosenOf(f, "formats", "In what format do they need information?", now.Formats, casefile.InformationFormats)
		w.Professionals = chosenOf(f, "professionals", "Does somebody have to be there so that they can communicate?", now.Professionals, casefile.CommunicationProfessionals)
		w.Supports = chosenOf(f, "supports", "What else do they need to communicate?", now.Supports, casefile.CommunicationSupports)
		w.Adjustments = text("adjustments", "Reasonable adjustments", "What services have to do differently for them", now.Adjustments)
		w.MadeWith = f.line(input("made_with", "Who took part? (optional)", "For example the person, their mother, their keyworker"), "")
		on := f.when("When was it looked at?")
		return casefile.Add{On: on, Fact: w, Note: f.note("Anything to add (optional)", "It is not on the sheet that is printed")}
	},
}

// chosenOf asks for any number of the values of a list.
func chosenOf[T interface {
	~string
	Word() string
}](f *form, name, legend string, initial, values []T) (chosen []T) {
	for _, value := range f.any(name, legend, "Choose all that apply", valuesOf(initial), choices(values)...) {
		chosen = append(chosen, T(value))
	}
	return chosen
}
