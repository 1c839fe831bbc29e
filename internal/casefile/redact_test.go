package casefile

import (
	"reflect"
	"testing"

	"homeward/internal/civil"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	e := Recorded{Seq: 3, Entry: Entry{On: civil.Of(2026, 3, 1), Note: "Jane rang. JANE’S son was there, and Janet.", Fact: Imported{
		Import: "jane", File: "jane.xlsx", Row: 4, Key: "jane", Cells: []Cell{{"Mother", "jane Doe"}, {"RAG", "Red"}}, Flags: []Flag{{ID: "jane", Code: "jane", Message: "Jane?"}},
	}}}
	want := Recorded{Seq: 3, Entry: Entry{On: civil.Of(2026, 3, 1), Note: "[left out] rang. [left out]’S son was there, and [left out]t.", Fact: Imported{
		Import: "jane", File: "[left out].xlsx", Row: 4, Key: "jane", Cells: []Cell{{"Mother", "[left out]"}, {"RAG", "Red"}}, Flags: []Flag{{ID: "jane", Code: "jane", Message: "[left out]?"}},
	}}}
	before := e.Fact.(Imported).Cells[0]
	if got := e.Redact([]string{"Jane", "jane doe"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
	if e.Fact.(Imported).Cells[0] != before {
		t.Error("the entry itself was changed")
	}
	rated := Recorded{Entry: Entry{Fact: Rated{Rating: Red, Factors: []string{"seeing red"}}}}
	if got := rated.Redact([]string{"red"}).Fact; !reflect.DeepEqual(got, Rated{Rating: Red, Factors: []string{"seeing [left out]"}}) {
		t.Errorf("a rating becomes %+v", got)
	}
	checked := &Checked{Differs: "Jane said otherwise", Answers: []Answered{{Question: "Who?", Answer: "Jane"}}}
	got := Recorded{Entry: Entry{Fact: Rated{Rating: Red, Checked: checked}}}.Redact([]string{"Jane"}).Fact
	if want := (Rated{Rating: Red, Checked: &Checked{Differs: "[left out] said otherwise", Answers: []Answered{{Question: "Who?", Answer: "[left out]"}}}}); !reflect.DeepEqual(got, want) || checked.Differs != "Jane said otherwise" {
		t.Errorf("a checklist becomes %+v, and the entry has %+v", got, checked)
	}
	for in, want := range map[string]string{"İstanbul": "İstanbul", "": "", "a\u0301b": "a\u0301b", "ÉLAN élan": "[left out] [left out]"} {
		if got := RedactText(in, []string{"élan"}); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
