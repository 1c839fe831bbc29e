package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const long = "Wilhelmina Oluwaseun-Featherstonehaugh-Cholmondeley"

var person = PersonBanner{
	Name: "Samira Okonkwo", PreferredName: "Sam", NHSNumber: "999 000 0018", Born: "3 March 2001", Age: "25 years",
	Pronouns: "she/her", Rating: "amber", IsPageHeading: true,
	Alerts: []string{"Needs a BSL interpreter", "Do not telephone before 10am"},
	Facts:  []Fact{{"Local authority", "Northshire Council"}, {"Responsible commissioner", "NHS Northshire ICB"}},
}

func rows(n int) [][]Cell {
	ratings := []string{"red", "amber", "green", "blue", ""}
	names := []string{"Samira Okonkwo", "Tom Ellery", long, "Aoife Brannigan", "Ravi Chandrasekaran"}
	states := []Component{
		StatusTag{Status: "overdue", Text: "Overdue by 3 days", About: "Community review"},
		StatusTag{Status: "due", Text: "Due 4 June 2026", About: "Review after admission"},
		StatusTag{Status: "suspended", About: "CTR"}, StatusTag{Status: "met", About: "Rating review"}, nil,
	}
	var all [][]Cell
	for i := range n {
		k := i % len(names)
		all = append(all, []Cell{
			{Text: names[k], Href: "/people/" + fmt.Sprint(i+1)},
			{Body: RatingTag{Rating: ratings[k]}},
			{Text: fmt.Sprint(12 + 7*k)},
			{Text: []string{"Northshire", "Eastmere", "Northshire and the Western Dales", "Eastmere", ""}[k]},
			{Body: states[k]},
			{Text: []string{"Asha Patel", "Not allocated", "Bernard Quillfeather", "Asha Patel", ""}[k]},
		})
	}
	return all
}

var columns = []SortColumn{
	{Text: "Name", Href: "?sort=name", Sort: "ascending"}, {Text: "Rating", Href: "?sort=rating"},
	{Text: "Age", Href: "?sort=age", Numeric: true}, {Text: "Local authority", Href: "?sort=authority"},
	{Text: "Due next", Href: "?sort=due"}, {Text: "Held by"},
}

func page(page, size int) string { return fmt.Sprintf("?page=%d&size=%d", page, size) }

