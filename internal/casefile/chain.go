package casefile

import (
	"crypto/sha256"
	"encoding/binary"
)

// Hash links an entry to all those before it in its case.
type Hash [sha256.Size]byte

// Stored is an entry as its bytes stand in the database, for the chain: every
// column that could be altered.
type Stored struct {
	Register, Case           string
	Seq                      int
	On, Kind, Body, Note     string
	RecordedAt               string
	AuthorID, AuthorName, As string
}

// Chain is the hash of an entry given that of the entry before it in the same
// case (the zero Hash before the first). Each field goes in with its length,
// so that no text can be moved from one field to the next unseen.
func Chain(before Hash, e Stored) Hash {
	h := sha256.New()
	h.Write(before[:])
	var n [8]byte
	put := func(s string) {
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(e.Register)
	put(e.Case)
	binary.BigEndian.PutUint64(n[:], uint64(e.Seq))
	h.Write(n[:])
	for _, s := range []string{e.On, e.Kind, e.Body, e.Note, e.RecordedAt, e.AuthorID, e.AuthorName, e.As} {
		put(s)
	}
	return Hash(h.Sum(nil))
}
