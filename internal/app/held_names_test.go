package app

import (
	"slices"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// sees reports whether somebody sees a person's record and has them in lists,
// which is one and the same.
func (b *board) sees(t *testing.T, actor access.Actor, caseID string) bool {
	t.Helper()
	_, err := b.Person(b.ctx, actor, caseID, AsAt{})
	if err != nil {
		wantKind(t, err, NotFound)
	}
	list, lerr := b.People(b.ctx, actor, PeopleQuery{Size: 100})
	must(t, lerr)
	listed := slices.ContainsFunc(list.Rows, func(p PersonRow) bool { return p.CaseID == caseID })
	if listed != (err == nil) {
		t.Errorf("%s sees the record: %v, has it in lists: %v", actor.Name, err == nil, listed)
	}
	return listed
}

// TestANameOpensNothingByItself: who has the name of whoever holds a case sees
// it when somebody who keeps the register says that it is they.
func TestANameOpensNothingByItself(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		held(t, b, "Ann", "Dr Sam Patel")
		held(t, b, "Bo", "S. Patel")
		page, err := b.People(b.ctx, b.here, PeopleQuery{Size: 10})
		must(t, err)
		of := map[string]string{}
		for _, p := range page.Rows {
			of[p.Coordinator] = p.CaseID
		}
		ann, bo := of["Dr Sam Patel"], of["S. Patel"]
		sam := b.colleague(t, "HERE", "Dr Sam Patel", access.Clinician)
		namesake := b.colleague(t, "HERE", "dr sam  patel", access.SocialWorker)
		if b.sees(t, sam, ann) || b.sees(t, namesake, ann) {
			t.Error("a name opens a record by itself")
		}
		due, err := b.Due(b.ctx, sam, DueQuery{Whose: Mine})
		must(t, err)
		if due.Total != 0 {
			t.Errorf("%d due by a name", due.Total)
		}

		// What waits is said to those who keep the register, and to nobody else.
		for _, actor := range []access.Actor{sam, b.colleague(t, "HERE", "Ravi Nair", access.Administrator), b.colleague(t, "HERE", "Ida Gov", access.InformationGovernance), {}} {
			_, _, err := b.HeldNames(b.ctx, actor)
			wantKind(t, err, Forbidden)
			wantKind(t, b.SayWhose(b.ctx, actor, "Dr Sam Patel", sam.UserID), Forbidden)
		}
		names, users, err := b.HeldNames(b.ctx, b.here)
		must(t, err)
		if len(names) != 2 || names[0].Name != "Dr Sam Patel" || names[0].People != 1 || !names[0].Waits() || len(names[0].Alike) != 2 || names[1].Waits() || len(users) != 3 {
			t.Errorf("names %+v of %+v", names, users)
		}
		if n, err := b.NamesThatWait(b.ctx, b.here); n != 1 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
		there := b.there
		wantKind(t, b.SayWhose(b.ctx, there, "Dr Sam Patel", sam.UserID), NotFound)
		wantKind(t, b.SayWhose(b.ctx, b.here, "Dr Sam Patel", there.UserID), Invalid)
		wantKind(t, b.SayWhose(b.ctx, b.here, "Nobody Here", sam.UserID), NotFound)

		must(t, b.SayWhose(b.ctx, b.here, "Dr Sam Patel", sam.UserID))
		must(t, b.SayWhose(b.ctx, b.here, "Dr Sam Patel", sam.UserID)) // said again is nothing new
		if !b.sees(t, sam, ann) || b.sees(t, sam, bo) || b.sees(t, namesake, ann) {
			t.Error("it is not who it was said to be")
		}
		names, _, err = b.HeldNames(b.ctx, b.here)
		must(t, err)
		if names[0].Waits() || names[0].Whose.ID != sam.UserID || names[0].Said.ByName != b.here.Name {
			t.Errorf("names %+v", names)
		}
		// Another way to write it is theirs too, and who gets the name later is seen.
		must(t, b.SayWhose(b.ctx, b.here, "S. Patel", sam.UserID))
		if !b.sees(t, sam, bo) {
			t.Error("a second name opens nothing")
		}
		cy := b.person(t, "").Case
		if b.sees(t, sam, cy) {
			t.Error("sees somebody else")
		}
		must(t, second(b.Record(b.ctx, b.here, cy, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Coordinator{Name: "S. Patel"}})))
		if !b.sees(t, sam, cy) {
			t.Error("who gets the name later is not seen")
		}
		// Another name for the user takes nothing away and gives nobody anything.
		admin := b.colleague(t, "HERE", "Adi Admin", access.Administrator)
		must(t, b.ChangeUser(b.ctx, admin, sam.UserID, "Sam Shah", Place{Roles: sam.Roles}))
		must(t, b.ChangeUser(b.ctx, admin, namesake.UserID, "Dr Sam Patel", Place{Roles: namesake.Roles}))
		sam.Name, namesake.Name = "Sam Shah", "Dr Sam Patel"
		if !b.sees(t, sam, ann) || b.sees(t, namesake, ann) {
			t.Error("a change of names changed who sees")
		}
		own, err := b.ownNames(b.ctx, namesake)
		must(t, err)
		if len(own) != 0 {
			t.Errorf("the namesake’s own are %q", own)
		}
		staff, err := b.staff(b.ctx, "HERE")
		must(t, err)
		if got := staff.named["Dr Sam Patel"]; !slices.Equal(got, []string{sam.UserID}) {
			t.Errorf("reminded would be %v", got)
		}

		// Nobody who signs in; and with the access it goes for good.
		must(t, b.SayWhose(b.ctx, b.here, "S. Patel", ""))
		if b.sees(t, sam, bo) || !b.sees(t, sam, ann) {
			t.Error("what was taken back still opens")
		}
		must(t, b.EndAccess(b.ctx, admin, sam.UserID, b.Today(), LeftWork))
		must(t, b.LetIn(b.ctx, admin, sam.UserID, Place{Roles: sam.Roles}))
		if b.sees(t, sam, ann) {
			t.Error("who comes back sees by what was said before")
		}
		names, _, err = b.HeldNames(b.ctx, b.here)
		must(t, err)
		if !names[0].Waits() || names[1].Waits() || names[1].Said.ID == "" {
			t.Errorf("names %+v", names)
		}
		want := []string{
			b.here.UserID + " say whose name holds cases: Dr Sam Patel: user " + sam.UserID, b.here.UserID + " say whose name holds cases: S. Patel: nobody who signs in",
			b.here.UserID + " say whose name holds cases: S. Patel: user " + sam.UserID,
		}
		slices.Sort(want)
		if acts := b.userActs(t, "HERE", "say whose name holds cases"); !slices.Equal(acts, want) {
			t.Errorf("the audit has %q, want %q", acts, want)
		}
	})
}

