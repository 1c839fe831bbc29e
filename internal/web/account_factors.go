package web

import (
	"context"
	"fmt"

	"homeward/internal/web/ui"
)

// accountFactors is what the visitor proves with, beside the password, who they
// are, and what they can do about it.
type accountFactors struct {
	Words                   []string
	SetUp, NewCodes, Remove *ui.Button
}

func (s *Server) accountFactors(ctx context.Context, v visit) (p accountFactors, err error) {
	has, err := s.app.OwnFactors(ctx, v.SignedIn)
	if err != nil {
		return p, err
	}
	secondary := func(text string) *ui.Button { return &ui.Button{Text: text, Variant: "secondary"} }
	if !has.App {
		p.Words = []string{"You sign in with your password alone. With an app on your phone that makes codes, whoever learns your password still cannot sign in."}
		if has.From != 0 && !has.Required {
			p.Words = append(p.Words, fmt.Sprintf("From %s everyone needs it. You can set it up now.", has.From.Long()))
		}
		if !has.Possible {
			p.Words = []string{"You sign in with your password alone. Codes cannot be set up here yet: whoever runs Homeward has given it no key to keep their secrets by."}
			return p, nil
		}
		p.SetUp = secondary("Set up an app for codes")
		return p, nil
	}
	left := fmt.Sprintf("You have %d recovery codes left.", has.CodesLeft)
	switch has.CodesLeft {
	case 0:
		left = "You have no recovery codes left. Make new ones, so that you can sign in without your phone."
	case 1:
		left = "You have 1 recovery code left. Make new ones soon."
	}
	p.Words = []string{"An app on your phone makes the codes that you sign in with, since " + s.app.Local(has.AppSince).Format("2 January 2006") + ".", left}
	p.SetUp, p.NewCodes = secondary("Set up another phone"), secondary("Make new recovery codes")
	if !has.Required {
		p.Remove = secondary("Remove the app")
	}
	return p, nil
}
