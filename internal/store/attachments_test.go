package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
	"homeward/internal/seal"
)

// attachIn attaches a file of one case to it, with a change of it.
func attachIn(t testing.TB, s *Store, register, caseID, id, address string) Attachment {
	t.Helper()
	a := Attachment{
		ID: id, Case: caseID, Address: address, On: civil.Of(2026, 2, 27), Kind: "letter", Title: "Letter from Oak Ward", FileName: "Letter.pdf", Media: "application/pdf", Size: 7,
		AddedAt: noon, UserID: "u1", UserName: "Ann Example", Role: "coordinator", Mark: "third-party",
	}
	err := s.Do(t.Context(), work(register), func(tx *Tx) error {
		if _, err := tx.Case(caseID); err != nil {
			return err
		}
		if _, err := tx.FileKept(address); errors.Is(err, ErrNotFound) {
			err = tx.KeepFile(AttachmentFile{Address: address, KeptIn: register, Size: 7, Encrypted: []byte("\x00\xffencrypted " + address)})
			if err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		if err := tx.Attach(a); err != nil {
			return err
		}
		change := AttachmentChange{Attachment: id, Mark: "", Reason: "She told everyone", UserID: "u1", UserName: "Ann Example"}
		if err := tx.ChangeAttachment(change); err != nil {
			return err
		}
		change.Withdrawn, change.Reason = true, "It is of another person"
		return errors.Join(tx.ChangeAttachment(change), tx.Audit(audit("attach")))
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Mark, a.Withdrawn = "", true // as the last change has it
	return a
}

func TestAttachmentsAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		putThree(t, s, "N1")
		putThree(t, s, "N2")
		first, second := attachIn(t, s, "N1", "p0", "a1", "f1"), attachIn(t, s, "N1", "p1", "a2", "f1")
		attachIn(t, s, "N2", "p0", "a1", "f9")
		got, err := s.Attachments(ctx, "N1", "p0")
		if want := []Attachment{first}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("attached is %+v, %v; want %+v", got, err, want)
		}
		if one, err := s.Attachment(ctx, "N1", "p1", "a2"); err != nil || one != second {
			t.Errorf("%+v, %v; want %+v", one, err, second)
		}
		for _, other := range [][3]string{{"N1", "p1", "a1"}, {"N2", "p1", "a1"}, {"N2", "p0", "a2"}} {
			if _, err := s.Attachment(ctx, other[0], other[1], other[2]); !errors.Is(err, ErrNotFound) {
				t.Errorf("%v is there: %v", other, err)
			}
		}
		if got, err := s.AttachmentsOfFile(ctx, "N1", "f1"); err != nil || !reflect.DeepEqual(got, []Attachment{first, second}) {
			t.Errorf("of one file: %+v, %v", got, err)
		}
		changes, err := s.AttachmentChanges(ctx, "N1", "a1")
		want := []AttachmentChange{
			{Attachment: "a1", Reason: "She told everyone", At: noon, UserID: "u1", UserName: "Ann Example"},
			{Attachment: "a1", Withdrawn: true, Reason: "It is of another person", At: noon, UserID: "u1", UserName: "Ann Example"},
		}
		if err != nil || !reflect.DeepEqual(changes, want) {
			t.Errorf("changes are %+v, %v; want %+v", changes, err, want)
		}
		file, err := s.AttachmentFile(ctx, "N1", "f1")
		if want := (AttachmentFile{Address: "f1", KeptIn: "N1", Size: 7, Encrypted: []byte("\x00\xffencrypted f1")}); err != nil || !reflect.DeepEqual(file, want) {
			t.Errorf("the file is %+v, %v; want %+v", file, err, want)
		}

		if waiting, err := s.UncheckedFiles(ctx, "N1", "", 10); err != nil || !slices.Equal(waiting, []string{"f1"}) {
			t.Errorf("%v wait to be scanned, %v", waiting, err)
		}
		for i, want := range []bool{true, false} { // a second scanner is too late
			was, err := s.FileChecked(ctx, "N1", "f1", []string{FileInfected, FileClean}[i], "Virus", noon, audit("find virus"))
			if err != nil || was != want {
				t.Errorf("scan %d: %v, %v", i, was, err)
			}
		}
		if waiting, err := s.UncheckedFiles(ctx, "N1", "", 10); err != nil || waiting != nil {
			t.Errorf("%v wait to be scanned, %v", waiting, err)
		}
		if one, err := s.Attachment(ctx, "N1", "p0", "a1"); err != nil || one.Checked != FileInfected || one.Found != "Virus" {
			t.Errorf("%+v, %v", one, err)
		}

		for _, text := range []string{
			"UPDATE attachments SET title = 'x'", "DELETE FROM attachments", "UPDATE attachment_changes SET reason = 'x'", "DELETE FROM attachment_changes",
			"UPDATE attachment_files SET file = BYTES", "DELETE FROM attachment_files",
		} {
			if _, err := bare(t, s).Exec(strings.ReplaceAll(text, "BYTES", noBytes[s.engine])); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

var noBytes = map[engine]string{onSQLite: "x'00'", onPostgres: `'\x00'`}

// What anyone does to what is attached after it was sealed is named, a byte of
// a file as well.
func TestAlteredAttachmentsAreNamed(t *testing.T) {
	t.Parallel()
	tamperings := []struct{ do, want string }{
		{"UPDATE attachments SET title = 'Another letter' WHERE register = 'REG'", "attachments REG/a1: is not as it was sealed"},
		{"UPDATE attachments SET case_id = 'p1' WHERE register = 'REG'", "attachments REG/a1: is not as it was sealed"},
		{"DELETE FROM attachments WHERE register = 'REG'", "attachments REG/a1: is gone"},
		{"UPDATE attachment_changes SET withdrawn = 0 WHERE register = 'REG' AND n = 2", "attachment_changes REG/a1/2: is not as it was sealed"},
		{"DELETE FROM attachment_changes WHERE register = 'REG' AND n = 2", "attachment_changes REG/a1/2: is gone"},
		{"INSERT INTO attachment_changes (" + attachmentChangeColumns + ") SELECT register, attachment_id, 3, mark, 0, reason, at, user_id, user_name FROM attachment_changes WHERE register = 'REG' AND n = 2",
			"attachment_changes REG/a1/3: was not written by Homeward: the log does not know it"},
		{"UPDATE attachment_files SET file = BYTES WHERE register = 'REG'", "attachment_files REG/f1: is not as it was kept"},
		{"UPDATE attachment_files SET encrypted_hash = 'x' WHERE register = 'REG'", "attachment_files REG/f1: is not as it was sealed"},
		{"DELETE FROM attachment_files WHERE register = 'REG'", "attachment_files REG/f1: is gone"},
		{"UPDATE attachment_files SET checked = 'clean' WHERE register = 'REG'", ""}, // what changes is not sealed
	}
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		for i := range tamperings {
			code := fmt.Sprintf("R%02d", i)
			putThree(t, s, code)
			attachIn(t, s, code, "p0", "a1", "f1")
		}
		given := sealed(t, s, key)
		if got := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}}); !got.OK() || got.Files != len(tamperings) {
			t.Fatalf("before: %+v", got)
		}
		unlock(t, s)
		db := bare(t, s)
		if s.engine == onPostgres {
			for _, text := range texts(t, db, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE contype = 'f'") {
				if _, err := db.Exec(text); err != nil {
					t.Fatal(err)
				}
			}
		}
		var want []string
		for i, each := range tamperings {
			code := fmt.Sprintf("R%02d", i)
			if _, err := db.Exec(strings.NewReplacer("REG", code, "BYTES", noBytes[s.engine]).Replace(each.do)); err != nil {
				t.Fatalf("%s: %v", each.do, err)
			}
			if each.want != "" {
				want = append(want, strings.ReplaceAll(each.want, "REG", code))
			}
		}
		report := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}, Given: []seal.Checkpoint{given}})
		var found []string
		for _, f := range report.Faults {
			found = append(found, f.String())
		}
		slices.Sort(found)
		slices.Sort(want)
		if !slices.Equal(found, want) {
			t.Errorf("found\n%s,\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
		}
	})
}

