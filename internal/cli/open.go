package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"homeward/internal/app"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// open is Homeward on the database that the flags name; close it when done.
func (x *exec) open() (a *app.App, done func(), err error) {
	place, err := x.place()
	if err != nil {
		return nil, nil, err
	}
	return x.openAt(place)
}

// openMade is open for what looks at a database: where there is none, none is
// made, so that a mistyped --data is not found to be in order.
func (x *exec) openMade() (a *app.App, done func(), err error) {
	place, err := x.place()
	if err != nil {
		return nil, nil, err
	}
	if dir, ok := strings.CutPrefix(place, "sqlite:"); ok {
		if _, err := os.Stat(filepath.Join(dir, store.FileName)); errors.Is(err, fs.ErrNotExist) {
			return nil, nil, wrongUse("check --data", "there is no register in %s", dir)
		}
	}
	return x.openAt(place)
}

func (x *exec) openAt(place string) (a *app.App, done func(), err error) {
	s, err := store.Open(x.Context, place)
	if err != nil {
		return nil, nil, failed("check that the place exists, is yours to write, and that no newer Homeward has used it", "the database cannot be opened: %v", err)
	}
	a, err = app.New(s, clock.England(), x.Now)
	if err != nil {
		s.Close()
		return nil, nil, err
	}
	return a, func() { a.Stop(); a.Wait(); s.Close() }, nil
}

// shutdownGrace is how long requests under way may take when Homeward is
// asked to stop.
const shutdownGrace = 10 * time.Second
