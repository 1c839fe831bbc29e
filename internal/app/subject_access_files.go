package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"homeward/internal/access"
	"homeward/internal/store"
)

// AnswerFormat is a kind of file of an answer.
type AnswerFormat string

const (
	// AnswerZIP has the answer in each other form, and the letters and
	// documents.
	AnswerZIP  AnswerFormat = "zip"
	AnswerPDF  AnswerFormat = "pdf"
	AnswerHTML AnswerFormat = "html"
	AnswerJSON AnswerFormat = "json"
)

// AnswerFormats lists them, in the order to offer them.
var AnswerFormats = []AnswerFormat{AnswerZIP, AnswerPDF, AnswerHTML, AnswerJSON}

// AnswerSubject writes what a person is given, as it is decided by now: what
// nobody has looked at that somebody must is left out, and counted. That it was
// made is in the audit before the first byte is written, with a hash: of the
// file, or for an archive of the JSON in it, which has the hashes of the letters
// and documents.
func (a *App) AnswerSubject(ctx context.Context, actor access.Actor, caseID string, format AnswerFormat, w io.Writer) (Answer, error) {
	k, _, err := a.gather(ctx, actor, caseID)
	if err != nil {
		return Answer{}, err
	}
	answer, err := a.answer(ctx, k)
	if err != nil {
		return answer, err
	}
	hashed := format
	if format == AnswerZIP {
		hashed = AnswerJSON
	}
	file, err := a.written(answer, hashed)
	if err != nil {
		return answer, err
	}
	sum := sha256.Sum256(file)
	act := a.audit(actor, access.AnswerSubject, "take out what is kept", caseID, fmt.Sprintf("%s, %d parts left out, SHA-256 %s", format, answer.leftOut(), hex.EncodeToString(sum[:])))
	act.Kind, act.Purpose = store.Exported, string(access.Answering)
	if err := a.store.Record(ctx, act); err != nil {
		return answer, fail(err, "noting an answer")
	}
	if format == AnswerZIP {
		return answer, fail(a.archive(ctx, actor, answer, w), "writing the answer about case %s with its documents", caseID)
	}
	_, err = w.Write(file)
	return answer, fail(err, "sending the answer about case %s", caseID)
}

// written is an answer as a file of a format that is no archive.
func (a *App) written(answer Answer, format AnswerFormat) ([]byte, error) {
	var file bytes.Buffer
	var err error
	switch format {
	case AnswerPDF:
		err = answer.document(a.Local).WritePDF(&file)
	case AnswerHTML:
		err = answer.document(a.Local).WriteHTML(&file)
	case AnswerJSON:
		out := json.NewEncoder(&file)
		out.SetIndent("", "  ")
		err = out.Encode(answer)
	default:
		return nil, &Error{Kind: NotFound, Text: "An answer is an archive (ZIP), a PDF, a page (HTML) or a file for programs (JSON)."}
	}
	return file.Bytes(), fail(err, "writing an answer as %s", format)
}

// archive writes an answer in each form, and the letters and documents that
// are given, one after the other.
func (a *App) archive(ctx context.Context, actor access.Actor, answer Answer, w io.Writer) error {
	z := zip.NewWriter(w)
	put := func(name string, file []byte) error {
		out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.Local(answer.MadeAt)})
		if err != nil {
			return err
		}
		_, err = out.Write(file)
		return err
	}
	for _, format := range AnswerFormats[1:] {
		file, err := a.written(answer, format)
		if err != nil {
			return err
		}
		if err := put(a.AnswerName(actor, format), file); err != nil {
			return err
		}
	}
	for _, d := range answer.Documents {
		if d.File == nil {
			continue
		}
		file, err := a.readFile(ctx, actor.Register, d.File.address)
		if err != nil {
			return err
		}
		if err := put(d.File.Name, file); err != nil {
			return err
		}
	}
	return z.Close()
}

// answerFile is what an answer says of the file of its nth document.
func (a *App) answerFile(ctx context.Context, k *kept, n int, at Attachment) (*AnswerFile, error) {
	if a.secrets == nil {
		return nil, &Error{Kind: Internal, Text: "The letters and documents cannot be read without the key for secrets.", cause: errNoKey}
	}
	file, err := a.readFile(ctx, k.register.Code, at.Address)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	return &AnswerFile{Name: fmt.Sprintf("documents/%d %s", n, at.FileName), Media: at.Media, Size: at.Size, SHA256: hex.EncodeToString(sum[:]), address: at.Address}, nil
}

// AnswerName is the name for the file of an answer made today: no person's.
func (a *App) AnswerName(actor access.Actor, format AnswerFormat) string {
	return fmt.Sprintf("information-%s-%s.%s", actor.Register, a.Today(), format)
}

// AccessFile is the file of a part that is a letter or another document, for
// who has to decide on it: also what was withdrawn, which is kept all the same.
func (a *App) AccessFile(ctx context.Context, actor access.Actor, caseID, part string) (Attachment, []byte, error) {
	_, l, err := a.see(ctx, actor, access.AnswerSubject, access.Answering, caseID)
	if err != nil {
		return Attachment{}, nil, err
	}
	id, ok := strings.CutPrefix(part, documentPart)
	if !ok {
		return Attachment{}, nil, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	at, err := a.oneAttachment(ctx, l, actor.Register, caseID, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	if at.Quarantined != "" {
		return at, nil, &Error{Kind: Forbidden, Text: at.Quarantined + ", so it cannot be opened."}
	}
	file, err := a.readFile(ctx, actor.Register, at.Address)
	if err != nil {
		return at, nil, err
	}
	return at, file, l.looked(ctx, a, "open attachment", caseID, "attachment "+id)
}
