package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// opened adds a user to the register THERE and opens the account by a letter, as
// its administrator could for himself; the password is goodPassword.
func (b *board) opened(t *testing.T, admin access.Actor, email string) string {
	t.Helper()
	id, _, err := b.Join(b.ctx, admin, Joiner{Email: email, Name: email, Place: Place{Roles: []access.Role{access.Clinician}}})
	must(t, err)
	letter, err := b.WriteLetter(b.ctx, admin, id)
	must(t, err)
	must(t, b.ChoosePassword(b.ctx, letter.Code, goodPassword, anywhere))
	return id
}

// give changes a user in a register, whoever did it.
func (b *board) give(t *testing.T, register string, fn func(*store.Tx) error) {
	t.Helper()
	must(t, b.do(b.ctx, register, func(tx *store.Tx) error {
		return errors.Join(fn(tx), tx.Audit(b.audit(CommandLine(register), access.ManageUsers, "test", "", "")))
	}))
}

func (b *board) registersOf(t *testing.T, token string) []string {
	t.Helper()
	s, _, err := b.Session(b.ctx, token)
	must(t, err)
	var codes []string
	for _, r := range s.Registers {
		codes = append(codes, r.Register)
	}
	return codes
}

// TestNobodyIsInAnotherRegisterByAnAccountOpenedForThem: an administrator who
// opened somebody's account before it was wanted elsewhere gets no further.
func TestNobodyIsInAnotherRegisterByAnAccountOpenedForThem(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		post := &letterbox{}
		b.SendBy(post, "https://homeward.example")
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		const mail = "ada.marsh@here.example"
		id := b.opened(t, eve, mail)
		stolen := b.enter(t, mail)
		held, err := b.WriteLetter(b.ctx, eve, id) // and one in the drawer
		must(t, err)

		joined, known, err := b.Join(b.ctx, admin, Joiner{Email: mail, Name: "Ada Marsh", Place: Place{Roles: []access.Role{access.Coordinator}}})
		must(t, err)
		u, err := b.User(b.ctx, admin, id)
		must(t, err)
		if joined != id || !known || !u.Waits {
			t.Errorf("joined as %+v, known %v", u, known)
		}
		// What was there goes on, and opens nothing here; of that its administrator learns nothing.
		if got := b.registersOf(t, stolen); !slices.Equal(got, []string{"THERE"}) {
			t.Errorf("the session is in %v", got)
		}
		if got := b.registersOf(t, b.enter(t, mail)); !slices.Equal(got, []string{"THERE"}) {
			t.Errorf("a new session is in %v", got)
		}
		b.give(t, "THERE", func(tx *store.Tx) error {
			return tx.AddPasskey(store.Passkey{ID: "eve's", UserID: id, CreatedAt: *b.at})
		})
		in, _, err := b.Session(b.ctx, stolen)
		must(t, err)
		wantKind(t, b.SwitchRegister(b.ctx, in, stolen, "HERE"), NotFound)
		if there, err := b.User(b.ctx, eve, id); err != nil || there.Waits {
			t.Errorf("in the other register: %+v, %v", there, err)
		}
		// Neither a letter of the other register nor one of this opens it.
		wantKind(t, b.ChoosePassword(b.ctx, held.Code, "another good password", anywhere), NotFound)
		wantKind(t, second(b.WriteLetter(b.ctx, eve, id)), Invalid)
		wantKind(t, second(b.WriteLetter(b.ctx, admin, id)), Invalid)
		// Nor does another place here.
		must(t, b.ChangeUser(b.ctx, admin, id, u.Name, Place{Roles: []access.Role{access.Chair}}))
		if got := b.registersOf(t, stolen); !slices.Equal(got, []string{"THERE"}) {
			t.Errorf("after a change of place the session is in %v", got)
		}

		// The address was asked, and answers.
		must(t, b.Deliver(b.ctx, "HERE"))
		path, code, m := post.take(t, mail)
		if path != "reset" || m.subject != "Homeward: open your account anew" || !strings.Contains(m.text, "Register HERE") || strings.Contains(m.text, "THERE") {
			t.Errorf("sent %+v", m)
		}
		must(t, b.ChoosePassword(b.ctx, code, chosen, anywhere))
		_, _, err = b.Session(b.ctx, stolen)
		wantKind(t, err, SignedOut)
		wantKind(t, second(b.SignIn(b.ctx, mail, goodPassword, anywhere)), Invalid)
		if has, err := b.factors(b.ctx, id); err != nil || has.any() {
			t.Errorf("still has %+v, %v", has, err)
		}
		e, err := b.SignIn(b.ctx, mail, chosen, anywhere)
		must(t, err)
		if got := b.registersOf(t, e.Token); !slices.Equal(got, []string{"HERE", "THERE"}) {
			t.Errorf("she is in %v", got)
		}
		for _, register := range []string{"HERE", "THERE"} {
			n := 0
			for _, act := range b.noted(t, register, time.Time{}) {
				if act.Action == "open account anew" && act.UserID == id {
					n++
				}
			}
			if n != 1 {
				t.Errorf("register %s was told %d times", register, n)
			}
		}
		// From now on she is known, and a third register opens at once.
		must(t, b.CreateRegister(b.ctx, CommandLine("THIRD"), "THIRD", "Register THIRD"))
		third := b.colleague(t, "THIRD", "Theo Third", access.Administrator)
		_, _, err = b.Join(b.ctx, third, Joiner{Email: mail, Name: "x", Place: Place{Roles: []access.Role{access.Chair}}})
		must(t, err)
		if got := b.registersOf(t, e.Token); len(got) != 3 {
			t.Errorf("she is in %v", got)
		}
	})
}

