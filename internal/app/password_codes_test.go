package app

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
)

// letterbox takes what a mail server would.
type letterbox struct {
	mu   sync.Mutex
	sent []posted
}

type posted struct{ to, subject, text string }

func (l *letterbox) Send(_ context.Context, _, to, subject, text string, _ time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, posted{to, subject, text})
	return nil
}

var linkOf = regexp.MustCompile(`https://homeward\.example/(invited|reset)/([A-Z2-7]{26})\n`)

// take is the only message that was sent to an address since the last time, and
// the code in it.
func (l *letterbox) take(t *testing.T, to string) (path, code string, m posted) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.sent) != 1 || l.sent[0].to != to {
		t.Fatalf("sent %+v, want one to %s", l.sent, to)
	}
	m, l.sent = l.sent[0], nil
	found := linkOf.FindStringSubmatch(m.text)
	if found == nil {
		t.Fatalf("no link in\n%s", m.text)
	}
	return found[1], found[2], m
}

func (l *letterbox) empty(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.sent) != 0 {
		t.Errorf("sent %+v", l.sent)
	}
}

const chosen = "kettle under marigold"

func TestAJoinerIsInvitedByEmail(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		post := &letterbox{}
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		team, err := b.AddTeam(b.ctx, admin, TeamForm{Name: "Adults"})
		must(t, err)
		id, known, err := b.Join(b.ctx, admin, Joiner{Email: " Callum.Reid@Here.example", Name: " Callum Reid ", Place: Place{Roles: []access.Role{access.SocialWorker}, Teams: []string{team}}})
		must(t, err)
		const mail = "callum.reid@here.example"
		got, err := b.User(b.ctx, admin, id)
		must(t, err)
		want := UserInRegister{ID: id, Email: mail, Name: "Callum Reid", Roles: []string{"social-worker"}, Teams: []Team{{ID: team, Name: "Adults"}}, NoPassword: true}
		if known || !reflect.DeepEqual(got, want) {
			t.Errorf("joined\n got %+v\nwant %+v", got, want)
		}
		wantKind(t, second(b.SignIn(b.ctx, mail, "", anywhere)), Invalid)

		// Without a mail server there are letters alone.
		wantKind(t, b.SendInvitation(b.ctx, admin, id), Invalid)
		b.SendBy(post, "https://homeward.example")
		must(t, b.SendInvitation(b.ctx, admin, id))
		post.empty(t) // the outbox sends it
		must(t, b.Deliver(b.ctx, "HERE"))
		path, code, m := post.take(t, mail)
		if path != "invited" || m.subject != "You are invited to Homeward" || !strings.Contains(m.text, "in the register Register HERE") || strings.Contains(m.text, "Callum") {
			t.Errorf("sent %+v", m)
		}
		view, err := b.Code(b.ctx, code)
		must(t, err)
		if want := (CodeView{"Callum Reid", mail, "Register HERE", true, b.at.Add(InvitationLasts)}); view != want {
			t.Errorf("the code opens %+v, want %+v", view, want)
		}
		if u, err := b.User(b.ctx, admin, id); err != nil || !u.Code.Equal(b.at.Add(InvitationLasts)) {
			t.Errorf("the list has %+v, %v", u, err)
		}

		// What is too easy is refused, and the code stays.
		for _, easy := range []string{"short", "callumreid2026", "password1234"} {
			if e := wantKind(t, b.ChoosePassword(b.ctx, code, easy, anywhere), Invalid); e.Refusals[0].Field != "password" {
				t.Errorf("%q: %+v", easy, e.Refusals)
			}
		}
		must(t, b.ChoosePassword(b.ctx, code, chosen, anywhere))
		if _, err := b.SignIn(b.ctx, mail, chosen, anywhere); err != nil {
			t.Errorf("signing in: %v", err)
		}
		wantKind(t, b.ChoosePassword(b.ctx, code, "another good password", anywhere), NotFound)
		wantKind(t, second(b.Code(b.ctx, code)), NotFound)
		if u, err := b.User(b.ctx, admin, id); err != nil || u.NoPassword || !u.Code.IsZero() {
			t.Errorf("the list has %+v, %v", u, err)
		}
		acts := slices.DeleteFunc(b.userActs(t, "HERE", "email password code", "send invitation", "add user"), func(act string) bool { return !strings.Contains(act, ": "+id) })
		wantActs := []string{"homeward email password code: " + id, admin.UserID + " send invitation: " + id, admin.UserID + " add user: " + id + " as social-worker in teams " + team}
		slices.Sort(wantActs)
		if !slices.Equal(acts, wantActs) {
			t.Errorf("the audit has\n%q, want\n%q", acts, wantActs)
		}
	})
}

