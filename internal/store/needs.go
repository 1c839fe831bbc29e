package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// NeedRow is one support need, as the index keeps it. It hangs on the entries
// alone, and on no day.
type NeedRow struct {
	CaseID     string
	Need       string // its id within the case
	Asked      civil.Date
	Category   casefile.SupportCategory
	Words      string
	Provider   string
	Funding    casefile.Funding
	WantedBy   civil.Date // or, of what stopped, the day on which it did
	Status     casefile.SupportStatus
	StatusOn   civil.Date
	Reason     casefile.RefusedReason
	Expected   civil.Date
	Started    civil.Date
	Working    casefile.Working
	LookedOn   civil.Date
	Stopped    civil.Date // of support that was in place, and is waited for again
	StoppedWhy casefile.StoppedReason
	Entries    []int // sequence numbers of all that is about it
	OnRegister bool
	FromBefore bool // of somebody who came back: see casefile.Need
	// Waits is set while the support is waited for here, by who is on the register
	// and by who is not.
	Waits bool
	// GapAt is when it is known that no service meets the need in time, which may
	// be a day to come: see InGap. It is zero where that does not follow from what
	// is recorded, or nobody waits here.
	GapAt     time.Time
	Place     string     // local authority of ordinary residence
	BirthDate civil.Date // for the age group
	Consent   casefile.ConsentDecision
	SharesNot string // as that of PersonRow
}

// notOpen stands in open_wanted where nobody waits for the support, and
// noWanted where somebody does and no day was named, or the day ended when they
// left the register.
const (
	notOpen  = "9999-12-31"
	noWanted = "9999-12-30"
)

const needColumns = "register, case_id, need, asked_on, category, words, provider, funding, wanted_by, open_wanted, status, status_on, reason, " +
	"expected_on, started_on, working, looked_on, stopped_on, stopped_why, entries, on_register, gap_at, place, birth_date, consent, shares_not"

var (
	insertNeed         = sayInsert("needs", needColumns, "")
	deleteNeeds        = say("DELETE FROM needs WHERE register = $1 AND case_id = $2")
	deleteNeedsBetween = say("DELETE FROM needs WHERE register = $1 AND case_id > $2 AND case_id <= $3")
	selectNeedsBetween = say("SELECT " + needColumns + " FROM needs WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, need")

	needNames = strings.Split(needColumns, ", ")
)

