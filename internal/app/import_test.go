package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

var realShaped = []string{"register-northshire.xlsx", "register-council.csv", "register-trust-export.xlsx"}

func testFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../sheet/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// upload takes a file up to its review, by the columns that are proposed.
func (b *board) upload(t testing.TB, name string, data []byte) string {
	t.Helper()
	id, err := b.StartImport(b.ctx, b.here, name, data)
	must(t, err)
	v, err := b.Import(b.ctx, b.here, id)
	must(t, err)
	must(t, b.SetMapping(b.ctx, b.here, id, v.Mapping))
	return id
}

// bringIn takes a file to the end, by the suggestions.
func (b *board) bringIn(t testing.TB, name string, data []byte) (string, *ImportReceipt) {
	t.Helper()
	id := b.upload(t, name, data)
	_, err := b.DecideAsSuggested(b.ctx, b.here, id)
	must(t, err)
	return id, b.commitNow(t, id)
}

func (b *board) commitNow(t testing.TB, id string) *ImportReceipt {
	t.Helper()
	r, err := b.CommitImportNow(b.ctx, b.here, id)
	must(t, err)
	return &r
}

// counts are those of a receipt that do not depend on the file.
type counts struct{ Added, Changed, Joined, Unchanged, LeftOut int }

func countsOf(r *ImportReceipt) counts {
	return counts{r.Added, r.Changed, r.Joined, r.Unchanged, r.LeftOut}
}

func (b *board) review(t testing.TB, id string) *Review {
	t.Helper()
	r, err := b.Review(b.ctx, b.here, id)
	must(t, err)
	return r
}

func (b *board) everyone(t testing.TB) []PersonRow {
	t.Helper()
	var rows []PersonRow
	err := b.store.EachPerson(b.ctx, "HERE", PeopleQuery{Membership: AnyMembership, Today: b.Today()}, func(p PersonRow) error {
		rows = append(rows, p)
		return nil
	})
	must(t, err)
	return rows
}

func (b *board) caseOf(t testing.TB, id string) *casefile.Case {
	t.Helper()
	v, err := b.Person(b.ctx, b.here, id, AsAt{})
	must(t, err)
	return v.Case
}

func imported(c *casefile.Case) []casefile.Imported {
	var all []casefile.Imported
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Imported); ok {
			all = append(all, f)
		}
	}
	return all
}

// TestNoLineIsLost takes each register from upload to the receipt, and again.
// Every line that is not blank is in the receipt once, and every cell of a
// person's line is on the person.
func TestNoLineIsLost(t *testing.T) {
	t.Parallel()
	for _, name := range realShaped {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			enginetest.Each(t, func(t *testing.T, address string) {
				b := open(t, address)
				data := testFile(t, name)
				_, receipt := b.bringIn(t, name, data)
				people := len(b.everyone(t))
				if receipt.Added != people || receipt.Changed != 0 || receipt.LeftOut != 0 || receipt.Unchanged != 0 || receipt.Added+receipt.Joined != receipt.Lines {
					t.Errorf("%d people from %+v", people, countsOf(receipt))
				}
				b.everyLineIsIn(t, name, data, receipt)

				id := b.upload(t, name, data)
				if again := b.review(t, id); again.Undecided != 0 || again.Unchanged != len(again.Lines) {
					for _, l := range again.Lines {
						if l.Standing() != NothingNew {
							t.Errorf("%s is news: %+v", l.ID, l.Changes)
						}
					}
				}
				second := b.commitNow(t, id)
				if want := (counts{Unchanged: receipt.Lines}); countsOf(second) != want || second.EntriesMade != 0 {
					t.Errorf("the same file again did %+v and made %d entries", countsOf(second), second.EntriesMade)
				}
				b.everyLineIsIn(t, name, data, second)
				if n := len(b.everyone(t)); n != people {
					t.Errorf("%d people after the same file again, %d before", n, people)
				}
			})
		})
	}
}

