package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ReferralRow is a referral in the lists of a register. Given, Family and
// BirthDate are as they were written in it.
type ReferralRow struct {
	Case, ID      string
	Received      civil.Date
	Who           casefile.Referrer
	Given, Family string
	BirthDate     civil.Date
	User          string // id of who referred, if they were signed in
	Stage         casefile.Stage
	Placed        bool            // somebody looked who the person is
	Doubt         bool            // it may not be from a person
	WithoutPanel  bool            // it was last decided without a whole panel
	Rating        casefile.Rating // of the person, on the register or not; "" for none
	Changed       civil.Date
	Due           civil.Date // the first day that something about it is due by the clock; zero when nothing is
	// Again is the day by which it is looked at again, which the store does not
	// know; zero where nobody waits for that.
	Again civil.Date
}

const referralColumns = "register, case_id, referral, received_on, who, given, family, birth_date, user_id, stage, open, placed, doubt, changed_on, not_whole"

var referralsTable = newSideTable("referrals", referralColumns, "referral", referralRows)

// referralRows are in the order of referralColumns, without the first two.
func referralRows(c *casefile.Case) (rows [][]any) {
	for i := range c.Referrals {
		r := &c.Referrals[i]
		f, stage := r.Form, r.Stage()
		given := f.Given
		if given == "" && f.Family == "" {
			given, f.Family, f.BirthDate = c.Details.GivenName, c.Details.FamilyName, c.Details.BirthDate
		}
		changed := r.Received.On
		for _, e := range c.Standing {
			if casefile.SubjectOf(e.Fact) == r.ID {
				changed = max(changed, e.On)
			}
		}
		rows = append(rows, []any{
			r.ID, r.Received.On.String(), string(f.Who), given, f.Family, dayOrNull(f.BirthDate), f.User, string(stage),
			oneOrZero(stage.Open()), oneOrZero(r.Placed), oneOrZero(len(f.Doubt) > 0), changed.String(), oneOrZero(r.WithoutPanel()),
		})
	}
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	return rows
}

// ReferralQuery says which referrals a list shows.
type ReferralQuery struct {
	Stage  casefile.Stage // "" for all
	Closed bool           // those with which nobody has anything to do, in place of the open ones
	// WithoutPanel takes those that were decided without a whole panel alone.
	WithoutPanel bool
	User         string // those of one user alone, open and closed
	Page         int
	Size         int
	For          *Viewer // nobody who is restricted to others; not looked at with User
}

// ReferralPage is one page of referrals.
type ReferralPage struct {
	Rows   []ReferralRow
	Total  int
	Counts map[casefile.Stage]int // of all that are open, or closed
	// WithoutPanel is how many of those were decided without a whole panel.
	WithoutPanel int
	Page         int
	Pages        int
	Size         int
}

// Referrals is a page of a register's referrals: of the open ones first those
// that are looked at again, for they have waited once before, then by what is due
// first, those that may not be from a person last; closed ones and those of one
// user by when they came, the latest first.
func (s *Store) Referrals(ctx context.Context, register string, q ReferralQuery) (ReferralPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := ReferralPage{Size: min(q.Size, MaxPageSize), Counts: map[casefile.Stage]int{}}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error {
			var stage casefile.Stage
			var n, without int
			err := row(&stage, &n, &without)
			page.Counts[stage] += n
			page.WithoutPanel += without
			if q.WithoutPanel {
				n = without
			}
			if q.Stage == "" || q.Stage == stage {
				page.Total += n
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("counting referrals: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err = r.eachOf(ctx, text, args, func(row scan) error {
			x, err := readReferral(row)
			page.Rows = append(page.Rows, x)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing referrals: %w", err)
		}
		return nil
	})
	return page, err
}

var selectReferralCase = say("SELECT case_id FROM referrals WHERE register = $1 AND referral = $2 ORDER BY case_id LIMIT 1")

// ReferralCase is the case that holds the referral with a reference now; the
// error is ErrNotFound without it.
func (s *Store) ReferralCase(ctx context.Context, register, reference string) (id string, err error) {
	return one(ctx, s.reader(), selectReferralCase, func(row scan) (string, error) {
		var id string
		err := row(&id)
		return id, err
	}, register, reference)
}

func readReferral(row scan) (x ReferralRow, err error) {
	var register string
	var open bool
	err = row(&register, &x.Case, &x.ID, &x.Received, &x.Who, &x.Given, &x.Family, &x.BirthDate, &x.User, &x.Stage,
		oneColumn{&open}, oneColumn{&x.Placed}, oneColumn{&x.Doubt}, &x.Changed, oneColumn{&x.WithoutPanel}, &x.Due, &x.Rating)
	return x, err
}

func (q ReferralQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("SELECT r.stage, COUNT(*), COUNT(CASE WHEN r.not_whole = 1 THEN 1 END) FROM referrals r WHERE r.register = ", reg)
	q.narrow(&t)
	t.add(" GROUP BY r.stage")
	return t.String(), t.args
}

func (q ReferralQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("SELECT ", prefixed("r.", referralColumns), ", (SELECT MIN(o.open_due) FROM obligations o WHERE o.register = ", reg,
		" AND o.case_id = r.case_id AND o.subject = r.referral AND o.state = 'open') AS due_on, COALESCE((SELECT p.rating FROM people p WHERE p.register = ", reg, " AND p.case_id = r.case_id), '') FROM referrals r WHERE r.register = ", reg)
	q.narrow(&t)
	if q.Stage != "" {
		t.add(" AND r.stage = ", t.arg(string(q.Stage)))
	}
	if q.WithoutPanel {
		t.add(" AND r.not_whole = 1")
	}
	if q.User != "" || q.Closed {
		t.add(" ORDER BY r.received_on DESC, r.referral")
	} else {
		t.add(" ORDER BY r.doubt, CASE WHEN r.stage = ", t.arg(string(casefile.StageReconsider)), " THEN 0 ELSE 1 END, due_on NULLS LAST, r.received_on, r.referral")
	}
	t.add(" LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset))
	return t.String(), t.args
}

func (q ReferralQuery) narrow(t *sqlText) {
	if q.User != "" {
		t.add(" AND r.user_id = ", t.arg(q.User))
		return
	}
	t.add(" AND r.open = ", t.arg(oneOrZero(!q.Closed)))
	q.For.hides(t, "r.case_id")
}
