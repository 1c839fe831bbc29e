// Package attachment says what a file is that somebody attaches to a record, by
// its bytes, and gives it a harmless name. It is pure.
package attachment

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Type is a kind of file that can be attached.
type Type struct {
	Media     string // as in Content-Type
	Extension string // with the dot
	Word      string
}

// The types that can be attached. None of them is one that a browser runs.
var (
	PDF  = Type{"application/pdf", ".pdf", "PDF"}
	DOCX = Type{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "Word document"}
	ODT  = Type{"application/vnd.oasis.opendocument.text", ".odt", "OpenDocument text"}
	RTF  = Type{"application/rtf", ".rtf", "Rich text"}
	TXT  = Type{"text/plain; charset=utf-8", ".txt", "Plain text"}
	JPEG = Type{"image/jpeg", ".jpg", "JPEG picture"}
	PNG  = Type{"image/png", ".png", "PNG picture"}
)

// Types lists them, in the order to name them.
var Types = []Type{PDF, DOCX, ODT, RTF, TXT, JPEG, PNG}

// TypeOf is the type of a media type; ok is false for one of no type.
func TypeOf(media string) (t Type, ok bool) {
	i := slices.IndexFunc(Types, func(t Type) bool { return t.Media == media })
	if i < 0 {
		return Type{}, false
	}
	return Types[i], true
}

var (
	// ErrType says that a file is of no type that can be attached.
	ErrType = errors.New("it is no file of a type that can be attached")
	// ErrMacros says that a document has macros.
	ErrMacros = errors.New("it has macros")
)

// Sniff says of what type a file is by its bytes, whatever its name says. The
// error is ErrType or ErrMacros.
func Sniff(data []byte) (Type, error) {
	for _, known := range []struct {
		begins string
		of     Type
	}{
		{"%PDF-", PDF}, {"{\\rtf1", RTF}, {"\xff\xd8\xff", JPEG}, {"\x89PNG\r\n\x1a\n", PNG},
	} {
		if bytes.HasPrefix(data, []byte(known.begins)) {
			return known.of, nil
		}
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return sniffArchive(data)
	}
	if isPlainText(data) {
		return TXT, nil
	}
	return Type{}, ErrType
}

// sniffArchive tells the two documents that are archives from all others, by
// the list of what is in them; nothing is unpacked but the 39 bytes in which an
// OpenDocument says what it is.
func sniffArchive(data []byte) (Type, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Type{}, ErrType
	}
	names := map[string]bool{}
	for _, f := range archive.File {
		name := strings.ToLower(path.Clean(strings.ReplaceAll(f.Name, "\\", "/")))
		names[name] = true
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") {
			return Type{}, ErrMacros
		}
	}
	if len(archive.File) == 0 {
		return Type{}, ErrType
	}
	if first := archive.File[0]; first.Name == "mimetype" && first.Method == zip.Store && first.UncompressedSize64 == uint64(len(ODT.Media)) {
		r, err := first.Open()
		if err != nil {
			return Type{}, ErrType
		}
		said, err := io.ReadAll(io.LimitReader(r, int64(len(ODT.Media))))
		if err == nil && string(said) == ODT.Media && names["content.xml"] {
			return ODT, nil
		}
		return Type{}, ErrType
	}
	if names["[content_types].xml"] && names["word/document.xml"] {
		return DOCX, nil
	}
	return Type{}, ErrType
}

// isPlainText reports whether a file is text that nobody reads as anything
// else: UTF-8 without control characters, and not the beginning of a page, a
// picture or a script.
func isPlainText(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(data) == 0 || !utf8.Valid(data) {
		return false
	}
	if bytes.ContainsFunc(data, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\f", r) }) {
		return false
	}
	start := bytes.TrimLeftFunc(data, unicode.IsSpace)
	return len(start) > 0 && start[0] != '<' && !bytes.HasPrefix(start, []byte("#!"))
}

// longestName is how long a name may be, in characters, its extension left out.
const longestName = 80

// Name is a harmless name for a file of a type, made of the one that it came
// with: no path, nothing that a system reads as more than a name, and the
// extension of what it is.
func Name(came string, t Type) string {
	came = strings.ToValidUTF8(came, "")
	came = came[strings.LastIndexAny(came, `/\`)+1:]
	for _, known := range append([]string{".jpeg", ".text"}, extensions()...) {
		if len(came) > len(known) && strings.EqualFold(came[len(came)-len(known):], known) {
			came = came[:len(came)-len(known)]
			break
		}
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune("-_.,()'’ &+", r):
			return r
		case unicode.IsSpace(r), unicode.IsPunct(r), unicode.IsSymbol(r):
			return ' '
		}
		return -1
	}, came)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if runes := []rune(name); len(runes) > longestName {
		name = strings.TrimRight(string(runes[:longestName]), ". ")
	}
	if name == "" || reserved(name) {
		name = strings.TrimSpace("Document " + name)
	}
	return name + t.Extension
}

func extensions() []string {
	all := make([]string, len(Types))
	for i, t := range Types {
		all[i] = t.Extension
	}
	return all
}

// reserved reports whether Windows takes a name for a device.
func reserved(name string) bool {
	name, _, _ = strings.Cut(strings.ToUpper(name), ".")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, name) {
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "COM") || strings.HasPrefix(name, "LPT")) && name[3] >= '0' && name[3] <= '9'
}
