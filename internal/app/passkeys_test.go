package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// device makes and uses one passkey, as Web Authentication, level 3, says, and
// misbehaves at a test's wish.
type device struct {
	t       testing.TB
	key     *ecdsa.PrivateKey
	id      []byte
	handle  string // of the user
	count   uint32
	origin  string
	noUser  bool // does not verify its user
	another *ecdsa.PrivateKey
}

const here = "https://homeward.example.org"

func newDevice(t testing.TB) *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	d := &device{t: t, key: key, id: make([]byte, 16), origin: here}
	rand.Read(d.id)
	return d
}

var b64 = base64.RawURLEncoding

func (d *device) client(kind string, options []byte) []byte {
	d.t.Helper()
	var asked struct {
		Challenge string `json:"challenge"`
		User      struct{ ID, Name string }
	}
	must(d.t, json.Unmarshal(options, &asked))
	if asked.User.ID != "" {
		handle, err := b64.DecodeString(asked.User.ID)
		must(d.t, err)
		d.handle = string(handle)
	}
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": asked.Challenge, "origin": d.origin, "crossOrigin": false})
	must(d.t, err)
	return data
}

func (d *device) authData(made bool) []byte {
	rp := sha256.Sum256([]byte("homeward.example.org"))
	flags := byte(0x01 | 0x04) // present, verified
	if d.noUser {
		flags = 0x01
	}
	d.count++
	data := append([]byte{}, rp[:]...)
	if !made {
		return binary.BigEndian.AppendUint32(append(data, flags), d.count)
	}
	data = binary.BigEndian.AppendUint32(append(data, flags|0x40), d.count)
	data = append(data, make([]byte, 16)...) // the AAGUID: none
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	must(d.t, err)
	data = append(data, 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20) // {1: 2, 3: -7, -1: 1, -2: x
	data = append(append(data, point[1:33]...), 0x22, 0x58, 0x20)                   // -3: y}
	return append(data, point[33:]...)
}

// makes answers to a challenge for a new passkey.
func (d *device) makes(c Challenge) string {
	d.t.Helper()
	client, auth := d.client("webauthn.create", c.Options), d.authData(true)
	object := append([]byte{0xa3, 0x63}, "fmt"...) // {"fmt": "none", "attStmt": {}, "authData": ...}
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(binary.BigEndian.AppendUint16(append(object, 0x59), uint16(len(auth))), auth...)
	return d.answer(map[string]any{"clientDataJSON": b64.EncodeToString(client), "attestationObject": b64.EncodeToString(object), "transports": []string{"internal"}})
}

// signs answers to a challenge for the passkey.
func (d *device) signs(c Challenge) string {
	d.t.Helper()
	client, auth := d.client("webauthn.get", c.Options), d.authData(false)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(auth), hash[:]...))
	key := d.key
	if d.another != nil {
		key = d.another
	}
	signature, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
	must(d.t, err)
	return d.answer(map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(auth),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString([]byte(d.handle)),
	})
}

func (d *device) answer(response map[string]any) string {
	text, err := json.Marshal(map[string]any{
		"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": response,
	})
	must(d.t, err)
	return string(text)
}

// withPasskey is a guarded board on which the user has a passkey alone.
func withPasskey(t testing.TB, address string) (b *board, d *device, in SignedIn, codes []string) {
	t.Helper()
	b = guarded(t, address)
	must(t, b.SignInAt(here, "Northshire"))
	d = newDevice(t)
	e := b.password(t)
	c, err := b.PasskeyAtSetUp(b.ctx, e.Begun)
	must(t, err)
	entered, codes, err := b.FinishSignInWithNewPasskey(b.ctx, e.Begun, c.Token, " Work laptop ", d.makes(c), anywhere)
	must(t, err)
	if d.handle != b.here.UserID || len(codes) != RecoveryCodeCount {
		t.Fatalf("made for %q, with %d codes", d.handle, len(codes))
	}
	in, _, err = b.Session(b.ctx, entered.Token)
	must(t, err)
	return b, d, in, codes
}