// needRows are the needs of a case in the order of their identifiers, in which
// the index is read. Of a case that is struck out there are none.
func needRows(c *casefile.Case, on Membership) []NeedRow {
	if on == StruckOut || len(c.Needs) == 0 {
		return nil
	}
	rows := make([]NeedRow, 0, len(c.Needs))
	for _, n := range c.Needs {
		row := NeedRow{
			CaseID: c.ID, Need: n.ID, Asked: n.Asked, Category: n.Category, Words: n.Text, Provider: n.Provider, Funding: n.Funding, WantedBy: n.Wanted(),
			Status: n.Status, StatusOn: n.StatusOn, Reason: n.Reason, Expected: n.Expected, Started: n.Started, Working: n.Working, LookedOn: n.LookedOn,
			Stopped: n.Stopped, StoppedWhy: n.StoppedWhy,
			Entries: n.Entries, OnRegister: on == On, Waits: c.WaitsHere() && n.Status.Open(), Place: c.LocalAuthority, BirthDate: c.Details.BirthDate, SharesNot: sharesNot(c),
		}
		if c.RegisterConsent != nil {
			row.Consent = c.RegisterConsent.Decision
		}
		row.FromBefore = n.FromBefore && row.Waits && n.WantedBy != 0
		if from := n.GapFrom(); from != 0 && row.Waits {
			if e, ok := c.Entry(n.StatusSeq); ok {
				row.GapAt = e.RecordedAt
				if day := midnight(from); day.After(row.GapAt) {
					row.GapAt = day
				}
			}
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(x, y NeedRow) int { return strings.Compare(x.Need, y.Need) })
	return rows
}

// InGap reports whether no service meets the need in time, on a day; inGap says
// the same in a query.
func (n *NeedRow) InGap(today civil.Date) bool {
	return !n.GapAt.IsZero() && n.GapAt.Before(midnight(today+1))
}

func inGap(t *sqlText, today civil.Date) string {
	return "(n.gap_at > '' AND n.gap_at < " + t.arg(instant(midnight(today+1))) + ")"
}

// midnight is the first moment of a day.
func midnight(day civil.Date) time.Time {
	y, m, d := day.YMD()
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
}

// openWanted is what a list of what is waited for goes by.
func (n *NeedRow) openWanted() string {
	switch {
	case !n.Waits:
		return notOpen
	case n.WantedBy == 0 || n.FromBefore:
		return noWanted
	}
	return n.WantedBy.String()
}

// values are in the order of needColumns.
func (n *NeedRow) values(register string) []any {
	entries := make([]string, len(n.Entries))
	for i, seq := range n.Entries {
		entries[i] = strconv.Itoa(seq)
	}
	gap := ""
	if !n.GapAt.IsZero() {
		gap = instant(n.GapAt)
	}
	return []any{
		register, n.CaseID, n.Need, n.Asked.String(), string(n.Category), n.Words, n.Provider, string(n.Funding), dayOrNull(n.WantedBy), n.openWanted(),
		string(n.Status), n.StatusOn.String(), string(n.Reason), dayOrNull(n.Expected), dayOrNull(n.Started), string(n.Working), dayOrNull(n.LookedOn), dayOrNull(n.Stopped), string(n.StoppedWhy),
		strings.Join(entries, ","), oneOrZero(n.OnRegister), gap, n.Place, dayOrNull(n.BirthDate), string(n.Consent), n.SharesNot,
	}
}

// readNeed reads needColumns.
func readNeed(row scan) (n NeedRow, err error) {
	var register, openWanted, entries, gap string
	err = row(
		&register, &n.CaseID, &n.Need, &n.Asked, &n.Category, &n.Words, &n.Provider, &n.Funding, &n.WantedBy, &openWanted,
		&n.Status, &n.StatusOn, &n.Reason, &n.Expected, &n.Started, &n.Working, &n.LookedOn, &n.Stopped, &n.StoppedWhy, &entries, oneColumn{&n.OnRegister}, &gap, &n.Place, &n.BirthDate, &n.Consent, &n.SharesNot,
	)
	if err != nil {
		return n, err
	}
	n.Waits = openWanted != notOpen
	n.FromBefore = openWanted == noWanted && n.WantedBy != 0
	for seq := range strings.SplitSeq(entries, ",") {
		number, err := strconv.Atoi(seq)
		if err != nil {
			return n, fmt.Errorf("the entries of a need: %w", err)
		}
		n.Entries = append(n.Entries, number)
	}
	if gap != "" {
		n.GapAt, err = parseInstant(gap)
	}
	return n, err
}

// NeedsQuery says which support needs of a register a list shows. The zero
// value of a filter takes all.
type NeedsQuery struct {
	// Waiting takes what people still wait for.
	Waiting    bool
	Statuses   []casefile.SupportStatus
	Categories []casefile.SupportCategory
	Providers  []string
	Places     []string
	Overdue    bool // wanted before Today and not there
	InGap      bool // no service can meet it in time
	Stopped    bool // it was in place, and is waited for again
	InPlace    bool // support is in place, of who is on the register
	NotWorking bool // of that, what does not do what it is there for, or does so in part
	Today      civil.Date
	Page, Size int // as in PeopleQuery
	For        *Viewer
	Cuts
}

// NeedsRow is a support need with whose it is.
type NeedsRow struct {
	NeedRow
	Name        string
	NHSNumber   string
	Rating      casefile.Rating
	Coordinator string
}

// NeedsPage is one page of needs: what is waited for first, by the day on which
// it is wanted.
type NeedsPage struct {
	Rows    []NeedsRow
	Total   int
	Overdue int // of the total
	Page    int
	Pages   int
	Size    int
}

// Needs is a page of the support needs of a register.
func (s *Store) Needs(ctx context.Context, register string, q NeedsQuery) (NeedsPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := NeedsPage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error { return row(&page.Total, &page.Overdue) })
		if err != nil {
			return fmt.Errorf("counting support needs: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err = r.eachOf(ctx, text, args, func(row scan) error {
			n, err := readNeeds(row)
			page.Rows = append(page.Rows, n)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing support needs: %w", err)
		}
		return nil
	})
	return page, err
}

// NeedCounts are how many needs there are of each standing.
type NeedCounts struct {
	Waiting    int
	Overdue    int // of those
	InGap      int
	Stopped    int // of those that wait
	InPlace    int // of people on the register
	NotWorking int // of those
}

// NeedCounts counts what a query takes.
func (s *Store) NeedCounts(ctx context.Context, register string, q NeedsQuery) (c NeedCounts, err error) {
	text, args := q.countsSQL(register)
	err = s.reader().eachOf(ctx, text, args, func(row scan) error {
		return row(&c.Waiting, &c.Overdue, &c.InGap, &c.Stopped, &c.InPlace)
	})
	if err != nil {
		return c, err
	}
	// What was found of the support is counted only where it may be read.
	q.NotWorking = true
	c.NotWorking, err = s.NeedCount(ctx, register, q)
	return c, err
}

// NeedCount is how many needs a query takes.
func (s *Store) NeedCount(ctx context.Context, register string, q NeedsQuery) (n int, err error) {
	text, args := q.countSQL(register)
	err = s.reader().eachOf(ctx, text, args, func(row scan) error {
		var overdue int
		return row(&n, &overdue)
	})
	return n, err
}

