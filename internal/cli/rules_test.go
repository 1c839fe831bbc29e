package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"homeward/internal/clock"
)

const shorterRed = "format: homeward.rulebook/1\nname: Northshire\nrules:\n  policy.red-review: {numbers: {within: {source: Board paper 4, values: [{from: always, is: 7 days}]}}}\n"

const redCase = `{"format": "homeward.case/1", "person": {"id": "=p1", "birth_date": "1990-06-15"}, "entries": [` +
	`{"kind": "joined-register", "on": "2026-01-05"}, {"kind": "rating", "on": "2026-01-05", "rating": "red"}]}` + "\n"

func TestRulesCompare(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		"north.yaml":  shorterRed,
		"cases.jsonl": redCase + childDetained + "\n" + emptyCase("p3") + "\n",
		"bad.jsonl":   "{\n" + redCase,
	})
	north, cases := filepath.Join(dir, "north.yaml"), filepath.Join(dir, "cases.jsonl")
	compare := func(args ...string) result {
		return runMain("", append([]string{"rules", "compare", "--on", "2026-03-17"}, args...)...)
	}
	for _, c := range []struct {
		args []string
		want result
	}{
		{[]string{"england", north, cases, "--part-8a-from", "2026-03-01", "--format", "csv"}, result{0,
			"case,effect,rule,started_on,old_due,new_due,days\n'=p1,moves,policy.red-review,2026-01-05,2026-01-19,2026-01-12,-7\np1,appears,mha.first-review,2026-03-02,,2026-03-15,\n", ""}},
		{[]string{north, "england", cases}, result{0, "On Tuesday 17 March 2026\n\n" +
			"  =p1                   policy.red-review                   moves from 2026-01-12 to 2026-01-19 (+7 days)\n" +
			"\n1 of 3 cases change.\n\n" +
			"  rule                                  appear    vanish   earlier     later  days moved: mean (most earlier, most later)\n" +
			"  policy.red-review                          0         0         0         1  +7.0 (0, +7)\n", ""}},
		{[]string{"england", north, cases, "--format", "json"}, result{0, `{"on": "2026-03-17", "effects": [` + "\n " +
			`{"case":"=p1","effect":"moves","rule":"policy.red-review","started_on":"2026-01-05","old_due":"2026-01-19","new_due":"2026-01-12","days":-7}` + "\n" +
			`], "cases": 3, "cases_changed": 1, "rules": [{"rule":"policy.red-review","appear":0,"vanish":0,"earlier":1,"later":0,"most_days_earlier":7,"most_days_later":0}]}` + "\n", ""}},
		{[]string{"england", "england", cases}, result{0, "On Tuesday 17 March 2026\n\n\n0 of 3 cases change.\n", ""}},
		{[]string{"england", north, filepath.Join(dir, "bad.jsonl"), "--format", "csv"}, result{2,
			"case,effect,rule,started_on,old_due,new_due,days\n'=p1,moves,policy.red-review,2026-01-05,2026-01-19,2026-01-12,-7\n",
			"homeward: " + filepath.Join(dir, "bad.jsonl") + ": line 1: the file: this is not JSON, at byte 1: unexpected EOF\n"}},
	} {
		if got := compare(c.args...); got != c.want {
			t.Errorf("%q\n got %+v\nwant %+v", c.args, got, c.want)
		}
	}
}

func TestRulesCompareOverARegister(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"north.yaml": shorterRed, "p1.json": redCase})
	north, data := filepath.Join(dir, "north.yaml"), filepath.Join(dir, "register")
	step := func(want result, args ...string) {
		t.Helper()
		if got := runHere(t, "", args...); got.code != want.code || want.stdout != "" && got.stdout != want.stdout || got.stderr != want.stderr {
			t.Fatalf("%q\n got %+v\nwant %+v", args, got, want)
		}
	}
	step(result{}, "register", "NSH", "Northshire", "--data", data)
	step(result{}, "import", "case", filepath.Join(dir, "p1.json"), "--register", "NSH", "--data", data)
	compare := []string{"rules", "compare", "england", north, "--on", "2026-03-17", "--data", data}
	got := runHere(t, "", append(compare, "--register", "NSH", "--format", "csv")...)
	lines := strings.Split(got.stdout, "\n")
	if got.code != 0 || len(lines) != 3 || !strings.HasSuffix(lines[1], ",moves,policy.red-review,2026-01-05,2026-01-19,2026-01-12,-7") {
		t.Errorf("%+v", got)
	}
	step(result{code: 2, stderr: "homeward: there is no register \"ZZZ\" — there are: NSH\n"}, append(compare, "--register", "ZZZ")...)
	step(result{code: 2, stderr: "homeward: there is nothing to compare over — name case files, or a register with --register CODE\n"}, compare...)
	step(result{code: 2, stderr: "homeward: a register and case files cannot be compared at once — leave one of them out\n"},
		append(compare, filepath.Join(dir, "p1.json"), "--register", "NSH")...)
}

func TestRulesCheckAndExplain(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"north.yaml": shorterRed, "bad.yaml": "format: homeward.rulebook/1\nname: x\nrule: {}\nrules: {mha.report: {}}\n"})
	north, bad := filepath.Join(dir, "north.yaml"), filepath.Join(dir, "bad.yaml")
	for _, c := range []struct {
		args []string
		want result
	}{
		{[]string{"check", north}, result{0, north + " is a rulebook: Northshire.\npolicy.red-review within: 7 days, of the first red rating of the episode (local: Board paper 4)\n", ""}},
		{[]string{"check", bad}, result{2, "", "homeward: " + bad + ": line 3: a rulebook has nothing called \"rule\"\nhomeward: " + bad +
			": line 4: mha.report is law: its words and numbers cannot be changed; only the day of commencement can be set, under part-8a\n"}},
		{[]string{"explain", "policy.red-review", "--rulebook", north}, result{0, "policy.red-review (Review because of a red rating)\n  A community review takes place when someone is rated red.\n" +
			"  Basis: policy. Source: NHS England, Dynamic support register and Care (Education) and Treatment Review policy and guide, January 2023 (as quoted by those who publish it); the number of days is a local standard\n" +
			"  within: 7 days, of the first red rating of the episode (local: Board paper 4)\n", ""}},
		{[]string{"explain", "policy.redd"}, result{2, "", "homeward: there is no rule \"policy.redd\" — homeward rules lists them\n"}},
		{[]string{"print", "--yaml"}, result{0, string(clock.EnglandYAML()), ""}},
	} {
		if got := runMain("", append([]string{"rules"}, c.args...)...); got != c.want {
			t.Errorf("%q\n got %+v\nwant %+v", c.args, got, c.want)
		}
	}
	printed := runMain("", "rules")
	for _, r := range clock.Rules() {
		if !strings.Contains(printed.stdout, "\n"+r.String()+" (") {
			t.Errorf("homeward rules does not print %s", r)
		}
	}
}