func TestWhoJoinsIsChecked(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		eve := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		role := []access.Role{access.Chair}
		for name, test := range map[string]struct {
			joiner Joiner
			fields string
		}{
			"nothing":          {Joiner{}, "email name roles"},
			"no address":       {Joiner{Email: "jo", Name: "Jo", Place: Place{Roles: role}}, "email"},
			"two words":        {Joiner{Email: "jo marsh@here.example", Name: "Jo", Place: Place{Roles: role}}, "email"},
			"is here":          {Joiner{Email: b.mail, Name: "Jo", Place: Place{Roles: role}}, "email"},
			"no such role":     {Joiner{Email: "new@here.example", Name: "Jo", Place: Place{Roles: []access.Role{"king"}}}, "roles"},
			"no such team":     {Joiner{Email: "new@here.example", Name: "Jo", Place: Place{Roles: role, Teams: []string{"x"}}}, "teams"},
			"much too long":    {Joiner{Email: strings.Repeat("x", 250) + "@here.example", Name: strings.Repeat("x", 201), Place: Place{Roles: role}}, "email name"},
			"nobody and a tab": {Joiner{Email: "a\tb@here.example", Name: "\t", Place: Place{Roles: role}}, "email name"},
		} {
			_, _, err := b.Join(b.ctx, admin, test.joiner)
			var fields []string
			for _, r := range wantKind(t, err, Invalid).Refusals {
				fields = append(fields, r.Field)
			}
			if got := strings.Join(fields, " "); got != test.fields {
				t.Errorf("%s is refused for %q, want %q", name, got, test.fields)
			}
		}
		_, _, err := b.Join(b.ctx, b.here, Joiner{Email: "new@here.example", Name: "Jo", Place: Place{Roles: role}})
		wantKind(t, err, Forbidden)
		if _, err := b.store.UserByEmail(b.ctx, "new@here.example"); err == nil {
			t.Error("who was refused is there")
		}

		// Who is in another register keeps name and password, and has both.
		id, known, err := b.Join(b.ctx, admin, Joiner{Email: eve.Email, Name: "Somebody", Place: Place{Roles: role}})
		must(t, err)
		if got, err := b.User(b.ctx, admin, id); err != nil || !known || got.ID != eve.UserID || got.Name != "Eve Else" || got.NoPassword {
			t.Errorf("known: %v; %+v, %v", known, got, err)
		}
		if members, err := b.store.AllMemberships(b.ctx, id, b.Today()); err != nil || len(members) != 2 {
			t.Errorf("in %+v, %v", members, err)
		}
		// Nobody gets into the other register by a letter from this one.
		e := wantKind(t, second(b.WriteLetter(b.ctx, admin, id)), Invalid)
		if !strings.Contains(e.Text, "another register") {
			t.Errorf("refused with %q", e.Text)
		}
		must(t, b.EndAccess(b.ctx, admin, id, b.Today(), LeftWork))
		_, _, err = b.Join(b.ctx, admin, Joiner{Email: eve.Email, Name: "Eve", Place: Place{Roles: role}})
		if e := wantKind(t, err, Invalid); !strings.Contains(e.Text, "Let them in again") {
			t.Errorf("refused with %q", e.Text)
		}
	})
}

