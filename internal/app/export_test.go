package app

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

// varied puts people on the register of the board who between them have every
// state that an export writes.
func varied(t *testing.T, b *board) {
	t.Helper()
	born := civil.Of(1990, 3, 4)
	for n, p := range []struct {
		given, family, preferred string
		more                     []casefile.Fact
	}{
		{"Rosa", "Evans-Okoro", "Rosie", []casefile.Fact{casefile.Rated{Rating: casefile.Red}, casefile.LocalAuthority{Name: "Ashby & Dale Council"}, casefile.Coordinator{Name: "Jo Marsh"}}},
		{"Łukasz", "O’Brien", "", []casefile.Fact{casefile.Rated{Rating: casefile.Amber}, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}},
		{"Amir", "Begum", "", []casefile.Fact{casefile.Rated{Rating: casefile.Green}, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}}},
		{"Hana", "van der Berg", "", []casefile.Fact{casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Parent}}},
		{"Siân", "Price", "", []casefile.Fact{casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.BestInterests}, casefile.Coordinator{Name: "=Sunita Rao"}}},
		{"Kofi", "Mensah", "", []casefile.Fact{casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}}},
		{"Kwame", "Mensah", "", []casefile.Fact{
			casefile.Admission{Hospital: "Fairview Hospital", Ward: "Elm", Security: casefile.General, LegalStatus: casefile.Section2},
			casefile.Rated{Rating: casefile.Blue}, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Parent},
		}},
	} {
		number := []string{"9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "", "9990000069"}[n]
		r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 200, Details: casefile.Details{
			GivenName: p.given, FamilyName: p.family, PreferredName: p.preferred, NHSNumber: number, BirthDate: born + civil.Date(n),
		}})
		must(t, err)
		for _, f := range p.more {
			_, err := b.Record(b.ctx, b.here, r.Case, AnyVersion, casefile.Add{On: b.Today() - 100, Fact: f})
			must(t, err)
		}
	}
}

// TestExportComesBack brings the exported list in again: as it is nothing is
// new in it, and edited, just what was edited.
func TestExportComesBack(t *testing.T) {
	t.Parallel()
	for _, format := range []ExportFormat{CSV, XLSX} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			b := open(t, enginetest.SQLite(t))
			varied(t, b)
			var file bytes.Buffer
			must(t, b.Export(b.ctx, b.here, PeopleQuery{}, format, &file))
			if got := b.changes(t, format, file.Bytes()); len(got) != 0 {
				t.Errorf("the export as it is would change %v", got)
			}
		})
	}
	b := open(t, enginetest.SQLite(t))
	varied(t, b)
	var file bytes.Buffer
	must(t, b.Export(b.ctx, b.here, PeopleQuery{}, CSV, &file))
	edited := file.String()
	for _, edit := range [][2]string{
		{"Rosie", "Rose"}, {"Ashby & Dale Council", "Northshire County Council"}, {"Jo Marsh", "Callum Reid"}, // Rosa
		{",Amber,", ",Red,"},                         // Łukasz
		{"Given by a parent", "Refused by a parent"}, // Hana
	} {
		if !strings.Contains(edited, edit[0]) {
			t.Fatalf("the export has no %q:\n%s", edit[0], edited)
		}
		edited = strings.Replace(edited, edit[0], edit[1], 1)
	}
	want := map[string][]Difference{
		"Rosie Evans-Okoro": {
			{"Name", "Rosie Evans-Okoro", "Rose Evans-Okoro"},
			{"Local authority", "Ashby & Dale Council", "Local authority of ordinary residence: Northshire County Council"},
			{"Coordinator", "Jo Marsh", "Held by Callum Reid"},
		},
		"Łukasz O’Brien":    {{"Rating", "Rated amber", "Rated red"}},
		"Hana van der Berg": {{"Consent to being on the register", "Given by a parent or guardian", "Consent to being on the register refused by a parent or guardian"}},
	}
	if got := b.changes(t, CSV, []byte(edited)); !reflect.DeepEqual(got, want) {
		t.Errorf("the edited export changes\n%v, want\n%v", got, want)
	}
}

// changes are what a file would change, by person. Every line of it must be of
// somebody who is on the register.
func (b *board) changes(t *testing.T, format ExportFormat, file []byte) map[string][]Difference {
	t.Helper()
	id, err := b.StartImport(b.ctx, b.here, "register."+string(format), file)
	must(t, err)
	review, err := b.Review(b.ctx, b.here, id)
	must(t, err)
	if len(review.Lines) != 7 {
		t.Fatalf("%d lines are of people, want 7; ignored %v", len(review.Lines), review.Ignored)
	}
	changed := map[string][]Difference{}
	for _, line := range review.Lines {
		if line.Existing == nil {
			t.Errorf("%s %s is not found on the register: %+v", line.GivenName, line.FamilyName, line.Problems)
			continue
		}
		if len(line.Changes) > 0 {
			changed[line.Existing.Name] = line.Changes
		}
	}
	return changed
}

func TestExportIsAuditedAndGuarded(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	varied(t, b)
	var file bytes.Buffer
	worker := b.here
	worker.Roles = []access.Role{access.SocialWorker}
	wantKind(t, b.Export(b.ctx, worker, PeopleQuery{}, CSV, &file), Forbidden)
	wantKind(t, b.Export(b.ctx, b.here, PeopleQuery{}, "pdf", &file), NotFound)
	if file.Len() != 0 {
		t.Errorf("something was written: %q", file.String())
	}
	must(t, b.Export(b.ctx, b.there, PeopleQuery{}, CSV, &file))
	if n := strings.Count(file.String(), "\n"); n != 1 {
		t.Errorf("another register exports %d lines", n)
	}
	broken := errors.New("the line is cut")
	if err := b.Export(b.ctx, b.here, PeopleQuery{}, CSV, cut{broken}); !errors.Is(err, broken) {
		t.Errorf("a cut line gives %v", err)
	}
}

type cut struct{ err error }

func (c cut) Write([]byte) (int, error) { return 0, c.err }

func TestDueWords(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 3, 2)
	var got []string
	for _, n := range []civil.Date{-400, -2, -1, 0, 1, 2, 90} {
		got = append(got, DueWords(today+n, today))
	}
	want := []string{"Overdue by 400 days", "Overdue by 2 days", "Overdue by 1 day", "Due today", "Due tomorrow", "Due in 2 days", "Due in 90 days"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
}
