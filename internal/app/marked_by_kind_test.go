package app

import (
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// Safeguarding is marked by what it is, by whatever way it comes in, once, and
// also by somebody who may mark nothing; other processes are not.
func TestWhatIsMarkedByWhatItIs(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := needing(t, b)
		process := func(id string, of casefile.ProcessType) casefile.Decision {
			return casefile.Add{On: b.Today(), Fact: casefile.Process{ID: id, Type: of, Lead: "The council"}}
		}
		first := b.version(t, id) + 1
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, process("s", casefile.SafeguardingProcess))))
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, process("j", "justice"))))
		must(t, second(b.RecordMarked(b.ctx, b.here, id, AnyVersion, process("t", casefile.SafeguardingProcess), access.Safeguarding)))
		must(t, second(b.RecordMarked(b.ctx, b.here, id, AnyVersion, process("u", casefile.SafeguardingProcess), access.ThirdParty)))
		must(t, b.InOne(b.ctx, b.here.Register, func(batch *Batch) error {
			return second(batch.Record(b.here, id, casefile.Add{On: b.Today(), Fact: casefile.ProcessEnded{Process: "s", Type: casefile.SafeguardingProcess}}))
		}))
		got := map[int]access.Mark{}
		for i := range 5 {
			view, err := b.Marked(b.ctx, b.here, id, first+i)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = view.Mark
			if len(view.Done) > 1 && i != 3 {
				t.Errorf("entry %d was marked %d times", i, len(view.Done))
			}
		}
		if want := map[int]access.Mark{0: access.Safeguarding, 1: "", 2: access.Safeguarding, 3: access.ThirdParty, 4: access.Safeguarding}; !reflect.DeepEqual(got, want) {
			t.Errorf("marked as %v, want %v", got, want)
		}
	})
}