func TestALetterWithACode(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		callum := b.colleague(t, "HERE", "Callum Reid", access.SocialWorker)
		elsewhere := b.colleague(t, "THERE", "Eve Else", access.Administrator)
		session := b.enter(t, callum.Email)
		old, err := b.WriteLetter(b.ctx, admin, callum.UserID)
		must(t, err)
		letter, err := b.WriteLetter(b.ctx, admin, callum.UserID)
		must(t, err)
		want := Letter{"Callum Reid", callum.Email, "Register HERE", letter.Code, false, b.at.Add(LetterLasts)}
		if letter != want || !regexp.MustCompile(`^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$`).MatchString(letter.Code) {
			t.Errorf("letter %+v, want %+v", letter, want)
		}
		// The password of before works until another is chosen.
		b.enter(t, callum.Email)
		wantKind(t, second(b.Code(b.ctx, old.Code)), NotFound)
		for _, typed := range []string{letter.Code, strings.ToLower(letter.Code), strings.ReplaceAll(letter.Code, "-", ""), " " + strings.ReplaceAll(letter.Code, "-", "  ") + "\n", strings.NewReplacer("O", "0", "I", "1").Replace(letter.Code)} {
			if view, err := b.Code(b.ctx, typed); err != nil || view.Invitation || view.Email != callum.Email {
				t.Errorf("typed as %q it opens %+v, %v", typed, view, err)
			}
		}
		for _, wrong := range []string{"", "AAAA-AAAA-AAAA-AAAA", letter.Code[:18], letter.Code + "A"} {
			wantKind(t, second(b.Code(b.ctx, wrong)), NotFound)
			wantKind(t, b.ChoosePassword(b.ctx, wrong, chosen, anywhere), NotFound)
		}
		must(t, b.ChoosePassword(b.ctx, strings.ToLower(letter.Code), chosen, anywhere))
		_, _, err = b.Session(b.ctx, session)
		wantKind(t, err, SignedOut)
		wantKind(t, second(b.SignIn(b.ctx, callum.Email, goodPassword, anywhere)), Invalid)
		if _, err := b.SignIn(b.ctx, callum.Email, chosen, anywhere); err != nil {
			t.Error(err)
		}

		// It ends after its time, and with the access.
		letter, err = b.WriteLetter(b.ctx, admin, callum.UserID)
		must(t, err)
		*b.at = b.at.Add(LetterLasts - time.Second)
		if _, err := b.Code(b.ctx, letter.Code); err != nil {
			t.Errorf("in its last second: %v", err)
		}
		*b.at = b.at.Add(time.Second)
		wantKind(t, second(b.Code(b.ctx, letter.Code)), NotFound)
		wantKind(t, b.ChoosePassword(b.ctx, letter.Code, "another good password", anywhere), NotFound)
		letter, err = b.WriteLetter(b.ctx, admin, callum.UserID)
		must(t, err)
		must(t, b.EndAccess(b.ctx, admin, callum.UserID, b.Today(), LeftWork))
		wantKind(t, second(b.Code(b.ctx, letter.Code)), NotFound)
		wantKind(t, b.ChoosePassword(b.ctx, letter.Code, "another good password", anywhere), NotFound)
		wantKind(t, second(b.WriteLetter(b.ctx, admin, callum.UserID)), NotFound)

		// Nor does it open another register, to which its user was added since.
		dana := b.colleague(t, "HERE", "Dana Frost", access.SocialWorker)
		letter, err = b.WriteLetter(b.ctx, admin, dana.UserID)
		must(t, err)
		must(t, third(b.Join(b.ctx, elsewhere, Joiner{Email: dana.Email, Name: dana.Name, Place: Place{Roles: []access.Role{access.Chair}}})))
		wantKind(t, second(b.Code(b.ctx, letter.Code)), NotFound)
		wantKind(t, b.ChoosePassword(b.ctx, letter.Code, "another good password", anywhere), NotFound)

		for _, actor := range []access.Actor{b.here, {}} {
			wantKind(t, second(b.WriteLetter(b.ctx, actor, admin.UserID)), Forbidden)
			wantKind(t, b.SendInvitation(b.ctx, actor, admin.UserID), Forbidden)
		}
		wantKind(t, second(b.WriteLetter(b.ctx, elsewhere, admin.UserID)), NotFound)
		b.SendBy(&letterbox{}, "https://homeward.example")
		wantKind(t, b.SendInvitation(b.ctx, elsewhere, admin.UserID), NotFound)
	})
}

