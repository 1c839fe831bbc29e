package app

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// board is an app with two registers, a coordinator in each, and a clock that
// the test moves.
type board struct {
	*App
	at          *time.Time
	ctx         context.Context
	here, there access.Actor
	mail        string
}

var anywhere = From{Address: "10.0.0.1", Device: "Firefox on Linux"}

// signIn is the token of a new session.
func (b *board) signIn(t *testing.T, password string) string {
	t.Helper()
	e, err := b.SignIn(b.ctx, b.mail, password, anywhere)
	must(t, err)
	return e.Token
}

func init() { enginetest.Prepare = store.Migrate }

const goodPassword = "correct horse battery"

func open(t testing.TB, address string) *board {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	a, err := New(s, clock.England(), func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Wait(); s.Close() })
	a.HashPasswordsIn(64)
	b := &board{App: a, at: &at, ctx: ctx, mail: "jo@here.example"}
	for _, r := range []struct {
		code, mail string
		actor      *access.Actor
	}{{"HERE", b.mail, &b.here}, {"THERE", "sam@there.example", &b.there}} {
		line := CommandLine(r.code)
		must(t, a.CreateRegister(ctx, line, r.code, "Register "+r.code))
		id, err := a.AddUser(ctx, line, NewUser{Email: r.mail, Name: "Coordinator of " + r.code, Password: goodPassword, Register: r.code, Roles: []access.Role{access.Coordinator}})
		must(t, err)
		*r.actor = access.Actor{UserID: id, Name: "Coordinator of " + r.code, Register: r.code, Roles: []access.Role{access.Coordinator}}
	}
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind Kind) *Error {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", kind)
	}
	e := As(err)
	if e.Kind != kind {
		t.Fatalf("%s (%v), want %s", e.Kind, err, kind)
	}
	return e
}

func (b *board) person(t *testing.T, number string) Receipt {
	t.Helper()
	r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Sam", FamilyName: "Example", NHSNumber: number, BirthDate: civil.Of(2010, 6, 15)}})
	must(t, err)
	return r
}

func rate(on civil.Date, r casefile.Rating, why string) casefile.Decision {
	return casefile.Rate{On: on, Rated: casefile.Rated{Rating: r}, Reason: why}
}

func TestTwoPeopleSavingAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		p := b.person(t, "")
		first, err := b.Record(b.ctx, b.here, p.Case, p.Version, rate(b.Today(), casefile.Red, "in crisis"))
		must(t, err)
		colleague := b.here
		colleague.Name = "Alex Other"
		_, err = b.Record(b.ctx, colleague, p.Case, p.Version, rate(b.Today(), casefile.Amber, "better"))
		e := wantKind(t, err, Conflict)
		if e.Version != first.Version || len(e.Since) != 1 || casefile.Title(e.Since[0].Fact) != "Rated red" || !strings.Contains(e.Text, "Coordinator of HERE") {
			t.Errorf("the second is told %+v", e)
		}
		v, err := b.Person(b.ctx, b.here, p.Case, AsAt{})
		must(t, err)
		if v.Case.Version() != first.Version || v.Case.Rating.Rating != casefile.Red {
			t.Errorf("the second was saved all the same: %+v", v.Case.Rating)
		}
		_, err = b.Record(b.ctx, colleague, p.Case, e.Version, rate(b.Today(), casefile.Amber, "better"))
		must(t, err)
	})
}

