package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// Report is what Verify found.
type Report struct {
	Registers, Cases, Entries int
	Log                       LogReport
	Certificates              []DisposedOf
	Files                     int // of attachments, as VerifyLog held them
	// Faults are what is not as it was written, by register, case and entry:
	// the first MostFaults of them. Count is how many there are.
	Faults []Fault
	Count  int
	// Stale is how many cases wait for Reevaluate. That is no fault.
	Stale int
}

// MostFaults is how many faults a report names.
const MostFaults = 1000

// DisposedOf is a case that was disposed of, by a certificate.
type DisposedOf struct {
	Register string
	Certificate
}

// OK reports whether everything is as it was written.
func (r *Report) OK() bool { return r.Count == 0 }

// Fault is one thing that is not as it was written. One without a register or a
// row is about the whole log, or the file that SQLite keeps everything in.
type Fault struct {
	Register, Case string
	Seq            int // the entry; 0 when it is about the case or its index
	What           string
	Row            string // table and key of a row that is of no case
}

func (f Fault) String() string {
	if f.Row != "" {
		return f.Row + ": " + f.What
	}
	if f.Register == "" {
		return f.What
	}
	if f.Seq == 0 {
		return fmt.Sprintf("register %s, case %s: %s", f.Register, f.Case, f.What)
	}
	return fmt.Sprintf("register %s, case %s, entry %d: %s", f.Register, f.Case, f.Seq, f.What)
}

func (r *Report) fault(register, caseID string, seq int, what string) {
	r.Count++
	if len(r.Faults) < MostFaults {
		r.Faults = append(r.Faults, Fault{Register: register, Case: caseID, Seq: seq, What: what})
	}
}

const beginning = "the beginning of the case "

// row is fault for a row of a sealed table. One that is named already is not
// named again.
func (r *Report) row(table, key, what string) {
	f := Fault{Row: table + " " + key, What: what}
	if row, ok := newSealedRow(table, key, 1); ok {
		switch table {
		case "entries":
			f = Fault{Register: row.parts[0], Case: row.parts[1], What: "the entry " + what}
			f.Seq, _ = strconv.Atoi(row.parts[2])
		case "cases":
			f = Fault{Register: row.parts[0], Case: row.parts[1], What: beginning + what}
		}
	}
	if slices.ContainsFunc(r.Faults, func(g Fault) bool {
		return g.Register == f.Register && g.Case == f.Case && g.Seq == f.Seq && g.Row == f.Row &&
			strings.HasPrefix(g.What, beginning) == strings.HasPrefix(f.What, beginning)
	}) {
		return
	}
	r.Count++
	if len(r.Faults) < MostFaults {
		r.Faults = append(r.Faults, f)
	}
}

var (
	// The next register that a table has anything of, whether or not it is
	// one: a register at a time, for SQLite would read every row for DISTINCT.
	selectNextRegister = func() (next []*statement) {
		for _, table := range []string{"registers", "cases", "entries", "people", "people_names", "obligations", "stays", "needs", "referrals", "early_signs", "actions", "unreachable", "people_around", "moves_waiting", "leaving_untold", "refusals", "criteria", "audit", "rulebooks", "disposals",
			"attachments", "attachment_changes", "attachment_files", "retention_acts", "disposal_certificates", "meeting_minutes", "gap_events",
			"involvements", "involvement_ends", "restrictions", "marks", "emergencies", "emergency_looks", "held_names", "not_same"} {
			next = append(next, sayAcross(everyRegister, "SELECT register FROM "+table+" WHERE register > $1 ORDER BY register LIMIT 1"))
		}
		return next
	}()

	selectPeopleBetween      = say("SELECT " + personColumns + " FROM people WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id")
	selectWordsBetween       = say("SELECT case_id, token FROM people_names WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, token")
	selectObligationsBetween = say("SELECT " + obligationColumns + " FROM obligations WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, n")
)

