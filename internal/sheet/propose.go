package sheet

import (
	"fmt"
	"strings"

	"homeward/internal/casefile"
)

// Proposal is what a workbook seems to hold, for a person to confirm or
// correct.
type Proposal struct {
	Sheets []SheetProposal `json:"sheets"`
}

// SheetProposal is the proposal for one sheet. Why says in words why it is or
// is not taken for a list of people. Questions says what is unsure about the
// sheet as a whole.
type SheetProposal struct {
	Name      string           `json:"name"`
	Hidden    bool             `json:"hidden"`
	Use       bool             `json:"use"`
	Why       string           `json:"why"`
	HeaderRow int              `json:"header_row"`
	Rating    casefile.Rating  `json:"rating,omitempty"`
	Columns   []ColumnProposal `json:"columns"`
	Questions []string         `json:"questions,omitempty"`
}

// ColumnProposal is the proposal for one column. Unsure says in words what
// makes the meaning doubtful; it is empty if nothing does. Samples are a few
// of its values.
type ColumnProposal struct {
	Index   int      `json:"index"`
	Header  string   `json:"header"`
	Field   Field    `json:"field"`
	Unsure  string   `json:"unsure,omitempty"`
	Samples []string `json:"samples"`

	settled bool // its heading says, or a person said, what it is or that it has no place
}

// Mapping is the proposal as a mapping, to be checked as it is or corrected.
func (p Proposal) Mapping() Mapping {
	m := Mapping{Sheets: []SheetMapping{}}
	for _, s := range p.Sheets {
		sm := SheetMapping{Name: s.Name, Use: s.Use, HeaderRow: s.HeaderRow, Rating: s.Rating, Columns: []ColumnMapping{}}
		for _, c := range s.Columns {
			sm.Columns = append(sm.Columns, ColumnMapping{c.Index, c.Header, c.Field})
		}
		m.Sheets = append(m.Sheets, sm)
	}
	return m
}

// Propose looks at every sheet of a workbook. What the headings were taken to
// mean in remembered mappings stands before any guess; a later one before an
// earlier.
func Propose(book *Workbook, remembered ...Mapping) Proposal {
	known := remember(remembered)
	p := Proposal{Sheets: []SheetProposal{}}
	people := 0
	for i := range book.Sheets {
		sp := proposeSheet(&book.Sheets[i], 0, known)
		if sp.Use {
			people++
		}
		p.Sheets = append(p.Sheets, sp)
	}
	p.agree()
	for i := range p.Sheets {
		sp := &p.Sheets[i]
		if people == 0 && sp.asidePeople() {
			sp.Use, sp.Why = true, "It is the only list of people in the file."
		}
		for _, m := range remembered {
			if s, ok := m.sheet(sp.Name); ok && sp.HeaderRow > 0 && s.Use != sp.Use {
				sp.Use, sp.Why = s.Use, "As chosen for this register before."
			}
		}
	}
	return p
}

// agree lets a heading that one sheet's values explained mean the same in the
// others, where there may be too few values to tell.
func (p Proposal) agree() {
	meant := map[string]ColumnProposal{}
	for _, sp := range p.Sheets {
		for _, c := range sp.Columns {
			if key := words(c.Header); sp.Use && c.Field != "" && meant[key].Field == "" {
				meant[key] = c
			}
		}
	}
	for i := range p.Sheets {
		sp := &p.Sheets[i]
		taken := map[Field]bool{}
		for _, c := range sp.Columns {
			taken[c.Field] = true
		}
		for j := range sp.Columns {
			c := &sp.Columns[j]
			other := meant[words(c.Header)]
			if sp.Use && c.Field == "" && !c.settled && c.Unsure == "" && other.Field != "" && (!taken[other.Field] || other.Field.Repeats()) && !strings.HasPrefix(c.Header, "Column ") {
				c.Field, c.Unsure = other.Field, "It is taken as in the other sheets."
				taken[c.Field] = true
			}
		}
	}
}

// ProposeAt proposes the columns of one sheet with its headings in the given
// row (1 is the first; 0 lets Propose find it). The sheet is taken as one of
// people, since a person pointed at it.
func ProposeAt(s *Sheet, headerRow int, remembered ...Mapping) SheetProposal {
	sp := proposeSheet(s, headerRow, remember(remembered))
	sp.Use = true
	return sp
}

// Reasons for not using a sheet that does hold people; see asidePeople.
const (
	whyHidden = "It looks like a list of people, but the sheet is hidden."
	whyLeft   = "It looks like a list of people, but its name says that they have left the register or that it is an old copy."
	whyOther  = "It names people, but its name says that it is not the register itself."
)

