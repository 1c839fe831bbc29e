package cli

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/store"
)

// noteAt writes into the audit of every register at a place what is done with
// all of them together, and with which file. It is noted only where that changes
// nothing else: a copy that is made before an upgrade must not upgrade what it
// copies.
func (x *exec) noteAt(place string, what app.Keeping, preposition, file string) (noted bool, err error) {
	current, err := store.Current(x.Context, place)
	if err != nil || !current {
		return false, err
	}
	if whole, err := filepath.Abs(file); err == nil {
		file = whole
	}
	a, done, err := x.openAt(place)
	if err != nil {
		return false, err
	}
	defer done()
	return true, a.NoteKeeping(x.Context, app.CommandLine(""), what, fmt.Sprintf("%s %s, by %s", preposition, file, whoHere()))
}

// whoHere names the user of the machine who runs this, and the machine.
func whoHere() string {
	name := "user " + strconv.Itoa(os.Getuid())
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if by := os.Getenv("SUDO_USER"); by != "" && by != name {
		name += " (sudo by " + by + ")"
	}
	if host, err := os.Hostname(); err == nil {
		name += " on " + host
	}
	return name
}
