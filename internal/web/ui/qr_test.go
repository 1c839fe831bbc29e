package ui

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

// TestQRIsWhatItSays draws the picture from its markup and compares it with the
// dots that it stands for.
func TestQRIsWhatItSays(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/Homeward:jo@here.example?issuer=Homeward&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	drawn, err := Render(QR{Text: text, Title: "For your phone"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`).FindAllStringSubmatch(string(drawn), -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			black[[2]int{x + i - 4, y - 4}] = true
		}
	}
	n := 0
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				n++
			}
			if code.Black(x, y) != black[[2]int{x, y}] {
				t.Fatalf("at %d, %d the picture is wrong", x, y)
			}
		}
	}
	if n != len(black) || n < 100 {
		t.Errorf("%d dots, want %d", len(black), n)
	}
	if size := strconv.Itoa(code.Size + 8); !strings.Contains(string(drawn), `viewBox="0 0 `+size+" "+size+`"`) || !strings.Contains(string(drawn), `aria-label="For your phone"`) {
		t.Errorf("drawn as %.200s", drawn)
	}
	if drawn, err := Render(QR{Text: strings.Repeat("x", 5000)}); err != nil || drawn != "" {
		t.Errorf("too long a text: %.50s, %v", drawn, err)
	}
}
