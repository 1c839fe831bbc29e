package sheet

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func csvBook(t testing.TB, lines ...string) *Workbook {
	t.Helper()
	book, err := Read("register.csv", []byte(strings.Join(lines, "\n")), DefaultLimits)
	must(t, err)
	return book
}

// A whole line, value by value.
func TestOneLine(t *testing.T) {
	t.Parallel()
	book := csvBook(t,
		"Surname;First name;DOB;NHS no;Preferred name;Council;Postcode;Diagnosis;RAG;RAG date;Consent;Consent date;Ward / hospital;Security;MHA status;Admitted;EHCP;Last CTR;Type;Next due;Keyworker;Needs;Notes;Comments;Shoe size",
		"O'BRIEN;Zoë;9.12.30;"+nhs(1)+";Zo;Westport;nx1 4ab;LD + ?ASD;1-Red;1/9/26;BI decision 12/3/25;2/9/26;Elm Ward, Fairview Hospital (out of area);n/k;s.3 MHA;31/8/26;in progress;12/3/2026 10:30;CTR;1/3/27;TBC;=respite;first;second;41",
		"Nye;Gus;30/2/90;9991234567;;;;;;;;;;;;;;;;;;;;;")
	m := Propose(book).Mapping()
	review := Check(book, m, Known{}, today)
	original := []casefile.Cell{}
	for i, head := range strings.Split("Surname;First name;DOB;NHS no;Preferred name;Council;Postcode;Diagnosis;RAG;RAG date;Consent;Consent date;Ward / hospital;Security;MHA status;Admitted;EHCP;Last CTR;Type;Next due;Keyworker;Needs;Notes;Comments;Shoe size", ";") {
		original = append(original, casefile.Cell{Column: head, Value: book.Sheets[0].cell(1, i).Text})
	}
	at := Place{"register", 2}
	want := Row{
		Place: at, State: Ready, GivenName: "Zoë", FamilyName: "O'Brien", PreferredName: "Zo", BirthDate: civil.Of(1930, 12, 9), NHSNumber: nhs(1),
		LocalAuthority: "Westport", Postcode: "NX1 4AB", Conditions: []ConditionRead{{casefile.LearningDisability, casefile.Confirmed}, {casefile.Autism, casefile.Suspected}},
		Rating: casefile.Red, RatingOn: civil.Of(2026, 9, 1), Consent: &ConsentRead{casefile.ToRegister, casefile.Given, casefile.BestInterests, civil.Of(2025, 3, 12)}, ConsentOn: civil.Of(2026, 9, 2),
		Hospital: "Fairview Hospital", Ward: "Elm Ward", OutOfArea: true, LegalStatus: "3", AdmittedOn: civil.Of(2026, 8, 31),
		LastReviewOn: civil.Of(2026, 3, 12), LastReviewType: CommunityReview, NextReviewDue: civil.Of(2027, 3, 1), SupportNeeded: "=respite", Notes: "first\nsecond",
		Original: original,
		Unread: []Unread{
			{"Security", "n/k", "This is not known yet."},
			{"EHCP", "in progress", "This does not say whether there is an EHC plan now."},
			{"Keyworker", "TBC", "This does not name anybody."},
		},
	}
	if !reflect.DeepEqual(review.Rows[0], want) {
		t.Errorf("got  %+v\nwant %+v", review.Rows[0], want)
	}
	gus := Place{"register", 3}
	wantProblems := []Problem{
		{gus, "DOB", "30/2/90", DateUnreadable, "There is no such day in the calendar.", "Type the date as day, month and year, such as 27/03/2012."},
		{gus, "NHS no", "9991234567", NHSNumberInvalid, "This is not a valid NHS number: its last digit does not agree with the others.", "Check the number and type it in, or bring the person in without it and add it later."},
	}
	if got := review.Rows[1]; !reflect.DeepEqual(got.Problems, wantProblems) || got.State != Attention {
		t.Errorf("got %s %+v\nwant %+v", got.State, got.Problems, wantProblems)
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "Name,DOB,NHS number,RAG",
		"\"OBI, Ada\",1/2/1990,"+nhs(1)+",red", // 2
		"Ada Obi,01.02.90,"+nhs(1)+",red",      // 3: same number
		"Ada Obi,1/2/1990,,amber",              // 4: same name and birth, no number
		"Zoë Rees,3/4/2001,,red",               // 5
		"zoe REES,03/04/2001,"+nhs(2)+",red",   // 6: the same as 5, and its number is now known
		"Zoe Rees,3/4/2001,"+nhs(3)+",red",     // 7: another number: another person, shown beside
		"Dot Hill,,,green",                     // 8
		"Dot Hill,,,green",                     // 9: two people of one name, or not: nobody can tell
		"D. Hill,5/5/1955,"+nhs(2)+",green",    // 10: number of 6
		"Eve Lowe,6/6/1966,"+nhs(4)+",green",   // 11: known by number
		"Fay Moss,7/7/1977,,green",             // 12: known by name
		"Gus Nye,8/8/1988,"+nhs(5)+",green",    // 13: a case of that name has another number
		"Hal Pye,9/9/1999,9991234567,green",    // 14
		"Hal Pye,9/9/1999,"+nhs(6)+",green",    // 15: 14's number is not valid
	)
	known := Known{
		ByNHS: map[string]string{nhs(4): "c4", nhs(1): "c1"},
		ByPerson: map[PersonKey][]KnownCase{
			KeyOf("Fay", "Moss", civil.Of(1977, 7, 7)): {{ID: "c5", NHSNumber: nhs(8)}},
			KeyOf("Gus", "Nye", civil.Of(1988, 8, 8)):  {{ID: "c6", NHSNumber: nhs(9)}},
		},
	}
	review := Check(book, Propose(book).Mapping(), known, today)
	got := ""
	for _, r := range review.Rows {
		for _, p := range r.Problems {
			if p.Code == DuplicateInFile {
				got += fmt.Sprintf("%d=%d ", r.Row, r.SameAs.Row)
			}
			if p.Code == DuplicateInRegister {
				got += fmt.Sprintf("%d=%s ", r.Row, r.InRegister)
			}
		}
		for _, s := range r.Similar {
			got += fmt.Sprintf("%d~%d ", r.Row, s.Row)
		}
	}
	if want := "2=c1 3=2 4=2 6=5 7~5 10=5 11=c4 12=c5 15=14 "; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSameLineHasSameKey(t *testing.T) {
	t.Parallel()
	head, one, two := "Name,DOB,NHS number,RAG", "Ada Obi,1/2/1990,"+nhs(1)+",red", "Cai Rees,1/2/1991,"+nhs(2)+",red"
	keys := func(lines ...string) []string {
		book := csvBook(t, lines...)
		var list []string
		for _, r := range Check(book, Propose(book).Mapping(), Known{}, today).Rows {
			list = append(list, r.Key())
		}
		return list
	}
	a, b := keys(head, one, two), keys("title", "", head, two, one)
	if a[0] != b[1] || a[1] != b[0] || a[0] == a[1] {
		t.Errorf("keys %v and %v", a, b)
	}
	if c := keys(head, strings.Replace(one, "red", "amber", 1)); c[0] == a[0] {
		t.Error("a changed line has the key of the old one")
	}
}

func TestRememberedMappingStandsBeforeGuesses(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "Client;Born;Number;Zustand;Notes", "Ada Obi;1/2/1990;"+nhs(1)+";low;x", "Cai Rees;1/2/1991;"+nhs(2)+";high;y")
	m := Propose(book).Mapping()
	corrected := m
	corrected.Sheets = []SheetMapping{m.Sheets[0]}
	corrected.Sheets[0].Columns = append([]ColumnMapping{}, m.Sheets[0].Columns...)
	corrected.Sheets[0].Columns[3].Field = Rating
	corrected.Sheets[0].Columns[4].Field = ""
	data, err := json.Marshal(corrected)
	must(t, err)
	back, err := ParseMapping(data)
	must(t, err)
	if !reflect.DeepEqual(back, corrected) {
		t.Errorf("as JSON %s\ncame back %+v", data, back)
	}
	if got := Propose(book, back).Mapping(); !reflect.DeepEqual(got, corrected) {
		t.Errorf("got  %+v\nwant %+v", got, corrected)
	}
	// The columns may move and the heading be written otherwise.
	book = csvBook(t, "title", "NOTES;zustand ;Client;Born;Number", "x;low;Ada Obi;1/2/1990;"+nhs(1))
	if got, want := mappedFields(Propose(book, back), "register"), "NOTES=; zustand=rating; Client=full-name; Born=birth-date; Number=nhs-number; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMappingFaultsAreSaidInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"sheets":[{"name":"S","columns":[{"index":0,"header":"A","field":"rating"},{"index":1,"header":"B","field":"rating"}]}]}`: `sheet "S": both "A" and "B" are set to Rating: choose one`,
		`{"sheets":[{"name":"S","columns":[{"index":0,"header":"A","field":"wrong"}]}]}`:                                            `sheet "S", column "A": "wrong" is not a kind of column`,
		`{"sheets":[{"name":"S","rating":"pink"}]}`:                                                                                 `sheet "S": "pink" is not a rating`,
		`{"sheets":[{"name":"S","columns":[{"index":-1,"header":"A"}]}]}`:                                                           `sheet "S", column "A": there is no column -1`,
	} {
		if _, err := ParseMapping([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A person may point at another row of headings.
func TestProposeAt(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "Name,DOB,NHS number,RAG", "example,,,", "Client,Born,No,Level", "Ada Obi,1/2/1990,"+nhs(1)+",red", "Cai Rees,1/2/1991,"+nhs(2)+",amber")
	sp := ProposeAt(&book.Sheets[0], 3)
	got := mappedFields(Proposal{Sheets: []SheetProposal{sp}}, "register")
	if want := "Client=full-name; Born=birth-date; No=nhs-number; Level=rating; "; got != want || sp.HeaderRow != 3 || !sp.Use {
		t.Errorf("got %s at %d (%v), want %s", got, sp.HeaderRow, sp.Use, want)
	}
}

func TestSheetWithoutHeadings(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "OBI Ada,1/2/1990,"+nhs(1)+",red", "REES Cai,1/2/1991,"+nhs(2)+",amber", "HILL Dot,1/2/1992,"+nhs(3)+",green")
	p := Propose(book)
	review := Check(book, p.Mapping(), Known{}, today)
	got := summarise(review)
	want := summary{Sheets: "register@0:3 ", Rows: 3, Ratings: "r1 a1 g1 b0 "}
	if got != want {
		t.Errorf("got %+v, want %+v, columns %s", got, want, mappedFields(p, "register"))
	}
	everyLineOnce(t, book, review)
}

func TestReportIsWhatTheCommandPrints(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "Register", "Name,DOB,NHS number,RAG,Hat", "Ada Obi,1/2/1990,,purple,no", "Total,1,,,")
	data, err := json.Marshal(Check(book, Propose(book).Mapping(), Known{}, today).Report())
	must(t, err)
	want := `{"sheets":[{"name":"register","header_row":2,"mapped":{"DOB":"birth-date","NHS number":"nhs-number","Name":"full-name","RAG":"rating"},"unmapped":["Hat"],"rows":1}],` +
		`"rows":1,"ready":0,"attention":1,"ignored":[{"sheet":"register","row":1,"why":"It stands above the column headings."},{"sheet":"register","row":2,"why":"These are the column headings."},{"sheet":"register","row":4,"why":"This is a total, not a person."}],` +
		`"ratings":{"amber":0,"blue":0,"green":0,"red":0},"problems":[` +
		`{"sheet":"register","row":3,"column":"RAG","value":"purple","code":"rating-unknown","message":"This is not a rating that Homeward knows: red, amber, green or blue."},` +
		`{"sheet":"register","row":3,"column":"NHS number","value":"","code":"nhs-number-missing","message":"There is no NHS number."}]}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}
