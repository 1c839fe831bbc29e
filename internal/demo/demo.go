// Package demo fills registers with invented people whose stories are made by
// the same use cases as real ones. The same seed and day make the same people.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// Account is a sign-in of the demo.
type Account struct {
	Role     access.Role `json:"role"`
	Register string      `json:"register"`
	Email    string      `json:"email"`
	Password string      `json:"password"`
}

// Register is one of the demo's registers.
type Register struct {
	Code, Name  string
	domain      string
	authorities []string
	share       int // of ten people, how many are in it
}

// Registers are the two invented areas.
var Registers = []Register{
	{"NSH", "Northshire", "northshire.example", []string{"Northshire County Council", "Westport City Council", "Eastmoor Borough Council"}, 6},
	{"SVL", "Severn Vale", "severnvale.example", []string{"Vale Council", "Thornbridge Council"}, 4},
}

// Password opens every account of the demo. It guards invented people only.
const Password = "a-home-not-a-ward"

// RegisterName is what people call a register of the demo.
func RegisterName(code string) string {
	for _, r := range Registers {
		if r.Code == code {
			return r.Name
		}
	}
	return code
}

// Made reports whether registers are those of a demo, and no others.
func Made(registers []store.Register) bool {
	for _, r := range registers {
		if RegisterName(r.Code) != r.Name {
			return false
		}
	}
	return len(registers) == len(Registers)
}

// Accounts lists one sign-in for each role in each register.
func Accounts() []Account {
	var accounts []Account
	for _, r := range Registers {
		for _, role := range access.Roles {
			accounts = append(accounts, Account{Role: role, Register: r.Code, Email: string(role) + "@" + r.domain, Password: Password})
		}
	}
	return accounts
}

// stopwatch is the clock of the use cases while the stories are told.
type stopwatch struct{ at time.Time }

func (s *stopwatch) now() time.Time { return s.at }

// Fill makes the registers, an account for each role in each, and people. Now
// is the moment the stories lead up to.
func Fill(ctx context.Context, s *store.Store, rules *clock.Rulebook, people int, seed uint64, now time.Time) error {
	made := 0
	for i, r := range Registers {
		count := people * r.share / 10
		if i == len(Registers)-1 {
			count = people - made
		}
		made += count
		if err := FillOne(ctx, s, rules, r, count, seed+uint64(i)<<32, now); err != nil {
			return err
		}
	}
	return nil
}

// FillOne makes one of the registers, with an account for each role, and
// people.
func FillOne(ctx context.Context, s *store.Store, rules *clock.Rulebook, r Register, people int, seed uint64, now time.Time) error {
	watch := &stopwatch{now}
	a, err := app.New(s, rules, watch.now)
	if err != nil {
		return err
	}
	operator := app.CommandLine(r.Code)
	if err := a.CreateRegister(ctx, operator, r.Code, r.Name); err != nil {
		return err
	}
	staff, err := employ(ctx, a, operator, r)
	if err != nil {
		return err
	}
	if err := populate(ctx, a, watch, r, staff, people, seed, now); err != nil {
		return fmt.Errorf("making the people of %s: %w", r.Name, err)
	}
	if people == 0 { // as a board begins
		return nil
	}
	if err := list(ctx, a, staff); err != nil {
		return fmt.Errorf("listing the hospitals of %s: %w", r.Name, err)
	}
	if err := former(ctx, a, watch, r, staff, seed); err != nil {
		return fmt.Errorf("making who left %s long ago: %w", r.Name, err)
	}
	if err := double(ctx, a, watch, r, staff, people); err != nil {
		return fmt.Errorf("making the people of %s who are there twice: %w", r.Name, err)
	}
	if err := check(ctx, a, watch, r); err != nil {
		return fmt.Errorf("checking what is known in %s: %w", r.Name, err)
	}
	if err := refer(ctx, a, watch, s, r, staff); err != nil {
		return fmt.Errorf("referring people to %s: %w", r.Name, err)
	}
	if err := involve(ctx, a, watch, s, r, staff); err != nil {
		return fmt.Errorf("saying who is involved in %s: %w", r.Name, err)
	}
	if err := meet(ctx, a, watch, r, staff, seed, now); err != nil {
		return fmt.Errorf("holding the meetings of %s: %w", r.Name, err)
	}
	return nil
}

var staffNames = map[access.Role]string{
	access.Coordinator: "Jo Marsh", access.ReviewCoordinator: "Sunita Rao", access.Chair: "Dominic Okello", access.Clinician: "Dr Helen Price",
	access.SocialWorker: "Callum Reid", access.Executive: "Margaret Osei", access.Provider: "Grace Mensah", access.PanelMember: "Theo Lambert",
	access.Advocate: "Nadia Rahman", access.Family: "Bethan Rowlands", access.ThePerson: "Sam Example", access.InformationGovernance: "Peter Lindqvist", access.Administrator: "Ravi Nair",
}

