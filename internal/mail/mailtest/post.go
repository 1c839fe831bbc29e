// Package mailtest has a mail server for tests, in the process of the test.
package mailtest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Post is a mail server that speaks as much SMTP as it takes to send it
// something, and keeps what it takes.
type Post struct {
	Address string // host:port
	answer  func(verb string) string

	mu       sync.Mutex
	commands []string
	taken    []string
}

// New starts a mail server that is there until the test ends. Answer, which may
// be nil, gives what it says to a command, such as "451 later" to "DATA"; "" is
// the usual answer, and HangUp none at all.
func New(t testing.TB, answer func(verb string) string) *Post {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Post{Address: l.Addr().String(), answer: answer}
	var open sync.WaitGroup
	over, end := context.WithCancel(context.Background())
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			context.AfterFunc(over, func() { c.Close() })
			open.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() { end(); l.Close(); open.Wait() })
	return p
}

// HangUp is an answer: the connection is closed without a word.
const HangUp = "hang up"

// Taken are the messages that the server has taken, as they came.
func (p *Post) Taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.taken)
}

// Commands are all that it was told, in their order.
func (p *Post) Commands() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.commands)
}

func (p *Post) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 post.example")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		command := strings.TrimSpace(line)
		verb, _, _ := strings.Cut(command, " ")
		p.mu.Lock()
		p.commands = append(p.commands, command)
		p.mu.Unlock()
		answer := ""
		if p.answer != nil {
			answer = p.answer(verb)
		}
		switch {
		case answer == HangUp:
			return
		case answer != "":
			say(answer)
		case verb == "EHLO":
			say("250-post.example")
			say("250 8BITMIME")
		case verb == "DATA":
			say("354 go on")
			if !p.take(in) {
				return
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// take reads a message up to the dot that ends it.
func (p *Post) take(in *bufio.Reader) bool {
	var message strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		message.WriteString(line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, message.String())
	return true
}
