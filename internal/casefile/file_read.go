package casefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"homeward/internal/civil"
)

// FileFormat is the first line of a case file: its form and version.
const FileFormat = "homeward.case/1"

// Fault is something wrong in a case file.
type Fault struct {
	Entry   int    // place in the entries, from 0; -1 for the file itself
	Field   string // the field's name; "" for the whole entry or file
	Message string
}

// String is the fault on one line: "entry 3: legal_status: ...".
func (f Fault) String() string {
	where := "the file"
	if f.Entry >= 0 {
		where = "entry " + strconv.Itoa(f.Entry)
	}
	if f.Field != "" {
		where += ": " + f.Field
	}
	return where + ": " + f.Message
}

// ReadFile reads a homeward.case/1 document. It returns the case, or all that
// is wrong with it: a file with any fault gives no case. Required fields,
// values and ids are checked as fine print 40 and 41 of the clock's contract
// say; that an entry refers to something the file does not have is no fault.
func ReadFile(data []byte) (*File, []Fault) {
	r := readers.Get().(*fileReader)
	defer readers.Put(r)
	return r.read(data)
}

var readers = sync.Pool{New: func() any { return new(fileReader) }}

// fileReader reads one file after another. The text is walked once for its
// content. If that leaves a fault or a doubt, the JSON library says whether the
// text is JSON at all, and if not, what is wrong with it.
type fileReader struct {
	decoder jsontext.Decoder
	faults  []Fault
	doubt   bool // of a list that was entered on its own; see walker
	entry   int  // place of the present entry; -1 outside the entries

	seen   fieldSet
	values [fieldCount]value
	ids    map[idUse]int // the entry that used an id first
	used   []idUse       // the same while there are few
}

type idUse struct {
	kind Kind
	id   string
}

func (r *fileReader) read(data []byte) (*File, []Fault) {
	r.faults, r.doubt, r.entry = nil, false, -1
	r.used, r.ids = r.used[:0], nil
	f := new(File)
	w := walker{s: string(data)}
	if w.peek() != '{' {
		r.fault("", "a case file is an object with format, person and entries")
	} else {
		r.document(&w, f)
	}
	w.space()
	if w.i < len(w.s) || w.doubt || r.doubt || len(r.faults) > 0 || !utf8.ValidString(w.s) {
		if fault := r.checkJSON(data); fault != nil {
			return nil, []Fault{*fault}
		}
	}
	if len(r.faults) > 0 {
		slices.SortStableFunc(r.faults, func(a, b Fault) int { return a.Entry - b.Entry })
		return nil, r.faults
	}
	return f, nil
}

// checkJSON finds what is not JSON, or follows it.
func (r *fileReader) checkJSON(data []byte) *Fault {
	r.decoder.Reset(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true))
	err := r.decoder.SkipValue()
	if err == nil {
		if _, err = r.decoder.ReadToken(); errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			return &Fault{Entry: -1, Message: "something follows the end of the case"}
		}
	}
	fault := Fault{Entry: -1, Message: "this is not JSON, or not all of it"}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		fault.Message = fmt.Sprintf("this is not JSON, at byte %d: %s", syntax.ByteOffset, strings.Map(printable, syntax.Err.Error()))
		parts := strings.Split(string(syntax.JSONPointer), "/")
		if len(parts) > 2 && parts[1] == "entries" {
			if i, err := strconv.Atoi(parts[2]); err == nil {
				fault.Entry = i
			}
			if len(parts) > 3 {
				fault.Field = oneLine(parts[3])
			}
		}
	}
	return &fault
}

func (r *fileReader) fault(field, format string, args ...any) {
	r.faults = append(r.faults, Fault{r.entry, oneLine(field), fmt.Sprintf(format, args...)})
}

func (r *fileReader) document(w *walker, f *File) {
	var format, person, entries bool
	for end := w.enter(); w.more(end); {
		switch name := w.name(); {
		case name == "format" && !format:
			format = true
			if s, ok := w.value().text(); !ok || s != FileFormat {
				r.fault("format", "must be %q", FileFormat)
			}
		case name == "person" && !person:
			person = true
			if w.peek() == '{' {
				r.person(w, f)
			} else {
				w.value()
				r.fault("person", "must be an object with id and birth_date")
			}
		case name == "entries" && !entries:
			entries = true
			if w.peek() == '[' {
				r.entries(w, f)
			} else {
				w.value()
				r.fault("entries", "must be a list")
			}
		case name == "format" || name == "person" || name == "entries":
			w.value()
			r.fault(name, "stands twice")
		default:
			w.value()
			r.fault(name, "a case file has no such field")
		}
	}
	r.require("format", format)
	r.require("person", person)
	r.require("entries", entries)
}

func (r *fileReader) require(field string, there bool) {
	if !there {
		r.fault(field, "is missing")
	}
}

func (r *fileReader) person(w *walker, f *File) {
	var id, birth value
	for end := w.enter(); w.more(end); {
		name := w.name()
		v := w.value()
		switch {
		case name == "id" && id.kind == 0:
			id = v
		case name == "birth_date" && birth.kind == 0:
			birth = v
		case name == "id" || name == "birth_date":
			r.fault("person."+name, "stands twice")
		default:
			r.fault("person."+name, "a person has no such field")
		}
	}
	f.ID = r.idOf("person.id", id)
	f.BirthDate = r.dayOf("person.birth_date", birth)
}

