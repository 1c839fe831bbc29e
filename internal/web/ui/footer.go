package ui

// Footer ends every page.
type Footer struct {
	// Navigation is the columns of links; Columns is how many stand beside each
	// other, 4 if not given.
	Navigation []FooterNavigation
	Columns    int
	Meta       FooterMeta
	// Copyright is nobody's if not given.
	Copyright        Content
	ContainerClasses string
	ID               string
	Classes          string
	Attributes       Attributes
}

// FooterNavigation is one column of links.
type FooterNavigation struct {
	Heading Heading
	Text    string
	Body    Component
	Items   []FooterLink
	// Width is that of the column, such as one-half.
	Width string
}

// FooterLink is one link.
type FooterLink struct {
	Text       string
	Body       Component
	Href       string
	Attributes Attributes
}

// FooterMeta is the links and words that are about the site itself.
type FooterMeta struct {
	// VisuallyHiddenText is "Support links" if not given.
	VisuallyHiddenText string
	Items              []FooterLink
	Text               string
	Body               Component
}

func (f Footer) component() (string, any) {
	if f.Columns < 1 || f.Columns > 4 {
		f.Columns = 4
	}
	if f.Meta.VisuallyHiddenText == "" {
		f.Meta.VisuallyHiddenText = "Support links"
	}
	return "footer", f
}

// Rows gives the columns that stand beside each other, with their widths.
func (f Footer) Rows() [][]FooterNavigation {
	width := []string{"full", "one-half", "one-third", "one-quarter"}[f.Columns-1]
	var rows [][]FooterNavigation
	for n, column := range f.Navigation {
		if column.Width == "" {
			column.Width = width
		}
		if n%f.Columns == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], column)
	}
	return rows
}

// Title gives the heading as part of the footer.
func (n FooterNavigation) Title() Component {
	h := n.Heading
	h.Level, h.Size = 2, "s"
	return h.named("nhsuk-footer__heading", "nhsuk-heading-", 2)
}