// asidePeople reports a sheet of people that was left aside for its name or
// for being hidden.
func (sp *SheetProposal) asidePeople() bool {
	return sp.Why == whyHidden || sp.Why == whyLeft || sp.Why == whyOther
}

func proposeSheet(s *Sheet, headerRow int, known memory) SheetProposal {
	sp := SheetProposal{Name: s.Name, Hidden: s.Hidden, Columns: []ColumnProposal{}}
	var list []heading
	at, found := headerRow-1, headerRow > 0 && headerRow <= len(s.Rows)
	if found {
		_, list = scoreHeadings(s, at, known)
	} else {
		at, list, found = findHeadings(s, known)
	}
	if !found {
		at, list, found = headingless(s)
	}
	if !found {
		sp.Why = "It has no row of headings that name people."
		if len(s.Rows) == 0 {
			sp.Why = "It is empty."
		}
		return sp
	}
	sp.HeaderRow = at + 1
	nameColumns(list)
	sp.Columns = proposeColumns(s, at, list, known)
	sp.judge(s)
	return sp
}

// headingless takes a sheet without headings for a list of people if a column
// of NHS numbers shows it. Its values begin in the first row.
func headingless(s *Sheet) (int, []heading, bool) {
	list := make([]heading, s.width())
	numbers, others := 0, 0
	for column := range list {
		p := profileOf(s, column, 0, func(int) bool { return false })
		switch f, ok := meaningOfValues(&p); {
		case ok && f == NHSNumber:
			numbers++
		case ok || p.share(looksLikeDay) > 0.8:
			others++
		}
	}
	return -1, list, numbers == 1 && others > 0
}

// judge decides whether a sheet with headings is a list of people, and of
// whom.
func (sp *SheetProposal) judge(s *Sheet) {
	m := SheetMapping{}
	ofPerson, named := 0, false
	for _, c := range sp.Columns {
		m.Columns = append(m.Columns, ColumnMapping{c.Index, c.Header, c.Field})
		if c.Field.ofPerson() {
			ofPerson++
		}
		switch c.Field {
		case FamilyName, FullName, GivenName, NHSNumber:
			named = true
		}
		if head := words(c.Header); strings.HasPrefix(head, "count of") || strings.HasPrefix(head, "sum of") || head == "row labels" || head == "grand total" {
			sp.Why = "It is a table of counts."
			return
		}
	}
	name := words(s.Name)
	sp.Rating = ""
	if rating, ok := headingRating(s.Name); ok && !m.rates() {
		sp.Rating = rating
	}
	people := 0
	for row := sp.HeaderRow; row < len(s.Rows) && people < 1; row++ {
		if line := classify(s, row, &m, nil); line.person {
			people++
		}
	}
	switch {
	case !named:
		sp.Why = "It has no column of names or NHS numbers."
	case ofPerson == 0 && sp.Rating == "":
		sp.Why = "It has names, but nothing that a register says of a person (date of birth, NHS number, rating)."
	case people == 0:
		sp.Why = "It has headings, but no people below them."
	case s.Hidden:
		sp.Why = whyHidden
	case hasWord(name, "left", "leavers", "leaver", "archive", "archived", "closed", "removed", "deceased", "inactive", "old", "previous", "backup", "copy of", "do not use", "superseded", "off register", "off dsr", "ex"):
		sp.Why = whyLeft
	case hasWord(name, "action", "actions", "action log", "log", "minutes", "contacts", "lookup", "lookups", "instructions", "guidance", "template", "example", "pivot", "dashboard", "readme", "attendance", "panel members"):
		sp.Why = whyOther
	default:
		sp.Use, sp.Why = true, "It has a row of headings and people below it."
	}
	if sp.asidePeople() {
		sp.Questions = append(sp.Questions, sp.Why+" Tick it if its people belong to the register.")
	}
	if sp.Use {
		sp.ask(&m)
	}
}

// ask says what a register has and this sheet has not.
func (sp *SheetProposal) ask(m *SheetMapping) {
	if sp.Rating != "" {
		sp.Questions = append(sp.Questions, fmt.Sprintf("There is no column of ratings: everybody in this sheet is taken as %s, by the sheet's name.", sp.Rating))
	} else if !m.rates() {
		sp.Questions = append(sp.Questions, "No column of ratings was found.")
	}
	if !m.has(NHSNumber) {
		sp.Questions = append(sp.Questions, "No column of NHS numbers was found.")
	}
	if !m.has(BirthDate) && !m.has(BirthYear) {
		sp.Questions = append(sp.Questions, "No column of dates of birth was found.")
	}
	if !m.has(FamilyName) && !m.has(FullName) {
		sp.Questions = append(sp.Questions, "No column of family names was found.")
	}
}
