package web

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// accountFactors is what the visitor proves with, beside the password, who they
// are, and what they can do about it.
type accountFactors struct {
	Words                   []string
	Passkeys                []passkeyLine
	SetUp, NewCodes, Remove *ui.Button
	AddPasskey              *ui.Button
	Link, Unlink            *ui.Button // to the identity provider
}

// passkeyLine is one passkey of the visitor.
type passkeyLine struct {
	ID, Name, When string
	Rename         ui.Details
	Remove         ui.Button
}

func (s *Server) accountFactors(ctx context.Context, v visit) (p accountFactors, err error) {
	has, err := s.app.OwnFactors(ctx, v.SignedIn)
	if err != nil {
		return p, err
	}
	secondary := func(text string) *ui.Button { return &ui.Button{Text: text, Variant: "secondary"} }
	for n, own := range has.Passkeys {
		p.Passkeys = append(p.Passkeys, s.passkeyLine(n, own))
	}
	if s.app.TakesPasskeys() {
		p.AddPasskey = secondary("Add a passkey")
		p.AddPasskey.Href = "/account/passkey"
	}
	if !has.App && len(has.Passkeys) == 0 {
		p.Words = []string{"You sign in with your password alone. With an app on your phone that makes codes, whoever learns your password still cannot sign in."}
		if has.From != 0 && !has.Required {
			p.Words = append(p.Words, fmt.Sprintf("From %s everyone needs a second way. You can set it up now.", has.From.Long()))
		}
	}
	if has.Possible {
		p.SetUp = secondary("Set up an app for codes")
	} else if !has.App {
		p.Words = append(p.Words, "Codes cannot be set up here yet: whoever runs Homeward has given it no key to keep their secrets by.")
	}
	if has.App {
		p.Words = append(p.Words, "An app on your phone makes the codes that you sign in with, since "+s.app.Local(has.AppSince).Format("2 January 2006")+".")
		p.SetUp = secondary("Set up another phone")
		if !has.Required || len(has.Passkeys) > 0 {
			p.Remove = secondary("Remove the app")
		}
	}
	if has.App || len(has.Passkeys) > 0 {
		p.Words = append(p.Words, codesLeft(has.CodesLeft))
		p.NewCodes = secondary("Make new recovery codes")
	}
	if has.Provider != "" {
		if has.Linked {
			p.Words = append(p.Words, "You can sign in with "+has.Provider+".")
			p.Unlink = secondary("Stop signing in with " + has.Provider)
		} else {
			p.Link = secondary("Sign in with " + has.Provider + " from now on")
		}
	}
	return p, nil
}

func codesLeft(n int) string {
	switch n {
	case 0:
		return "You have no recovery codes left. Make new ones, so that you can sign in without your phone."
	case 1:
		return "You have 1 recovery code left. Make new ones soon."
	}
	return fmt.Sprintf("You have %d recovery codes left.", n)
}

func (s *Server) passkeyLine(n int, own app.OwnPasskey) passkeyLine {
	day := func(t time.Time) string { return s.app.Local(t).Format("2 January 2006") }
	line := passkeyLine{ID: own.ID, Name: own.Name, When: "Made on " + day(own.Created) + ", not used yet"}
	if !own.Used.IsZero() {
		line.When = "Made on " + day(own.Created) + ", last used on " + day(own.Used)
	}
	line.Rename = ui.Details{Summary: ui.Content{Text: "Change its name"}, Body: ui.Group{
		ui.Input{Label: ui.Label{Text: "Name of the passkey"}, ID: fmt.Sprintf("passkey-%d", n), Name: "name", Value: own.Name, Width: 20, Autocomplete: "off"},
		ui.Button{Text: "Change the name", Variant: "secondary", Small: true},
	}}
	line.Remove = ui.Button{Text: "Remove", Variant: "secondary", Small: true, AriaLabel: "Remove the passkey " + own.Name}
	return line
}