func TestRefusalsSayWhyAndSaveNothing(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	p := b.person(t, "9994760173")
	e := wantKind(t, second(b.Record(b.ctx, b.here, p.Case, AnyVersion, rate(b.Today(), casefile.Blue, "?"))), Invalid)
	if len(e.Refusals) != 1 || e.Refusals[0].Field != "rating" {
		t.Errorf("refused with %+v", e.Refusals)
	}
	wantKind(t, second(b.Record(b.ctx, b.there, p.Case, AnyVersion, rate(b.Today(), casefile.Red, "x"))), NotFound)
	wantKind(t, second(b.Person(b.ctx, b.there, p.Case, AsAt{})), NotFound)
	social := b.here
	social.Roles = []access.Role{access.SocialWorker}
	wantKind(t, second(b.Record(b.ctx, social, p.Case, AnyVersion, rate(b.Today(), casefile.Red, "x"))), Forbidden)
	// A rating is a rating by whichever way it comes.
	wantKind(t, second(b.Record(b.ctx, social, p.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Rated{Rating: casefile.Red}})), Forbidden)
	wantKind(t, second(b.AddPerson(b.ctx, social, casefile.Open{On: b.Today()})), Forbidden)
	wantKind(t, second(b.StartImport(b.ctx, social, "a.csv", []byte("a"))), Forbidden)
	wantKind(t, second(b.Users(b.ctx, b.here)), Forbidden)
	wantKind(t, second(b.Verify(b.ctx, b.here, store.Trust{})), Forbidden)
	e = wantKind(t, second(b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Other", NHSNumber: "999 476 0173"}})), Invalid)
	if e.Refusals[0].Field != "nhs_number" {
		t.Errorf("a second person with the same NHS number: %+v", e)
	}
	v, err := b.Person(b.ctx, b.here, p.Case, AsAt{})
	must(t, err)
	if v.Case.Version() != p.Version {
		t.Errorf("version %d, want %d", v.Case.Version(), p.Version)
	}
}

func second[T any](_ T, err error) error { return err }

func TestSignIn(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		e, err := b.SignIn(b.ctx, " Jo@Here.example ", goodPassword, anywhere)
		must(t, err)
		token := e.Token
		in, _, err := b.Session(b.ctx, token)
		must(t, err)
		if in.Actor.UserID != b.here.UserID || in.Actor.Register != "HERE" || len(in.Registers) != 1 {
			t.Errorf("signed in as %+v", in)
		}
		wantKind(t, b.SwitchRegister(b.ctx, in, token, "THERE"), NotFound)

		*b.at = b.at.Add(SessionIdle + time.Minute)
		_, expired, err := b.Session(b.ctx, token)
		wantKind(t, err, SignedOut)
		if expired.UserID != b.here.UserID || len(expired.Roles) != 0 {
			t.Errorf("the ended session is %+v", expired)
		}

		token = b.signIn(t, goodPassword)
		for range 30 { // in use all the time, until the day's end of it
			*b.at = b.at.Add(SessionIdle / 2)
			if _, _, err = b.Session(b.ctx, token); err != nil {
				break
			}
		}
		wantKind(t, err, SignedOut)

		token = b.signIn(t, goodPassword)
		must(t, b.SignOut(b.ctx, b.here, token))
		wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
		wantKind(t, third(b.Session(b.ctx, "made up")), SignedOut)
		wantKind(t, third(b.Session(b.ctx, "")), SignedOut)
	})
}

func third[T, U any](_ T, _ U, err error) error { return err }

func TestLockOutDoesNotTellWhoExists(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, mail := range []string{b.mail, "nobody@here.example"} {
		var texts []string
		for range FailuresAllowed {
			e := wantKind(t, second(b.SignIn(b.ctx, mail, "wrong password", anywhere)), Invalid)
			texts = append(texts, e.Text)
		}
		e := wantKind(t, second(b.SignIn(b.ctx, mail, goodPassword, anywhere)), Locked)
		if texts[0] != errWrongPassword.Text || !strings.Contains(e.Text, "15 minutes") {
			t.Errorf("%s: %q, %q", mail, texts[0], e.Text)
		}
	}
	*b.at = b.at.Add(FailureWindow + time.Minute)
	if _, err := b.SignIn(b.ctx, b.mail, goodPassword, anywhere); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	line := CommandLine("HERE")
	for field, u := range map[string]NewUser{
		"email":    {Email: "nowhere", Name: "N", Password: goodPassword, Register: "HERE", Roles: access.Roles},
		"name":     {Email: "n@x.example", Password: goodPassword, Register: "HERE", Roles: access.Roles},
		"password": {Email: "n@x.example", Name: "N", Password: "short", Register: "HERE", Roles: access.Roles},
		"roles":    {Email: "n@x.example", Name: "N", Password: goodPassword, Register: "HERE"},
	} {
		if e := wantKind(t, second(b.AddUser(b.ctx, line, u)), Invalid); e.Refusals[0].Field != field {
			t.Errorf("want a refusal of %s, got %+v", field, e.Refusals)
		}
	}
	wantKind(t, second(b.AddUser(b.ctx, b.here, NewUser{})), Forbidden)
	token := b.signIn(t, goodPassword)
	must(t, b.SetPassword(b.ctx, line, b.mail, "another good password"))
	wantKind(t, third(b.Session(b.ctx, token)), SignedOut)
	wantKind(t, second(b.SignIn(b.ctx, b.mail, goodPassword, anywhere)), Invalid)
	if _, err := b.SignIn(b.ctx, b.mail, "another good password", anywhere); err != nil {
		t.Error(err)
	}
	if _, err := b.AddUser(b.ctx, CommandLine("THERE"), NewUser{Email: b.mail, Register: "THERE", Roles: []access.Role{access.Clinician}, Vouched: true}); err != nil {
		t.Fatal(err)
	}
	token = b.signIn(t, "another good password")
	in, _, err := b.Session(b.ctx, token)
	must(t, err)
	must(t, b.SwitchRegister(b.ctx, in, token, "THERE"))
	in, _, err = b.Session(b.ctx, token)
	must(t, err)
	if in.Actor.Register != "THERE" || in.Actor.Roles[0] != access.Clinician {
		t.Errorf("in the other register as %+v", in.Actor)
	}
	users, err := b.Users(b.ctx, CommandLine("THERE"))
	must(t, err)
	if len(users) != 2 {
		t.Errorf("users of THERE: %+v", users)
	}
}

