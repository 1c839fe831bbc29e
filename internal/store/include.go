package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"homeward/internal/casefile"
)

// IncludeCase takes every entry of a case into another of the same register, in
// the order and with the days, words, authors and moments that they have there,
// chained on. What an entry says of another's number goes on by as many as there
// were; where both cases use one identifier, those that come get a prefix. It
// ends with an entry that says where they came from and what their hash was. The
// marks of entries, a hold and what is attached go along, and whoever is involved
// with the other case is involved with this one as well, but for the relations that
// nobody has without being asked for. The other case stays as it is,
// with an entry that says where it was merged into. Both are held against other
// writers. The error is ErrDamaged when what is to be taken is not as it was
// written.
func (tx *Tx) IncludeCase(into, from string, by casefile.Author, note string, asked []string, newID func() string) error {
	c, err := tx.Case(into)
	if err != nil {
		return err
	}
	other, err := tx.Case(from)
	if err != nil {
		return err
	}
	o, source := tx.cases[into], tx.cases[from]
	if into == from || len(source.entries) > 0 {
		return fmt.Errorf("case %s cannot be taken into %s", from, into)
	}
	rows, err := all(tx.ctx, tx.run, selectEntries, readRow, tx.work.Register, from)
	if err != nil {
		return fmt.Errorf("reading case %s: %w", from, err)
	}
	head, err := chained(rows)
	if err != nil {
		return fmt.Errorf("case %s of register %s: %w", from, tx.work.Register, err)
	}
	by0, prefix := c.Version(), ""
	ours := c.IDs()
	for id := range other.IDs() {
		if ours[id] {
			prefix = from[:min(6, len(from))] + "/"
		}
	}
	came := make([]casefile.Recorded, len(rows))
	for i, r := range rows {
		e := other.Entries[i]
		e.Fact, e.Seq, e.StruckBy = casefile.Moved(e.Fact, by0, prefix), by0+i+1, 0
		s, err := movedEntry(r.Stored, into, e, by0, prefix)
		if err != nil {
			return fmt.Errorf("case %s of register %s, entry %d: %w", from, tx.work.Register, r.Seq, err)
		}
		o.head = casefile.Chain(o.head, s)
		o.entries = append(o.entries, entryValues(s, o.head))
		came[i] = e
	}
	c.Append(came...)
	tx.changed = true
	if err := tx.includeMarks(into, from, by0); err != nil {
		return fmt.Errorf("taking over the marks of case %s: %w", from, err)
	}
	attached, err := tx.copyAttachments(tx, from, into, true)
	if err != nil {
		return err
	}
	if err := tx.copyHold(tx, "the record that was merged into this one", from, into, by); err != nil {
		return err
	}
	involved, err := tx.includeInvolved(into, from, prefix, by, asked, newID)
	if err != nil {
		return fmt.Errorf("taking over who is involved with case %s: %w", from, err)
	}
	if err := tx.Append(c, by, casefile.Entry{On: tx.work.Today, Note: note, Fact: casefile.MergedFrom{
		Register: tx.work.Register, Case: from, First: by0 + 1, Entries: len(rows), Head: hex.EncodeToString(head[:]), Prefix: prefix, Involved: involved, Attached: attached,
	}}); err != nil {
		return err
	}
	return tx.Append(other, by, casefile.Entry{On: tx.work.Today, Note: note, Fact: casefile.MergedInto{Case: into}})
}

