package sheet

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// nhs is the n-th valid NHS number of the 999 range, for invented people.
func nhs(n int) string {
	for i := 9990000000 + n*1370; ; i++ {
		if number, err := casefile.ParseNHSNumber(fmt.Sprint(i)); err == nil {
			return number
		}
	}
}

type testSheet struct {
	name   string
	hidden bool
	rows   [][]any
	merged [][2]string
}

// day makes a date cell with a custom British format.
type day civil.Date

func makeXLSX(t testing.TB, sheets ...testSheet) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	format := `[$-809]dd\ mmmm\ yyyy;@`
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(t, err)
	for i, s := range sheets {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			must(t, err)
		}
		for r, row := range s.rows {
			for c, v := range row {
				if v == nil {
					continue
				}
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if d, ok := v.(day); ok {
					must(t, f.SetCellInt(s.name, at, int64(civil.Date(d)-civil.Of(1899, 12, 30))))
					must(t, f.SetCellStyle(s.name, at, at, style))
					continue
				}
				must(t, f.SetCellValue(s.name, at, v))
			}
		}
		for _, m := range s.merged {
			must(t, f.MergeCell(s.name, m[0], m[1]))
		}
	}
	for _, s := range sheets {
		if s.hidden {
			f.SetActiveSheet(len(sheets) - 1)
			must(t, f.SetSheetVisible(s.name, false))
		}
	}
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	must(t, err)
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// summary is what a test of a whole file compares.
type summary struct {
	Sheets  string
	Rows    int
	Ratings string
	Codes   string
	Ignored string
}

func summarise(r *Review) summary {
	report := r.Report()
	s := summary{Rows: report.Rows}
	for _, sh := range report.Sheets {
		s.Sheets += fmt.Sprintf("%s@%d:%d ", sh.Name, sh.HeaderRow, sh.Rows)
	}
	for _, c := range casefile.Ratings {
		s.Ratings += fmt.Sprintf("%s%d ", c[:1], report.Ratings[c])
	}
	for _, p := range report.Problems {
		s.Codes += fmt.Sprintf("%s!%d:%s ", p.Sheet, p.Row, p.Code)
	}
	for _, i := range report.Ignored {
		s.Ignored += fmt.Sprintf("%s!%d ", i.Sheet, i.Row)
	}
	return s
}

func mappedFields(p Proposal, name string) string {
	s := ""
	for _, sp := range p.Sheets {
		if sp.Name == name {
			for _, c := range sp.Columns {
				s += fmt.Sprintf("%s=%s; ", c.Header, c.Field)
			}
		}
	}
	return s
}

// One sheet a colour, no column of ratings, an instruction sheet, a pivot, a
// hidden old copy, a list of wards and a log of actions.
func TestSheetForEachColour(t *testing.T) {
	t.Parallel()
	head := []any{"Client name", "D of B", "NHS #", "Dx", "Legal framework", "Where now", "What is needed", "Lead", "CTR held"}
	person := func(n int, name string) []any {
		return []any{name, day(civil.Of(1980+n, 3, n+1)), nhs(n), "ASD", nil, "Community", "respite", "A. Okafor", "12/03/2026"}
	}
	data := makeXLSX(t,
		testSheet{name: "READ ME", rows: [][]any{{"How to use this register"}, {"1. Add people to the sheet of their colour"}, {"2. RED means a C(E)TR is needed"}}},
		testSheet{name: "RED", rows: [][]any{{"Red list"}, head, person(1, "Ada Obi"), person(2, "Ben van der Berg")}},
		testSheet{name: "Amber", rows: [][]any{head, person(3, "Cai Rees"), nil, person(4, "Dot Hill"), person(5, "Eve Lowe")}},
		testSheet{name: "GREEN - monitoring", rows: [][]any{head, person(6, "Fay Moss"), {"Total", 1}}},
		testSheet{name: "Blue (inpatients)", rows: [][]any{head, {"Gus Nye", "05.06.1990", nhs(7), "LD", "S.3", "Elm Ward, Fairview Hospital", nil, "A. Okafor", nil}}},
		testSheet{name: "Summary", rows: [][]any{{"Row Labels", "Count of NHS #"}, {"Red", 2}, {"Amber", 3}, {"Grand Total", 5}}},
		testSheet{name: "Wards", rows: [][]any{{"Ward", "Hospital", "Security"}, {"Elm", "Fairview", "Low"}, {"Oak", "Fairview", "General"}}},
		testSheet{name: "Action log", rows: [][]any{{"Client name", "NHS #", "Action", "Owner", "Due date"}, {"Ada Obi", nhs(1), "Call", "AO", "01/10/2026"}}},
		testSheet{name: "Old", hidden: true, rows: [][]any{head, person(1, "Ada Obi"), person(8, "Hal Pye")}},
	)
	book, p, review := checkFile(t, "colours.xlsx", data)
	got := summarise(review)
	want := summary{
		Sheets: "RED@2:2 Amber@1:3 GREEN - monitoring@1:1 Blue (inpatients)@1:1 ", Rows: 7, Ratings: "r2 a3 g1 b1 ",
		Ignored: "READ ME!1 READ ME!2 READ ME!3 RED!1 RED!2 Amber!1 GREEN - monitoring!1 GREEN - monitoring!3 Blue (inpatients)!1 Summary!1 Summary!2 Summary!3 Summary!4 Wards!1 Wards!2 Wards!3 Action log!1 Action log!2 Old!1 Old!2 Old!3 ",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "RED"), "Client name=full-name; D of B=birth-date; NHS #=nhs-number; Dx=condition; Legal framework=legal-status; Where now=setting; What is needed=support-needed; Lead=coordinator; CTR held=last-review; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
	gus := review.Rows[6]
	if gus.Ward != "Elm Ward" || gus.Hospital != "Fairview Hospital" || gus.LegalStatus != "3" || !gus.Inpatient || gus.BirthDate != civil.Of(1990, 6, 5) {
		t.Errorf("Gus came out as %+v", gus)
	}
	if ben := review.Rows[1]; ben.GivenName != "Ben" || ben.FamilyName != "van der Berg" {
		t.Errorf("Ben came out as %q %q", ben.GivenName, ben.FamilyName)
	}
}

