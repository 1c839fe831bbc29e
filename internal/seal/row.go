// Package seal makes the log that proves what was written: what of a row goes
// into it, the tree over all that did, the notes that sign the tree, and proofs
// that anyone can check. It is a transparency log as of RFC 6962, by
// golang.org/x/mod/sumdb.
package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is one of the log: of a row, a leaf or a tree.
type Hash = tlog.Hash

// Column is one that never changes, with its value as text: numbers in decimal,
// bytes in hexadecimal.
type Column struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Key is the key of a row as one text: its parts, the register first, each
// escaped as in the path of an address.
func Key(parts ...string) string {
	escaped := make([]string, len(parts))
	for i, p := range parts {
		escaped[i] = url.PathEscape(p)
	}
	return strings.Join(escaped, "/")
}

// ParseKey takes a key apart.
func ParseKey(key string) ([]string, error) {
	parts := strings.Split(key, "/")
	for i, p := range parts {
		var err error
		if parts[i], err = url.PathUnescape(p); err != nil {
			return nil, fmt.Errorf("%q is not the key of a row: %w", key, err)
		}
	}
	return parts, nil
}

// Salt is mixed into the hash of a row, so that nobody can find out what a row
// said by trying, once the row and its salt are gone.
type Salt [16]byte

// RowHash is the hash of a row. Each value goes in with its name and length, so
// that no text can be moved from one column to the next unseen.
func RowHash(salt Salt, columns []Column) Hash {
	b := make([]byte, 0, 1024)
	b = append(b, "homeward.row/1\n"...)
	b = hex.AppendEncode(b, salt[:])
	b = append(b, '\n')
	for _, c := range columns {
		b = append(b, c.Name...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(len(c.Value)), 10)
		b = append(b, '\n')
		b = append(b, c.Value...)
		b = append(b, '\n')
	}
	return sha256.Sum256(b)
}

// Leaf is what stands in the log for a row.
type Leaf struct {
	Table, Key string
	Row        Hash
}

// Text is the leaf as it is hashed.
func (l Leaf) Text() []byte {
	return fmt.Appendf(nil, "homeward.leaf/1\n%s %s\n%x\n", l.Table, l.Key, l.Row[:])
}

// Hash is that of the leaf in the tree.
func (l Leaf) Hash() Hash { return tlog.RecordHash(l.Text()) }
