package app

import (
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
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

// TestWhoIsInAnotherRegisterIsNotWeakened: no administrator of one register takes
// away what guards a user in another. Signing them out only takes away, and they
// are told.
func TestWhoIsInAnotherRegisterIsNotWeakened(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		post := &letterbox{}
		b.SendBy(post, "https://homeward.example")
		p, _, _ := b.withPhone(t)
		admin := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		own := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		chair := Place{Roles: []access.Role{access.Chair}}
		_, _, err := b.Join(b.ctx, admin, Joiner{Email: b.mail, Name: "x", Place: chair})
		must(t, err)
		// Also while the access waits.
		for _, vouched := range []bool{false, true} {
			if vouched {
				must(t, second(b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: b.mail, Register: "THERE", Roles: chair.Roles, Vouched: true})))
			}
			for _, actor := range []access.Actor{admin, own} {
				e := wantKind(t, b.ResetSecondFactors(b.ctx, actor, b.mail), Invalid)
				if !strings.Contains(e.Text, "another register") {
					t.Errorf("refused with %q", e.Text)
				}
				if u, err := b.User(b.ctx, actor, b.here.UserID); err != nil || !u.ElsewhereToo {
					t.Errorf("%s sees %+v, %v", actor.Name, u, err)
				}
			}
		}
		if has, err := b.factors(b.ctx, b.here.UserID); err != nil || !has.App {
			t.Errorf("has %+v, %v", has, err)
		}
		e := b.password(t)
		token := func() string {
			in, err := b.ConfirmCode(b.ctx, e.Begun, p.code(b), anywhere)
			must(t, err)
			return in.Token
		}()
		must(t, b.Deliver(b.ctx, "THERE"))
		post.sent = nil
		must(t, b.SignOutUser(b.ctx, admin, b.here.UserID))
		wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
		must(t, b.Deliver(b.ctx, "THERE"))
		if !slices.ContainsFunc(post.sent, func(m posted) bool {
			return m.to == b.mail && m.subject == "Homeward: you were signed out" && strings.Contains(m.text, "Register THERE")
		}) {
			t.Errorf("told %+v", post.sent)
		}
	})
}