const (
	waits   = "n.open_wanted < '" + notOpen + "'"
	stopped = "(n.stopped_on IS NOT NULL AND " + waits + ")"
	inPlace = "(n.on_register = 1 AND n.status = '" + string(casefile.SupportInPlace) + "')"
)

func (q NeedsQuery) countsSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT COUNT(CASE WHEN ", waits, " THEN 1 END), COUNT(CASE WHEN n.open_wanted < ", t.arg(q.Today.String()), " THEN 1 END), COUNT(CASE WHEN ", inGap(&t, q.Today), " THEN 1 END),",
		" COUNT(CASE WHEN ", stopped, " THEN 1 END), COUNT(CASE WHEN ", inPlace, " THEN 1 END)")
	q.from(&t, reg)
	q.where(&t, reg, false)
	return t.String(), t.args
}

func readNeeds(row scan) (n NeedsRow, err error) {
	n.NeedRow, err = readNeed(func(into ...any) error {
		return row(append(into, &n.Name, &n.NHSNumber, &n.Rating, &n.Coordinator)...)
	})
	return n, err
}

func (q NeedsQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT COUNT(*), COUNT(CASE WHEN n.open_wanted < ", t.arg(q.Today.String()), " THEN 1 END)")
	q.from(&t, reg)
	q.where(&t, reg, q.readsWords())
	return t.String(), t.args
}

func (q NeedsQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	// The page is found in the index of needs alone, and people are read for it.
	t.add("SELECT ", prefixed("n.", needColumns), ", p.name, p.nhs_number, p.rating, p.coordinator FROM (SELECT ", prefixed("n.", needColumns))
	q.from(&t, reg)
	q.where(&t, reg, q.readsWords())
	t.add(needOrder, " LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset), ") n JOIN people p ON p.register = n.register AND p.case_id = n.case_id WHERE p.register = ", reg, needOrder)
	return t.String(), t.args
}

const needOrder = " ORDER BY n.open_wanted, n.case_id, n.need"

// from writes the tables: first those whom the viewer reaches, for they are few.
func (q NeedsQuery) from(t *sqlText, reg string) {
	if q.For.reaches() {
		t.add(" FROM reach v CROSS JOIN needs n WHERE n.register = ", reg, " AND n.case_id = v.case_id")
		return
	}
	t.add(" FROM needs n WHERE n.register = ", reg)
}

// where writes the conditions; words is set where the answer goes by what was
// written of a need.
func (q NeedsQuery) where(t *sqlText, reg string, words bool) {
	if q.Waiting {
		t.add(" AND ", waits)
	}
	if q.Overdue {
		t.add(" AND n.open_wanted < ", t.arg(q.Today.String()))
	}
	if len(q.Statuses) > 0 {
		t.add(" AND n.status IN (", t.argsOf(textsOf(q.Statuses)), ")")
	}
	if len(q.Categories) > 0 {
		t.add(" AND n.category IN (", t.argsOf(textsOf(q.Categories)), ")")
	}
	if len(q.Providers) > 0 {
		t.add(" AND n.provider IN (", t.argsOf(q.Providers), ")")
	}
	if len(q.Places) > 0 {
		t.add(" AND n.place IN (", t.argsOf(q.Places), ")")
	}
	if q.InGap {
		t.add(" AND ", inGap(t, q.Today))
	}
	if q.InPlace {
		t.add(" AND ", inPlace)
	}
	if q.NotWorking {
		t.add(" AND ", inPlace, " AND n.working IN ('no', 'partly')")
	}
	if q.Stopped {
		t.add(" AND ", stopped)
	}
	if whole := q.whole(t, "n"); whole != "" {
		t.add(" AND ", whole)
	}
	if len(q.Unread) > 0 && words {
		t.add(" AND NOT EXISTS (SELECT 1 FROM marks m WHERE ", q.unread(t, reg, "n.case_id"), " AND ',' || n.entries || ',' LIKE '%,' || CAST(m.seq AS text) || ',%')")
	}
	q.For.hides(t, "n.case_id")
}

// readsWords reports whether the query goes by what was written of a need.
func (q NeedsQuery) readsWords() bool {
	return len(q.Categories)+len(q.Providers) > 0 || q.NotWorking
}

func textsOf[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// NeedProviders lists who is to give the support that a query takes.
func (s *Store) NeedProviders(ctx context.Context, register string, q NeedsQuery) (found []string, err error) {
	text, args := q.providersSQL(register)
	err = s.reader().eachOf(ctx, text, args, func(row scan) error {
		var name string
		err := row(&name)
		found = append(found, name)
		return err
	})
	return found, err
}

func (q NeedsQuery) providersSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT DISTINCT n.provider")
	q.from(&t, reg)
	q.where(&t, reg, true)
	t.add(" AND n.provider > '' ORDER BY n.provider")
	return t.String(), t.args
}
