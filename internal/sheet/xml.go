package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlScan walks the tags of a spreadsheet part. encoding/xml allocates for
// every token and took most of the time of an import; the parts of a workbook
// are plain enough for this: no DTD, five entities, prefixes of no interest.
type xmlScan struct {
	data []byte
	at   int

	// The tag that next found: its local name, its attributes as they stand,
	// whether it closes (</x>) or is empty (<x/>), and the text before it.
	name   []byte
	attrs  []byte
	closes bool
	empty  bool
	text   []byte
	plain  bool // text is free of entities
}

// next moves to the next tag; false at the end or where the XML breaks off: a
// caller that minds looks whether the last tag was the one that ends the part.
func (x *xmlScan) next() bool {
	x.text, x.plain = nil, true
	for {
		open := bytes.IndexByte(x.data[x.at:], '<')
		if open < 0 {
			return false
		}
		x.addText(x.data[x.at : x.at+open])
		x.at += open + 1
		rest := x.data[x.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("!--")):
			if !x.skipPast("-->") {
				return false
			}
			continue
		case bytes.HasPrefix(rest, []byte("![CDATA[")):
			end := bytes.Index(rest, []byte("]]>"))
			if end < 0 {
				return false
			}
			x.addText(bytes.ReplaceAll(rest[len("![CDATA["):end], []byte("&"), []byte("&amp;")))
			x.at += end + 3
			continue
		case len(rest) > 0 && (rest[0] == '?' || rest[0] == '!'):
			if !x.skipPast(">") {
				return false
			}
			continue
		}
		return x.tag(rest)
	}
}

func (x *xmlScan) tag(rest []byte) bool {
	end, quote := 0, byte(0)
	for ; end < len(rest); end++ {
		c := rest[end]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
		} else if c == '"' || c == '\'' {
			quote = c
		} else if c == '>' {
			break
		}
	}
	if end == len(rest) {
		x.at = len(x.data)
		return false
	}
	x.at += end + 1
	tag := rest[:end]
	x.closes = len(tag) > 0 && tag[0] == '/'
	if x.closes {
		tag = tag[1:]
	}
	x.empty = len(tag) > 0 && tag[len(tag)-1] == '/'
	if x.empty {
		tag = tag[:len(tag)-1]
	}
	x.name, x.attrs = tag, nil
	if space := bytes.IndexAny(tag, " \t\r\n"); space >= 0 {
		x.name, x.attrs = tag[:space], tag[space:]
	}
	if colon := bytes.IndexByte(x.name, ':'); colon >= 0 {
		x.name = x.name[colon+1:]
	}
	return true
}

func (x *xmlScan) skipPast(end string) bool {
	i := bytes.Index(x.data[x.at:], []byte(end))
	if i < 0 {
		x.at = len(x.data)
		return false
	}
	x.at += i + len(end)
	return true
}

func (x *xmlScan) addText(text []byte) {
	if len(text) == 0 {
		return
	}
	x.plain = x.plain && bytes.IndexByte(text, '&') < 0
	if x.text == nil {
		x.text = text
		return
	}
	x.text = append(x.text[:len(x.text):len(x.text)], text...)
}

// opens reports the start of an element of that name.
func (x *xmlScan) opens(name string) bool { return !x.closes && string(x.name) == name }

// shuts reports the end of an element of that name.
func (x *xmlScan) shuts(name string) bool { return x.closes && string(x.name) == name }

// attr is the value of an attribute by its local name, "" if there is none.
func (x *xmlScan) attr(name string) string {
	rest := x.attrs
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		equals := bytes.IndexByte(rest, '=')
		if equals < 0 {
			return ""
		}
		key := bytes.TrimSpace(rest[:equals])
		rest = bytes.TrimLeft(rest[equals+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if colon := bytes.IndexByte(key, ':'); colon >= 0 {
			key = key[colon+1:]
		}
		if string(key) == name {
			return unescape(rest[1:1+end], false)
		}
		rest = rest[end+2:]
	}
}

// content is the text before the tag, with its entities read.
func (x *xmlScan) content() string { return unescape(x.text, x.plain) }

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

func unescape(text []byte, plain bool) string {
	s := string(text)
	if !plain && strings.IndexByte(s, '&') >= 0 {
		if strings.Contains(s, "&#") {
			s = readCharacterReferences(s)
		}
		s = entities.Replace(s)
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return keepable(s)
}

// keepable replaces what no database keeps: bytes that are no UTF-8, and NUL.
func keepable(s string) string {
	const unreadable = string(utf8.RuneError)
	return strings.ReplaceAll(strings.ToValidUTF8(s, unreadable), "\x00", unreadable)
}

func readCharacterReferences(s string) string {
	var b strings.Builder
	for {
		start := strings.Index(s, "&#")
		if start < 0 {
			return b.String() + s
		}
		end := strings.IndexByte(s[start:], ';')
		if end < 0 {
			return b.String() + s
		}
		b.WriteString(s[:start])
		digits, base := s[start+2:start+end], 10
		if strings.HasPrefix(digits, "x") {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		switch {
		case err != nil || n > utf8.MaxRune || n == 0:
			b.WriteRune(utf8.RuneError)
		case n == '&':
			b.WriteString("&amp;")
		default:
			b.WriteRune(rune(n))
		}
		s = s[start+end+1:]
	}
}

// readEscapes reads _x000D_, by which a workbook writes characters that XML
// cannot hold.
func readEscapes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			return b.String() + s
		}
		if len(s) >= i+7 && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				b.WriteString(s[:i])
				b.WriteString(keepable(string(rune(n))))
				s = s[i+7:]
				continue
			}
		}
		b.WriteString(s[:i+2])
		s = s[i+2:]
	}
}
