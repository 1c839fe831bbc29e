package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/civil"
	"homeward/internal/seal"
)

// Attachment is a file that is part of a person's record, without the file.
type Attachment struct {
	ID, Case         string
	Address          string // of the file
	On               civil.Date
	Kind, Title      string
	FileName, Media  string
	Size             int // of the file as it was sent, in bytes
	AddedAt          time.Time
	UserID, UserName string
	Role             string

	// How it stands: as it was added, or as the last change has it.
	Mark      string
	Withdrawn bool

	Checked string // what a scanner says of the file; "" until it has looked
	Found   string // the virus
}

// AttachmentChange is an act by which an attachment was marked, or withdrawn.
type AttachmentChange struct {
	Attachment       string
	Mark             string // from then on
	Withdrawn        bool
	Reason           string
	At               time.Time
	UserID, UserName string
}

// AttachmentFile is a file as it is kept.
type AttachmentFile struct {
	Address   string // by what it says, under a key
	KeptIn    string // register whose key it is encrypted by
	Size      int    // before it was encrypted
	Encrypted []byte
	Checked   string
}

// What a scanner says of a file.
const (
	FileClean    = "clean"
	FileInfected = "infected"
)

const (
	attachmentColumns       = "register, id, case_id, address, on_day, kind, title, file_name, media, size, mark, added_at, user_id, user_name, role"
	attachmentChangeColumns = "register, attachment_id, n, mark, withdrawn, reason, at, user_id, user_name"
	attachmentFileColumns   = "register, address, kept_in, size, encrypted_hash, checked, checked_at, found, file"
)

// An attachment as it stands, with what the scanner says of its file.
var readsAttachments = "SELECT " + prefixed("a.", attachmentColumns) + ", f.checked, f.found, COALESCE(c.mark, a.mark), COALESCE(c.withdrawn, 0)" +
	" FROM attachments a JOIN attachment_files f ON f.register = $1 AND f.address = a.address" +
	" LEFT JOIN attachment_changes c ON c.register = $1 AND c.attachment_id = a.id" +
	" AND NOT EXISTS (SELECT 1 FROM attachment_changes l WHERE l.register = $1 AND l.attachment_id = c.attachment_id AND l.n > c.n)" +
	" WHERE a.register = $1"

var (
	insertAttachment       = sayInsert("attachments", attachmentColumns, "")
	insertAttachmentChange = sayInsert("attachment_changes", attachmentChangeColumns, "")
	insertAttachmentFile   = sayInsert("attachment_files", attachmentFileColumns, "")

	selectAttachments       = say(readsAttachments + " AND a.case_id = $2 ORDER BY a.on_day, a.added_at, a.id")
	selectAttachment        = say(readsAttachments + " AND a.case_id = $2 AND a.id = $3")
	selectAttachmentsOfFile = say(readsAttachments + " AND a.address = $2 ORDER BY a.case_id, a.id")
	selectAttachmentChanges = say("SELECT " + attachmentChangeColumns + " FROM attachment_changes WHERE register = $1 AND attachment_id = $2 ORDER BY n")
	countAttachmentChanges  = say("SELECT COUNT(*) FROM attachment_changes WHERE register = $1 AND attachment_id = $2")
	selectAttachmentFile    = say("SELECT address, kept_in, size, file, checked FROM attachment_files WHERE register = $1 AND address = $2")
	selectWholeFile         = say("SELECT " + attachmentFileColumns + " FROM attachment_files WHERE register = $1 AND address = $2")
	selectFirstMark         = say("SELECT mark FROM attachments WHERE register = $1 AND id = $2")
	selectFileCheck         = say("SELECT address, kept_in, size, checked FROM attachment_files WHERE register = $1 AND address = $2")
	selectUncheckedFiles    = say("SELECT address FROM attachment_files WHERE register = $1 AND checked = '' AND address > $2 ORDER BY address LIMIT $3")
	updateFileCheck         = say("UPDATE attachment_files SET checked = $3, checked_at = $4, found = $5 WHERE register = $1 AND address = $2 AND checked = ''")
	selectFileHashesAfter   = say("SELECT address, encrypted_hash, file FROM attachment_files WHERE register = $1 AND address > $2 ORDER BY address LIMIT 1")
)

func readAttachment(row scan) (a Attachment, err error) {
	var register, mark string
	var withdrawn int
	err = row(&register, &a.ID, &a.Case, &a.Address, &a.On, &a.Kind, &a.Title, &a.FileName, &a.Media, &a.Size, &mark, instantColumn{&a.AddedAt},
		&a.UserID, &a.UserName, &a.Role, &a.Checked, &a.Found, &a.Mark, &withdrawn)
	a.Withdrawn = withdrawn == 1
	return a, err
}