func TestDraftsAreTheirWritersAlone(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	typed := url.Values{"note": {"half a thought & more"}}
	must(t, b.KeepDraft(b.ctx, b.here, "rating/x", 3, typed))
	d, got, ok, err := b.Draft(b.ctx, b.here, "rating/x")
	if err != nil || !ok || d.Version != 3 || got.Get("note") != "half a thought & more" {
		t.Errorf("%+v %v %v %v", d, got, ok, err)
	}
	other := b.here
	other.UserID = b.there.UserID
	if _, _, ok, err := b.Draft(b.ctx, other, "rating/x"); ok || err != nil {
		t.Errorf("somebody else reads it: %v %v", ok, err)
	}
	must(t, b.DropDraft(b.ctx, b.here, "rating/x"))
	if _, _, ok, err := b.Draft(b.ctx, b.here, "rating/x"); ok || err != nil {
		t.Errorf("a dropped draft is there: %v %v", ok, err)
	}
}

func TestAPersonAsItStood(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	p := b.person(t, "")
	must(t, second(b.Record(b.ctx, b.here, p.Case, AnyVersion, rate(b.Today(), casefile.Amber, "worse"))))
	*b.at = b.at.AddDate(0, 0, 10)
	last := b.Today()
	// Entered late: it was so four days ago, and is known only today.
	must(t, second(b.Record(b.ctx, b.here, p.Case, AnyVersion, rate(last-4, casefile.Red, "told today"))))
	for _, c := range []struct {
		at   AsAt
		want casefile.Rating
	}{
		{AsAt{}, casefile.Red},
		{AsAt{Day: last - 5}, casefile.Amber},
		{AsAt{Day: last - 2}, casefile.Red},
		{AsAt{Day: last - 2, Recorded: true}, casefile.Amber},
		{AsAt{Day: last, Recorded: true}, casefile.Red},
		{AsAt{Day: last + 100}, casefile.Red},
	} {
		v, err := b.Person(b.ctx, b.here, p.Case, c.at)
		must(t, err)
		if v.Shown.Rating == nil || v.Shown.Rating.Rating != c.want {
			t.Errorf("%+v: %+v, want %s", c.at, v.Shown.Rating, c.want)
		}
		if len(v.Obligations) == 0 {
			t.Errorf("%+v: nothing is due", c.at)
		}
		for _, o := range v.Obligations {
			if o.Why == "" || o.Title == "" || o.Source == "" {
				t.Errorf("%+v: %s is not explained: %+v", c.at, o.Rule, o)
			}
			if o.Rule.String() == "policy.red-review" && (o.Started.Seq == 0 || casefile.Title(o.Started.Fact) != "Rated red") {
				t.Errorf("the red review was started by %+v", o.Started)
			}
		}
	}
}

func TestAFailedBatchLeavesNothing(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		stop := errors.New("stop")
		err := b.InOne(b.ctx, "HERE", func(batch *Batch) error {
			_, err := batch.Open(b.here, "c1", casefile.Open{On: b.Today(), Details: casefile.Details{FamilyName: "Example"}})
			must(t, err)
			_, err = batch.Record(b.here, "c1", rate(b.Today(), casefile.Red, "x"))
			must(t, err)
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v", err)
		}
		wantKind(t, second(b.Person(b.ctx, b.here, "c1", AsAt{})), NotFound)
		page, err := b.People(b.ctx, b.here, PeopleQuery{})
		must(t, err)
		if page.Total != 0 {
			t.Errorf("%d people are listed", page.Total)
		}
	})
}

func TestCaseFilesGoOutAndIn(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	p := b.person(t, "")
	must(t, second(b.Record(b.ctx, b.here, p.Case, AnyVersion, rate(b.Today(), casefile.Red, "x"))))
	data, left, err := b.ExportCase(b.ctx, b.here, p.Case)
	must(t, err)
	if left != 1 { // the details
		t.Errorf("%d entries were left out", left)
	}
	f, faults := casefile.ReadFile(data)
	if len(faults) > 0 {
		t.Fatalf("%v in\n%s", faults, data)
	}
	r, err := b.ImportCase(b.ctx, b.there, f, "case.json")
	if err == nil {
		var v PersonView
		v, err = b.Person(b.ctx, b.there, r.Case, AsAt{})
		must(t, err)
		if v.Case.Rating.Rating != casefile.Red || len(v.Case.Flags) != 2 || v.Case.Details.BirthDate != civil.Of(2010, 6, 15) {
			t.Errorf("came in as %+v, flags %+v", v.Case.Rating, v.Case.Flags)
		}
	}
	must(t, err)
	wantKind(t, third(b.ExportCase(b.ctx, b.there, p.Case)), NotFound)
}
