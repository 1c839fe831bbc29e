package sheet

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"homeward/internal/civil"
)

// bigRegister is a register of 25 columns as areas keep them.
func bigRegister(b *testing.B, name string, people int) []byte {
	b.Helper()
	header := strings.Split("Surname|First name|D.O.B|NHS No.|Postcode|Local Authority|Diagnosis|Date referred|Consent?|Consent date|RAG|RAG date|Ward / hospital|Security|MHA status|Admitted|Planned discharge|EHCP|Last C(E)TR|Type|Next due|Advocate|Support needed|Co-ordinator|Notes", "|")
	var rows [][]Cell
	for n := range people {
		born := civil.Of(1960, 1, 1) + civil.Date(n%20000)
		inside := ""
		if n%5 == 0 {
			inside = "Elm Ward, Fairview Hospital"
		}
		rows = append(rows, []Cell{
			Text(fmt.Sprintf("Obi%c%c", 'a'+n%26, 'a'+n/26%26)), Text("Ada"), Day(born), Text(nhs(n)), Text("NX1 4AB"), Text("Northshire County Council"),
			Text([]string{"LD", "ASD", "LD + autism", "?ASD - awaiting assessment"}[n%4]), Day(born + 5000), Text([]string{"Y", "yes - parent", "BI decision 12/3/25", ""}[n%4]), Text("12/3/2025"),
			Text([]string{"R", "Amber", "green", "BLUE (inpatient)", "amber - was red"}[n%5]), Text("1.9.26"), Text(inside), Text("Low"), Text("s.3 MHA"), Text("2 January 2026"), Text(""), Text("Y"),
			Text("12 September 2025"), Text("community CTR"), Text("02-Jan-27"), Text("IMHA - Voices"), Text("supported living x2:1"), Text("J. Marsh"), Text("Moved from Westport, chase notes"),
		})
	}
	return writeAll(b, name, header, rows)
}

// BenchmarkImport reads, proposes and checks 5,000 people in 25 columns. The
// aim is half a second on one core and less than 200 MB.
func BenchmarkImport(b *testing.B) {
	for _, name := range []string{"x.xlsx", "x.csv"} {
		data := bigRegister(b, name, 5000)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				book, err := Read(name, data, DefaultLimits)
				must(b, err)
				review := Check(book, Propose(book).Mapping(), Known{}, today)
				if report := review.Report(); report.Rows != 5000 || report.Attention != 0 {
					b.Fatalf("%d rows, %d need attention", report.Rows, report.Attention)
				}
			}
		})
	}
}

// BenchmarkExport writes 5,000 rows of 25 columns.
func BenchmarkExport(b *testing.B) {
	for name, open := range writers {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			row := make([]Cell, 25)
			for i := range row {
				row[i] = Text("Moved from Westport")
			}
			row[3] = Day(civil.Of(2026, 1, 2))
			for b.Loop() {
				w, err := open(io.Discard, make([]string, 25))
				must(b, err)
				for range 5000 {
					must(b, w.Row(row))
				}
				must(b, w.Close())
			}
		})
	}
}
