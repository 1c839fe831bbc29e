package casefile

// HandedOver ends what was copied from a case of another register: entries 1 to
// Entries are word for word as they were written there. Head is the hash that
// the other case ended with, in hexadecimal, so that anyone who has it can prove
// that these are the same. The clock passes it over: the person's life goes on.
type HandedOver struct {
	Register string `json:"register"`        // code of the register they came from
	Name     string `json:"name"`            // what people call it
	Case     string `json:"case"`            // their case there
	First    int    `json:"first,omitempty"` // where they begin, in place of 1, in a case that they were merged into
	Entries  int    `json:"entries"`
	Head     string `json:"head"`
	Merged   bool   `json:"merged,omitempty"` // the whole register came, not one person
}

func (HandedOver) Kind() Kind { return "handed-over" }

// Flagged says what needs attention of a person that no import found. FlagCleared
// settles it.
type Flagged struct {
	Flag Flag `json:"flag"`
}

func (Flagged) Kind() Kind { return "flagged" }

// FlagSameNumber is the code of the flag at each of two people of one register
// who have the same NHS number. Which record is right, a person decides.
const FlagSameNumber = "same-nhs-number"

// SameNumber flags that the case with an identifier has the same NHS number. It
// names nobody: whoever sees one of the two need not see the other.
func SameNumber(other string) Flagged {
	return Flagged{Flag{ID: "same-number/" + other, Code: FlagSameNumber, Message: "Another record on this register has the same NHS number. They may be the same person."}}
}

// CameFrom is what was handed over to make the case, the last if it was more
// than once; ok is false for one that began in its register.
func (c *Case) CameFrom() (h HandedOver, seq int, ok bool) {
	for _, e := range c.Entries {
		if f, is := e.Fact.(HandedOver); is {
			h, seq, ok = f, e.Seq, true
		}
	}
	return h, seq, ok
}
