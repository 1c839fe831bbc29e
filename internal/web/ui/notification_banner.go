package ui

import "cmp"

// NotificationBanner tells of something that is not on the page itself, such
// as that the last entry was saved.
type NotificationBanner struct {
	// Title is "Important", or "Success" for a success, if not given.
	Title   Heading
	Heading Heading
	Text    string
	Body    Component
	// Variant is success for what went well; it is announced at once.
	Variant string
	Role    string
	// DisableAutoFocus is "true" where the page must not move there by itself.
	DisableAutoFocus string
	ID               string
	Classes          string
	Attributes       Attributes
}

func (b NotificationBanner) component() (string, any) {
	role, title := "region", "Important"
	if b.Variant == "success" {
		role, title = "alert", "Success"
	}
	b.Role = cmp.Or(b.Role, role)
	if b.Title.empty() {
		b.Title.Text = title
	}
	b.Title.ID = cmp.Or(b.Title.ID, "nhsuk-notification-banner-title")
	return "notification-banner", b
}

// Head gives the title as part of the banner.
func (b NotificationBanner) Head() Component {
	return b.Title.named("nhsuk-notification-banner__title", "nhsuk-notification-banner__title-", 2)
}

// Subject gives the heading as part of the banner.
func (b NotificationBanner) Subject() Component {
	return b.Heading.named("nhsuk-notification-banner__heading", "nhsuk-notification-banner__heading-", 3)
}

// Headed reports whether there is a heading below the title.
func (b NotificationBanner) Headed() bool { return !b.Heading.empty() }
