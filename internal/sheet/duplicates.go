package sheet

import (
	"fmt"
	"strings"

	"homeward/internal/casefile"
)

// findDuplicates marks each later line of the same person: one with the same
// valid NHS number or, where one of the two has no valid number, with the same
// name and date of birth. Two valid numbers that differ are two people, who
// are shown beside each other if name and date of birth agree.
func findDuplicates(rows []Row, known Known) {
	byNHS := map[string]*person{}
	byKey := map[PersonKey][]*person{}
	for i := range rows {
		r := &rows[i]
		key := r.PersonKey()
		p, byNumber := byNHS[r.NHSNumber], true
		if p == nil || r.NHSNumber == "" {
			p, byNumber = sameByName(byKey[key], r, key), false
		}
		if p != nil {
			r.SameAs = &p.first.Place
			r.duplicate(DuplicateInFile, byNumber, fmt.Sprintf("This is the same person as row %d of sheet %s", p.first.Row, p.first.Sheet),
				"Bring in one of the two lines, or both as one person. If they are two people, correct what they share.")
		} else {
			p = &person{first: r}
			if key != (PersonKey{}) {
				for _, other := range byKey[key] {
					r.Similar = append(r.Similar, other.first.Place)
				}
				byKey[key] = append(byKey[key], p)
			}
		}
		if r.NHSNumber != "" {
			byNHS[r.NHSNumber] = p
			p.nhs = r.NHSNumber
		}
		r.findInRegister(known, key)
	}
}

// person is those lines of the file that are one person's.
type person struct {
	first *Row
	nhs   string
}

func sameByName(people []*person, r *Row, key PersonKey) *person {
	if key == (PersonKey{}) {
		return nil
	}
	for _, p := range people {
		if p.nhs == "" || r.NHSNumber == "" {
			return p
		}
	}
	return nil
}

func (r *Row) findInRegister(known Known, key PersonKey) {
	byNumber := true
	id := ""
	if r.NHSNumber != "" {
		id = known.ByNHS[r.NHSNumber]
	}
	if id == "" && key != (PersonKey{}) {
		byNumber = false
		for _, c := range known.ByPerson[key] {
			if c.NHSNumber == "" || r.NHSNumber == "" {
				id = c.ID
				break
			}
		}
	}
	if id == "" {
		return
	}
	r.InRegister = id
	if r.SameAs == nil {
		r.duplicate(DuplicateInRegister, byNumber, "This person is on the register already",
			"Compare the two side by side: bring the line's changes in, or leave it out.")
	}
}

// Unidentified reports a line that has neither a valid NHS number nor a name
// with a date of birth: only the line itself can be known again.
func (r *Row) Unidentified() bool {
	return r.NHSNumber == "" && r.PersonKey() == PersonKey{}
}

// FoundAgain marks an unidentified line as one that was brought in before, for
// the case id.
func (r *Row) FoundAgain(id string) {
	r.InRegister, r.State = id, Attention
	r.problem("", strings.TrimSpace(r.GivenName+" "+r.FamilyName), DuplicateInRegister, "This line was brought in before, word for word.",
		"Leave it with the person it was brought in for. If it is somebody else, bring it in as a new person.")
}

func (r *Row) duplicate(code Code, byNumber bool, message, remedy string) {
	why, value := ", by name and date of birth.", r.GivenName+" "+r.FamilyName+" "+slashed(r.BirthDate)
	column := r.columnOf(value)
	if byNumber {
		why, value = ", by NHS number.", casefile.FormatNHSNumber(r.NHSNumber)
		column = r.columnOf(r.NHSNumber)
	}
	r.problem(column, value, code, message+why, remedy)
}

// columnOf is the heading under which the line has an NHS number.
func (r *Row) columnOf(number string) string {
	for _, c := range r.Original {
		if parsed, err := casefile.ParseNHSNumber(cleanNHS(c.Value)); err == nil && parsed == number {
			return c.Column
		}
	}
	return ""
}