func (b *board) everyLineIsIn(t *testing.T, name string, data []byte, receipt *ImportReceipt) {
	t.Helper()
	book, err := sheet.Read(name, data, sheet.DefaultLimits)
	must(t, err)
	times := map[sheet.Place]int{}
	became := map[sheet.Place]Outcome{}
	for _, o := range receipt.Outcomes {
		times[o.Place]++
		became[o.Place] = o
	}
	for _, i := range receipt.Ignored {
		if times[i.Place]++; i.Why == "" {
			t.Errorf("%v is ignored without a reason", i.Place)
		}
	}
	lines := 0
	for _, s := range book.Sheets {
		for row, cells := range s.Rows {
			var filled []string
			for _, c := range cells {
				if strings.TrimSpace(c.Text) != "" {
					filled = append(filled, c.Text)
				}
			}
			if len(filled) == 0 {
				continue
			}
			lines++
			at := sheet.Place{Sheet: s.Name, Row: row + 1}
			if times[at] != 1 {
				t.Errorf("%v is in the receipt %d times", at, times[at])
			}
			o, person := became[at]
			if !person || o.Became == BecameLeftOut {
				continue
			}
			kept := imported(b.caseOf(t, o.Case))
			if !slices.ContainsFunc(kept, func(f casefile.Imported) bool {
				var values []string
				for _, c := range f.Cells {
					values = append(values, c.Value)
				}
				return slices.Equal(values, filled)
			}) {
				t.Errorf("%v (%s): the line %q is not kept on the person", at, o.Became, filled)
			}
		}
	}
	if lines != receipt.Lines+receipt.NotPeople || lines != len(receipt.Outcomes)+len(receipt.Ignored) {
		t.Errorf("%d lines in the file, %d and %d in the receipt", lines, receipt.Lines, receipt.NotPeople)
	}
}

const small = `Surname,First name,DOB,NHS No,RAG,RAG date,Consent?,Phone,Wishes
Adeyemi,Ada,01/02/2001,%s,Red,1/10/2026,Y,01632 960001,A garden
Bright,Ben,03/04/1990,%s,Amber,2/10/2026,Y,01632 960002,
Cole,Cy,05/06/2010,,Green,3/10/2026,parent,,Trains
`

var numbers = []string{"9994760173", "9991234578"}

func smallFile() string { return fmt.Sprintf(small, numbers[0], numbers[1]) }

func TestOldFileDoesNotTurnTheRecordBack(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	_, receipt := b.bringIn(t, "a.csv", []byte(smallFile()))
	ada := receipt.Outcomes[0].Case
	_, err := b.Record(b.ctx, b.here, ada, AnyVersion, rate(b.Today(), casefile.Green, "home again"))
	must(t, err)
	_, second := b.bringIn(t, "a.csv", []byte(smallFile()))
	if want := (counts{Unchanged: 3}); countsOf(second) != want {
		t.Errorf("%+v", countsOf(second))
	}
	if got := b.caseOf(t, ada).Rating.Rating; got != casefile.Green {
		t.Errorf("the old file made it %s again", got)
	}
}

// TestEditedFileOffersTheChangesAlone: in a field, in a column that has no
// place in the record, and in one whose field no entry says.
func TestEditedFileOffersTheChangesAlone(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	b.bringIn(t, "a.csv", []byte(smallFile()))
	edited := strings.NewReplacer("Amber,2/10/2026", "Red,20/11/2026", "01632 960001", "01632 960099", "Trains", "Trains and trams").Replace(smallFile())
	id := b.upload(t, "b.csv", []byte(edited))
	got := map[string][]Difference{}
	review := b.review(t, id)
	for _, l := range review.Lines {
		got[l.GivenName] = l.Changes
	}
	want := map[string][]Difference{
		"Ada": {{"Phone", "01632 960001", "01632 960099"}},
		"Ben": {{"Rating", "Rated amber", "Rated red"}},
		"Cy":  {{"Wishes", "Trains", "Trains and trams"}},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("changes %v\nwant    %v", got, want)
	}
	_, err := b.DecideAsSuggested(b.ctx, b.here, id)
	must(t, err)
	receipt := b.commitNow(t, id)
	if want := (counts{Changed: 3}); countsOf(receipt) != want || len(b.everyone(t)) != 3 {
		t.Errorf("%+v, %d people", countsOf(receipt), len(b.everyone(t)))
	}
	if _, again := b.bringIn(t, "b.csv", []byte(edited)); countsOf(again) != (counts{Unchanged: 3}) {
		t.Errorf("the edited file again: %+v", countsOf(again))
	}
}

