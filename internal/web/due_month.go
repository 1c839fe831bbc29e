package web

import (
	"fmt"
	"slices"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// dueMonth is a month as a table of weeks. On a small screen its days are a
// list, without those on which nothing is due.
type dueMonth struct {
	Name           string
	Previous, Next ui.Link
	Now            *ui.Link // this month, when another is shown
	Before         *ui.Link // what was due before the month and is still to be done
	Weekdays       []string
	Weeks          []dueMonthWeek
	Count          int
	Nothing        string // said in place of the days on a small screen
}

// dueMonthDay is a day in its cell. One that is not in the month has no
// number.
type dueMonthDay struct {
	Number  int
	Day     string // in words
	Today   bool
	Overdue bool // what is there is overdue
	Items   []ui.Link
}

// Class gives the classes of the cell.
func (d dueMonthDay) Class() string {
	class := "app-month__day"
	if len(d.Items) == 0 {
		class += " app-month__day--empty"
	}
	if d.Number == 0 {
		class += " app-month__day--outside"
	}
	if d.Today {
		class += " app-month__day--today"
	}
	return class
}

// dueMonthWeek is a line of the month.
type dueMonthWeek []dueMonthDay

// Class tells the weeks in which nothing is due, which have no line of their
// own on a small screen.
func (w dueMonthWeek) Class() string {
	if slices.ContainsFunc(w, func(d dueMonthDay) bool { return len(d.Items) > 0 }) {
		return "app-month__week"
	}
	return "app-month__week app-month__week--empty"
}

// Class tells a month in which nothing is due.
func (m *dueMonth) Class() string {
	if m.Count == 0 {
		return "app-month app-month--empty"
	}
	return "app-month"
}

func newDueMonth(q dueQuery, all []app.DueDay, today civil.Date) *dueMonth {
	first := q.Month
	if first == 0 {
		first = firstOfMonth(today)
	}
	y, month, _ := first.YMD()
	end := first.AddMonths(1) - 1
	m := &dueMonth{Name: fmt.Sprintf("%s %d", civil.MonthName(month), y)}
	to := func(day civil.Date, before, after string) ui.Link {
		y, n, _ := day.YMD()
		return ui.Link{Text: before + civil.MonthName(n) + fmt.Sprintf(" %d", y) + after, Href: q.with(func(q *dueQuery) {
			if q.Month = day; day == firstOfMonth(today) {
				q.Month = 0
			}
		}).href()}
	}
	m.Previous, m.Next = to(first.AddMonths(-1), "← ", ""), to(first.AddMonths(1), "", " →")
	if first != firstOfMonth(today) {
		now := to(firstOfMonth(today), "Back to ", "")
		m.Now = &now
	}
	for n := range 7 {
		m.Weekdays = append(m.Weekdays, (mondayOf(today) + civil.Date(n)).Weekday().String())
	}

	byDay := map[civil.Date][]app.DueDay{}
	before := 0
	for _, d := range all {
		switch {
		case !q.takes(d, today):
		case d.Day >= first && d.Day <= end:
			byDay[d.Day] = append(byDay[d.Day], d)
			m.Count += d.Count
		case d.Day < first && app.OverdueOn(d.Day, today):
			before += d.Count
		}
	}
	if before > 0 {
		m.Before = &ui.Link{Text: thingsWord(before) + " overdue from before " + m.Name, Href: q.with(func(q *dueQuery) {
			q.Calendar, q.Month, q.When = false, 0, whenOverdue
		}).href()}
	}
	if m.Count == 0 {
		m.Nothing = "Nothing is due in " + m.Name + "."
	}
	for day := mondayOf(first); day <= end; {
		week := make(dueMonthWeek, 7)
		for i := range week {
			if day >= first && day <= end {
				week[i] = q.monthDay(day, byDay[day], today)
			}
			day++
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

func (q dueQuery) monthDay(day civil.Date, items []app.DueDay, today civil.Date) dueMonthDay {
	_, _, number := day.YMD()
	d := dueMonthDay{Number: number, Day: day.Weekday().String(), Today: day == today, Overdue: len(items) > 0 && app.OverdueOn(day, today)}
	for _, item := range items {
		d.Items = append(d.Items, ui.Link{
			Text: kindCount(item.Kind, item.Count), VisuallyHiddenText: "on " + day.Long(),
			Href: q.with(func(q *dueQuery) { q.Calendar, q.Month, q.Day, q.Kinds = false, 0, day, []string{item.Kind} }).href(),
		})
	}
	return d
}

// kindCount counts what is of a kind: "2 reviews".
func kindCount(key string, n int) string {
	for _, k := range app.DueKinds {
		if k.Key == key && n == 1 {
			return "1 " + k.One
		} else if k.Key == key {
			return thousands(n) + " " + k.Many
		}
	}
	return thousands(n)
}

func (m *dueMonth) words() string {
	if m.Count == 0 {
		return "Nothing is due in " + m.Name
	}
	return thingsWord(m.Count) + " to do in " + m.Name
}

func firstOfMonth(d civil.Date) civil.Date {
	_, _, day := d.YMD()
	return d - civil.Date(day-1)
}