// Verify recomputes every chain over the bytes that are stored and every row
// of the index, and reports what differs. A fault in one case hides none in
// another. The index is held against the day and the rules it was computed for.
// What another version of the program indexed waits for Reevaluate and is not
// compared.
func (s *Store) Verify(ctx context.Context, program *clock.Rulebook, today civil.Date) (Report, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// One goroutine reads while this one reckons: each is half of the work.
	read, failed := make(chan indexedBatch, 1), make(chan error, 1)
	go func() {
		defer close(read)
		failed <- s.readIndexed(ctx, read)
	}()
	var report Report
	for b := range read {
		if b.after == "" {
			report.Registers++
		}
		now, err := s.Rules(ctx, b.register, program)
		if err != nil {
			return report, err
		}
		b.verify(&report, now.N, func(n int) (*clock.Rulebook, error) {
			rules, err := s.adopted.at(ctx, s.reader(), b.register, n, program)
			return rules.Rulebook, err
		}, today)
	}
	if err := <-failed; err != nil {
		return report, err
	}
	return report, s.verifyFile(ctx, &report)
}

// derivedTables are those that lists read. SQLite keeps what it finds their
// rows by apart from the rows, and answers many lists out of that alone: a byte
// that is changed there is in no row.
var derivedTables = []string{"people", "people_names", "obligations", "stays", "needs", "referrals", "early_signs", "actions", "unreachable", "people_around", "moves_waiting", "leaving_untold", "refusals"}

// verifyFile holds the indexes of SQLite against the rows of their tables.
func (s *Store) verifyFile(ctx context.Context, report *Report) error {
	if s.engine != onSQLite {
		return nil
	}
	for _, table := range derivedTables {
		var found string
		if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check("+table+")").Scan(&found); err != nil {
			return fmt.Errorf("checking the file of table %s: %w", table, err)
		}
		if found != "ok" {
			report.fault("", "", 0, fmt.Sprintf("the file's own index of %s is not that of its rows: %s", table, found))
		}
	}
	return nil
}