func TestEditedExportOffersTheChangesAlone(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		b.bringIn(t, realShaped[0], testFile(t, realShaped[0]))
		// Someone whom no spreadsheet brought in.
		own := b.person(t, "9994760173")
		_, err := b.Record(b.ctx, b.here, own.Case, AnyVersion, rate(b.Today(), casefile.Amber, "first rating"))
		must(t, err)
		people := b.everyone(t)

		for _, format := range []ExportFormat{CSV, XLSX} {
			var out bytes.Buffer
			must(t, b.Export(b.ctx, b.here, PeopleQuery{Membership: AnyMembership}, format, &out))
			id := b.upload(t, "export."+string(format), out.Bytes())
			r := b.review(t, id)
			for _, l := range r.Lines {
				if l.Standing() != NothingNew {
					t.Errorf("%s: %s %s: %+v", format, l.ID, l.Standing(), l.Changes)
				}
			}
			if len(r.Lines) != len(people) {
				t.Errorf("%s: %d lines for %d people", format, len(r.Lines), len(people))
			}
		}

		var out bytes.Buffer
		must(t, b.Export(b.ctx, b.here, PeopleQuery{Membership: AnyMembership}, CSV, &out))
		edited := strings.Replace(out.String(), "999 476 0173,", "999 476 0173,", 1)
		at := strings.Index(edited, "999 476 0173")
		line := edited[at : at+strings.IndexByte(edited[at:], '\n')]
		edited = strings.Replace(edited, line, strings.Replace(line, "Amber", "Green", 1), 1)
		_, receipt := b.bringIn(t, "export.csv", []byte(edited))
		if want := (counts{Changed: 1, Unchanged: len(people) - 1}); countsOf(receipt) != want {
			t.Errorf("%+v, want %+v", countsOf(receipt), want)
		}
		if got := b.caseOf(t, own.Case).Rating.Rating; got != casefile.Green {
			t.Errorf("the edited rating is %s", got)
		}
	})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id, first := b.bringIn(t, "a.csv", []byte(smallFile()))
		must(t, b.UndoImport(b.ctx, b.here, id))
		if n := len(b.everyone(t)); n != 0 {
			t.Errorf("%d people after it was undone", n)
		}
		v, err := b.Import(b.ctx, b.here, id)
		must(t, err)
		if ok, why, err := b.CanUndo(b.ctx, b.here, v); ok || why != "It has been undone already." || err != nil || v.State != ImportUndone {
			t.Errorf("undone: %v %q %v %s", ok, why, err, v.State)
		}
		wantKind(t, b.UndoImport(b.ctx, b.here, id), Conflict)

		id, second := b.bringIn(t, "a.csv", []byte(smallFile()))
		if countsOf(first) != countsOf(second) || len(b.everyone(t)) != 3 {
			t.Errorf("brought in again: %+v, then %+v", countsOf(first), countsOf(second))
		}
		ben := second.Outcomes[1].Case
		_, err = b.Record(b.ctx, b.here, ben, AnyVersion, rate(b.Today(), casefile.Red, "in crisis"))
		must(t, err)
		e := wantKind(t, b.UndoImport(b.ctx, b.here, id), Conflict)
		if !strings.Contains(e.Text, "Ben Bright") || len(b.everyone(t)) != 3 {
			t.Errorf("refused with %q, %d people", e.Text, len(b.everyone(t)))
		}

		*b.at = b.at.Add(time.Minute)
		_, third := b.bringIn(t, "b.csv", []byte(strings.Replace(smallFile(), "Ada", "Ade", 1)))
		*b.at = b.at.Add(24 * time.Hour)
		imports, err := b.Imports(b.ctx, b.here)
		must(t, err)
		if countsOf(imports[0].Receipt) != countsOf(third) || imports[0].By != "Coordinator of HERE" || imports[0].Receipt.Outcomes != nil {
			t.Errorf("the list has %+v by %q", imports[0].Receipt, imports[0].By)
		}
		e = wantKind(t, b.UndoImport(b.ctx, b.here, imports[0].ID), Conflict)
		if !strings.Contains(e.Text, "only on the day") {
			t.Errorf("the next day: %q", e.Text)
		}
	})
}

// TestUndoOfChanges puts a record back as it was before the import.
func TestUndoOfChanges(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	_, receipt := b.bringIn(t, "a.csv", []byte(smallFile()))
	ben := receipt.Outcomes[1].Case
	id, _ := b.bringIn(t, "b.csv", []byte(strings.Replace(smallFile(), "Amber,2/10/2026", "Red,20/11/2026", 1)))
	if got := b.caseOf(t, ben).Rating.Rating; got != casefile.Red {
		t.Fatalf("rated %s", got)
	}
	must(t, b.UndoImport(b.ctx, b.here, id))
	if got := b.caseOf(t, ben).Rating.Rating; got != casefile.Amber || len(b.everyone(t)) != 3 {
		t.Errorf("rated %s, %d people", got, len(b.everyone(t)))
	}
}

func TestTwoCommitAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := b.upload(t, realShaped[1], testFile(t, realShaped[1]))
		_, err := b.DecideAsSuggested(b.ctx, b.here, id)
		must(t, err)
		both := make([]error, 8)
		var start, done sync.WaitGroup
		start.Add(1)
		for i := range both {
			done.Go(func() {
				start.Wait()
				both[i] = b.CommitImport(b.ctx, b.here, id)
			})
		}
		start.Done()
		done.Wait()
		b.Wait()
		begun := 0
		for _, err := range both {
			if err == nil {
				begun++
			} else {
				wantKind(t, err, Conflict)
			}
		}
		v, err := b.Import(b.ctx, b.here, id)
		must(t, err)
		if begun != 1 || v.State != ImportCommitted || len(b.everyone(t)) != v.Receipt.Added {
			t.Errorf("%d began; %s; %d people", begun, v.State, len(b.everyone(t)))
		}
		wantKind(t, b.Decide(b.ctx, b.here, id, Decisions{}), Conflict)
		wantKind(t, b.DiscardImport(b.ctx, b.here, id), Conflict)
	})
}

// TestTwoFilesOfTheSamePeopleAtOnce: each is checked against the register that
// the other leaves behind.
func TestTwoFilesOfTheSamePeopleAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		data := testFile(t, realShaped[1])
		var ids []string
		for range 2 {
			id := b.upload(t, realShaped[1], data)
			_, err := b.DecideAsSuggested(b.ctx, b.here, id)
			must(t, err)
			ids = append(ids, id)
		}
		var done sync.WaitGroup
		for _, id := range ids {
			done.Go(func() { _ = b.CommitImport(b.ctx, b.here, id) })
		}
		done.Wait()
		b.Wait()
		seen := map[string]bool{}
		for _, p := range b.everyone(t) {
			if p.NHSNumber != "" && seen[p.NHSNumber] {
				t.Errorf("%s is there twice", p.NHSNumber)
			}
			seen[p.NHSNumber] = true
		}
		if n := len(b.everyone(t)); n != 45 {
			t.Errorf("%d people, want 45", n)
		}
	})
}

func TestInterruptedCommitGoesBackToReview(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := b.upload(t, "a.csv", []byte(smallFile()))
		_, err := b.DecideAsSuggested(b.ctx, b.here, id)
		must(t, err)
		// As a process leaves it that was stopped at its work.
		moved, err := b.store.MoveImport(b.ctx, "HERE", id, ImportReview, ImportCommitting, b.now())
		must(t, err)
		v, err := b.Import(b.ctx, b.here, id)
		must(t, err)
		if !moved || v.State != ImportReview || !strings.HasPrefix(v.Problem, "Nothing was brought in.") {
			t.Fatalf("%v, %s, %q", moved, v.State, v.Problem)
		}
		if r := b.review(t, id); r.Undecided != 0 || r.Decided != 1 {
			t.Errorf("the decisions were not kept: %d undecided, %d decided", r.Undecided, r.Decided)
		}
		if r := b.commitNow(t, id); r.Added != 3 {
			t.Errorf("%+v", countsOf(r))
		}
	})
}

func TestFailedCommitBringsNothingIn(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.upload(t, "a.csv", []byte(smallFile()))
	e := wantKind(t, b.CommitImport(b.ctx, b.here, id), Invalid)
	if e.Text != "1 line still needs a decision." {
		t.Errorf("%q", e.Text)
	}
	_, err := b.DecideAsSuggested(b.ctx, b.here, id)
	must(t, err)
	// Someone adds one of the people between the decision and the work.
	moved, err := b.store.MoveImport(b.ctx, "HERE", id, ImportReview, ImportCommitting, b.now())
	if err != nil || !moved {
		t.Fatal(moved, err)
	}
	b.person(t, numbers[1])
	b.commits.begin(id, 3)
	wantKind(t, b.finishImport(b.ctx, b.here, id), Conflict)
	v, err := b.Import(b.ctx, b.here, id)
	must(t, err)
	if v.State != ImportReview || v.Problem != "Nothing was brought in. The register has changed since you decided. 1 line still needs a decision." {
		t.Errorf("%s: %q", v.State, v.Problem)
	}
	if n := len(b.everyone(t)); n != 1 {
		t.Errorf("%d people", n)
	}

	var told error
	b.OnFault(func(err error) { told = err })
	wantKind(t, b.finishImport(b.ctx, b.here, "no such import"), NotFound)
	if told == nil || !errors.Is(told, store.ErrNotFound) {
		t.Errorf("told of %v", told)
	}
}

