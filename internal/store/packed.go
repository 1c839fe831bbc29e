package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	var last struct {
		text string
		at   time.Time
	}
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
				if at != last.text { // entries are recorded several at a time
					last.text = at
					last.at, err = parseInstant(at)
				}
				if e.RecordedAt = last.at; err == nil {
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

// packedObligations are the obligations of a case in their order, each as
// packed makes it.
const packedObligations = "case_id, string_agg(concat(n, ' ', rule, ' ', basis, ' ', started_on, due, ' ', state, ' ', open_due," +
	" started_seq, ',', met_seq, ',', met_on, ',', ended_on, ',', missed_seq, ',', asks_reason, ',', ended_reason, ':', octet_length(subject), ':', subject), '' ORDER BY n)"

// notAsPacked are the rows that do not stand in the packed text as they are.
// Surplus is set where others than these stand there.
func notAsPacked(packed string, rows []ObligationRow) (changed []ObligationRow, surplus bool) {
	was := unpacker{left: packed}
	var now []byte
	for i := range rows {
		now = rows[i].packed(now[:0])
		if rest, same := strings.CutPrefix(was.left, string(now)); same {
			was.left = rest
			continue
		}
		changed = append(changed, rows[i])
		if was.left != "" && (was.obligation() != rows[i].N || was.wrong) {
			return append(changed, rows[i+1:]...), true
		}
	}
	return changed, was.left != ""
}

// sumOf is of all that is packed of the rows, so of every column.
func sumOf(rows []ObligationRow) string {
	var b []byte
	for i := range rows {
		b = rows[i].packed(b)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// obligation goes past one and gives its number, 0 where there is none.
func (p *unpacker) obligation() int {
	n, err := strconv.Atoi(p.upTo(' '))
	if err != nil {
		return 0
	}
	p.upTo(':')
	p.sized()
	return n
}

func (o *ObligationRow) packed(b []byte) []byte {
	number := func(n int) {
		if n != 0 {
			b = strconv.AppendInt(b, int64(n), 10)
		}
		b = append(b, ',')
	}
	day := func(d civil.Date) {
		if d != 0 {
			b = append(b, d.String()...)
		}
		b = append(b, ',')
	}
	b = strconv.AppendInt(b, int64(o.N), 10)
	b = append(b, ' ')
	for _, text := range []string{o.Rule, o.Basis, o.StartedOn.String() + o.Due.String(), o.State} {
		b = append(append(b, text...), ' ')
	}
	b = append(b, o.openDue()...)
	number(o.StartedSeq)
	number(o.MetSeq)
	day(o.MetOn)
	day(o.EndedOn)
	number(o.MissedSeq)
	b = strconv.AppendInt(b, int64(oneOrZero(o.AsksReason)), 10)
	b = append(b, ',')
	b = append(append(b, o.EndedReason...), ':')
	b = strconv.AppendInt(b, int64(len(o.Subject)), 10)
	return append(append(b, ':'), o.Subject...)
}
