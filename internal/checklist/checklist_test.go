package checklist

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

const small = `format: homeward.checklist/1
name: Small
about: For a test.
source: This test
items:
  - {id: a, text: "A?", points: 3, source: here}
  - {id: b, text: "B?", points: 2, source: here}
  - id: c
    text: "C?"
    help: Help with C.
    source: here
    answers:
      - {id: none, text: "None", points: 0}
      - {id: some, text: "Some", points: 1}
      - {id: much, text: "Much", points: 4}
bands:
  - {rating: green, from: 0}
  - {rating: amber, from: 3}
  - {rating: red, from: 7}
overrides:
  - {rating: red, all: [a, b], says: Both A and B}
  - {rating: amber, any: [b, c=much], says: B or much C}
  - {rating: amber, at_least: 2, of: [a, b, c=some], says: Two of three}
`

func read(t *testing.T, file string) Checklist {
	t.Helper()
	c, faults := Read([]byte(file))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return c
}

func TestAdvise(t *testing.T) {
	t.Parallel()
	c := read(t, small)
	for name, want := range map[string]struct {
		answers  map[string]string
		points   int
		rating   casefile.Rating
		says     []string
		notKnown []string
		couldBe  casefile.Rating
	}{
		"nothing there":         {map[string]string{"a": "no", "b": "no", "c": "none"}, 0, casefile.Green, nil, nil, casefile.Green},
		"points":                {map[string]string{"a": "yes", "b": "no", "c": "none"}, 3, casefile.Amber, nil, nil, casefile.Amber},
		"up to the next":        {map[string]string{"a": "no", "b": "no", "c": "some"}, 1, casefile.Green, nil, nil, casefile.Green},
		"all of it outweighs":   {map[string]string{"a": "yes", "b": "yes", "c": "none"}, 5, casefile.Red, []string{"Both A and B", "B or much C", "Two of three"}, nil, casefile.Red},
		"one of it outweighs":   {map[string]string{"a": "no", "b": "yes", "c": "none"}, 2, casefile.Amber, []string{"B or much C"}, nil, casefile.Amber},
		"some of it outweighs":  {map[string]string{"a": "no", "b": "yes", "c": "some"}, 3, casefile.Amber, []string{"B or much C", "Two of three"}, nil, casefile.Amber},
		"it never lowers":       {map[string]string{"a": "yes", "b": "no", "c": "much"}, 7, casefile.Red, []string{"B or much C"}, nil, casefile.Red},
		"not known":             {map[string]string{"a": "no", "b": NotKnown, "c": "none"}, 0, casefile.Green, nil, []string{"B?"}, casefile.Amber},
		"left out is not known": {map[string]string{"a": "yes"}, 3, casefile.Amber, nil, []string{"B?", "C?"}, casefile.Red},
		"no such answer":        {map[string]string{"a": "maybe", "b": "no", "c": "none"}, 0, casefile.Green, nil, []string{"A?"}, casefile.Amber},
	} {
		got := c.Advise(want.answers)
		if got.Points != want.points || got.Rating != want.rating || !reflect.DeepEqual(got.Says, want.says) ||
			!reflect.DeepEqual(got.NotKnown, want.notKnown) || got.CouldBe != want.couldBe || got.Most != 9 || len(got.Answered) != 3 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestChecked(t *testing.T) {
	t.Parallel()
	c := read(t, small)
	got := c.Checked(c.Advise(map[string]string{"a": "no", "c": "some"}), "It is worse")
	want := &casefile.Checked{
		Checklist: "Small", Edition: c.Edition, Points: 1, Most: 9, Advised: casefile.Green, CouldBe: casefile.Amber, Differs: "It is worse",
		Answers: []casefile.Answered{{Item: "a", Question: "A?", Answer: "No"}, {Item: "b", Question: "B?", Answer: "Not known"}, {Item: "c", Question: "C?", Answer: "Some", Points: 1}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// The checklist that comes with the program can be read, every question of it
// has a source, and it advises each of the ratings that it can.
func TestOpen(t *testing.T) {
	t.Parallel()
	c := Open()
	all, none := map[string]string{}, map[string]string{}
	for _, i := range c.Items {
		if !strings.HasSuffix(i.Text, "?") || strings.TrimSpace(i.Source) == "" {
			t.Errorf("%s: is no question, or has no source", i.ID)
		}
		all[i.ID], none[i.ID] = i.Answers[len(i.Answers)-1].ID, "no"
	}
	if a := c.Advise(all); a.Rating != casefile.Red || a.Points != a.Most {
		t.Errorf("the worst of all is %+v", a)
	}
	if a := c.Advise(none); a.Rating != casefile.Green || a.Points != 0 || len(a.NotKnown) != 0 {
		t.Errorf("nothing at all is %+v", a)
	}
	if a := c.Advise(map[string]string{"mental-health": "unstable", "behaviour": "yes", "unsettled": "yes", "crisis": "yes"}); a.Rating != casefile.Red || a.Points >= 12 {
		t.Errorf("four yes is %s with %d points", a.Rating, a.Points)
	}
}

func TestReadNamesEveryFault(t *testing.T) {
	t.Parallel()
	replace := func(old, new string) string {
		if !strings.Contains(small, old) {
			t.Fatalf("the file has no %q", old)
		}
		return strings.Replace(small, old, new, 1)
	}
	for name, want := range map[string]struct{ file, fault string }{
		"no YAML":             {"a: [", "this is not YAML"},
		"nothing":             {"", "the file has to begin with"},
		"another format":      {replace("checklist/1", "checklist/9"), "line 1: the format has to be homeward.checklist/1"},
		"no name":             {replace("name: Small\n", ""), "line 1: the checklist needs the field “name”"},
		"a field more":        {replace("name: Small", "name: Small\ncolour: red"), "line 3: the checklist has no field “colour”"},
		"blue":                {replace("rating: red, from: 7", "rating: blue, from: 7"), "line 19: green, amber or red has to stand here"},
		"an item twice":       {replace("id: b,", "id: a,"), "line 7: the item “a” is there twice"},
		"no points":           {replace("points: 3, ", ""), "line 6: an item needs “points” for yes"},
		"points below 0":      {replace("points: 3", "points: -3"), "line 6: a whole number from 0 to 1000"},
		"answers out of turn": {replace("points: 1}", "points: 6}"), "line 13: the answers have to stand in the order of their points"},
		"bands not from 0":    {replace("from: 0", "from: 1"), "line 17: the first band has to begin at 0 points"},
		"bands fall":          {replace("from: 7", "from: 2"), "line 17: each band has to begin at more points"},
		"out of reach":        {replace("from: 7", "from: 10"), "nobody can reach red: it begins at 10 points and the items give at most 9"},
		"no such item":        {replace("all: [a, b]", "all: [a, x]"), "line 21: there is no item “x”"},
		"no such answer":      {replace("c=much", "c=lots"), "line 22: the item “c” has no answer “lots”"},
		"never reached":       {replace("at_least: 2", "at_least: 4"), "line 23: an override is of"},
		"an id with spaces":   {replace("id: none", "id: not known"), "line 13: an id has small letters"},
	} {
		c, faults := Read([]byte(want.file))
		var texts []string
		for _, f := range faults {
			texts = append(texts, f.String())
		}
		if !strings.Contains(strings.Join(texts, "\n"), want.fault) || c.Items != nil {
			t.Errorf("%s: got %q, want %q", name, texts, want.fault)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add(openYAML)
	f.Add([]byte("format: homeward.checklist/1\nitems: [&a {id: a}, *a]\nbands: {}\noverrides: [1]"))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, faults := Read(file)
		if len(faults) > 0 {
			return
		}
		answers := map[string]string{}
		for _, i := range c.Items {
			answers[i.ID] = i.Answers[len(i.Answers)-1].ID
		}
		if a := c.Advise(answers); a.Points != a.Most || worse(c.Advise(nil).Rating, a.Rating) {
			t.Errorf("the worst answers are not the worst: %+v", a)
		}
	})
}
