package mail

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"homeward/internal/mail/mailtest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func send(t *testing.T, p *mailtest.Post) error {
	t.Helper()
	s, err := Open("smtp://"+p.Address, "Homeward <no-reply@board.example>")
	if err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), "N1/reminders/u1/2026-11-22", "jo@board.example", "2 reminders", "You have 2 reminders – see:\nhttps://homeward.example/reminders\n", noon)
}

func TestSend(t *testing.T) {
	t.Parallel()
	p := mailtest.New(t, nil)
	for range 2 {
		if err := send(t, p); err != nil {
			t.Fatal(err)
		}
	}
	if taken := p.Taken(); len(taken) != 2 {
		t.Fatalf("%d messages were taken", len(taken))
	}
	type message struct{ from, to, subject, date, auto, id, text string }
	var got []message
	for _, taken := range p.Taken() {
		m, err := mail.ReadMessage(strings.NewReader(taken))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		h := m.Header
		got = append(got, message{h.Get("From"), h.Get("To"), h.Get("Subject"), h.Get("Date"), h.Get("Auto-Submitted"), h.Get("Message-ID"), strings.ReplaceAll(string(text), "\r\n", "\n")})
	}
	want := message{`"Homeward" <no-reply@board.example>`, "<jo@board.example>", "2 reminders", "Sun, 22 Nov 2026 12:00:00 +0000", "auto-generated", got[0].id,
		"You have 2 reminders =E2=80=93 see:\nhttps://homeward.example/reminders\n"}
	if got[0] != want {
		t.Errorf("got %+v\nwant %+v", got[0], want)
	}
	if got[0] != got[1] {
		t.Errorf("the same message again is %+v", got[1])
	}
	if !strings.HasSuffix(want.id, "@board.example>") || strings.Contains(want.id, "u1") {
		t.Errorf("message id %s", want.id)
	}
}

func TestAServerThatDoesNotTakeIt(t *testing.T) {
	t.Parallel()
	on := func(verb, answer string) func(string) string {
		return func(command string) string {
			if command == verb {
				return answer
			}
			return ""
		}
	}
	for name, test := range map[string]struct {
		answer func(string) string
		want   string
	}{
		"not this address":    {on("RCPT", "550 5.1.1 no such user jo@board.example"), "the mail server refused a message with code 550"},
		"not now":             {on("DATA", "451 4.3.0 try later"), "the mail server refused a message with code 451"},
		"hangs up":            {on("MAIL", mailtest.HangUp), "the mail server broke off"},
		"does not even greet": {on("EHLO", mailtest.HangUp), "the mail server cannot be reached, or refuses the connection, TLS or the password"},
		// These come after it was taken, so it must not be sent again.
		"hangs up afterwards": {on("QUIT", mailtest.HangUp), "<nil>"},
		"confused afterwards": {on("RSET", "421 closing"), "<nil>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := mailtest.New(t, test.answer)
			err := send(t, p)
			if got := fmt.Sprint(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if taken := len(p.Taken()); (taken == 1) != (test.want == "<nil>") {
				t.Errorf("%d messages were taken", taken)
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if err := send(t, &mailtest.Post{Address: l.Addr().String()}); err == nil || strings.Contains(err.Error(), l.Addr().String()) {
			t.Errorf("got %v", err)
		}
	})
}

// TestNothingGoesOutOpenly: beyond the machine nothing is sent, and no password
// told, without TLS.
func TestNothingGoesOutOpenly(t *testing.T) {
	t.Parallel()
	p := mailtest.New(t, nil)
	s, err := Open("smtp://jo:secret@mail.example", "no-reply@board.example")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(p.Address)
	if err != nil {
		t.Fatal(err)
	}
	// The name stands for the server in this process.
	s.options = append(s.options, gomail.WithDialContextFunc(func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, "127.0.0.1:"+port)
	}))
	err = s.Send(t.Context(), "id", "jo@board.example", "s", "t", noon)
	if err == nil {
		t.Error("it was sent without TLS")
	}
	if words := strings.Join(p.Commands(), "\n"); !strings.HasPrefix(words, "EHLO ") || strings.Contains(words, "MAIL") || strings.Contains(words, "AUTH") {
		t.Errorf("said without TLS:\n%s", words)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	const from = "no-reply@board.example"
	for _, good := range []string{"smtp://mail.example", "smtp://mail.example:25", "smtps://jo:pass%40word@mail.example/", "smtp://localhost", "smtp://[::1]:2525"} {
		if _, err := Open(good, from); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "mail.example", "http://mail.example", "smtp://", "smtp://u:secret@", "smtp://u:secret@mail.example:99999", "smtp://u:secret@mail.example/inbox", "smtp://u:sec%ret@mail.example", "smtp://mail.example?secret"} {
		if _, err := Open(bad, from); err == nil || strings.Contains(err.Error(), "sec") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "nobody", "a@b.example, c@d.example"} {
		if _, err := Open("smtp://mail.example", bad); err == nil {
			t.Errorf("from %q was taken", bad)
		}
	}
}
