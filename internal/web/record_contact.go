package web

import (
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

var coordinatorForm = recordForm{
	kind: "coordinator", title: "Record who holds the case", done: "Who holds the case is recorded.", needs: access.Record,
	hint: "The one to ask about this person, and whose list they are on",
	ask: func(f *form) casefile.Decision {
		name := f.line(input("name", "Name", ""), f.c.Coordinator)
		on := f.when("From when?")
		return casefile.Add{On: on, Fact: casefile.Coordinator{Name: name}, Note: f.note("Anything to add (optional)", "")}
	},
}

var keyworkerForm = recordForm{
	kind: "keyworker", title: "Record a keyworker", done: "The keyworker is recorded.", needs: access.Record,
	hint: "That one was asked for, or who it is",
	ask: func(f *form) casefile.Decision {
		var k, now casefile.Keyworker
		if f.c.Keyworker != nil {
			now = *f.c.Keyworker
		}
		k.Status = casefile.KeyworkerStatus(f.one("status", "How far is it?", "", "",
			choice{value: string(casefile.KeyworkerReferred), text: "A keyworker was asked for"},
			choice{value: string(casefile.KeyworkerNamed), text: "A keyworker is named", then: func() {
				k.Name = f.line(input("name", "Keyworker’s name", ""), now.Name)
				k.Reach = f.reach(now.Reach)
			}}))
		if k.Status != casefile.KeyworkerNamed {
			k.Name, k.Reach = "", casefile.Reach{}
		}
		on := f.when("When was this?")
		return casefile.Add{On: on, Fact: k, Note: f.note("Anything to add (optional)", "")}
	},
}

var contactForm = recordForm{
	kind: "contact", title: "Record a contact", done: "The contact is recorded.", needs: access.Record,
	hint: "Family, carer, friend, or anyone else in their life or care",
	ask: func(f *form) casefile.Decision {
		now := f.contactAsked()
		now.Name = f.line(input("name", "Name", ""), now.Name)
		now.Role = f.line(input("role", "Who are they to the person?", "For example mother, carer, friend, teacher. Who is named by an office, and the advocate, have forms of their own"), now.Role)
		now.Organisation = f.line(input("organisation", "Organisation (optional)", ""), now.Organisation)
		phone := input("phone", "Phone (optional)", "")
		phone.Type, phone.Width = "tel", 20
		now.Phone = f.line(phone, now.Phone)
		email := input("email", "Email (optional)", "")
		email.Type, email.Spellcheck = "email", "false"
		now.Email = f.line(email, now.Email)
		on := f.when("Since when?")
		return casefile.Add{On: on, Fact: now, Note: f.note("Anything to add (optional)", "For example when and how they like to be reached")}
	},
}

// contactAsked is the contact to change, which the page's address names, or a
// new one.
func (f *form) contactAsked() casefile.Contact {
	id := f.value("id", f.subject)
	for _, c := range f.c.Contacts {
		if c.ID == id {
			f.carry("id", id)
			return c
		}
	}
	return casefile.Contact{ID: f.identity("id")}
}

var contactEndedForm = recordForm{
	kind: "contact-ended", title: "Record that a contact has ended", done: "The end of the contact is recorded.", needs: access.Record,
	hint: "Someone is no longer in touch, or no longer involved",
	ask: func(f *form) casefile.Decision {
		var who []choice
		for _, c := range f.c.Contacts {
			who = append(who, choice{value: c.ID, text: c.Name, hint: strings.TrimSuffix(c.Role+", "+c.Organisation, ", ")})
		}
		id := f.one("contact", "Who is no longer a contact?", "", f.subject, who...)
		on := f.when("Since when?")
		note := f.note("Why (optional)", "")
		if id == "" {
			f.problem("contact", "Choose who is no longer a contact")
			return nil
		}
		return casefile.Add{On: on, Fact: casefile.ContactEnded{Contact: id}, Note: note}
	},
}
