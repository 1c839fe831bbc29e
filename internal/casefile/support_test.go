package casefile

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
)

func need(status SupportStatus, change func(*Need)) Need {
	n := Need{
		SupportNeed: SupportNeed{ID: "n1", WantedBy: civil.Of(2026, 4, 1), Text: "Someone with them at night", Category: "help-at-home", Provider: "Oak Homes", Funding: "joint"},
		Asked:       civil.Of(2026, 3, 1), Seq: 1, Status: status, StatusOn: civil.Of(2026, 3, 1), StatusSeq: 1, Entries: []int{1},
	}
	change(&n)
	return n
}

func TestANeedIsFoldedStepByStep(t *testing.T) {
	t.Parallel()
	c := Fold("p1", nil)
	day := civil.Of(2026, 3, 1)
	want := need(SupportNeeded, func(*Need) {})
	for i, step := range []struct {
		fact   Fact
		note   string
		change func(*Need)
		gap    bool
	}{
		{want.SupportNeed, "", func(*Need) {}, false},
		{SupportStep{Need: "n1", Status: SupportAsked, Provider: "Elm Homes"}, "", func(n *Need) { n.Provider = "Elm Homes" }, false},
		{SupportStep{Need: "n1", Status: SupportRefused, Reason: NotOnRegister}, "", func(n *Need) {
			n.Reason = NotOnRegister
			n.Refusals = []ServiceRefusal{{Seq: 3, On: day + 2, Reason: NotOnRegister, Provider: "Elm Homes"}}
		}, false},
		{SupportStep{Need: "n1", Status: NoSuchService}, "Nothing within 40 miles", func(n *Need) { n.Reason = "" }, true},
		{SupportStep{Need: "n1", Status: SupportWaiting, Expected: civil.Of(2026, 4, 2), Funding: "s117"}, "", func(n *Need) { n.Expected, n.Funding = civil.Of(2026, 4, 2), "s117" }, true},
		{SupportStep{Need: "n1", Status: SupportAgreed, Expected: civil.Of(2026, 4, 1)}, "", func(n *Need) { n.Expected = civil.Of(2026, 4, 1) }, false},
		{SupportStarted{Need: "n1", Provider: "Ash Homes"}, "", func(n *Need) { n.Started, n.Expected, n.Provider = day+6, 0, "Ash Homes" }, false},
		{SupportStep{Need: "n1", Status: SupportLookedAt, Working: "partly"}, "", func(n *Need) { n.Working, n.LookedOn = "partly", day+7 }, false},
		{SupportStep{Need: "n1", Status: SupportStopped, Stopped: "staff"}, "", func(n *Need) {
			n.Stopped, n.StoppedWhy, n.Started, n.Working, n.LookedOn = day+8, "staff", 0, "", 0
		}, true},
		{SupportStep{Need: "n1", Status: SupportAsked, Provider: "Elm Homes"}, "", func(n *Need) { n.Provider = "Elm Homes" }, false},
		{SupportStarted{Need: "n1"}, "", func(n *Need) { n.Started, n.Stopped, n.StoppedWhy = day+10, 0, "" }, false},
		{SupportStep{Need: "n1", Status: SupportLookedAt, Working: "no"}, "", func(n *Need) { n.Working, n.LookedOn = "no", day+11 }, false},
		{SupportWithdrawn{Need: "n1"}, "", func(*Need) {}, false},
	} {
		on := day + civil.Date(i)
		entries, err := Add{On: on, Fact: step.fact, Note: step.note}.Decide(c, on)
		if err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
		body, err := EncodeFact(entries[0].Fact)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := DecodeFact(entries[0].Fact.Kind(), body); err != nil || !reflect.DeepEqual(back, entries[0].Fact) {
			t.Errorf("step %d is read back as %+v, %v", i+1, back, err)
		}
		c.Append(Recorded{Entry: entries[0], Seq: i + 1})
		if i > 0 {
			want.Entries = append(want.Entries, i+1)
		}
		if s, ok := step.fact.(SupportStep); ok && s.Status != SupportLookedAt {
			want.Status, want.StatusOn, want.StatusSeq = s.Status, on, i+1
		}
		switch step.fact.(type) {
		case SupportStarted:
			want.Status, want.StatusOn, want.StatusSeq = SupportInPlace, on, i+1
		case SupportWithdrawn:
			want.Status, want.StatusOn, want.StatusSeq = SupportNotNeeded, on, i+1
		}
		step.change(&want)
		if got, ok := c.Need("n1"); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("after step %d\n%+v, want\n%+v", i+1, got, want)
		}
		if got := c.Needs[0].InGap(on); got != step.gap {
			t.Errorf("after step %d it is in a gap: %v", i+1, got)
		}
	}
	c.Append(Recorded{Entry: Entry{On: day + 13, Fact: EnteredInError{Entry: 13}}, Seq: 14})
	if got, _ := c.Need("n1"); got.Status != SupportInPlace || got.Working != "no" {
		t.Errorf("after a strike-out %+v", got)
	}
	if got, ok := c.Need("n2"); ok {
		t.Errorf("there is a need %+v", got)
	}
}

