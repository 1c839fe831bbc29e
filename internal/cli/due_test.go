package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

const childDetained = `{"format": "homeward.case/1", "person": {"id": "p1", "birth_date": "2010-06-15"}, "entries": [` +
	`{"kind": "condition", "on": "2016-01-01", "condition": "autism", "status": "confirmed"}, ` +
	`{"kind": "admission", "on": "2026-03-02", "hospital": "RXX01", "ward": "Elm", "security": "general", "legal_status": "2", "out_of_area": false}]}`

const (
	postAdmission = `{"rule": "policy.post-admission-review", "basis": "policy", "started_by": 1, "started_on": "2026-03-02", "due": "2026-03-16", "state": "overdue", "met_on": "", "met_by": null, "ended_on": "", ` +
		`"source": "NHS England, Dynamic support register and Care (Education) and Treatment Review policy and guide, January 2023; NHS England, changes to the Care and Treatment Review policy, 27 March 2017", ` +
		`"why": "Admitted to hospital on Monday 2 March 2026. 2 weeks of the admission, if under 18 on that day: Monday 2 March 2026 and 2 weeks (14 days) is Monday 16 March 2026."}`
	childAnswer = `{"on": "2026-03-17", "obligations": [` + postAdmission + "]}\n"
	emptyAnswer = `{"on": "2026-03-17", "obligations": []}` + "\n"
)

func emptyCase(id string) string {
	return `{"format": "homeward.case/1", "person": {"id": "` + id + `", "birth_date": "2010-06-15"}, "entries": []}`
}