func TestPasskeys(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b, d, in, codes := withPasskey(t, address)
		has, err := b.OwnFactors(b.ctx, in)
		must(t, err)
		if len(has.Passkeys) != 1 || has.Passkeys[0].Name != "Work laptop" || !has.Passkeys[0].Used.IsZero() || has.App || has.CodesLeft != RecoveryCodeCount {
			t.Errorf("has %+v", has)
		}

		// Alone.
		c, err := b.PasskeyToSignIn(b.ctx)
		must(t, err)
		if strings.Contains(string(c.Options), b64.EncodeToString(d.id)) {
			t.Error("whoever has not signed in is told which passkeys there are")
		}
		e, err := b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)
		must(t, err)
		if got, _, err := b.Session(b.ctx, e.Token); err != nil || got.Actor.UserID != b.here.UserID || e.Next != NextNothing {
			t.Errorf("in as %+v, %v", got, err)
		}

		// After the password.
		first := b.password(t)
		if first.Next != NextFactor {
			t.Fatalf("signs in with %+v", first)
		}
		c, err = b.PasskeyAsFactor(b.ctx, first.Begun)
		must(t, err)
		answer := d.signs(c)
		must(t, second(b.ConfirmPasskey(b.ctx, first.Begun, c.Token, answer, anywhere)))
		wantKind(t, second(b.ConfirmPasskey(b.ctx, first.Begun, c.Token, answer, anywhere)), SignedOut)
		must(t, second(b.ConfirmCode(b.ctx, b.password(t).Begun, codes[0], anywhere)))

		// As a fresh proof.
		b.AskAgain()
		*b.at = b.at.Add(ProofFresh + time.Minute)
		c, err = b.PasskeyAsProof(b.ctx, in)
		must(t, err)
		token, err := b.Prove(b.ctx, in, Proof{Passkey: d.signs(c), Challenge: c.Token}, anywhere)
		must(t, err)
		if in, _, err = b.Session(b.ctx, token); err != nil || !b.Proved(in) {
			t.Errorf("after the proof: %+v, %v", in, err)
		}

		id := has.Passkeys[0].ID
		must(t, b.RenamePasskey(b.ctx, in, id, "Old laptop"))
		wantKind(t, b.RenamePasskey(b.ctx, in, id, " "), Invalid)
		wantKind(t, b.RenamePasskey(b.ctx, in, id, strings.Repeat("x", 61)), Invalid)
		wantKind(t, b.RemovePasskey(b.ctx, in, id), Invalid) // it is the last
		other := SignedIn{Actor: b.there}
		wantKind(t, b.RenamePasskey(b.ctx, other, id, "Mine"), NotFound)
		b.RequireSecondFactor(0)
		wantKind(t, b.RemovePasskey(b.ctx, other, id), NotFound)
		if has, err = b.OwnFactors(b.ctx, in); err != nil || has.Passkeys[0].Name != "Old laptop" || has.Passkeys[0].Used.IsZero() {
			t.Errorf("has %+v, %v", has, err)
		}
		must(t, b.RemovePasskey(b.ctx, in, id))
		if has, err = b.OwnFactors(b.ctx, in); err != nil || len(has.Passkeys) != 0 || has.CodesLeft != 0 {
			t.Errorf("has %+v, %v", has, err)
		}
		c, err = b.PasskeyToSignIn(b.ctx)
		must(t, err)
		wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), Invalid)

		acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{User: b.here.UserID}, 100)
		must(t, err)
		var ways []string
		for _, act := range acts {
			if act.Action == "sign in" {
				ways = append(ways, act.Detail)
			}
		}
		slices.Sort(ways)
		if want := []string{"passkey", "password and passkey", "password and passkey", "password and recovery code"}; !slices.Equal(ways, want) {
			t.Errorf("signed in by %q, want %q", ways, want)
		}
	})
}

