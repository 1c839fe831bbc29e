package checklist

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

const smallSigns = `format: homeward.early-signs/1
name: Small
about: For a test.
source: This test
signs:
  - {id: waiting-for-assessment, text: Waiting, source: here}
  - {id: discharge-from-hospital, text: Home again, source: here}
  - {id: young, text: Young, source: here, ages: {from: 14, to: 25}}
  - {id: police, text: Police, source: here}
  - {id: school, text: School, source: here}
triggers:
  - {id: one, says: Police came, of: [police], months: 3}
  - {id: two, says: They wait and more, of: [waiting-for-assessment, police, school], at_least: 2, months: 6}
  - {id: age, says: Between services, of: [young, school], at_least: 2, months: 12}
  - {id: with, says: They wait and are young, with: [waiting-for-assessment, young], of: [police], months: 6}
  - {id: home, says: Home and hard, of: [discharge-from-hospital, school], at_least: 2, months: 6}
`

func TestSuggest(t *testing.T) {
	t.Parallel()
	e, faults := ReadEarlySigns([]byte(smallSigns))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	day := civil.Of(2026, 8, 31)
	police := func(on civil.Date) casefile.Sign { return casefile.Sign{ID: "police", From: on, Seq: 3} }
	school := casefile.Sign{ID: "school", From: day - 20, Seq: 4}
	waiting := casefile.Sign{ID: casefile.SignWaiting, From: day.AddMonths(-30), Seq: 1}
	for name, test := range map[string]struct {
		signs []casefile.Sign
		quiet []Quiet
		born  civil.Date
		want  []string
	}{
		"nothing":                           {nil, nil, 0, nil},
		"a sign":                            {[]casefile.Sign{police(day)}, nil, 0, []string{"one"}},
		"on its last day":                   {[]casefile.Sign{police(civil.Of(2026, 5, 31))}, nil, 0, []string{"one"}},
		"a day too old":                     {[]casefile.Sign{police(civil.Of(2026, 5, 30))}, nil, 0, nil},
		"in the future":                     {[]casefile.Sign{police(day + 1)}, nil, 0, nil},
		"waiting alone":                     {[]casefile.Sign{waiting}, nil, 0, nil},
		"waiting for years, and more":       {[]casefile.Sign{waiting, school}, nil, 0, []string{"two"}},
		"waited, and more":                  {[]casefile.Sign{{ID: casefile.SignWaiting, From: day - 90, Until: day}, school}, nil, 0, nil},
		"two of one sign are one":           {[]casefile.Sign{school, {ID: "school", From: day - 3}}, nil, 0, nil},
		"age alone":                         {nil, nil, civil.Of(2010, 1, 1), nil},
		"age and more":                      {[]casefile.Sign{school}, nil, civil.Of(2010, 1, 1), []string{"age"}},
		"the day before 14":                 {[]casefile.Sign{school}, nil, civil.Of(2012, 9, 1), nil},
		"14 today":                          {[]casefile.Sign{school}, nil, civil.Of(2012, 8, 31), []string{"age"}},
		"the day before 26":                 {[]casefile.Sign{school}, nil, civil.Of(2000, 9, 1), []string{"age"}},
		"26 today":                          {[]casefile.Sign{school}, nil, civil.Of(2000, 8, 31), nil},
		"home again":                        {[]casefile.Sign{{ID: casefile.SignDischarge, From: day - 30}, school}, nil, 0, []string{"home"}},
		"home for long":                     {[]casefile.Sign{{ID: casefile.SignDischarge, From: day.AddMonths(-7)}, school}, nil, 0, nil},
		"with all that it needs":            {[]casefile.Sign{waiting, police(day.AddMonths(-4))}, nil, civil.Of(2010, 1, 1), []string{"two", "with"}},
		"without the age that it needs":     {[]casefile.Sign{waiting, police(day.AddMonths(-4))}, nil, civil.Of(1980, 1, 1), []string{"two"}},
		"without the sign that it needs":    {[]casefile.Sign{police(day.AddMonths(-4))}, nil, civil.Of(2010, 1, 1), nil},
		"answered":                          {[]casefile.Sign{police(day - 9)}, []Quiet{{"one", day - 8, day + 30}}, 0, nil},
		"answered on the day of the sign":   {[]casefile.Sign{police(day - 9)}, []Quiet{{"one", day - 9, day + 30}}, 0, nil},
		"answered, and a sign after":        {[]casefile.Sign{police(day - 9), police(day - 7)}, []Quiet{{"one", day - 8, day + 30}}, 0, []string{"one"}},
		"answered until yesterday":          {[]casefile.Sign{police(day - 9)}, []Quiet{{"one", day - 8, day - 1}}, 0, []string{"one"}},
		"another was answered":              {[]casefile.Sign{police(day - 9)}, []Quiet{{"two", day - 8, day + 30}}, 0, []string{"one"}},
		"a sign of which no list knows":     {[]casefile.Sign{{ID: "gone", From: day}}, nil, 0, nil},
		"born on a leap day, 14 on 1 March": {[]casefile.Sign{school}, nil, civil.Of(2012, 2, 29), []string{"age"}},
	} {
		var got []string
		for _, s := range e.Suggest(test.signs, test.quiet, test.born, day) {
			got = append(got, s.Trigger.ID)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	s := e.Suggest([]casefile.Sign{waiting, school}, nil, 0, day)[0]
	if want := []string{"Waiting", "School"}; !reflect.DeepEqual(s.Signs, want) || s.Since != school.From || len(s.Found) != 2 {
		t.Errorf("got %+v", s)
	}
}

// The early signs that come with the program can be read, and each trigger can
// be reached.
func TestOpenEarlySigns(t *testing.T) {
	t.Parallel()
	e := OpenEarlySigns()
	day := civil.Of(2026, 8, 31)
	reached := map[string]bool{}
	var signs []casefile.Sign
	for _, s := range e.Signs {
		if s.Ages == nil {
			signs = append(signs, casefile.Sign{ID: s.ID, From: day})
		}
	}
	for _, s := range e.Suggest(signs, nil, civil.Of(2008, 1, 1), day) {
		reached[s.Trigger.ID] = true
	}
	for _, tr := range e.Triggers {
		if !reached[tr.ID] {
			t.Errorf("%s is never reached", tr.ID)
		}
	}
	if len(e.Triggers) < 8 || e.Longest() != 12 {
		t.Errorf("%d triggers, the longest %d months", len(e.Triggers), e.Longest())
	}
}

// Each of what guidance names suggests by itself, but for waiting and for the
// age, which are said of so many that something else has to be there.
func TestWhatSuggestsByItself(t *testing.T) {
	t.Parallel()
	e := OpenEarlySigns()
	day, young, old := civil.Of(2026, 8, 31), civil.Of(2008, 1, 1), civil.Of(1980, 1, 1)
	suggested := func(born civil.Date, ids ...string) (triggers []string) {
		var signs []casefile.Sign
		for _, id := range ids {
			signs = append(signs, casefile.Sign{ID: id, From: day - 20})
		}
		for _, s := range e.Suggest(signs, nil, born, day) {
			triggers = append(triggers, s.Trigger.ID)
		}
		return triggers
	}
	for _, test := range []struct {
		signs []string
		born  civil.Date
		want  []string
	}{
		{[]string{casefile.SignDischarge}, old, []string{"home-again"}},
		{[]string{"carer-ill"}, old, []string{"carer"}},
		{[]string{"placement-notice"}, old, []string{"placement"}},
		{[]string{"residential-strain"}, old, []string{"placement"}},
		{[]string{"exclusion"}, old, []string{"exclusion"}},
		{[]string{"police"}, old, []string{"repeated-crisis"}},
		{[]string{"emergency-department"}, old, []string{"repeated-crisis"}},
		{[]string{"services-change"}, young, []string{"transition"}},
		{[]string{"services-change"}, old, nil},
		{[]string{"worse"}, young, []string{"age-and-more"}},
		{[]string{"worse"}, old, nil},
		{[]string{casefile.SignWaiting}, old, nil},
		{[]string{casefile.SignWaiting, "worse"}, old, []string{"waiting-and-more"}},
		{[]string{"support-gone", "worse"}, old, []string{"several"}},
	} {
		if got := suggested(test.born, test.signs...); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v, born %s: %v, want %v", test.signs, test.born, got, test.want)
		}
	}
	told := e.Suggest([]casefile.Sign{{ID: "police", From: day, Told: true}}, nil, old, day)
	if len(told) != 1 || told[0].Signs[0] != "The police were called, or they were arrested (told in the referral)" {
		t.Errorf("of what a referral told it says %+v", told)
	}
}

func TestReadEarlySignsNamesEveryFault(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ old, new, fault string }{
		"another format":   {"early-signs/1", "early-signs/2", "line 1: the format has to be homeward.early-signs/1"},
		"a sign twice":     {"id: school,", "id: police,", "line 10: the sign “police” is there twice"},
		"no such sign":     {"of: [police],", "of: [polize],", "line 12: there is no sign “polize”"},
		"no such with":     {"with: [waiting-for-assessment,", "with: [weighting,", "line 15: there is no sign “weighting”"},
		"out of reach":     {"of: [young, school], at_least: 2", "of: [young, school], at_least: 3", "line 14: a trigger that needs 3 signs"},
		"ages fall":        {"{from: 14, to: 25}", "{from: 14, to: 2}", "line 8: the ages have to go up"},
		"no months":        {"of: [police], months: 3", "of: [police]", "line 12: a trigger needs the field “months”"},
		"a trigger twice":  {"{id: two,", "{id: one,", "line 13: the trigger “one” is there twice"},
		"a field too many": {"{id: one,", "{rating: red, id: one,", "line 12: a trigger has no field “rating”"},
	} {
		_, faults := ReadEarlySigns([]byte(strings.Replace(smallSigns, test.old, test.new, 1)))
		var texts []string
		for _, f := range faults {
			texts = append(texts, f.String())
		}
		if !strings.Contains(strings.Join(texts, "\n"), test.fault) {
			t.Errorf("%s: %q, want %q", name, texts, test.fault)
		}
	}
}

func FuzzReadEarlySigns(f *testing.F) {
	f.Add([]byte(smallSigns))
	f.Add(earlySignsYAML)
	f.Fuzz(func(t *testing.T, file []byte) {
		e, faults := ReadEarlySigns(file)
		if len(faults) > 0 {
			return
		}
		if got := e.Suggest(nil, nil, civil.Of(2008, 1, 1), civil.Of(2026, 1, 1)); got != nil {
			t.Errorf("without a sign there is %+v", got)
		}
	})
}
