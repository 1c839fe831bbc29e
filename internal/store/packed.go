package store

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Whole registers are read with the rows of a case packed into one text: to
// hand a row from the database to Go costs several times what is done with it.
// What may hold any character goes by its length in bytes.

// packedEntries are the entries of a case without what the index does not
// look at: notes, and by whom beyond the name. unpack reads them.
const packedEntries = "case_id, string_agg(concat(seq, ' ', kind, ' ', on_day, recorded_at, octet_length(author_name), ':', author_name, octet_length(body), ':', body), '')"

// unpack folds a case of packed entries, of which there must be so many; the
// error is ErrDamaged where they cannot be read.
func unpack(id, packed string, version int) (*casefile.Case, error) {
	damaged := func(err error) error { return fmt.Errorf("%w (%w)", ErrDamaged, err) }
	p := unpacker{left: packed}
	entries := make([]casefile.Recorded, 0, version)
	for p.left != "" {
		var e casefile.Recorded
		seq, kind := p.upTo(' '), p.upTo(' ')
		on, at := p.bytes(len("2006-01-02")), p.bytes(len(instantFormat))
		e.By.Name = p.sized()
		body := p.sized()
		if p.wrong {
			return nil, damaged(errors.New("the entries cannot be told apart"))
		}
		var err error
		if e.Seq, err = strconv.Atoi(seq); err == nil {
			if e.On, err = civil.Parse(on); err == nil {
				if e.RecordedAt, err = parseInstant(at); err == nil {
					e.Fact, err = casefile.DecodeFact(casefile.Kind(kind), []byte(body))
				}
			}
		}
		if err != nil {
			return nil, damaged(fmt.Errorf("entry %s: %w", seq, err))
		}
		entries = append(entries, e)
	}
	// A database may gather rows in any order.
	slices.SortFunc(entries, func(a, b casefile.Recorded) int { return a.Seq - b.Seq })
	for i, e := range entries {
		if e.Seq != i+1 {
			return nil, damaged(fmt.Errorf("entry %d is missing", i+1))
		}
	}
	if len(entries) == 0 || len(entries) != version {
		return nil, damaged(fmt.Errorf("%d entries in place of %d", len(entries), version))
	}
	return casefile.Fold(id, entries), nil
}

// unpacker reads a packed text from its beginning.
type unpacker struct {
	left  string
	wrong bool
}

func (p *unpacker) upTo(end byte) string {
	text, rest, found := strings.Cut(p.left, string(end))
	p.left, p.wrong = rest, p.wrong || !found
	return text
}

func (p *unpacker) bytes(n int) string {
	if n < 0 || n > len(p.left) {
		p.left, p.wrong = "", true
		return ""
	}
	text := p.left[:n]
	p.left = p.left[n:]
	return text
}

func (p *unpacker) sized() string {
	n, err := strconv.Atoi(p.upTo(':'))
	if err != nil {
		n = -1
	}
	return p.bytes(n)
}

// packedObligations are the obligations of a case, to be compared with what
// packObligations makes of others.
const packedObligations = "case_id, string_agg(concat(n, ' ', rule, ' ', basis, ' ', started_on, due, ' ', state, ' ', open_due," +
	" started_seq, ',', met_seq, ',', met_on, ',', ended_on, ',', missed_seq, ',', asks_reason, ',', ended_reason, ':', octet_length(subject), ':', subject), '' ORDER BY n)"

func packObligations(rows []ObligationRow) string {
	var b strings.Builder
	number := func(n int) {
		if n != 0 {
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(',')
	}
	day := func(d civil.Date) {
		if d != 0 {
			b.WriteString(d.String())
		}
		b.WriteByte(',')
	}
	for i := range rows {
		o := &rows[i]
		for _, text := range []string{strconv.Itoa(o.N), o.Rule, o.Basis} {
			b.WriteString(text)
			b.WriteByte(' ')
		}
		b.WriteString(o.StartedOn.String())
		b.WriteString(o.Due.String())
		b.WriteByte(' ')
		b.WriteString(o.State)
		b.WriteByte(' ')
		b.WriteString(o.openDue())
		number(o.StartedSeq)
		number(o.MetSeq)
		day(o.MetOn)
		day(o.EndedOn)
		number(o.MissedSeq)
		b.WriteString(strconv.Itoa(oneOrZero(o.AsksReason)))
		b.WriteByte(',')
		b.WriteString(o.EndedReason)
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(len(o.Subject)))
		b.WriteByte(':')
		b.WriteString(o.Subject)
	}
	return b.String()
}