// readIndexed reads everything, register by register and stretch by stretch.
func (s *Store) readIndexed(ctx context.Context, into chan<- indexedBatch) error {
	for register := ""; ; {
		var err error
		if register, err = nextRegister(ctx, s.reader(), register); err != nil {
			return fmt.Errorf("listing registers: %w", err)
		}
		if register == lastKey {
			return nil
		}
		for after := ""; after != lastKey; {
			var b indexedBatch
			err := s.view(ctx, func(r runner) (err error) {
				b, err = readIndexedBatch(ctx, r, register, after)
				return err
			})
			if err != nil {
				return fmt.Errorf("verifying register %s: %w", register, err)
			}
			after = b.last
			select {
			case into <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// nextRegister is the first register after one that any table has something
// of; lastKey when there is none.
func nextRegister(ctx context.Context, r runner, after string) (string, error) {
	next := lastKey
	for _, st := range selectNextRegister {
		found, err := first(all(ctx, r, st, only[string], after))
		if err != nil {
			return "", err
		}
		if found != "" {
			next = min(next, found)
		}
	}
	return next, nil
}

// columns is a row as text, to be compared column by column.
type columns []sql.NullString

// indexedBatch is a stretch of the record with its index as it stands.
type indexedBatch struct {
	batch
	register    string
	people      map[string][]columns
	words       map[string][]string
	obligations map[string][]columns
	stays       map[string][]columns
	needs       map[string][]columns
	beside      map[string]map[string][]columns // by table and case
}

func readIndexedBatch(ctx context.Context, r runner, register, after string) (indexedBatch, error) {
	b := indexedBatch{register: register, people: map[string][]columns{}, words: map[string][]string{}, obligations: map[string][]columns{}, stays: map[string][]columns{}, needs: map[string][]columns{}, beside: map[string]map[string][]columns{}}
	var err error
	if b.batch, err = readBatch(ctx, r, register, after, selectCasesAfter); err != nil {
		return b, err
	}
	keep := func(into map[string][]columns, n int) func(scan) error {
		return func(row scan) error {
			c := make(columns, n)
			places := make([]any, n)
			for i := range c {
				places[i] = &c[i]
			}
			err := row(places...)
			into[c[1].String] = append(into[c[1].String], c) // the second column is the case
			return err
		}
	}
	err = errors.Join(
		r.each(ctx, selectPeopleBetween, keep(b.people, len(personNames)), register, after, b.last),
		r.each(ctx, selectStaysBetween, keep(b.stays, len(stayNames)), register, after, b.last),
		r.each(ctx, selectObligationsBetween, keep(b.obligations, len(obligationNames)), register, after, b.last),
		r.each(ctx, selectNeedsBetween, keep(b.needs, len(needNames)), register, after, b.last),
		r.each(ctx, selectWordsBetween, func(row scan) error {
			var id, word string
			err := row(&id, &word)
			b.words[id] = append(b.words[id], word)
			return err
		}, register, after, b.last),
	)
	for _, t := range sideTables {
		b.beside[t.name] = map[string][]columns{}
		err = errors.Join(err, r.each(ctx, t.between, keep(b.beside[t.name], len(t.columns)), register, after, b.last))
	}
	if err != nil {
		return b, fmt.Errorf("reading the index: %w", err)
	}
	return b, nil
}

// rulesAt gives the rules that a register had when it had adopted n rulebooks.
type rulesAt func(n int) (*clock.Rulebook, error)

// verify reports the faults of a stretch, case by case.
func (b *indexedBatch) verify(report *Report, adopted int, rules rulesAt, today civil.Date) {
	heads := make(map[string]head, len(b.heads))
	ids := map[string]bool{}
	for _, h := range b.heads {
		heads[h.id] = h
		ids[h.id] = true
	}
	addKeys(ids, b.entries)
	addKeys(ids, b.people)
	addKeys(ids, b.words)
	addKeys(ids, b.obligations)
	addKeys(ids, b.stays)
	addKeys(ids, b.needs)
	for _, rows := range b.beside {
		addKeys(ids, rows)
	}

	for _, id := range slices.Sorted(maps.Keys(ids)) {
		rows := b.entries[id]
		report.Entries += len(rows)
		h, known := heads[id]
		if !known {
			for _, e := range rows {
				report.fault(b.register, id, e.Seq, "there is no such case")
			}
			if len(rows) == 0 {
				report.fault(b.register, id, 0, "the index has a case that is not in the record")
			}
			continue
		}
		report.Cases++
		if c := verifyChain(report, b.register, h, rows); c != nil {
			verifyCopied(report, b.register, c, rows)
			b.verifyIndex(report, c, h, adopted, rules, today)
		}
	}
}

func addKeys[V any](into map[string]bool, from map[string]V) {
	for key := range from {
		into[key] = true
	}
}

// verifyChain holds the entries of a case against their hashes and the head,
// and gives the case if it can be read. The chain goes on from the hash that
// stands by an entry, so that one altered entry is one fault.
func verifyChain(report *Report, register string, h head, rows []row) *casefile.Case {
	fault := func(seq int, what string) { report.fault(register, h.id, seq, what) }
	var before casefile.Hash
	next, readable := 1, true
	recorded := make([]casefile.Recorded, 0, len(rows))
	for _, e := range rows {
		follows := e.Seq == next
		for ; next < e.Seq; next++ {
			fault(next, "the entry is missing")
		}
		next = e.Seq + 1
		decoded, err := e.recorded()
		switch {
		case e.Seq < 1:
			fault(e.Seq, "entries are numbered from 1")
		case e.Seq > h.version:
			fault(e.Seq, fmt.Sprintf("the case has %d entries, and this is not one of them", h.version))
		case follows && casefile.Chain(before, e.Stored) != toHash(e.hash):
			fault(e.Seq, "the entry is not as it was written")
		case err != nil:
			fault(e.Seq, "the entry cannot be read: "+err.Error())
		}
		if err != nil {
			readable = false
		}
		recorded = append(recorded, decoded)
		before = toHash(e.hash)
	}
	for ; next <= h.version; next++ {
		fault(next, "the entry is missing")
	}
	if n := len(rows); n > 0 && n == h.version && before != h.hash {
		fault(n, "the hash of the last entry is not the one that the case ends with")
	}
	if !readable || len(rows) == 0 {
		return nil
	}
	return casefile.Fold(h.id, recorded)
}

var (
	personNames     = strings.Split(personColumns, ", ")
	obligationNames = strings.Split(obligationColumns, ", ")

	evaluatedOn = slices.Index(personNames, "evaluated_on")
	changesOn   = slices.Index(personNames, "changes_on")
	rulebookOf  = slices.Index(personNames, "rulebook")
	editionOf   = slices.Index(personNames, "edition")
)

// verifyIndex holds the index of a case against what IndexOf makes of it.
func (b *indexedBatch) verifyIndex(report *Report, c *casefile.Case, h head, adopted int, rules rulesAt, today civil.Date) {
	fault := func(what string) { report.fault(b.register, c.ID, 0, what) }
	if len(b.people[c.ID]) == 0 {
		fault("the index of people has no row of the case")
		return
	}
	person := b.people[c.ID][0]
	day, err := civil.Parse(person[evaluatedOn].String)
	if err != nil {
		fault("the index of people: evaluated_on is not a day")
		return
	}
	n, err := strconv.Atoi(person[rulebookOf].String)
	if err != nil {
		fault("the index of people: rulebook is not a number")
		return
	}
	book, err := rules(n)
	if err != nil {
		fault(fmt.Sprintf("the index of people: it was made by rulebook %d, which was not adopted or cannot be read", n))
		return
	}
	by := Rules{book, n}
	if n < adopted || person[editionOf].String != by.Edition() || person[changesOn].Valid && person[changesOn].String <= today.String() {
		report.Stale++
	}
	if person[editionOf].String != by.Edition() {
		return // another version of the program made it, and made it otherwise
	}
	want := by.index(c, h.hash, day)
	if name := differs(personNames, person, want.Person.values(b.register)); name != "" {
		fault("the index of people differs in " + name)
	}
	if !slices.Equal(b.words[c.ID], want.Words) {
		fault("the index of names differs")
	}
	stays := b.stays[c.ID]
	if len(stays) != len(want.Stays) {
		fault(fmt.Sprintf("the index of stays has %d in place of %d", len(stays), len(want.Stays)))
	} else {
		for i := range stays {
			if name := differs(stayNames, stays[i], want.Stays[i].values(b.register)); name != "" {
				fault(fmt.Sprintf("the index of stays differs in %s of number %d", name, i+1))
				break
			}
		}
	}
	if what := b.needsDiffer(c.ID, want.Needs); what != "" {
		fault("the index of support needs " + what)
	}
	for _, t := range sideTables {
		if what := t.verify(b.beside[t.name][c.ID], t.values(b.register, &want)); what != "" {
			fault(what)
		}
	}
	have := b.obligations[c.ID]
	for i := range max(len(have), len(want.Obligations)) {
		switch {
		case i >= len(have):
			fault(fmt.Sprintf("the index of obligations lacks number %d", i+1))
		case i >= len(want.Obligations):
			fault(fmt.Sprintf("the index of obligations has one too many, number %s", have[i][2].String))
		default:
			name := differs(obligationNames, have[i], want.Obligations[i].values(b.register))
			if name == "" {
				continue
			}
			fault(fmt.Sprintf("the index of obligations differs in %s of number %d", name, i+1))
		}
		return // the first of a case is enough
	}
}

// needsDiffer says how the needs of a case are not as they should be; "" if they
// are.
func (b *indexedBatch) needsDiffer(caseID string, want []NeedRow) string {
	have := b.needs[caseID]
	if len(have) != len(want) {
		return fmt.Sprintf("has %d, not %d", len(have), len(want))
	}
	for i := range want {
		if name := differs(needNames, have[i], want[i].values(b.register)); name != "" {
			return "differs in " + name
		}
	}
	return ""
}

// differs is the first column that is not as it should be; "" if there is none.
func differs(names []string, have columns, want []any) string {
	for i, w := range want {
		var s sql.NullString
		if b, ok := w.([]byte); ok {
			s = sql.NullString{String: string(b), Valid: true}
		} else if err := s.Scan(w); err != nil {
			return names[i]
		}
		if s != have[i] {
			return names[i]
		}
	}
	return ""
}
