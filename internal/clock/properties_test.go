package clock

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// drawn is a random history with a rulebook and a day.
func drawn(t *rapid.T) (*casefile.File, *Rulebook, civil.Date) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
	f, on := history(r, rapid.IntRange(1, 50).Draw(t, "entries"))
	return f, England().WithCommencement(commencement(r, f)), on
}

func TestEveryDayAgreesWithHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		from := on - 200
		timelines := History(f, rb, from, on)
		e := NewEvaluator(rb)
		for day := from; day <= on; day++ {
			var want []Obligation
			for i := range timelines {
				if o, ok := timelines[i].On(day); ok {
					want = append(want, o)
				}
			}
			got := slices.Clone(e.Evaluate(f, day).Obligations)
			slices.SortFunc(want, compare)
			slices.SortFunc(got, compare)
			if !slices.Equal(got, want) {
				t.Fatalf("on %s\n got %+v\nwant %+v%s", day, got, want, told(f, day))
			}
		}
		for _, line := range timelines {
			next := max(from, line.StartedOn)
			for _, s := range line.Spans {
				if s.From != next || s.To < s.From {
					t.Fatalf("a gap or overlap at %s in %+v", s.From, line)
				}
				next = s.To + 1
			}
			if next != on+1 {
				t.Fatalf("it ends on %s: %+v", next-1, line)
			}
		}
	})
}

// compare orders obligations of different days alike.
func compare(a, b Obligation) int {
	a.Due, b.Due = a.FirstDue, b.FirstDue
	ka, kb := keyOf(&a, 0), keyOf(&b, 0)
	switch {
	case ka.before(&kb):
		return -1
	case kb.before(&ka):
		return 1
	}
	return slices.Compare([]byte(a.Subject), []byte(b.Subject))
}

func TestChangesIsExact(t *testing.T) {
	t.Parallel()
	const horizon = 800
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		now := Evaluate(f, rb, on)
		e := NewEvaluator(rb)
		var want civil.Date
		for day := on + 1; day <= on+horizon; day++ {
			if !slices.Equal(e.Evaluate(f, day).Obligations, now.Obligations) {
				want = day
				break
			}
		}
		got := now.Changes
		if got > on+horizon {
			got = 0
		}
		if got != want {
			t.Fatalf("on %s the answer is said to change on %q, and does on %q%s", on, now.Changes, want, told(f, on))
		}
	})
}

func TestDoneStaysDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		f.Entries = slices.DeleteFunc(f.Entries, func(e casefile.Entry) bool { return e.On > on })
		later := Evaluate(f, rb, on+civil.Date(rapid.IntRange(1, 1000).Draw(t, "days"))).Obligations
		for _, o := range Evaluate(f, rb, on).Obligations {
			if !o.State.Open() && !slices.Contains(later, o) {
				t.Fatalf("%+v is not so any more%s", o, told(f, on))
			}
		}
	})
}

// TestPlaceInTheFileDoesNotMatter: entries of different days may stand in any
// order (fine print 2).
func TestPlaceInTheFileDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		sorted := &casefile.File{BirthDate: f.BirthDate, Entries: slices.Clone(f.Entries)}
		slices.SortStableFunc(sorted.Entries, func(a, b casefile.Entry) int { return int(a.On - b.On) })
		place := make([]int, len(f.Entries)) // in f, of each of the sorted
		for i := range place {
			place[i] = i
		}
		slices.SortStableFunc(place, func(a, b int) int { return int(f.Entries[a].On - f.Entries[b].On) })
		got := Evaluate(sorted, rb, on).Obligations
		for i := range got {
			for _, p := range []*int{&got[i].StartedBy, &got[i].MetBy, &got[i].EndedBy} {
				if *p >= 0 {
					*p = place[*p]
				}
			}
		}
		want := Evaluate(f, rb, on).Obligations
		slices.SortFunc(got, compare)
		slices.SortFunc(want, compare)
		if !slices.Equal(got, want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
}

