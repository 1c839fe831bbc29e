package web

import "homeward/internal/web/ui"

// surePage asks before something is undone, discarded or removed.
type surePage struct {
	Page
	About  string // what it is done to, above the title
	Words  []string
	Action string
	Do     *ui.Button // nil when it cannot be done
	Cancel ui.Link
}
