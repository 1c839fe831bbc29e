package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var refusalsTable = newSideTable("refusals", "register, case_id, seq, need, refused_on, reason, provider, was_on", "seq", refusalRows)

// refusalRows are the refusals of services, each of which stays whatever became
// of the need since.
func refusalRows(c *casefile.Case) (rows [][]any) {
	for _, e := range c.Standing {
		f, ok := e.Fact.(casefile.SupportStep)
		if !ok || f.Status != casefile.SupportRefused {
			continue
		}
		n, _ := c.Need(f.Need)
		for _, r := range n.Refusals {
			if r.Seq == e.Seq {
				rows = append(rows, []any{r.Seq, n.ID, r.On.String(), string(r.Reason), r.Provider, oneOrZero(r.OnRegister)})
			}
		}
	}
	return rows
}

// RefusalsQuery says which refusals a list shows. Of the needs that were refused
// it takes those that NeedsQuery does.
type RefusalsQuery struct {
	NeedsQuery
	Reason casefile.RefusedReason
	Since  civil.Date // refused on that day or later; zero for all
}

// RefusalRow is a refusal with the need as it stands now.
type RefusalRow struct {
	NeedsRow
	Refusal casefile.ServiceRefusal
}

// RefusalsPage is a page of refusals, the latest first.
type RefusalsPage struct {
	Rows                     []RefusalRow
	Total, Page, Pages, Size int
}

// Refusals lists refusals of services.
func (s *Store) Refusals(ctx context.Context, register string, q RefusalsQuery) (RefusalsPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := RefusalsPage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		if err := r.eachOf(ctx, text, args, func(row scan) error { return row(&page.Total) }); err != nil {
			return fmt.Errorf("counting refusals: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err := r.eachOf(ctx, text, args, func(row scan) (err error) {
			var f RefusalRow
			f.NeedsRow, err = readNeeds(func(into ...any) error {
				return row(append(into, &f.Refusal.Seq, &f.Refusal.On, &f.Refusal.Reason, &f.Refusal.Provider, oneColumn{&f.Refusal.OnRegister})...)
			})
			page.Rows = append(page.Rows, f)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing refusals: %w", err)
		}
		return nil
	})
	return page, err
}

// RefusalCount is how many refusals a query takes.
func (s *Store) RefusalCount(ctx context.Context, register string, q RefusalsQuery) (n int, err error) {
	text, args := q.countSQL(register)
	err = s.reader().eachOf(ctx, text, args, func(row scan) error { return row(&n) })
	return n, err
}

func (q RefusalsQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT COUNT(*)")
	q.from(&t, reg, "")
	return t.String(), t.args
}

func (q RefusalsQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, false)
	t.add("SELECT ", prefixed("n.", needColumns), ", p.name, p.nhs_number, p.rating, p.coordinator, f.seq, f.refused_on, f.reason, f.provider, f.was_on")
	q.from(&t, reg, " JOIN people p ON p.register = "+reg+" AND p.case_id = n.case_id")
	t.add(" ORDER BY f.refused_on DESC, f.case_id, f.seq DESC LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset))
	return t.String(), t.args
}

// from begins with those whom the viewer reaches, for they are few, or with the
// refusals of the reason. What a refusal says is found by nobody who may not read it.
func (q RefusalsQuery) from(t *sqlText, reg, more string) {
	const of = "f.register = n.register AND f.case_id = n.case_id AND f.need = n.need"
	if q.For.reaches() {
		t.add(" FROM reach v CROSS JOIN needs n JOIN refusals f ON ", of, more, " WHERE n.register = ", reg, " AND n.case_id = v.case_id")
	} else {
		t.add(" FROM refusals f JOIN needs n ON ", of, more, " WHERE n.register = ", reg)
	}
	t.add(" AND f.register = ", reg, " AND f.reason = ", t.arg(string(q.Reason)))
	if q.Since != 0 {
		t.add(" AND f.refused_on >= ", t.arg(q.Since.String()))
	}
	q.where(t, reg, true)
}
