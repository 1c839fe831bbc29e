package retention

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func day(s string) civil.Date {
	d, err := civil.Parse(s)
	if err != nil && s != "" {
		panic(err)
	}
	return d
}

func TestHowLongARecordIsKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		born, ended, died string
		want              []string // rule and last day, the one that counts first
	}{
		"while it goes on":                       {"1980-05-01", "", "", nil},
		"an adult":                               {"1980-05-01", "2006-03-05", "", []string{"ended 2026-03-05"}},
		"an adult of 18 on the day":              {"1988-03-05", "2006-03-05", "", []string{"ended 2026-03-05"}},
		"ended on 29 February":                   {"1980-05-01", "2004-02-29", "", []string{"ended 2024-02-29"}},
		"ended on 29 February, to a common year": {"1980-05-01", "2080-02-29", "", []string{"ended 2100-02-28"}},
		"died on the register":                   {"1980-05-01", "2006-03-05", "2006-03-05", []string{"ended 2026-03-05", "died 2016-03-05"}},
		"died long after":                        {"1980-05-01", "2018-03-05", "2018-03-05", []string{"ended 2038-03-05", "died 2028-03-05"}},
		"a small child":                          {"2004-06-15", "2006-03-05", "", []string{"child 2029-06-15", "ended 2026-03-05"}},
		"a child of 16":                          {"1989-03-06", "2006-03-05", "", []string{"ended 2026-03-05", "child 2014-03-06"}},
		"17 on the day":                          {"1989-03-05", "2006-03-05", "", []string{"ended 2026-03-05", "seventeen 2015-03-05"}},
		"17, the day before 18":                  {"1988-03-06", "2006-03-05", "", []string{"ended 2026-03-05", "seventeen 2014-03-06"}},
		"born on 29 February":                    {"2004-02-29", "2006-03-05", "", []string{"child 2029-03-01", "ended 2026-03-05"}},
		"birth not known":                        {"", "2006-03-05", "", []string{"child 2031-03-05", "ended 2026-03-05"}},
		"born after it ended, by mistake":        {"2007-01-01", "2006-03-05", "", []string{"child 2031-03-05", "ended 2026-03-05"}},
	} {
		var got []string
		for _, a := range England().Keep(Facts{Born: day(c.born), Ended: day(c.ended), Died: day(c.died)}) {
			got = append(got, a.Rule.ID+" "+a.Until.String())
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestARegisterSettlesItsOwnYears(t *testing.T) {
	t.Parallel()
	local := England().With([]Change{
		{"ended", 8, "Retention schedule of Northshire 2026"}, {"seventeen", 30, "The same"},
		{"no such rule", 1, "x"}, {"died", 0, "x"}, {"died", 121, "x"}, {"child", 5, ""},
	})
	kept := local.Keep(Facts{Born: day("1988-03-06"), Ended: day("2006-03-05")})
	if len(kept) != 2 || kept[0].Until != day("2018-03-06") || kept[1].Until != day("2014-03-05") || !kept[0].Rule.Local || kept[1].Rule.Source != "Retention schedule of Northshire 2026" {
		t.Errorf("kept %+v", kept)
	}
	for i, rule := range local.Rules {
		changed := rule.ID == "ended" || rule.ID == "seventeen"
		if rule.Local != changed || !changed && !reflect.DeepEqual(rule, England().Rules[i]) {
			t.Errorf("%+v, and it was %+v", rule, England().Rules[i])
		}
		if changed && (strings.Contains(rule.Plain, "20") || !strings.HasPrefix(rule.Plain, "Here")) {
			t.Errorf("the words of %s are %q", rule.ID, rule.Plain)
		}
	}
	if England().Rules[0].Local {
		t.Error("the rules of the program were changed")
	}
}

// No rule more, and no later day on which something happened, makes a record be
// kept for a shorter time.
func TestNothingShortensIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		born := civil.Of(1930, 1, 1) + civil.Date(rapid.IntRange(0, 40000).Draw(t, "born"))
		ended := born + civil.Date(rapid.IntRange(0, 36000).Draw(t, "ended"))
		f := Facts{Born: born, Ended: ended}
		until := England().Keep(f)[0].Until
		if until < ended.AddMonths(240) {
			t.Fatalf("%+v is kept until %s", f, until)
		}
		if age := born.AgeOn(ended); age < 17 && until < born.Attains(25) || age == 17 && until < born.Attains(26) {
			t.Fatalf("%+v, aged %d, is kept until %s", f, age, until)
		}
		f.Died = ended
		if got := England().Keep(f)[0].Until; got < until {
			t.Fatalf("%+v is kept until %s, and if they lived until %s", f, got, until)
		}
	})
}

func TestWhenARecordEnded(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	fold := func(facts ...casefile.Entry) *casefile.Case {
		var all []casefile.Recorded
		for i, e := range facts {
			all = append(all, casefile.Recorded{Entry: e, Seq: i + 1, RecordedAt: at})
		}
		return casefile.Fold("p1", all)
	}
	on := func(s string, f casefile.Fact) casefile.Entry { return casefile.Entry{On: day(s), Fact: f} }
	begins := []casefile.Entry{on("2001-01-01", casefile.Details{BirthDate: day("1980-05-01")}), on("2001-01-02", casefile.JoinedRegister{})}
	begins = begins[:2:2]
	left := append(begins, on("2005-01-01", casefile.LeftRegister{}))
	left = left[:3:3]
	for name, c := range map[string]struct {
		entries []casefile.Entry
		want    Facts
	}{
		"on the register":         {begins, Facts{Born: day("1980-05-01")}},
		"left":                    {left, Facts{Born: day("1980-05-01"), Ended: day("2005-01-01")}},
		"a note later":            {append(left, on("2006-02-02", casefile.Note{})), Facts{Born: day("1980-05-01"), Ended: day("2006-02-02")}},
		"a note struck out":       {append(left, on("2006-02-02", casefile.Note{}), on("2005-03-03", casefile.EnteredInError{Entry: 4})), Facts{Born: day("1980-05-01"), Ended: day("2005-03-03")}},
		"left, and in hospital":   {append(left, on("2006-02-02", casefile.Admission{Hospital: "H"})), Facts{Born: day("1980-05-01")}},
		"died":                    {append(begins, on("2007-01-01", casefile.Died{})), Facts{Born: day("1980-05-01"), Ended: day("2007-01-01"), Died: day("2007-01-01")}},
		"never on the register":   {begins[:1], Facts{Born: day("1980-05-01"), Ended: day("2001-01-01")}},
		"back on the register":    {append(left, on("2006-02-02", casefile.JoinedRegister{})), Facts{Born: day("1980-05-01")}},
		"nothing in it, at least": {nil, Facts{}},
	} {
		if got := FactsOf(fold(c.entries...)); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestTheFileIsRead(t *testing.T) {
	t.Parallel()
	if got := len(England().Rules); got != 4 {
		t.Errorf("%d rules", got)
	}
	for _, wrong := range []string{"", "format: x", "format: homeward.retention/1\nname: x\nrules: [{id: a}]", strings.Replace(string(englandYAML), "years: 20", "years: 0", 1), strings.Replace(string(englandYAML), "id: died", "id: ended", 1), strings.Replace(string(englandYAML), "counts: died", "counts: x", 1), strings.Replace(string(englandYAML), "title:", "titel:", 1)} {
		if _, err := read([]byte(wrong)); err == nil {
			t.Errorf("%.60q is read", wrong)
		}
	}
}
