package web

import (
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var namedPersonForm = recordForm{
	kind: "named-person", title: "Record who is named for them", done: "Who is named is recorded.", needs: access.Record, part: "/around",
	hint: "The named social worker, the care co-ordinator or the nominated person",
	ask: func(f *form) casefile.Decision {
		now := casefile.NamedPerson{Part: casefile.NamedPart(f.value("part", f.subject))}
		if current := f.c.Named(now.Part); current != nil && current.Withheld == "" {
			now.Name, now.ChosenBy, now.Reach = current.Name, current.ChosenBy, current.Reach
			f.show(ui.InsetText{Text: current.Name + " is recorded as the " + uncapital(now.Part.Word()) + ". Change what is new, or write over it who has taken over. Who it was before stays in the record."})
		}
		var parts []choice
		for _, part := range casefile.NamedParts {
			c := choice{value: string(part), text: part.Word()}
			switch part {
			case casefile.NamedSocialWorker:
				c.hint = "Whom the local authority has named for them"
			case casefile.CareCoordinator:
				c.hint = "Who holds their care plan together in mental health or learning disability services"
			case casefile.NominatedPerson:
				c.hint = "Who speaks for them under the Mental Health Act. Until the rules of 2025 are in force, their nearest relative"
				c.then = func() {
					now.ChosenBy = casefile.ChosenBy(f.one("chosen_by", "How were they chosen? (optional)", "", string(now.ChosenBy), choices(casefile.ChosenBys)...))
				}
			}
			parts = append(parts, c)
		}
		now.Part = casefile.NamedPart(f.one("part", "Which part do they have?", "To name somebody gives them no access to this record. That is done under “Who is involved”", string(now.Part), parts...))
		if now.Part != casefile.NominatedPerson {
			now.ChosenBy = ""
		}
		now.Name = f.line(input("name", "Name", ""), now.Name)
		now.Reach = f.reach(now.Reach)
		on := f.when("Since when?")
		return casefile.Add{On: on, Fact: now, Note: f.note("Anything to add (optional)", "For example when and how they like to be reached")}
	},
}

// reach asks how to reach somebody.
func (f *form) reach(now casefile.Reach) casefile.Reach {
	now.Organisation = f.line(input("organisation", "Organisation (optional)", ""), now.Organisation)
	phone := input("phone", "Phone (optional)", "")
	phone.Type, phone.Width = "tel", 20
	now.Phone = f.line(phone, now.Phone)
	email := input("email", "Email (optional)", "")
	email.Type, email.Spellcheck = "email", "false"
	now.Email = f.line(email, now.Email)
	return now
}

var namedPersonEndedForm = recordForm{
	kind: "named-person-ended", title: "Record that somebody named is no longer there", done: "It is recorded.", needs: access.Record, part: "/around",
	hint: "And nobody has taken over yet. If somebody has, record who",
	ask: func(f *form) casefile.Decision {
		var who []choice
		for _, a := range f.c.Around() {
			if a.Now != nil && a.Now.Contact == "" {
				who = append(who, choice{value: string(a.Part), text: a.Part.Word(), hint: a.Now.Name})
			}
		}
		part := f.whichOf("part", "Who is no longer there?", "Nobody is named who could have gone", who)
		on := f.when("Since when?")
		note := f.note("Why (optional)", "For example that they have left, and who looks after it meanwhile")
		return f.chosen(part, casefile.Add{On: on, Fact: casefile.NamedPersonEnded{Part: casefile.NamedPart(part)}, Note: note})
	},
}

var advocacyForm = recordForm{
	kind: "advocacy", title: "Record about an advocate", done: "It is recorded.", needs: access.Record, part: "/around",
	hint: "That one was offered, that the person said yes or no, or who it is",
	ask: func(f *form) casefile.Decision {
		now, _ := f.c.Advocate()
		var a casefile.Advocacy
		var steps []choice
		for _, step := range casefile.AdvocacySteps {
			c := choice{value: string(step), text: step.Word()}
			switch step {
			case casefile.AdvocateAccepted:
				c.then = func() {
					var before casefile.Advocacy
					if now.Step == casefile.AdvocateAccepted {
						before = now.Advocacy
					}
					a.Name = f.line(input("name", "The advocate’s name (optional)", "Leave it empty while nobody is named"), before.Name)
					a.Reach = f.reach(before.Reach)
				}
			case casefile.AdvocateDeclined:
				c.then = func() {
					a.Why = f.words(ui.Textarea{Name: "why", Label: small("Why, in their own words"), Hint: ui.Hint{Text: "Or that they did not want to say. They need not"}, Rows: 2}, "")
					a.Again = f.day("again", "When should it be offered again? (optional)", "From that day their page and the data quality say so. For example, "+exampleDay(f.today+100), "The day to offer again", 0)
				}
			case casefile.AdvocateEnded:
				if now.Step != casefile.AdvocateAccepted {
					continue
				}
			}
			steps = append(steps, c)
		}
		a.Step = casefile.AdvocacyStep(f.one("step", "What happened?", "A person may say no, and may change their mind", "", steps...))
		a.Type = casefile.AdvocacyType(f.pick("type", "What kind of advocate?", "", string(now.Type), choices(casefile.AdvocacyTypes)...))
		a.By = f.line(input("by", "Who offered? (optional)", ""), "")
		on := f.when("When was this?")
		note := f.note("Anything to add (optional)", "")
		if a.Step != casefile.AdvocateAccepted {
			a.Name, a.Reach = "", casefile.Reach{}
		}
		if a.Step != casefile.AdvocateDeclined {
			a.Why, a.Again = "", 0
		}
		if a.Again != 0 && a.Again <= on {
			f.problem("again", "The day to offer again must be after the day on which they said no")
		}
		return casefile.Add{On: on, Fact: a, Note: note}
	},
}

var processForm = recordForm{
	kind: "process", title: "Record another process that they are in", done: "The process is recorded.", needs: access.Record, part: "/around",
	hint: "Complex care, SEND, looked after, safeguarding, continuing healthcare, care programme or justice",
	ask: func(f *form) casefile.Decision {
		now, known := f.processAsked()
		if known {
			f.show(ui.InsetText{Text: now.Type.Word() + ", since " + now.Since.Long() + ". Change what is new. What was recorded before stays in the record."})
		}
		p := now.Process
		if !known {
			var types []choice
			for _, t := range casefile.ProcessTypes {
				c := choice{value: string(t), text: t.Word(), hint: t.Help()}
				if t == casefile.SafeguardingProcess {
					c.hint += ". It is marked as safeguarding by itself: the person, their family and advocate, providers and panels see only that there is an entry"
				}
				types = append(types, c)
			}
			p.Type = casefile.ProcessType(f.one("type", "Which process?", "", "", types...))
		}
		p.Lead = f.line(input("lead", "Who leads it? (optional)", "The organisation, team or office"), p.Lead)
		p.Reference = f.line(input("reference", "Reference (optional)", "By which they find it. Write no names of others"), p.Reference)
		p.Ask = f.line(input("ask", "Whom to ask about it (optional)", "Name, and how to reach them"), p.Ask)
		p.Next = f.day("next", "What is the next date? (optional)", "When it meets or is looked at. For example, "+exampleDay(f.today+60), "The next date", p.Next)
		legend := "Since when are they in it?"
		if known {
			legend = "Since when is it so?"
		}
		on := f.when(legend)
		return casefile.Add{On: on, Fact: p, Note: f.note("Anything to add (optional)", "What others need to know of it, and no more")}
	},
}

// processAsked is the process to change, which the page's address names, or a
// new one.
func (f *form) processAsked() (now casefile.ProcessState, known bool) {
	id := f.value("id", f.subject)
	for _, p := range f.c.Processes() {
		if p.ID == id && p.Ended == 0 && p.Withheld == "" {
			f.carry("id", id)
			return p, true
		}
	}
	return casefile.ProcessState{Process: casefile.Process{ID: f.identity("id")}}, false
}

var processEndedForm = recordForm{
	kind: "process-ended", title: "Record that another process has ended", done: "The end of the process is recorded.", needs: access.Record, part: "/around",
	hint: "And what came of it",
	ask: func(f *form) casefile.Decision {
		var open []choice
		all := f.c.Processes()
		for _, p := range all {
			if p.Ended == 0 && p.Withheld == "" {
				open = append(open, choice{value: p.ID, text: p.Type.Word(), hint: "Since " + p.Since.Long()})
			}
		}
		id := f.whichOf("process", "Which process has ended?", "No other process is recorded that goes on", open)
		on := f.when("When did it end?")
		ended := casefile.ProcessEnded{Process: id}
		if i := slices.IndexFunc(all, func(p casefile.ProcessState) bool { return p.ID == id }); i >= 0 {
			ended.Type = all[i].Type
		}
		return f.chosen(id, casefile.Add{On: on, Fact: ended, Note: f.note("What came of it? (optional)", "")})
	},
}

// advocateLine says in a line how it stands with an advocate.
func advocateLine(now casefile.AdvocacyState) string {
	switch now.Step {
	case "":
		return "Nobody has offered an advocate yet"
	case casefile.AdvocateOffered:
		return "Offered on " + now.On.Long() + ". The person has not answered yet"
	case casefile.AdvocateDeclined:
		return "The person said no on " + now.On.Long()
	case casefile.AdvocateEnded:
		return "No longer since " + now.On.Long()
	}
	switch {
	case now.Withheld != "":
		return "There is an advocate, in an entry that you may not see"
	case now.Name == "":
		return "The person said yes on " + now.On.Long() + ". Nobody is named yet"
	}
	return now.Name
}
