// Package mail hands e-mail to the organisation's mail server.
package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is a mail server that takes what is to be sent. Each message has a
// connection of its own.
type Server struct {
	host    string
	from    *netmail.Address
	options []gomail.Option
}

// patience is how long a mail server may take for one message.
const patience = 30 * time.Second

// Open names a mail server by its address, smtp://user:password@host:port for
// one that is asked for TLS, smtps:// for one that speaks nothing else. A
// server on the machine itself may do without TLS. From is the address that
// messages come from, with a name or without. It does not connect. An error
// does not repeat the address, for that may hold a password.
func Open(address, from string) (*Server, error) {
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("the address that messages come from cannot be read: write it as name@example.org")
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the address of the mail server cannot be read: write it as smtp://user:password@host:587")
	}
	s := &Server{host: u.Hostname(), from: sender, options: []gomail.Option{gomail.WithTimeout(patience), gomail.WithoutNoop()}}
	port := 587
	switch {
	case u.Scheme == "smtps":
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	case onThisMachine(s.host):
		port = 25
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil || port < 1 || port > 65535 {
			return nil, errors.New("the port of the mail server must be a number from 1 to 65535")
		}
	}
	s.options = append(s.options, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		s.options = append(s.options, gomail.WithUsername(u.User.Username()), gomail.WithPassword(password), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover))
	}
	if _, err := gomail.NewClient(s.host, s.options...); err != nil {
		return nil, errors.New("the address of the mail server cannot be used: write it as smtp://user:password@host:587")
	}
	return s, nil
}

func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Send hands over one message of plain words. Id says which message it is: a
// message that is sent again, because it was not known whether the server had
// taken it, has the same id, by which the receiver's mail program shows it
// once. The error has no address and nothing of the message in it.
func (s *Server) Send(ctx context.Context, id, to, subject, text string, at time.Time) error {
	m := gomail.NewMsg()
	m.SetMessageIDWithValue(messageID(id, s.from.Address))
	m.SetDateWithValue(at)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday answers
	m.Subject(subject)
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.FromMailAddress(s.from)
	if err := m.To(to); err != nil {
		return errors.New("an e-mail address cannot be used")
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return errors.New("the mail server's address cannot be used")
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return plain(err)
	}
	// What the server has taken is sent, however it takes leave.
	defer client.CloseWithSMTPClient(connection)
	if err := client.SendWithSMTPClient(connection, m); err != nil && !m.IsDelivered() {
		return plain(err)
	}
	return nil
}

// messageID is unique in the world and says nothing.
func messageID(id, from string) string {
	sum := sha256.Sum256([]byte(id))
	_, domain, _ := strings.Cut(from, "@")
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// plain says what went wrong without the addresses that the server, or the
// library, puts into its words.
func plain(err error) error {
	var refused *gomail.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused) && refused.ErrorCode() != 0:
		return fmt.Errorf("the mail server refused a message with code %d", refused.ErrorCode())
	case errors.As(err, &refused):
		return errors.New("the mail server broke off")
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the mail server did not answer in time")
	}
	return errors.New("the mail server cannot be reached, or refuses the connection, TLS or the password")
}
