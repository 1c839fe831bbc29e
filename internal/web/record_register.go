package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var joinedForm = recordForm{
	kind: "joined-register", title: "Put them on the register again", done: "They are on the register again.", needs: access.Record,
	hint: "For someone who had left it",
	ask: func(f *form) casefile.Decision {
		on := f.when("From when are they on the register?")
		return casefile.Add{On: on, Fact: casefile.JoinedRegister{}, Note: f.note("Why (optional)", "")}
	},
}

var leftForm = recordForm{
	kind: "left-register", title: "Record that they left the register", done: "That they left the register is recorded.", needs: access.Record,
	hint: "They no longer need it, or do not want to be on it. Nothing is erased",
	ask: func(f *form) casefile.Decision {
		on := f.when("When did they leave the register?")
		reason := f.line(input("reason", "Why are they leaving the register?", "For example the risk has passed, or they withdrew consent"), "")
		return casefile.Add{On: on, Fact: casefile.LeftRegister{Reason: reason}, Note: f.note("Anything to add (optional)", "")}
	},
}

var movedOutForm = recordForm{
	kind: "moved-out", title: "Record a move to another area", done: "The move to another area is recorded.", needs: access.Record,
	hint: "Another integrated care board is responsible from then on",
	ask: func(f *form) casefile.Decision {
		on := f.when("When did they move?")
		return casefile.Add{On: on, Fact: casefile.MovedOut{}, Note: f.note("Where to, and who knows of it there (optional)", "")}
	},
}

var diedForm = recordForm{
	kind: "died", title: "Record that they died", done: "The death is recorded.", needs: access.Record,
	ask: func(f *form) casefile.Decision {
		f.show(ui.WarningCallout{
			Heading: ui.Heading{Text: "Please check that this is the right person", Level: 2},
			Text:    "This is " + f.c.Name() + ", NHS number " + orNotRecorded(casefile.FormatNHSNumber(f.c.Details.NHSNumber)) + ". Everything that is due for them ends with this, and nobody is written to any more.",
		})
		on := f.when("When did they die?")
		return casefile.Add{On: on, Fact: casefile.Died{}, Note: f.note("Anything to add (optional)", "For example that a learning from lives and deaths (LeDeR) notification was made")}
	},
}

func orNotRecorded(s string) string {
	if s == "" {
		return "not recorded"
	}
	return s
}
