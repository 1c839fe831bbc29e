package sheet

import (
	"math"
	"strconv"
	"strings"

	"homeward/internal/civil"
)

// numberKind is what a number format makes of a number.
type numberKind uint8

const (
	plainNumber numberKind = iota
	dayNumber              // a day, with or without a time of day
	timeNumber             // a time of day alone
)

// builtinKind knows the formats that a workbook may use without spelling them
// out (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are East Asian dates).
func builtinKind(id int) numberKind {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return dayNumber
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return timeNumber
	}
	return plainNumber
}

// formatKind reads a format that is spelt out, such as
// [$-809]dddd, d mmmm yyyy;@ or "Q"0.
func formatKind(code string) numberKind {
	code, _, _ = strings.Cut(code, ";")
	code = strings.ToLower(code)
	day, clock, month := false, false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return plainNumber
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return plainNumber
			}
			switch code[i+1 : i+end] {
			case "h", "hh", "m", "mm", "s", "ss":
				clock = true
			}
			i += end
		case 'g':
			if strings.HasPrefix(code[i:], "general") {
				return plainNumber
			}
		case 'd', 'y':
			day = true
		case 'h', 's':
			clock = true
		case 'm':
			month = true
		case '0', '#', '?', '%':
			// Digits of a number, unless they are the fractions of a second.
			if !clock {
				return plainNumber
			}
		}
	}
	switch {
	case day, month && !clock:
		return dayNumber
	case clock:
		return timeNumber
	}
	return plainNumber
}

// serialDay is the day of a serial number. The 1900 system counts a 29
// February 1900 that never was, so days before it are one off; that day itself
// (60) is no day.
func serialDay(serial float64, from1904 bool) (civil.Date, bool) {
	whole := math.Floor(serial)
	if math.IsNaN(whole) || whole < 0 || whole > 2958465 {
		return 0, false
	}
	n := int(whole)
	switch {
	case from1904:
		return civil.Of(1904, 1, 1) + civil.Date(n), true
	case n == 0 || n == 60:
		return 0, false
	case n < 60:
		return civil.Of(1899, 12, 31) + civil.Date(n), true
	}
	return civil.Of(1899, 12, 30) + civil.Date(n), true
}

// clockText is the time of day in a serial number, "" at midnight.
func clockText(serial float64) string {
	minutes := int(math.Round((serial - math.Floor(serial)) * 24 * 60))
	if minutes <= 0 || minutes >= 24*60 {
		return ""
	}
	return twoDigits(minutes/60) + ":" + twoDigits(minutes%60)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// slashed is a day as people in Britain write it: 02/01/2006.
func slashed(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.YMD()
	s := strconv.Itoa(y)
	return twoDigits(day) + "/" + twoDigits(m) + "/" + "0000"[min(len(s), 4):] + s
}

// numberCell is the cell of a number in a format.
func numberCell(raw string, kind numberKind, from1904 bool) Cell {
	serial, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsInf(serial, 0) || math.IsNaN(serial) {
		return Cell{Text: raw}
	}
	switch kind {
	case dayNumber:
		if day, ok := serialDay(serial, from1904); ok {
			text := slashed(day)
			if t := clockText(serial); t != "" {
				text += " " + t
			}
			return Cell{Text: text, Date: day}
		}
	case timeNumber:
		if t := clockText(serial); t != "" {
			return Cell{Text: t, Number: true}
		}
	}
	if math.Abs(serial) >= 1e21 {
		return Cell{Text: raw, Number: true}
	}
	// Fifteen digits are what spreadsheet programs keep and show.
	shown, _ := strconv.ParseFloat(strconv.FormatFloat(serial, 'g', 15, 64), 64)
	return Cell{Text: strconv.FormatFloat(shown, 'f', -1, 64), Number: true}
}
