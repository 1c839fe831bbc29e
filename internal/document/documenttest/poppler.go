// Package documenttest reads PDF back by the tools of poppler, which know
// nothing of how ours is written.
package documenttest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Text is the text of a PDF in the order in which it is drawn.
func Text(t testing.TB, pdf []byte) string { return Read(t, pdf, "pdftotext", "-raw") }

// Read is what a program says of a PDF: pdftotext, pdfinfo or pdffonts. That it
// complains fails the test. Without the program the test is skipped, and says so;
// where CI is set it fails instead.
func Read(t testing.TB, pdf []byte, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s of the package poppler-utils is not installed, and nothing may be skipped where CI is", program)
		}
		t.Skipf("THE PDF IS NOT READ BACK: %s of the package poppler-utils is not installed; make test installs it", program)
	}
	name := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, name)
	if program == "pdftotext" {
		args = append(args, "-")
	}
	var complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %q: %v\n%s", program, args, err, complaints.String())
	}
	return string(out)
}
