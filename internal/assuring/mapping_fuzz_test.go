package assuring

import (
	"strings"
	"testing"
)

// FuzzMapping holds that a mapping that is taken has columns, each with a heading
// and an item that there is, and makes a cell of anything.
func FuzzMapping(f *testing.F) {
	f.Add(shipped)
	f.Add([]byte(`{"format":"` + Format + `","name":"x","columns":[{"heading":"A","item":"x"}]}`))
	f.Add([]byte(`{"format":1}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, faults := ReadMapping(data)
		for _, fault := range faults {
			if fault.Line < 1 || fault.Text == "" {
				t.Errorf("a fault that nobody finds: %+v", fault)
			}
		}
		if len(faults) > 0 {
			return
		}
		if m.Format != Format || len(m.Columns) == 0 {
			t.Errorf("taken without columns: %+v", m)
		}
		for _, c := range m.Columns {
			if strings.TrimSpace(c.Heading) == "" || ItemOf(c.Item).Key != c.Item {
				t.Errorf("taken with the column %+v", c)
			}
			c.Cell(Value{Keys: []string{"yes", ""}, Words: "Yes"})
		}
	})
}
