package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// consents records a decision on the register in a case.
func (b *board) consents(t *testing.T, id string, d casefile.ConsentDecision) {
	t.Helper()
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own}})))
}

// sight is how much an actor sees of a case.
func (b *board) sight(t *testing.T, actor access.Actor, id string) access.Sight {
	t.Helper()
	v, err := b.Person(b.ctx, actor, id, AsAt{})
	if err != nil {
		wantKind(t, err, NotFound)
	}
	return v.Sight
}

// Of a record that was merged into another nobody sees more than of that one:
// what is decided of it since, and who has to do with it, is kept up to date
// there alone.
func TestAMergedRecordIsSeenAsTheOneThatIsKept(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		keep, other := b.twice(t)
		provider, executive := b.user(t, "Pat Provider", access.Provider), b.user(t, "Ed Executive", access.Executive)
		meeting := b.meets(t) // both are on its agenda
		if names, _ := b.agenda(t, executive, meeting); len(names) != 2 || slices.Contains(names, "") {
			t.Fatalf("the agenda is %v", names)
		}
		for _, id := range []string{keep, other} {
			b.consents(t, id, casefile.Given)
			must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: provider.UserID, Relation: access.OfProvider}))
		}
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
		see := func(when string, actor access.Actor, ofKeep, ofOther access.Sight) {
			t.Helper()
			if k, o := b.sight(t, actor, keep), b.sight(t, actor, other); k != ofKeep || o != ofOther {
				t.Errorf("%s: %s sees %d of what is kept and %d of the other", when, actor.Name, k, o)
			}
		}
		see("merged", provider, access.Whole, access.Whole)
		see("merged", executive, access.Whole, access.Whole)

		// A mark that is set in what is kept hides what it marks in the other too.
		c, err := b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		i := slices.IndexFunc(c.Entries, func(e casefile.Recorded) bool { return e.Note == "Well" })
		must(t, b.Mark(b.ctx, b.here, keep, i+1, access.ThirdParty, "His aunt said so"))
		v, err := b.Person(b.ctx, provider, other, AsAt{})
		must(t, err)
		if slices.ContainsFunc(v.Case.Entries, func(e casefile.Recorded) bool { return e.Note == "Well" }) {
			t.Error("what is marked in the record that is kept is read in the other")
		}

		b.consents(t, keep, casefile.Withdrawn)
		see("withdrawn", provider, access.Nothing, access.Nothing)
		see("withdrawn", executive, access.Minimum, access.Minimum)
		b.consents(t, keep, casefile.Given)
		see("given again", provider, access.Whole, access.Whole)
		involved, err := b.store.Involved(b.ctx, "HERE", keep)
		must(t, err)
		must(t, b.EndInvolvement(b.ctx, b.here, keep, involved[0].ID))
		see("not involved any more", provider, access.Nothing, access.Nothing)

		must(t, b.Restrict(b.ctx, b.here, keep, true, "Works for us"))
		see("restricted", executive, access.Nothing, access.Nothing)
		see("restricted", b.here, access.Whole, access.Whole)
		if names, _ := b.agenda(t, executive, meeting); !slices.Equal(names, []string{"", ""}) {
			t.Errorf("restricted: the agenda names %v", names)
		}
		if names, _ := b.agenda(t, b.here, meeting); len(names) != 2 || slices.Contains(names, "") {
			t.Errorf("who may see them finds %v on the agenda", names)
		}

		// And so on from one to the next.
		must(t, b.Restrict(b.ctx, b.here, keep, false, "Over"))
		third := b.called(t, "Robin")
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, third, keep)))
		see("merged again", executive, access.Whole, access.Whole)
		must(t, b.Restrict(b.ctx, b.here, third, true, "Works for us"))
		see("the last is restricted", executive, access.Nothing, access.Nothing)
	})
}

