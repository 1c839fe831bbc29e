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

// SideRow is one fact of both. Differs is said in a word.
type SideRow struct {
	Name        string
	Left, Right Content
	Differs     bool
}

func (s SideBySide) component() (string, any) { return "side-by-side", s }

// Differences says how many rows differ.
func (s SideBySide) Differences() string {
	n := 0
	for _, row := range s.Rows {
		if row.Differs {
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
