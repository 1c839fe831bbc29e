package seal

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows that a row is in a log that was signed. Anyone who has the
// verifier can check it, without the database and without us: see docs/proof.md.
type Proof struct {
	Format     string   `json:"format"` // ProofFormat
	Checkpoint string   `json:"checkpoint"`
	Leaf       int64    `json:"leaf"` // the first is 0
	Table      string   `json:"table"`
	Key        string   `json:"key"`
	Salt       string   `json:"salt"` // hexadecimal
	Columns    []Column `json:"columns"`
	Hashes     []string `json:"hashes"` // base64
}

// ProofFormat names the format of a Proof as JSON.
const ProofFormat = "homeward.proof/1"

// Prove makes the proof of a leaf in the log of a checkpoint.
func Prove(signed string, leaf int64, table, key string, salt Salt, columns []Column, hashes tlog.HashReader) (*Proof, error) {
	c, err := ReadCheckpoint(signed)
	if err != nil {
		return nil, err
	}
	path, err := tlog.ProveRecord(c.Size, leaf, hashes)
	if err != nil {
		return nil, fmt.Errorf("proving leaf %d: %w", leaf, err)
	}
	p := &Proof{Format: ProofFormat, Checkpoint: signed, Leaf: leaf, Table: table, Key: key, Salt: hex.EncodeToString(salt[:]), Columns: columns, Hashes: []string{}}
	for _, h := range path {
		p.Hashes = append(p.Hashes, h.String())
	}
	return p, nil
}

// Check reports whether the row was in the log when the checkpoint was signed,
// by one of the keys.
func (p *Proof) Check(known ...Verifier) (Checkpoint, error) {
	c, err := OpenCheckpoint(p.Checkpoint, known...)
	if err != nil {
		return c, err
	}
	var salt Salt
	if raw, err := hex.DecodeString(p.Salt); err != nil || len(raw) != len(salt) || p.Format != ProofFormat {
		return c, errors.New("this is not a proof of " + ProofFormat)
	} else {
		copy(salt[:], raw)
	}
	path := make(tlog.RecordProof, len(p.Hashes))
	for i, h := range p.Hashes {
		raw, err := base64.StdEncoding.DecodeString(h)
		if err != nil || len(raw) != len(path[i]) {
			return c, errors.New("the proof has something that is no hash")
		}
		copy(path[i][:], raw)
	}
	leaf := Leaf{p.Table, p.Key, RowHash(salt, p.Columns)}
	if err := tlog.CheckRecord(path, c.Size, c.Root, p.Leaf, leaf.Hash()); err != nil {
		return c, errors.New("the row is not in the log as the proof says")
	}
	return c, nil
}