// Whoever waits for an import at the command line is told what went wrong, and
// nothing is left half-done.
func TestCommitThatFails(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.upload(t, "a.csv", []byte("Surname,First name,DOB,NHS No,RAG\nAdeyemi,Ada,01/02/2001,9994760173,Red\n"))
	ctx, stop := context.WithCancel(b.ctx)
	must(t, b.beginImport(ctx, b.here, id))
	stop()
	if err := b.finishImport(ctx, b.here, id); !errors.Is(err, context.Canceled) {
		t.Errorf("told of %v", err)
	}
	v, err := b.Import(b.ctx, b.here, id)
	must(t, err)
	if v.State != ImportReview || !strings.HasPrefix(v.Problem, "Nothing was brought in. ") || len(b.everyone(t)) != 0 {
		t.Errorf("%s: %q, %d people", v.State, v.Problem, len(b.everyone(t)))
	}
	_, err = b.CommitImportNow(b.ctx, b.here, id)
	must(t, err)
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	known := b.person(t, numbers[1])
	file := `Surname,First name,DOB,NHS No,RAG
Adeyemi,Ada,01/02/2001,9994760173,Red
ADEYEMI,Ada,01/02/2001,999 476 0173,Amber
Example,Sam,15/06/2010,9991234578,Amber
Cole,Cy,05/06/2010,9994760174,Green
Dean,Di,31/02/1999,,n/k
`
	id := b.upload(t, "a.csv", []byte(file))
	line := func(n int) *Line { return &b.review(t, id).Lines[n] }
	choices := func(n int) []Choice { return line(n).Choices() }
	for n, want := range [][]Choice{{BringIn, LeaveOut}, {Join, LeaveOut}, {Join, LeaveOut}, {BringIn, LeaveOut}, {BringIn, LeaveOut}} {
		if got := choices(n); !slices.Equal(got, want) {
			t.Errorf("line %d offers %q, want %q", n, got, want)
		}
	}
	if got := line(2).Existing; got.Case != known.Case || got.Name != "Sam Example" {
		t.Errorf("beside line 2 stands %+v", got)
	}
	if got := line(4).Codes(); !slices.Equal(got, []sheet.Code{sheet.DateUnreadable, sheet.RatingUnknown, sheet.NHSNumberMissing}) {
		t.Errorf("line 4 is held up by %q", got)
	}

	// Two with one number cannot be two people, whatever is sent.
	must(t, b.Decide(b.ctx, b.here, id, Decisions{Choices: map[string]Choice{line(1).ID: Apart}}))
	if line(1).Choice != Undecided {
		t.Errorf("line 1: %q", line(1).Choice)
	}
	wantKind(t, b.Decide(b.ctx, b.here, id, Decisions{Choices: map[string]Choice{line(1).ID: "perhaps"}}), Invalid)

	// A correction settles it, and a bad one is asked about again.
	must(t, b.Decide(b.ctx, b.here, id, Decisions{Cells: map[string]map[string]string{line(3).ID: {"NHS No": "999 476 0175"}}}))
	if line(3).Standing() != ToDecide {
		t.Errorf("line 3 is %s", line(3).Standing())
	}
	must(t, b.Decide(b.ctx, b.here, id, Decisions{Cells: map[string]map[string]string{
		line(3).ID: {"NHS No": "999 000 0018"}, line(1).ID: {"NHS No": "", "DOB": "2/2/2001"},
	}}))
	if l := line(3); l.Standing() != IsReady || len(l.Corrected) != 1 || l.Corrected[0].Value != "9994760174" {
		t.Errorf("line 3 is %s, corrected %+v", l.Standing(), l.Corrected)
	}
	if got := choices(1); !slices.Equal(got, []Choice{BringIn, LeaveOut}) {
		t.Errorf("line 1, another person now, offers %q", got)
	}
	n, err := b.DecideKind(b.ctx, b.here, id, sheet.NHSNumberMissing, BringIn)
	must(t, err)
	if n != 1 || line(1).Choice != BringIn || line(4).Choice != Undecided {
		t.Errorf("%d decided; line 1 %q, line 4 %q", n, line(1).Choice, line(4).Choice)
	}
	must(t, b.Decide(b.ctx, b.here, id, Decisions{Choices: map[string]Choice{line(4).ID: LeaveOut}}))
	if n, err = b.DecideAsSuggested(b.ctx, b.here, id); n != 1 || err != nil {
		t.Errorf("%d suggestions, %v", n, err)
	}
	receipt := b.commitNow(t, id)
	if want := (counts{Added: 3, Changed: 1, LeftOut: 1}); countsOf(receipt) != want {
		t.Errorf("%+v", countsOf(receipt))
	}
	left := receipt.Of(BecameLeftOut)
	if len(left) != 1 || !strings.Contains(left[0].Why, "no such day") {
		t.Errorf("left out: %+v", left)
	}
	kept := imported(b.caseOf(t, receipt.Outcomes[3].Case))
	if len(kept) != 1 || !slices.Contains(kept[0].Cells, casefile.Cell{Column: "NHS No (before it was corrected)", Value: "9994760174"}) {
		t.Errorf("kept: %+v", kept)
	}

	// The file as it was knows its corrected lines again.
	id = b.upload(t, "a.csv", []byte(file))
	for n, want := range []Standing{NothingNew, ToDecide, NothingNew, NothingNew, ToDecide} {
		if got := line(n).Standing(); got != want {
			t.Errorf("again, line %d is %s, want %s: %+v", n, got, want, line(n).Changes)
		}
	}
}

