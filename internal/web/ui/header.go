package ui

import (
	"cmp"
	"strings"
)

// Header begins every page: whose it is, search, account and navigation. It
// has no logo unless the organisation that runs Homeward gives its own.
type Header struct {
	Logo         Logo
	Organisation *Organisation
	Service      Service
	Search       *HeaderSearch
	Account      *HeaderAccount
	Navigation   *HeaderNavigation
	// Colour is white, or blue if not given.
	Colour string
	// Inline puts search and account beside the name.
	Inline           bool
	ContainerClasses string
	ID               string
	Classes          string
	Attributes       Attributes
}

// Logo is that of the organisation: a picture at Src, or one drawn already.
type Logo struct {
	Src  string
	Body Component
	// Alt is what the picture says.
	Alt       string
	Href      string
	AriaLabel string
}

// Organisation is the name beside the logo, in the ways that NHS identity
// guidance has.
type Organisation struct{ Name, Split, Descriptor string }

// Service is the name of this system.
type Service struct{ Text, Href string }

// HeaderSearch is a search of the whole system.
type HeaderSearch struct {
	Action string
	// Method is get if not given, Name q.
	Method, Name string
	Input        SearchField
	Label        Label
	Button       Button
	Classes      string
	Attributes   Attributes
}

// SearchField is what differs in the field of a HeaderSearch.
type SearchField struct{ Placeholder, Value string }

// HeaderAccount is who is signed in, and what they can do about it.
type HeaderAccount struct {
	// AriaLabel is "Account" if not given.
	AriaLabel  string
	Items      []AccountItem
	Classes    string
	Attributes Attributes
}

// AccountItem is words, a link with Href, or with Action a button that posts.
type AccountItem struct {
	Text   string
	Body   Component
	Href   string
	Action string
	// Method is post if not given.
	Method string
	// Icon shows the picture of a person.
	Icon    bool
	Classes string
}

// HeaderNavigation is the main parts of the system.
type HeaderNavigation struct {
	// AriaLabel is "Menu" if not given.
	AriaLabel string
	Items     []NavigationItem
	// Colour is white, or blue if not given.
	Colour     string
	Justified  bool
	Classes    string
	Attributes Attributes
}

// NavigationItem is one part. Current is this page, Active the part that it
// is in.
type NavigationItem struct {
	Text            string
	Body            Component
	Href            string
	Current, Active bool
	Classes         string
	Attributes      Attributes
}

func (h Header) component() (string, any) { return "header", h }

// LogoHref gives where the logo leads.
func (h Header) LogoHref() string {
	if h.Combined() {
		return h.Service.Href
	}
	return h.Logo.Href
}

// Combined reports whether logo and name are one link, as they lead to the
// same page.
func (h Header) Combined() bool {
	return h.Service.Href != "" && (h.Service.Text != "" && h.Logo.Href == "" || h.Service.Href == h.Logo.Href)
}

// LogoLabel says where the logo leads.
func (h Header) LogoLabel() string {
	if h.Logo.AriaLabel != "" {
		return h.Logo.AriaLabel
	}
	names := []string{h.Logo.Alt}
	if o := h.Organisation; o != nil {
		names = append(names, o.Name, o.Split)
	}
	if h.Combined() {
		names = append(names, h.Service.Text)
	}
	return joined(strings.Join(append(names, "homepage"), " "))
}

// Field gives the field and the button of the search.
func (s HeaderSearch) Field() Component {
	label := s.Label
	label.Text = cmp.Or(label.VisuallyHiddenText, label.Text, "Search")
	label.VisuallyHiddenText = ""
	label.Classes = joined("nhsuk-u-visually-hidden", label.Classes)
	return Input{
		Label: label, ID: "search-field", Name: cmp.Or(s.Name, "q"), Type: "search", Autocomplete: "off",
		Value: s.Input.Value, Placeholder: s.Input.Placeholder,
		FormGroup: FormGroup{AfterInput: Button{
			AriaLabel: cmp.Or(s.Button.AriaLabel, "Search"), Icon: &ButtonIcon{Name: "search"}, Small: true,
		}},
	}
}
