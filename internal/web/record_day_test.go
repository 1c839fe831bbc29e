package web

import (
	"testing"

	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

func TestReadDay(t *testing.T) {
	t.Parallel()
	type result struct {
		Day        civil.Date
		Part, Text string
	}
	tests := map[ui.DateValues]result{
		{}:                                         {},
		{Day: " ", Month: "", Year: " "}:           {},
		{Day: "2", Month: "3", Year: "2026"}:       {Day: civil.Of(2026, 3, 2)},
		{Day: " 02", Month: "03 ", Year: "2026"}:   {Day: civil.Of(2026, 3, 2)},
		{Day: "2", Month: "March", Year: "2026"}:   {Day: civil.Of(2026, 3, 2)},
		{Day: "2", Month: "sept", Year: "2026"}:    {Day: civil.Of(2026, 9, 2)},
		{Day: "29", Month: "2", Year: "2024"}:      {Day: civil.Of(2024, 2, 29)},
		{Day: "29", Month: "2", Year: "2026"}:      {Part: "day", Text: "The date must be a real date: February 2026 has 28 days"},
		{Day: "31", Month: "Apr", Year: "2026"}:    {Part: "day", Text: "The date must be a real date: April 2026 has 30 days"},
		{Day: "", Month: "3", Year: "2026"}:        {Part: "day", Text: "The date must include a day"},
		{Day: "2", Month: "", Year: "2026"}:        {Part: "month", Text: "The date must include a month"},
		{Day: "2", Month: "3", Year: ""}:           {Part: "year", Text: "The date must include a year"},
		{Day: "32", Month: "3", Year: "2026"}:      {Part: "day", Text: "The date must have a day between 1 and 31"},
		{Day: "x", Month: "3", Year: "2026"}:       {Part: "day", Text: "The date must have a day between 1 and 31"},
		{Day: "2", Month: "13", Year: "2026"}:      {Part: "month", Text: "The date must have a month between 1 and 12"},
		{Day: "2", Month: "ma", Year: "2026"}:      {Part: "month", Text: "The date must have a month between 1 and 12"},
		{Day: "2", Month: "0", Year: "2026"}:       {Part: "month", Text: "The date must have a month between 1 and 12"},
		{Day: "2", Month: "3", Year: "26"}:         {Part: "year", Text: "The date must have a year of 4 numbers, such as 2026"},
		{Day: "2", Month: "3", Year: "0026"}:       {Part: "year", Text: "The date must have a year of 4 numbers, such as 2026"},
		{Day: "2", Month: "3", Year: "20260"}:      {Part: "year", Text: "The date must have a year of 4 numbers, such as 2026"},
		{Day: "2<script>", Month: "3", Year: "26"}: {Part: "day", Text: "The date must have a day between 1 and 31"},
	}
	for typed, want := range tests {
		day, part, text := readDay(typed, "The date")
		if got := (result{day, part, text}); got != want {
			t.Errorf("%+v: got %+v, want %+v", typed, got, want)
		}
	}
}
