package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// A workbook's parts shrink to a twentieth or so, repeated rows to a
// hundredth; a bomb to a thousandth. The ratio counts from a size on that a
// bomb must reach to hurt.
const (
	bombRatio = 250
	bombFrom  = 10 << 20
)

// archive is the zip file that an XLSX file is. All that is read out of it is
// counted as it is unpacked: the sizes in the headers can lie.
type archive struct {
	parts map[string]*zip.File
	left  int64
	limit int64
}

func openArchive(data []byte, limits Limits) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse(Corrupt)
	}
	a := &archive{parts: map[string]*zip.File{}, left: limits.Unzipped, limit: limits.Unzipped}
	declared := uint64(0)
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, refuse(Encrypted)
		}
		declared += f.UncompressedSize64
		if declared > uint64(limits.Unzipped) || f.UncompressedSize64 > bombFrom && f.UncompressedSize64/bombRatio > f.CompressedSize64 {
			return nil, refuse(ZipBomb)
		}
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return nil, refuse(Macros)
		}
		a.parts[strings.TrimPrefix(name, "/")] = f
	}
	return a, nil
}

// has reports a part by its name, of any case.
func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// read unpacks a part; nil without error if there is none.
func (a *archive) read(name string) ([]byte, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, refuse(Corrupt)
	}
	defer r.Close()
	allowed := min(a.left, max(bombFrom, int64(f.CompressedSize64)*bombRatio))
	var b bytes.Buffer
	b.Grow(int(min(f.UncompressedSize64, 1<<20)))
	n, err := io.Copy(&b, io.LimitReader(r, allowed+1))
	// ErrFormat here means more bytes than the header owns up to.
	if n > allowed || errors.Is(err, zip.ErrFormat) {
		return nil, refuse(ZipBomb)
	}
	if err != nil {
		// Office never minds a wrong checksum of a part that is all there.
		if !errors.Is(err, zip.ErrChecksum) {
			return nil, refuse(Corrupt)
		}
	}
	a.left -= n
	part := b.Bytes()
	if bytes.HasPrefix(part, []byte{0xFF, 0xFE}) || bytes.HasPrefix(part, []byte{0xFE, 0xFF}) {
		text, ok := decodeText(part)
		if !ok {
			return nil, refuse(Corrupt)
		}
		part = []byte(text)
	}
	return part, nil
}

// resolve is the part that a relation of the part from points to.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(path.Dir(from), target)
}