func readAttachmentChange(row scan) (c AttachmentChange, err error) {
	var register string
	var n, withdrawn int
	err = row(&register, &c.Attachment, &n, &c.Mark, &withdrawn, &c.Reason, instantColumn{&c.At}, &c.UserID, &c.UserName)
	c.Withdrawn = withdrawn == 1
	return c, err
}

// values are in the order of attachmentChangeColumns.
func (c AttachmentChange) values(register, attachment string, n int) []any {
	return []any{register, attachment, n, c.Mark, oneOrZero(c.Withdrawn), c.Reason, instant(c.At), c.UserID, c.UserName}
}

func encryptedHash(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// FileKept is a file of the transaction's register without what it says; the
// error is ErrNotFound without it. It holds the register, so that nobody else
// keeps the same file meanwhile.
func (tx *Tx) FileKept(address string) (f AttachmentFile, err error) {
	if _, err := tx.HoldRegister(); err != nil {
		return f, err
	}
	return one(tx.ctx, tx.run, selectFileCheck, func(row scan) (f AttachmentFile, err error) {
		err = row(&f.Address, &f.KeptIn, &f.Size, &f.Checked)
		return f, err
	}, tx.work.Register, address)
}

// KeepFile keeps a file that the register does not have; see FileKept.
func (tx *Tx) KeepFile(f AttachmentFile) error {
	tx.changed = true
	return tx.run.addSealed(tx.ctx, insertAttachmentFile, tx.work.At, [][]any{{
		tx.work.Register, f.Address, f.KeptIn, f.Size, encryptedHash(f.Encrypted), f.Checked, nil, "", f.Encrypted,
	}})
}

// Attach adds an attachment whose file is kept, at the moment of the
// transaction, which holds the case.
func (tx *Tx) Attach(a Attachment) error {
	tx.changed = true
	return tx.run.addSealed(tx.ctx, insertAttachment, tx.work.At, [][]any{{
		tx.work.Register, a.ID, a.Case, a.Address, a.On.String(), a.Kind, a.Title, a.FileName, a.Media, a.Size, a.Mark, instant(tx.work.At), a.UserID, a.UserName, a.Role,
	}})
}

// ChangeAttachment writes how an attachment stands from the moment of the
// transaction on, which holds the case.
func (tx *Tx) ChangeAttachment(c AttachmentChange) error {
	tx.changed = true
	n, err := one(tx.ctx, tx.run, countAttachmentChanges, only[int], tx.work.Register, c.Attachment)
	if err != nil {
		return fmt.Errorf("counting changes of an attachment: %w", err)
	}
	c.At = tx.work.At
	return tx.run.addSealed(tx.ctx, insertAttachmentChange, tx.work.At, [][]any{c.values(tx.work.Register, c.Attachment, n+1)})
}

// Attachment is one of a case; the error is ErrNotFound without it.
func (tx *Tx) Attachment(caseID, id string) (Attachment, error) {
	return one(tx.ctx, tx.run, selectAttachment, readAttachment, tx.work.Register, caseID, id)
}

// Attachments lists those of a case as they stand, by day.
func (s *Store) Attachments(ctx context.Context, register, caseID string) ([]Attachment, error) {
	return all(ctx, s.reader(), selectAttachments, readAttachment, register, caseID)
}

// Attachments is that of the transaction.
func (tx *Tx) Attachments(caseID string) ([]Attachment, error) {
	return all(tx.ctx, tx.run, selectAttachments, readAttachment, tx.work.Register, caseID)
}

// Attachment is one of a case; the error is ErrNotFound without it.
func (s *Store) Attachment(ctx context.Context, register, caseID, id string) (Attachment, error) {
	return one(ctx, s.reader(), selectAttachment, readAttachment, register, caseID, id)
}

// AttachmentsOfFile lists the attachments that have a file, by case.
func (s *Store) AttachmentsOfFile(ctx context.Context, register, address string) ([]Attachment, error) {
	return all(ctx, s.reader(), selectAttachmentsOfFile, readAttachment, register, address)
}

// AttachmentChanges lists what was done to an attachment, in order.
func (s *Store) AttachmentChanges(ctx context.Context, register, id string) ([]AttachmentChange, error) {
	return all(ctx, s.reader(), selectAttachmentChanges, readAttachmentChange, register, id)
}

// AttachmentFile is a file as it is kept; the error is ErrNotFound without it.
func (s *Store) AttachmentFile(ctx context.Context, register, address string) (AttachmentFile, error) {
	return one(ctx, s.reader(), selectAttachmentFile, func(row scan) (f AttachmentFile, err error) {
		err = row(&f.Address, &f.KeptIn, &f.Size, &f.Encrypted, &f.Checked)
		return f, err
	}, register, address)
}

// UncheckedFiles lists the addresses of at most limit files, the next after one,
// that no scanner has looked at.
func (s *Store) UncheckedFiles(ctx context.Context, register, after string, limit int) ([]string, error) {
	return all(ctx, s.reader(), selectUncheckedFiles, only[string], register, after, limit)
}

// FileChecked writes what a scanner says of a file that none had looked at, with
// acts for the audit, and reports whether it was the first to.
func (s *Store) FileChecked(ctx context.Context, register, address, checked, found string, at time.Time, acts ...Audit) (first bool, err error) {
	err = s.change(ctx, func(r runner) error {
		n, err := r.exec(ctx, updateFileCheck, register, address, checked, instant(at), found)
		if first = n == 1; err != nil || !first || len(acts) == 0 {
			return err
		}
		return writeAudit(ctx, r, acts...)
	})
	return first, err
}

// verifyFiles holds each file of a register against the hash that was sealed
// with it. One is held in memory at a time.
func verifyFiles(ctx context.Context, r runner, report *Report, register string) error {
	for after := ""; ; {
		var hash string
		var file []byte
		err := r.each(ctx, selectFileHashesAfter, func(row scan) error { return row(&after, &hash, &file) }, register, after)
		if err != nil {
			return fmt.Errorf("verifying the files of register %s: %w", register, err)
		}
		if hash == "" {
			return nil
		}
		report.Files++
		if encryptedHash(file) != hash {
			report.row("attachment_files", seal.Key(register, after), "is not as it was kept")
		}
	}
}

// copyAttachments copies what is attached to a case of another register, each
// under an identifier of its own, with what was done to it. A file goes along as
// it is kept; withdrawn says that what was withdrawn goes along as well.
func (tx *Tx) copyAttachments(from *Tx, caseID, id string, withdrawn bool, had ...Attachment) (ids []string, err error) {
	attached, err := all(from.ctx, from.run, selectAttachments, readAttachment, from.work.Register, caseID)
	if err != nil {
		return nil, fmt.Errorf("reading what is attached to case %s: %w", caseID, err)
	}
	for _, a := range attached {
		again := slices.ContainsFunc(had, func(h Attachment) bool {
			return h.Address == a.Address && h.AddedAt.Equal(a.AddedAt) && h.UserID == a.UserID && h.Title == a.Title && h.On == a.On
		})
		if a.Withdrawn && !withdrawn || again {
			continue
		}
		if err := tx.copyFile(from, a.Address); err != nil {
			return nil, fmt.Errorf("copying a file of case %s: %w", caseID, err)
		}
		copied := strings.ToLower(rand.Text())
		if err := tx.copyAttachment(from, a, id, copied); err != nil {
			return nil, fmt.Errorf("copying an attachment of case %s: %w", caseID, err)
		}
		ids = append(ids, copied)
	}
	return ids, nil
}

func (tx *Tx) copyFile(from *Tx, address string) error {
	if _, err := tx.FileKept(address); !errors.Is(err, ErrNotFound) {
		return err
	}
	var f AttachmentFile
	var hash, found string
	var checkedAt any
	err := from.run.each(from.ctx, selectWholeFile, func(row scan) error {
		var register string
		return row(&register, &f.Address, &f.KeptIn, &f.Size, &hash, &f.Checked, &checkedAt, &found, &f.Encrypted)
	}, from.work.Register, address)
	if err != nil {
		return err
	}
	return tx.run.addSealed(tx.ctx, insertAttachmentFile, tx.work.At, [][]any{{tx.work.Register, f.Address, f.KeptIn, f.Size, hash, f.Checked, checkedAt, found, f.Encrypted}})
}

func (tx *Tx) copyAttachment(from *Tx, a Attachment, caseID, id string) error {
	marked, err := one(from.ctx, from.run, selectFirstMark, only[string], from.work.Register, a.ID)
	if err != nil {
		return err
	}
	if err := tx.run.addSealed(tx.ctx, insertAttachment, tx.work.At, [][]any{{
		tx.work.Register, id, caseID, a.Address, a.On.String(), a.Kind, a.Title, a.FileName, a.Media, a.Size, marked, instant(a.AddedAt), a.UserID, a.UserName, a.Role,
	}}); err != nil {
		return err
	}
	changes, err := all(from.ctx, from.run, selectAttachmentChanges, readAttachmentChange, from.work.Register, a.ID)
	if err != nil {
		return err
	}
	var rows [][]any
	for i, c := range changes {
		rows = append(rows, c.values(tx.work.Register, id, i+1))
	}
	return tx.run.addSealed(tx.ctx, insertAttachmentChange, tx.work.At, rows)
}
