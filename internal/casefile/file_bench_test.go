package casefile

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func BenchmarkReadFile(b *testing.B) {
	b.SetBytes(int64(len(everyKind)))
	b.ReportAllocs()
	for b.Loop() {
		if _, faults := ReadFile([]byte(everyKind)); faults != nil {
			b.Fatal(faults)
		}
	}
}

// BenchmarkTokens is the floor: only reading the same file, token by token,
// with the same library.
func BenchmarkTokens(b *testing.B) {
	b.SetBytes(int64(len(everyKind)))
	b.ReportAllocs()
	var d jsontext.Decoder
	for b.Loop() {
		d.Reset(bytes.NewBuffer([]byte(everyKind)))
		for {
			if _, err := d.ReadToken(); err != nil {
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
				break
			}
		}
	}
}
