package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

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
	same, err := tx.sameEntries(c, other, rows)
	if err != nil {
		return err
	}
	to := renamedInto(c, other, same)
	merged := casefile.MergedFrom{
		Register: tx.work.Register, Case: from, First: c.Version() + 1, Entries: len(rows) - same, Head: hex.EncodeToString(head[:]), Prefix: to.Prefix, Same: same, Over: c.LeftOnlyHere(other, same),
	}
	for _, seq := range other.LeftOnlyHere(c, same) {
		merged.Over = append(merged.Over, merged.Here(seq))
	}
	came := make([]casefile.Recorded, 0, len(rows)-same)
	for _, r := range rows[same:] {
		e := other.Entries[r.Seq-1]
		e.Fact, e.Seq, e.StruckBy = casefile.Moved(e.Fact, to), merged.Here(r.Seq), 0
		s, err := movedEntry(r.Stored, into, e, to)
		if err != nil {
			return fmt.Errorf("case %s of register %s, entry %d: %w", from, tx.work.Register, r.Seq, err)
		}
		o.head = casefile.Chain(o.head, s)
		o.entries = append(o.entries, entryValues(s, o.head))
		came = append(came, e)
	}
	c.Append(came...)
	tx.changed = true
	if err := tx.includeMarks(into, from, merged, by); err != nil {
		return fmt.Errorf("taking over the marks of case %s: %w", from, err)
	}
	var had []Attachment
	if same > 0 {
		if had, err = all(tx.ctx, tx.run, selectAttachments, readAttachment, tx.work.Register, into); err != nil {
			return fmt.Errorf("reading what is attached to case %s: %w", into, err)
		}
	}
	merged.Attached, err = tx.copyAttachments(tx, from, into, true, had...)
	if err != nil {
		return err
	}
	if err := tx.copyHold(tx, "the record that was merged into this one", from, into, by); err != nil {
		return err
	}
	if merged.Involved, err = tx.includeInvolved(into, from, to, by, asked, newID); err != nil {
		return fmt.Errorf("taking over who is involved with case %s: %w", from, err)
	}
	if err := tx.Append(c, by, casefile.Entry{On: tx.work.Today, Note: note, Fact: merged}); err != nil {
		return err
	}
	return tx.Append(other, by, casefile.Entry{On: tx.work.Today, Note: note, Fact: casefile.MergedInto{Case: into}})
}

// sameEntries is how many entries two cases begin with that are word for word the
// same, by the same author and of the same moment, where one of the two is known
// to have come from the other by a handover.
func (tx *Tx) sameEntries(c, other *casefile.Case, theirs []row) (same int, err error) {
	if !slices.ContainsFunc(origins(c), func(id string) bool { return slices.Contains(origins(other), id) }) {
		return 0, nil
	}
	ours, err := all(tx.ctx, tx.run, selectEntries, readRow, tx.work.Register, c.ID)
	if err != nil {
		return 0, fmt.Errorf("reading case %s: %w", c.ID, err)
	}
	for same < len(ours) && same < len(theirs) {
		a, b := ours[same].Stored, theirs[same].Stored
		a.Case = b.Case
		if a != b {
			break
		}
		same++
	}
	// What was merged into the other before comes as one piece, or is had as one.
	for _, e := range other.Entries {
		if f, ok := e.Fact.(casefile.MergedFrom); ok && same < e.Seq {
			if f.Same > 0 && max(1, f.Began)+f.Same-1 > same {
				return 0, nil
			}
			same = min(same, f.First-1)
		}
	}
	return same, nil
}

// origins are a case and those from which it was handed over.
func origins(c *casefile.Case) []string {
	ids := []string{c.ID}
	for _, e := range c.Entries {
		if f, ok := e.Fact.(casefile.HandedOver); ok {
			ids = append(ids, f.Case)
		}
	}
	return ids
}

// renamedInto is how what a case names is named in another that takes it in, of
// which the first entries are the same. What began among these is one in both;
// beyond them, an identifier that both use gets a prefix.
func renamedInto(c, other *casefile.Case, same int) casefile.Renamed {
	to := casefile.Renamed{Same: same, By: c.Version() - same}
	ours, clash := (&casefile.Case{Entries: c.Entries[same:]}).IDs(), map[string]bool{}
	for id := range (&casefile.Case{Entries: other.Entries[same:]}).IDs() {
		if ours[id] {
			_, plain, _ := strings.Cut(id, " ")
			clash[plain] = true
		}
	}
	for id := range (&casefile.Case{Entries: c.Entries[:same]}).IDs() {
		_, plain, _ := strings.Cut(id, " ")
		delete(clash, plain)
	}
	if len(clash) > 0 {
		to.Prefix = other.ID[:min(6, len(other.ID))] + "/"
		if same > 0 {
			to.Only = func(id string) bool { return clash[id] }
		}
	}
	return to
}