// TestALetterUndoesWhatTheAddressProved: who proved the address once may not be
// who opens the account now.
func TestALetterUndoesWhatTheAddressProved(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		post := &letterbox{}
		b.SendBy(post, "https://homeward.example")
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		const mail = "ada.marsh@there.example"
		id, _, err := b.Join(b.ctx, eve, Joiner{Email: mail, Name: "Ada Marsh", Place: Place{Roles: []access.Role{access.Clinician}}})
		must(t, err)
		must(t, b.SendInvitation(b.ctx, eve, id))
		must(t, b.Deliver(b.ctx, "THERE"))
		_, code, _ := post.take(t, mail)
		must(t, b.ChoosePassword(b.ctx, code, chosen, anywhere))
		proved := func() bool {
			u, err := b.store.UserByID(b.ctx, id)
			must(t, err)
			return !u.EmailProvedAt.IsZero()
		}
		if !proved() {
			t.Error("an invitation by e-mail proves nothing")
		}
		letter, err := b.WriteLetter(b.ctx, eve, id)
		must(t, err)
		must(t, b.ChoosePassword(b.ctx, letter.Code, goodPassword, anywhere))
		if proved() {
			t.Error("after a letter it is still proved")
		}
		// An e-mail that comes while somebody else's passkey may be there proves
		// nothing: that is for whoever adds them elsewhere to have gone.
		b.give(t, "THERE", func(tx *store.Tx) error {
			return tx.AddPasskey(store.Passkey{ID: "eve's", UserID: id, CreatedAt: *b.at})
		})
		b.ForgotPassword(b.ctx, mail, anywhere)
		b.Wait()
		must(t, b.Deliver(b.ctx, "THERE"))
		_, code, _ = post.take(t, mail)
		must(t, b.ChoosePassword(b.ctx, code, chosen, anywhere))
		if proved() {
			t.Error("beside a passkey of whomever it is proved")
		}
		if has, err := b.factors(b.ctx, id); err != nil || len(has.Passkeys) != 1 {
			t.Errorf("an e-mail alone took the passkey away: %+v, %v", has, err)
		}
		// The access of who left and comes back waits as well, where they were elsewhere.
		_, _, err = b.Join(b.ctx, admin, Joiner{Email: mail, Name: "x", Place: Place{Roles: []access.Role{access.Chair}}})
		must(t, err)
		must(t, b.EndAccess(b.ctx, admin, id, b.Today(), LeftWork))
		must(t, b.LetIn(b.ctx, admin, id, Place{Roles: []access.Role{access.Chair}}))
		if u, err := b.User(b.ctx, admin, id); err != nil || !u.Waits {
			t.Errorf("let in: %+v, %v", u, err)
		}
		// Who asks for a new password meanwhile gets the link that opens it all.
		*b.at = b.at.Add(time.Hour)
		must(t, b.Deliver(b.ctx, "HERE"))
		post.sent = nil
		b.ForgotPassword(b.ctx, mail, anywhere)
		b.Wait()
		must(t, b.Deliver(b.ctx, "HERE"))
		_, code, m := post.take(t, mail)
		if m.subject != "Homeward: open your account anew" {
			t.Errorf("sent %+v", m)
		}
		must(t, b.ChoosePassword(b.ctx, code, "another good password", anywhere))
		if has, err := b.factors(b.ctx, id); err != nil || has.any() || !proved() {
			t.Errorf("has %+v, %v", has, err)
		}
	})
}

