package sheet

import (
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// A column for each colour under one band, with a cross, a tick or a day in one
// of them; a count of the colours above it.
func TestAColumnForEachColour(t *testing.T) {
	t.Parallel()
	data := makeXLSX(t, testSheet{name: "DSR", merged: [][2]string{{"E4", "H4"}}, rows: [][]any{
		{"Red", "Amber", "Green", "Blue"},
		{2, 1, 1, 1},
		nil,
		{nil, nil, nil, nil, "RAG"},
		{"Surname", "First name", "DOB", "NHS No", "Red", "Amber", "Green", "Blue", "Comments"},
		{"Obi", "Ada", "1/2/1990", nhs(1), "x", nil, nil, nil, "c"},
		{"Rees", "Cai", "1/2/1991", nhs(2), "✓", "no", "-", "n/a", "c"},
		{"Hill", "Dot", "1/2/1992", nhs(3), nil, day(civil.Of(2026, 9, 3)), nil, nil, "c"},
		{"Lowe", "Eve", "1/2/1993", nhs(4), 0, 0, 1, 0, "c"},
		{"Moss", "Fay", "1/2/1994", nhs(5), nil, nil, nil, "BLUE", "c"},
		{"Nye", "Gus", "1/2/1995", nhs(6), "x", nil, "x", nil, "c"},
		{"Pye", "Hal", "1/2/1996", nhs(7), nil, nil, nil, nil, "c"},
	}})
	book, p, review := checkFile(t, "marks.xlsx", data)
	want := summary{Sheets: "DSR@5:7 ", Rows: 7, Ratings: "r2 a1 g1 b1 ", Codes: "DSR!11:rating-unknown ", Ignored: "DSR!1 DSR!2 DSR!4 DSR!5 "}
	if got := summarise(review); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := mappedFields(p, "DSR"), "Surname=family-name; First name=given-name; DOB=birth-date; NHS No=nhs-number; Red=rating-red; Amber=rating-amber; Green=rating-green; Blue=rating-blue; Comments=notes; "; got != want {
		t.Errorf("columns %s\nwant    %s", got, want)
	}
	everyLineOnce(t, book, review)
	if dot := review.Rows[2]; dot.Rating != casefile.Amber || dot.RatingOn != civil.Of(2026, 9, 3) {
		t.Errorf("Dot is %s since %v", dot.Rating, dot.RatingOn)
	}
	gus := review.Rows[5].Problems[0]
	if gus.Message != "More than one rating is marked: Red, Green." || gus.Column != "Green" || gus.Value != "x" || review.Rows[5].Rating != "" {
		t.Errorf("Gus has %+v", gus)
	}
}

// A column of ratings says more than marks, and one colour alone is no way to
// rate people.
func TestColoursThatAreNoMarks(t *testing.T) {
	t.Parallel()
	book := csvBook(t, "Name,DOB,NHS number,RAG,Red,Amber,Green", "Ada Obi,1/2/1990,"+nhs(1)+",amber,x,,", "Cai Rees,1/2/1991,"+nhs(2)+",green,,,x")
	if got, want := mappedFields(Propose(book), "register"), "Name=full-name; DOB=birth-date; NHS number=nhs-number; RAG=rating; Red=; Amber=; Green=; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	review := Check(book, Propose(book).Mapping(), Known{}, today)
	if got := summarise(review).Ratings; got != "r0 a1 g1 b0 " {
		t.Errorf("ratings %s", got)
	}
	book = csvBook(t, "Name,DOB,NHS number,RAG status,Green", "Ada Obi,1/2/1990,"+nhs(1)+",amber,yes", "Cai Rees,1/2/1991,"+nhs(2)+",green,no")
	if got, want := mappedFields(Propose(book), "register"), "Name=full-name; DOB=birth-date; NHS number=nhs-number; RAG status=rating; Green=; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
