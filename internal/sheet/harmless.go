package sheet

import "strings"

// A spreadsheet program takes a CSV value that begins with one of these as a
// formula, and a formula can send what is in the sheet elsewhere (CWE-1236). A
// cell of a workbook that is typed as text becomes one too, as soon as somebody
// edits it or saves the sheet as CSV.
const formulaStarts = "=+-@\t\r"

// quotedFormula reports a text that begins with a formula sign after one or
// more apostrophes (or after none, if none is enough).
func quotedFormula(text string, apostrophes int) bool {
	rest := strings.TrimLeft(text, "'")
	return len(text)-len(rest) >= apostrophes && rest != "" && strings.IndexByte(formulaStarts, rest[0]) >= 0
}

// makeHarmless puts an apostrophe before a text that would be a formula, and
// before one that undoHarmless would otherwise shorten.
func makeHarmless(text string) string {
	if quotedFormula(text, 0) {
		return "'" + text
	}
	return text
}

// undoHarmless gives back the text that was made harmless.
func undoHarmless(text string) string {
	if quotedFormula(text, 1) {
		return text[1:]
	}
	return text
}