// TestWithoutEmailThereIsAWayBack: by a letter where there is no other register,
// and by whoever runs Homeward.
func TestWithoutEmailThereIsAWayBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		const mail, later = "ada.marsh@here.example", "ben.marsh@here.example"
		chair := Place{Roles: []access.Role{access.Chair}}
		id := b.opened(t, eve, mail)
		_, _, err := b.Join(b.ctx, admin, Joiner{Email: mail, Name: "x", Place: chair})
		must(t, err)
		wantKind(t, second(b.WriteLetter(b.ctx, admin, id)), Invalid)
		must(t, b.SetPassword(b.ctx, CommandLine("HERE"), mail, "another good password"))
		if u, err := b.User(b.ctx, admin, id); err != nil || !u.Waits {
			t.Errorf("a password alone opens it: %+v, %v", u, err)
		}
		must(t, b.Vouch(b.ctx, CommandLine("HERE"), mail, "one more good password"))
		e, err := b.SignIn(b.ctx, mail, "one more good password", anywhere)
		must(t, err)
		if got := b.registersOf(t, e.Token); !slices.Equal(got, []string{"HERE", "THERE"}) {
			t.Errorf("in %v", got)
		}
		wantKind(t, b.Vouch(b.ctx, b.here, mail, "one more good password"), Forbidden)

		// Whose access there has ended is this register's alone; the letter ends what was.
		ben, _, err := b.Join(b.ctx, eve, Joiner{Email: later, Name: "Ben Marsh", Place: chair})
		must(t, err)
		letter, err := b.WriteLetter(b.ctx, eve, ben)
		must(t, err)
		must(t, b.ChoosePassword(b.ctx, letter.Code, goodPassword, anywhere))
		must(t, b.EndAccess(b.ctx, eve, ben, b.Today(), LeftWork))
		_, _, err = b.Join(b.ctx, admin, Joiner{Email: later, Name: "x", Place: chair})
		must(t, err)
		wantKind(t, second(b.SignIn(b.ctx, later, goodPassword, anywhere)), Forbidden)
		letter, err = b.WriteLetter(b.ctx, admin, ben)
		must(t, err)
		b.give(t, "HERE", func(tx *store.Tx) error {
			return tx.AddPasskey(store.Passkey{ID: "eve's", UserID: ben, CreatedAt: *b.at})
		})
		must(t, b.ChoosePassword(b.ctx, letter.Code, chosen, anywhere))
		if has, err := b.factors(b.ctx, ben); err != nil || has.any() {
			t.Errorf("still has %+v, %v", has, err)
		}
		e, err = b.SignIn(b.ctx, later, chosen, anywhere)
		must(t, err)
		if got := b.registersOf(t, e.Token); !slices.Equal(got, []string{"HERE"}) {
			t.Errorf("in %v", got)
		}

		// At the command line it waits too, unless somebody vouches.
		_, err = b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: admin.Email, Register: "THERE", Roles: chair.Roles})
		must(t, err)
		if u, err := b.User(b.ctx, eve, admin.UserID); err != nil || !u.Waits {
			t.Errorf("added: %+v, %v", u, err)
		}
		_, err = b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: admin.Email, Register: "THERE", Roles: chair.Roles, Vouched: true})
		must(t, err)
		if u, err := b.User(b.ctx, eve, admin.UserID); err != nil || u.Waits {
			t.Errorf("vouched for: %+v, %v", u, err)
		}
	})
}

// TestAnAdministratorWhoWaitsIsNone: the last who manages the users stays.
func TestAnAdministratorWhoWaitsIsNone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		_, _, err := b.Join(b.ctx, admin, Joiner{Email: eve.Email, Name: "x", Place: Place{Roles: []access.Role{access.Administrator}}})
		must(t, err)
		wantKind(t, b.EndAccess(b.ctx, admin, admin.UserID, b.Today(), LeftWork), Invalid)
	})
}

// saysSo is an identity provider that says what it is told.
type saysSo struct{ id Identity }

