package cli

import (
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

// What two people have agreed is disposed of at the command line, by who may
// delete rows: on PostgreSQL the role that owns the tables alone.
func TestDisposeFromTheCommandLine(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newDrill(t, address)
		dispose := func(place, register string) []string {
			return append([]string{"dispose", "--register", register}, at(place)...)
		}
		d.step(exitWrong, "there is no register yet", "", dispose(d.owner, "QXX")...)
		d.step(exitOK, "is made", "", append([]string{"register", "QXX", "Northshire"}, at(address)...)...)
		d.step(exitWrong, "missing flags: --register", "", append([]string{"dispose"}, at(address)...)...)
		d.step(exitWrong, `there is no register "QYY"`, "", dispose(d.owner, "QYY")...)
		d.step(exitOK, "nothing is agreed\n", "", dispose(d.owner, "QXX")...)

		// On SQLite it is done as soon as it is agreed, and nothing is left for the
		// command; on PostgreSQL the role that serves leaves it to the owner.
		a, done := opened(t, address)
		jo := access.Actor{UserID: "jo", Name: "Jo", Register: "QXX", Roles: []access.Role{access.Coordinator}}
		ivy := access.Actor{UserID: "ivy", Name: "Ivy", Register: "QXX", Roles: []access.Role{access.InformationGovernance}}
		kim := access.Actor{UserID: "kim", Name: "Kim", Register: "QXX", Roles: []access.Role{access.InformationGovernance}}
		ended := func(family string) string {
			r, err := a.AddPerson(t.Context(), jo, casefile.Open{On: civil.Of(1995, 1, 2), Details: casefile.Details{GivenName: "Ann", FamilyName: family, BirthDate: civil.Of(1960, 2, 29)}})
			if err == nil {
				_, err = a.Record(t.Context(), jo, r.Case, app.AnyVersion, casefile.Add{On: civil.Of(1999, 3, 4), Fact: casefile.LeftRegister{Reason: "Moved to sea"}})
			}
			if err != nil {
				t.Fatal(err)
			}
			return r.Case
		}
		decide := func(who access.Actor, id, act string) {
			t.Helper()
			if _, err := a.DecideRetention(t.Context(), who, id, app.RetentionDecision{Act: act, Reason: "It is over"}); err != nil {
				t.Fatal(err)
			}
		}
		goes, stays := ended("Xyzzyson"), ended("Plughson")
		decide(ivy, goes, app.ProposeDisposal)
		decide(ivy, stays, app.ProposeDisposal)
		d.step(exitOK, "nothing is agreed\n", "", dispose(d.owner, "QXX")...)
		decide(kim, goes, app.AgreeDisposal)
		done()
		told := "certificate 1: case " + goes + ", 3 entries, 0 attachments, agreed by Ivy and Kim\n"
		if strings.HasPrefix(address, "postgres") {
			d.step(exitFailed, "may delete nothing", "", dispose(address, "QXX")...)
			if r := d.step(exitOK, "", "", dispose(d.owner, "QXX")...); r.stdout != told || r.stderr != "" {
				t.Errorf("it tells %+v, want %q", r, told)
			}
		}
		if r := d.step(exitOK, "", "", dispose(d.owner, "QXX")...); r.stdout != "nothing is agreed\n" {
			t.Errorf("again it tells %+v", r)
		}
		d.step(exitOK, "case "+goes+": disposed of on 22 November 2026, certificate 1", "", append([]string{"verify"}, at(address)...)...)
		d.step(exitWrong, "there is no case "+goes, "", append([]string{"export", "case", goes, "--register", "QXX"}, at(address)...)...)
		d.step(exitOK, "", "", append([]string{"export", "case", stays, "--register", "QXX"}, at(address)...)...)
	})
}