// TestOneNumberForTwoPeople: where only the number agrees, nothing is
// suggested and nothing done to many lines at once puts one person's line into
// another's record.
func TestOneNumberForTwoPeople(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	known := b.person(t, numbers[0]) // Sam Example, born 15 June 2010
	file := fmt.Sprintf("Surname,First name,DOB,NHS No,RAG\nAdeyemi,Ada,01/02/2001,%s,Red\nBright,Ben,03/04/1990,%s,Amber\nCole,Cy,05/06/2010,%s,Green\nExample,Samuel,15/06/2010,%s,Blue\n",
		numbers[0], numbers[1], numbers[1], numbers[0])
	id := b.upload(t, "a.csv", []byte(file))
	var got []string
	for _, l := range b.review(t, id).Lines {
		got = append(got, fmt.Sprintf("%s: %v %q", l.GivenName, l.Doubtful, l.Suggested))
	}
	want := []string{`Ada: true ""`, `Ben: false "bring-in"`, `Cy: true ""`, `Samuel: true ""`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, code := range []sheet.Code{sheet.DuplicateInFile, sheet.DuplicateInRegister} {
		if n, err := b.DecideKind(b.ctx, b.here, id, code, Join); n != 0 || err != nil {
			t.Errorf("%s: %d joined, %v", code, n, err)
		}
	}
	if n, err := b.DecideAsSuggested(b.ctx, b.here, id); n != 0 || err != nil {
		t.Errorf("%d suggestions, %v", n, err)
	}
	wantKind(t, b.CommitImport(b.ctx, b.here, id), Invalid)
	must(t, b.Decide(b.ctx, b.here, id, Decisions{Cells: map[string]map[string]string{"a!2": {"NHS No": ""}, "a!4": {"NHS No": ""}}}))
	if _, err := b.DecideAsSuggested(b.ctx, b.here, id); err != nil {
		t.Fatal(err)
	}
	receipt := b.commitNow(t, id)
	if want := (counts{Added: 3, Changed: 1}); countsOf(receipt) != want || receipt.Outcomes[3].Case != known.Case {
		t.Errorf("%+v", receipt)
	}
}

func TestSettledFlagsAreNotRaisedAgain(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	file := "Surname,First name,DOB,NHS No,RAG,MHA status,Notes\nAdeyemi,Ada,01/02/2001,9994760173,Red,DoLS,one\n"
	_, receipt := b.bringIn(t, "a.csv", []byte(file))
	ada := receipt.Outcomes[0].Case
	flags := b.caseOf(t, ada).Flags
	if len(flags) != 1 || receipt.WithFlags != 1 {
		t.Fatalf("%+v", flags)
	}
	_, err := b.Record(b.ctx, b.here, ada, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.FlagCleared{Flag: flags[0].ID}})
	must(t, err)
	if _, receipt = b.bringIn(t, "a.csv", []byte(strings.Replace(file, "one", "two", 1))); receipt.Changed != 1 || receipt.WithFlags != 0 {
		t.Errorf("%+v", receipt)
	}
	if flags := b.caseOf(t, ada).Flags; len(flags) != 0 {
		t.Errorf("%+v", flags)
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	file := "Register of the north\nAs at November\n" + strings.ReplaceAll(smallFile(), "RAG,", "Chip,")
	id, err := b.StartImport(b.ctx, b.here, `C:\Registers\north.csv`, []byte(file))
	must(t, err)
	p, remembered, err := b.Columns(b.ctx, b.here, id, nil)
	must(t, err)
	if remembered || len(p.Sheets) != 1 || p.Sheets[0].HeaderRow != 3 {
		t.Fatalf("%v %+v", remembered, p)
	}
	at1, _, err := b.Columns(b.ctx, b.here, id, map[string]int{p.Sheets[0].Name: 1})
	must(t, err)
	if at1.Sheets[0].HeaderRow != 1 || at1.Sheets[0].Columns[0].Header != "Register of the north" {
		t.Errorf("with headings in row 1: %+v", at1.Sheets[0])
	}
	m := p.Mapping()
	m.Sheets[0].Use = false
	wantKind(t, b.SetMapping(b.ctx, b.here, id, m), Invalid)
	m.Sheets[0].Use = true
	m.Sheets[0].Columns[0].Field = sheet.NHSNumber
	e := wantKind(t, b.SetMapping(b.ctx, b.here, id, m), Invalid)
	if !strings.Contains(e.Text, "NHS number") {
		t.Errorf("%q", e.Text)
	}
	m.Sheets[0].Columns[0].Field = sheet.FamilyName
	m.Sheets[0].Columns[8].Field = sheet.SupportNeeded
	must(t, b.SetMapping(b.ctx, b.here, id, m))

	id, err = b.StartImport(b.ctx, b.here, "later.csv", []byte(file))
	must(t, err)
	p, remembered, err = b.Columns(b.ctx, b.here, id, nil)
	must(t, err)
	if !remembered || p.Sheets[0].Columns[8].Field != sheet.SupportNeeded {
		t.Errorf("not remembered: %v %+v", remembered, p.Sheets[0].Columns[8])
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		for name, want := range map[string]string{
			`C:\Registers\north.csv`:          "north.csv",
			"/home/jo/Zoë’s register.csv":     "Zoë’s register.csv",
			"bad\xff\x00name\n.csv":           "badname.csv",
			strings.Repeat("é", 400) + ".csv": strings.Repeat("é", longestFileName-4) + ".csv",
		} {
			id, err := b.StartImport(b.ctx, b.here, name, []byte(smallFile()))
			must(t, err)
			v, err := b.Import(b.ctx, b.here, id)
			must(t, err)
			if v.FileName != want {
				t.Errorf("%q is kept as %q", name, v.FileName)
			}
		}
	})
}

