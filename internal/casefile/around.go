package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// Facts of who has a part in a person's life and care by an office of their
// own. The clock passes them over.
type (
	// NamedPerson says who has a part from this day on. There is one of each part
	// at a time: who is named later takes the place of who was named before.
	NamedPerson struct {
		Part     NamedPart `json:"part"`
		Name     string    `json:"name"`
		ChosenBy ChosenBy  `json:"chosen_by,omitempty"` // of a nominated person
		Reach
	}
	// NamedPersonEnded says that nobody has a part from this day on. Why is the
	// entry's Note.
	NamedPersonEnded struct {
		Part NamedPart `json:"part"`
	}
)

// Reach is where somebody works, and how to reach them.
type Reach struct {
	Organisation string `json:"organisation,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Email        string `json:"email,omitempty"`
}

func (NamedPerson) Kind() Kind      { return "named-person" }
func (NamedPersonEnded) Kind() Kind { return "named-person-ended" }

func init() {
	register[NamedPerson]()
	register[NamedPersonEnded]()
}

// NamedPart is the part that somebody has.
type NamedPart string

const (
	NamedSocialWorker NamedPart = "social-worker"
	CareCoordinator   NamedPart = "care-coordinator"
	// NominatedPerson speaks for somebody under the Mental Health Act (2025,
	// section 24, where it is in force); until then their nearest relative does.
	NominatedPerson NamedPart = "nominated-person"
)

var namedParts = wordList[NamedPart]{
	{NamedSocialWorker, "Named social worker"}, {CareCoordinator, "Care co-ordinator"}, {NominatedPerson, "Nominated person"},
}

// NamedParts lists them, in the order to show them.
var NamedParts = namedParts.values()

// Word is the part as people say it.
func (p NamedPart) Word() string { return namedParts.word(p) }

// ChosenBy is how a nominated person came to be that.
type ChosenBy string

var chosenBys = wordList[ChosenBy]{
	{"person", "The person chose them"}, {"professional", "An approved mental health professional or a court named them"}, {"nearest-relative", "They are the nearest relative"},
}

// ChosenBys lists them.
var ChosenBys = chosenBys.values()

// Word is the way as people say it.
func (c ChosenBy) Word() string { return chosenBys.word(c) }

func (f NamedPerson) title() string {
	return orElse(f.Name, f.Part.Word()+" named", f.Part.Word()+": ")
}
func (f NamedPersonEnded) title() string { return "No longer: " + lower(f.Part.Word()) }

func (f NamedPerson) particulars() []Line {
	return append(lines("How they were chosen", f.ChosenBy.Word()), f.Reach.particulars()...)
}

func (r Reach) particulars() []Line {
	return lines("Organisation", r.Organisation, "Phone", r.Phone, "Email", r.Email)
}

func (f NamedPerson) silent() Fact { return NamedPerson{Part: f.Part} }

func (f NamedPerson) check(string) Refusals {
	var d demands
	d.that(namedParts.has(f.Part), "part", "Choose which part they have")
	d.that(filled(f.Name), "name", "Enter the name")
	d.that(orNone(chosenBys, f.ChosenBy) && (f.ChosenBy == "" || f.Part == NominatedPerson), "chosen_by", "Choose how they were chosen, for a nominated person alone")
	return d.Refusals
}

func (f NamedPersonEnded) check(string) Refusals {
	var d demands
	d.that(namedParts.has(f.Part), "part", "Choose who is no longer there")
	return d.Refusals
}

// Around is who has a part of an office, and who had it before.
type Around struct {
	Part   NamedPart
	Now    *NamedNow
	Before []NamedNow // the latest first
}

// NamedNow is somebody with a part, as last said.
type NamedNow struct {
	NamedPerson
	Since civil.Date
	Until civil.Date // zero while they have it
	Note  string
	Why   string // it ended, or why there is another
	Seq   int    // of the entry that last said so
	// Contact is the identifier of the contact that says it, where it was recorded
	// as one: a spreadsheet brings them in so.
	Contact string
	// Withheld is why its words are not shown; see Recorded.
	Withheld string
}

// Around is for each part who has it and who had it, in the order of NamedParts.
func (c *Case) Around() []Around {
	all := make([]Around, len(NamedParts))
	for i, part := range NamedParts {
		all[i].Part = part
	}
	end := func(a *Around, on civil.Date, why string) {
		if a.Now != nil {
			a.Now.Until, a.Now.Why = on, why
			a.Before = append([]NamedNow{*a.Now}, a.Before...)
			a.Now = nil
		}
	}
	of := func(part NamedPart) *Around {
		if i := slices.Index(NamedParts, part); i >= 0 {
			return &all[i]
		}
		return &Around{}
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case NamedPerson:
			a := of(f.Part)
			now := NamedNow{NamedPerson: f, Since: e.On, Note: e.Note, Seq: e.Seq, Withheld: e.Withheld}
			if a.Now != nil && a.Now.Withheld == "" && e.Withheld == "" && strings.EqualFold(a.Now.Name, f.Name) {
				now.Since = a.Now.Since // the same one, with another number
			} else {
				end(a, e.On, "")
			}
			a.Now = &now
		case NamedPersonEnded:
			end(of(f.Part), e.On, e.Note)
		}
	}
	for i := range all {
		if a := &all[i]; a.Now == nil && len(a.Before) == 0 {
			a.Now = c.contactAs(strings.ReplaceAll(string(a.Part), "-", ""))
		}
	}
	return all
}

// contactAs is the contact whose role has the words, written in whatever way.
func (c *Case) contactAs(words string) *NamedNow {
	for _, contact := range c.Contacts {
		if strings.Contains(strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(contact.Role)), words) {
			return &NamedNow{NamedPerson: NamedPerson{Name: contact.Name, Reach: Reach{contact.Organisation, contact.Phone, contact.Email}}, Contact: contact.ID}
		}
	}
	return nil
}

// Named is who has a part now; nil for nobody.
func (c *Case) Named(part NamedPart) *NamedNow {
	for _, a := range c.Around() {
		if a.Part == part {
			return a.Now
		}
	}
	return nil
}
