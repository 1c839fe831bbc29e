package clock

import (
	"cmp"
	"slices"
)

// sortKey says where an obligation stands in the order: by due day, rule and
// start, then by the entry that started it, none first, then as they began.
type sortKey struct {
	key uint64 // due day, rule, start
	by  int32
	i   int32 // place in Evaluator.obligations
}

func keyOf(o *Obligation, i int) sortKey {
	return sortKey{uint64(o.Due)<<32 | uint64(o.Rule)<<24 | uint64(o.StartedOn), int32(o.StartedBy), int32(i)}
}

// short is the length up to which insertion is the quickest way to sort.
const short = 64

// sortPlaces orders entries that do not stand in the order of their days.
func sortPlaces(places []place) {
	if len(places) > short {
		slices.Sort(places)
		return
	}
	for i := 1; i < len(places); i++ {
		p, j := places[i], i
		for ; j > 0 && p < places[j-1]; j-- {
			places[j] = places[j-1]
		}
		places[j] = p
	}
}

// sortKeys orders obligations, of which most cases have few.
func sortKeys(keys []sortKey) {
	if len(keys) > short {
		slices.SortFunc(keys, func(a, b sortKey) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.by, b.by), cmp.Compare(a.i, b.i))
		})
		return
	}
	for i := 1; i < len(keys); i++ {
		k, j := keys[i], i
		for ; j > 0 && k.before(&keys[j-1]); j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
}

// before does not look at i: insertion keeps equals in their order.
func (k *sortKey) before(other *sortKey) bool {
	return k.key < other.key || k.key == other.key && k.by < other.by
}
