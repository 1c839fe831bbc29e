package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var detailsForm = recordForm{
	kind: "details", title: "Record personal details", done: "The personal details are recorded.", needs: access.Record,
	hint: "Name, NHS number, date of birth, language and how to communicate",
	ask: func(f *form) casefile.Decision {
		d := f.c.Details
		d.GivenName = f.line(input("given_name", "Given name", ""), d.GivenName)
		d.FamilyName = f.line(input("family_name", "Family name", ""), d.FamilyName)
		d.PreferredName = f.line(input("preferred_name", "What they like to be called (optional)", ""), d.PreferredName)
		d.Pronouns = f.line(input("pronouns", "Pronouns (optional)", "For example she/her"), d.Pronouns)
		d.NHSNumber = f.nhsNumber(d.NHSNumber)
		born := f.day("birth_date", "Date of birth (optional)", "For example, 31 3 1999", "The date of birth", d.BirthDate)
		if born > f.today {
			f.problem("birth_date", "The date of birth must be in the past")
			born = 0
		}
		d.BirthDate = born
		gender, _ := casefile.GenderIn(d.Gender)
		d.Gender = f.wordsOf("gender", "Gender (optional)", "", d.Gender, gender.Word(), choices(casefile.Genders))
		ethnicity, _ := casefile.EthnicityIn(d.Ethnicity)
		d.Ethnicity = f.wordsOf("ethnicity", "Ethnicity (optional)", "As they say themselves", d.Ethnicity, ethnicity.Word(), choices(casefile.Ethnicities))
		d.Language = f.line(input("language", "Language (optional)", ""), d.Language)
		d.Communication = f.words(ui.Textarea{
			Name: "communication", Label: small("Communication needs and reasonable adjustments (optional)"),
			Hint: ui.Hint{Text: "What helps this person to understand, to say what they think, and to take part"},
		}, d.Communication)
		d.LocalID = f.line(input("local_id", "Local number (optional)", "For example a hospital or council number"), d.LocalID)
		on := f.when("From when is this so?")
		return casefile.Add{On: on, Fact: d, Note: f.note("Why it changed (optional)", "")}
	},
}

// wordsOf asks for one of a list whose words the record has. Words that were
// recorded and are none of the list, as an imported register may have them, can
// be kept.
func (f *form) wordsOf(name, label, hint, recorded, known string, offered []choice) string {
	for i := range offered {
		offered[i].value = offered[i].text
	}
	if recorded != "" && known == "" {
		known = recorded
		offered = append(offered, choice{value: recorded, text: "Recorded in other words: " + recorded})
	}
	return f.pick(name, label, hint, known, offered...)
}

// nhsNumber keeps what cannot be an NHS number as it was typed, for the
// decision to refuse.
func (f *form) nhsNumber(now string) string {
	typed := f.line(ui.Input{
		Name: "nhs_number", Label: small("NHS number (optional)"), Hint: ui.Hint{Text: "10 digits, for example 999 123 4578"},
		Inputmode: "numeric", Width: 20, Autocomplete: "off", Spellcheck: "false",
	}, casefile.FormatNHSNumber(now))
	if digits, err := casefile.ParseNHSNumber(typed); err == nil {
		return digits
	}
	return typed
}

var conditionForm = recordForm{
	kind: "condition", title: "Record autism or a learning disability", done: "What is known of the condition is recorded.", needs: access.Record,
	hint: "What is known of it: suspected, waiting for assessment, confirmed or found not to be so",
	ask: func(f *form) casefile.Decision {
		var fact casefile.Condition
		fact.Condition = casefile.ConditionName(f.one("condition", "Which is it?", "", "", choices(casefile.ConditionNames)...))
		fact.Status = casefile.ConditionStatus(f.one("status", "How sure is it?", "", "", choices(casefile.ConditionStatuses)...))
		on := f.when("When was this so?")
		return casefile.Add{On: on, Fact: fact, Note: f.note("Who found it, or why it is thought so (optional)", "")}
	},
}

var planForm = recordForm{
	kind: "ehc-plan", title: "Record an education, health and care plan", done: "The education, health and care plan is recorded.", needs: access.Record,
	hint: "If one is in place. With one, reviews are care, education and treatment reviews up to 25",
	ask: func(f *form) casefile.Decision {
		status := f.one("status", "Is there a plan?", "", "",
			choice{value: string(casefile.Maintained), text: "Yes, it is maintained"},
			choice{value: string(casefile.Ceased), text: "No, it has ended"})
		on := f.when("From when?")
		return casefile.Add{On: on, Fact: casefile.EHCPlan{Status: casefile.PlanStatus(status)}, Note: f.note("Anything to add (optional)", "")}
	},
}

var addressForm = recordForm{
	kind: "address", title: "Record an address", done: "The address is recorded.", needs: access.Record,
	hint: "Where they live, or lived before going into hospital",
	ask: func(f *form) casefile.Decision {
		var a casefile.Address
		a.Lines = f.words(ui.Textarea{Name: "lines", Label: small("Address"), Rows: 4, Autocomplete: "off"}, f.c.Address.Lines)
		postcode := input("postcode", "Postcode", "")
		postcode.Width = 10
		a.Postcode = f.line(postcode, f.c.Address.Postcode)
		on := f.when("From when?")
		return casefile.Add{On: on, Fact: a, Note: f.note("Anything to add (optional)", "")}
	},
}

var localAuthorityForm = recordForm{
	kind: "local-authority", title: "Record the local authority", done: "The local authority is recorded.", needs: access.Record,
	hint: "The one in whose area they are ordinarily resident, not that of a hospital or placement",
	ask: func(f *form) casefile.Decision {
		name := f.line(input("name", "Local authority of ordinary residence", "For example Northshire County Council"), f.c.LocalAuthority)
		on := f.when("From when?")
		return casefile.Add{On: on, Fact: casefile.LocalAuthority{Name: name}, Note: f.note("Anything to add (optional)", "")}
	},
}

var gpForm = recordForm{
	kind: "gp", title: "Record the GP practice", done: "The GP practice is recorded.", needs: access.Record,
	ask: func(f *form) casefile.Decision {
		practice := f.line(input("practice", "GP practice", ""), f.c.GP)
		on := f.when("From when?")
		return casefile.Add{On: on, Fact: casefile.GP{Practice: practice}, Note: f.note("Anything to add (optional)", "")}
	},
}
