package app

import (
	"bytes"
	"encoding/base32"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

var testKey = bytes.Repeat([]byte{7}, KeyLength)

// guarded is a board on which everyone must have a second factor.
func guarded(t testing.TB, address string) *board {
	t.Helper()
	b := open(t, address)
	must(t, b.KeepSecretsBy(testKey))
	b.RequireSecondFactor(b.Today())
	return b
}

// phone is an app for codes as a user has it.
type phone struct{ secret []byte }

func phoneOf(t testing.TB, s CodeAppSetUp) phone {
	t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(s.Secret, " ", ""))
	must(t, err)
	if len(secret) != codeSecret || !strings.Contains(s.Address, strings.ReplaceAll(s.Secret, " ", "")) {
		t.Fatalf("told to set up %+v", s)
	}
	return phone{secret}
}

func (p phone) code(b *board) string { return codeOf(p.secret, stepAt(*b.at)) }

// password gives the password and no more.
func (b *board) password(t testing.TB) Entrance {
	t.Helper()
	e, err := b.SignIn(b.ctx, b.mail, goodPassword, anywhere)
	must(t, err)
	return e
}

// withPhone sets up a second factor at the first sign-in.
func (b *board) withPhone(t testing.TB) (p phone, codes []string, token string) {
	t.Helper()
	e := b.password(t)
	if e.Token != "" || e.Next != NextSetUp {
		t.Fatalf("signs in with %+v", e)
	}
	setUp, err := b.SignInSetUp(b.ctx, e.Begun)
	must(t, err)
	p = phoneOf(t, setUp)
	in, codes, err := b.FinishSignInSetUp(b.ctx, e.Begun, p.code(b), anywhere)
	must(t, err)
	*b.at = b.at.Add(codeStep)
	return p, codes, in.Token
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		e := b.password(t)
		for name, err := range map[string]error{
			"the code of another":  second(b.SignInSetUp(b.ctx, "made up")),
			"another step":         second(b.SecondFactor(b.ctx, e.Begun)),
			"what is begun itself": third(b.Session(b.ctx, e.Begun)),
		} {
			if As(err).Kind != SignedOut {
				t.Errorf("%s: %v", name, err)
			}
		}
		wantKind(t, third(b.FinishSignInSetUp(b.ctx, e.Begun, "123", anywhere)), Invalid)
		p, codes, token := b.withPhone(t)
		if len(codes) != RecoveryCodeCount {
			t.Errorf("recovery codes %q", codes)
		}
		in, _, err := b.Session(b.ctx, token)
		must(t, err)
		if has, err := b.OwnFactors(b.ctx, in); err != nil || !has.App || has.CodesLeft != RecoveryCodeCount || !has.Required {
			t.Errorf("has %+v, %v", has, err)
		}

		e = b.password(t)
		if e.Token != "" || e.Next != NextFactor {
			t.Fatalf("signs in with %+v", e)
		}
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, codeOf(p.secret, stepAt(*b.at)-2), anywhere)), Invalid)
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, "", anywhere)), Invalid)
		wantKind(t, second(b.ConfirmCode(b.ctx, "made up", p.code(b), anywhere)), SignedOut)
		used := p.code(b)
		typed := used[:3] + " " + used[3:]
		got, err := b.ConfirmCode(b.ctx, e.Begun, typed, anywhere)
		must(t, err)
		if in, _, err := b.Session(b.ctx, got.Token); err != nil || in.Actor.UserID != b.here.UserID {
			t.Errorf("in as %+v, %v", in, err)
		}
		// What had begun has ended, and the code does not work again.
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, p.code(b), anywhere)), SignedOut)
		e = b.password(t)
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, used, anywhere)), Invalid)
		*b.at = b.at.Add(codeStep)
		must(t, second(b.ConfirmCode(b.ctx, e.Begun, p.code(b), anywhere)))

		// A recovery code works once, however it is typed.
		e = b.password(t)
		must(t, second(b.ConfirmCode(b.ctx, e.Begun, " "+strings.ToLower(strings.ReplaceAll(codes[3], "-", "")), anywhere)))
		e = b.password(t)
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, codes[3], anywhere)), Invalid)
		must(t, second(b.ConfirmCode(b.ctx, e.Begun, codes[4], anywhere)))
		if has, err := b.OwnFactors(b.ctx, in); err != nil || has.CodesLeft != RecoveryCodeCount-2 {
			t.Errorf("has %+v, %v", has, err)
		}

		// Ten minutes are enough.
		e = b.password(t)
		*b.at = b.at.Add(beginTime + time.Second)
		wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, p.code(b), anywhere)), SignedOut)

		acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{User: b.here.UserID}, 100)
		must(t, err)
		var ways []string
		for _, act := range acts {
			if act.Action == "sign in" {
				ways = append(ways, act.Detail)
			}
		}
		slices.Sort(ways) // some were at one moment
		want := []string{"password and code", "password and code", "password and code", "password and recovery code", "password and recovery code"}
		if !slices.Equal(ways, want) {
			t.Errorf("signed in by %q, want %q", ways, want)
		}
	})
}