// movedEntry is a stored entry as it is stored in another case. What changes in
// it can be taken back to the letter, or nothing is moved.
func movedEntry(s casefile.Stored, into string, e casefile.Recorded, to casefile.Renamed) (casefile.Stored, error) {
	body, err := casefile.EncodeFact(e.Fact)
	if err != nil {
		return s, err
	}
	back := s
	back.Body = string(body)
	if err := moveBack(&back, to); err != nil {
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
func moveBack(s *casefile.Stored, to casefile.Renamed) error {
	fact, err := casefile.DecodeFact(casefile.Kind(s.Kind), []byte(s.Body))
	if err != nil {
		return err
	}
	was, err := casefile.EncodeFact(fact)
	if err != nil {
		return err
	}
	body, err := casefile.EncodeFact(casefile.MovedBack(fact, to))
	if err != nil {
		return err
	}
	if string(body) != string(was) {
		s.Body = string(body)
	}
	return nil
}

var includedMarks = copiesSealed(insertMark, " AND case_id = $2 AND seq > $3")

// includeMarks marks the entries that came as they are marked where they were,
// and of those that both had what is marked only there.
func (tx *Tx) includeMarks(into, from string, merged casefile.MergedFrom, by casefile.Author) error {
	err := tx.copyRows(tx, includedMarks, func(column string, v any) any {
		switch column {
		case "case_id":
			return into
		case "seq":
			return merged.Here(v.(int))
		}
		return v
	}, tx.work.Register, from, merged.Same)
	if err != nil || merged.Same == 0 {
		return err
	}
	stands := map[string]map[int]Mark{}
	for _, id := range []string{into, from} {
		marks, err := readMarks(tx.ctx, tx.run, tx.work.Register, id)
		if err != nil {
			return err
		}
		stands[id] = map[int]Mark{}
		for _, m := range marks {
			stands[id][m.Seq] = m
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(stands[from])) {
		m := stands[from][seq]
		if seq > merged.Same || m.Mark == "" || stands[into][seq].Mark != "" {
			continue
		}
		m.Case, m.Seq, m.UserID, m.UserName = into, merged.Here(seq), by.ID, by.Name
		if err := tx.Mark(m); err != nil {
			return err
		}
	}
	return nil
}

// includeInvolved gives those who are involved with a case the same relation to
// another, unless they have it or had it: what was ended there stays ended. Those
// that are asked for are not given. It gives the ids of what it gave.
func (tx *Tx) includeInvolved(into, from string, to casefile.Renamed, by casefile.Author, asked []string, newID func() string) (ids []string, err error) {
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
			i.Subject = to.ID(i.Subject)
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
// had there. Where only a part of it came, because the rest was here, what had come
// to the other is held against its hashes within it.
func verifyMerged(report *Report, register string, c *casefile.Case, e casefile.Recorded, from casefile.MergedFrom, rows []row) {
	if from.First < 1 || from.Entries < 0 || from.Same < 0 || from.First-1+from.Entries > len(rows) || max(1, from.Began)-1+from.Same > len(rows) {
		report.fault(register, c.ID, e.Seq, "what was merged into the case is not there")
		return
	}
	outer := casefile.Renamed{Prefix: c.PrefixAt(e.Seq)}
	own := casefile.Renamed{By: from.First - 1, Prefix: outer.Prefix + from.Prefix}
	if from.Same > 0 {
		outer.By = max(1, from.Began) - 1
		own = casefile.Renamed{Same: from.Same, By: from.First - 1 - outer.By - from.Same, Prefix: from.Prefix}
	}
	var head casefile.Hash
	was := make([]row, 0, from.Same+from.Entries)
	for seq := 1; seq <= from.Same+from.Entries; seq++ {
		r := rows[from.Here(seq)-1]
		s := r.Stored
		s.Register, s.Case, s.Seq = from.Register, from.Case, seq
		var err error
		if from.Same > 0 {
			err = moveBack(&s, outer)
		}
		if err == nil && seq > from.Same {
			err = moveBack(&s, own)
		}
		if err != nil {
			report.fault(register, c.ID, r.Seq, "what was merged into the case cannot be read: "+err.Error())
			return
		}
		head = casefile.Chain(head, s)
		r.Stored = s
		was = append(was, r)
	}
	if hex.EncodeToString(head[:]) != from.Head {
		report.fault(register, c.ID, e.Seq, "what was merged into the case is not what it was in the other")
		return
	}
	if from.Same == 0 {
		return
	}
	recorded := make([]casefile.Recorded, len(was))
	for i, r := range was {
		var err error
		if recorded[i], err = r.recorded(); err != nil {
			report.fault(register, c.ID, from.Here(i+1), "what was merged into the case cannot be read: "+err.Error())
			return
		}
	}
	verifyCopied(report, register, casefile.Fold(c.ID, recorded), was)
}