func (saysSo) Name() string { return "NHS Example" }
func (saysSo) Address(context.Context, ProviderQuestion) (string, error) {
	return "https://there.example", nil
}
func (p *saysSo) Identity(context.Context, ProviderQuestion, ProviderAnswer) (Identity, error) {
	return p.id, nil
}

// TestAProviderProvesTheAddress, and then what others chose for the account is
// gone; an identity with another address proves nothing.
func TestAProviderProvesTheAddress(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		chair := Place{Roles: []access.Role{access.Chair}}
		provider := &saysSo{}
		b.SignInBy(provider)
		come := func(id Identity) ([]string, error) {
			t.Helper()
			provider.id = id
			_, begun, err := b.ToProvider(b.ctx, "", "")
			must(t, err)
			var at atProvider
			_, err = b.begun(b.ctx, begun, begunProvider, &at)
			must(t, err)
			r, err := b.FromProvider(b.ctx, SignedIn{}, begun, ProviderAnswer{Code: "c", State: at.Question.State}, anywhere)
			if err != nil {
				return nil, err
			}
			return b.registersOf(t, r.Entrance.Token), nil
		}

		// A password that was chosen by letter is gone at the first sign-in.
		const mail = "ada.marsh@here.example"
		ada := Identity{Issuer: "i", Subject: "ada", Email: mail, Verified: true, Strong: true}
		b.opened(t, eve, mail)
		if got, err := come(ada); err != nil || !slices.Equal(got, []string{"THERE"}) {
			t.Errorf("in %v, %v", got, err)
		}
		wantKind(t, second(b.SignIn(b.ctx, mail, goodPassword, anywhere)), Invalid)
		_, _, err := b.Join(b.ctx, admin, Joiner{Email: mail, Name: "x", Place: chair})
		must(t, err)
		if got, err := come(ada); err != nil || !slices.Equal(got, []string{"HERE", "THERE"}) {
			t.Errorf("in %v, %v", got, err)
		}

		// Who has linked an identity of their own to the account is not its address.
		const other = "ben.marsh@here.example"
		id := b.opened(t, eve, other)
		b.give(t, "THERE", func(tx *store.Tx) error {
			return tx.AddIdentity(store.Identity{Issuer: "i", Subject: "eve", UserID: id, CreatedAt: *b.at, UsedAt: *b.at})
		})
		_, _, err = b.Join(b.ctx, admin, Joiner{Email: other, Name: "x", Place: chair})
		must(t, err)
		for _, not := range []Identity{{Issuer: "i", Subject: "eve", Email: eve.Email, Verified: true, Strong: true}, {Issuer: "i", Subject: "eve", Email: other, Strong: true}} {
			if got, err := come(not); err != nil || !slices.Equal(got, []string{"THERE"}) {
				t.Errorf("%+v is in %v, %v", not, got, err)
			}
		}
		// One whose provider vouches for the address opens what waits, and nothing else does then.
		b.give(t, "THERE", func(tx *store.Tx) error {
			return tx.AddIdentity(store.Identity{Issuer: "j", Subject: "ben", UserID: id, CreatedAt: *b.at, UsedAt: *b.at})
		})
		if got, err := come(Identity{Issuer: "j", Subject: "ben", Email: other, Verified: true, Strong: true}); err != nil || !slices.Equal(got, []string{"HERE", "THERE"}) {
			t.Errorf("in %v, %v", got, err)
		}
		wantKind(t, second(come(Identity{Issuer: "i", Subject: "eve", Email: "eve@elsewhere.example", Verified: true, Strong: true})), Forbidden)
		wantKind(t, second(b.SignIn(b.ctx, other, goodPassword, anywhere)), Invalid)
	})
}

// TestASignInThatHasBegunEndsWithThePassword: whoever has typed the password of
// before cannot go on with it.
func TestASignInThatHasBegunEndsWithThePassword(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		e, err := b.SignIn(b.ctx, callum.Email, goodPassword, anywhere)
		must(t, err)
		if e.Next != NextSetUp {
			t.Fatalf("comes next: %+v", e)
		}
		letter, err := b.WriteLetter(b.ctx, admin, callum.UserID)
		must(t, err)
		must(t, b.ChoosePassword(b.ctx, letter.Code, chosen, anywhere))
		wantKind(t, second(b.SignInSetUp(b.ctx, e.Begun)), SignedOut)
	})
}
