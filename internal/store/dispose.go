package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/seal"
)

// whatDisposes says of each table with a register what becomes of its rows when
// a case is disposed of. A new table needs its place here.
var whatDisposes = map[string]string{
	"cases":                 "goes",
	"entries":               "goes",
	"people":                "goes",
	"people_names":          "goes",
	"obligations":           "goes",
	"stays":                 "goes",
	"needs":                 "goes",
	"reminders":             "goes",
	"drafts":                "goes",
	"marks":                 "goes",
	"restrictions":          "goes",
	"involvements":          "goes",
	"involvement_ends":      "goes",
	"emergencies":           "goes",
	"emergency_looks":       "goes",
	"trial_effects":         "goes",
	"retention_acts":        "goes",
	"subject_accesses":      "goes",
	"attachments":           "goes",
	"attachment_changes":    "goes",
	"attachment_files":      "goes, unless somebody else has the file",
	"audit":                 "stays, for it names no person by anything but the case; what was searched for them goes",
	"disposals":             "stays: says that a row went",
	"disposal_certificates": "stays: is what is left",
	"gap_events":            "stays: names nobody",
	"handovers":             "stays: is of the register that took them over, and goes with their case there",
	"imports":               "stays: names nobody; the line of each person is an entry of theirs",
	"import_files":          "stays: is forgotten when the import ends",
	"import_mappings":       "stays: has headings alone",
	"registers":             "stays",
	"memberships":           "stays",
	"saved_views":           "stays",
	"outbox":                "stays: of a referral it has the reference alone, which opens nothing",
	"rulebooks":             "stays",
	"trials":                "stays",
	"calendars":             "stays",
	"last_visits":           "stays",
	"holder_notices":        "stays: names nobody whose case it is",
	"quality_weeks":         "stays: numbers alone",
	"teams":                 "stays",
	"team_members":          "stays",
	"leavers":               "stays",
	"organisations":         "stays",
	"hospitals":             "stays",
	"wards":                 "stays",
	"employments":           "stays",
	"local_files":           "stays",
	"held_names":            "stays",
	"not_same":              "goes",
	"referrals":             "goes",
	"early_signs":           "goes",
	"actions":               "goes",
	"unreachable":           "goes",
	"people_around":         "goes",
	"refusals":              "goes",
	"moves_waiting":         "goes",
	"leaving_untold":        "goes",
	"criteria":              "stays",
	"referral_drafts":       "stays: nobody can read whom it is about, and it is forgotten in its time",
	"meeting_items":         "goes",
	"meetings":              "stays: names nobody",
	"meeting_attendance":    "stays: is of those who came",
	"meeting_minutes":       "stays, for it names no person by anything but the case",
}

// caseTable is one with rows that go with a case.
type caseTable struct {
	name  string
	where string     // which of its rows, with $1 for the register and $2 for the case
	keys  *statement // of rows that are sealed, but for the case itself; nil where none is
	drop  *statement
}

// caseTables are in the order in which their rows can go.
var caseTables = func() []caseTable {
	const ofCase = "case_id = $2"
	tables := []caseTable{
		{name: "attachment_changes", where: "attachment_id IN (SELECT id FROM attachments WHERE register = $1 AND case_id = $2)"},
		{name: "attachments", where: ofCase}, {name: "retention_acts", where: ofCase}, {name: "meeting_items", where: ofCase},
		{name: "marks", where: ofCase}, {name: "restrictions", where: ofCase}, {name: "involvement_ends", where: ofCase}, {name: "involvements", where: ofCase},
		{name: "emergency_looks", where: "id IN (SELECT id FROM emergencies WHERE register = $1 AND case_id = $2)"}, {name: "emergencies", where: ofCase},
		{name: "subject_accesses", where: ofCase}, {name: "not_same", where: "(one_case = $2 OR other_case = $2)"}, {name: "reminders", where: ofCase}, {name: "trial_effects", where: ofCase}, {name: "drafts", where: "(case_id = $2 OR key LIKE 'search/%')"}, // and words that were searched for
		{name: "referrals", where: ofCase}, {name: "early_signs", where: ofCase}, {name: "actions", where: ofCase}, {name: "unreachable", where: ofCase}, {name: "people_around", where: ofCase}, {name: "moves_waiting", where: ofCase}, {name: "leaving_untold", where: ofCase}, {name: "refusals", where: ofCase}, {name: "stays", where: ofCase}, {name: "obligations", where: ofCase}, {name: "needs", where: ofCase}, {name: "people_names", where: ofCase}, {name: "people", where: ofCase},
		{name: "entries", where: ofCase}, {name: "cases", where: "id = $2"},
	}
	for i, t := range tables {
		tables[i].drop = sayOwner("DELETE FROM " + t.name + " WHERE register = $1 AND " + t.where)
		if sealed := sealedTableOf(t.name); sealed != nil && t.name != "cases" {
			key := strings.Join(sealed.key, ", ")
			tables[i].keys = say("SELECT " + key + " FROM " + t.name + " WHERE register = $1 AND " + t.where + " ORDER BY " + key)
		}
	}
	return tables
}()

