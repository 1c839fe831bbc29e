package ui

// PartNavigation leads over the pages of one thing, such as a person's record.
type PartNavigation struct {
	AriaLabel string
	Items     []PartItem
}

// PartItem is one of the pages. Current is the one that is shown.
type PartItem struct {
	Text, Href string
	Current    bool
}

func (n PartNavigation) component() (string, any) { return "part-navigation", n }
