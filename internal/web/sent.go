package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// sentForm is a form with a file, as it was sent.
type sentForm struct {
	typed url.Values
	name  string // of the file
	file  []byte
}

// mostTyped is how much of a field of a form with a file is read, in bytes.
const mostTyped = 64 << 10

// readSent reads a form with a file in the field "file". It is held in memory
// only: nothing of it is left on the disk when it is refused. Of a file longer
// than most bytes it is one byte more, which shows that it is, and the rest is
// read and forgotten: a browser that is cut off while it sends shows no page.
func readSent(parts *multipart.Reader, most int64) (sent sentForm, err error) {
	sent.typed = url.Values{}
	var tooMuch *http.MaxBytesError
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF), errors.As(err, &tooMuch):
			return sent, nil
		case err != nil:
			return sentForm{}, err
		}
		limit := int64(mostTyped)
		if part.FormName() == "file" {
			limit = most + 1
		}
		data, err := io.ReadAll(io.LimitReader(part, limit))
		if err != nil && !errors.As(err, &tooMuch) {
			return sentForm{}, err
		}
		if part.FormName() == "file" {
			sent.name, sent.file = part.FileName(), data
		} else if part.FileName() == "" {
			sent.typed.Add(part.FormName(), string(data))
		}
		if _, err := io.Copy(io.Discard, part); err != nil && !errors.As(err, &tooMuch) {
			return sentForm{}, err
		}
	}
}
