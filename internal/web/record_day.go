package web

import (
	"strconv"
	"strings"

	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// readDay reads a day typed in three fields. Nothing typed is no day and no
// fault. What begins the message, "The date of birth"; part is the field at
// fault, "" when it is all of them.
func readDay(typed ui.DateValues, what string) (day civil.Date, part, text string) {
	d, m, y := strings.TrimSpace(typed.Day), strings.TrimSpace(typed.Month), strings.TrimSpace(typed.Year)
	if d == "" && m == "" && y == "" {
		return 0, "", ""
	}
	for _, each := range []struct{ typed, part string }{{d, "day"}, {m, "month"}, {y, "year"}} {
		if each.typed == "" {
			return 0, each.part, what + " must include a " + each.part
		}
	}
	dayNumber, err := strconv.Atoi(d)
	if err != nil || dayNumber < 1 || dayNumber > 31 {
		return 0, "day", what + " must have a day between 1 and 31"
	}
	month := readMonth(m)
	if month == 0 {
		return 0, "month", what + " must have a month between 1 and 12"
	}
	year, err := strconv.Atoi(y)
	if err != nil || len(y) != 4 || year < 1000 {
		return 0, "year", what + " must have a year of 4 numbers, such as 2026"
	}
	day, ok := civil.New(year, month, dayNumber)
	if !ok {
		return 0, "day", what + " must be a real date: " + civil.MonthName(month) + " " + y + " has " + strconv.Itoa(civil.DaysIn(year, month)) + " days"
	}
	return day, "", ""
}

// readMonth reads a number or an English name, at least its first three
// letters; 0 is none.
func readMonth(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n >= 1 && n <= 12 {
			return n
		}
		return 0
	}
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if s == "sept" {
		return 9
	}
	for n := 1; n <= 12 && len(s) >= 3; n++ {
		if strings.HasPrefix(strings.ToLower(civil.MonthName(n)), s) {
			return n
		}
	}
	return 0
}
