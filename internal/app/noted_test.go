package app

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// noted are the acts of a register since a moment, the first first, without
// what differs from run to run.
func (b *board) noted(t *testing.T, register string, since time.Time) []store.Audit {
	t.Helper()
	must(t, b.WriteNoted(b.ctx))
	acts, err := b.store.AuditTrail(b.ctx, register, store.AuditQuery{From: since}, 1000)
	must(t, err)
	for i := range acts {
		acts[i].ID = ""
	}
	slices.Reverse(acts)
	return acts
}

func TestLookingSearchingAndExportingAreNoted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		sam := b.person(t, "999 000 0018").Case
		secret, err := b.MakeCalendar(b.ctx, b.here)
		must(t, err)
		who := b.here
		who.From = "192.0.2.7"
		start := *b.at
		from := start.Add(time.Second)
		step := func() { *b.at = b.at.Add(time.Second) }
		for _, act := range []func() error{
			func() error { _, err := b.Person(b.ctx, who, sam, AsAt{}); return err },
			func() error { _, err := b.Person(b.ctx, who, sam, AsAt{For: "to record rating"}); return err },
			func() error {
				_, err := b.Person(b.ctx, who, sam, AsAt{Day: civil.Of(2026, 1, 1), Recorded: true})
				return err
			},
			func() error { _, err := b.Person(b.ctx, who, sam, AsAt{Unseen: true}); return err },
			func() error { _, _, err := b.Readiness(b.ctx, who, sam); return err },
			func() error { _, err := b.People(b.ctx, who, PeopleQuery{}); return err }, // a list is no look at a record
			func() error { _, err := b.People(b.ctx, who, PeopleQuery{Text: "Example"}); return err },
			func() error { _, err := b.People(b.ctx, who, PeopleQuery{Text: "15/6/2010"}); return err },
			func() error { _, err := b.People(b.ctx, who, PeopleQuery{Text: "999 000"}); return err },
			func() error { _, err := b.People(b.ctx, who, PeopleQuery{Text: "Nobody 1/2/1990"}); return err },
			func() error {
				_, err := b.PossiblySame(b.ctx, who, casefile.Details{GivenName: "Sam", FamilyName: "Example"})
				return err
			},
			func() error {
				return b.Export(b.ctx, who, PeopleQuery{Text: "Example"}, CSV, io.Discard)
			},
			func() error { _, _, err := b.ExportCase(b.ctx, who, sam); return err },
			func() error { return b.EachCaseFile(b.ctx, who, func(*casefile.File) error { return nil }) },
			func() error { _, err := b.Calendar(b.ctx, secret, "192.0.2.8"); return err },
			func() error {
				return b.SeeInImport(b.ctx, who, "i1", []*Line{{}, {Existing: &Known{Case: sam}}})
			},
			func() error {
				_, err := b.Record(b.ctx, who, sam, AnyVersion, rate(b.Today(), casefile.Red, "x"))
				return err
			},
		} {
			step()
			must(t, act())
		}
		want := []store.Audit{
			{Kind: store.Looked, Action: "see record", Case: sam},
			{Kind: store.Looked, Action: "see record", Case: sam, Detail: "to record rating"},
			{Kind: store.Looked, Action: "see record", Case: sam, Detail: "as it stood on 2026-01-01 as recorded by then"},
			{Kind: store.Looked, Action: "see record", Case: sam, Detail: "what Part 8A would ask for"},
			{Kind: store.Searched, Action: "search", Detail: "name, 1 found", Words: "Example"},
			{Kind: store.Searched, Action: "search", Detail: "date of birth, 1 found", Words: "15/6/2010"},
			{Kind: store.Searched, Action: "search", Detail: "NHS number, 1 found", Words: "999 000"},
			{Kind: store.Searched, Action: "search", Detail: "name and date of birth, 0 found", Words: "Nobody 1/2/1990"},
			{Kind: store.Searched, Action: "look for the same person", Detail: "name, 1 found", Words: "Sam Example"},
			{Kind: store.Exported, Action: "export register", Detail: "csv", Words: "Example"},
			{Kind: store.Exported, Action: "export case", Case: sam},
			{Kind: store.Exported, Action: "export all cases"},
			{Kind: store.Looked, Action: "see calendar", Detail: "0 dates, no names", From: "192.0.2.8"},
			{Kind: store.Looked, Action: "see beside a spreadsheet", Case: sam, Detail: "import i1"},
			{Kind: store.Changed, Action: "rate", Case: sam, Detail: "entries 3 to 3"},
		}
		got := b.noted(t, "HERE", from)
		for i := range got {
			got[i].At = time.Time{}
		}
		for i := range want {
			want[i].Register, want[i].UserID, want[i].UserName, want[i].Role = "HERE", who.UserID, who.Name, string(access.Coordinator)
			want[i].Purpose = string(access.RunningRegister)
			if want[i].From == "" {
				want[i].From = who.From
			}
		}
		if !slices.Equal(got, want) {
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Errorf("act %d:\ngot  %+v\nwant %+v", i, at(got, i), at(want, i))
				}
			}
		}
	})
}