// What is attached goes along with a case; of what was withdrawn only where the
// whole register goes.
func TestAttachmentsAreCopiedWithTheirCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for _, code := range []string{"N1", "N2", "N3"} {
			makeRegister(t, s, code)
		}
		put(t, s, "N1", "p1", someone(1)...)
		gone := attachIn(t, s, "N1", "p1", "a1", "f1")
		stays := attachIn(t, s, "N1", "p1", "a2", "f2")
		for _, undo := range []AttachmentChange{{Attachment: "a2", Mark: "safeguarding", Reason: "It was right", UserID: "u1", UserName: "Ann Example"}} {
			if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return errors.Join(tx.ChangeAttachment(undo), tx.Audit(audit("x"))) }); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.FileChecked(ctx, "N1", "f2", FileClean, "", noon); err != nil {
			t.Fatal(err)
		}
		stays.Mark, stays.Withdrawn, stays.Checked = "safeguarding", false, FileClean
		for into, want := range map[string][]Attachment{"N2": {stays}, "N3": {gone, stays}} {
			err := s.Do(ctx, work(into), func(tx *Tx) error {
				_, err := tx.CopyCase(tx.In("N1"), "Northshire", "p1", "c1", ann, "moved", into == "N3")
				return errors.Join(err, tx.Audit(audit("copy")))
			})
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Attachments(ctx, into, "c1")
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(got, func(a, b Attachment) int { return strings.Compare(a.Address, b.Address) })
			for i := range got {
				changes, err := s.AttachmentChanges(ctx, into, got[i].ID)
				before, errBefore := s.AttachmentChanges(ctx, "N1", want[min(i, len(want)-1)].ID)
				if err != nil || errBefore != nil || len(changes) != len(before) {
					t.Errorf("%s: changes %+v, and before %+v", into, changes, before)
				}
				if got[i].ID == "a1" || got[i].ID == "a2" {
					t.Errorf("%s: a copy has the identifier of what it is a copy of", into)
				}
			}
			for i := range got {
				if i < len(want) {
					got[i].ID, got[i].Case = want[i].ID, want[i].Case
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s has %+v, want %+v", into, got, want)
			}
			file, err := s.AttachmentFile(ctx, into, "f2")
			if was, errWas := s.AttachmentFile(ctx, "N1", "f2"); err != nil || errWas != nil || !reflect.DeepEqual(file, was) || file.KeptIn != "N1" {
				t.Errorf("%s: the file is %+v, and was %+v", into, file, was)
			}
		}
		if got := logOf(t, s, Trust{}); !got.OK() || got.Files != 2+1+2 {
			t.Errorf("verified: %+v", got)
		}
	})
}