func TestWrongCodesLockOut(t *testing.T) {
	t.Parallel()
	b := guarded(t, enginetest.SQLite(t))
	p, codes, _ := b.withPhone(t)
	for range FailuresAllowed {
		wantKind(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, "000000", anywhere)), Invalid) // each time with the right password
	}
	for _, code := range []string{p.code(b), codes[0]} {
		wantKind(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, code, anywhere)), Locked)
	}
	*b.at = b.at.Add(FailureWindow + time.Second)
	must(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, p.code(b), anywhere)))
}

// Two who come with the same code, or the same step of signing in, at once: one
// passes.
func TestACodeWorksOnceAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		p, _, _ := b.withPhone(t)
		begun := []string{b.password(t).Begun, b.password(t).Begun, b.password(t).Begun}
		passed := make(chan bool)
		for _, token := range begun {
			go func() {
				_, err := b.ConfirmCode(b.ctx, token, p.code(b), anywhere)
				passed <- err == nil
			}()
		}
		n := 0
		for range begun {
			if <-passed {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d of 3 passed with one code", n)
		}
	})
}

func TestSecondFactorFromADay(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	b.RequireSecondFactor(b.Today() + 1)
	e := b.password(t)
	if e.Token == "" || e.Next != NextNothing {
		t.Fatalf("the day before: %+v", e)
	}
	in, _, err := b.Session(b.ctx, e.Token)
	must(t, err)
	if has, err := b.OwnFactors(b.ctx, in); err != nil || has.Required || has.Possible || has.From != b.Today()+1 {
		t.Errorf("the day before: %+v, %v", has, err)
	}
	*b.at = b.at.AddDate(0, 0, 1)
	// Without a key nobody can set it up: that is a fault, and nobody gets in.
	if _, err := b.SignIn(b.ctx, b.mail, goodPassword, anywhere); As(err).Kind != Internal {
		t.Errorf("without a key: %v", err)
	}
	must(t, b.KeepSecretsBy(testKey))
	if e := b.password(t); e.Token != "" || e.Next != NextSetUp {
		t.Errorf("on the day: %+v", e)
	}
	if err := b.KeepSecretsBy([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}

func TestAnotherPhone(t *testing.T) {
	t.Parallel()
	b := guarded(t, enginetest.SQLite(t))
	old, codes, token := b.withPhone(t)
	in, _, err := b.Session(b.ctx, token)
	must(t, err)
	wantKind(t, b.RemoveCodeApp(b.ctx, in), Invalid) // it is the last

	begun, err := b.BeginCodeApp(b.ctx, in)
	must(t, err)
	setUp, err := b.CodeAppSetUp(b.ctx, in, begun)
	must(t, err)
	wantKind(t, second(b.FinishCodeApp(b.ctx, in, begun, "000000")), Invalid)
	must(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, old.code(b), anywhere))) // still
	*b.at = b.at.Add(codeStep)

	// Nobody goes on with what another has begun.
	other := SignedIn{Actor: b.there}
	wantKind(t, second(b.CodeAppSetUp(b.ctx, other, begun)), NotFound)
	wantKind(t, second(b.FinishCodeApp(b.ctx, other, begun, phoneOf(t, setUp).code(b))), NotFound)
	wantKind(t, second(b.FinishCodeApp(b.ctx, SignedIn{}, begun, phoneOf(t, setUp).code(b))), SignedOut)
	wantKind(t, second(b.SignInSetUp(b.ctx, begun)), SignedOut)

	newer, err := b.FinishCodeApp(b.ctx, in, begun, phoneOf(t, setUp).code(b))
	must(t, err)
	*b.at = b.at.Add(codeStep)
	e := b.password(t)
	wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, old.code(b), anywhere)), Invalid)
	wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, codes[0], anywhere)), Invalid)
	must(t, second(b.ConfirmCode(b.ctx, e.Begun, newer[0], anywhere)))

	made, err := b.NewRecoveryCodes(b.ctx, in)
	must(t, err)
	e = b.password(t)
	wantKind(t, second(b.ConfirmCode(b.ctx, e.Begun, newer[1], anywhere)), Invalid)
	must(t, second(b.ConfirmCode(b.ctx, e.Begun, made[1], anywhere)))
	for _, err := range []error{
		second(b.OwnFactors(b.ctx, SignedIn{})), second(b.BeginCodeApp(b.ctx, SignedIn{})), b.RemoveCodeApp(b.ctx, SignedIn{}), second(b.NewRecoveryCodes(b.ctx, SignedIn{})),
	} {
		wantKind(t, err, SignedOut)
	}

	// Where it is not required it can be removed, and the codes go with it.
	b.RequireSecondFactor(0)
	must(t, b.RemoveCodeApp(b.ctx, in))
	if e := b.password(t); e.Token == "" {
		t.Errorf("without an app: %+v", e)
	}
	wantKind(t, second(b.NewRecoveryCodes(b.ctx, in)), NotFound)
	if has, err := b.OwnFactors(b.ctx, in); err != nil || has.CodesLeft != 0 {
		t.Errorf("has %+v, %v", has, err)
	}
}