// movedEntry is a stored entry as it is stored in another case. What changes in
// it can be taken back to the letter, or nothing is moved.
func movedEntry(s casefile.Stored, into string, e casefile.Recorded, by int, prefix string) (casefile.Stored, error) {
	body, err := casefile.EncodeFact(e.Fact)
	if err != nil {
		return s, err
	}
	back := s
	back.Body = string(body)
	if err := moveBack(&back, by, prefix); err != nil {
		return s, err
	}
	if back.Body != s.Body {
		// What an earlier version of the program wrote in other letters stays as it
		// is, unless something in it has to change.
		first, err := casefile.DecodeFact(casefile.Kind(s.Kind), []byte(s.Body))
		if err != nil {
			return s, err
		}
		plain, err := casefile.EncodeFact(first)
		if err != nil {
			return s, err
		}
		if string(plain) != string(body) {
			return s, errors.New("it names other entries in a way that this version cannot take along")
		}
		body = []byte(s.Body)
	}
	s.Case, s.Seq, s.Body = into, e.Seq, string(body)
	return s, nil
}

// moveBack makes the body of an entry that was moved what it was before.
func moveBack(s *casefile.Stored, by int, prefix string) error {
	fact, err := casefile.DecodeFact(casefile.Kind(s.Kind), []byte(s.Body))
	if err != nil {
		return err
	}
	was, err := casefile.EncodeFact(fact)
	if err != nil {
		return err
	}
	body, err := casefile.EncodeFact(casefile.Moved(fact, -by, prefix))
	if err != nil {
		return err
	}
	if string(body) != string(was) {
		s.Body = string(body)
	}
	return nil
}

var includedMarks = copiesSealed(insertMark, " AND case_id = $2")

// includeMarks marks the entries that came as they are marked where they were.
func (tx *Tx) includeMarks(into, from string, by int) error {
	return tx.copyRows(tx, includedMarks, func(column string, v any) any {
		switch column {
		case "case_id":
			return into
		case "seq":
			return v.(int) + by
		}
		return v
	}, tx.work.Register, from)
}

// includeInvolved gives those who are involved with a case the same relation to
// another, unless they have it or had it: what was ended there stays ended. Those
// that are asked for are not given. It gives the ids of what it gave.
func (tx *Tx) includeInvolved(into, from, prefix string, by casefile.Author, asked []string, newID func() string) (ids []string, err error) {
	theirs, err := tx.Involved(from)
	if err != nil {
		return nil, err
	}
	ours, err := tx.Involved(into)
	if err != nil {
		return nil, err
	}
	type tie struct{ user, organisation, relation, subject string }
	had := map[tie]bool{}
	for _, i := range ours {
		if i.Since <= tx.work.Today || !i.EndedAt.IsZero() {
			had[tie{i.UserID, i.Organisation, i.Relation, i.Subject}] = true
		}
	}
	for _, i := range theirs {
		if i.Subject != "" {
			i.Subject = prefix + i.Subject
		}
		if !i.On(tx.work.Today) || had[tie{i.UserID, i.Organisation, i.Relation, i.Subject}] || slices.Contains(asked, i.Relation) {
			continue
		}
		i.Case, i.ID, i.GivenBy, i.GivenName = into, newID(), by.ID, by.Name
		if err := tx.Involve(i); err != nil {
			return nil, err
		}
		ids = append(ids, i.ID)
	}
	return ids, nil
}

// verifyMerged holds what was taken from another case against the hash that it
// had there.
func verifyMerged(report *Report, register string, c *casefile.Case, e casefile.Recorded, from casefile.MergedFrom, rows []row) {
	by := from.First - 1
	if by < 0 || by+from.Entries > len(rows) {
		report.fault(register, c.ID, e.Seq, "what was merged into the case is not there")
		return
	}
	prefix := c.PrefixAt(e.Seq) + from.Prefix
	var head casefile.Hash
	for i, r := range rows[by : by+from.Entries] {
		s := r.Stored
		s.Register, s.Case, s.Seq = from.Register, from.Case, i+1
		if err := moveBack(&s, by, prefix); err != nil {
			report.fault(register, c.ID, r.Seq, "what was merged into the case cannot be read: "+err.Error())
			return
		}
		head = casefile.Chain(head, s)
	}
	if hex.EncodeToString(head[:]) != from.Head {
		report.fault(register, c.ID, e.Seq, "what was merged into the case is not what it was in the other")
	}
}
