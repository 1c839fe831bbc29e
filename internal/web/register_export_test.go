package web

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
)

// exported reads a file that was sent, as a table.
func exported(t *testing.T, got answer, name string) [][]string {
	t.Helper()
	if got.status != 200 || !strings.HasPrefix(got.header.Get("Content-Disposition"), `attachment; filename="register-NORTH-2026-03-02.`) {
		t.Fatalf("status %d, %q\n%s", got.status, got.header.Get("Content-Disposition"), got.body)
	}
	if strings.HasSuffix(name, ".csv") {
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	book, err := sheet.Read(name, []byte(got.body), sheet.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, row := range book.Sheets[0].Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestExport(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	s.person("NORTH", casefile.Details{GivenName: "=cmd|'/c calc'!A1", FamilyName: "@Formula"})
	b := s.signedIn(access.Coordinator, "NORTH")

	rows := exported(t, b.get("/register/export?format=csv&rating=red"), "x.csv")
	want := [][]string{
		{"Family name", "Given name", "Preferred name", "NHS number", "Consent", "To be settled", "Rating", "Rating since", "Date of birth", "Age",
			"Local authority", "Setting", "Hospital", "Ward", "What is due", "What is due, by", "What is due, state", "Held by", "Last updated", "Updated by"},
		{"Evans-Okoro", "Rosa", "", "999 476 0173", "", "", "Red", "05/01/2026", "01/05/2009", "16",
			"Ashby & Dale Council", "Community", "", "", "Review of the rating", "12/01/2026", "Overdue by 49 days", "Jo Marsh", "02/03/2026", "Test Register coordinator"},
	}
	if !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("exported\n%q, want\n%q", rows, want)
	}

	// The same people in the same order as on the screen, whatever its page.
	for _, query := range []string{"sort=name", "order=desc&page=2&size=25&sort=name", "setting=community&sort=birth-date", "as=board&people=any"} {
		v, _ := url.ParseQuery(query)
		v.Del("page")
		screen := names(b.page("/register?" + strings.TrimPrefix(strings.ReplaceAll(v.Encode(), "as=board", ""), "&")))
		for _, format := range []string{"csv", "xlsx"} {
			var got []string
			for _, row := range exported(t, b.get("/register/export?format="+format+"&"+query), "x."+format)[1:] {
				got = append(got, strings.TrimPrefix(row[1], "'")+" "+strings.TrimPrefix(row[0], "'"))
			}
			if !slices.Equal(got, screen) {
				t.Errorf("%s %s: exported %q, on the screen %q", format, query, got, screen)
			}
		}
	}

	// A name that a spreadsheet would run stays words.
	for _, row := range exported(t, b.get("/register/export?format=csv"), "x.csv") {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}

	// A search is part of the list.
	found := b.post("/register/search", url.Values{"text": {"lukasz"}, "query": {""}})
	doc := b.page(found.location)
	var link string
	for n := range doc.Descendants() {
		if strings.HasPrefix(attr(n, "href"), "/register/export?format=csv") {
			link = attr(n, "href")
		}
	}
	if rows := exported(t, b.get(link), "x.csv"); len(rows) != 2 || rows[1][1] != "Łukasz" {
		t.Errorf("the search exports %q", rows)
	}
}