func TestResetSecondFactors(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		_, codes, token := b.withPhone(t)
		begun := b.password(t).Begun
		wantKind(t, b.ResetSecondFactors(b.ctx, b.here, b.mail), Forbidden)
		wantKind(t, b.ResetSecondFactors(b.ctx, access.Actor{}, b.mail), Forbidden)
		wantKind(t, b.ResetSecondFactors(b.ctx, CommandLine("THERE"), b.mail), NotFound)
		wantKind(t, b.ResetSecondFactors(b.ctx, CommandLine("HERE"), "nobody@here.example"), NotFound)
		if _, _, err := b.Session(b.ctx, token); err != nil {
			t.Fatal(err)
		}
		post := &letterbox{}
		b.SendBy(post, "https://homeward.example")
		must(t, b.ResetSecondFactors(b.ctx, CommandLine("HERE"), " Jo@Here.example"))
		must(t, b.Deliver(b.ctx, "HERE"))
		if len(post.sent) != 1 || post.sent[0].to != b.mail || !strings.Contains(post.sent[0].text, "An administrator of the register Register HERE") {
			t.Errorf("the user is told %+v", post.sent)
		}
		wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
		wantKind(t, second(b.ConfirmCode(b.ctx, begun, codes[0], anywhere)), SignedOut)
		b.withPhone(t)
	})
}

// What is kept of secrets is of no use without the key, nor in another's name.
func TestSecretsAreKeptByAKey(t *testing.T) {
	t.Parallel()
	b := guarded(t, enginetest.SQLite(t))
	p, codes, _ := b.withPhone(t)
	kept, err := b.store.CodeApp(b.ctx, b.here.UserID)
	must(t, err)
	if strings.Contains(kept.Secret, codeText(p.secret)) || kept.CreatedAt.IsZero() {
		t.Errorf("kept is %+v", kept)
	}
	if plain, err := b.secrets.open(b.here.UserID, kept.Secret); err != nil || !bytes.Equal(plain, p.secret) {
		t.Errorf("opened: %x, %v", plain, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another user": func() ([]byte, error) { return b.secrets.open(b.there.UserID, kept.Secret) },
		"altered":      func() ([]byte, error) { return b.secrets.open(b.here.UserID, "AAAA"+kept.Secret[4:]) },
		"cut off":      func() ([]byte, error) { return b.secrets.open(b.here.UserID, kept.Secret[:8]) },
		"no key":       func() ([]byte, error) { return (*secrets)(nil).open(b.here.UserID, kept.Secret) },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s: opened %x", name, plain)
		}
	}
	hashes, err := b.store.RecoveryCodes(b.ctx, b.here.UserID)
	must(t, err)
	for _, h := range hashes {
		if slices.Contains(codes, h.Hash) || len(h.Hash) != 64 {
			t.Errorf("kept is %s", h.Hash)
		}
	}
	must(t, b.KeepSecretsBy(bytes.Repeat([]byte{8}, KeyLength)))
	if _, err := b.ConfirmCode(b.ctx, b.password(t).Begun, p.code(b), anywhere); As(err).Kind != Internal {
		t.Errorf("with another key: %v", err)
	}
	wantKind(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, codes[0], anywhere)), Invalid)
}

// Whose second factors are reset in one register is told in each they are in, and
// so are tries to sign in as them.
func TestWhatConcernsEachRegisterIsNotedInEach(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := guarded(t, address)
		must(t, second(b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: b.mail, Register: "THERE", Roles: []access.Role{access.Chair}, Vouched: true})))
		admin := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		start := b.at.Add(time.Second)
		*b.at = start
		must(t, b.SignOutUser(b.ctx, admin, b.here.UserID))
		must(t, b.ResetSecondFactors(b.ctx, CommandLine("THERE"), b.mail))
		wantKind(t, second(b.SignIn(b.ctx, b.mail, "wrong", anywhere)), Invalid)
		for register, detail := range map[string]string{"HERE": b.here.UserID + ", by an administrator of register THERE", "THERE": b.here.UserID} {
			var acts []string
			for _, act := range b.noted(t, register, start) {
				acts = append(acts, act.UserName+": "+act.Action+" "+act.Detail)
			}
			slices.Sort(acts)
			if want := []string{CommandLine("HERE").Name + ": reset second factors " + detail, "Coordinator of HERE: sign in refused ", "Eve Else: sign user out " + detail}; !slices.Equal(acts, want) {
				t.Errorf("%s is told %q, want %q", register, acts, want)
			}
		}
	})
}
