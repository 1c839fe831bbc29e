package clock

import (
	"homeward/internal/casefile"
)

// register is what is so of a person on the register.
type register struct {
	on             bool
	parentConsents bool            // the latest decision on the register is a parent's consent
	reviewWithin   Number          // by the latest colour, of a rating in hospital too; none since leaving
	episode        casefile.Rating // red or amber while an episode of that colour lasts
	keyworker      bool            // one has been referred to or named
}

func (e *Evaluator) takeRating(colour casefile.Rating, i int) {
	e.register.reviewWithin = registerReviewWithin(colour)
	e.meet(RatingAfterReview, i)
	if e.register.episode != colour {
		e.end(RedReview, ReasonRatingChanged, i)
		e.end(AmberResponse, ReasonRatingChanged, i)
		e.register.episode = ""
		// A rating made in hospital starts no episode (fine print 25).
		if !e.stay.in {
			switch colour {
			case casefile.Red:
				e.register.episode = colour
				e.startWithin(RedReview, i, "", RedReviewWithin)
			case casefile.Amber:
				e.register.episode = colour
				e.startWithin(AmberResponse, i, "", AmberResponseWithin)
			}
		}
	}
	if colour == casefile.Red || colour == casefile.Amber {
		e.wantKeyworker(i)
	}
	e.reviewRegister(i)
}

// registerReviewWithin is the number that says how soon someone of a colour is
// to be reviewed on the register.
func registerReviewWithin(colour casefile.Rating) Number {
	switch colour {
	case casefile.Red:
		return RegisterReviewRed
	case casefile.Amber:
		return RegisterReviewAmber
	case casefile.Green:
		return RegisterReviewGreen
	case casefile.Blue:
		return RegisterReviewBlue
	}
	return NoNumber
}

// wantKeyworker starts a referral to a keyworker for a child or young person
// who has none (fine print 27).
func (e *Evaluator) wantKeyworker(i int) {
	if e.register.keyworker || len(e.open[KeyworkerReferral]) > 0 || e.file.BirthDate == 0 {
		return
	}
	ends := e.file.BirthDate.Attains(e.rb.Period(KeyworkerEndsAt, e.day).N)
	if e.day < ends && e.startWithin(KeyworkerReferral, i, "", KeyworkerWithin) != nil {
		e.keyworkerEnds = ends
		e.wakeOn(ends)
	}
}

// reviewRegister is a rating, or a discussion at a meeting: it meets the
// review of the register that was due and starts the next, by the latest
// colour (fine print 30).
func (e *Evaluator) reviewRegister(i int) {
	e.meet(RegisterReview, i)
	if n := e.register.reviewWithin; n != NoNumber && e.wholeDay(e.next).onRegister {
		e.startWithin(RegisterReview, i, "", n)
	}
}

// leaveRegister is leaving it, moving out or dying, whether or not the person
// was on it.
func (e *Evaluator) leaveRegister(why Reason, i int) {
	for _, r := range [...]Rule{RedReview, AmberResponse, KeyworkerReferral, RatingAfterReview, OwnConsentAt16, RegisterReview, Support} {
		e.end(r, why, i)
	}
	e.keyworkerEnds = 0
	e.register.on, e.register.reviewWithin, e.register.episode = false, NoNumber, ""
}
