package casefile

import "homeward/internal/civil"

// File is a case as the clock reads it: the born day and the entries, in any
// order. It is the content of a homeward.case/1 document.
type File struct {
	ID        string
	BirthDate civil.Date // zero when it is not known
	Entries   []Entry
}