// examples are the own patterns, empty, full and with long words.
func examples() map[string]Component {
	card := BoardCard{
		Name: "Samira Okonkwo", Href: "/people/1", Detail: []string{"25, Northshire", "Held by Asha Patel"},
		Status: StatusTag{Status: "overdue", Text: "Overdue by 3 days", About: "Community review"}, Flags: []string{"No consent recorded"},
	}
	longCard := card
	longCard.Name, longCard.Flags = long, nil
	longCard.Status = StatusTag{Status: "due", Text: "Due 4 June 2026", About: "Review after admission"}
	return map[string]Component{
		"ratings": Group{
			RatingTag{Rating: "red"}, RatingTag{Rating: "amber"}, RatingTag{Rating: "green"}, RatingTag{Rating: "blue"}, RatingTag{},
			RatingTag{Rating: "red", Large: true, VisuallyHiddenText: "Rating:"},
		},
		"statuses": Group{
			StatusTag{Status: "due"}, StatusTag{Status: "overdue"}, StatusTag{Status: "suspended"}, StatusTag{Status: "met"},
			StatusTag{Status: "met-late"}, StatusTag{Status: "ended"}, StatusTag{Status: "ended-overdue"},
		},
		"parts": PartNavigation{AriaLabel: "Parts of this record", Items: []PartItem{
			{Text: "The record", Href: "/people/1", Current: true}, {Text: "Letters and documents", Href: "/people/1/attachments"}, {Text: long, Href: "/people/1/x"},
		}},
		"person":       person,
		"person empty": PersonBanner{Name: "Tom Ellery", Href: "/people/2"},
		"person long": PersonBanner{
			Name: long, PreferredName: "Billie", NHSNumber: "999 000 0026", Born: "29 February 1948", Age: "78 years", Rating: "red", Href: "/people/3",
			Alerts: []string{"Known to react badly to unannounced visits; always write first, in easy read, and give at least two days"},
		},
		"timeline": Timeline{Items: []TimelineItem{
			{
				ID: "entry-9", Title: "Rated red", Tag: RatingTag{Rating: "red"}, When: "2 June 2026", On: "2026-06-02", Recorded: "3 June 2026", By: "Asha Patel, DSR coordinator",
				Body:    Group{Paragraph("Living arrangements broke down on 30 May; police were called twice."), Paragraph("What would move Sam down: a stable placement for four weeks.")},
				Actions: []Link{{Text: "Strike out", Href: "/people/1/entries/9/strike", VisuallyHiddenText: "rating of 2 June 2026"}},
			},
			{
				ID: "entry-8", Title: "Admitted to Larchmere Hospital", When: "28 May 2026", On: "2026-05-28", By: "Tom Reed",
				Body: Text("Section 2"), Struck: true, StruckReason: "this was about another person",
			},
			{ID: "entry-7", Title: "Note about " + long, When: "1 May 2026", By: "Asha Patel"},
		}},
		"timeline empty": Timeline{},
		"filter": FilterPanel{
			Action: "/people", ClearHref: "/people", Open: true, Hidden: []HiddenField{{"sort", "name"}},
			Selected: []SelectedFilter{
				{"Rating", "Red", "/people?due=overdue"}, {"Due", "Overdue", "/people?rating=red"},
				{"Local authority", "Northshire and the Western Dales Unitary Council", "/people?x=1"},
			},
			Groups: []FilterGroup{
				{Heading: "Rating", Chosen: 1, Body: Checkboxes{
					Name: "rating", IDPrefix: "filter-rating", Small: true, Values: []string{"red"},
					Fieldset: &Fieldset{Legend: Legend{Text: "Rating", Classes: "nhsuk-u-visually-hidden"}},
					Items:    []Choice{{Text: "Red", Value: "red"}, {Text: "Amber", Value: "amber"}, {Text: "Green", Value: "green"}, {Text: "Blue", Value: "blue"}},
				}},
				{Heading: "Local authority", Body: Select{
					Label: Label{Text: "Local authority", Classes: "nhsuk-u-visually-hidden"}, Name: "authority", ID: "filter-authority",
					Items: []SelectItem{Option("", "Any"), Option("E1", "Northshire and the Western Dales Unitary Council"), Option("E2", "Eastmere")},
				}, Open: true},
				{Heading: "Changed since", Body: DateInput{
					ID: "filter-since", NamePrefix: "since",
					Fieldset: &Fieldset{Legend: Legend{Text: "Changed since", Classes: "nhsuk-u-visually-hidden"}},
				}, Open: true},
				{Heading: "Name", Body: Input{Label: Label{Text: "Name or NHS number"}, Name: "q", ID: "filter-q"}},
			},
		},
		"filter empty": FilterPanel{Action: "/people", Groups: []FilterGroup{{Heading: "Name", Body: Input{Label: Label{Text: "Name"}, Name: "q2"}}}},
		"board": Board{Columns: []BoardColumn{
			{Rating: "red", Count: 2, Cards: []BoardCard{card, longCard}},
			{Rating: "amber", Count: 1204, Cards: []BoardCard{longCard, card, card}, MoreHref: "/people?rating=amber"},
			{Rating: "green", Count: 1, Cards: []BoardCard{card}},
			{Rating: "blue"},
		}},
		"list":        SortableTable{Caption: "People on the register", Columns: columns, Rows: rows(7), ID: "people"},
		"list hidden": SortableTable{Caption: "People", HideCaption: true, Columns: columns, Rows: rows(1)},
		"list empty":  SortableTable{Caption: "People", Columns: columns, Empty: Paragraph("Nobody matches these filters.")},
		"pager":       Pager{Page: 7, Size: 50, Total: 1204, Sizes: []int{25, 50, 100}, Href: page},
		"pager one":   Pager{Page: 1, Size: 50, Total: 1, Sizes: []int{25, 50, 100}, Href: page},
		"counts": CountStrip{Items: []CountItem{
			{Text: "Everyone", Count: 1204, Href: "/people"}, {Rating: "red", Count: 31, Href: "/people?rating=red", Current: true},
			{Rating: "amber", Count: 188, Href: "/people?rating=amber"}, {Rating: "green", Count: 930, Href: "/people?rating=green"},
			{Rating: "blue", Count: 55, Href: "/people?rating=blue"}, {Rating: "", Count: 0, Href: "/people?rating=none"},
		}},
		"flags": FlagList{Items: []Flag{
			{Text: "Samira Okonkwo: community review", Href: "/people/1", Tag: StatusTag{Status: "overdue", Text: "Overdue by 3 days"}, Detail: "Rated red on 2 June 2026. A review is due within 14 days (local standard)."},
			{Text: long + ": NHS number missing", Href: "/people/3"},
		}},
		"flags empty":      FlagList{},
		"progress":         Progress{Label: "Checking register-northshire.xlsx", Value: 1200, Max: 5000, Text: "1,200 of 5,000 rows checked", Attributes: Attributes{"data-poll-url": "/imports/7/progress"}},
		"progress unknown": Progress{Label: "Reading the file", Text: "Just started", ID: "reading"},
		"sides": SideBySide{
			Caption: "Is this the same person?", Left: "Row 14 of the spreadsheet", Right: "On the register",
			Rows: []SideRow{
				{Name: "Name", Left: Content{Text: "Samira Okonkwo"}, Right: Content{Text: "Samira N Okonkwo"}, Differs: true},
				{Name: "NHS number", Left: Content{Text: "999 000 0018"}, Right: Content{Text: "999 000 0018"}},
				{Name: "Rating", Left: Content{Body: RatingTag{Rating: "red"}}, Right: Content{Body: RatingTag{Rating: "amber"}}, Differs: true},
				{Name: "Local authority", Left: Content{Text: "Northshire"}, Right: Content{}, Differs: true},
			},
		},
		"header": ServiceHeader{
			Register: "Northshire DSR", RegisterHref: "/registers", User: "Asha Patel", Role: "DSR coordinator", AccountHref: "/account", SignOutAction: "/sign-out",
			Search: &HeaderSearch{Action: "/people", Label: Label{Text: "Search by name or NHS number"}, Input: SearchField{Placeholder: "Name or NHS number"}},
			Items: []NavigationItem{
				{Text: "Today", Href: "/"}, {Text: "Register", Href: "/people", Active: true}, {Text: "Import", Href: "/imports"},
				{Text: "Reviews", Href: "/reviews"}, {Text: "Settings", Href: "/settings"},
			},
		},
		"header signed out": ServiceHeader{Narrow: true},
	}
}

