package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"homeward/internal/seal"
)

var (
	// ErrOtherKey says that the log was sealed with another key than is given.
	ErrOtherKey = errors.New("the log was sealed with another key")
	// ErrLogDamaged says that the log is not as it was signed.
	ErrLogDamaged = errors.New("the sealed log is not as it was signed: run homeward verify")
	// ErrNotSealed says that a row is there and not sealed yet.
	ErrNotSealed = errors.New("it is not sealed yet")
)

const leafColumns = "n, table_name, row_key, form, salt, row_hash, hashes"

var (
	insertLeaf       = sayInsert("seal_leaves", leafColumns, "")
	insertCheckpoint = sayInsert("checkpoints", "size, log, at, note", "")

	// Whoever holds the head is the only one to seal. What waits is taken and
	// deleted by one statement, so that nothing is deleted that was committed
	// between two.
	lockHead       = sayLocked("SELECT size FROM seal_head WHERE one = 1")
	selectHead     = say("SELECT size FROM seal_head WHERE one = 1")
	updateSealHead = say("UPDATE seal_head SET size = $1 WHERE one = 1")
	takeWaiting    = say("DELETE FROM unsealed WHERE (at, work, n) IN (SELECT at, work, n FROM unsealed ORDER BY at, work, n LIMIT $1) RETURNING " + unsealedColumns)

	selectLeafHashes     = say("SELECT hashes FROM seal_leaves WHERE n = $1")
	selectLastCheckpoint = say("SELECT note FROM checkpoints ORDER BY size DESC, at DESC LIMIT 1")
)

// waiting is a row that waits to be sealed.
type waiting struct {
	at, work   string
	n          int
	table, key string
	form       int
	salt, hash []byte // nil for what was there before the log
}

func readWaiting(row scan) (w waiting, err error) {
	err = row(&w.at, &w.work, &w.n, &w.table, &w.key, &w.form, &w.salt, &w.hash)
	return w, err
}

// before reports whether a row was written before another.
func (w waiting) compare(v waiting) int {
	if c := strings.Compare(w.at, v.at); c != 0 {
		return c
	}
	if c := strings.Compare(w.work, v.work); c != 0 {
		return c
	}
	return w.n - v.n
}

// Sealed is what Seal did.
type Sealed struct {
	Leaves     int    // that were added
	Size       int64  // of the log
	Checkpoint string // the last, signed; "" while nothing is sealed
}

// sealedAtOnce is how many rows become leaves in one transaction: few enough
// that nobody who writes waits long.
const sealedAtOnce = 500

// Seal makes leaves of all rows that wait and signs the log that they make.
// Where nothing is new, nothing is signed. Before it signs it proves that the
// log still begins with what was signed last; the error is ErrLogDamaged if it
// does not, and ErrOtherKey if that was by another key, unless anew is set,
// which goes on with this one. Several may seal at once: they take turns.
func (s *Store) Seal(ctx context.Context, key *seal.SigningKey, at time.Time, anew bool) (Sealed, error) {
	var done Sealed
	for {
		added := 0
		err := s.change(ctx, func(r runner) (err error) {
			added, err = sealSome(ctx, r)
			return err
		})
		if err != nil {
			return done, fmt.Errorf("sealing: %w", err)
		}
		if done.Leaves += added; added < sealedAtOnce {
			break
		}
	}
	err := s.change(ctx, func(r runner) (err error) {
		done.Size, done.Checkpoint, err = sign(ctx, r, key, at, anew)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("signing the log: %w", err)
	}
	return done, nil
}

// sealSome makes leaves of rows that wait, in the order in which they were
// written, and says of how many.
func sealSome(ctx context.Context, r runner) (int, error) {
	size, err := one(ctx, r, lockHead, only[int64])
	if err != nil {
		return 0, err
	}
	taken, err := all(ctx, r, takeWaiting, readWaiting, sealedAtOnce)
	if err != nil || len(taken) == 0 {
		return 0, err
	}
	slices.SortFunc(taken, waiting.compare)
	if err := hashEarlier(ctx, r, taken); err != nil {
		return 0, err
	}
	tree, err := openTree(ctx, r, size)
	if err != nil {
		return 0, err
	}
	leaves := make([][]any, 0, len(taken))
	for _, w := range taken {
		leaf := seal.Leaf{Table: w.table, Key: w.key, Row: hashOf(w.hash)}
		n := tree.Size()
		if w.salt == nil {
			w.salt = []byte{} // of a row that was disposed of meanwhile
		}
		leaves = append(leaves, []any{n, w.table, w.key, w.form, w.salt, w.hash, joined(tree.Add(leaf.Hash()))})
	}
	if err := r.add(ctx, insertLeaf, leaves); err != nil {
		return 0, err
	}
	return len(taken), foundOne(r.exec(ctx, updateSealHead, tree.Size()))
}

func joined(hashes []seal.Hash) []byte {
	b := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}

// hashEarlier gives a salt and a hash to the rows that were there before the
// log. One that is gone meanwhile keeps the hash of nothing, and is found by
// Verify.
func hashEarlier(ctx context.Context, r runner, taken []waiting) error {
	var earlier []sealedRow
	for _, w := range taken {
		if row, ok := newSealedRow(w.table, w.key, w.form); ok && w.hash == nil {
			earlier = append(earlier, row)
		}
	}
	if len(earlier) == 0 {
		return nil
	}
	found, err := readSealed(ctx, r, earlier)
	if err != nil {
		return err
	}
	for i := range taken {
		if w := &taken[i]; w.hash == nil {
			salt := newSalt()
			hash := seal.RowHash(salt, found[rowKey{w.table, w.key}])
			w.salt, w.hash = salt[:], hash[:]
		}
	}
	return nil
}

// openTree is the log of a size as its leaves have it.
func openTree(ctx context.Context, r runner, size int64) (*seal.Tree, error) {
	edge, err := hashesAt(ctx, r, seal.Edge(size))
	if err != nil {
		return nil, err
	}
	return seal.OpenTree(size, edge), nil
}

// hashesAt reads hashes of the log from where they are kept.
func hashesAt(ctx context.Context, r runner, places []seal.Place) ([]seal.Hash, error) {
	hashes := make([]seal.Hash, len(places))
	for i, p := range places {
		kept, err := one(ctx, r, selectLeafHashes, only[[]byte], p.Leaf)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		from := p.Level * tlog.HashSize
		if len(kept) < from+tlog.HashSize {
			return nil, fmt.Errorf("leaf %d lacks hash %d: %w", p.Leaf, p.Level, ErrLogDamaged)
		}
		hashes[i] = seal.Hash(kept[from : from+tlog.HashSize])
	}
	return hashes, nil
}

// hashReader reads the log for tlog.
func hashReader(ctx context.Context, r runner) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		places := make([]seal.Place, len(indexes))
		for i, index := range indexes {
			places[i] = seal.PlaceOf(index)
		}
		return hashesAt(ctx, r, places)
	})
}