// What a service was asked for and is not there by the day on which it is wanted
// is a gap from the next day on, and so is what is refused for good at once.
func TestANeedComesIntoAGapByItsDay(t *testing.T) {
	t.Parallel()
	asked, wanted := civil.Of(2026, 3, 1), civil.Of(2026, 4, 1)
	for name, test := range map[string]struct {
		status   SupportStatus
		reason   RefusedReason
		stopped  StoppedReason
		wanted   civil.Date
		expected civil.Date
		want     civil.Date
	}{
		"nobody was asked":             {status: SupportNeeded, wanted: wanted},
		"asked":                        {status: SupportAsked, wanted: wanted, want: wanted + 1},
		"agreed in time, and not come": {status: SupportAgreed, wanted: wanted, expected: wanted, want: wanted + 1},
		"waiting, and too late":        {status: SupportWaiting, wanted: wanted, expected: wanted + 1, want: asked},
		"waiting without a day":        {status: SupportWaiting},
		"asked after its day":          {status: SupportAsked, wanted: asked - 9, want: asked},
		"full":                         {status: SupportRefused, reason: "full", wanted: wanted, want: asked},
		"too young":                    {status: SupportRefused, reason: "age", want: asked},
		"the wrong area":               {status: SupportRefused, reason: "area", want: asked},
		"nobody pays":                  {status: SupportRefused, reason: "funding", want: asked},
		"another should do it":         {status: SupportRefused, reason: "another-service", wanted: wanted},
		"not on the register":          {status: SupportRefused, reason: NotOnRegister},
		"no service":                   {status: NoSuchService, want: asked},
		"in place":                     {status: SupportInPlace, wanted: wanted},
		"stopped for want of money":    {status: SupportStopped, stopped: "funding", want: asked},
		"stopped by the provider":      {status: SupportStopped, stopped: "provider", wanted: asked - 9},
		"stopped, and asked again":     {status: SupportAsked, stopped: "provider", wanted: asked - 9, want: asked + 1},
		"not needed any more":          {status: SupportNotNeeded, wanted: wanted},
	} {
		n := Need{SupportNeed: SupportNeed{WantedBy: test.wanted}, Status: test.status, Reason: test.reason, StatusOn: asked, Expected: test.expected, StoppedWhy: test.stopped}
		if test.stopped != "" {
			n.Stopped = asked
		}
		if got := n.GapFrom(); got != test.want {
			t.Errorf("%s: a gap from %s, want %s", name, got, test.want)
		}
		if test.want != 0 && (n.InGap(test.want-1) || !n.InGap(test.want)) {
			t.Errorf("%s: not a gap from its day on", name)
		}
	}
}

