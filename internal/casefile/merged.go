package casefile

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"homeward/internal/civil"
)

// MergedFrom ends what was taken from another case of the same person: entries
// First to First+Entries-1 are those of that case, with their own days, words,
// authors and moments. Head is the hash that the other case ended with, in
// hexadecimal, so that it can be proved that they are the same: where an entry
// named another by its number, the number was moved on with it, and an
// identifier that both cases used got Prefix before it. The clock passes it over.
//
// Somebody who moved away and came back has a record that begins with the very
// entries of the first: the Same first entries of both are one, stand here once,
// from Began on, and did not come again.
type MergedFrom struct {
	Register string `json:"register"` // in which the two were merged
	Case     string `json:"case"`     // the other
	First    int    `json:"first"`
	Entries  int    `json:"entries"`
	Head     string `json:"head"`
	Prefix   string `json:"prefix,omitempty"`
	Same     int    `json:"same,omitempty"`
	Began    int    `json:"began,omitempty"` // 0 for 1
	// Over are the entries by which the person left in one of the two records while
	// they stayed on the register in the other: they do not hold while the merge does.
	Over     []int    `json:"over,omitempty"`
	Involved []string `json:"involved,omitempty"` // ids of the relations that came along
	Attached []string `json:"attached,omitempty"` // and of the copies of what was attached
}

func (MergedFrom) Kind() Kind { return "merged-from" }

// MergedInto closes a case whose entries were taken into another of the same
// person, or whose referral was moved to another. Nothing is recorded in it from then on.
type MergedInto struct {
	Case string `json:"case"`
}

func (MergedInto) Kind() Kind { return "merged-into" }

func init() {
	register[MergedFrom]()
	register[MergedInto]()
}

// mergedText is said where something is to be recorded in a case that was merged.
const mergedText = "This record was merged into another record of the same person. Record it there."

// takeMerged closes the case.
func (c *Case) takeMerged(f MergedInto, e Recorded) {
	c.Merged, c.MergedSeq, c.OnRegister = f.Case, e.Seq, false
}

// idFields are the fields by which an entry is named by others of its case, or
// names them. Flags are not among them: what settles one of two alike settles
// both.
var idFields = []string{"ID", "Referral", "Review", "Request", "Action", "Need", "Contact", "Process", "Leave", "Segregation", "Condition", "Delay"}

// IDs are the identifiers that the entries of a case begin, by kind.
func (c *Case) IDs() map[string]bool {
	all := map[string]bool{}
	for _, e := range c.Entries {
		v := reflect.ValueOf(e.Fact)
		if v.Kind() != reflect.Struct {
			continue
		}
		if id := v.FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String && id.String() != "" {
			all[string(e.Fact.Kind())+" "+id.String()] = true
		}
	}
	return all
}

// Here is the number in this case of an entry of the other; 0 of one that it did
// not have when the two were merged.
func (f MergedFrom) Here(seq int) int {
	switch {
	case seq < 1 || seq > f.Same+f.Entries:
		return 0
	case seq <= f.Same:
		return max(1, f.Began) - 1 + seq
	}
	return f.First - 1 + seq - f.Same
}

// There is the number in the other case of an entry of this one; 0 of one that is
// not in both.
func (f MergedFrom) There(seq int) int {
	if n := seq - max(1, f.Began) + 1; n >= 1 && n <= f.Same {
		return n
	}
	if n := seq - f.First + 1; n >= 1 && n <= f.Entries {
		return f.Same + n
	}
	return 0
}

// Renamed says how what entries of one case name is named in another.
type Renamed struct {
	Same   int                  // the numbers up to this one stay
	By     int                  // those after it go on by so many
	Prefix string               // before an identifier
	Only   func(id string) bool // which get it; nil for all
}

func (r Renamed) number(n int) int {
	if n <= r.Same {
		return n
	}
	return n + r.By
}

func (r Renamed) began(n int) int {
	if n = r.number(max(1, n)); n == 1 {
		return 0 // as it is written where it began
	}
	return n
}

// ID is an identifier of the one case as it is in the other.
func (r Renamed) ID(id string) string {
	if id == "" || r.Only != nil && !r.Only(id) {
		return id
	}
	return r.Prefix + id
}

// Moved is a fact of another case as it stands in this one: the numbers of entries
// and the identifiers are those that they have here.
func Moved(f Fact, r Renamed) Fact { return renamed(f, r, r.ID) }

// MovedBack is a fact that was Moved as it was before.
func MovedBack(f Fact, r Renamed) Fact {
	return renamed(f, Renamed{Same: r.Same, By: -r.By, Prefix: r.Prefix}, func(id string) string { return strings.TrimPrefix(id, r.Prefix) })
}

func renamed(f Fact, r Renamed, id func(string) string) Fact {
	switch g := f.(type) {
	case EnteredInError:
		g.Entry = r.number(g.Entry)
		if g.Instead != 0 {
			g.Instead = r.number(g.Instead)
		}
		f = g
	case AdmissionQuestions:
		g.Admission = r.number(g.Admission)
		f = g
	case MissedDate:
		if g.Started != 0 {
			g.Started = r.number(g.Started)
		}
		f = g
	case HandedOver:
		g.First = r.began(g.First)
		f = g
	case MergedFrom:
		g.First = r.number(g.First)
		if g.Same > 0 {
			g.Began = r.began(g.Began)
		}
		for i := range g.Over {
			if i == 0 {
				g.Over = slices.Clone(g.Over)
			}
			g.Over[i] = r.number(g.Over[i])
		}
		f = g
	}
	if r.Prefix == "" {
		return f
	}
	moved := reflect.New(reflect.TypeOf(f)).Elem()
	moved.Set(reflect.ValueOf(f))
	rename(moved, id)
	return moved.Interface().(Fact)
}