var (
	selectUnusedFiles = say("SELECT address FROM attachment_files WHERE register = $1 AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.register = $1 AND a.address = attachment_files.address) ORDER BY address")
	deleteFile        = sayOwner("DELETE FROM attachment_files WHERE register = $1 AND address = $2")
	selectSearches    = say("SELECT at, id, words FROM audit WHERE register = $1 AND kind = 'search' AND words <> ''")
	deleteAct         = sayOwner("DELETE FROM audit WHERE register = $1 AND at = $2 AND id = $3")
	emptySalt         = sayOwner("UPDATE seal_leaves SET salt = $3 WHERE table_name = $1 AND row_key = $2")
	emptyWaitingSalt  = sayOwner("UPDATE unsealed SET salt = $3 WHERE table_name = $1 AND row_key = $2")
)

// ErrMayNotDispose says that the role that Homeward is served with may delete
// nothing: the role that owns the tables has to.
var ErrMayNotDispose = errors.New("the role that Homeward is served with may delete nothing: run homeward dispose as the role that owns the tables")

// MayDispose reports whether what was agreed can be disposed of here: on
// PostgreSQL by the role that owns the tables alone.
func (s *Store) MayDispose(ctx context.Context) (may bool, err error) {
	if s.engine == onSQLite {
		return true, nil
	}
	t, err := standingTables(ctx, s.write)
	return t.owned, err
}

// Dispose disposes of a case that the transaction holds, and of those that the
// certificate says go with it, which it holds as well. It gives the certificate
// its number, its moment and what went: every row that is about one of the
// cases, with files that nobody else has, and with acts of the audit that
// searched for words which searched takes. Of each row that was sealed a
// disposal is recorded in its place, and its salt goes, so that its hash tells
// nothing. The transaction may do nothing else with the cases.
func (tx *Tx) Dispose(c Certificate, searched func(words string) bool) (Certificate, error) {
	cases := append([]string{c.Case}, c.Also...)
	for _, id := range cases {
		if o, ok := tx.cases[id]; !ok || len(o.entries) > 0 {
			return c, fmt.Errorf("case %s is not one that this transaction holds as it stands", id)
		}
	}
	if _, err := tx.HoldRegister(); err != nil {
		return c, err
	}
	last, err := one(tx.ctx, tx.run, lastCertificate, only[int], tx.work.Register)
	if err != nil {
		return c, err
	}
	c.N, c.DisposedAt = last+1, stamp(tx.work.At)
	d := &disposing{tx: tx, Disposal: Disposal{UserID: c.DoneBy, UserName: c.DoneName, Reason: byCertificate(c.N)}}
	for _, id := range cases {
		for _, e := range tx.cases[id].c.Entries {
			if c.Entries == 0 || e.On < c.FirstOn {
				c.FirstOn = e.On
			}
			c.LastOn = max(c.LastOn, e.On)
			c.Entries++
		}
		attachments, err := d.ofCase(id)
		if err != nil {
			return c, err
		}
		c.Attachments += attachments
	}
	if err := d.files(); err != nil {
		return c, fmt.Errorf("disposing of the files of case %s: %w", c.Case, err)
	}
	if c.Searches, err = d.searches(searched); err != nil {
		return c, fmt.Errorf("disposing of what was searched for case %s: %w", c.Case, err)
	}
	for _, id := range cases {
		delete(tx.cases, id)
	}
	tx.opened = slices.DeleteFunc(tx.opened, func(o *openCase) bool { return slices.Contains(cases, o.c.ID) })
	return c, tx.run.addSealed(tx.ctx, insertCertificate, tx.work.At, [][]any{c.values(tx.work.Register)})
}

