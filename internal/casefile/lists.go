package casefile

// wordList is the values of a type with their words, in the order to offer
// them: the only place that has them.
type wordList[T ~string] []struct {
	value T
	word  string
}

func (l wordList[T]) values() []T {
	all := make([]T, len(l))
	for i, x := range l {
		all[i] = x.value
	}
	return all
}

// word is a value as people read it; one that is not in the list stays as it is.
func (l wordList[T]) word(v T) string {
	for _, x := range l {
		if x.value == v {
			return x.word
		}
	}
	return string(v)
}

func (l wordList[T]) has(v T) bool {
	for _, x := range l {
		if x.value == v {
			return true
		}
	}
	return false
}
