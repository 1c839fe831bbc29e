package clock

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"homeward/internal/civil"
)

// TestShortAndLongListsAreOrderedAlike: short lists are ordered in another way
// than long ones.
func TestShortAndLongListsAreOrderedAlike(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 3 * short {
		places := make([]place, n)
		keys := make([]sortKey, n)
		for i := range n {
			places[i] = placeOf(civil.Of(2026, 1, 1)+civil.Date(r.IntN(20)), i)
			o := Obligation{Due: civil.Of(2026, 1, 1) + civil.Date(r.IntN(5)), Rule: Rule(r.IntN(3)), StartedOn: civil.Of(2025, 1, 1), StartedBy: r.IntN(3) - 1}
			keys[i] = keyOf(&o, i)
		}
		wantPlaces, wantKeys := slices.Clone(places), slices.Clone(keys)
		slices.SortFunc(wantPlaces, func(a, b place) int {
			return cmp.Or(cmp.Compare(a.on(), b.on()), cmp.Compare(a.index(), b.index()))
		})
		slices.SortStableFunc(wantKeys, func(a, b sortKey) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.by, b.by))
		})
		sortPlaces(places)
		sortKeys(keys)
		if !slices.Equal(places, wantPlaces) {
			t.Fatalf("%d places\n got %v\nwant %v", n, places, wantPlaces)
		}
		if !slices.Equal(keys, wantKeys) {
			t.Fatalf("%d keys\n got %v\nwant %v", n, keys, wantKeys)
		}
	}
}