// What no device of the user's would answer opens nothing.
func TestPasskeysThatMisbehave(t *testing.T) {
	t.Parallel()
	b, d, in, _ := withPasskey(t, enginetest.SQLite(t))
	other := newDevice(t)
	tries := map[string]func(c Challenge) (token, answer string){
		"another site":        func(c Challenge) (string, string) { d.origin = "https://evil.example"; return c.Token, d.signs(c) },
		"another port":        func(c Challenge) (string, string) { d.origin = here + ":8443"; return c.Token, d.signs(c) },
		"its user unverified": func(c Challenge) (string, string) { d.noUser = true; return c.Token, d.signs(c) },
		"another key":         func(c Challenge) (string, string) { d.another = other.key; return c.Token, d.signs(c) },
		"another user":        func(c Challenge) (string, string) { d.handle = b.there.UserID; return c.Token, d.signs(c) },
		"nobody":              func(c Challenge) (string, string) { d.handle = ""; return c.Token, d.signs(c) },
		"a passkey unknown":   func(c Challenge) (string, string) { other.handle = d.handle; return c.Token, other.signs(c) },
		"another challenge": func(c Challenge) (string, string) {
			before, err := b.PasskeyToSignIn(b.ctx)
			must(t, err)
			return c.Token, d.signs(before)
		},
		"no answer":     func(c Challenge) (string, string) { return c.Token, "" },
		"nonsense":      func(c Challenge) (string, string) { return c.Token, `{"id":"x"}` },
		"a new passkey": func(c Challenge) (string, string) { return c.Token, newDevice(t).makes(c) },
	}
	for name, try := range tries {
		good := *d
		// One that works lies between, so that the count has something to go back from.
		c, err := b.PasskeyToSignIn(b.ctx)
		must(t, err)
		if _, err := b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere); err != nil {
			t.Fatalf("before %s: %v", name, err)
		}
		good.count = d.count + 10
		c, err = b.PasskeyToSignIn(b.ctx)
		must(t, err)
		token, answer := try(c)
		if e, err := b.SignInWithPasskey(b.ctx, token, answer, anywhere); As(err).Kind != Invalid || e.Token != "" {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
		*d = good
	}

	// A challenge is for what it was made for, for who, once, and for ten minutes.
	c, err := b.PasskeyAsProof(b.ctx, in)
	must(t, err)
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), SignedOut)
	c, err = b.PasskeyToSignIn(b.ctx)
	must(t, err)
	answer := d.signs(c)
	must(t, second(b.SignInWithPasskey(b.ctx, c.Token, answer, anywhere)))
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, answer, anywhere)), SignedOut)
	c, err = b.PasskeyToSignIn(b.ctx)
	must(t, err)
	*b.at = b.at.Add(beginTime + time.Second)
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), SignedOut)

	// A passkey proves nobody but its user.
	third := b.there
	third.Email = "sam@there.example"
	c, err = b.PasskeyAsProof(b.ctx, in)
	must(t, err)
	wantKind(t, second(b.Prove(b.ctx, SignedIn{Actor: third, ID: "x"}, Proof{Passkey: d.signs(c), Challenge: c.Token}, anywhere)), Invalid)

	// One whose count of uses goes back was copied: it is not taken again, until
	// it is removed.
	after := d.count + 1
	for _, count := range []uint32{0, after} {
		c, err = b.PasskeyToSignIn(b.ctx)
		must(t, err)
		d.count = count
		wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), Invalid)
	}
	d = newDevice(t)
	c, err = b.NewPasskey(b.ctx, in)
	must(t, err)
	must(t, second(b.AddPasskey(b.ctx, in, c.Token, "In its place", d.makes(c))))
	c, err = b.PasskeyToSignIn(b.ctx)
	must(t, err)
	must(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)))

	// Who was let go does not come in by it.
	must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
		must(t, tx.DisableUser(b.here.UserID))
		return tx.Audit(b.audit(CommandLine("HERE"), access.ManageUsers, "disable", "", ""))
	}))
	c, err = b.PasskeyToSignIn(b.ctx)
	must(t, err)
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), Invalid)
}

