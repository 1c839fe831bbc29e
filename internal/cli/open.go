package cli

import (
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
	return a, func() { a.Wait(); s.Close() }, nil
}

// shutdownGrace is how long requests under way may take when Homeward is
// asked to stop.
const shutdownGrace = 10 * time.Second
