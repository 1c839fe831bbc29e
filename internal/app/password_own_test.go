package app

import (
	"testing"
	"time"

	"homeward/internal/enginetest"
)

func TestChangePassword(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		here, there := b.password(t), b.password(t)
		in, _, err := b.Session(b.ctx, here.Token)
		must(t, err)
		refused := func(field string, err error) {
			t.Helper()
			if e := wantKind(t, err, Invalid); len(e.Refusals) != 1 || e.Refusals[0].Field != field {
				t.Errorf("refused for %+v, want %s", e.Refusals, field)
			}
		}
		wantKind(t, b.ChangePassword(b.ctx, SignedIn{}, goodPassword, chosen, anywhere), SignedOut)
		refused("current", b.ChangePassword(b.ctx, in, "not mine at all", chosen, anywhere))
		refused("current", b.ChangePassword(b.ctx, in, "", chosen, anywhere))
		refused("password", b.ChangePassword(b.ctx, in, goodPassword, goodPassword, anywhere))
		refused("password", b.ChangePassword(b.ctx, in, goodPassword, "password1234", anywhere))
		if _, _, err := b.Session(b.ctx, there.Token); err != nil {
			t.Errorf("after a refusal: %v", err)
		}

		must(t, b.ChangePassword(b.ctx, in, goodPassword, chosen, anywhere))
		for _, token := range []string{here.Token, there.Token} {
			wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
		}
		wantKind(t, second(b.SignIn(b.ctx, b.mail, goodPassword, anywhere)), Invalid)
		for _, nearly := range []string{chosen + " ", " " + chosen, "Kettle under marigold"} {
			wantKind(t, second(b.SignIn(b.ctx, b.mail, nearly, anywhere)), Invalid)
		}
		e, err := b.SignIn(b.ctx, b.mail, chosen, anywhere)
		must(t, err)
		in, _, err = b.Session(b.ctx, e.Token)
		must(t, err)

		// Whoever finds a screen left open cannot try passwords there.
		for range FailuresAllowed {
			refused("current", b.ChangePassword(b.ctx, in, "not mine at all", goodPassword, anywhere))
		}
		wantKind(t, b.ChangePassword(b.ctx, in, chosen, goodPassword, anywhere), Locked)
		*b.at = b.at.Add(FailureWindow + time.Second)
		must(t, b.ChangePassword(b.ctx, in, chosen, goodPassword, anywhere))
	})
}