// TestImportRefusals: another role, another register.
func TestImportRefusals(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.upload(t, "a.csv", []byte(smallFile()))
	for name, try := range map[string]func(access.Actor) error{
		"Import":            func(a access.Actor) error { return second(b.Import(b.ctx, a, id)) },
		"Columns":           func(a access.Actor) error { return third(b.Columns(b.ctx, a, id, nil)) },
		"SetMapping":        func(a access.Actor) error { return b.SetMapping(b.ctx, a, id, b.mapping(t, id)) },
		"Review":            func(a access.Actor) error { return second(b.Review(b.ctx, a, id)) },
		"Decide":            func(a access.Actor) error { return b.Decide(b.ctx, a, id, Decisions{}) },
		"DecideAsSuggested": func(a access.Actor) error { return second(b.DecideAsSuggested(b.ctx, a, id)) },
		"DecideKind":        func(a access.Actor) error { return second(b.DecideKind(b.ctx, a, id, NameMissing, LeaveOut)) },
		"CommitImport":      func(a access.Actor) error { return b.CommitImport(b.ctx, a, id) },
		"UndoImport":        func(a access.Actor) error { return b.UndoImport(b.ctx, a, id) },
		"DiscardImport":     func(a access.Actor) error { return b.DiscardImport(b.ctx, a, id) },
	} {
		other := b.here
		for _, role := range access.Roles {
			if other.Roles = []access.Role{role}; role != access.Coordinator {
				if err := try(other); As(err).Kind != Forbidden {
					t.Errorf("%s as %s: %v", name, role, err)
				}
			}
		}
		if err := try(b.there); As(err).Kind != NotFound {
			t.Errorf("%s from another register: %v", name, err)
		}
	}
	must(t, b.DiscardImport(b.ctx, b.here, id))
	wantKind(t, second(b.Import(b.ctx, b.here, id)), NotFound)
	e := wantKind(t, second(b.StartImport(b.ctx, b.here, "a.pdf", []byte("%PDF-1.7"))), Invalid)
	if len(e.Refusals) != 1 || e.Refusals[0].Field != "file" || !strings.Contains(e.Text, "a PDF") {
		t.Errorf("%+v", e)
	}
}

