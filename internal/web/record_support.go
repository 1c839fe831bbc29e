package web

import (
	"maps"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

var supportNeedForm = recordForm{
	kind: "support-need", title: "Record what support they need", done: "The need is recorded.", needs: access.Record, part: "/support",
	hint: "What would help them to stay well at home, and by when",
	ask: func(f *form) casefile.Decision {
		n := casefile.SupportNeed{ID: f.identity("id")}
		n.Text = f.line(input("text", "What do they need?", "In their words or yours, such as: someone with them at night"), "")
		n.Category = casefile.SupportCategory(f.pick("category", "What kind of support is it?", "", "", choices(casefile.SupportCategories)...))
		if n.Category == "" {
			f.problem("category", "Choose what kind of support it is")
		}
		n.WantedBy = f.day("wanted_by", "By when is it wanted? (optional)", "With a day, it stands among what is due. For example, "+exampleDay(f.today+60), "The day by which it is wanted", 0)
		n.Provider = f.line(input("provider", "Who is to give it? (optional)", "The service, team or organisation"), "")
		n.Funding = casefile.Funding(f.pick("funding", "Who pays? (optional)", "", "", choices(casefile.Fundings)...))
		on := f.day("on", "Since when is this needed?", "This may be in the past: what was asked for or given before it does not count. For example, "+exampleDay(f.today), "The date", f.today)
		return casefile.Add{On: on, Fact: n, Note: f.note("Anything to add (optional)", "For example what happens without it")}
	},
}

var supportStepForm = recordForm{
	kind: "support-step", title: "Record what happened to a support need", done: "What happened is recorded.", needs: access.Record, part: "/support",
	hint: "That a service was asked, agreed, refused, started or stopped, or if the support works",
	ask:  func(f *form) casefile.Decision { return f.supportStep() },
}

// supportStep asks what happened to the need that the page's address names, or
// to one of those that stand.
func (f *form) supportStep() casefile.Decision {
	n, ok := f.c.Need(f.value("need", f.subject))
	if ok && f.subject == n.ID {
		f.carry("need", n.ID)
		f.show(ui.InsetText{Text: needTitle(n) + ". " + n.Status.Word() + " since " + n.StatusOn.Long() + "."})
	} else {
		var of []choice
		for _, each := range f.c.Needs {
			if each.Status != casefile.SupportNotNeeded {
				of = append(of, choice{value: each.ID, text: needTitle(each), hint: each.Status.Word()})
			}
		}
		n, ok = f.c.Need(f.one("need", "Which need?", "", f.subject, of...))
		if !ok {
			f.problem("need", "Choose the need")
		}
	}
	step := casefile.SupportStep{Need: n.ID}
	var answers []choice
	offer := func(s casefile.SupportStatus, text string, then func()) {
		answers = append(answers, choice{value: string(s), text: text, then: then})
	}
	if n.Started == 0 {
		offer(casefile.SupportAsked, "A service was asked", nil)
		offer(casefile.SupportAgreed, "A service agreed", nil)
		offer(casefile.SupportWaiting, "The person is on a waiting list", nil)
		offer(casefile.SupportInPlace, "The support started", nil)
		offer(casefile.SupportRefused, "A service refused", func() {
			step.Reason = casefile.RefusedReason(f.pick("reason", "What reason did the service give?", "A refusal because somebody is not on the register is counted by itself: nobody may be refused for that", "", choices(casefile.RefusedReasons)...))
		})
		offer(casefile.NoSuchService, "There is no such service here", nil)
	}
	if !ok || n.Started != 0 {
		offer(casefile.SupportLookedAt, "We looked at whether it works", func() {
			step.Working = casefile.Working(f.one("working", "Does it work?", "", "", choices(casefile.Workings)...))
			step.Own = f.askOwn()
		})
		offer(casefile.SupportStopped, "It stopped, or the service ended it, and is still needed", func() {
			step.Stopped = casefile.StoppedReason(f.one("stopped", "Who ended it, or why did it stop?", "", "", choices(casefile.StoppedReasons)...))
		})
	}
	offer(casefile.SupportNotNeeded, "It is no longer needed", nil)
	step.Status = casefile.SupportStatus(f.one("status", "What happened?", "", "", answers...))
	if step.Status != casefile.SupportRefused {
		step.Reason = ""
	}
	if step.Status != casefile.SupportStopped {
		step.Stopped = ""
	}
	if step.Status != casefile.SupportLookedAt {
		step.Working, step.Own = "", ""
	}
	if n.Started == 0 {
		step.Provider = f.line(input("provider", "Who gives it, or was asked? (optional)", ""), n.Provider)
		step.Expected = f.day("expected", "When can they start? (optional)", "If this is after the day by which it is wanted, a gap in services is recorded", "The day on which they can start", n.Expected)
		step.Funding = casefile.Funding(f.pick("funding", "Who pays? (optional)", "", string(n.Funding), choices(casefile.Fundings)...))
	}
	if step.Provider == n.Provider {
		step.Provider = ""
	}
	if step.Funding == n.Funding {
		step.Funding = ""
	}
	on := f.when("When was this?")
	note := f.note("Anything to add (optional)", "What the service said, in its words. Needed for another reason to refuse or to stop")
	if step.Status == casefile.SupportStopped && on != 0 && on < n.Started {
		f.problem("on", "It started on "+n.Started.Long()+". Enter that day or a later one")
	}
	since := civil.Date(0)
	if ok && on != 0 && on < n.Asked {
		since = f.neededSince(n, on)
	}
	what := casefile.Add{On: on, Note: note}
	switch step.Status {
	case casefile.SupportInPlace:
		what.Fact = casefile.SupportStarted{Need: n.ID, Provider: step.Provider, Funding: step.Funding}
	case casefile.SupportNotNeeded:
		what.Fact = casefile.SupportWithdrawn{Need: n.ID}
	default:
		if step.Status != casefile.SupportAsked && step.Status != casefile.SupportAgreed && step.Status != casefile.SupportWaiting {
			step.Expected = 0
		}
		what.Fact = step
	}
	if since != 0 {
		return casefile.NeededSince{Need: n.ID, Since: since, What: what}
	}
	return what
}

// neededSince asks since when something is needed that happened before the need
// is recorded: the need then counts from that day. Zero while nobody has said it.
func (f *form) neededSince(n casefile.Need, on civil.Date) civil.Date {
	const name = "need_since"
	asked := f.typed.Has(name + "[day]")
	if !asked {
		f.typed = maps.Clone(f.typed)
		y, m, d := on.YMD()
		for part, value := range map[string]int{"day": d, "month": m, "year": y} {
			f.typed.Set(name+"["+part+"]", strconv.Itoa(value))
		}
	}
	since := f.day(name, "Since when was it needed?", "The need is recorded from "+n.Asked.Long()+". It is put back to this day, and both stay in the story", "The day since when it was needed", 0)
	switch {
	case !asked:
		f.problem(name, "This was before the need is recorded, which is from "+n.Asked.Long()+". Say since when it was needed, and save again")
	case since == 0 && f.about(name).text == "":
		f.problem(name, "Enter the day since when it was needed")
	}
	return since
}

// needTitle is what somebody needs, in a line.
func needTitle(n casefile.Need) string {
	switch {
	case n.Text != "":
		return n.Text
	case n.Category != "":
		return n.Category.Word()
	}
	return "A support need without words"
}