// Two lines of headings, blocks under a heading of their own, the headings
// again in the middle, a total and remarks at the foot.
func TestBlocksUnderHeadings(t *testing.T) {
	t.Parallel()
	one := []any{"Family", "Given", "Date of", "NHS", "Local", "", "MHA", "Consent", ""}
	two := []any{"name", "name", "birth", "number", "authority", "Diagnosis", "section", "status", "date"}
	row := func(n int, family, given string) []any {
		return []any{family, given, fmt.Sprintf("%d/%d/19%d", n, n, 70+n), nhs(n), "Northshire", "LD", "", "Yes", "1.2.26"}
	}
	data := makeXLSX(t, testSheet{name: "DSR", merged: [][2]string{{"A1", "I1"}, {"A6", "I6"}}, rows: [][]any{
		{"Northshire Dynamic Support Register"},
		{"Updated: 30/09/2026", nil, nil, nil, "Prepared by:", "J Marsh"},
		nil,
		one, two,
		{"RED"},
		row(1, "Obi", "Ada"), row(2, "Rees", "Cai"),
		{"AMBER (2)"},
		one, two,
		row(3, "Hill", "Dot"), row(4, "Lowe", "Eve"),
		{"Green - monitoring"},
		row(5, "Moss", "Fay"),
		nil,
		{"Inpatients"},
		row(6, "Nye", "Gus"),
		{nil, nil, "Total", 6},
		{"Red = C(E)TR needed within 14 days"},
		{"Key:", "R", "Red"},
		{"Prepared by", "J Marsh"},
		{"Rating", "Number"}, {"Red", 2}, {"Amber", 2},
	}})
	book, p, review := checkFile(t, "blocks.xlsx", data)
	got := summarise(review)
	want := summary{
		Sheets: "DSR@5:6 ", Rows: 6, Ratings: "r2 a2 g1 b1 ",
		Ignored: "DSR!1 DSR!2 DSR!4 DSR!5 DSR!6 DSR!9 DSR!10 DSR!11 DSR!14 DSR!17 DSR!19 DSR!20 DSR!21 DSR!22 DSR!23 DSR!24 DSR!25 ",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "DSR"), "Family name=family-name; Given name=given-name; Date of birth=birth-date; NHS number=nhs-number; Local authority=local-authority; Diagnosis=condition; MHA section=legal-status; Consent status=consent; date=consent-date; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
}

