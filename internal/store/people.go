package store

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// PeopleQuery says which people of a register a list shows, and how. Filters
// narrow the list together; a filter with several values takes any of them;
// the zero value of each takes all.
type PeopleQuery struct {
	Text        string   // names, an NHS number or its beginning, a date of birth
	Ratings     []string // colours, and "none" for not rated
	Authorities []string
	AgeGroups   []string // keys of AgeGroups
	Cohort      string
	Setting     string
	Coordinator string
	Holders     []string // names; any of them, "" for nobody
	Overdue     bool     // something open was due before Today
	NoConsent   bool     // no consent to the register is in force: refused, withdrawn or not asked
	Attention   bool     // something is flagged
	// ChangedSince takes those with an entry recorded on or after the day.
	ChangedSince civil.Date
	// Membership is one of the constants of that type, or AnyMembership; ""
	// is On.
	Membership string

	Sort  string // one of Sorts; "" is SortRating, and with a Text what fits it best first
	Desc  bool   // turns the first of the sort's columns round
	Page  int    // from 1; one that lies after the last shows the last
	Size  int    // rows a page, at most MaxPageSize; 0 is 50
	Today civil.Date
	For   *Viewer // nil is for Homeward itself, which sees everyone
}

// AnyMembership takes everyone but the struck out.
const AnyMembership = "any"

// NotRated stands for "no rating" among the colours of a query.
const NotRated = "none"

// MaxPageSize is the most rows a page has.
const MaxPageSize = 500

// Sorts of a list of people. Each goes on by name.
const (
	SortRating      = "rating" // red first, in a colour by what is due next
	SortName        = "name"
	SortDue         = "due"
	SortBirthDate   = "birth-date"
	SortAuthority   = "authority"
	SortCoordinator = "coordinator"
	SortChanged     = "changed"
)

// Sorts lists them.
var Sorts = []string{SortRating, SortName, SortDue, SortBirthDate, SortAuthority, SortCoordinator, SortChanged}

// AgeGroup is a group of ages in whole years, both included.
type AgeGroup struct {
	Key      string
	From, To int
}

// AgeGroups are those that a list can be narrowed to. Someone whose birth date
// is not known is in UnknownAge alone. The keyworker service, and with it the
// group up to 25, goes by the Code of Practice.
var AgeGroups = []AgeGroup{
	{"under-14", 0, 13}, {"14-17", 14, 17}, {"18-25", 18, 25}, {"26-64", 26, 64}, {"65-and-over", 65, 130}, {UnknownAge, -1, -1},
}

// UnknownAge is the key of those whose birth date is not known.
const UnknownAge = "unknown"

// RatingCounts is how many there are of each colour, and not rated.
type RatingCounts struct{ Red, Amber, Green, Blue, None int }

// Of is the number of one colour; "" is not rated.
func (n RatingCounts) Of(r casefile.Rating) int { return *n.at(ratingRank(r)) }

// Total is all of them together.
func (n RatingCounts) Total() int { return n.Red + n.Amber + n.Green + n.Blue + n.None }

func (n *RatingCounts) at(rank int) *int {
	return []*int{&n.Red, &n.Amber, &n.Green, &n.Blue, &n.None}[rank]
}

// PeoplePage is one page of a list.
type PeoplePage struct {
	Rows   []PersonRow
	Total  int          // rows on all pages
	Counts RatingCounts // by colour, whichever colours the query takes
	Page   int          // the page shown, from 1
	Pages  int          // at least 1
	Size   int
}

