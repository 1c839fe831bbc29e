package sheet

import (
	"homeward/internal/casefile"
)

// Report is what a dry run prints: `homeward import FILE --dry-run --json`.
// Rows counts the people's lines of the file; each of them is ready or needs
// attention. Every other line that is not blank is in Ignored.
type Report struct {
	Sheets    []ReportSheet           `json:"sheets"`
	Rows      int                     `json:"rows"`
	Ready     int                     `json:"ready"`
	Attention int                     `json:"attention"`
	Ignored   []Ignored               `json:"ignored"`
	Ratings   map[casefile.Rating]int `json:"ratings"`
	Problems  []ReportProblem         `json:"problems"`
}

// ReportSheet is a sheet that was read as people. Mapped gives each column
// that has a place its field; Unmapped lists the others.
type ReportSheet struct {
	Name      string           `json:"name"`
	HeaderRow int              `json:"header_row"`
	Mapped    map[string]Field `json:"mapped"`
	Unmapped  []string         `json:"unmapped"`
	Rows      int              `json:"rows"`
}

// ReportProblem is a Problem without its remedy, which is for the screen.
type ReportProblem struct {
	Place
	Column  string `json:"column"`
	Value   string `json:"value"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// Report sums a review up. Ratings counts every people's line, the later lines
// of a person too: it tells whether the file was read right.
func (r *Review) Report() Report {
	report := Report{Sheets: []ReportSheet{}, Rows: len(r.Rows), Ignored: r.Ignored, Ratings: map[casefile.Rating]int{}, Problems: []ReportProblem{}}
	for _, rating := range casefile.Ratings {
		report.Ratings[rating] = 0
	}
	for _, s := range r.Sheets {
		rs := ReportSheet{Name: s.Name, HeaderRow: s.HeaderRow, Mapped: map[string]Field{}, Unmapped: []string{}, Rows: s.Rows}
		for _, c := range s.Columns {
			if c.Field == "" {
				rs.Unmapped = append(rs.Unmapped, c.Header)
			} else {
				rs.Mapped[c.Header] = c.Field
			}
		}
		report.Sheets = append(report.Sheets, rs)
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.State == Ready {
			report.Ready++
		} else {
			report.Attention++
		}
		if row.Rating != "" {
			report.Ratings[row.Rating]++
		}
		for _, p := range row.Problems {
			report.Problems = append(report.Problems, ReportProblem{p.Place, p.Column, p.Value, p.Code, p.Message})
		}
	}
	return report
}
