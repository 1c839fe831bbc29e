package web

import (
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/civil"
)

// dueQuery is what the page of what is due shows and how, as its address says.
type dueQuery struct {
	Calendar bool
	Month    civil.Date // first day of the month that the calendar shows; 0 is this one
	Whose    app.Whose
	Kinds    []string // keys of app.DueKinds
	When     string   // "" all, or one of the constants below
	Day      civil.Date
	// NoReason lists, in place of what is to be done, the dates that were
	// missed and for which nobody has recorded why, the latest first.
	NoReason bool
	Page     int // 1 if not given
	Size     int // 50 if not given
}

// When something is due.
const (
	whenOverdue  = "overdue"
	whenThisWeek = "this-week"
	whenNextWeek = "next-week"
	whenLater    = "later"
)

// readDueQuery reads an address. What it does not know it leaves out.
func readDueQuery(v url.Values) dueQuery {
	q := dueQuery{
		Calendar: v.Get("as") == "month",
		Whose:    app.Whose(oneOf(v.Get("who"), string(app.Mine), string(app.MyTeams))),
		Kinds:    known(v["kind"], dueKindKeys()),
		When:     oneOf(v.Get("when"), whenOverdue, whenThisWeek, whenNextWeek, whenLater),
		Page:     1,
		Size:     usualSize,
	}
	if day, err := civil.Parse(v.Get("day")); err == nil {
		q.Day, q.When = day, ""
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
	}
	if n, err := strconv.Atoi(v.Get("size")); err == nil && slices.Contains(pageSizes, n) {
		q.Size = n
	}
	switch {
	case v.Get("missing-reasons") == "1":
		q.NoReason, q.Calendar, q.When, q.Day = true, false, "", 0
		return q
	case !q.Calendar:
		return q
	}
	// The calendar shows a month and nothing less or more.
	q.When, q.Day, q.Page = "", 0, 1
	if month, err := civil.Parse(v.Get("month") + "-01"); err == nil && month.Year() >= 1900 && month.Year() < 2200 {
		q.Month = month
	}
	return q
}

func dueKindKeys() []string {
	keys := make([]string, len(app.DueKinds))
	for i, k := range app.DueKinds {
		keys[i] = k.Key
	}
	return keys
}

// values writes the address: readDueQuery reads the same query from it.
func (q dueQuery) values() url.Values {
	v := url.Values{}
	set := func(name, value string, given bool) {
		if given {
			v.Set(name, value)
		}
	}
	set("as", "month", q.Calendar)
	if q.Month != 0 {
		set("month", q.Month.String()[:len("2026-11")], true)
	}
	set("who", string(q.Whose), q.Whose != app.Everyones)
	if len(q.Kinds) > 0 {
		v["kind"] = q.Kinds
	}
	set("when", q.When, q.When != "")
	set("day", q.Day.String(), q.Day != 0)
	set("missing-reasons", "1", q.NoReason)
	set("page", strconv.Itoa(q.Page), q.Page > 1)
	set("size", strconv.Itoa(q.Size), q.Size != usualSize)
	return v
}

// href is the address of the list.
func (q dueQuery) href() string { return pathWith("/due", q.values()) }

// with is the query changed, from its first page on.
func (q dueQuery) with(change func(*dueQuery)) dueQuery {
	q.Kinds, q.Page = slices.Clone(q.Kinds), 1
	change(&q)
	return q
}

// unfiltered is the query without its filters; how it is shown stays.
func (q dueQuery) unfiltered() dueQuery {
	return dueQuery{Calendar: q.Calendar, Month: q.Month, Page: 1, Size: q.Size}
}

func (q dueQuery) filtered() bool {
	return q.Whose != app.Everyones || len(q.Kinds) > 0 || q.When != "" || q.Day != 0
}

// asked is the query as the register answers it on a day.
func (q dueQuery) asked(today civil.Date) app.DueQuery {
	a := app.DueQuery{Kinds: q.Kinds, Whose: q.Whose, NoReason: q.NoReason, Page: q.Page, Size: q.Size}
	a.From, a.To, a.Overdue = whenDays(q.When, today)
	if q.Day != 0 {
		a.From, a.To = q.Day, q.Day
	}
	return a
}

// whenDays are the days that a word of When means; zero is no bound.
func whenDays(when string, today civil.Date) (from, to civil.Date, overdue bool) {
	monday := mondayOf(today)
	switch when {
	case whenOverdue:
		return 0, 0, true
	case whenThisWeek:
		return today, monday + 6, false // the days before today are overdue
	case whenNextWeek:
		return monday + 7, monday + 13, false
	case whenLater:
		return monday + 14, 0, false
	}
	return 0, 0, false
}

// mondayOf is the first day of a day's week.
func mondayOf(d civil.Date) civil.Date { return d - civil.Date((int(d.Weekday())+6)%7) }