func at(acts []store.Audit, i int) any {
	if i < len(acts) {
		return acts[i]
	}
	return "none"
}

func TestSigningInAndFailingToAreNoted(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	start := b.at.Add(time.Second)
	*b.at = start
	must(t, b.KeepSecretsBy(testKey))
	var told []FailedSignIn
	b.OnFailedSignIn(func(f FailedSignIn) { told = append(told, f) })
	signIn := func(mail, password string) {
		_, err := b.SignIn(b.ctx, mail, password, From{Address: "192.0.2.7"})
		if (err == nil) != (password == goodPassword && mail == b.mail) {
			t.Fatal(mail, err)
		}
		*b.at = b.at.Add(time.Second)
	}
	signIn(b.mail, "wrong")
	signIn("nobody@here.example", goodPassword)
	signIn(b.mail, goodPassword)
	for range FailuresAllowed {
		signIn(b.mail, "wrong")
	}
	if _, err := b.SignIn(b.ctx, b.mail, goodPassword, From{Address: "192.0.2.7"}); As(err).Kind != Locked {
		t.Fatal(err)
	}
	var acts []string
	for _, a := range b.noted(t, "HERE", start) {
		if a.Kind != store.Signed || a.UserID != b.here.UserID || a.From != "192.0.2.7" || a.Words != "" {
			t.Errorf("%+v", a)
		}
		acts = append(acts, a.Action)
	}
	want := []string{"sign in refused", "sign in", "sign in refused", "sign in refused", "sign in refused", "sign in refused", "sign in refused", "sign in locked"}
	if !slices.Equal(acts, want) {
		t.Errorf("noted %q, want %q", acts, want)
	}
	if len(told) != len(want) || told[1] != (FailedSignIn{Action: "sign in refused", Address: told[1].Address, From: "192.0.2.7"}) || len(told[1].Address) != 16 ||
		!told[0].Known || told[0].Address == told[1].Address || told[0].Address != told[2].Address || told[len(told)-1].Action != "sign in locked" {
		t.Errorf("the operator is told %+v", told)
	}
	// Whoever was typed is nobody of a register, and what was typed is not kept.
	unknown := b.noted(t, "", start)
	if len(unknown) != 1 || unknown[0].UserID != "unknown" || unknown[0].Action != "sign in refused" || unknown[0].Detail != "address "+told[1].Address || strings.Contains(unknown[0].Detail+unknown[0].UserName+unknown[0].Words, "nobody@") {
		t.Errorf("of nobody: %+v", unknown)
	}
}