// A record that is open again after a merge shows nobody what was meanwhile
// refused, restricted, marked or ended in the one that was kept.
func TestUndoMergeOpensNothingThatWasClosedSince(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		since               func(b *board, keep string)
		provider, executive access.Sight
	}{
		"nothing":   {func(*board, string) {}, access.Whole, access.Whole},
		"withdrawn": {func(b *board, keep string) { b.consents(t, keep, casefile.Withdrawn) }, access.Nothing, access.Minimum},
		"given in error": {func(b *board, keep string) {
			c, err := b.store.Case(b.ctx, "HERE", keep)
			must(t, err)
			for _, e := range c.Standing {
				if _, is := e.Fact.(casefile.Consent); is {
					must(t, second(b.Record(b.ctx, b.here, keep, AnyVersion, casefile.StrikeOut{Entry: e.Seq, Reason: "Nobody asked"})))
				}
			}
		}, access.Nothing, access.Whole},
		"not shared": {func(b *board, keep string) {
			must(t, second(b.Record(b.ctx, b.here, keep, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithProvider, Choice: casefile.No}}}})))
		}, access.Nothing, access.Whole},
		"restricted": {func(b *board, keep string) { must(t, b.Restrict(b.ctx, b.here, keep, true, "Works for us")) }, access.Whole, access.Nothing},
		"ended": {func(b *board, keep string) {
			involved, err := b.store.Involved(b.ctx, "HERE", keep)
			must(t, err)
			must(t, b.EndInvolvement(b.ctx, b.here, keep, involved[0].ID))
		}, access.Nothing, access.Whole},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, address string) {
				b := open(t, address)
				keep, other := b.twice(t)
				provider, executive := b.user(t, "Pat Provider", access.Provider), b.user(t, "Ed Executive", access.Executive)
				b.consents(t, other, casefile.Given)
				must(t, b.Involve(b.ctx, b.here, other, NewInvolvement{UserID: provider.UserID, Relation: access.OfProvider}))
				must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
				c, err := b.store.Case(b.ctx, "HERE", keep)
				must(t, err)
				i := slices.IndexFunc(c.Entries, func(e casefile.Recorded) bool { return e.Note == "Well" })
				must(t, b.Mark(b.ctx, b.here, keep, i+1, access.ThirdParty, "His aunt said so"))
				test.since(b, keep)
				must(t, b.UndoMerge(b.ctx, b.here, keep, MergesOf(c)[0].Seq, "They are two people"))
				b.sound(t)
				if p, e, h := b.sight(t, provider, other), b.sight(t, executive, other), b.sight(t, b.here, other); p != test.provider || e != test.executive || h != access.Whole {
					t.Errorf("%s: of what is open again the provider sees %d, the executive %d, and who took it back %d", name, p, e, h)
				}
				if test.executive == access.Whole {
					v, err := b.Person(b.ctx, executive, other, AsAt{})
					must(t, err)
					if slices.ContainsFunc(v.Case.Entries, func(e casefile.Recorded) bool { return e.Note == "Well" }) {
						t.Errorf("%s: what was marked since is read where it came from", name)
					}
				}
			})
		})
	}
}

// A merge gives nobody a relation that was ended in the record that is kept, and
// none that somebody has to be asked for: the page says whose these are.
func TestAMergeInvolvesNobodyWhomSomebodyHasToBeAskedFor(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		keep, other := b.twice(t)
		ended, nurse := b.user(t, "Enda Ended", access.Provider), b.user(t, "Nora Nurse", access.Clinician)
		b.consents(t, other, casefile.Given)
		involve := func(id string, who access.Actor, relation access.Relation) {
			t.Helper()
			n := NewInvolvement{UserID: who.UserID, Relation: relation}
			if relation.NeedsAgreement() {
				n.Agreed = casefile.Own
			}
			must(t, b.Involve(b.ctx, b.here, id, n))
		}
		involve(keep, ended, access.OfProvider)
		involved, err := b.store.Involved(b.ctx, "HERE", keep)
		must(t, err)
		must(t, b.EndInvolvement(b.ctx, b.here, keep, involved[0].ID))
		involve(other, ended, access.OfProvider)
		involve(other, nurse, access.CareTeam)
		themself, somebodyElse := b.user(t, "Robert Example", access.ThePerson), b.user(t, "Bob Example", access.ThePerson)
		advocate, family := b.user(t, "Ada Advocate", access.Advocate), b.user(t, "Ann Example", access.Family)
		involve(keep, themself, access.IsThem)
		involve(other, somebodyElse, access.IsThem)
		involve(other, advocate, access.SpeaksFor)
		involve(other, family, access.Chosen)
		c, err := b.CompareRecords(b.ctx, b.here, keep, other)
		must(t, err)
		var unmoved []string
		for _, i := range c.Unmoved {
			unmoved = append(unmoved, i.UserName)
		}
		slices.Sort(unmoved)
		if !slices.Equal(unmoved, []string{"Ada Advocate", "Ann Example", "Bob Example"}) {
			t.Errorf("not taken along are %v", unmoved)
		}
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
		b.sound(t)
		for _, x := range []struct {
			who  access.Actor
			want access.Sight
		}{{ended, access.Nothing}, {nurse, access.Whole}, {themself, access.Whole}, {somebodyElse, access.Nothing}, {advocate, access.Nothing}, {family, access.Nothing}} {
			if got := b.sight(t, x.who, keep); got != x.want {
				t.Errorf("%s sees %d of what is kept", x.who.Name, got)
			}
		}
	})
}