// written makes a directory with files of the given content.
func written(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestDue(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		"one.json":    strings.ReplaceAll(childDetained, ", ", ",\n "),
		"bad.json":    `{"format": "homeward.case/1", "person": {"id": "p1", "birth_date": "2010-06-15"}, "entries": [{"kind": "died", "on": "2026-02-30"}, {"kind": "discharge", "on": "2026-01-01", "ward": "Elm"}]}`,
		"many.jsonl":  childDetained + "\n\n" + emptyCase("p2") + "\n{\n" + childDetained,
		"many":        emptyCase("p2") + "\n" + childDetained + "\n",
		"wrong.yaml":  "format: homeward.rulebook/1\nname: x\nrules:\n  policy.redd: {}\n",
		"mine.yaml":   "format: homeward.rulebook/1\nname: x\nrules:\n  policy.post-admission-review: {in_use: {source: s, values: [{from: always, is: no}]}}\n",
		"ignored.txt": "",
	})
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		want  result
	}{
		{"one case", "", []string{at("one.json"), "--json"}, result{0, childAnswer, ""}},
		{"one case of a pipe", strings.ReplaceAll(childDetained, ", ", ",\n "), []string{"-", "--json"}, result{0, childAnswer, ""}},
		{"many of a pipe", emptyCase("p2") + "\n" + childDetained + "\n", []string{"-", "--json"}, result{0, emptyAnswer + childAnswer, ""}},
		{"many by their content", "", []string{at("many"), "--json"}, result{0, emptyAnswer + childAnswer, ""}},
		{"many, one of them faulty", "", []string{at("many.jsonl"), "--json"}, result{2, childAnswer + emptyAnswer + childAnswer,
			"homeward: " + at("many.jsonl") + ": line 4: the file: this is not JSON, at byte 1: unexpected EOF\n"}},
		{"faults, and no answer", "", []string{at("bad.json"), "--json"}, result{2, "",
			"homeward: " + at("bad.json") + ": entry 0: on: there is no day 2026-02-30\n" +
				"homeward: " + at("bad.json") + ": entry 1: ward: an entry of kind discharge has no such field\n"}},
		{"for people", "", []string{at("one.json"), "--part-8a-from", "2026-03-01"}, result{0, "Case p1 on Tuesday 17 March 2026\n" +
			"  2026-03-15  overdue        statute   First review of a detained patient (mha.first-review)\n" +
			"              Admitted to hospital on Monday 2 March 2026. 14 days beginning with Monday 2 March 2026, under 18 or with an education, health and care plan: day 1 is 2 March, day 14 is Sunday 15 March 2026.\n" +
			"              Source: Mental Health Act 1983 (as inserted by Mental Health Act 2025 s.4) s.125A(4)(a) and (5), s.125B(4)(a) and (5); in force from a day chosen for this reckoning, not one appointed by regulations\n" +
			"  2026-03-16  overdue        policy    Review after admission (policy.post-admission-review)\n" +
			"              Admitted to hospital on Monday 2 March 2026. 2 weeks of the admission, if under 18 on that day: Monday 2 March 2026 and 2 weeks (14 days) is Monday 16 March 2026.\n" +
			"              Source: NHS England, Dynamic support register and Care (Education) and Treatment Review policy and guide, January 2023; NHS England, changes to the Care and Treatment Review policy, 27 March 2017\n\n", ""}},
		{"nothing due", emptyCase("p2"), []string{"-"}, result{0, "Case p2 on Tuesday 17 March 2026\n  Nothing is due.\n\n", ""}},
		{"a local rulebook", "", []string{at("one.json"), "--json", "--rulebook", at("mine.yaml")}, result{0, emptyAnswer, ""}},
		{"a wrong rulebook", "", []string{at("one.json"), "--rulebook", at("wrong.yaml")}, result{2, "", "homeward: " + at("wrong.yaml") + ": line 4: rules has nothing called \"policy.redd\"\n"}},
		{"no such file", "", []string{at("none.json")}, result{2, "", "homeward: cannot read " + at("none.json") + ": no such file or directory — give a case file, a file of cases, a directory of them, or -\n"}},
	} {
		args := append([]string{"due", "--on", "2026-03-17"}, c.args...)
		if got := runMain(c.stdin, args...); got != c.want {
			t.Errorf("%s\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestDueOfADirectoryIsInTheOrderOfNames(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{"b.json": childDetained, "a.jsonl": emptyCase("p2") + "\n", "c.ndjson": emptyCase("p3"), "read.me": "x"})
	want := result{0, emptyAnswer + childAnswer + emptyAnswer, ""}
	if got := runMain("", "due", dir, "--on", "2026-03-17", "--json"); got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	none := written(t, nil)
	if got := runMain("", "due", none, "--on", "2026-03-17"); got.code != exitWrong || got.stdout != "" {
		t.Errorf("a directory without cases gave %+v", got)
	}
}

// TestDueKeepsTheOrderOfAStream sends more cases than fit into one batch, some
// longer than one.
func TestDueKeepsTheOrderOfAStream(t *testing.T) {
	t.Parallel()
	var in, want strings.Builder
	long := strings.Repeat(`{"kind": "meeting", "on": "2026-01-01"}, `, 2*batchSize/40) + `{"kind": "meeting", "on": "2026-01-01"}`
	for i := range 5000 {
		id := fmt.Sprint("p", i)
		if i%1000 == 500 {
			in.WriteString(strings.Replace(emptyCase(id), "[]", "["+long+"]", 1) + "\n")
		} else {
			in.WriteString(emptyCase(id) + "\n")
		}
		want.WriteString("Case " + id + " on Tuesday 17 March 2026\n  Nothing is due.\n\n")
	}
	if got := runMain(in.String(), "due", "-", "--on", "2026-03-17"); got != (result{0, want.String(), ""}) {
		t.Errorf("got %d bytes, exit %d, %q; want %d bytes", len(got.stdout), got.code, got.stderr, want.Len())
	}
}

// endless gives one case a line for ever, and remembers how many.
type endless struct {
	line  []byte
	rest  []byte
	lines int
	stop  context.CancelFunc
	after int
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.lines++; e.lines == e.after {
			e.stop()
		}
		e.rest = e.line
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestDueStopsWhenAskedAndStaysSmall(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	e := &endless{line: []byte(childDetained + "\n"), stop: stop, after: 60_000}
	x := &exec{Context: ctx, Stdin: e, Stdout: io.Discard, Stderr: io.Discard}
	c := &dueCmd{Cases: "-", JSON: true}
	c.On.Date = civil.Of(2026, 3, 17)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := c.Run(x); err == nil {
		t.Error("it ended by itself")
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 200<<20 {
		t.Errorf("memory grew by %d MB over %d cases", grown>>20, e.lines)
	}
}

// benchCases is a file of cases with 50 entries each.
func benchCases(b *testing.B) []byte {
	var all bytes.Buffer
	for i := range 2000 {
		f := &casefile.File{ID: fmt.Sprint("p", i), BirthDate: civil.Of(1990+i%25, 1+i%12, 1)}
		day := civil.Of(2024, 1, 1) + civil.Date(i%30)
		add := func(fact casefile.Fact) {
			f.Entries = append(f.Entries, casefile.Entry{On: day, Fact: fact})
			day += civil.Date(1 + (i+len(f.Entries))%17)
		}
		add(casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed})
		add(casefile.JoinedRegister{})
		add(casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low, LegalStatus: "3", OutOfArea: i%2 == 0})
		for len(f.Entries) < 50 {
			id := fmt.Sprint("r", len(f.Entries))
			add(casefile.ReviewArranged{ID: id, For: day + 20, Setting: casefile.Inpatient})
			add(casefile.Consent{To: casefile.ToReview, Review: id, Decision: casefile.Given, Basis: casefile.Own})
			add(casefile.PackSent{Review: id})
			add(casefile.ReviewHeld{ID: id, Setting: casefile.Inpatient})
			add(casefile.Rated{Rating: casefile.Blue})
			add(casefile.ReportSent{Review: id, To: casefile.Recipients})
			add(casefile.Action{ID: id, Due: day + 30})
			add(casefile.ActionDone{Action: id})
		}
		f.Entries = f.Entries[:50]
		data, _, err := casefile.WriteFile(f)
		if err != nil {
			b.Fatal(err)
		}
		all.Write(bytes.ReplaceAll(data, []byte("\n"), nil))
		all.WriteByte('\n')
	}
	return all.Bytes()
}

func BenchmarkDue(b *testing.B) {
	data := benchCases(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		x := &exec{Context: context.Background(), Stdin: bytes.NewReader(data), Stdout: io.Discard, Stderr: io.Discard}
		c := &dueCmd{Cases: "-", JSON: true}
		c.On.Date = civil.Of(2026, 3, 17)
		if err := c.Run(x); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDueDecodeOnly is the floor of BenchmarkDue: the same road with the
// cases only read.
func BenchmarkDueDecodeOnly(b *testing.B) {
	data := benchCases(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := linesOfCases("-", bytes.NewReader(data), func() error { return nil })
		err := workCases(context.Background(), s, func() func(*caseBatch) int {
			return func(batch *caseBatch) (n int) {
				batch.each(func(_ string, f *casefile.File, _ []casefile.Fault) { n += len(f.Entries) })
				return n
			}
		}, func(int) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDueTokensOnly is the floor of both: the same road with the lines
// only read by the JSON library, token by token.
func BenchmarkDueTokensOnly(b *testing.B) {
	data := benchCases(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := linesOfCases("-", bytes.NewReader(data), func() error { return nil })
		err := workCases(context.Background(), s, func() func(*caseBatch) error {
			d := jsontext.NewDecoder(bytes.NewReader(nil))
			return func(batch *caseBatch) error {
				d.Reset(bytes.NewBuffer(batch.data))
				for {
					if _, err := d.ReadToken(); err != nil {
						return err
					}
				}
			}
		}, func(err error) error {
			if err != io.EOF {
				return err
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
