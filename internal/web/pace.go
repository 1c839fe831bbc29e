package web

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"homeward/internal/app"
)

// Limits are how many requests are answered in a minute, at once or one after
// the other; 0 for any number. They are counted in the memory of one process.
// The files under /static/ count for nothing.
type Limits struct {
	// Account is for one user, whatever they do and from however many places.
	// Who clicks every second, with a form that saves itself, stays far below.
	Account int
	// Address is for one network address. A whole hospital may come from one.
	Address int
}

// UsualLimits are 300 for an account and 3,000 for an address: a script that
// copies a register page by page is slowed down, a ward round is not.
var UsualLimits = Limits{Account: 300, Address: 3000}

// pace holds each of many to so many requests within a time. It remembers for each
// only when they will have waited for all that they asked (the generic cell
// rate algorithm), and nobody who has.
type pace struct {
	within time.Duration
	each   time.Duration // what one request costs

	mu       sync.Mutex
	caughtUp map[string]time.Time
	tidyAt   int // how many there may be before those are forgotten who have caught up
	tidied   time.Time
}

const (
	fewest = 1 << 10
	// most bounds the memory, some tens of megabytes, that somebody with very
	// many addresses can take: those who come when it is full count as one.
	most = 1 << 17
)

// newPace is so many a minute. It gives nil, which holds nobody up, for 0.
func newPace(perMinute int) *pace { return newPaceWithin(time.Minute, perMinute) }

func newPaceWithin(within time.Duration, many int) *pace {
	if many <= 0 {
		return nil
	}
	return &pace{within: within, each: within / time.Duration(many), caughtUp: map[string]time.Time{}, tidyAt: fewest}
}

// ask counts a request that weighs as much as so many, and gives 0, or does not
// count it and says how long to wait.
func (p *pace) ask(who string, weight int, now time.Time) (wait time.Duration) {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.caughtUp[who]; !known {
		p.tidy(now)
		if len(p.caughtUp) >= most {
			who = ""
		}
	}
	from := now
	if at := p.caughtUp[who]; at.After(now) {
		from = at
	}
	then := from.Add(min(time.Duration(max(weight, 1))*p.each, p.within))
	if wait = then.Sub(now) - p.within; wait > 0 {
		return wait
	}
	p.caughtUp[who] = then
	return 0
}

// tidy forgets who has caught up, now and then: never more than once a second,
// for it looks at all.
func (p *pace) tidy(now time.Time) {
	if len(p.caughtUp) < p.tidyAt || now.Sub(p.tidied) < time.Second {
		return
	}
	p.tidied = now
	for name, at := range p.caughtUp {
		if !at.After(now) {
			delete(p.caughtUp, name)
		}
	}
	p.tidyAt = max(fewest, min(2*len(p.caughtUp), most))
}

// tooMany is that somebody asked more than Homeward answers.
type tooMany struct {
	whose string
	wait  time.Duration
	text  string // "" for the usual words
}

func (e *tooMany) Error() string { return "too many requests from your " + e.whose }

// paced is an error where a request is one too many, from an address or, once
// it is known who asks, of an account.
func paced(p *pace, whose, who string, weight int, now time.Time) error {
	if wait := p.ask(who, weight, now); wait > 0 {
		return &tooMany{whose: whose, wait: wait}
	}
	return nil
}

// slowDown answers a request that was one too many.
func (s *Server) slowDown(w http.ResponseWriter, v visit, e *tooMany) {
	seconds := int(math.Ceil(e.wait.Seconds()))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	wait := fmt.Sprintf("Wait %d seconds", seconds)
	switch {
	case seconds == 1:
		wait = "Wait a second"
	case seconds > 90:
		wait = fmt.Sprintf("Wait %d minutes", (seconds+59)/60)
	}
	text := cmp.Or(e.text, "Homeward has had more requests from your "+e.whose+" than it answers in a minute, so it did nothing with this one.")
	s.showError(w, v, http.StatusTooManyRequests, "Please wait a little", text+" "+wait+", then go back and try again.", "")
}

// lockedFor is what is said of a lock to programs: as long as to people.
var lockedFor = strconv.Itoa(int(app.FailureWindow.Seconds()))
