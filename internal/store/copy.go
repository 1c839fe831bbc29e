package store

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/casefile"
)

// CopyCase begins a case with every entry of a case of another register, in the
// order and with the words, authors and moments that they have there, chained
// anew. It ends with an entry that says where they came from and what their hash
// was, recorded by whoever had it copied; merged says that the whole register
// came. The marks of entries, whether the record is restricted or on hold, and
// what is attached go along. Both cases are held against other writers until the
// transaction ends.
// The error is ErrDamaged when what is to be copied is not as it was written,
// and ErrExists when the register has a case of that identifier.
func (tx *Tx) CopyCase(from *Tx, name, caseID, id string, by casefile.Author, note string, merged bool) (*casefile.Case, error) {
	source, err := from.Case(caseID)
	if err != nil {
		return nil, err
	}
	if len(from.cases[caseID].entries) > 0 {
		return nil, fmt.Errorf("case %s of register %s has entries that are not written yet", caseID, from.work.Register)
	}
	rows, err := all(from.ctx, from.run, selectEntries, readRow, from.work.Register, caseID)
	if err != nil {
		return nil, fmt.Errorf("reading case %s: %w", caseID, err)
	}
	head, err := chained(rows)
	if err != nil {
		return nil, fmt.Errorf("case %s of register %s: %w", caseID, from.work.Register, err)
	}
	c, err := tx.NewCase(id)
	if err != nil {
		return nil, err
	}
	o := tx.cases[id]
	o.isNew, o.created = true, stamp(tx.work.At)
	for _, r := range rows {
		s := r.Stored
		s.Register, s.Case = tx.work.Register, id
		o.head = casefile.Chain(o.head, s)
		o.entries = append(o.entries, entryValues(s, o.head))
	}
	copied := make([]casefile.Recorded, len(source.Entries))
	for i, e := range source.Entries {
		e.StruckBy = 0
		copied[i] = e
	}
	c.Append(copied...)
	tx.changed = true
	if err := tx.copyBeside(from, caseID, id); err != nil {
		return nil, err
	}
	if _, err := tx.copyAttachments(from, caseID, id, merged); err != nil {
		return nil, err
	}
	if err := tx.copyHold(from, name, caseID, id, by); err != nil {
		return nil, err
	}
	return c, tx.Append(c, by, casefile.Entry{On: tx.work.Today, Note: note, Fact: casefile.HandedOver{
		Register: from.work.Register, Name: name, Case: caseID, Entries: len(rows), Head: hex.EncodeToString(head[:]), Merged: merged,
	}})
}

// sealedCopy copies rows of a sealed table from another register: find has all
// the columns of insert.
type sealedCopy struct{ insert, find *statement }

func copiesSealed(insert *statement, of string) sealedCopy {
	return sealedCopy{insert, say("SELECT " + strings.Join(insert.insert.columns, ", ") + " FROM " + insert.insert.table + " WHERE register = $1" + of)}
}

// Marks and restrictions are beside the record, by the numbers of its entries,
// which a copy keeps.
var besideCopied = []sealedCopy{copiesSealed(insertMark, " AND case_id = $2"), copiesSealed(insertRestriction, " AND case_id = $2")}

// copyBeside copies what stands beside a case about who may see it.
func (tx *Tx) copyBeside(from *Tx, caseID, id string) error {
	for _, c := range besideCopied {
		if err := tx.copySealed(from, c, id, from.work.Register, caseID); err != nil {
			return fmt.Errorf("copying who may see case %s: %w", caseID, err)
		}
	}
	return nil
}

// copySealed adds the rows that a statement finds in another register, and seals
// them. They are of case id here, unless it is "".
func (tx *Tx) copySealed(from *Tx, c sealedCopy, id string, args ...any) error {
	return tx.copyRows(from, c, func(column string, v any) any {
		if column == "case_id" && id != "" {
			return id
		}
		return v
	}, args...)
}

// copyRows is copySealed with what is to stand in place of the value of a column.
func (tx *Tx) copyRows(from *Tx, c sealedCopy, instead func(column string, v any) any, args ...any) error {
	columns := c.insert.insert.columns
	rows, err := all(from.ctx, from.run, c.find, func(row scan) ([]any, error) {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := row(places...); err != nil {
			return nil, err
		}
		for i, v := range values {
			if n, is := v.(int64); is {
				values[i] = int(n)
			}
			if columns[i] == "register" {
				values[i] = tx.work.Register
			} else {
				values[i] = instead(columns[i], values[i])
			}
		}
		return values, nil
	}, args...)
	if err != nil || len(rows) == 0 {
		return err
	}
	tx.changed = true
	return tx.run.addSealed(tx.ctx, c.insert, tx.work.At, rows)
}

// chained is the hash that the entries of a case end with, or ErrDamaged when
// one of them is not as it was written.
func chained(rows []row) (head casefile.Hash, err error) {
	for _, r := range rows {
		head = casefile.Chain(head, r.Stored)
		if head != toHash(r.hash) {
			return head, ErrDamaged
		}
	}
	return head, nil
}

// verifyCopied holds what was handed over against the hash that it had where it
// was written: a chain of the same entries under the names they had there.
func verifyCopied(report *Report, register string, c *casefile.Case, rows []row) {
	// What came with a merge of which a part was here is held within what it came of.
	within := func(seq int) bool {
		return slices.ContainsFunc(c.Entries, func(e casefile.Recorded) bool {
			f, ok := e.Fact.(casefile.MergedFrom)
			return ok && f.Same > 0 && seq >= f.First && seq < f.First+f.Entries
		})
	}
	for _, e := range c.Entries {
		switch e.Fact.(type) {
		case casefile.HandedOver, casefile.MergedFrom:
			if within(e.Seq) {
				continue
			}
		}
		if merged, ok := e.Fact.(casefile.MergedFrom); ok {
			verifyMerged(report, register, c, e, merged, rows)
		}
		from, ok := e.Fact.(casefile.HandedOver)
		if !ok {
			continue
		}
		var head casefile.Hash
		by := max(1, from.First) - 1 // more than 0 where it came on with a merge
		prefix := c.PrefixAt(e.Seq)
		for i, r := range rows[min(by, len(rows)):min(by+from.Entries, len(rows))] {
			s := r.Stored
			s.Register, s.Case, s.Seq = from.Register, from.Case, i+1
			if by > 0 {
				if err := moveBack(&s, casefile.Renamed{By: by, Prefix: prefix}); err != nil {
					report.fault(register, c.ID, r.Seq, "what was handed over cannot be read: "+err.Error())
				}
			}
			head = casefile.Chain(head, s)
		}
		if hex.EncodeToString(head[:]) != from.Head {
			report.fault(register, c.ID, e.Seq, "what was handed over is not what it was in register "+from.Register)
		}
	}
}
