package seal

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

func newKey(t *testing.T) *SigningKey {
	t.Helper()
	k, err := NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func leaf(n int) Leaf {
	return Leaf{"entries", Key("N1", "p1", fmt.Sprint(n)), RowHash(Salt{byte(n)}, rowOf(n))}
}

func rowOf(n int) []Column { return []Column{{"seq", fmt.Sprint(n)}, {"note", "why"}} }

// The tree is that of tlog, hash by hash, and can be opened again at any size.
func TestTheTreeIsThatOfTlog(t *testing.T) {
	t.Parallel()
	var stored []tlog.Hash
	kept := map[Place]Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, i := range indexes {
			if kept[PlaceOf(i)] != stored[i] {
				t.Fatalf("hash %d is not kept at %+v", i, PlaceOf(i))
			}
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	tree := OpenTree(0, nil)
	for n := range 300 {
		want, err := tlog.StoredHashesForRecordHash(int64(n), leaf(n).Hash(), reader)
		if err != nil {
			t.Fatal(err)
		}
		got := tree.Add(leaf(n).Hash())
		if !slices.Equal(got, want) {
			t.Fatalf("leaf %d adds %v, want %v", n, got, want)
		}
		stored = append(stored, want...)
		for level, h := range got {
			kept[Place{int64(n), level}] = h
		}
		root, err := tlog.TreeHash(int64(n+1), reader)
		if err != nil || tree.Root() != root || tree.Size() != int64(n+1) {
			t.Fatalf("the root of %d is %v, want %v (%v)", tree.Size(), tree.Root(), root, err)
		}
		var edge []Hash
		for _, p := range Edge(tree.Size()) {
			edge = append(edge, kept[p])
		}
		if OpenTree(tree.Size(), edge).Root() != root {
			t.Fatalf("opened again at %d, the root is another", tree.Size())
		}
	}
}

func TestNothingMovesUnseenFromOneColumnToTheNext(t *testing.T) {
	t.Parallel()
	row := []Column{{"a", "1\nb 2\n34"}, {"b", "5"}}
	hash := RowHash(Salt{}, row)
	for _, other := range [][]Column{
		{{"a", "1"}, {"b", "34"}, {"b", "5"}}, {{"a", "1\nb 2\n3"}, {"b", "45"}}, {{"b", "1\nb 2\n34"}, {"a", "5"}}, {{"a", "1\nb 2\n34"}}, {{"a 1", "1\nb 2\n34"}, {"b", "5"}},
	} {
		if RowHash(Salt{}, other) == hash {
			t.Errorf("%v has the hash of %v", other, row)
		}
	}
	if RowHash(Salt{1}, row) == hash {
		t.Error("the salt is of no account")
	}
	l := Leaf{"entries", "N1/p1/4", hash}
	for _, other := range []Leaf{{"audit", "N1/p1/4", hash}, {"entries", "N1/p1/5", hash}, {"entries", "N1/p1/4", Hash{}}} {
		if other.Hash() == l.Hash() {
			t.Errorf("%+v has the hash of %+v", other, l)
		}
	}
}

func TestKeysComeApartAsTheyWerePutTogether(t *testing.T) {
	t.Parallel()
	for _, parts := range [][]string{{"N1", "p1", "4"}, {"", "2026-03-02T12:00:00.000000Z", "id"}, {"a/b", "c d", "%2F", "é\n"}} {
		got, err := ParseKey(Key(parts...))
		if err != nil || !slices.Equal(got, parts) || strings.ContainsAny(Key(parts...), " \n") {
			t.Errorf("%q became %q and then %q, %v", parts, Key(parts...), got, err)
		}
	}
	if _, err := ParseKey("N1/%zz"); err == nil {
		t.Error("no error")
	}
}

func TestAKeyIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	k := newKey(t)
	again, err := ParseSigningKey(" " + k.Text() + "\n")
	if err != nil || again.Text() != k.Text() || again.Verifier.Text != k.Verifier.Text || !strings.HasPrefix(k.Verifier.Name(), "homeward-") {
		t.Errorf("%+v, %v", again, err)
	}
	for _, wrong := range []string{"", "x", k.Verifier.Text, k.Text()[:len(k.Text())-4], strings.Replace(k.Text(), "homeward-", "homeward_", 1)} {
		_, err := ParseSigningKey(wrong)
		if err == nil || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if _, err := ParseVerifier(k.Text()); err == nil {
		t.Error("a secret key was taken for a public one")
	}
}

func TestACheckpointIsWhatWasSigned(t *testing.T) {
	t.Parallel()
	k, other := newKey(t), newKey(t)
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	signed, err := k.Sign(7, Hash{1, 2}, at.Add(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	want := Checkpoint{k.Verifier.Name(), 7, Hash{1, 2}, at}
	for name, open := range map[string]func() (Checkpoint, error){
		"by its key": func() (Checkpoint, error) { return OpenCheckpoint(signed, k.Verifier) },
		"by either":  func() (Checkpoint, error) { return OpenCheckpoint(signed, other.Verifier, k.Verifier) },
		"unchecked":  func() (Checkpoint, error) { return ReadCheckpoint(signed) },
	} {
		if got, err := open(); err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := OpenCheckpoint(signed, other.Verifier); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("by another key: %v", err)
	}
	if _, err := OpenCheckpoint(signed); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("by none: %v", err)
	}
	for _, wrong := range []string{"", "x", strings.Replace(signed, "\n7\n", "\n8\n", 1), strings.Replace(signed, "12:00", "12:01", 1)} {
		if _, err := OpenCheckpoint(wrong, k.Verifier); err == nil {
			t.Errorf("opened %q", wrong)
		}
	}
	for _, wrong := range []string{"", "a\n\n", "a\n0\nAA==\n2026\n\nx", "a\n+7\n" + Hash{}.String() + "\n2026-03-02T12:00:00Z\n\nx", "a\n7\n" + Hash{}.String() + "\nnoon\n\nx"} {
		if _, err := ReadCheckpoint(wrong); err == nil {
			t.Errorf("read %q", wrong)
		}
	}
}

// A proof holds for its row and for nothing else.
func TestAProofIsOfItsRowAlone(t *testing.T) {
	t.Parallel()
	k := newKey(t)
	tree := OpenTree(0, nil)
	kept := map[Place]Hash{}
	const size = 21
	for n := range size {
		for level, h := range tree.Add(leaf(n).Hash()) {
			kept[Place{int64(n), level}] = h
		}
	}
	reader := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
		for _, i := range indexes {
			hashes = append(hashes, kept[PlaceOf(i)])
		}
		return hashes, nil
	})
	signed, err := k.Sign(size, tree.Root(), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for n := range size {
		p, err := Prove(signed, int64(n), leaf(n).Table, leaf(n).Key, Salt{byte(n)}, rowOf(n), reader)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := p.Check(k.Verifier); err != nil || c.Size != size {
			t.Errorf("leaf %d: %+v, %v", n, c, err)
		}
		for name, change := range map[string]func(*Proof){
			"format": func(p *Proof) { p.Format = "x" }, "table": func(p *Proof) { p.Table = "audit" }, "key": func(p *Proof) { p.Key = "N1/p1/99" },
			"salt": func(p *Proof) { p.Salt = "00" }, "other salt": func(p *Proof) { p.Salt = strings.Repeat("f", 32) },
			"value": func(p *Proof) { p.Columns[1].Value = "x" }, "leaf": func(p *Proof) { p.Leaf = (p.Leaf + 1) % size }, "no such leaf": func(p *Proof) { p.Leaf = size },
			"hash": func(p *Proof) { p.Hashes[0] = Hash{}.String() }, "no hash": func(p *Proof) { p.Hashes[0] = "?" }, "fewer": func(p *Proof) { p.Hashes = p.Hashes[1:] },
			"more": func(p *Proof) { p.Hashes = append(p.Hashes, Hash{}.String()) }, "checkpoint": func(p *Proof) { p.Checkpoint = strings.Replace(p.Checkpoint, "21", "22", 1) },
		} {
			var altered Proof
			text, err := json.Marshal(p)
			if err == nil {
				err = json.Unmarshal(text, &altered)
			}
			if err != nil {
				t.Fatal(err)
			}
			change(&altered)
			if _, err := altered.Check(k.Verifier); err == nil {
				t.Errorf("leaf %d with another %s still holds", n, name)
			}
		}
	}
	if _, err := Prove(signed, size, "entries", "x", Salt{}, nil, reader); err == nil {
		t.Error("a leaf that is not there was proved")
	}
}
