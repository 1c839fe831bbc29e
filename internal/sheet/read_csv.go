package sheet

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readCSV reads text whose values are separated by a comma, semicolon, tab or
// bar. It takes what spreadsheet programs and people write, so it never fails
// for a quote out of place: such a quote is text.
func readCSV(book *Workbook, data []byte, limits Limits) error {
	text, ok := decodeText(data)
	if !ok {
		return refuse(NotASpreadsheet)
	}
	separator := byte(0)
	if rest, found := strings.CutPrefix(text, "sep="); found && len(rest) > 1 && (rest[1] == '\r' || rest[1] == '\n') {
		separator, text = rest[0], strings.TrimLeft(rest[1:], "\r\n")
	}
	if separator == 0 {
		separator = detectSeparator(text)
	}
	cells := 0
	g := grid{limits: limits, cells: &cells}
	row := 0
	err := eachRecord(text, separator, func(record []string) error {
		for column, value := range record {
			if err := g.put(row, column, Cell{Text: undoHarmless(value)}); err != nil {
				return err
			}
		}
		row++
		return nil
	})
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(book.Name, path.Ext(book.Name))
	book.Sheets = []Sheet{{Name: name, Rows: g.rows}}
	return nil
}

// decodeText turns the bytes of a text file into UTF-8. A byte order mark
// decides for UTF-16; a byte that is not UTF-8 is taken as Windows-1252, which
// also mends a file pasted together out of both. False means that the bytes
// are no text.
func decodeText(data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return decodeUTF16(data[2:], 0, 1)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return decodeUTF16(data[2:], 1, 0)
	}
	data = bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})
	if bytes.IndexByte(data, 0) >= 0 {
		return "", false
	}
	control := 0
	for _, b := range data {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v' {
			control++
		}
	}
	if control > len(data)/100 {
		return "", false
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	var text strings.Builder
	text.Grow(len(data) + len(data)/8)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(data[0])
		}
		text.WriteRune(r)
		data = data[size:]
	}
	return text.String(), true
}

func decodeUTF16(data []byte, low, high int) (string, bool) {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i+low]) | uint16(data[2*i+high])<<8
		if units[i] == 0 {
			return "", false
		}
	}
	return string(utf16.Decode(units)), true
}

// detectSeparator chooses the character that cuts the first records into the
// most equal numbers of values.
func detectSeparator(text string) byte {
	best, bestScore := byte(','), 0
	for _, separator := range []byte{',', ';', '\t', '|'} {
		widths := map[int]int{}
		records := 0
		// Stopping early needs no error of its own: any will do.
		_ = eachRecord(text[:min(len(text), 256<<10)], separator, func(record []string) error {
			if len(record) > 1 {
				widths[len(record)]++
			}
			if records++; records == 100 {
				return refuse(Empty)
			}
			return nil
		})
		score := 0
		for width, count := range widths {
			score = max(score, (width-1)*count*count*count)
		}
		if score > bestScore {
			best, bestScore = separator, score
		}
	}
	return best
}

// eachRecord cuts text into records: one a line, unless a line break stands
// within quotes. A line may end in LF, CR LF or, as old Macs did, CR. A blank
// line is a record without values.
func eachRecord(text string, separator byte, yield func([]string) error) error {
	var record []string
	for at := 0; at < len(text); {
		var value string
		value, at = nextValue(text, at, separator)
		record = append(record, value)
		ended := at >= len(text)
		if !ended && text[at] == separator {
			if at++; at < len(text) {
				continue
			}
			record = append(record, "")
			ended = true
		}
		if !ended {
			if text[at] == '\r' && at+1 < len(text) && text[at+1] == '\n' {
				at++
			}
			at++
		}
		if err := yield(record); err != nil {
			return err
		}
		record = record[:0]
	}
	return nil
}

// nextValue reads one value and returns where it ends: at a separator, a line
// break or the end of the text.
func nextValue(text string, at int, separator byte) (string, int) {
	if text[at] == '"' {
		if value, end, ok := quotedValue(text, at+1, separator); ok {
			return value, end
		}
	}
	start := at
	for at < len(text) && text[at] != separator && text[at] != '\n' && text[at] != '\r' {
		at++
	}
	return text[start:at], at
}

// quotedValue reads up to the closing quote. A quote followed by anything but
// a separator, a line break or another quote is text: people type them.
func quotedValue(text string, at int, separator byte) (string, int, bool) {
	var value strings.Builder
	start := at
	for at < len(text) {
		if text[at] != '"' {
			at++
			continue
		}
		next := at + 1
		for next < len(text) && text[next] == ' ' && separator != ' ' {
			next++
		}
		switch {
		case at+1 < len(text) && text[at+1] == '"':
			value.WriteString(text[start : at+1])
			at += 2
			start = at
		case next == len(text) || text[next] == separator || text[next] == '\n' || text[next] == '\r':
			value.WriteString(text[start:at])
			return strings.ReplaceAll(value.String(), "\r\n", "\n"), next, true
		default:
			at++
		}
	}
	return "", 0, false // never closed: the opening quote is text
}