// sign signs the log, if it has grown since it was signed last.
func sign(ctx context.Context, r runner, key *seal.SigningKey, at time.Time, anew bool) (size int64, signed string, err error) {
	if size, err = one(ctx, r, lockHead, only[int64]); err != nil || size == 0 {
		return size, "", err
	}
	last, err := first(all(ctx, r, selectLastCheckpoint, only[string]))
	if err != nil {
		return size, "", err
	}
	same := false
	if last != "" {
		before, err := seal.OpenCheckpoint(last, key.Verifier)
		same = err == nil
		if errors.Is(err, seal.ErrUnknownKey) {
			if !anew {
				return size, "", ErrOtherKey
			}
			before, err = seal.ReadCheckpoint(last)
		}
		if err != nil {
			return size, "", errors.Join(err, ErrLogDamaged)
		}
		if err := goesOn(ctx, r, before, size); err != nil {
			return size, "", err
		}
		if before.Size == size && same {
			return size, last, nil
		}
	}
	tree, err := openTree(ctx, r, size)
	if err != nil {
		return size, "", err
	}
	if signed, err = key.Sign(size, tree.Root(), at); err != nil {
		return size, "", err
	}
	_, err = r.exec(ctx, insertCheckpoint, size, key.Verifier.Name(), instant(at), signed)
	return size, signed, err
}

// goesOn is ErrLogDamaged unless the log of a size begins with that of a
// checkpoint.
func goesOn(ctx context.Context, r runner, before seal.Checkpoint, size int64) error {
	if before.Size > size {
		return ErrLogDamaged
	}
	tree, err := openTree(ctx, r, before.Size)
	if err != nil {
		return err
	}
	if tree.Root() != before.Root {
		return ErrLogDamaged
	}
	return nil
}

var (
	selectLeafOf    = say("SELECT " + leafColumns + " FROM seal_leaves WHERE table_name = $1 AND row_key = $2")
	selectIsWaiting = say("SELECT COUNT(*) FROM unsealed WHERE table_name = $1 AND row_key = $2")
)

// Prove makes the proof that a row of a sealed table is in the log that was
// signed last. Key is that of the row, the register first. The error is
// ErrNotFound when there is no such row, and ErrNotSealed when it waits.
func (s *Store) Prove(ctx context.Context, table string, key ...string) (proof *seal.Proof, err error) {
	err = s.view(ctx, func(r runner) error {
		rowKey := seal.Key(key...)
		signed, err := first(all(ctx, r, selectLastCheckpoint, only[string]))
		if err != nil {
			return err
		}
		l, err := one(ctx, r, selectLeafOf, readLeaf, table, rowKey)
		if errors.Is(err, ErrNotFound) {
			if n, waits := one(ctx, r, selectIsWaiting, only[int], table, rowKey); waits != nil || n > 0 {
				return errors.Join(ErrNotSealed, waits)
			}
		}
		if err != nil {
			return err
		}
		if signed == "" {
			return ErrNotSealed
		}
		checkpoint, err := seal.ReadCheckpoint(signed)
		if err != nil {
			return err
		}
		if l.n >= checkpoint.Size {
			return ErrNotSealed
		}
		row, ok := newSealedRow(l.table, l.key, l.form)
		if !ok || len(l.salt) != len(seal.Salt{}) {
			return fmt.Errorf("leaf %d: %w", l.n, ErrLogDamaged)
		}
		found, err := readSealed(ctx, r, []sealedRow{row})
		if err != nil {
			return err
		}
		columns, ok := found[row.rowKey()]
		if !ok {
			return ErrNotFound
		}
		proof, err = seal.Prove(signed, l.n, l.table, l.key, seal.Salt(l.salt), columns, hashReader(ctx, r))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("proving %s %s: %w", table, strings.Join(key, "/"), err)
	}
	return proof, nil
}

// leaf is one as its columns stand.
type leaf struct {
	n                  int64
	table, key         string
	form               int
	salt, hash, hashes []byte
}

func readLeaf(row scan) (l leaf, err error) {
	err = row(&l.n, &l.table, &l.key, &l.form, &l.salt, &l.hash, &l.hashes)
	return l, err
}