// TestUnrelatedEntriesChangeNothing puts in entries that no rule here reads,
// or that concern an id of their own, wherever they like.
func TestUnrelatedEntriesChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		want := Evaluate(f, rb, on).Obligations
		day := f.Entries[rapid.IntRange(0, len(f.Entries)-1).Draw(t, "beside")].On
		extra := []casefile.Fact{casefile.Note{}, casefile.LAEP{}, casefile.GP{Practice: "Any"}, casefile.Action{ID: "own"},
			casefile.ActionDone{Action: "own"}, casefile.SupportNeed{ID: "own"}, casefile.SupportStarted{Need: "own"},
			casefile.OutcomeTold{Referral: "own"}, casefile.PackSent{Review: "own"}, casefile.ReviewCancelled{ID: "own"},
			casefile.Consent{To: casefile.ToReview, Review: "own", Decision: casefile.Refused, Basis: casefile.Own},
			casefile.ReportSent{Review: "own", To: casefile.Recipients}, casefile.ReviewDecision{Request: "own", Outcome: casefile.Declined},
			casefile.Condition{Condition: casefile.Autism, Status: casefile.Suspected}}
		at := rapid.IntRange(0, len(f.Entries)).Draw(t, "at")
		fact := rapid.SampledFrom(extra).Draw(t, "fact")
		more := &casefile.File{BirthDate: f.BirthDate, Entries: slices.Insert(slices.Clone(f.Entries), at, casefile.Entry{On: day, Fact: fact})}
		got := Evaluate(more, rb, on).Obligations
		for i := range got {
			for _, p := range []*int{&got[i].StartedBy, &got[i].MetBy, &got[i].EndedBy} {
				if *p > at {
					*p--
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%#v at %d on %s\n got %+v\nwant %+v%s", fact, at, day, got, want, told(f, on))
		}
	})
}

// TestOrderOfUnrelatedEntriesOfADay swaps neighbours of one day whose kinds
// have nothing to do with one another.
func TestOrderOfUnrelatedEntriesOfADay(t *testing.T) {
	t.Parallel()
	group := func(f casefile.Fact) string {
		switch f.(type) {
		case casefile.Referral, casefile.ReferralAcknowledged, casefile.ReferralDecision, casefile.OutcomeTold, casefile.ReferralWithdrawn:
			return "referral"
		case casefile.Action, casefile.ActionDone, casefile.ActionNotFollowed, casefile.ActionCancelled:
			return "action"
		case casefile.ReviewRequested, casefile.ReviewDecision:
			return "request"
		case casefile.EHCPlan, casefile.LAEP:
			return "whole day"
		case casefile.Admission, casefile.WardMove, casefile.LegalStatusChange, casefile.OversightVisit:
			return "hospital"
		case casefile.Keyworker, casefile.Meeting, casefile.JoinedRegister:
			return "register"
		}
		return ""
	}
	rapid.Check(t, func(t *rapid.T) {
		f, rb, on := drawn(t)
		for i := 1; i < len(f.Entries); i++ {
			a, b := f.Entries[i-1], f.Entries[i]
			ga, gb := group(a.Fact), group(b.Fact)
			if a.On != b.On || ga == "" || gb == "" || ga == gb {
				continue
			}
			// An admission ends the answer to an amber rating that a meeting meets.
			if ga+gb == "hospitalregister" || ga+gb == "registerhospital" {
				continue
			}
			swapped := &casefile.File{BirthDate: f.BirthDate, Entries: slices.Clone(f.Entries)}
			swapped.Entries[i-1], swapped.Entries[i] = b, a
			got := Evaluate(swapped, rb, on).Obligations
			for j := range got {
				for _, p := range []*int{&got[j].StartedBy, &got[j].MetBy, &got[j].EndedBy} {
					switch *p {
					case i:
						*p = i - 1
					case i - 1:
						*p = i
					}
				}
			}
			want := Evaluate(f, rb, on).Obligations
			slices.SortFunc(got, compare)
			slices.SortFunc(want, compare)
			if !slices.Equal(got, want) {
				t.Fatalf("%d and %d swapped on %s\n got %+v\nwant %+v%s", i-1, i, on, got, want, told(f, on))
			}
		}
	})
}