func TestARefusalIsNoted(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	start := b.at.Add(time.Second)
	*b.at = start
	admin := access.Actor{UserID: "u9", Name: "Ada Example", Register: "HERE", Roles: []access.Role{access.Administrator}, From: "192.0.2.7"}
	_, err := b.Person(b.ctx, admin, "p1", AsAt{})
	wantKind(t, err, Forbidden)
	must(t, b.NoteRefused(b.ctx, admin, "GET /people/{id}", "p1", err))
	// One that does not tell that there is a record.
	must(t, b.NoteRefused(b.ctx, admin, "GET /people/{id}", "", &Error{Kind: NotFound, cause: &refusal{"u9", "no relation", access.SeePerson}}))
	// The guard of a route has no cause.
	must(t, b.NoteRefused(b.ctx, admin, "GET /imports", "", &Error{Kind: Forbidden}))
	// None of these is a refusal, or nobody's.
	must(t, b.NoteRefused(b.ctx, admin, "GET /x", "", errors.New("other")))
	must(t, b.NoteRefused(b.ctx, admin, "GET /x", "", store.ErrNotFound))
	must(t, b.NoteRefused(b.ctx, access.Actor{}, "GET /x", "", &Error{Kind: Forbidden}))

	one := store.Audit{At: start, Register: "HERE", UserID: "u9", UserName: "Ada Example", Role: "administrator", Kind: store.Refused, Action: "refused", From: "192.0.2.7"}
	two, three := one, one
	one.Case, one.Detail = "p1", "GET /people/{id}: see a person's record: none of your roles in this register may see a person's record"
	two.Detail, three.Detail = "GET /people/{id}: see a person's record: no relation", "GET /imports"
	got := b.noted(t, "HERE", start)
	less := func(x, y store.Audit) int { return strings.Compare(x.Case+x.Detail, y.Case+y.Detail) }
	want := []store.Audit{one, two, three}
	slices.SortFunc(got, less)
	slices.SortFunc(want, less)
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestHowMuchOfAnAddressIsKept(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, test := range []struct {
		keep         AddressKeeping
		address, out string
	}{
		{"", "192.0.2.77", "192.0.2.77"}, {WholeAddress, "192.0.2.77", "192.0.2.77"}, {WholeAddress, "2001:db8:1:2::3%eth0", "2001:db8:1:2::3"},
		{NetworkAddress, "192.0.2.77", "192.0.2.0/24"}, {NetworkAddress, "::ffff:192.0.2.77", "192.0.2.0/24"}, {NetworkAddress, "2001:db8:1:2::3", "2001:db8:1::/48"},
		{NoAddress, "192.0.2.77", ""}, {WholeAddress, "jo@example.org", ""}, {WholeAddress, "", ""},
	} {
		b.KeepAddresses(test.keep)
		if got := b.kept(test.address); got != test.out {
			t.Errorf("%s of %q is %q, want %q", test.keep, test.address, got, test.out)
		}
	}
}

// What was looked at is on the disk within a second, without anyone asking.
func TestActsAreWrittenWithinASecondAndAtStop(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	sam := b.person(t, "").Case
	count := func() int {
		acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Kinds: []store.AuditKind{store.Looked}}, 100)
		must(t, err)
		return len(acts)
	}
	look := func() {
		t.Helper()
		_, err := b.Person(b.ctx, b.here, sam, AsAt{})
		must(t, err)
	}
	look()
	look()
	if n := count(); n != 0 {
		t.Errorf("%d acts were written one by one", n)
	}
	b.Wait() // as long as the writing that is under way takes
	if n := count(); n != 2 {
		t.Errorf("%d of 2 acts were written", n)
	}
	look()
	began := time.Now()
	b.Stop()
	b.Wait()
	if n := count(); n != 3 {
		t.Errorf("%d of 3 acts were written at stop", n)
	}
	if took := time.Since(began); took > actsWait/2 {
		t.Errorf("stopping took %v", took)
	}
}

// When there is no room left, who looks waits, and nothing is dropped.
func TestNoActIsDropped(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	b.acts.waiting = make(chan store.Audit, 4)
	sam := b.person(t, "").Case
	const looks = 50
	for range looks {
		_, err := b.Person(b.ctx, b.here, sam, AsAt{})
		must(t, err)
	}
	b.Stop()
	b.Wait()
	acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Kinds: []store.AuditKind{store.Looked}}, 1000)
	must(t, err)
	if len(acts) != looks {
		t.Errorf("%d of %d", len(acts), looks)
	}
}

