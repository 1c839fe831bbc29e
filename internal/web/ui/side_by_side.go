package ui

// SideBySide compares two records, such as a row of a spreadsheet and the
// person that it may be about.
type SideBySide struct {
	Caption string
	// Left and Right name the records.
	Left, Right string
	Rows        []SideRow
	ID          string
}

// SideRow is one fact of both. Differs is said in a word; what only one of
// them has does not count as a difference, for it speaks against nothing.
type SideRow struct {
	Name        string
	Left, Right Content
	Differs     bool
}

// OneSided reports whether only one of the two has the fact.
func (r SideRow) OneSided() bool { return r.Left.Given() != r.Right.Given() }

func (s SideBySide) component() (string, any) { return "side-by-side", s }

// Differences says how many rows differ.
func (s SideBySide) Differences() string {
	n := 0
	for _, row := range s.Rows {
		if row.Differs && !row.OneSided() {
			n++
		}
	}
	switch n {
	case 0:
		return "Nothing differs."
	case 1:
		return "1 thing differs."
	}
	return thousands(n) + " things differ."
}