// teams are those of each register, by the roles of who is in them.
var teams = []struct {
	name, organisation string
	roles              []access.Role
}{
	{"Adults’ community team", "TRUST", []access.Role{access.Coordinator, access.Chair, access.Clinician, access.SocialWorker}},
	{"Children and young people’s team", "ICB", []access.Role{access.ReviewCoordinator, access.SocialWorker}},
}

// organisations are those of each register, with who works for them, by role.
// Who is named nowhere works for the board, but for those in ofNone.
var organisations = []struct {
	code, name string
	kind       app.OrganisationKind
	roles      []access.Role
}{
	{"ICB", " ICB", app.CareBoard, nil},
	{"TRUST", " Partnership Trust", app.Trust, []access.Role{access.Clinician}},
	{"COUNCIL", " Council", app.LocalAuthority, []access.Role{access.SocialWorker}},
	{"HOMES", " Supported Living", app.CareProvider, []access.Role{access.Provider}},
	{"VOICE", " Advocacy", app.AdvocacyService, []access.Role{access.Advocate}},
}

var ofNone = []access.Role{access.PanelMember, access.Family, access.ThePerson}

// employ adds a user for each role of a register, and its teams.
func employ(ctx context.Context, a *app.App, operator access.Actor, r Register) (map[access.Role]access.Actor, error) {
	staff := map[access.Role]access.Actor{}
	for _, account := range Accounts() {
		if account.Register != r.Code {
			continue
		}
		name := staffNames[account.Role]
		id, err := a.AddUser(ctx, operator, app.NewUser{
			Email: account.Email, Name: name, Password: account.Password, Register: r.Code, Roles: []access.Role{account.Role}, Vouched: true,
		})
		if err != nil {
			return nil, err
		}
		// The stories are told at the machine: whoever did something in them had
		// the relation to do it then.
		staff[account.Role] = access.Actor{UserID: id, Name: name, Email: account.Email, Register: r.Code, Roles: []access.Role{account.Role}, AtMachine: true}
	}
	return staff, organise(ctx, a, operator, r, staff)
}

// organise puts the users of a register into its organisations and teams.
func organise(ctx context.Context, a *app.App, operator access.Actor, r Register, staff map[access.Role]access.Actor) error {
	for _, o := range organisations {
		if err := a.AddOrganisation(ctx, operator, app.Organisation{Code: r.Code + "-" + o.code, Name: r.Name + o.name, Kind: string(o.kind), From: civil.Of(2022, 7, 1)}); err != nil {
			return err
		}
	}
	for role, user := range staff {
		place := app.Place{Roles: []access.Role{role}, Organisation: r.Code + "-" + organisations[0].code}
		for _, o := range organisations {
			if slices.Contains(o.roles, role) {
				place.Organisation = r.Code + "-" + o.code
			}
		}
		if slices.Contains(ofNone, role) {
			place.Organisation = ""
		}
		if err := a.ChangeUser(ctx, operator, user.UserID, user.Name, place); err != nil {
			return err
		}
	}
	for _, t := range teams {
		var members []string
		for _, role := range t.roles {
			members = append(members, staff[role].UserID)
		}
		if _, err := a.AddTeam(ctx, operator, app.TeamForm{Name: t.name, Organisation: r.Code + "-" + t.organisation, Members: members}); err != nil {
			return err
		}
	}
	return nil
}

// batch is how many people are recorded in one transaction.
const batch = 100

func populate(ctx context.Context, a *app.App, watch *stopwatch, r Register, staff map[access.Role]access.Actor, count int, seed uint64, now time.Time) error {
	today := a.Today()
	for from := 0; from < count; from += batch {
		watch.at = now
		err := a.InOne(ctx, r.Code, func(b *app.Batch) error {
			defer func() { watch.at = now }()
			for n := from; n < min(from+batch, count); n++ {
				rng := rand.New(rand.NewPCG(seed, uint64(n)))
				life := liveOf(rng, r, n, today)
				var last time.Time
				for _, e := range life.events {
					watch.at = recordedAt(rng, max(e.on, life.events[0].on), last, now)
					last = watch.at
					actor := staff[e.by]
					var err error
					if e.open != nil {
						_, err = b.Open(actor, life.id, *e.open)
					} else {
						_, err = b.Record(actor, life.id, e.decision)
					}
					if err != nil {
						return fmt.Errorf("person %d, %v: %w", n, e.on, err)
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// recordedAt is in office hours of the day, or of one soon after; never later
// than now, nor earlier than what was recorded last.
func recordedAt(rng *rand.Rand, on civil.Date, last, now time.Time) time.Time {
	y, m, d := (on + civil.Date(max(0, rng.IntN(8)-5))).YMD()
	at := time.Date(y, time.Month(m), d, 9+rng.IntN(8), rng.IntN(60), rng.IntN(60), 0, time.UTC)
	if at.Before(last) {
		at = last.Add(time.Minute)
	}
	if at.After(now) {
		return now
	}
	return at
}
