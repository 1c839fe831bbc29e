package demo

import (
	"context"
	"reflect"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

var today = civil.FromTime(now)

func filled(t *testing.T, people int, seed uint64) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), "sqlite:"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := Fill(context.Background(), s, clock.England(), people, seed, now); err != nil {
		t.Fatal(err)
	}
	return s
}

func stories(t *testing.T, s *store.Store) map[string][]casefile.Recorded {
	t.Helper()
	all := map[string][]casefile.Recorded{}
	for _, r := range Registers {
		err := s.EachCase(context.Background(), r.Code, func(c *casefile.Case) error {
			entries := c.Entries
			for i := range entries {
				entries[i].By.ID = "" // users have random identifiers, and so have meetings
				switch f := entries[i].Fact.(type) {
				case casefile.Referral:
					f.Form.User = ""
					entries[i].Fact = f
				case casefile.Meeting:
					f.Meeting = ""
					entries[i].Fact = f
				case casefile.Action:
					f.Meeting = ""
					entries[i].Fact = f
				case casefile.MeetingPutOff:
					f.Meeting = ""
					entries[i].Fact = f
				}
			}
			all[r.Code+"/"+c.ID] = entries
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestTeams: whoever tries *My team's* in the demo finds one, and what is due.
func TestTeams(t *testing.T) {
	t.Parallel()
	s := filled(t, 60, 7)
	for _, r := range Registers {
		teams, err := s.Teams(context.Background(), r.Code)
		if err != nil || len(teams) != 2 || teams[0].Name != "Adults’ community team" || len(teams[0].Members) != 4 || len(teams[1].Members) != 2 {
			t.Errorf("%s has %+v, %v", r.Code, teams, err)
			continue
		}
		for _, team := range teams {
			names, err := s.Teammates(context.Background(), r.Code, team.Members[0])
			if err != nil {
				t.Fatal(err)
			}
			if due, err := s.ObligationsDue(context.Background(), r.Code, store.DueQuery{Coordinators: names, Today: today}); err != nil || due.Total == 0 {
				t.Errorf("for %q nothing is due: %v", names, err)
			}
		}
	}
}

func TestTheSameSeedAndDayMakeTheSamePeople(t *testing.T) {
	t.Parallel()
	one, other := stories(t, filled(t, 60, 7)), stories(t, filled(t, 60, 7))
	if len(one) != 60+2*12+len(Registers) || !reflect.DeepEqual(one, other) {
		t.Errorf("%d and %d people, and they differ", len(one), len(other))
	}
	if another := stories(t, filled(t, 60, 8)); reflect.DeepEqual(one, another) {
		t.Error("another seed makes the same people")
	}
}

func TestTheDemoLooksLikeARegister(t *testing.T) {
	t.Parallel()
	s := filled(t, 600, 1)
	ctx := context.Background()
	seen := map[casefile.Kind]int{}
	var suspended, late, open int
	numbers := map[string]bool{}
	for _, entries := range stories(t, s) {
		c := casefile.Fold("x", entries)
		for _, e := range entries {
			seen[e.Fact.Kind()]++
		}
		if n := c.Details.NHSNumber; n != "" {
			if numbers[n] || n[:3] != "999" {
				t.Errorf("NHS number %s is used twice or could be somebody's", n)
			}
			numbers[n] = true
		}
		if age := c.Details.BirthDate.AgeOn(today); age < 4 || age > 81 {
			t.Errorf("someone is %d", age)
		}
		for _, o := range clock.Evaluate(c.File(), clock.England(), today).Obligations {
			switch o.State {
			case clock.Suspended:
				suspended++
			case clock.MetLate, clock.Overdue, clock.EndedOverdue:
				late++
			case clock.Due:
				open++
			}
		}
	}
	for _, kind := range []casefile.Kind{"admission", "discharge", "ward-move", "legal-status", "review-held", "report-sent", "laep", "meeting",
		"consent", "rating", "left-register", "moved-out", "oversight-visit", "support-need", "support-started", "action-done", "keyworker", "ehc-plan", "note",
		"admission-questions", "commissioners", "leave", "leave-ended", "segregation", "segregation-reviewed", "segregation-ended", "restraint", "independent-review", "inadequate-notice", "inadequate-told",
		"hospital-care", "discharge-plan", "discharge-condition", "discharge-progress", "discharge-delay", "discharge-delay-ended", "discharge-agreement", "planned-discharge"} {
		if seen[kind] == 0 {
			t.Errorf("nobody has an entry of kind %s", kind)
		}
	}
	if suspended == 0 || late == 0 || open == 0 {
		t.Errorf("suspended %d, late %d, open %d: a real register has some of each", suspended, late, open)
	}
	page, err := s.People(ctx, Registers[0].Code, store.PeopleQuery{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	total := page.Counts.Total()
	for _, c := range colours {
		if got := 100 * page.Counts.Of(c.rating) / total; got < c.percent-8 || got > c.percent+8 {
			t.Errorf("%d%% are %s, want about %d%%", got, c.rating, c.percent)
		}
	}
	a, err := app.New(s, clock.England(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range Accounts() {
		entrance, err := a.SignIn(ctx, account.Email, account.Password, app.From{})
		if err != nil {
			t.Fatalf("%s: %v", account.Email, err)
		}
		in, _, err := a.Session(ctx, entrance.Token)
		if err != nil || in.Actor.Register != account.Register || len(in.Actor.Roles) != 1 || in.Actor.Roles[0] != account.Role {
			t.Errorf("%s signs in as %+v (%v)", account.Email, in.Actor, err)
		}
	}
}

// The accounts that see nobody without a relation have full pages all the same.
func TestEveryAccountHasSomebodyToSee(t *testing.T) {
	t.Parallel()
	s := filled(t, 600, 1)
	ctx := context.Background()
	a, err := app.New(s, clock.England(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range Accounts() {
		entrance, err := a.SignIn(ctx, account.Email, account.Password, app.From{})
		if err != nil {
			t.Fatal(err)
		}
		in, _, err := a.Session(ctx, entrance.Token)
		if err != nil {
			t.Fatal(err)
		}
		n := -1
		switch account.Role {
		case access.Clinician, access.SocialWorker, access.Provider:
			page, err := a.People(ctx, in.Actor, app.PeopleQuery{})
			if err != nil {
				t.Fatal(err)
			}
			n = page.Total
		case access.PanelMember, access.Advocate, access.Family, access.ThePerson:
			people, err := a.MyPeople(ctx, in.Actor, a.Now())
			if err != nil {
				t.Fatal(err)
			}
			n = len(people)
		case access.InformationGovernance:
			list, err := a.Emergencies(ctx, in.Actor, 1)
			if err != nil {
				t.Fatal(err)
			}
			if n = list.Total; list.NotLookedAt != 1 {
				t.Errorf("%s: %d are to be looked at", account.Email, list.NotLookedAt)
			}
		default:
			continue
		}
		least := map[access.Role]int{access.Clinician: 55, access.SocialWorker: 40, access.Provider: 10, access.PanelMember: 3, access.Advocate: 5, access.Family: 1, access.ThePerson: 1, access.InformationGovernance: 2}
		if n < least[account.Role] {
			t.Errorf("%s sees %d, want at least %d", account.Email, n, least[account.Role])
		}
	}
}
