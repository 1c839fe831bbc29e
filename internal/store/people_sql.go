package store

import (
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // London, wherever the program runs

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// overdue is what overdue means in a query, everywhere: open_due is the day an
// open obligation is due, and is before no day where nothing is open. The text
// goes before the place of today.
const overdue = "open_due < "

// sqlText puts a statement together from pieces that are all written here:
// what a user gave goes into args and nowhere else.
type sqlText struct {
	strings.Builder
	args []any
}

// arg is the place of a value.
func (t *sqlText) arg(v any) string {
	t.args = append(t.args, v)
	return "$" + strconv.Itoa(len(t.args))
}

func (t *sqlText) argsOf(values []string) string {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = t.arg(v)
	}
	return strings.Join(places, ", ")
}

func (t *sqlText) add(pieces ...string) {
	for _, p := range pieces {
		t.WriteString(p)
	}
}

// countSQL counts by colour, whichever colours q takes.
func (q PeopleQuery) countSQL(register string) (string, []any) {
	var t sqlText
	search := parseSearch(q.Text, q.Today)
	reg := t.arg(register)
	search.with(&t, reg, q.For.sees(&t, reg, false))
	t.add("SELECT p.rating_rank, COUNT(*) FROM ")
	q.from(&t, reg, search, false)
	t.add(" GROUP BY p.rating_rank ORDER BY p.rating_rank")
	return t.String(), t.args
}

// pageSQL finds the identifiers of a page in the index that has all that lists
// sort and filter by, and then the rows of these few.
func (q PeopleQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	search := parseSearch(q.Text, q.Today)
	reg := t.arg(register)
	search.with(&t, reg, q.For.sees(&t, reg, false))
	t.add("SELECT ", prefixed("f.", personColumns), " FROM (SELECT p.case_id")
	for i, by := range q.order(search) {
		t.add(", ", by.what, " AS s", strconv.Itoa(i))
	}
	t.add(" FROM ")
	q.from(&t, reg, search, true)
	t.add(" ORDER BY ")
	for i, by := range q.order(search) {
		if i > 0 {
			t.add(", ")
		}
		t.add(by.what, by.how)
	}
	t.add(" LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset), ") k JOIN people f ON f.register = ", reg, " AND f.case_id = k.case_id ORDER BY ")
	for i, by := range q.order(search) {
		if i > 0 {
			t.add(", ")
		}
		t.add("k.s", strconv.Itoa(i), by.how)
	}
	return t.String(), t.args
}

// allSQL is every row, in the order of the pages.
func (q PeopleQuery) allSQL(register string) (string, []any) {
	var t sqlText
	search := parseSearch(q.Text, q.Today)
	reg := t.arg(register)
	search.with(&t, reg, q.For.sees(&t, reg, false))
	t.add("SELECT ", prefixed("p.", personColumns), " FROM ")
	q.from(&t, reg, search, true)
	t.add(" ORDER BY ")
	for i, by := range q.order(search) {
		if i > 0 {
			t.add(", ")
		}
		t.add(by.what, by.how)
	}
	return t.String(), t.args
}

// from writes the tables and conditions of a list. SQLite takes the tables of
// a CROSS JOIN in their order: first those whom the viewer reaches and those
// whom the words find, for they are few, and of people their rows alone.
func (q PeopleQuery) from(t *sqlText, reg string, s search, withRatings bool) {
	if q.For.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	for i := range s.words {
		t.add("w", strconv.Itoa(i), " CROSS JOIN ")
	}
	t.add("people p WHERE p.register = ", reg)
	and := func(pieces ...string) { t.add(" AND "); t.add(pieces...) }
	same := "p.case_id"
	if q.For.reaches() {
		and("v.case_id = ", same)
		same = "v.case_id"
	}
	q.For.hides(t, "p.case_id")
	for i := range s.words {
		and("w", strconv.Itoa(i), ".case_id = ", same)
		same = "w0.case_id"
	}

	switch q.Membership {
	case "":
		and("p.on_register = ", t.arg(string(On)))
	case AnyMembership:
		and("p.on_register <> ", t.arg(string(StruckOut)))
	default:
		and("p.on_register = ", t.arg(q.Membership))
	}
	if withRatings && len(q.Ratings) > 0 {
		ranks := q.ranks()
		places := make([]string, len(ranks))
		for i, r := range ranks {
			places[i] = t.arg(r)
		}
		and("p.rating_rank IN (", strings.Join(places, ", "), ")")
	}
	if len(q.Authorities) > 0 {
		and("p.local_authority IN (", t.argsOf(q.Authorities), ")")
	}
	if len(q.Holders) > 0 {
		and("p.coordinator IN (", t.argsOf(q.Holders), ")")
	}
	if len(q.AgeGroups) > 0 {
		and("(", q.ages(t), ")")
	}
	for _, f := range []struct{ column, value string }{
		{"p.cohort", q.Cohort}, {"p.setting", q.Setting}, {"p.coordinator", q.Coordinator},
	} {
		if f.value != "" {
			and(f.column, " = ", t.arg(f.value))
		}
	}
	if q.Overdue {
		and("CASE WHEN p.", overdue, t.arg(q.Today.String()), " THEN 1 END = 1") // as in ages
	}
	if q.NoConsent {
		and("p.consent <> ", t.arg(string(casefile.Given)))
	}
	if q.Attention {
		and("p.flags > 0")
	}
	if q.ChangedSince != 0 {
		and("COALESCE(p.changed_at, '') >= ", t.arg(startOf(q.ChangedSince))) // as in ages
	}
	if s.number != "" {
		and("p.nhs_number >= ", t.arg(s.number), " AND p.nhs_number < ", t.arg(s.number+lastKey))
	}
	if s.born != 0 {
		and("p.birth_date = ", t.arg(s.born.String()))
	}
	if s.nothing {
		and("1 = 0")
	}
}