// TestACodeIsTakenOnce has two browsers send the same form at the same time.
func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		letter, err := b.WriteLetter(b.ctx, admin, b.here.UserID)
		must(t, err)
		passwords := []string{"kettle under marigold", "marigold over a kettle", "no kettle in the garden"}
		errs := make([]error, len(passwords))
		var wg sync.WaitGroup
		for i, p := range passwords {
			wg.Go(func() { errs[i] = b.ChoosePassword(b.ctx, letter.Code, p, anywhere) })
		}
		wg.Wait()
		taken := 0
		for i, p := range passwords {
			_, err := b.SignIn(b.ctx, b.mail, p, anywhere)
			if (err == nil) != (errs[i] == nil) {
				t.Errorf("%q was answered %v, and signs in: %v", p, errs[i], err)
			}
			if errs[i] == nil {
				taken++
			} else {
				wantKind(t, errs[i], NotFound)
			}
		}
		if taken != 1 {
			t.Errorf("the code was taken %d times", taken)
		}
	})
}

func TestForgottenPasswords(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		post := &letterbox{}
		var faults []error
		b.OnFault(func(err error) { faults = append(faults, err) })
		ask := func(email string) {
			t.Helper()
			b.ForgotPassword(b.ctx, email, anywhere)
			b.Wait()
			must(t, b.Deliver(b.ctx, "HERE"))
		}
		ask(b.mail) // nothing can be sent yet
		b.SendBy(post, "https://homeward.example/")
		gone := b.colleague(t, "HERE", "Gone Away", access.Chair)
		must(t, b.EndAccess(b.ctx, CommandLine("HERE"), gone.UserID, b.Today(), LeftWork))
		for _, email := range []string{"nobody@here.example", "", gone.Email} {
			ask(email)
		}
		post.empty(t)

		ask(" JO@here.example ")
		path, code, m := post.take(t, b.mail)
		if path != "reset" || m.subject != "Homeward: choose a new password" || !strings.Contains(m.text, "within an hour") || strings.Contains(m.text, "Coordinator") {
			t.Errorf("sent %+v", m)
		}
		// Who asks again at once gets no second, and the first goes on to work.
		ask(b.mail)
		post.empty(t)
		*b.at = b.at.Add(20 * time.Minute)
		if _, err := b.Code(b.ctx, code); err != nil {
			t.Errorf("the first: %v", err)
		}
		ask(b.mail)
		_, newer, _ := post.take(t, b.mail)
		wantKind(t, second(b.Code(b.ctx, code)), NotFound)
		*b.at = b.at.Add(ResetLasts)
		wantKind(t, b.ChoosePassword(b.ctx, newer, chosen, anywhere), NotFound)
		ask(b.mail)
		_, code, _ = post.take(t, b.mail)
		must(t, b.ChoosePassword(b.ctx, code, chosen, From{Address: "192.0.2.7"}))
		if _, err := b.SignIn(b.ctx, b.mail, chosen, anywhere); err != nil {
			t.Error(err)
		}

		// One that the mail server took hours for is not sent any more.
		*b.at = b.at.Add(20 * time.Minute)
		b.ForgotPassword(b.ctx, b.mail, anywhere)
		b.Wait()
		*b.at = b.at.Add(ResetLasts + time.Minute)
		must(t, b.Deliver(b.ctx, "HERE"))
		post.empty(t)
		if len(faults) > 0 {
			t.Errorf("faults: %v", faults)
		}
	})
}