// One device that fails again and again, as after its passkey was removed, keeps
// nobody else of its network out; very many tries do.
func TestAFailingPasskeyKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	b, d, _, _ := withPasskey(t, enginetest.SQLite(t))
	other := newDevice(t)
	fails := func(times int) {
		t.Helper()
		for range times {
			c, err := b.PasskeyToSignIn(b.ctx)
			must(t, err)
			wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, other.signs(c), anywhere)), Invalid)
		}
	}
	fails(2 * FailuresAllowed)
	c, err := b.PasskeyToSignIn(b.ctx)
	must(t, err)
	must(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)))
	fails(FailuresFromAddress - 2*FailuresAllowed)
	c, err = b.PasskeyToSignIn(b.ctx)
	must(t, err)
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), Locked)
}

func TestNewPasskeysThatMisbehave(t *testing.T) {
	t.Parallel()
	b, d, in, _ := withPasskey(t, enginetest.SQLite(t))
	newOne := func() Challenge {
		t.Helper()
		c, err := b.NewPasskey(b.ctx, in)
		must(t, err)
		return c
	}
	c := newOne()
	if !strings.Contains(string(c.Options), b64.EncodeToString(d.id)) {
		t.Error("the device is not told which passkeys there are already")
	}
	wantKind(t, second(b.AddPasskey(b.ctx, in, c.Token, "", newDevice(t).makes(c))), Invalid)
	far, unverified := newDevice(t), newDevice(t)
	far.origin, unverified.noUser = "https://evil.example", true
	for name, bad := range map[string]*device{"another site": far, "its user unverified": unverified, "one that is there": d} {
		c := newOne()
		if _, err := b.AddPasskey(b.ctx, in, c.Token, "Bad", bad.makes(c)); As(err).Kind != Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantKind(t, second(b.AddPasskey(b.ctx, SignedIn{Actor: b.there}, newOne().Token, "Mine", "{}")), NotFound)
	wantKind(t, second(b.AddPasskey(b.ctx, SignedIn{}, c.Token, "Mine", "{}")), SignedOut)
	for _, err := range []error{second(b.NewPasskey(b.ctx, SignedIn{})), second(b.PasskeyAsProof(b.ctx, SignedIn{})), b.RenamePasskey(b.ctx, SignedIn{}, "x", "y"), b.RemovePasskey(b.ctx, SignedIn{}, "x")} {
		wantKind(t, err, SignedOut)
	}
	wantKind(t, second(b.PasskeyAsFactor(b.ctx, "made up")), SignedOut)
	wantKind(t, second(b.PasskeyAtSetUp(b.ctx, "made up")), SignedOut)

	// A second one needs no new recovery codes, and a reset takes both.
	c = newOne()
	if codes, err := b.AddPasskey(b.ctx, in, c.Token, "Key ring", newDevice(t).makes(c)); err != nil || codes != nil {
		t.Errorf("a second passkey: %q, %v", codes, err)
	}
	must(t, b.ResetSecondFactors(b.ctx, CommandLine("HERE"), b.mail))
	c, err := b.PasskeyToSignIn(b.ctx)
	must(t, err)
	wantKind(t, second(b.SignInWithPasskey(b.ctx, c.Token, d.signs(c), anywhere)), Invalid)
	if e := b.password(t); e.Next != NextSetUp {
		t.Errorf("after the reset: %+v", e)
	}
}

func TestWherePasskeysCanBe(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for origin, want := range map[string]bool{
		here: true, here + ":8443": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "https://192.0.2.7": false,
		"http://homeward.example.org": false, "https://[2001:db8::1]:8443": false,
	} {
		a := new(App)
		if err := a.SignInAt(origin, "Northshire"); err != nil || a.TakesPasskeys() != want {
			t.Errorf("at %s: %v, %v", origin, a.TakesPasskeys(), err)
		}
	}
	if err := b.SignInAt("somewhere", "Northshire"); err == nil {
		t.Error("somewhere is an address")
	}
	wantKind(t, second(b.PasskeyToSignIn(b.ctx)), NotFound)
	wantKind(t, second(b.NewPasskey(b.ctx, SignedIn{Actor: b.here})), NotFound)
}
