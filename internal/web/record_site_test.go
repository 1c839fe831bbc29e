package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// rosa is an invented young person, on the register since 5 January 2026.
var rosa = casefile.Details{
	GivenName: "Rosa", FamilyName: "Evans-Okoro", PreferredName: "Rosie", Pronouns: "she/her",
	NHSNumber: "9994760173", BirthDate: civil.Of(2009, 5, 1),
}

// person puts somebody on a register and gives their case.
func (s *site) person(register string, d casefile.Details, more ...casefile.Decision) string {
	s.t.Helper()
	opened := civil.Of(2026, 1, 5)
	ago := 24 * time.Hour * time.Duration(s.today()-opened)
	s.later(-ago)
	receipt, err := s.app.AddPerson(s.t.Context(), s.actor(access.Coordinator, register), casefile.Open{On: opened, Details: d})
	s.later(ago)
	if err != nil {
		s.t.Fatal(err)
	}
	s.record(register, receipt.Case, more...)
	return receipt.Case
}

// record adds to a case as a coordinator.
func (s *site) record(register, caseID string, decisions ...casefile.Decision) {
	s.t.Helper()
	for _, d := range decisions {
		if _, err := s.app.Record(s.t.Context(), s.actor(access.Coordinator, register), caseID, app.AnyVersion, d); err != nil {
			s.t.Fatalf("recording %T: %v", d, err)
		}
	}
}

// kase is a case as it stands.
func (s *site) kase(register, caseID string) *casefile.Case {
	s.t.Helper()
	view, err := s.app.Person(s.t.Context(), s.actor(access.Coordinator, register), caseID, app.AsAt{})
	if err != nil {
		s.t.Fatal(err)
	}
	return view.Case
}

// filled is a form of a page, with what its fields hold.
type filled struct {
	t      *testing.T
	action string
	values url.Values
	fields []string
}

// formOf takes the form that is sent to an address out of a page; not the one
// that only drops a draft.
func formOf(t *testing.T, doc *html.Node, action string) filled {
	t.Helper()
	for n := range doc.Descendants() {
		if n.Data != "form" || attr(n, "action") != action || strings.Contains(text(n), "Start again") {
			continue
		}
		f := filled{t: t, action: action, values: url.Values{}}
		for field := range n.Descendants() {
			name, value := attr(field, "name"), attr(field, "value")
			if name == "" || field.Type != html.ElementNode {
				continue
			}
			f.fields = append(f.fields, name)
			switch {
			case field.Data == "button":
			case field.Data == "textarea":
				if field.FirstChild != nil {
					f.values.Add(name, field.FirstChild.Data)
				} else {
					f.values.Add(name, "")
				}
			case field.Data == "select":
				chosen := ""
				for option := range field.Descendants() {
					if option.Data == "option" && has(option, "selected") {
						chosen = attr(option, "value")
					}
				}
				f.values.Add(name, chosen)
			case attr(field, "type") == "radio" || attr(field, "type") == "checkbox":
				if has(field, "checked") {
					f.values.Add(name, value)
				}
			default:
				f.values.Add(name, value)
			}
		}
		return f
	}
	t.Fatalf("the page has no form that is sent to %s", action)
	return filled{}
}

// with fills in fields; each must be on the form.
func (f filled) with(typed map[string]string) url.Values {
	f.t.Helper()
	out := url.Values{}
	for name, values := range f.values {
		out[name] = slices.Clone(values)
	}
	for name, value := range typed {
		if !slices.Contains(f.fields, name) {
			f.t.Errorf("the form has no field %q, only %v", name, f.fields)
		}
		out.Set(name, value)
	}
	return out
}

// day is a date as a form asks for it.
func day(typed map[string]string, name string, d civil.Date) map[string]string {
	out := map[string]string{}
	for k, v := range typed {
		out[k] = v
	}
	parts := strings.Split(d.String(), "-")
	out[name+"[year]"], out[name+"[month]"], out[name+"[day]"] = parts[0], parts[1], parts[2]
	return out
}

// send fills in a form at a path and sends it.
func (b *browser) fill(path string, typed map[string]string) answer {
	b.t.Helper()
	form := formOf(b.t, b.page(path), path)
	values := form.with(typed)
	values.Set("do", "save")
	return b.post(path, values)
}

// refused holds each request to one answer; it is how all refusals are tested.
func refused(t *testing.T, b *browser, status int, paths ...string) {
	t.Helper()
	for _, path := range paths {
		method, path, _ := strings.Cut(path, " ")
		var got answer
		if method == http.MethodPost {
			got = b.post(path, url.Values{"do": {"save"}, "version": {"2"}})
		} else {
			got = b.get(path)
		}
		if got.status != status {
			t.Errorf("%s %s: status %d, want %d", method, path, got.status, status)
		}
	}
}

// find gives the first element with an attribute.
func find(doc *html.Node, key, value string) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, key) == value {
			return n
		}
	}
	return nil
}

// words are those of the element with an id.
func words(t *testing.T, doc *html.Node, id string) string {
	t.Helper()
	n := find(doc, "id", id)
	if n == nil {
		t.Fatalf("the page has no element with the id %q", id)
	}
	return text(n)
}

// says fails unless a page has some words.
func says(t *testing.T, doc *html.Node, wanted ...string) {
	t.Helper()
	page := text(doc)
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, page)
		}
	}
}

// saysNot fails if it has them.
func saysNot(t *testing.T, doc *html.Node, unwanted ...string) {
	t.Helper()
	page := text(doc)
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			t.Errorf("the page says %q", w)
		}
	}
}
