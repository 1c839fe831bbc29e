package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// sessionLine is one place where the visitor is signed in.
type sessionLine struct {
	ID, Where, When string
	Here            bool
	End             *ui.Button // nil for the session they are in
}

func (s *Server) accountSessions(ctx context.Context, v visit, p *accountPage) error {
	sessions, err := s.app.OwnSessions(ctx, v.SignedIn)
	if err != nil {
		return err
	}
	at := func(t time.Time) string { return s.app.Local(t).Format("2 January 2006 at 15:04") }
	for _, own := range sessions {
		line := sessionLine{ID: own.ID, Where: own.Device, Here: own.Here, When: "Signed in on " + at(own.Began) + ", last used on " + at(own.Used)}
		if line.Where == "" {
			line.Where = "A device that does not say what it is"
		}
		if own.Network != "" {
			line.When += ", from a network address that begins " + own.Network
		}
		if !own.Here {
			line.End = &ui.Button{
				Text: "Sign out there", Variant: "secondary", Small: true,
				AriaLabel: fmt.Sprintf("Sign out there: %s, last used on %s", line.Where, at(own.Used)),
			}
		}
		p.Sessions = append(p.Sessions, line)
	}
	if len(sessions) > 1 {
		p.EndAll = &ui.Button{Text: "Sign out everywhere else", Variant: "secondary"}
	}
	before, err := s.app.SignInBefore(ctx, v.SignedIn)
	if err != nil {
		return err
	}
	if !before.At.IsZero() {
		p.Summary.Rows = append(p.Summary.Rows, ui.SummaryRow{
			Key: ui.SummaryCell{Text: "You signed in before"}, Value: ui.SummaryCell{Text: s.pastSignIn(before)},
		})
	}
	return nil
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.EndOwnSession(r.Context(), v.SignedIn, r.PostForm.Get("id")); err != nil && app.As(err).Kind != app.NotFound {
		return err
	}
	s.tell(w, "You are signed out there.") // also when it had ended by itself meanwhile
	return seeOther(w, r, "/account#sessions")
}

func (s *Server) endOtherSessions(w http.ResponseWriter, r *http.Request, v visit) error {
	if _, err := s.app.EndOtherSessions(r.Context(), v.SignedIn); err != nil {
		return err
	}
	s.tell(w, "You are signed out everywhere else.")
	return seeOther(w, r, "/account#sessions")
}

// stay answers the script that keeps a session on at the visitor's wish: that
// it was asked for is enough.
func (s *Server) stay(w http.ResponseWriter, _ *http.Request, _ visit) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// sessionNotice is what a page needs to say in time that the session ends.
type sessionNotice struct {
	Idle, Left int    // seconds until it ends without a click, and in any case
	Soon       string // said by the page itself in the last minutes
}

// endsSoon is how long before the end of a session every page says so.
const endsSoon = 15 * time.Minute

func (s *Server) sessionNotice(v visit) *sessionNotice {
	if !v.isSignedIn() {
		return nil
	}
	n := &sessionNotice{Idle: int(app.SessionIdle.Seconds()), Left: int(v.Left.Seconds())}
	if v.Left < endsSoon {
		n.Soon = fmt.Sprintf("You have been signed in for a long time. At %s you will be asked to sign in again. Save what you are doing before then.", s.app.Local(v.Ends).Format("15:04"))
	}
	return n
}
