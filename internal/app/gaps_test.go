package app

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// unserved is somebody in Northshire for whom there is no service.
func unserved(t *testing.T, b *board) string {
	t.Helper()
	id := needing(t, b)
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.SupportStep{Need: "n1", Status: casefile.NoSuchService}})))
	return id
}

func TestGaps(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		var ids []string
		for range 4 {
			ids = append(ids, unserved(t, b))
		}
		gaps, err := b.Gaps(b.ctx, b.here, GapsQuery{})
		if err != nil || len(gaps) != 1 || !gaps[0].Open || gaps[0].PeopleWord() != "4" || gaps[0].PlaceWord() != "Northshire" {
			t.Fatalf("gaps %+v, %v", gaps, err)
		}
		k := gaps[0].GapKey
		for name, test := range map[string]struct {
			q    GapsQuery
			want int
		}{
			"the kind": {GapsQuery{Categories: []casefile.SupportCategory{"help-at-home"}}, 1}, "another kind": {GapsQuery{Categories: []casefile.SupportCategory{"home"}}, 0},
			"the place": {GapsQuery{Places: []string{"Northshire"}}, 1}, "no place": {GapsQuery{Places: []string{""}}, 0},
			"the age": {GapsQuery{Ages: []GapAges{k.Ages}}, 1}, "another age": {GapsQuery{Ages: []GapAges{"not-known"}}, 0},
		} {
			if got, err := b.Gaps(b.ctx, b.here, test.q); err != nil || len(got) != test.want {
				t.Errorf("%s: %d, %v, want %d", name, len(got), err, test.want)
			}
		}

		// Who does not see all of them is given no small number; who does, is.
		worker := b.staffMember(t, "Worker", access.SocialWorker)
		for i, want := range []string{"Fewer than 5", "Fewer than 5", "Fewer than 5", "Fewer than 5", "4"} {
			if got, err := b.Gap(b.ctx, worker, k); err != nil || got.PeopleWord() != want {
				t.Errorf("involved with %d they are told %s, %v, want %s", i, got.PeopleWord(), err, want)
			}
			if i < len(ids) {
				must(t, b.Involve(b.ctx, CommandLine("HERE"), ids[i], NewInvolvement{UserID: worker.UserID, Relation: access.NamedWorker}))
			}
		}
		must(t, b.Restrict(b.ctx, CommandLine("HERE"), ids[0], true, "a test"))
		chair := b.staffMember(t, "Chair", access.Chair)
		if got, err := b.Gap(b.ctx, chair, k); err != nil || got.PeopleWord() != "Fewer than 5" {
			t.Errorf("who may not see a restricted record is told %s, %v", got.PeopleWord(), err)
		}
		other := b.staffMember(t, "Other", access.SocialWorker)
		for range 2 {
			unserved(t, b)
		}
		if got, err := b.Gap(b.ctx, other, k); err != nil || got.PeopleWord() != "6" {
			t.Errorf("of six they are told %s, %v", got.PeopleWord(), err)
		}
		// Six less the five of one's own list is one hidden person.
		if got, err := b.Gap(b.ctx, chair, k); err != nil || got.PeopleWord() != "5 or more" || got.People != 0 {
			t.Errorf("who sees five of six is told %s, %v", got.PeopleWord(), err)
		}

		// What is done about it, and that there is a service.
		must(t, b.SayOfGap(b.ctx, chair, k, " Asked three providers ", false))
		must(t, b.SayOfGap(b.ctx, chair, k, "Oak Homes opened", true))
		if e := wantKind(t, b.SayOfGap(b.ctx, chair, k, "Again", true), Invalid); e.Refusals[0].Field != "served" {
			t.Errorf("refused at %+v", e.Refusals)
		}
		wantKind(t, b.SayOfGap(b.ctx, chair, k, " ", false), Invalid)
		wantKind(t, b.SayOfGap(b.ctx, chair, GapKey{Category: "home"}, "x", false), NotFound)
		got, err := b.Gap(b.ctx, chair, k)
		if err != nil || got.Open || got.LastNote.Words != "Oak Homes opened" || len(got.Events) != 3 {
			t.Errorf("it stands as %+v, %v", got, err)
		}
		if open, err := b.Gaps(b.ctx, chair, GapsQuery{}); err != nil || len(open) != 0 {
			t.Errorf("%d are open, %v", len(open), err)
		}
		var out bytes.Buffer
		must(t, b.ExportGaps(b.ctx, chair, GapsQuery{Closed: true}, &out))
		if lines := strings.Split(strings.TrimSpace(out.String()), "\r\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "Help at home or to get out,Northshire,"+k.Ages.Word()+",No,") || !strings.HasSuffix(lines[1], ",Oak Homes opened") {
			t.Errorf("exported %q", out.String())
		}
		b.takenOut(t, "export gaps", func(w io.Writer) error { return b.ExportGaps(b.ctx, chair, GapsQuery{}, w) })
		must(t, b.SettleGaps(b.ctx, "HERE"))
		if places, err := b.GapPlaces(b.ctx, chair); err != nil || len(places) != 1 {
			t.Errorf("places %q, %v", places, err)
		}
	})
}

func TestWhoMayNotSeeGaps(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		unserved(t, b)
		gaps, err := b.Gaps(b.ctx, b.here, GapsQuery{})
		must(t, err)
		k := gaps[0].GapKey
		for _, nobody := range []access.Actor{{}, b.staffMember(t, "Ward", access.Provider), b.staffMember(t, "Admin", access.Administrator), b.staffMember(t, "Family", access.Family)} {
			wantKind(t, second(b.Gaps(b.ctx, nobody, GapsQuery{})), Forbidden)
			wantKind(t, second(b.Gap(b.ctx, nobody, k)), Forbidden)
			wantKind(t, second(b.GapPlaces(b.ctx, nobody)), Forbidden)
			wantKind(t, b.ExportGaps(b.ctx, nobody, GapsQuery{}, &bytes.Buffer{}), Forbidden)
			wantKind(t, b.SayOfGap(b.ctx, nobody, k, "x", false), Forbidden)
		}
		wantKind(t, b.SayOfGap(b.ctx, b.staffMember(t, "Worker", access.SocialWorker), k, "x", false), Forbidden)
		wantKind(t, second(b.Gap(b.ctx, b.there, k)), NotFound)
		if gaps, err := b.Gaps(b.ctx, b.there, GapsQuery{Closed: true}); err != nil || len(gaps) != 0 {
			t.Errorf("another register has %d, %v", len(gaps), err)
		}
	})
}
