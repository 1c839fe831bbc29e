package jobs

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/mail"
	"homeward/internal/mail/mailtest"
	"homeward/internal/store"
)

func init() { enginetest.Prepare = store.Migrate }

// hand is the clock of one test; every process of it has the same.
type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hand) set(day civil.Date, hour, minute int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	y, m, d := day.YMD()
	h.at = time.Date(y, time.Month(m), d, hour, minute, 0, 0, time.UTC)
}

// area is a register in which Jo Marsh holds the case of someone for whom
// things are overdue, and wants to hear of it by e-mail.
type area struct {
	t       *testing.T
	address string
	hand    *hand
	post    *mailtest.Post
	log     bytes.Buffer
	caseID  string
	jo      access.Actor
}

const number = "9994760173"

var monday = civil.Of(2026, 11, 23)

func newArea(t *testing.T, address string, answer func(verb string) string) (*area, *app.App) {
	t.Helper()
	r := &area{t: t, address: address, hand: &hand{}, post: mailtest.New(t, answer)}
	r.hand.set(monday, 0, 1)
	a := r.process()
	line := app.CommandLine("NORTH")
	r.must(a.CreateRegister(t.Context(), line, "NORTH", "Northshire"))
	for _, u := range []struct {
		name string
		role access.Role
	}{{"Jo Marsh", access.SocialWorker}, {"Sunita Rao", access.ReviewCoordinator}, {"Ravi Nair", access.Administrator}} {
		email := strings.ToLower(strings.ReplaceAll(u.name, " ", ".")) + "@board.example"
		id, err := a.AddUser(t.Context(), line, app.NewUser{Email: email, Name: u.name, Password: "a long password", Register: "NORTH", Roles: []access.Role{u.role}})
		r.must(err)
		if r.jo.UserID == "" {
			r.jo = access.Actor{UserID: id, Name: u.name, Register: "NORTH", Roles: []access.Role{u.role}}
		}
	}
	settings, _, err := a.ReminderSettings(t.Context(), line)
	r.must(err)
	settings.Email = true
	r.must(a.SetReminderSettings(t.Context(), line, settings))
	red := civil.Of(2026, 11, 2)
	made, err := a.AddPerson(t.Context(), line, casefile.Open{On: red, Details: casefile.Details{GivenName: "Zebedee", FamilyName: "Quill", NHSNumber: number, BirthDate: civil.Of(1990, 6, 15)}},
		casefile.Rate{On: red, Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"},
		casefile.Add{On: red, Fact: casefile.Action{ID: "a1", Due: monday + 3, Text: "Ring the landlord"}},
		casefile.Add{On: red, Fact: casefile.Coordinator{Name: "Jo Marsh"}})
	r.must(err)
	r.caseID = made.Case
	r.must(a.SayWhose(t.Context(), line, "Jo Marsh", r.jo.UserID))
	return r, a
}

// process is one more Homeward on the same database.
func (r *area) process() *app.App {
	r.t.Helper()
	s, err := store.Open(context.Background(), r.address)
	r.must(err)
	r.t.Cleanup(func() { s.Close() })
	a, err := app.New(s, clock.England(), r.hand.now)
	r.must(err)
	server, err := mail.Open("smtp://"+r.post.Address, "Homeward <no-reply@board.example>")
	r.must(err)
	a.SendBy(server, "https://homeward.example/")
	return a
}

func (r *area) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *area) logger() *slog.Logger { return slog.New(slog.NewTextHandler(&r.log, nil)) }

// letters are the messages that the mail server took, as "address: subject",
// sorted.
func (r *area) letters() []string {
	r.t.Helper()
	var letters []string
	for _, taken := range r.post.Taken() {
		m, err := netmail.ReadMessage(strings.NewReader(taken))
		r.must(err)
		letters = append(letters, m.Header.Get("To")+": "+m.Header.Get("Subject"))
	}
	slices.Sort(letters)
	return letters
}

func (r *area) has(want ...string) {
	r.t.Helper()
	if got := r.letters(); !slices.Equal(got, want) {
		r.t.Errorf("at %v the mail server has\n%q, want\n%q", r.hand.now(), got, want)
	}
}

const (
	toJo     = "<jo.marsh@board.example>: Homeward: 2 new reminders"
	toSunita = "<sunita.rao@board.example>: Homeward: 1 new reminder"
)

func TestRemindersGoOutOnceADay(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r, a := newArea(t, address, nil)
		step := func(day civil.Date, hour int, want ...string) {
			t.Helper()
			r.hand.set(day, hour, 0)
			reevaluate(t.Context(), a, r.logger())
			deliver(t.Context(), a, r.logger())
			r.has(want...)
		}
		step(monday, 6) // the day's messages wait for the morning
		step(monday, 7, toJo, toSunita)
		step(monday, 23, toJo, toSunita)
		step(monday+1, 7, toJo, toSunita) // nothing new
		// On the 27th the action is overdue for a day; the rest of what is new is
		// still unseen and counts.
		step(monday+4, 12, toJo, toJo, toSunita)
		if r.log.Len() > 0 {
			t.Errorf("logged:\n%s", r.log.String())
		}

		taken := r.post.Taken()
		for _, never := range []string{"Zebedee", "Quill", number, number[:3], "landlord", r.caseID, "Jo Marsh", "1990"} {
			for _, m := range taken {
				_, text, _ := strings.Cut(m, "\r\n\r\n")
				if strings.Contains(text, never) || strings.Contains(m, "Zebedee") {
					t.Errorf("the message says %q:\n%s", never, m)
				}
			}
		}
		last, err := netmail.ReadMessage(strings.NewReader(taken[len(taken)-1]))
		r.must(err)
		text, err := io.ReadAll(last.Body)
		r.must(err)
		const want = "You have 2 new reminders in the register Northshire:\n\n  Reviews and visits: 1, 1 overdue\n  Actions and support: 1, 1 overdue\n\n" +
			"Sign in to read them: https://homeward.example/reminders\n\n" +
			"This email names nobody, to keep what is confidential inside Homeward. Plea=\nse do not reply to it: nobody reads the answers.\nYour administrator can change who is reminded of what.\n"
		if got := strings.ReplaceAll(string(text), "\r\n", "\n"); got != want {
			t.Errorf("the message says\n%s\nwant\n%s", got, want)
		}
	})
}

