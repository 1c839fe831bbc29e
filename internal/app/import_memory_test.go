package app

import (
	"fmt"
	"testing"

	"homeward/internal/enginetest"
	"homeward/internal/sheet"
)

// What was corrected in one spreadsheet is still known after another, such as
// an export that came back, and a later correction stands before an earlier.
func TestOneSpreadsheetDoesNotMakeAnotherForgotten(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		correct := func(file string, to sheet.Field) (before sheet.Field) {
			t.Helper()
			id := b.upload(t, "a.csv", []byte(file))
			v, err := b.Import(b.ctx, b.here, id)
			must(t, err)
			m := v.Mapping
			last := &m.Sheets[0].Columns[len(m.Sheets[0].Columns)-1]
			before, last.Field = last.Field, to
			must(t, b.SetMapping(b.ctx, b.here, id, m))
			return before
		}
		one := "Surname,First name,DOB,NHS No,RAG,Zustand\nAdeyemi,Ada,01/02/2001,9994760173,Red,x\n"
		if got := correct(one, sheet.SupportNeeded); got == sheet.SupportNeeded {
			t.Fatal("the heading is known without being corrected")
		}
		for i := range mostRemembered - 1 {
			correct(fmt.Sprintf("Name,DOB,NHS Number,Rating,Other %d\nAda Adeyemi,01/02/2001,9994760173,Red,y\n", i), sheet.Notes)
		}
		if got := correct(one, sheet.Communication); got != sheet.SupportNeeded {
			t.Errorf("the corrected heading is taken for %q", got)
		}
		if got := correct(one, sheet.Communication); got != sheet.Communication {
			t.Errorf("the heading that was corrected again is taken for %q", got)
		}
		list, err := b.rememberedMapping(b.ctx, "HERE")
		must(t, err)
		if len(list) != mostRemembered {
			t.Errorf("%d are remembered", len(list))
		}
	})
}