// Headings that say little: the values, the bands above and the months tell.
func TestHeadingsThatSayLittle(t *testing.T) {
	t.Parallel()
	data := makeXLSX(t, testSheet{name: "Caseload list", rows: [][]any{
		{"Person", nil, nil, nil, nil, nil, "Risk", nil, nil, "Hospital", nil, nil, "Reviews", nil, nil},
		{"No", "Name", "Day", "Month", "Year", "Number", "RAG status (Sep)", "RAG status (Oct)", "Date", "Status", "Level", "Type of ward", "Last", "Type", "Next due"},
		{1, "OBI, Ada", 1, 2, 1990, nhs(1), "High", "1-Red", "2.10.26", "Sec 2", "x", "PICU", "1/9/26", "CTR", "1/3/27"},
		{2, "REES, Cai", 12, "Mar", 2011, nhs(2), "R", "RED - C(E)TR needed", "3.10.26", "informal", "y", "Low", "2/9/26", "LAEP", "1/3/27"},
		{3, "HILL, Dot", 31, 2, 1985, nhs(3), "A", "Amber→Green", "4.10.26", "37/41", "x", "LSU", "", "", ""},
		{4, "LOWE, Eve", nil, nil, nil, nhs(4), "A", "G (was A)", "5.10.26", "", "x", "", "", "", ""},
		{5, "MOSS, Fay", 5, 5, 2001, nhs(5), "B", "Inpatient", "6.10.26", "voluntary", "x", "Medium", "CTR 21/06/26", "", ""},
		{6, "NYE, Gus", 6, 6, 1966, nhs(6), "G", "n/k", "7.10.26", "DoLS", "x", "n/k", "", "", ""},
		{7, "PYE, Hal", 7, 7, 1977, nhs(7), "G", "?", "13/13/26", "", "x", "", "", "", ""},
		{8, "ROE, Ida", 8, 8, 1988, nhs(8), "G", "Amber/Red", "approx 2012", "", "x", "", "", "", ""},
		{9, "SOL, Jem", 9, 9, 1999, nhs(9), "G", "", "02/13/2026", "", "x", "", "", "", ""},
	}})
	book, p, review := checkFile(t, "vague.xlsx", data)
	got := summarise(review)
	want := summary{
		Sheets: "Caseload list@2:9 ", Rows: 9, Ratings: "r2 a0 g2 b1 ",
		Codes:   "Caseload list!5:date-unreadable Caseload list!6:birth-date-missing Caseload list!8:rating-unknown Caseload list!9:rating-unknown Caseload list!9:date-unreadable Caseload list!10:rating-unknown Caseload list!10:date-unreadable Caseload list!11:date-unreadable ",
		Ignored: "Caseload list!1 Caseload list!2 ",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "Caseload list"), "No=; Name=full-name; Day=birth-day; Month=birth-month; Year=birth-year; Number=nhs-number; RAG status (Sep)=; RAG status (Oct)=rating; Date=rating-date; Status=legal-status; Level=; Type of ward=security; Last=last-review; Type=last-review-type; Next due=next-review-due; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
	if fay := review.Rows[4]; fay.LastReviewOn != civil.Of(2026, 6, 21) || fay.LastReviewType != InpatientReview || fay.Security != casefile.Medium {
		t.Errorf("Fay came out as %+v", fay)
	}
}

// The list begins in column B, has cells beside its title, a status that was
// and one that is, a line continued and two legends at the foot.
func TestListAmongOtherThings(t *testing.T) {
	t.Parallel()
	book, p, review := checkFile(t, "adults.xlsx", makeXLSX(t, testSheet{name: "DSR Adults", rows: [][]any{
		{nil, "Mid & South ICB", "DSR", "OFFICIAL SENSITIVE"},
		{nil, "Date last updated:", day(civil.Of(2026, 9, 30)), nil, "Total on DSR:", 4},
		nil,
		{nil, "Ref", "Individual", "DoB", nil, "NHS", "Previous Status", "Status", "Level of need", "Placement", "Section", "Adm. date", "Consent to be on DSR (Y/N)", "CTR required?", "Date of last CTR", "Professional lead", "Comments / actions"},
		{nil, "001", "Ada Obi", day(civil.Of(1990, 1, 2)), nil, nhs(1), "Amber", "Red", "High", "Home", "", "", "Y", "Yes", "12/3/26", "AO", "x"},
		{nil, "002", "Cai Rees", "3/4/1991", nil, nhs(2), "Amber", "Amber", "Low", "Supported living", "", "", "Y", "No", "", "AO", "x"},
		{nil, "003", "Dot Hill", "3/4/1992", nil, nhs(3), "Amber", "Green", "Med", "Residential", "", "", "N", "No", "", "AO", "x"},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "continued: see email"},
		{nil, "004", "Eve Lowe", "3/4/1993", nil, nhs(4), "Blue", "Inpatient", "High", "Elm Ward, Fairview Hospital", "3", "1/2/26", "BI", "No", "1/5/26", "AO", "x"},
		{nil, "TOTAL", nil, 4},
		{nil, "Key", nil, nil, nil, nil, "Red", "Amber", "Green", "Blue"},
		{nil, nil, "Red", "Immediate risk of admission"},
		{nil, nil, "Amber", "Risk of admission within 4 weeks"},
	}}))
	want := summary{Sheets: "DSR Adults@4:4 ", Rows: 4, Ratings: "r1 a1 g1 b1 ", Ignored: "DSR Adults!1 DSR Adults!2 DSR Adults!4 DSR Adults!8 DSR Adults!10 DSR Adults!11 DSR Adults!12 DSR Adults!13 "}
	if got := summarise(review); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "DSR Adults"), "Ref=local-id; Individual=full-name; DoB=birth-date; NHS=nhs-number; Previous Status=; Status=rating; Level of need=; Placement=setting; Section=legal-status; Adm. date=admitted-on; Consent to be on DSR (Y/N)=consent; CTR required?=; Date of last CTR=last-review; Professional lead=coordinator; Comments / actions=notes; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
}

