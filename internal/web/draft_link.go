package web

import "strings"

// newPersonDraft is the key of what was typed into the form for a new person.
const newPersonDraft = "new-person"

// draftLink is the name and the address of the form that a draft belongs to. A
// person's form has the key KIND/CASE. Searches are kept as drafts too, but are
// no forms.
func draftLink(key string) (text, href string, ok bool) {
	if key == newPersonDraft {
		return "Add a person", "/people/new", true
	}
	kind, id, found := strings.Cut(key, "/")
	if !found || kind == "search" {
		return "", "", false
	}
	words := strings.ReplaceAll(kind, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:], "/people/" + id + "/record/" + kind, true
}