// TestPatterns holds each pattern to what every page needs: nothing inline, no
// other host, unique ids, references that lead somewhere, names for links and
// fields.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for name, c := range examples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drawn, err := Render(c)
			if err != nil {
				t.Fatal(err)
			}
			if faults := faults(string(drawn)); len(faults) > 0 {
				t.Errorf("%s\nin %s", strings.Join(faults, "\n"), drawn)
			}
		})
	}
}

func faults(markup string) []string {
	var found []string
	ids, references, labelled := map[string]bool{}, map[string]bool{}, map[string]bool{}
	if strings.Contains(markup, "ZgotmplZ") {
		found = append(found, "a value was refused")
	}
	for n := range parse(markup).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				found = append(found, "inline "+a.Key)
			case a.Key == "id" && ids[a.Val]:
				found = append(found, "id twice: "+a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "for":
				for _, id := range strings.Fields(a.Val) {
					references[id] = true
				}
				labelled[a.Val] = labelled[a.Val] || a.Key == "for"
			case (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.Contains(a.Val, "//"):
				found = append(found, "another host: "+a.Val)
			}
		}
		switch {
		case n.Data == "svg" && attribute(n, "aria-hidden") == "" && attribute(n, "aria-label") == "":
			found = append(found, "a picture without a name")
		case (n.Data == "a" || n.Data == "button") && strings.TrimSpace(wordsOf(n)) == "" && attribute(n, "aria-label") == "":
			found = append(found, n.Data+" without words")
		case n.Data == "a" && attribute(n, "href") == "":
			found = append(found, "link to nowhere: "+wordsOf(n))
		}
	}
	for n := range parse(markup).Descendants() {
		field := n.Type == html.ElementNode && slices.Contains([]string{"input", "select", "textarea", "progress"}, n.Data)
		if field && attribute(n, "type") != "hidden" && !labelled[attribute(n, "id")] {
			found = append(found, "field without label: "+attribute(n, "name"))
		}
	}
	for id := range references {
		if !ids[id] {
			found = append(found, "nothing has the id "+id)
		}
	}
	return found
}

func wordsOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
