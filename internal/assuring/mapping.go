package assuring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Fault is what is wrong in a mapping file, and in which line.
type Fault struct {
	Line int // the first is 1
	Text string
}

func (f Fault) String() string { return fmt.Sprintf("line %d: %s", f.Line, f.Text) }

// ReadMapping reads a mapping file, or names everything that is wrong with it
// by line.
func ReadMapping(data []byte) (Mapping, []Fault) {
	r := mappingReader{data: data}
	r.read()
	if len(r.faults) > 0 {
		return Mapping{}, r.faults
	}
	return r.m, nil
}

type mappingReader struct {
	data   []byte
	m      Mapping
	faults []Fault
	at     map[string]int // the line of each heading
}

func (r *mappingReader) wrong(offset int64, format string, args ...any) {
	offset = min(max(offset, 0), int64(len(r.data)))
	r.faults = append(r.faults, Fault{1 + bytes.Count(r.data[:offset], []byte("\n")), fmt.Sprintf(format, args...)})
}

// next is where something begins that follows a place: after blanks, commas and
// colons.
func (r *mappingReader) next(offset int64) int64 {
	for offset < int64(len(r.data)) && strings.IndexByte(" \t\r\n,:", r.data[offset]) >= 0 {
		offset++
	}
	return offset
}

func (r *mappingReader) read() {
	var whole any
	if err := json.Unmarshal(r.data, &whole); err != nil {
		r.notJSON(err)
		return
	}
	if _, ok := whole.(map[string]any); !ok {
		r.wrong(0, "It is not a mapping file: it must begin with { and have a format, a name and columns")
		return
	}
	d := json.NewDecoder(bytes.NewReader(r.data))
	d.Token() // {
	format, columns := int64(0), int64(0)
	for d.More() {
		begins := r.next(d.InputOffset())
		key, _ := d.Token()
		value := r.next(d.InputOffset())
		var raw json.RawMessage
		d.Decode(&raw)
		switch key {
		case "format":
			format = value
			r.text(raw, value, "format", &r.m.Format)
		case "name":
			r.text(raw, value, "name", &r.m.Name)
		case "source":
			r.text(raw, value, "source", &r.m.Source)
		case "columns":
			columns = value
			r.columns(value)
		default:
			r.wrong(begins, "A mapping file has no %q. Take it out: it has a format, a name, a source and columns", key)
		}
	}
	if r.m.Format != Format {
		r.wrong(format, "Its format is %q. Write %q, if it is a mapping file for inpatients", r.m.Format, Format)
	}
	if len(r.m.Columns) == 0 && columns >= 0 && len(r.faults) == 0 {
		r.wrong(columns, "It has no columns. Write at least one, with a heading and an item")
	}
	slices.SortStableFunc(r.faults, func(x, y Fault) int { return x.Line - y.Line })
}

func (r *mappingReader) notJSON(err error) {
	offset := int64(len(r.data))
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = s.Offset - 1
	}
	r.wrong(offset, "It is not JSON from here on (%s). Look for a comma, a bracket or a quotation mark that is missing or too many", strings.TrimPrefix(err.Error(), "json: "))
}

func (r *mappingReader) text(raw []byte, offset int64, name string, into *string) {
	if json.Unmarshal(raw, into) != nil {
		r.wrong(offset, "The %s must be words in quotation marks", name)
	}
}

// columns reads the list that begins at a place.
func (r *mappingReader) columns(offset int64) {
	d := json.NewDecoder(bytes.NewReader(r.data[offset:]))
	if open, _ := d.Token(); open != json.Delim('[') {
		r.wrong(offset, "The columns must be a list in square brackets")
		return
	}
	r.at = map[string]int{}
	for n := 1; d.More(); n++ {
		begins := r.next(offset + d.InputOffset())
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return
		}
		r.column(n, raw, begins)
	}
}

func (r *mappingReader) column(n int, raw []byte, offset int64) {
	var c Column
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil && err != io.EOF {
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			r.wrong(offset+t.Offset-1, "Column %d: what it has as %q is of another kind. Headings, items and codes are words in quotation marks, also where a code is a number", n, t.Field)
			return
		}
		_, field, _ := strings.Cut(err.Error(), "unknown field ")
		r.wrong(offset, "Column %d has %s, which columns have not. Take it out: a column has a heading, an item, codes, otherwise and unconfirmed", n, field)
		return
	}
	r.m.Columns = append(r.m.Columns, c)
	heading := strings.TrimSpace(c.Heading)
	switch before, twice := r.at[heading]; {
	case heading == "":
		r.wrong(offset, "Column %d has no heading. Write one", n)
	case twice:
		r.wrong(offset, "Column %d has the heading %q, as column %d has. Give it another", n, heading, before)
	}
	r.at[heading] = n
	if !slices.ContainsFunc(Items, func(x Item) bool { return x.Key == c.Item }) {
		r.wrong(offset, "Column %d asks for the item %q, which there is not. Choose one of the items of the file that comes with Homeward", n, c.Item)
	}
}

// Changes says what is another in a file made by the second mapping than in one
// made by the first; nothing where they are the same.
func Changes(from, to Mapping) (all []string) {
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	find := func(m Mapping, heading string) (Column, bool) {
		i := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Heading == heading })
		if i < 0 {
			return Column{}, false
		}
		return m.Columns[i], true
	}
	for _, c := range from.Columns {
		if _, ok := find(to, c.Heading); !ok {
			say("The column “%s” goes away: %s", c.Heading, ItemOf(c.Item).Word)
		}
	}
	for _, c := range to.Columns {
		was, ok := find(from, c.Heading)
		switch {
		case !ok:
			say("The column “%s” is new: %s", c.Heading, ItemOf(c.Item).Word)
		case was.Item != c.Item:
			say("The column “%s” has something else: %s in place of %s", c.Heading, ItemOf(c.Item).Word, ItemOf(was.Item).Word)
		}
		if !ok {
			continue
		}
		words := slices.AppendSeq(slices.Collect(maps.Keys(was.Codes)), maps.Keys(c.Codes))
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			before, had := was.Codes[word]
			now, has := c.Codes[word]
			switch {
			case !had:
				say("“%s”: the code of “%s” is %s. It had none", c.Heading, word, coded(now))
			case !has:
				say("“%s”: “%s” has no code any more. It was %s", c.Heading, word, coded(before))
			case before != now:
				say("“%s”: the code of “%s” is %s in place of %s", c.Heading, word, coded(now), coded(before))
			}
		}
		if was.Otherwise != c.Otherwise {
			say("“%s”: what has no code stands as %s in place of %s", c.Heading, otherwise(c.Otherwise), otherwise(was.Otherwise))
		}
		if !slices.Equal(slices.Sorted(slices.Values(was.Unconfirmed)), slices.Sorted(slices.Values(c.Unconfirmed))) {
			say("“%s”: other codes are marked as not confirmed", c.Heading)
		}
	}
	if len(all) == 0 && !slices.EqualFunc(from.Columns, to.Columns, func(x, y Column) bool { return x.Heading == y.Heading }) {
		say("The columns come in another order")
	}
	return all
}

func coded(code string) string {
	if code == "" {
		return "empty"
	}
	return code
}

func otherwise(code string) string {
	if code == "" {
		return "it is"
	}
	return code
}
