package seal

import (
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the right edge of a log: what must be known of it to add a leaf and
// to have its hash.
type Tree struct {
	size int64
	edge []Hash // of the largest whole trees, from the left
}

// Edge lists the whole trees of which a log of a size consists, from the left:
// each by the hash that Add gave for its last leaf, and at which place.
func Edge(size int64) (places []Place) {
	for at := int64(0); at < size; {
		level := bits.Len64(uint64(size-at)) - 1
		at += 1 << level
		places = append(places, Place{at - 1, level})
	}
	return places
}

// Place is where a hash is kept: with the leaf by which its tree became whole,
// after those of smaller trees.
type Place struct {
	Leaf  int64
	Level int
}

// PlaceOf is where the hash of a stored index, as tlog counts them, is kept.
func PlaceOf(index int64) Place {
	level, n := tlog.SplitStoredHashIndex(index)
	return Place{(n+1)<<level - 1, level}
}

// OpenTree is the tree of a size with the hashes of its Edge.
func OpenTree(size int64, edge []Hash) *Tree { return &Tree{size, edge} }

// Clone is a tree of its own with the same leaves.
func (t *Tree) Clone() *Tree { return &Tree{t.size, slices.Clone(t.edge)} }

// Size is how many leaves there are.
func (t *Tree) Size() int64 { return t.size }

// Add adds a leaf, by its hash, and gives what is to be kept with it: that hash
// and those of the trees that become whole by it, the smallest first.
func (t *Tree) Add(leaf Hash) []Hash {
	kept := []Hash{leaf}
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(t.edge) - 1
		leaf = tlog.NodeHash(t.edge[last], leaf)
		t.edge = t.edge[:last]
		kept = append(kept, leaf)
	}
	t.edge = append(t.edge, leaf)
	t.size++
	return kept
}

// Root is the hash of the whole tree, which has a leaf.
func (t *Tree) Root() Hash {
	last := len(t.edge) - 1
	root := t.edge[last]
	for i := last - 1; i >= 0; i-- {
		root = tlog.NodeHash(t.edge[i], root)
	}
	return root
}
