package web

import (
	"net/url"
	"reflect"
	"testing"

	"homeward/internal/app"
	"homeward/internal/civil"
)

// TestRegisterQuery reads addresses, says what the register is asked, and
// writes the one address that the list has.
func TestRegisterQuery(t *testing.T) {
	t.Parallel()
	usual := app.PeopleQuery{Page: 1, Size: 50}
	with := func(change func(*app.PeopleQuery)) app.PeopleQuery {
		q := usual
		change(&q)
		return q
	}
	for _, each := range []struct {
		address string
		people  app.PeopleQuery
		again   string // the address that is written, if it differs
	}{
		{"", usual, ""},
		{"as=board", usual, ""},
		{"rating=amber&rating=red", with(func(q *app.PeopleQuery) { q.Ratings = []string{"red", "amber"} }), "rating=red&rating=amber"},
		{"rating=none&rating=purple", with(func(q *app.PeopleQuery) { q.Ratings = []string{"none"} }), "rating=none"},
		{"authority=Northshire&authority=Ashby+%26+Dale&authority=Northshire", with(func(q *app.PeopleQuery) { q.Authorities = []string{"Ashby & Dale", "Northshire"} }), "authority=Ashby+%26+Dale&authority=Northshire"},
		{"age=under-14&age=65-and-over", with(func(q *app.PeopleQuery) { q.AgeGroups = []string{"under-14", "65-and-over"} }), ""},
		{"age=unknown&age=young", with(func(q *app.PeopleQuery) { q.AgeGroups = []string{"unknown"} }), "age=unknown"},
		{"cohort=cetr&setting=inpatient", with(func(q *app.PeopleQuery) { q.Cohort, q.Setting = "cetr", "inpatient" }), ""},
		{"cohort=&setting=anywhere&held-by=", usual, "-"},
		{"overdue=yes&no-consent=yes&attention=yes", with(func(q *app.PeopleQuery) { q.Overdue, q.NoConsent, q.Attention = true, true, true }), "attention=yes&no-consent=yes&overdue=yes"},
		{"overdue=no", usual, "-"},
		{"since=2026-02-23", with(func(q *app.PeopleQuery) { q.ChangedSince = civil.Of(2026, 2, 23) }), ""},
		{"since=23%2F2%2F2026", with(func(q *app.PeopleQuery) { q.ChangedSince = civil.Of(2026, 2, 23) }), "since=2026-02-23"},
		{"since=23+February+2026", with(func(q *app.PeopleQuery) { q.ChangedSince = civil.Of(2026, 2, 23) }), "since=2026-02-23"},
		{"since=31%2F2%2F2026", usual, ""}, // kept, to be corrected
		{"people=left", with(func(q *app.PeopleQuery) { q.Membership = "left" }), ""},
		{"people=any", with(func(q *app.PeopleQuery) { q.Membership = "any" }), ""},
		{"people=on", usual, "-"},
		{"order=desc&sort=name", with(func(q *app.PeopleQuery) { q.Sort, q.Desc = "name", true }), ""},
		{"order=desc", usual, "-"},
		{"sort=shoe-size", usual, "-"},
		{"page=3&size=25", with(func(q *app.PeopleQuery) { q.Page, q.Size = 3, 25 }), ""},
		{"page=0&size=7", usual, "-"},
		{"as=board&page=3", usual, "as=board"},
		{"search=nonsense&utm=1", usual, "-"},
		{"search=0123456789abcdef0123", usual, ""},
	} {
		v, err := url.ParseQuery(each.address)
		if err != nil {
			t.Fatal(err)
		}
		q := readQuery(v)
		if got := q.people("", ""); !reflect.DeepEqual(got, each.people) {
			t.Errorf("%q asks\n%+v, want\n%+v", each.address, got, each.people)
		}
		want := each.again
		switch want {
		case "":
			want = each.address
		case "-":
			want = ""
		}
		written := q.values()
		if got := written.Encode(); got != want {
			t.Errorf("%q is written %q, want %q", each.address, got, want)
		}
		if again := readQuery(written); !reflect.DeepEqual(again, q) {
			t.Errorf("%q is read again as\n%+v, want\n%+v", each.address, again, q)
		}
	}
}
