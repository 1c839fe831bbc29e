package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var (
	givenNames  = []string{"Siân", "Mohammed", "Catherine", "Łukasz", "Aisha", "John", "Rachel", "Stephen", "Zoë", "Patrick", "Olu", "Priya", "Ewan", "Hannah", "Geoffrey", "Leigh"}
	familyNames = []string{"O’Brien", "van der Berg", "Smith", "Jones-Evans", "Khan", "Nowak", "Williams", "Taylor", "MacDonald", "Okafor", "Patel", "Wright", "Thompson", "Clarke", "Hussain", "Reid"}
	authorities = []string{"Northshire County Council", "Northport City Council", "Moorland Borough Council", "Eastvale Council"}
)

// someone is an invented life up to these weeks, the same for the same n: about
// a dozen entries.
func someone(n int) []casefile.Entry {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	day := today - 900
	next := func() civil.Date { day += civil.Date(1 + r.IntN(50)); return day }
	e := []casefile.Entry{
		{On: next(), Fact: casefile.Details{GivenName: pick(givenNames), FamilyName: pick(familyNames) + fmt.Sprint(" ", n%977), NHSNumber: fmt.Sprintf("999%07d", n), BirthDate: today - civil.Date(5*365+r.IntN(75*365))}},
		{On: day, Fact: casefile.LocalAuthority{Name: pick(authorities)}},
		{On: day, Fact: casefile.Coordinator{Name: fmt.Sprint("Coordinator ", r.IntN(20))}},
		{On: next(), Fact: casefile.Condition{Condition: casefile.ConditionNames[r.IntN(2)], Status: casefile.Confirmed}},
		{On: next(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.ConsentDecisions[min(2, r.IntN(12)/4)], Basis: casefile.Own}},
	}
	if r.IntN(20) > 0 {
		e = append(e, casefile.Entry{On: next(), Fact: casefile.JoinedRegister{}})
	}
	for range 1 + r.IntN(4) {
		e = append(e, casefile.Entry{On: next(), Fact: casefile.Rated{Rating: casefile.Ratings[r.IntN(3)]}, Note: "After the meeting on Monday, with the team and the family."})
		e = append(e, casefile.Entry{On: next(), Fact: casefile.Meeting{}})
	}
	switch r.IntN(8) {
	case 0:
		e = append(e, casefile.Entry{On: next(), Fact: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low, LegalStatus: "3"}},
			casefile.Entry{On: day, Fact: casefile.Rated{Rating: casefile.Blue}})
	case 1:
		e = append(e, casefile.Entry{On: next(), Fact: casefile.LeftRegister{Reason: "wish"}})
	case 2:
		e = append(e, casefile.Entry{On: next(), Fact: casefile.Consent{To: casefile.ToReviews, Decision: casefile.Refused, Basis: casefile.Own}})
	case 3:
		e = append(e, casefile.Entry{On: day, Fact: casefile.Imported{Import: "i1", Row: n, Flags: []casefile.Flag{{ID: "f1", Code: casefile.FlagUnread, Message: "The column Remarks could not be read"}}}})
	}
	e = append(e, needed(n, day)...)
	e = append(e, around(n, day)...)
	// The last of it was in these weeks.
	shift := today - civil.Date(r.IntN(40)) - day
	for i := range e {
		e[i].On += shift
	}
	return e
}

// needed is what somebody needs: of three people one needs nothing.
func needed(n int, day civil.Date) (e []casefile.Entry) {
	for i := range n % 3 {
		id := fmt.Sprintf("n%d", i+1)
		need := casefile.SupportNeed{ID: id, Text: fmt.Sprint("Need ", n, i), Category: casefile.SupportCategories[(n+i)%len(casefile.SupportCategories)], Provider: fmt.Sprint("Provider ", n%5)}
		if n%7 > 1 {
			need.WantedBy = day + civil.Date(n%90)
		}
		e = append(e, casefile.Entry{On: day, Fact: need})
		switch step := casefile.SupportSteps[(n/3+i)%len(casefile.SupportSteps)]; step {
		case casefile.SupportRefused:
			e = append(e, casefile.Entry{On: day, Fact: casefile.SupportStep{Need: id, Status: step, Reason: casefile.RefusedReasons[n%4]}})
		case casefile.SupportLookedAt:
			e = append(e, casefile.Entry{On: day, Fact: casefile.SupportStarted{Need: id}}, casefile.Entry{On: day, Fact: casefile.SupportStep{Need: id, Status: step, Working: "partly"}})
		case casefile.SupportStopped:
			e = append(e, casefile.Entry{On: day, Fact: casefile.SupportStarted{Need: id}}, casefile.Entry{On: day, Fact: casefile.SupportStep{Need: id, Status: step, Stopped: casefile.StoppedReasons[n%4]}})
		case casefile.SupportWaiting:
			e = append(e, casefile.Entry{On: day, Fact: casefile.SupportStep{Need: id, Status: step, Expected: day + 40}})
		default:
			e = append(e, casefile.Entry{On: day, Fact: casefile.SupportStep{Need: id, Status: step}})
		}
	}
	return e
}

// around is who is around somebody: of five people one has nobody.
func around(n int, day civil.Date) (e []casefile.Entry) {
	if n%5 > 2 {
		e = append(e, casefile.Entry{On: day, Fact: casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: fmt.Sprint("Worker ", n%9)}})
	}
	switch step := casefile.AdvocacySteps[n%4]; {
	case n%5 == 0 || n%5 == 3:
	case step == casefile.AdvocateDeclined:
		e = append(e, casefile.Entry{On: day, Fact: casefile.Advocacy{Step: step, Why: "No", Again: day + civil.Date(n%60)}})
	default:
		e = append(e, casefile.Entry{On: day, Fact: casefile.Advocacy{Step: step, Type: "imha"}})
	}
	return e
}

func caseName(n int) string { return fmt.Sprintf("p%06d", n) }

// populate fills a register with many lives.
func populate(t testing.TB, s *Store, register string, people int) {
	t.Helper()
	makeRegister(t, s, register)
	populateAt(t, s, work(register), people)
}

// populateAt is populate of a register that is there, at the moment of the work.
func populateAt(t testing.TB, s *Store, w Work, people int) {
	t.Helper()
	for from := 0; from < people; from += 1000 {
		err := s.Do(context.Background(), w, func(tx *Tx) error {
			for n := from; n < min(people, from+1000); n++ {
				c, err := tx.NewCase(caseName(n))
				if err != nil {
					return err
				}
				if err := tx.Append(c, ann, someone(n)...); err != nil {
					return err
				}
			}
			return tx.Audit(audit("populate"))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