// TestAKnownAccountBringsItsNameAndNothingElse: also where the machine added it.
func TestAKnownAccountBringsItsNameAndNothingElse(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		held(t, b, "Ann", "Dr Sam Patel")
		page, err := b.People(b.ctx, b.here, PeopleQuery{Size: 10})
		must(t, err)
		sam := b.colleague(t, "THERE", "Dr Sam Patel", access.Clinician)
		must(t, second(b.AddUser(b.ctx, CommandLine("HERE"), NewUser{Email: sam.Email, Register: "HERE", Roles: sam.Roles, Vouched: true})))
		sam.Register = "HERE"
		if b.sees(t, sam, page.Rows[0].CaseID) {
			t.Error("a known account sees by its name")
		}
	})
}

// TestGivingACaseSaysWhoseTheNameIs, where one user alone can be meant and nobody
// has said anything else.
func TestGivingACaseSaysWhoseTheNameIs(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		sam := b.colleague(t, "HERE", "Dr Sam Patel", access.Clinician)
		give := func() string {
			id := b.keptBy(t, "One", "")
			must(t, b.ChangeHolder(b.ctx, b.here, HolderChange{People: []Held{{id, ""}}, To: "Dr Sam Patel", From: b.Today(), Reason: "Helen is on leave"}))
			return id
		}
		one := give()
		if !b.sees(t, sam, one) {
			t.Error("whom the case was given to does not see it")
		}
		must(t, b.SayWhose(b.ctx, b.here, "Dr Sam Patel", ""))
		if two := give(); b.sees(t, sam, two) || b.sees(t, sam, one) {
			t.Error("giving a case says otherwise than was said")
		}
	})
}
