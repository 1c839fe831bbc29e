package ui

import (
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Attributes are further HTML attributes of an element, such as data-poll-url.
// What has a field of its own (class, id, href) does not belong here, and
// inline scripts and styles, which the pages' security policy forbids, are
// refused.
type Attributes map[string]string

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9.-]*$`)

// barred can run or load something, or change how the page looks.
var barred = map[string]bool{
	"action": true, "formaction": true, "href": true, "src": true, "srcdoc": true, "srcset": true, "style": true,
}

func (a Attributes) markup() (template.HTMLAttr, error) {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if !attributeName.MatchString(name) || barred[name] || strings.HasPrefix(name, "on") {
			return "", fmt.Errorf("attribute %q is not allowed", name)
		}
		fmt.Fprintf(&b, ` %s="%s"`, name, template.HTMLEscapeString(a[name]))
	}
	return template.HTMLAttr(b.String()), nil
}

// with gives the attributes and more; where both have a name, more wins.
func (a Attributes) with(more Attributes) Attributes {
	if len(more) == 0 {
		return a
	}
	all := maps.Clone(a)
	if all == nil {
		all = Attributes{}
	}
	maps.Copy(all, more)
	return all
}