func TestWhatWasSeenMeanwhileIsNotSent(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r, a := newArea(t, address, nil)
		reevaluate(t.Context(), a, r.logger())
		r.must(a.SeeReminders(t.Context(), r.jo, monday))
		r.hand.set(monday, 8, 0)
		deliver(t.Context(), a, r.logger())
		r.has(toSunita)
		// Switched off, nothing more is put in.
		line := app.CommandLine("NORTH")
		settings, _, err := a.ReminderSettings(t.Context(), line)
		r.must(err)
		settings.Email = false
		r.must(a.SetReminderSettings(t.Context(), line, settings))
		r.hand.set(monday+4, 8, 0)
		reevaluate(t.Context(), a, r.logger())
		deliver(t.Context(), a, r.logger())
		r.has(toSunita)
		if n, err := a.NewReminders(t.Context(), r.jo); err != nil || n != 1 {
			t.Errorf("in Homeward there are %d, %v", n, err)
		}
	})
}

func TestAFailingServerIsTriedAgain(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		var down atomic.Bool
		r, a := newArea(t, address, func(verb string) string {
			if verb == "DATA" && down.Load() {
				return "451 4.3.0 not now, jo.marsh@board.example"
			}
			return ""
		})
		down.Store(true)
		reevaluate(t.Context(), a, r.logger())
		try := func(hour, minute int, want ...string) {
			t.Helper()
			r.hand.set(monday, hour, minute)
			deliver(t.Context(), a, r.logger())
			r.has(want...)
		}
		tried := func() int {
			n := 0
			for _, c := range r.post.Commands() {
				if c == "DATA" {
					n++
				}
			}
			return n
		}
		try(7, 0) // a round ends with the first that fails
		try(7, 1) // so this is the other
		try(7, 2) // both wait
		if tried() != 2 {
			t.Errorf("tried %d times", tried())
		}
		try(7, 6)
		try(7, 6)
		try(7, 7) // the next wait is twice as long
		if tried() != 4 {
			t.Errorf("tried %d times", tried())
		}
		down.Store(false)
		try(7, 17, toJo, toSunita)
		try(23, 0, toJo, toSunita)
		log := r.log.String()
		if strings.Count(log, "refused a message with code 451") != 4 || strings.Contains(log, "marsh") || strings.Contains(log, "board.example") {
			t.Errorf("logged:\n%s", log)
		}
	})
}

func TestAMessageIsGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	r, a := newArea(t, enginetest.SQLite(t), func(verb string) string {
		if verb == "RCPT" {
			return "550 5.1.1 unknown"
		}
		return ""
	})
	reevaluate(t.Context(), a, r.logger())
	start := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	for minutes := range 3 * 24 * 60 / 5 {
		r.hand.mu.Lock()
		r.hand.at = start.Add(time.Duration(minutes) * 5 * time.Minute)
		r.hand.mu.Unlock()
		deliver(t.Context(), a, r.logger())
	}
	times := 0
	for _, c := range r.post.Commands() {
		if c == "QUIT" {
			times++
		}
	}
	if times < 10 || times > 30 {
		t.Errorf("tried %d times in all", times)
	}
	r.has()
}

// TestTwoProcessesSendEachMessageOnce has two of them do all the work of the
// day at the same time.
func TestTwoProcessesSendEachMessageOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r, one := newArea(t, address, nil)
		other := r.process()
		var want []string
		for n := range 20 {
			_, err := one.AddUser(t.Context(), app.CommandLine("NORTH"), app.NewUser{
				Email: fmt.Sprintf("r%d@board.example", n), Name: fmt.Sprintf("Reviewer %d", n), Password: "a long password", Register: "NORTH", Roles: []access.Role{access.ReviewCoordinator}})
			r.must(err)
			want = append(want, fmt.Sprintf("<r%d@board.example>: Homeward: 1 new reminder", n))
		}
		want = append(want, toJo, toSunita)
		slices.Sort(want)
		r.hand.set(monday, 9, 0)
		log := slog.New(slog.NewTextHandler(t.Output(), nil))
		var wg sync.WaitGroup
		for _, a := range []*app.App{one, other} {
			wg.Go(func() { reevaluate(t.Context(), a, log) })
		}
		wg.Wait()
		// Outbox goes on until it is stopped, as it does in a running Homeward.
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		for _, a := range []*app.App{one, other} {
			wg.Go(func() { Outbox(ctx, a, time.Millisecond, log) })
		}
		for giveUp := time.Now().Add(time.Minute); len(r.post.Taken()) < len(want); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(giveUp) {
				stop()
				wg.Wait()
				r.has(want...)
				t.FailNow()
			}
		}
		time.Sleep(50 * time.Millisecond) // for one too many to show
		stop()
		wg.Wait()
		r.has(want...)
	})
}
