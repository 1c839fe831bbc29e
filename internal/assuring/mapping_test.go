package assuring

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Everything that is wrong is said at once, with its line and what to do.
func TestAMappingIsRead(t *testing.T) {
	t.Parallel()
	if m, faults := ReadMapping([]byte(`{"format": "homeward.inpatients/1", "name": "Ours", "columns": [{"heading": "A", "item": "age"}]}`)); len(faults) > 0 || m.Name != "Ours" || len(m.Columns) != 1 {
		t.Error(m, faults)
	}
	const head = "{\n \"format\": \"homeward.inpatients/1\",\n \"name\": \"Ours\",\n"
	for text, want := range map[string][]string{
		`[]`:    {"1 It is not a mapping file"},
		"{\n a": {"2 It is not JSON from here on"},
		"{\n \"format\": \"other\",\n \"columns\": []}":  {`2 Its format is "other"`},
		head + ` "columns": []}`:                         {"4 It has no columns"},
		head + ` "extra": 1,` + "\n" + ` "columns": []}`: {`4 A mapping file has no "extra"`},
		head + ` "name": 7, "columns": {}}`:              {"4 The name must be words", "4 The columns must be a list"},
		head + " \"columns\": [\n  {\"heading\": \" \", \"item\": \"age\"},\n  {\"heading\": \"A\", \"item\": \"age\"},\n  {\"heading\": \"A\", \"item\": \"shoe\"}\n ]}": {
			"5 Column 1 has no heading", `7 Column 3 has the heading "A", as column 2 has`, `7 Column 3 asks for the item "shoe"`},
		head + " \"columns\": [\n  {\"heading\": \"A\", \"item\": \"age\", \"code\": {}},\n  {\"heading\": \"B\",\n   \"item\": \"age\",\n   \"codes\": {\"x\": 1}}\n ]}": {
			`5 Column 1 has "code"`, `8 Column 2: what it has as "codes`},
	} {
		_, faults := ReadMapping([]byte(text))
		var got []string
		for i, f := range faults {
			said := fmt.Sprint(f.Line, " ", f.Text)
			if i < len(want) && strings.HasPrefix(said, want[i]) {
				said = want[i]
			}
			got = append(got, said)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s\nsays %q, want %q", text, got, want)
		}
	}
}

func TestWhatAMappingChanges(t *testing.T) {
	t.Parallel()
	from := Mapping{Columns: []Column{
		{Heading: "A", Item: "age"}, {Heading: "G", Item: "gender", Codes: map[string]string{"male": "1", "female": "2"}}, {Heading: "O", Item: "host"}, {Heading: "X", Item: "days"},
	}}
	to := Mapping{Columns: []Column{
		{Heading: "A", Item: "days"}, {Heading: "G", Item: "gender", Codes: map[string]string{"male": "M", "other": "9"}, Otherwise: "X", Unconfirmed: []string{"other"}}, {Heading: "O", Item: "host"}, {Heading: "N", Item: "nhs-number"},
	}}
	want := []string{
		"The column “X” goes away: Days in this stay", "The column “A” has something else: Days in this stay in place of Age",
		"“G”: “female” has no code any more. It was 2", "“G”: the code of “male” is M in place of 1", "“G”: the code of “other” is 9. It had none",
		"“G”: what has no code stands as X in place of it is", "“G”: other codes are marked as not confirmed", "The column “N” is new: NHS number",
	}
	if got := Changes(from, to); !reflect.DeepEqual(got, want) {
		t.Errorf("it says\n%s", strings.Join(got, "\n"))
	}
	from.Columns[0], from.Columns[1], to = from.Columns[1], from.Columns[0], from
	to.Columns = []Column{from.Columns[1], from.Columns[0], from.Columns[2], from.Columns[3]}
	if got := Changes(from, to); !reflect.DeepEqual(got, []string{"The columns come in another order"}) || Changes(from, from) != nil {
		t.Errorf("it says %q", got)
	}
}
