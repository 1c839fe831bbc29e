package clock

import "slices"

// sortKeys orders keys by due day, rule and start. Cases have few obligations,
// already nearly in order: insertion is quickest for them.
func sortKeys(keys []sortKey) {
	if len(keys) > 64 {
		slices.SortFunc(keys, func(a, b sortKey) int {
			if a.before(b) {
				return -1
			}
			if b.before(a) {
				return 1
			}
			return 0
		})
		return
	}
	for i := 1; i < len(keys); i++ {
		k := keys[i]
		j := i
		for ; j > 0 && k.before(keys[j-1]); j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
}

func (k sortKey) before(other sortKey) bool {
	switch {
	case k.key != other.key:
		return k.key < other.key
	case k.by != other.by:
		return k.by < other.by
	}
	return k.i < other.i
}