// After a merge was taken back nobody reads in the record that was kept what had
// come from the other, struck out as it is: not as it was known at the time, not
// in the answer to them, and not where they were handed over to.
func TestNobodyReadsWhatWasTakenBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		keep, other := b.twice(t)
		letter := b.letter("Dear Bob")
		letter.Title = "About his uncle"
		must(t, second(b.Attach(b.ctx, b.here, other, letter)))
		ig := b.staffMember(t, "Ivy Governance", access.InformationGovernance)
		merging := b.merging(t, keep, other)
		merging.Address = casefile.Address{Lines: "1 Uncle Street"}
		must(t, b.MergeRecords(b.ctx, b.here, merging))
		*b.at = b.at.Add(25 * time.Hour)
		c, err := b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		reads := func(who access.Actor, ig access.Actor, id string, want bool) {
			t.Helper()
			var all strings.Builder
			for _, at := range []AsAt{{}, {Day: b.Today() - 1, Recorded: true}, {Day: b.Today() - 1}} {
				v, err := b.Person(b.ctx, who, id, at)
				must(t, err)
				for _, e := range append(slices.Clone(v.Case.Entries), v.Shown.Entries...) {
					fmt.Fprintln(&all, e.Note, entryLines(e))
				}
				for _, at := range v.Attachments {
					fmt.Fprintln(&all, at.Title)
				}
			}
			var answer strings.Builder
			must(t, second(b.AnswerSubject(b.ctx, ig, id, AnswerJSON, &answer)))
			view, err := b.SubjectAccess(b.ctx, ig, id)
			must(t, err)
			for _, p := range view.Parts {
				fmt.Fprintln(&all, p.Title, p.Lines)
			}
			for _, words := range []string{"in confidence", "Well", "Wrong note", "Annie", "About his uncle", "Uncle Street"} {
				if got := strings.Contains(all.String(), words) || strings.Contains(answer.String(), words); got != want {
					t.Errorf("%s reads %q: %v, want %v", who.Name, words, got, want)
				}
			}
			if !strings.Contains(all.String(), "In crisis") {
				t.Errorf("%s does not read what is the record's own", who.Name)
			}
		}
		reads(b.here, ig, keep, true)
		must(t, b.UndoMerge(b.ctx, b.here, keep, MergesOf(c)[0].Seq, "They are two people"))
		*b.at = b.at.Add(25 * time.Hour)
		reads(b.here, ig, keep, false)
		v, err := b.Person(b.ctx, b.here, other, AsAt{})
		must(t, err)
		if !slices.ContainsFunc(v.Case.Entries, func(e casefile.Recorded) bool { return strings.Contains(e.Note, "in confidence") }) {
			t.Error("it is not read where it belongs")
		}
		id, err := b.ProposeHandover(b.ctx, b.here, keep, asked)
		must(t, err)
		there, err := b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})
		must(t, err)
		*b.at = b.at.Add(25 * time.Hour)
		reads(b.there, b.colleague(t, "THERE", "Una", access.InformationGovernance), there, false)
		b.sound(t)
	})
}
