package app

import (
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"homeward/internal/store"
)

// FileScanner looks for viruses. It gives the name of what it found, "" for a
// file that it finds clean; an error means that it does not know.
type FileScanner interface {
	Scan(ctx context.Context, file []byte) (found string, err error)
}

// ScanBy has files that are attached scanned. It is called before the first use
// case. From then on a file is given to nobody until it was found clean.
func (a *App) ScanBy(s FileScanner) { a.scanner = s }

// CanScan reports whether there is a scanner.
func (a *App) CanScan() bool { return a.scanner != nil }

var errNoKeyForFiles = &Error{Kind: Internal, Text: "Nothing can be attached here, for Homeward was started without a key for secrets. Tell whoever runs it.", cause: errNoKey}

// vault keeps the files of one register: nobody who has the database alone can
// read one, or tell that two registers have the same.
type vault struct {
	register string
	aead     cipher.AEAD
	naming   []byte
}

// vaultOf is the vault of the register in which a file was first kept.
func (s *secrets) vaultOf(register string) (*vault, error) {
	if s == nil {
		return nil, errNoKeyForFiles
	}
	sealing, err := hkdf.Key(sha256.New, s.key, nil, "homeward: files of register "+register, chacha20poly1305.KeySize)
	if err != nil {
		return nil, fail(err, "deriving a key")
	}
	naming, err := hkdf.Key(sha256.New, s.key, nil, "homeward: addresses of the files of register "+register, sha256.Size)
	if err != nil {
		return nil, fail(err, "deriving a key")
	}
	aead, err := chacha20poly1305.NewX(sealing)
	return &vault{register, aead, naming}, fail(err, "making a cipher")
}

// address is where a file is kept: by what it says, and under the vault's key.
func (v *vault) address(file []byte) string {
	mac := hmac.New(sha256.New, v.naming)
	mac.Write(file)
	return hex.EncodeToString(mac.Sum(nil))
}

// bound is what an encrypted file is bound to, so that none can stand in the
// place of another.
func (v *vault) bound(address string) []byte { return []byte(v.register + "/" + address) }

func (v *vault) seal(address string, file []byte) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSizeX, chacha20poly1305.NonceSizeX+len(file)+v.aead.Overhead())
	rand.Read(nonce)
	return v.aead.Seal(nonce, nonce, file, v.bound(address))
}

func (v *vault) open(address string, kept []byte) ([]byte, error) {
	if len(kept) < chacha20poly1305.NonceSizeX {
		return nil, errors.New("a file is not as it was kept")
	}
	file, err := v.aead.Open(nil, kept[:chacha20poly1305.NonceSizeX], kept[chacha20poly1305.NonceSizeX:], v.bound(address))
	if err != nil || v.address(file) != address {
		return nil, errors.New("a file is not as it was kept, or was kept with another key")
	}
	return file, nil
}

// keepFile keeps a file in the transaction's register, where it is not kept
// already, and gives its address and what a scanner said of it.
func (a *App) keepFile(tx *store.Tx, register string, file []byte) (address, checked string, err error) {
	v, err := a.secrets.vaultOf(register)
	if err != nil {
		return "", "", err
	}
	address = v.address(file)
	kept, err := tx.FileKept(address)
	switch {
	case err == nil && kept.Checked == store.FileInfected:
		return "", "", invalid("file", "The virus scanner found a virus in this very file before. It cannot be attached")
	case err == nil:
		return address, kept.Checked, nil
	case !errors.Is(err, store.ErrNotFound):
		return "", "", err
	}
	return address, "", tx.KeepFile(store.AttachmentFile{Address: address, KeptIn: register, Size: len(file), Encrypted: v.seal(address, file)})
}

// readFile is a file as it was sent.
func (a *App) readFile(ctx context.Context, register, address string) ([]byte, error) {
	kept, err := a.store.AttachmentFile(ctx, register, address)
	if err != nil {
		return nil, fail(err, "reading a file")
	}
	v, err := a.secrets.vaultOf(kept.KeptIn)
	if err != nil {
		return nil, err
	}
	file, err := v.open(address, kept.Encrypted)
	return file, fail(err, "decrypting file %s of register %s", address, register)
}

// scannerActor is who a scanner's finding is noted as.
var scannerActor = struct{ id, name string }{"virus-scanner", "Virus scanner"}

// scanFile has a file scanned that was not yet, and notes what is found of it.
func (a *App) scanFile(ctx context.Context, register, address string) error {
	file, err := a.readFile(ctx, register, address)
	if err != nil {
		return err
	}
	found, err := a.scanner.Scan(ctx, file)
	if err != nil {
		return fail(err, "scanning file %s of register %s", address, register)
	}
	checked := store.FileClean
	var acts []store.Audit
	if found != "" {
		checked = store.FileInfected
		attached, err := a.store.AttachmentsOfFile(ctx, register, address)
		if err != nil {
			return fail(err, "finding where a file is attached")
		}
		for _, of := range attached {
			acts = append(acts, store.Audit{
				At: a.now().UTC(), Register: register, UserID: scannerActor.id, UserName: scannerActor.name,
				Action: "find virus", Case: of.Case, Detail: fmt.Sprintf("attachment %s: %s", of.ID, found),
			})
		}
	}
	_, err = a.store.FileChecked(ctx, register, address, checked, found, a.now().UTC(), acts...)
	return fail(err, "noting what a scanner found")
}

const (
	scannedAtOnce = 50 // files asked for at a time
	failsInARow   = 3  // so many in a row, and it is the scanner that does not answer
)

// Scan has the files of a register scanned that were not yet: those that were
// attached while the scanner did not answer, or before there was one. It goes on
// past a file that cannot be scanned, and ends when several in a row cannot be;
// another call begins anew.
func (a *App) Scan(ctx context.Context, register string) error {
	if !a.CanScan() {
		return nil
	}
	var faults []error
	inRow, after := 0, ""
	for {
		waiting, err := a.store.UncheckedFiles(ctx, register, after, scannedAtOnce)
		if err != nil || len(waiting) == 0 {
			return errors.Join(append(faults, fail(err, "finding files to scan"))...)
		}
		for _, address := range waiting {
			after = address
			err := a.scanFile(ctx, register, address)
			if err == nil {
				inRow = 0
				continue
			}
			faults = append(faults, err)
			if inRow++; inRow == failsInARow || ctx.Err() != nil {
				return errors.Join(faults...)
			}
		}
	}
}

// quarantined says why a file is given to nobody; "" for one that is.
func (a *App) quarantined(at store.Attachment) string {
	switch {
	case at.Checked == store.FileInfected:
		return "The virus scanner found " + at.Found + " in it"
	case at.Checked == "" && a.CanScan():
		return "The virus scanner has not looked at it yet"
	}
	return ""
}
