package app

import (
	"testing"
	"time"

	"homeward/internal/enginetest"
)

func TestProveAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		p, codes, token := b.withPhone(t)
		session := func(token string) SignedIn {
			t.Helper()
			in, _, err := b.Session(b.ctx, token)
			must(t, err)
			return in
		}
		in := session(token)
		*b.at = b.at.Add(time.Hour - time.Minute)
		if !b.Proved(session(token)) {
			t.Error("asked although nothing asks")
		}
		b.AskAgain()
		if b.Proved(in) || b.Proved(SignedIn{}) {
			t.Error("an hour is lately")
		}
		wantKind(t, second(b.Prove(b.ctx, in, Proof{Password: "wrong"}, anywhere)), Invalid)
		wantKind(t, second(b.Prove(b.ctx, in, Proof{}, anywhere)), Invalid)
		wantKind(t, second(b.Prove(b.ctx, in, Proof{Code: "000000"}, anywhere)), Invalid)
		wantKind(t, second(b.Prove(b.ctx, SignedIn{}, Proof{Password: goodPassword}, anywhere)), SignedOut)

		began := in.Began
		for _, proof := range []Proof{{Password: goodPassword}, {Code: p.code(b)}, {Code: codes[0]}} {
			*b.at = b.at.Add(ProofFresh + time.Minute)
			old := token
			in = session(old)
			if b.Proved(in) {
				t.Fatalf("%+v is not needed", proof)
			}
			if len(proof.Code) == codeDigits {
				proof.Code = p.code(b)
			}
			var err error
			token, err = b.Prove(b.ctx, in, proof, anywhere)
			must(t, err)
			_, expired, err := b.Session(b.ctx, old)
			wantKind(t, err, SignedOut)
			if expired.UserID != b.here.UserID {
				t.Errorf("what is still on its way is of %+v", expired)
			}
			next := session(token)
			if !b.Proved(next) || !next.Began.Equal(began) || !next.Ends.Equal(in.Ends) || next.Actor.Register != in.Actor.Register {
				t.Errorf("goes on as %+v, was %+v", next, in)
			}
			*b.at = b.at.Add(ProofFresh)
			if !b.Proved(next) {
				t.Error("ten minutes are not ten minutes")
			}
		}
		in = session(token)
		if own, err := b.OwnSessions(b.ctx, in); err != nil || len(own) != 1 {
			t.Errorf("signed in at %+v, %v", own, err)
		}
		// A session that was ended elsewhere meanwhile cannot be renewed.
		must(t, b.SignOut(b.ctx, in.Actor, token))
		wantKind(t, second(b.Prove(b.ctx, in, Proof{Password: goodPassword}, anywhere)), NotFound)

		for range FailuresAllowed {
			wantKind(t, second(b.Prove(b.ctx, in, Proof{Password: "wrong"}, anywhere)), Invalid)
		}
		wantKind(t, second(b.Prove(b.ctx, in, Proof{Password: goodPassword}, anywhere)), Locked)
	})
}