func TestAStepIsHeldToItsLists(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 3, 2)
	for name, test := range map[string]struct {
		fact  Fact
		note  string
		field string // at fault; "" for none
	}{
		"asked":                     {SupportStep{Need: "n1", Status: SupportAsked}, "", ""},
		"no status":                 {SupportStep{Need: "n1"}, "", "status"},
		"one of another entry":      {SupportStep{Need: "n1", Status: SupportInPlace}, "", "status"},
		"refused without reason":    {SupportStep{Need: "n1", Status: SupportRefused}, "", "reason"},
		"other reason, no words":    {SupportStep{Need: "n1", Status: SupportRefused, Reason: RefusedOther}, " ", "note"},
		"other reason with words":   {SupportStep{Need: "n1", Status: SupportRefused, Reason: RefusedOther}, "They lost the letter", ""},
		"not on the register":       {SupportStep{Need: "n1", Status: SupportRefused, Reason: NotOnRegister}, "", ""},
		"looked at without answer":  {SupportStep{Need: "n1", Status: SupportLookedAt}, "", "working"},
		"stopped without reason":    {SupportStep{Need: "n1", Status: SupportStopped}, "", "stopped"},
		"stopped for what else":     {SupportStep{Need: "n1", Status: SupportStopped, Stopped: StoppedOther}, "", "note"},
		"stopped by the provider":   {SupportStep{Need: "n1", Status: SupportStopped, Stopped: "provider"}, "", ""},
		"paid by nobody known":      {SupportStep{Need: "n1", Status: SupportAsked, Funding: "lottery"}, "", "funding"},
		"of no need":                {SupportStep{Need: "n2", Status: SupportAsked}, "", "on"},
		"a need of no list":         {SupportNeed{ID: "n3", Text: "x", Category: "moon"}, "", "category"},
		"a need without a category": {SupportNeed{ID: "n3", Text: "x"}, "", ""},
	} {
		c := Fold("p1", []Recorded{{Entry: Entry{On: today - 1, Fact: SupportNeed{ID: "n1", Text: "x"}}, Seq: 1}})
		_, err := Add{On: today, Fact: test.fact, Note: test.note}.Decide(c, today)
		got := ""
		if r, ok := AsRefusals(err); ok {
			got = r[0].Field
		}
		if got != test.field {
			t.Errorf("%s: refused at %q (%v), want %q", name, got, err, test.field)
		}
	}
}

// wordless are the values of a list that people would read as they stand.
func wordless[T interface {
	~string
	Word() string
}](values []T) []T {
	return slices.DeleteFunc(slices.Clone(values), func(v T) bool {
		return v.Word() != "" && v.Word() != string(v) && !strings.ContainsAny(v.Word(), "-_")
	})
}

func TestEveryAnswerHasAWord(t *testing.T) {
	t.Parallel()
	if got := wordless(SupportCategories); len(got) > 0 {
		t.Error(got)
	}
	if got := wordless(Fundings); len(got) > 1 || len(got) == 1 && got[0] != "s117" {
		t.Error(got)
	}
	if got := wordless(RefusedReasons); len(got) > 0 {
		t.Error(got)
	}
	if got := wordless(StoppedReasons); len(got) > 0 {
		t.Error(got)
	}
	if got := append(wordless(SupportStatuses), wordless(SupportSteps)...); len(got) > 0 {
		t.Error(got)
	}
	for _, s := range SupportSteps {
		if Title(SupportStep{Status: s}) == "Support: what happened" {
			t.Errorf("%s has no title", s)
		}
	}
	want := []Line{{"Provider", "Oak"}, {"Reason", RefusedReason("full").Word()}, {"Paid by", "Health"}, {"Can start on", "1 April 2026"}}
	if got := Particulars(SupportStep{Provider: "Oak", Reason: "full", Funding: "health", Expected: civil.Of(2026, 4, 1)}); !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}
