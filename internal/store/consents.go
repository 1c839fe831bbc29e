package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ConsentQuery says which people on the register a list of consents shows.
type ConsentQuery struct {
	Kind       ConsentKind
	Page, Size int // Page from 1
	// SixteenBy is the day up to which a 16th birthday counts as soon; OldBefore
	// the day before which consent was given long ago.
	SixteenBy, OldBefore civil.Date
	For                  *Viewer
}

// ConsentKind is why somebody is on a list of consents.
type ConsentKind string

const (
	ConsentNotAsked  ConsentKind = "not-asked"
	ConsentSixteen   ConsentKind = "sixteen" // rests on a parent, and the person is 16 or soon will be
	ConsentOld       ConsentKind = "old"
	ConsentRefused   ConsentKind = "refused"
	ConsentWithdrawn ConsentKind = "withdrawn"
)

// ConsentKinds lists them, those first for whom something is to be done.
var ConsentKinds = []ConsentKind{ConsentNotAsked, ConsentSixteen, ConsentOld, ConsentRefused, ConsentWithdrawn}

// ConsentPage is one page of a list, with how many are on each.
type ConsentPage struct {
	Rows   []PersonRow
	Counts map[ConsentKind]int
	Page   int
	Size   int
}

// is the condition of a kind.
func (q ConsentQuery) is(t *sqlText, kind ConsentKind) string {
	switch kind {
	case ConsentNotAsked:
		return "p.consent = ''"
	case ConsentSixteen:
		return "p.consent = 'given' AND p.consent_basis = 'parent' AND p.birth_date <= " + t.arg(q.SixteenBy.AddMonths(-12*casefile.FromOwn).String())
	case ConsentOld:
		return "p.consent = 'given' AND p.consent_on < " + t.arg(q.OldBefore.String())
	case ConsentRefused:
		return "p.consent = 'refused'"
	case ConsentWithdrawn:
		return "p.consent = 'withdrawn'"
	}
	return "1 = 0"
}

// from writes whom the viewer reaches, on the register.
func (q ConsentQuery) from(t *sqlText, reg string) {
	q.For.people(t, reg, "= "+t.arg(string(On)))
}

func (q ConsentQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT ")
	for i, kind := range ConsentKinds {
		if i > 0 {
			t.add(", ")
		}
		t.add("COUNT(CASE WHEN ", q.is(&t, kind), " THEN 1 END)")
	}
	t.add(" FROM ")
	q.from(&t, reg)
	return t.String(), t.args
}

// pageSQL finds a page in the index by consent, and then the rows of these few.
func (q ConsentQuery) pageSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	first := map[ConsentKind]string{ConsentSixteen: "birth_date", ConsentOld: "consent_on"}[q.Kind]
	if first == "" {
		first = "sort_key"
	}
	t.add("SELECT ", prefixed("f.", personColumns), " FROM (SELECT p.case_id, p.", first, " AS s, p.sort_key AS n FROM ")
	q.from(&t, reg)
	t.add(" AND ", q.is(&t, q.Kind), " ORDER BY s, n, p.case_id LIMIT ", t.arg(q.Size), " OFFSET ", t.arg((q.Page-1)*q.Size),
		") k JOIN people f ON f.register = ", reg, " AND f.case_id = k.case_id ORDER BY k.s, k.n, k.case_id")
	return t.String(), t.args
}

// Consents is a page of those on the register for whom consent is a question of
// one kind.
func (s *Store) Consents(ctx context.Context, register string, q ConsentQuery) (ConsentPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := ConsentPage{Size: min(q.Size, MaxPageSize), Counts: map[ConsentKind]int{}}
	q.Size = page.Size
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		counts := make([]int, len(ConsentKinds))
		places := make([]any, len(counts))
		for i := range counts {
			places[i] = &counts[i]
		}
		if err := r.eachOf(ctx, text, args, func(row scan) error { return row(places...) }); err != nil {
			return fmt.Errorf("counting consents: %w", err)
		}
		for i, kind := range ConsentKinds {
			page.Counts[kind] = counts[i]
		}
		last := max(1, (page.Counts[q.Kind]+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), last)
		q.Page = page.Page
		if page.Counts[q.Kind] == 0 {
			return nil
		}
		text, args = q.pageSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error {
			p, err := readPerson(row)
			page.Rows = append(page.Rows, p)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing consents: %w", err)
		}
		return nil
	})
	return page, err
}