// ranks are the colours of the query by rank.
func (q PeopleQuery) ranks() []int {
	ranks := make([]int, len(q.Ratings))
	for i, r := range q.Ratings {
		ranks[i] = ratingRank(casefile.Rating(r))
	}
	slices.Sort(ranks)
	return slices.Compact(ranks)
}

// ages turns age groups into days of birth, counted here and not in SQL. The
// COALESCE keeps SQLite from the index by birth date: of an age group there are
// too many to look up each one's row.
func (q PeopleQuery) ages(t *sqlText) string {
	const born = "COALESCE(p.birth_date, '')"
	var any []string
	for _, g := range AgeGroups {
		switch {
		case !slices.Contains(q.AgeGroups, g.Key):
		case g.Key == UnknownAge:
			any = append(any, born+" = ''")
		default:
			any = append(any, born+" > "+t.arg(latestBirth(q.Today, g.To+1).String())+" AND "+born+" <= "+t.arg(latestBirth(q.Today, g.From).String()))
		}
	}
	if any == nil {
		return "1 = 0"
	}
	return strings.Join(any, " OR ")
}

// latestBirth is the latest day on which someone was born who has an age on a
// day. For 29 February in a year without one it is 28 February: who was born
// on 1 March is a day younger.
func latestBirth(on civil.Date, age int) civil.Date { return on.AddMonths(-12 * age) }

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // it is built in
	}
	return zone
}()

// startOf is the moment at which a day begins in London, as it is stored.
func startOf(day civil.Date) string {
	y, m, d := day.YMD()
	return instant(time.Date(y, time.Month(m), d, 0, 0, 0, 0, london))
}

// filtered reports whether a list is narrowed by more than its members.
func (q PeopleQuery) filtered() bool {
	return len(q.Ratings)+len(q.Authorities)+len(q.AgeGroups)+len(q.Holders) > 0 || q.Cohort+q.Setting+q.Coordinator != "" ||
		q.NoConsent || q.Attention || q.Overdue || q.ChangedSince != 0
}

type sortColumn struct{ what, how string }

// order is by what a list is sorted. It ends with the identifier, so that each
// row has one place.
func (q PeopleQuery) order(s search) []sortColumn {
	var by []sortColumn
	asc := func(columns ...string) {
		for _, c := range columns {
			by = append(by, sortColumn{c, ""})
		}
	}
	how := ""
	if q.Desc {
		how = " DESC"
	}
	sort := q.Sort
	if sort == "" && len(s.words) > 0 {
		asc(s.score())
		sort = SortName
	}
	// Only the index by rating has what lists are filtered by. Read in another
	// order, each row would be looked up until a page is full, and where few
	// fit that is all of them; so with filters the column is not left as an
	// index has it.
	indexed := func(column string) string {
		if q.filtered() {
			return "COALESCE(" + column + ", '')"
		}
		return column
	}
	switch sort {
	case SortName:
		by = append(by, sortColumn{indexed("p.sort_key"), how})
	case SortDue:
		if q.Desc {
			// Where nothing is open there is no day to be the latest.
			asc("CASE WHEN p.open_due = '" + noOpenDue + "' THEN 1 ELSE 0 END")
		}
		by = append(by, sortColumn{indexed("p.open_due"), how})
		asc("p.sort_key")
	case SortBirthDate:
		by = append(by, sortColumn{"p.birth_date", how + " NULLS LAST"})
		asc("p.sort_key")
	case SortAuthority:
		by = append(by, sortColumn{"p.local_authority", how})
		asc("p.sort_key")
	case SortCoordinator:
		by = append(by, sortColumn{"p.coordinator", how})
		asc("p.sort_key")
	case SortChanged:
		by = append(by, sortColumn{indexed("p.changed_at"), how})
		asc("p.sort_key")
	default:
		by = append(by, sortColumn{"p.rating_rank", how})
		asc("p.open_due", "p.sort_key")
	}
	asc("p.case_id")
	return by
}
