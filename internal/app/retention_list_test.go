package app

import (
	"fmt"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// ended adds people whose records are over, in every way in which one can be.
func (b *board) ended(t testing.TB, people int) {
	t.Helper()
	by := author(b.here, access.AddPerson)
	for from := 0; from < people; from += 500 {
		must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
			for n := from; n < min(people, from+500); n++ {
				c, err := tx.NewCase(fmt.Sprintf("ended-%08d", n))
				if err != nil {
					return err
				}
				began := civil.Of(1990, 1, 1) + civil.Date(n%9000)
				entries := []casefile.Entry{{On: began, Fact: casefile.Details{GivenName: "Ann", FamilyName: fmt.Sprint("Number ", n), BirthDate: began - civil.Date(n%25000)}}}
				if n%11 == 0 {
					entries[0].Fact = casefile.Details{GivenName: "Of unknown age"}
				}
				if n%7 > 0 { // the others never joined
					entries = append(entries, casefile.Entry{On: began, Fact: casefile.JoinedRegister{}})
				}
				for i := range 30 {
					entries = append(entries, casefile.Entry{On: began + civil.Date(i), Fact: casefile.Note{}, Note: "What was said that day, and what became of it."})
				}
				switch n % 7 {
				case 1, 2, 3:
					entries = append(entries, casefile.Entry{On: began + 60, Fact: casefile.LeftRegister{Reason: "Moved to sea"}})
				case 4:
					entries = append(entries, casefile.Entry{On: began + 90, Fact: casefile.MovedOut{}})
				case 5:
					entries = append(entries, casefile.Entry{On: began + 120, Fact: casefile.Died{}})
				case 6:
					entries = append(entries, casefile.Entry{On: began + 50, Fact: casefile.LeftRegister{}}, casefile.Entry{On: began + 70, Fact: casefile.Note{}, Note: "Rang once more"})
				}
				if err := tx.Append(c, by, entries...); err != nil {
					return err
				}
			}
			return tx.Audit(b.audit(b.here, access.AddPerson, "add people", "", ""))
		}))
	}
}

// What the list says of each record, from the index alone, is what the record
// itself says; each is on one page, in the order in which their time is over.
func TestTheListOfRecordsSaysWhatEachRecordSays(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		ig := b.staffMember(t, "Ivy Governance", access.InformationGovernance)
		b.person(t, "") // is on the register
		b.ended(t, 120)
		must(t, second(b.DecideRetention(b.ctx, ig, "ended-00000005", RetentionDecision{Act: HoldRecord, Reason: "an inquiry"})))
		must(t, second(b.DecideRetention(b.ctx, ig, "ended-00000009", RetentionDecision{Act: ProposeDisposal, Reason: "old"})))
		seen := map[string]bool{}
		var last civil.Date
		for page := 1; page <= 3; page++ {
			list, err := b.Retention(b.ctx, ig, "", page)
			must(t, err)
			if want := min(50, 120-50*(page-1)); len(list.Records) != want || list.Total != 120 || list.Page != page || list.Counts[RetentionHeld] != 1 || list.Counts[RetentionProposed] != 1 {
				t.Fatalf("page %d has %d records, want %d: %+v", page, len(list.Records), want, list.Counts)
			}
			for _, k := range list.Records {
				if seen[k.Case] || k.Until < last {
					t.Errorf("%s is there again, or out of order", k.Case)
				}
				seen[k.Case], last = true, k.Until
				whole, err := b.RetentionOf(b.ctx, ig, k.Case)
				must(t, err)
				if k.Name != whole.Name || k.Facts != whole.Facts || k.Until != whole.Until || k.State != whole.State || k.Rules[0] != whole.Rules[0] || !k.changed.Equal(whole.changed) {
					t.Errorf("the list has\n%+v, the record\n%+v", k, whole)
				}
			}
		}
		if beyond, err := b.Retention(b.ctx, ig, "", 99); err != nil || beyond.Page != 3 || len(beyond.Records) != 20 {
			t.Errorf("beyond the last page: %d, %v", beyond.Page, err)
		}
		held, err := b.Retention(b.ctx, ig, RetentionHeld, 0)
		must(t, err)
		if held.Page != 1 || held.Total != 1 || held.Records[0].Case != "ended-00000005" {
			t.Errorf("on hold are %+v", held.Records)
		}
		// Somebody comes back, and leaves again.
		must(t, second(b.Record(b.ctx, b.here, "ended-00000001", AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.JoinedRegister{}})))
		if list, err := b.Retention(b.ctx, ig, "", 1); err != nil || list.Total != 119 {
			t.Errorf("one is back, and there are %d, %v", list.Total, err)
		}
	})
}

func BenchmarkRetention(b *testing.B) {
	for _, people := range []int{1500, 15000} {
		for _, engine := range []struct {
			name    string
			address func(testing.TB) string
		}{{"sqlite", enginetest.SQLite}, {"postgres", enginetest.Postgres}} {
			b.Run(fmt.Sprintf("%s/%d", engine.name, people), func(b *testing.B) {
				board := open(b, engine.address(b))
				ig := access.Actor{UserID: "ivy", Name: "Ivy", Register: "HERE", Roles: []access.Role{access.InformationGovernance}}
				board.ended(b, people)
				*board.at = board.at.Add(time.Minute)
				for b.Loop() {
					if list, err := board.Retention(board.ctx, ig, "", 2); err != nil || list.Total != people {
						b.Fatal(list.Total, err)
					}
				}
			})
		}
	}
}
