package cli

import (
	"errors"
	"strings"
	"testing"
)

func TestMailFlags(t *testing.T) {
	t.Parallel()
	const server, from, home = "smtp://homeward:secret@mail.example.org:587", "no-reply@example.org", "https://homeward.example.org/"
	if got, err := (&serveCmd{}).mailServer(); got != nil || err != nil {
		t.Errorf("without flags: %v, %v", got, err)
	}
	if got, err := (&serveCmd{SMTPURL: server, MailFrom: from, PublicURL: home}).mailServer(); got == nil || err != nil {
		t.Errorf("with all: %v, %v", got, err)
	}
	for want, c := range map[string]serveCmd{
		"--smtp-url, --mail-from and --public-url belong together": {SMTPURL: server, MailFrom: from},
		"belong together":                            {PublicURL: home},
		"--public-url is not the address":            {SMTPURL: server, MailFrom: from, PublicURL: "homeward.example.org"},
		"is not the address of a website":            {SMTPURL: server, MailFrom: from, PublicURL: home + "page"},
		"the address of the mail server cannot be":   {SMTPURL: "http://homeward:secret@mail.example.org", MailFrom: from, PublicURL: home},
		"the address that messages come from cannot": {SMTPURL: server, MailFrom: "nobody", PublicURL: home},
	} {
		_, err := c.mailServer()
		var e usageError
		if err == nil || !errors.As(err, &e) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v, want %q", c, err, want)
		}
	}
}