// rename gives every identifier of a fact another name.
func rename(v reflect.Value, to func(string) string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Flag]() {
			return
		}
		for i := range v.NumField() {
			field := v.Field(i)
			if field.Kind() != reflect.String {
				rename(field, to)
			} else if field.Type() == reflect.TypeFor[string]() && field.String() != "" && slices.Contains(idFields, v.Type().Field(i).Name) {
				field.SetString(to(field.String()))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			rename(own.Index(i), to)
		}
		v.Set(own)
	}
}

// PrefixAt is what stands before the identifiers of an entry since it was taken
// from another case; "" for one that began here.
func (c *Case) PrefixAt(seq int) (prefix string) {
	for _, e := range c.Entries {
		if m, ok := e.Fact.(MergedFrom); ok && seq >= m.First && seq < m.First+m.Entries {
			prefix = m.Prefix + prefix
		}
	}
	return prefix
}

// TakenBack are the entries that came from another case by a merge that was taken
// back, or were recorded with it, by their numbers, and the ids of the copies of
// what was attached: they tell of somebody else.
func (c *Case) TakenBack() (back map[int]bool, attached []string) {
	for _, e := range c.Entries {
		m, ok := e.Fact.(MergedFrom)
		if !ok || e.StruckBy == 0 {
			continue
		}
		if back == nil {
			back = map[int]bool{}
		}
		attached = append(attached, m.Attached...)
		for seq := m.First; seq < m.First+m.Entries; seq++ {
			back[seq] = true
		}
		for _, with := range c.Entries[e.Seq:] {
			if with.StruckBy == 0 || !with.RecordedAt.Equal(e.RecordedAt) {
				break
			}
			back[with.Seq] = true
		}
	}
	for seq, was := range c.was { // what says the same of another day
		if back[was] {
			back[seq] = true
		}
	}
	return back, attached
}

// PassedOver reports whether an entry does not hold because of a merge, by which
// the person stayed on the register in the other record, and was not struck out.
func (c *Case) PassedOver(e Recorded) bool {
	by, _ := c.Entry(e.StruckBy)
	_, merge := by.Fact.(MergedFrom)
	return merge
}

// LeftOnlyHere are the numbers of the entries by which the person left or moved in
// this record on a day on which they were on the register in another of theirs,
// and stayed, after the entries that both have. Who left because they did not want
// to be on it any more, left.
func (c *Case) LeftOnlyHere(other *Case, after int) (seqs []int) {
	for _, e := range c.Standing {
		if e.Seq <= after {
			continue
		}
		switch f := e.Fact.(type) {
		case LeftRegister:
			if f.Why == LeaveNoConsent {
				continue
			}
		case MovedOut:
		default:
			continue
		}
		if slices.ContainsFunc(other.Memberships(), func(m Membership) bool { return m.Joined <= e.On && (m.How == nil || m.Left > e.On) }) {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs
}

// knownAt is for each entry the moment since when it stands in this case: what
// was taken from another, since it was taken.
func (c *Case) knownAt() []time.Time {
	at := make([]time.Time, len(c.Entries))
	for i, e := range c.Entries {
		at[i] = e.RecordedAt
		if m, ok := e.Fact.(MergedFrom); ok {
			for n := max(1, m.First); n < m.First+m.Entries && n <= i; n++ {
				at[n-1] = e.RecordedAt
			}
		}
	}
	return at
}

// MergeUndone takes back a merge: everything that came from the other case, and
// what was recorded with it, is struck out. What was recorded since stays.
type MergeUndone struct {
	Entry  int // number of the MergedFrom
	With   int // number of the last entry that was recorded with it
	Reason string
}

func (d MergeUndone) Decide(c *Case, today civil.Date) ([]Entry, error) {
	e, ok := c.Entry(d.Entry)
	from, is := e.Fact.(MergedFrom)
	switch {
	case !ok || !is:
		return nil, refuse("", "There is no such merge.")
	case c.Merged != "":
		return nil, refuse("", mergedText)
	case e.StruckBy != 0:
		return nil, refuse("", "This merge has been taken back already.")
	case strings.TrimSpace(d.Reason) == "":
		return nil, refuse("reason", "Say why the two records are to be apart again")
	}
	var out []Entry
	for _, each := range c.Entries {
		_, correction := each.Fact.(EnteredInError)
		came := c.first(each.Seq) >= from.First && c.first(each.Seq) < from.First+from.Entries
		if (came || each.Seq >= d.Entry && each.Seq <= d.With) && (each.StruckBy == 0 || c.PassedOver(each)) && !correction {
			out = append(out, Entry{today, EnteredInError{Entry: each.Seq}, strings.TrimSpace(d.Reason)})
		}
	}
	after := c.with(out...)
	before := inconsistencies(c)
	for seq, text := range inconsistencies(after) {
		if other, ok := c.Entry(seq); ok && before[seq] == "" {
			return nil, refuse("", "This cannot be taken back while “"+Title(other.Fact)+"” of "+other.On.Long()+" stands, which was recorded since. "+text)
		}
	}
	return out, nil
}