// Where acts cannot be written, nobody's record is shown; when they can be
// again, what was kept is written and the record is shown.
func TestNoRecordIsShownThatCannotBeNoted(t *testing.T) {
	t.Parallel()
	address := enginetest.SQLite(t)
	b := open(t, address)
	faults := make(chan error, 10)
	b.OnFault(func(err error) { faults <- err })
	sam := b.person(t, "").Case
	db, err := sql.Open("sqlite", "file:"+filepath.Join(strings.TrimPrefix(address, "sqlite:"), store.FileName))
	must(t, err)
	defer db.Close()
	do := func(text string) {
		t.Helper()
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE TRIGGER shut BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'shut'); END")
	look := func() error { _, err := b.Person(b.ctx, b.here, sam, AsAt{}); return err }
	must(t, look())
	if err := b.WriteNoted(b.ctx); err == nil {
		t.Fatal("it was written")
	}
	if err := <-faults; !strings.Contains(err.Error(), "noting 1 acts") {
		t.Errorf("the fault is %v", err)
	}
	wantKind(t, look(), Internal)
	if _, err := b.People(b.ctx, b.here, PeopleQuery{Text: "Sam"}); As(err).Kind != Internal {
		t.Errorf("a search was answered: %v", err)
	}
	do("DROP TRIGGER shut")
	b.Wait() // it is tried again each second
	must(t, look())
	looks := slices.DeleteFunc(b.noted(t, "HERE", time.Time{}), func(a store.Audit) bool { return a.Kind != store.Looked })
	if len(looks) != 2 {
		t.Errorf("noted %+v", looks)
	}
}

// At stop, what cannot be written is told.
func TestWhatCannotBeNotedAtStopIsTold(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	faults := make(chan error, 10)
	b.OnFault(func(err error) { faults <- err })
	must(t, b.note(b.ctx, store.Audit{At: *b.at, UserID: "u1", UserName: "A", Action: "see"}))
	must(t, b.store.Close())
	b.Stop()
	b.Wait()
	select {
	case err := <-faults:
		if !strings.Contains(err.Error(), "noting 1 acts") {
			t.Errorf("told %v", err)
		}
	default:
		t.Error("nobody was told")
	}
}

// A page that waits for room gives up with its visitor.
func TestWaitingForRoomEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	b.acts.writing.Store(true) // nobody writes
	b.acts.waiting = make(chan store.Audit)
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Millisecond)
	defer cancel()
	if err := b.note(ctx, store.Audit{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// Whoever types one NHS number after the other learns which somebody has whom
// they may not see, so each is noted.
func TestTryingNumbersIsNoted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		b.person(t, "9994760173")
		nurse := b.colleague(t, "HERE", "Nia Price", access.Clinician)
		own, err := b.AddPerson(b.ctx, nurse, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Bo", FamilyName: "Other"}})
		must(t, err)
		start := b.at.Add(time.Second)
		*b.at = start
		wantKind(t, second(b.AddPerson(b.ctx, nurse, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Jo", NHSNumber: "999 476 0173"}})), Invalid)
		wantKind(t, second(b.AddPerson(b.ctx, nurse, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Sam", FamilyName: "Example", BirthDate: civil.Of(2010, 6, 15)}})), Invalid)
		wantKind(t, second(b.Record(b.ctx, nurse, own.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Details{GivenName: "Bo", FamilyName: "Other", NHSNumber: "9994760173"}})), Invalid)
		wantKind(t, second(b.AddPerson(b.ctx, nurse, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Jo", NHSNumber: "1"}})), Invalid)
		var acts []string
		for _, act := range b.noted(t, "HERE", start) {
			acts = append(acts, string(act.Kind)+" "+act.UserName+" "+act.Detail)
		}
		slices.Sort(acts)
		const words = ": somebody has these details whom they may not see"
		if want := []string{"refusal Nia Price add a person" + words, "refusal Nia Price add a person" + words, "refusal Nia Price record details" + words}; !slices.Equal(acts, want) {
			t.Errorf("noted\n%q, want\n%q", acts, want)
		}
	})
}

// firstByte looks once, when the first byte of a file is written.
type firstByte struct {
	look  func()
	begun bool
}

func (f *firstByte) Write(p []byte) (int, error) {
	if !f.begun {
		f.begun = true
		f.look()
	}
	return len(p), nil
}

// takenOut has a file written, and is an error where that it was taken out is
// not noted before its first byte, as what it is.
func (b *board) takenOut(t *testing.T, action string, write func(io.Writer) error) {
	t.Helper()
	w := &firstByte{}
	w.look = func() {
		acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Kinds: []store.AuditKind{store.Exported}}, 10)
		must(t, err)
		if !slices.ContainsFunc(acts, func(act store.Audit) bool { return act.Action == action }) {
			t.Errorf("no %q is noted as an export before the first byte, only %+v", action, acts)
		}
	}
	must(t, write(w))
	if !w.begun {
		t.Errorf("%q wrote nothing", action)
	}
}
