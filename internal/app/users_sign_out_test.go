package app

import (
	"testing"

	"homeward/internal/enginetest"
)

func TestSignOutUser(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		one, other := b.password(t), b.password(t)
		theirs, err := b.SignIn(b.ctx, "sam@there.example", goodPassword, anywhere)
		must(t, err)
		in, _, err := b.Session(b.ctx, theirs.Token)
		must(t, err)
		wantKind(t, b.SignOutUser(b.ctx, b.here, b.here.UserID), Forbidden)
		wantKind(t, b.SignOutUser(b.ctx, CommandLine("THERE"), b.here.UserID), NotFound)
		wantKind(t, b.SignOutUser(b.ctx, CommandLine("HERE"), in.Actor.UserID), NotFound)
		wantKind(t, b.SignOutUser(b.ctx, CommandLine("HERE"), "nobody"), NotFound)
		if _, _, err := b.Session(b.ctx, one.Token); err != nil {
			t.Errorf("after refusals: %v", err)
		}

		must(t, b.SignOutUser(b.ctx, CommandLine("HERE"), b.here.UserID))
		for _, token := range []string{one.Token, other.Token} {
			wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
		}
		if _, _, err := b.Session(b.ctx, theirs.Token); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		b.signIn(t, goodPassword)
	})
}
