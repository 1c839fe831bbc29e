package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// What a row of the early signs is.
const (
	rowOfSign   = "sign"
	rowOfTold   = "told" // a sign that a referral told of
	rowOfAnswer = "answer"
)

var earlySignsTable = newSideTable("early_signs", "register, case_id, n, seq, what, name, from_day, until_day", "n", earlySignRows)

// earlySignRows are the signs of a case, and the suggestions that were answered
// with the day up to which they are not made again.
func earlySignRows(c *casefile.Case) [][]any {
	var rows [][]any
	add := func(seq int, what, name string, from, until civil.Date) {
		rows = append(rows, []any{len(rows) + 1, seq, what, name, from.String(), dayOrNull(until)})
	}
	for _, s := range c.Signs() {
		what := rowOfSign
		if s.Told {
			what = rowOfTold
		}
		add(s.Seq, what, s.ID, s.From, s.Until)
	}
	for _, e := range c.SuggestionsAnswered() {
		f := e.Fact.(casefile.SuggestionAnswered)
		add(e.Seq, rowOfAnswer, f.Trigger, e.On, f.Until)
	}
	return rows
}

// WithSigns is somebody with early signs, and the suggestions that were answered.
type WithSigns struct {
	CaseID     string
	BirthDate  civil.Date
	OnRegister Membership
	Consent    casefile.ConsentDecision
	SharesNot  string // as that of PersonRow
	SortKey    string // likewise
	Signs      []casefile.Sign
	Answered   []casefile.Sign // ID is the trigger
}

// EarlySigns lists those of a viewer's lists of whom there is a sign that began
// on a day or later, or that lasts. Who died or moved away is left out.
func (s *Store) EarlySigns(ctx context.Context, register string, v *Viewer, since civil.Date) ([]WithSigns, error) {
	var people []WithSigns
	text, args := earlySignsSQL(register, v, since)
	err := s.reader().eachOf(ctx, text, args, func(row scan) error {
		var p WithSigns
		var what string
		var sign casefile.Sign
		if err := row(&p.CaseID, &p.BirthDate, &p.OnRegister, &p.Consent, &p.SharesNot, &p.SortKey, &sign.Seq, &what, &sign.ID, &sign.From, &sign.Until); err != nil {
			return err
		}
		if n := len(people); n == 0 || people[n-1].CaseID != p.CaseID {
			people = append(people, p)
		}
		last := &people[len(people)-1]
		if what == rowOfAnswer {
			last.Answered = append(last.Answered, sign)
		} else {
			sign.Told = what == rowOfTold
			last.Signs = append(last.Signs, sign)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing early signs: %w", err)
	}
	return people, nil
}

func earlySignsSQL(register string, v *Viewer, since civil.Date) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT p.case_id, p.birth_date, p.on_register, p.consent, p.shares_not, p.sort_key, s.seq, s.what, s.name, s.from_day, s.until_day FROM ")
	if v.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	t.add("early_signs s CROSS JOIN people p WHERE s.register = ", reg, " AND p.register = ", reg, " AND p.case_id = s.case_id",
		" AND p.on_register IN ('on', 'none', 'left') AND (s.from_day >= ", t.arg(since.String()), " OR s.name = ", t.arg(casefile.SignWaiting), ")")
	if v.reaches() {
		t.add(" AND s.case_id = v.case_id")
	}
	v.hides(&t, "s.case_id")
	t.add(" ORDER BY s.case_id, s.n")
	return t.String(), t.args
}