// People is a page of a register's people.
func (s *Store) People(ctx context.Context, register string, q PeopleQuery) (PeoplePage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := PeoplePage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error {
			var rank, n int
			if err := row(&rank, &n); err != nil {
				return err
			}
			*page.Counts.at(rank) += n
			if len(q.Ratings) == 0 || slices.Contains(q.ranks(), rank) {
				page.Total += n
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("counting people: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		if page.Total == 0 {
			return nil
		}
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		page.Rows = make([]PersonRow, 0, page.Size)
		err = r.eachOf(ctx, text, args, func(row scan) error {
			p, err := readPerson(row)
			page.Rows = append(page.Rows, p)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing people: %w", err)
		}
		return nil
	})
	return page, err
}

// EachPerson calls fn for every person that a query takes, in the order of
// its pages, holding one at a time. Page and Size are not looked at.
func (s *Store) EachPerson(ctx context.Context, register string, q PeopleQuery, fn func(PersonRow) error) error {
	text, args := q.allSQL(register)
	return s.reader().eachOf(ctx, text, args, func(row scan) error {
		p, err := readPerson(row)
		if err != nil {
			return fmt.Errorf("listing people: %w", err)
		}
		return fn(p)
	})
}

var (
	selectPerson       = say("SELECT " + personColumns + " FROM people WHERE register = $1 AND case_id = $2")
	selectByNHSNumber  = say("SELECT case_id FROM people WHERE register = $1 AND nhs_number = $2 AND on_register <> 'struck-out' ORDER BY case_id")
	selectAuthorities  = say(valuesOf("local_authority"))
	selectCoordinators = say(valuesOf("coordinator"))
	selectKnown        = say("SELECT case_id, given, preferred, family, nhs_number, birth_date FROM people WHERE register = $1 AND on_register <> 'struck-out' ORDER BY case_id")
)

// valuesOf lists the few values that a column has in a register of many
// people. It steps from each to the next in the index that begins with the
// column; DISTINCT would read everyone's.
func valuesOf(column string) string {
	const there = "on_register <> 'struck-out'"
	return "WITH RECURSIVE found (value) AS (" +
		"SELECT MIN(" + column + ") FROM people WHERE register = $1 AND " + column + " > '' AND " + there +
		" UNION ALL SELECT (SELECT MIN(p." + column + ") FROM people p WHERE p.register = $1 AND p." + column + " > found.value AND p." + there + ")" +
		" FROM found WHERE found.value IS NOT NULL" +
		") SELECT value FROM found WHERE value IS NOT NULL ORDER BY value"
}

// PersonRow is the row of one case; the error is ErrNotFound without one.
func (s *Store) PersonRow(ctx context.Context, register, caseID string) (PersonRow, error) {
	return one(ctx, s.reader(), selectPerson, readPerson, register, caseID)
}

// Authorities lists the local authorities of the people whom a viewer reaches.
func (s *Store) Authorities(ctx context.Context, register string, v *Viewer) ([]string, error) {
	return s.values(ctx, register, v, selectAuthorities, "local_authority")
}

// Coordinators lists those who hold the cases that a viewer reaches.
func (s *Store) Coordinators(ctx context.Context, register string, v *Viewer) ([]string, error) {
	return s.values(ctx, register, v, selectCoordinators, "coordinator")
}

func (s *Store) values(ctx context.Context, register string, v *Viewer, everyones *statement, column string) ([]string, error) {
	if !v.reaches() {
		return all(ctx, s.reader(), everyones, only[string], register)
	}
	text, args := v.valuesSQL(register, column)
	return all(ctx, s.reader(), &statement{sql: text}, only[string], args...)
}

// FindByNHSNumber is the case of the person with an NHS number of ten digits;
// "" without one, and the first by identifier if several have it.
func (s *Store) FindByNHSNumber(ctx context.Context, register, number string) (caseID string, err error) {
	return first(all(ctx, s.reader(), selectByNHSNumber, only[string], register, number))
}

// FindByNHSNumber is that of the Store, with what this transaction added. It
// holds the register, so that of two who add the same person at once the
// second finds the first.
func (tx *Tx) FindByNHSNumber(number string) (caseID string, err error) {
	return first(tx.WithNHSNumber(number))
}

// WithNHSNumber are all the cases that FindByNHSNumber finds the first of.
func (tx *Tx) WithNHSNumber(number string) (caseIDs []string, err error) {
	if err := tx.holdRegister(); err != nil {
		return nil, err
	}
	for _, o := range tx.opened {
		if o.c.Details.NHSNumber == number && membership(o.c) != StruckOut {
			caseIDs = append(caseIDs, o.c.ID)
		}
	}
	found, err := all(tx.ctx, tx.run, selectByNHSNumber, only[string], tx.work.Register, number)
	// What the transaction holds may no longer be as the database has it.
	found = slices.DeleteFunc(found, func(id string) bool { return tx.cases[id] != nil })
	return append(caseIDs, found...), err
}

func first(found []string, err error) (string, error) {
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// KnownPerson is someone a register has, to find duplicates of.
type KnownPerson struct {
	Case                     string
	Given, Preferred, Family string
	NHSNumber                string
	BirthDate                civil.Date
}

// KnownPeople is everyone a register has, whether still on it or not, by case.
func (s *Store) KnownPeople(ctx context.Context, register string) ([]KnownPerson, error) {
	return all(ctx, s.reader(), selectKnown, readKnown, register)
}

// KnownPeople is that of the Store, as it is in the transaction before what it
// adds itself. It holds the register, as FindByNHSNumber does.
func (tx *Tx) KnownPeople() ([]KnownPerson, error) {
	if err := tx.holdRegister(); err != nil {
		return nil, err
	}
	return all(tx.ctx, tx.run, selectKnown, readKnown, tx.work.Register)
}

func readKnown(row scan) (p KnownPerson, err error) {
	err = row(&p.Case, &p.Given, &p.Preferred, &p.Family, &p.NHSNumber, &p.BirthDate)
	return p, err
}

// PersonRows are the rows of cases, by case. One that is not in the register is
// left out.
func (s *Store) PersonRows(ctx context.Context, register string, ids []string) (map[string]PersonRow, error) {
	rows, err := readRows(ctx, s.reader(), register, ids)
	by := make(map[string]PersonRow, len(rows))
	for _, row := range rows {
		by[row.CaseID] = row
	}
	return by, err
}

// Anybody reports whether there is anyone on the lists of a viewer.
func (s *Store) Anybody(ctx context.Context, register string, v *Viewer) (bool, error) {
	found := false
	text, args := v.anybodySQL(register)
	err := s.reader().eachOf(ctx, text, args, func(scan) error { found = true; return nil })
	return found, err
}

func (v *Viewer) anybodySQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT p.case_id FROM ")
	v.people(&t, reg, "<> 'struck-out'")
	t.add(" LIMIT 1")
	return t.String(), t.args
}