func (b *board) mapping(t testing.TB, id string) sheet.Mapping {
	v, err := b.Import(b.ctx, b.here, id)
	must(t, err)
	return v.Mapping
}

// manyPeople is a register of 25 columns; one line in ten needs a decision.
func manyPeople(n int) []byte {
	var b strings.Builder
	b.WriteString("Surname,First name,D.O.B,NHS No.,Postcode,Local Authority,Diagnosis,Date referred,Consent?,Consent date,RAG,RAG date,Ward / hospital,Security,MHA status,Admitted,Planned discharge,EHCP,Last C(E)TR,Type,Next due,Advocate,Support needed,Co-ordinator,Notes\n")
	for i := range n {
		y, m, d := (civil.Of(1960, 1, 1) + civil.Date(i*4%20000)).YMD()
		number := testNumber(i)
		if i%10 == 0 {
			number = ""
		}
		fmt.Fprintf(&b, "Obi%c%c,Ada,%d/%d/%d,%s,NX1 4AB,Northshire County Council,LD + autism,1/2/2024,Y,12/3/2025,%s,1.9.26,,,,,,Y,12 September 2025,community CTR,02-Jan-27,IMHA - Voices,supported living x2:1,J. Marsh,\"Moved from Westport, chase notes\"\n",
			'a'+i%26, 'a'+i/26%26, d, m, y, number, []string{"R", "Amber", "green"}[i%3])
	}
	return []byte(b.String())
}

// testNumber is a valid NHS number in the range for invented people.
func testNumber(n int) string {
	for ; ; n += 1_000_000 {
		digits := fmt.Sprintf("999%06d", n%1_000_000)
		sum := 0
		for i, d := range digits {
			sum += int(d-'0') * (10 - i)
		}
		if check := (11 - sum%11) % 11; check < 10 {
			return digits + fmt.Sprint(check)
		}
		n += 17
	}
}

func BenchmarkReview(b *testing.B) {
	board := open(b, enginetest.SQLite(b))
	data := manyPeople(5000)
	fresh := board.upload(b, "many.csv", data)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			board.review(b, fresh)
		}
	})
	b.Run("commit", func(b *testing.B) {
		for b.Loop() {
			board.bringIn(b, "many.csv", data)
		}
	})
	again := board.upload(b, "again.csv", bytes.ReplaceAll(data, []byte("Voices"), []byte("Sounds")))
	b.Run("everybody changed", func(b *testing.B) {
		for b.Loop() {
			board.review(b, again)
		}
	})
}

// A line that no number and no date of birth identifies is known again by what
// it says, also when its record was completed or its cell was corrected since.
func TestUnidentifiedLinesTwice(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		file := []byte("Name,DOB,NHS number,RAG\nWyn Soe,13/13/2001,9991979752,Green\nFlo Gee,unknown,not known,Red\nMononym,1/2/1990,,Amber\nVal Roe,,,Green\n")
		id := b.upload(t, "a.csv", file)
		must(t, b.Decide(b.ctx, b.here, id, Decisions{Cells: map[string]map[string]string{"a!3": {"RAG": "Amber"}, "a!5": {"DOB": "5/3/1993"}}}))
		_, err := b.DecideAsSuggested(b.ctx, b.here, id)
		must(t, err)
		if r := b.commitNow(t, id); r.Added != 4 {
			t.Fatalf("the first time added %d people, want 4", r.Added)
		}
		report, err := b.DryRun(b.ctx, b.here, "b.csv", file)
		must(t, err)
		var again []int
		for _, p := range report.Problems {
			if p.Code == sheet.DuplicateInRegister {
				again = append(again, p.Row)
			}
		}
		if want := []int{2, 3, 4, 5}; !slices.Equal(again, want) {
			t.Errorf("a check finds rows %v on the register, want %v", again, want)
		}
		_, r := b.bringIn(t, "b.csv", file)
		if r.Added != 0 || r.Changed != 0 || r.Unchanged != 4 {
			t.Errorf("the second time added %d people, changed %d and found nothing new in %d lines, want 0, 0 and 4", r.Added, r.Changed, r.Unchanged)
		}
		if n := len(b.everyone(t)); n != 4 {
			t.Errorf("%d people, want 4", n)
		}
	})
}
