package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/enginetest"
)

// Nothing goes out that stands out and was not decided by itself, or that is
// not what was read.
func TestWhatWasReadTogetherIsGivenTogether(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		x := newAsking(t, address)
		must(t, second(x.DecideRetention(x.ctx, x.ig, x.id, RetentionDecision{Act: HoldRecord, Reason: "An inquiry by PERPETUA"})))
		must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "HUMBERT, for Sam"))
		must(t, x.EndRequest(x.ctx, x.ig, x.id, AccessWithdrawn, "LOLLARD rang"))
		wantKind(t, x.GiveTogether(x.ctx, x.ig, x.id, x.together(t)), Invalid) // nobody asks
		must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "Sam"))
		hidden := func(there bool) {
			t.Helper()
			for _, format := range AnswerFormats[1:] {
				_, file := x.answered(t, format)
				for _, words := range []string{"PERPETUA", "HUMBERT", "LOLLARD", "Sam likes trains."} {
					if strings.Contains(file, words) != there {
						t.Errorf("%s and %q: want it there %v", format, words, there)
					}
				}
			}
		}
		hidden(false)
		read := x.together(t)
		if len(read) != 4 { // the note, the line of the spreadsheet, the hold, the earlier request
			t.Fatalf("%d are given together: %+v", len(read), read)
		}
		wantKind(t, x.GiveTogether(x.ctx, x.ig, x.id, nil), Invalid)
		for _, p := range x.view(t).Parts {
			if len(p.Why) > 0 && !p.WithOthers() {
				wantKind(t, x.GiveTogether(x.ctx, x.ig, x.id, append(slices.Clone(read), AccessChoice{Part: p.ID, Seen: p.Seen})), Invalid)
			}
		}
		wantKind(t, x.GiveTogether(x.ctx, x.ig, x.id, append(slices.Clone(read), AccessChoice{Part: "entry-99"})), NotFound)
		changed := slices.Clone(read)
		changed[1].Seen = "0123456789abcdef"
		wantKind(t, x.GiveTogether(x.ctx, x.ig, x.id, changed), Invalid)
		if got := x.together(t); !reflect.DeepEqual(got, read) {
			t.Errorf("what was refused was decided by half: %+v are left", got)
		}
		must(t, x.GiveTogether(x.ctx, x.ig, x.id, read))
		hidden(true)
		acts, err := x.Acts(x.ctx, x.ig, ActsQuery{Case: x.id, Kind: Changed})
		must(t, err)
		if !slices.ContainsFunc(acts.Acts, func(a Act) bool {
			return a.Action == "decide on what is given" && strings.HasPrefix(a.Detail, "include entry-") && strings.Contains(a.Detail, " kept-1")
		}) {
			t.Errorf("it is noted as %+v", acts.Acts)
		}
		// Each can be decided otherwise afterwards.
		v := x.view(t)
		i := slices.IndexFunc(v.Parts, func(p AccessPart) bool { return strings.HasPrefix(p.ID, earlierRequest) })
		must(t, x.decide(t, v.Parts[i], AccessChoice{Do: Redact, Ground: "others", Reason: "x", Words: []string{"LOLLARD"}}))
		n, file := x.answered(t, AnswerHTML)
		if strings.Contains(file, "LOLLARD") || len(n.Requests) != 1 || n.Requests[0].Given != GivenPart || n.Requests[0].Words != "[left out] rang" {
			t.Errorf("the earlier request is %+v", n.Requests)
		}
	})
}
