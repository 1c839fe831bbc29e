package web

import (
	"net/url"

	"homeward/internal/access"
	"homeward/internal/web/ui"
)

// personParts are the pages of one person's record, as the navigation below
// the header lists them for who sees all of the record: /people/{id} and what
// follows it.
var personParts = []struct {
	name, within string
	guard        guard
}{
	{"The record", "", may(access.SeePerson)},
	{"What helps", "/plan", may(access.SeePerson)},
	{"Support", "/support", may(access.SeePerson)},
	{"People and processes", "/around", may(access.SeePerson)},
	{"Consent", "/consent", may(access.SeePerson)},
	{"Ratings", "/ratings", may(access.SeePerson)},
	{"In hospital and home again", "/hospital", may(access.SeePerson)},
	{"Meetings", "/meetings", may(access.SeePerson)},
	{"Actions", "/actions", may(access.SeePerson)},
	{"Referral", "/referral", may(access.SeePerson)},
	{"Letters and documents", "/attachments", may(access.SeePerson)},
	{"Who is involved", "/involved", may(access.SeePerson)},
	{"Who has looked", "/looked", may(access.SeeWhoLooked)},
}

// partsOf is the navigation over the parts of a person's record, or nil for
// who sees less than all of it.
func partsOf(v visit, caseID string, sight access.Sight) *ui.PartNavigation {
	if sight < access.Whole {
		return nil
	}
	n := &ui.PartNavigation{AriaLabel: "Parts of this record"}
	for _, part := range personParts {
		if part.guard.admits(v) {
			path := "/people/" + url.PathEscape(caseID) + part.within
			n.Items = append(n.Items, ui.PartItem{Text: part.name, Href: path, Current: v.path == path})
		}
	}
	return n
}
