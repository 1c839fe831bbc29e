package ui

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QR is a square that a telephone reads as Text. It is drawn in the page itself,
// so that a secret in it is in no address. Title says what it is for; the same
// must be there in words for who cannot use it.
type QR struct{ Text, Title string }

func (q QR) component() (string, any) {
	code, err := qr.Encode(q.Text, qr.M)
	if err != nil {
		return "", nil // the text is too long; the words beside it remain
	}
	const quiet = 4 // dots of white around it that readers need
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for code.Black(x+run, y) && x+run < code.Size {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return "qr", qrDrawn{Title: q.Title, Size: code.Size + 2*quiet, Path: path.String()}
}

type qrDrawn struct {
	Title string
	Size  int
	Path  string
}