func (r *fileReader) entries(w *walker, f *File) {
	f.Entries = make([]Entry, 0, (len(w.s)-w.i)/72+4)
	r.entry = 0
	for end := w.enter(); w.more(end); r.entry++ {
		if w.peek() == '{' {
			f.Entries = append(f.Entries, Entry{})
			r.readEntry(w, &f.Entries[len(f.Entries)-1])
		} else {
			w.value()
			r.fault("", "an entry must be an object with kind, on and the fields of its kind")
		}
	}
	r.entry = -1
}

func (r *fileReader) readEntry(w *walker, e *Entry) {
	r.seen = 0
	for end := w.enter(); w.more(end); {
		name := w.name()
		v := w.value()
		f := fieldNamed(name)
		switch {
		case f == noField:
			r.fault(name, "no entry has such a field")
		case r.seen.has(f):
			r.fault(name, "stands twice")
		default:
			r.seen |= 1 << f
			r.values[f] = v
		}
	}
	e.On = r.day(fieldOn)
	if !r.seen.has(fieldKind) {
		r.fault("kind", "is missing")
		return
	}
	name, ok := r.values[fieldKind].text()
	shape, known := shapes[name]
	if !ok || !known {
		r.fault("kind", "%s is not a kind of entry of a case file", r.values[fieldKind].shown())
		return
	}
	if extra := r.seen &^ (shape.required | shape.optional | 1<<fieldKind | 1<<fieldOn); extra != 0 {
		for f := range fieldCount {
			if extra.has(f) {
				r.fault(fieldNames[f], "an entry of kind %s has no such field", name)
			}
		}
	}
	e.Fact = shape.read(r)
}

// once for each kind: an id (fine print 40).
func (r *fileReader) newID(kind Kind) string {
	id := r.id(fieldID)
	if id == "" {
		return ""
	}
	use := idUse{kind, id}
	if r.ids == nil {
		for _, u := range r.used {
			if u == use {
				r.fault("id", "%q was used for an earlier entry of kind %s", id, kind)
				return id
			}
		}
		r.used = append(r.used, use)
		if len(r.used) > 32 {
			r.ids = make(map[idUse]int, 64)
			for _, u := range r.used {
				r.ids[u] = 0
			}
		}
		return id
	}
	if _, again := r.ids[use]; again {
		r.fault("id", "%q was used for an earlier entry of kind %s", id, kind)
	}
	r.ids[use] = r.entry
	return id
}

// id reads a name by which entries refer to one another.
func (r *fileReader) id(f field) string { return r.idOf(fieldNames[f], r.get(f)) }

func (r *fileReader) idOf(name string, v value) string {
	s := r.wordsOf(name, v)
	if s == "" && v.kind == '"' {
		r.fault(name, "must not be empty")
	}
	return s
}

// words reads a text that may be empty.
func (r *fileReader) words(f field) string { return r.wordsOf(fieldNames[f], r.get(f)) }

func (r *fileReader) wordsOf(name string, v value) string {
	if v.kind == 0 {
		r.fault(name, "is missing")
		return ""
	}
	s, ok := v.text()
	if !ok {
		r.fault(name, "%s is not a text", v.shown())
	}
	return s
}

// optionalWords reads a text that need not be there.
func (r *fileReader) optionalWords(f field) string {
	if !r.seen.has(f) {
		return ""
	}
	return r.words(f)
}

func (r *fileReader) day(f field) civil.Date { return r.dayOf(fieldNames[f], r.get(f)) }

func (r *fileReader) optionalDay(f field) civil.Date {
	if !r.seen.has(f) {
		return 0
	}
	return r.day(f)
}

func (r *fileReader) dayOf(name string, v value) civil.Date {
	if v.kind == 0 {
		r.fault(name, "is missing")
		return 0
	}
	s, ok := v.text()
	if !ok {
		r.fault(name, "%s is not a day written YYYY-MM-DD", v.shown())
		return 0
	}
	d, err := civil.Parse(s)
	if err != nil {
		r.fault(name, "%v", err)
	}
	return d
}

func (r *fileReader) flag(f field) bool {
	v := r.get(f)
	switch v.kind {
	case 't':
		return true
	case 'f':
	case 0:
		r.fault(fieldNames[f], "is missing")
	default:
		r.fault(fieldNames[f], "%s is not true or false", v.shown())
	}
	return false
}

func (r *fileReader) get(f field) value {
	if !r.seen.has(f) {
		return value{}
	}
	return r.values[f]
}

// choice is the words that a field may have.
type choice[T ~string] struct{ all []T }

func choose[T ~string](all []T) choice[T] { return choice[T]{all} }

// read takes the one of its words that a field has.
func (c choice[T]) read(r *fileReader, f field) T { return c.readValue(r, fieldNames[f], r.get(f)) }

func (c choice[T]) readValue(r *fileReader, name string, v value) T {
	if v.kind == 0 {
		r.fault(name, "is missing")
		return ""
	}
	if s, ok := v.text(); ok {
		for _, word := range c.all {
			if s == string(word) {
				return word
			}
		}
	}
	words := make([]string, len(c.all))
	for i, w := range c.all {
		words[i] = string(w)
	}
	r.fault(name, "%s is not one of: %s", v.shown(), strings.Join(words, ", "))
	return ""
}

func (r *fileReader) recipients(f field) []Recipient {
	v := r.get(f)
	switch v.kind {
	case 0:
		r.fault(fieldNames[f], "is missing")
		return nil
	case '[':
	default:
		r.fault(fieldNames[f], "%s is not a list", v.shown())
		return nil
	}
	to := make([]Recipient, 0, 6)
	w := walker{s: v.raw}
	for end := w.enter(); w.more(end); {
		to = append(to, recipientChoice.readValue(r, fieldNames[f], w.value()))
	}
	r.doubt = r.doubt || w.doubt
	return to
}
