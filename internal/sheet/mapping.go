package sheet

import (
	"encoding/json"
	"fmt"

	"homeward/internal/casefile"
)

// Mapping says which sheets hold people and what their columns mean. It is
// what a person corrects and what a register remembers.
type Mapping struct {
	Sheets []SheetMapping `json:"sheets"`
}

// SheetMapping is the mapping of one sheet. HeaderRow is the sheet's own row
// number of the headings, the lower one of two; 0 if the sheet has none.
// Rating is that of everybody in the sheet, for a sheet that is one colour and
// has no column of ratings.
type SheetMapping struct {
	Name      string          `json:"name"`
	Use       bool            `json:"use"`
	HeaderRow int             `json:"header_row"`
	Rating    casefile.Rating `json:"rating,omitempty"`
	Columns   []ColumnMapping `json:"columns"`
}

// ColumnMapping is the mapping of one column. Index counts from 0. The empty
// Field means that the column has no place and is kept with the original line.
type ColumnMapping struct {
	Index  int    `json:"index"`
	Header string `json:"header"`
	Field  Field  `json:"field"`
}

// ParseMapping reads a mapping from JSON and refuses fields and ratings that
// there are not, and a field given to two columns.
func ParseMapping(data []byte) (Mapping, error) {
	var m Mapping
	if err := json.Unmarshal(data, &m); err != nil {
		return Mapping{}, fmt.Errorf("the columns cannot be read: %w", err)
	}
	return m, m.Validate()
}

// Validate reports the first thing in a mapping that cannot be, in words for
// the person who made it.
func (m Mapping) Validate() error {
	for _, s := range m.Sheets {
		switch s.Rating {
		case "", casefile.Red, casefile.Amber, casefile.Green, casefile.Blue:
		default:
			return fmt.Errorf("sheet %q: %q is not a rating", s.Name, s.Rating)
		}
		taken := map[Field]string{}
		for _, c := range s.Columns {
			if !c.Field.Known() {
				return fmt.Errorf("sheet %q, column %q: %q is not a kind of column", s.Name, c.Header, c.Field)
			}
			if c.Index < 0 {
				return fmt.Errorf("sheet %q, column %q: there is no column %d", s.Name, c.Header, c.Index)
			}
			if c.Field == "" || c.Field.Repeats() {
				continue
			}
			if other, twice := taken[c.Field]; twice {
				return fmt.Errorf("sheet %q: both %q and %q are set to %s: choose one", s.Name, other, c.Header, c.Field.Label())
			}
			taken[c.Field] = c.Header
		}
	}
	return nil
}

// sheet is the mapping of a sheet by its name.
func (m Mapping) sheet(name string) (SheetMapping, bool) {
	for _, s := range m.Sheets {
		if s.Name == name {
			return s, true
		}
	}
	return SheetMapping{}, false
}

// column is the index of the column that has a field, -1 if none has.
func (s *SheetMapping) column(f Field) int {
	for _, c := range s.Columns {
		if c.Field == f {
			return c.Index
		}
	}
	return -1
}

// rates reports whether some column says how people are rated.
func (s *SheetMapping) rates() bool {
	for _, c := range s.Columns {
		if c.Field == Rating || c.Field.markFor() != "" {
			return true
		}
	}
	return false
}

// has reports whether some column has the field.
func (s *SheetMapping) has(f Field) bool { return s.column(f) >= 0 }