// ofCase disposes of every row about a case, and says how much was attached.
func (d *disposing) ofCase(id string) (attachments int, err error) {
	// That of the case comes first: by it rows may go that are not sealed.
	if err := d.row("cases", id); err != nil {
		return 0, fmt.Errorf("disposing of case %s: %w", id, err)
	}
	for _, t := range caseTables {
		n, err := d.table(t, id)
		if err != nil {
			return 0, fmt.Errorf("disposing of what %s has of case %s: %w", t.name, id, err)
		}
		if t.name == "attachments" {
			attachments = n
		}
	}
	return attachments, nil
}

// disposing is one disposal under way.
type disposing struct {
	tx *Tx
	Disposal
}

// row records that a sealed row may go, and takes away what its hash could be
// tried with.
func (d *disposing) row(table string, key ...string) error {
	d.Table, d.Key = table, key
	if err := d.tx.RecordDisposal(d.Disposal); err != nil {
		return err
	}
	whole := seal.Key(append([]string{d.tx.work.Register}, key...)...)
	for _, st := range []*statement{emptySalt, emptyWaitingSalt} {
		if _, err := d.tx.run.exec(d.tx.ctx, st, table, whole, []byte{}); err != nil {
			return err
		}
	}
	return nil
}

// table disposes of the rows of a case in a table, and says how many there were.
func (d *disposing) table(t caseTable, caseID string) (int, error) {
	if t.keys != nil {
		width := len(sealedTableOf(t.name).key)
		keys, err := all(d.tx.ctx, d.tx.run, t.keys, func(row scan) ([]string, error) {
			key, places := make([]string, width), make([]any, width)
			for i := range key {
				places[i] = &key[i]
			}
			return key, row(places...)
		}, d.tx.work.Register, caseID)
		if err != nil {
			return 0, err
		}
		for _, key := range keys {
			if err := d.row(t.name, key[1:]...); err != nil {
				return 0, err
			}
		}
	}
	n, err := d.tx.run.exec(d.tx.ctx, t.drop, d.tx.work.Register, caseID)
	return int(n), err
}

// files disposes of the files that no attachment has any more.
func (d *disposing) files() error {
	unused, err := all(d.tx.ctx, d.tx.run, selectUnusedFiles, only[string], d.tx.work.Register)
	if err != nil {
		return err
	}
	for _, address := range unused {
		if err := d.row("attachment_files", address); err != nil {
			return err
		}
		if err := foundOne(d.tx.run.exec(d.tx.ctx, deleteFile, d.tx.work.Register, address)); err != nil {
			return err
		}
	}
	return nil
}

// searches disposes of the acts that searched for words which searched takes,
// and says of how many.
func (d *disposing) searches(searched func(words string) bool) (int, error) {
	type act struct{ at, id, words string }
	acts, err := all(d.tx.ctx, d.tx.run, selectSearches, func(row scan) (a act, err error) {
		err = row(&a.at, &a.id, &a.words)
		return a, err
	}, d.tx.work.Register)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, a := range acts {
		if !searched(a.words) {
			continue
		}
		if err := d.row("audit", a.at, a.id); err != nil {
			return n, err
		}
		if err := foundOne(d.tx.run.exec(d.tx.ctx, deleteAct, d.tx.work.Register, a.at, a.id)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Scrub has the database forget the bytes of rows that were deleted, which it
// keeps until it needs their room. It is for after a disposal.
func (s *Store) Scrub(ctx context.Context) error {
	texts := []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}
	if s.engine == onPostgres {
		texts = []string{"VACUUM"}
	}
	for _, text := range texts {
		if _, err := s.write.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("scrubbing the database: %w", err)
		}
	}
	return nil
}