// Ratings as priorities, lists for drop-downs, a sheet of statistics; and
// headings of three lines.
func TestPrioritiesAndThreeLines(t *testing.T) {
	t.Parallel()
	book, p, review := checkFile(t, "priorities.xlsx", makeXLSX(t,
		testSheet{name: "Sheet1", rows: [][]any{
			{"First Name", "Last Name", "Date of Birth", "NHS Number", "Priority", "Priority Date", "Diagnosis (LD/ASD/Both)", "Area", "Status"},
			{"Ada", "Obi", "1/2/90", nhs(1), "1 - High", "1/9/26", "Both", "Westport", "Open"},
			{"Cai", "Rees", "1/2/91", nhs(2), "2 - Medium", "1/9/26", "LD", "Eastmoor", "Open"},
			{"Dot", "Hill", "1/2/92", nhs(3), "3 - Low", "1/9/26", "ASD", "Westport", "Open"},
			{"Eve", "Lowe", "1/2/93", nhs(4), "Inpatient", "1/9/26", "ASD", "Westport", "Open"},
			{"Ada", "Obi", "1/2/90", nhs(1), "1 - High", "1/9/26", "Both", "Westport", "Open"},
		}},
		testSheet{name: "Data validation", rows: [][]any{{"Priority", "Diagnosis", "Area"}, {"1 - High", "LD", "Westport"}, {"2 - Medium", "ASD", "Eastmoor"}}},
		testSheet{name: "Stats", rows: [][]any{{"DSR statistics"}, {"Priority", "Sept", "Oct"}, {"High", 3, 4}, {"Total", 7, 8}}},
		testSheet{name: "Three", rows: [][]any{
			{"PERSONAL DETAILS", nil, nil, nil, "DSR", nil, nil, "INPATIENT", nil, nil},
			{"Name", nil, "Date", "NHS", "RAG", "RAG", "Consent", "Ward", "MHA", "Date"},
			{"Surname", "Forename", "of birth", "Number", "rating", "date", "given?", "name", "status", "admitted"},
			{"Moss", "Fay", "1/2/90", nhs(5), "Red", "1/9/26", "Y", "", "", ""},
			{"Nye", "Gus", "1/2/91", nhs(6), "Blue", "1/9/26", "Y", "Elm Ward", "2", "1/8/26"},
		}},
	))
	want := summary{Sheets: "Sheet1@1:5 Three@3:2 ", Rows: 7, Ratings: "r3 a1 g1 b2 ", Codes: "Sheet1!6:duplicate-in-file ",
		Ignored: "Sheet1!1 Data validation!1 Data validation!2 Data validation!3 Stats!1 Stats!2 Stats!3 Stats!4 Three!1 Three!2 Three!3 "}
	if got := summarise(review); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "Sheet1"), "First Name=given-name; Last Name=family-name; Date of Birth=birth-date; NHS Number=nhs-number; Priority=rating; Priority Date=rating-date; Diagnosis (LD/ASD/Both)=condition; Area=local-authority; Status=; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	if got, want := mappedFields(p, "Three"), "Name Surname=family-name; Forename=given-name; Date of birth=birth-date; NHS Number=nhs-number; RAG rating=rating; RAG date=rating-date; Consent given?=consent; Ward name=ward; MHA status=legal-status; Date admitted=admitted-on; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
}

// A date beside the column that its heading begins with, an authority cut
// short, and a number of one digit.
func TestDateOfItsNeighbour(t *testing.T) {
	t.Parallel()
	_, p, review := checkFile(t, "status.xlsx", makeXLSX(t, testSheet{name: "Sheet1", rows: [][]any{
		{"First name", "Last name", "Birth date", "NHS", "Status (RAG)", "Status date", "LOC AUTH"},
		{"Ada", "Obi", "1/2/90", nhs(1), "red", "1/9/26", "Westport"},
		{"Cai", "Rees", "1/2/91", "7", "green", "2/9/26", "Eastmoor"},
	}}))
	if got, want := mappedFields(p, "Sheet1"), "First name=given-name; Last name=family-name; Birth date=birth-date; NHS=nhs-number; Status (RAG)=rating; Status date=rating-date; LOC AUTH=local-authority; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	want := []Problem{{Place{"Sheet1", 3}, "NHS", "7", NHSNumberInvalid, "This is not a valid NHS number: it has 1 digit, and an NHS number has 10.",
		"Check the number and type it in, or bring the person in without it and add it later."}}
	if got := review.Rows[1].Problems; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
