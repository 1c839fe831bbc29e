package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// toTake is how long a browser may take for an answer after the time in which
// the answer was to be made.
const toTake = time.Minute

// hurry sets by when a request must have arrived, and by when its answer must
// have been taken, so that many slow clients cannot hold all there is. In HTTP/1
// the end of the first also ends the request's context: it is no earlier than
// the end of the time that the route has.
func hurry(w http.ResponseWriter, from time.Time, d time.Duration) {
	c := http.NewResponseController(w)
	// What is not a connection knows no hurry: that of a test.
	_ = c.SetReadDeadline(from.Add(d))
	_ = c.SetWriteDeadline(from.Add(d + toTake))
}

var errLate = errors.New("what was sent did not arrive in time")

// arriving is the body of a request. What comes too late is told from a
// database that does not answer in time.
type arriving struct{ io.ReadCloser }

func (a arriving) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errLate
	}
	return n, err
}
