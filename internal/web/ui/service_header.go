package ui

import "cmp"

// ServiceHeader is the header of Homeward's own pages: its name, whose
// register it is, who is signed in, and the main parts with the current one
// marked.
type ServiceHeader struct {
	// HomeHref is where the name leads, / if not given.
	HomeHref string
	// Logo is the organisation's own, if it gave one; else a house is shown.
	Logo Logo
	// Register is the name of the register that is open.
	Register     string
	RegisterHref string
	// User is who is signed in, Role in what role; AccountHref leads to their
	// account. Nobody is signed in if User is empty.
	User, Role, AccountHref string
	// SignOutAction is where the button to sign out posts.
	SignOutAction string
	// Search, if given, is of the register.
	Search *HeaderSearch
	Items  []NavigationItem
	// Narrow is for pages to read, which have the class nhsuk-width-container
	// alone; the others have app-width-container as well.
	Narrow bool
}

func (h ServiceHeader) component() (string, any) {
	header := Header{
		Logo: h.Logo, Service: Service{Text: "Homeward", Href: cmp.Or(h.HomeHref, "/")}, Search: h.Search,
		Classes: "app-header", ContainerClasses: "app-width-container",
	}
	if h.Narrow {
		header.ContainerClasses = ""
	}
	if header.Logo.Src == "" && absent(header.Logo.Body) {
		header.Logo.Body = wordmark{}
	}
	if len(h.Items) > 0 {
		header.Navigation = &HeaderNavigation{Items: h.Items, AriaLabel: "Main"}
	}
	account := &HeaderAccount{}
	if h.Register != "" {
		account.Items = append(account.Items, AccountItem{Text: h.Register, Href: h.RegisterHref})
	}
	if h.User != "" {
		who := h.User
		if h.Role != "" {
			who += ", " + h.Role
		}
		account.Items = append(account.Items, AccountItem{Text: who, Href: h.AccountHref, Icon: true})
	}
	if h.SignOutAction != "" {
		account.Items = append(account.Items, AccountItem{Text: "Sign out", Action: h.SignOutAction})
	}
	if len(account.Items) > 0 {
		header.Account = account
	}
	return header.component()
}

// wordmark is Homeward's house.
type wordmark struct{}

func (w wordmark) component() (string, any) { return "wordmark", w }
