package app

import (
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// TestACorrectedDayInTheLists compares somebody whose admission was recorded
// under a wrong day with somebody for whom it was right from the start, in all
// that the lists and the clock say.
func TestACorrectedDayInTheLists(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		today := b.Today()
		was, is := today-30, today-50
		record := func(id string, d casefile.Decision) Receipt {
			t.Helper()
			r, err := b.Record(b.ctx, b.here, id, AnyVersion, d)
			must(t, err)
			return r
		}
		person := func(admitted civil.Date) (id string, admission int) {
			r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: today - 90, Details: casefile.Details{FamilyName: "Oak", BirthDate: civil.Of(1990, 6, 15)}})
			must(t, err)
			record(r.Case, casefile.Add{On: today - 80, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}})
			record(r.Case, rate(today-80, casefile.Red, "In crisis"))
			in := record(r.Case, casefile.Admit{On: admitted, Admission: casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.Low, LegalStatus: "2", OutOfArea: true},
				Also: []casefile.Fact{casefile.AdmissionQuestions{Registered: casefile.AnswerYes, Before: casefile.NoneWasHeld}}})
			record(r.Case, casefile.Add{On: today - 20, Fact: casefile.LegalStatusChange{LegalStatus: "3"}})
			record(r.Case, casefile.Add{On: today - 10, Fact: casefile.PlannedDischarge{Day: today + 40}})
			record(r.Case, casefile.Add{On: today - 9, Fact: casefile.DischargeDelay{ID: "d1", Code: "lack-housing"}})
			return r.Case, in.Entries[0].Seq
		}
		type seen struct {
			Row   store.PersonRow
			Stay  store.InpatientRow
			Dates []string
		}
		look := func(id string) (s seen) {
			t.Helper()
			v, err := b.Person(b.ctx, b.here, id, AsAt{})
			must(t, err)
			for _, d := range v.Obligations {
				s.Dates = append(s.Dates, d.Rule.String()+" "+d.StartedOn.String()+" "+d.Obligation.Due.String()+" "+d.State.String())
			}
			rows, err := b.PeopleOf(b.ctx, b.here, []string{id})
			must(t, err)
			list, err := b.Inpatients(b.ctx, b.here, InpatientQuery{})
			must(t, err)
			for _, row := range list.Rows {
				if row.CaseID == id {
					s.Stay = row.InpatientRow
				}
			}
			s.Row, s.Stay.CaseID, s.Stay.AdmissionSeq = rows[0], "", 0
			s.Row.CaseID, s.Row.Version, s.Row.HeadHash, s.Row.ObligationsSum = "", 0, casefile.Hash{}, ""
			return s
		}
		wrong, admission := person(was)
		right, _ := person(is)
		if reflect.DeepEqual(look(wrong), look(right)) {
			t.Fatal("the day makes no difference here, so nothing is tested")
		}
		must(t, b.Mark(b.ctx, b.here, wrong, admission, access.Safeguarding, "Names a colleague"))

		// Who may not record it cannot put it on another day, and what is not seen
		// cannot be either.
		day := casefile.CorrectDay{Entry: admission, On: is, Reason: "The ward’s letter"}
		wantKind(t, second(b.Record(b.ctx, b.there, wrong, AnyVersion, day)), NotFound)
		social := b.also(t, "Sol Social", access.SocialWorker)
		must(t, b.Involve(b.ctx, b.here, wrong, NewInvolvement{UserID: social.UserID, Relation: access.NamedWorker}))
		rating := casefile.CorrectDay{Entry: admission - 1, On: is, Reason: "x"}
		wantKind(t, second(b.Record(b.ctx, social, wrong, AnyVersion, rating)), Forbidden)
		record(wrong, day)

		if got, want := look(wrong), look(right); !reflect.DeepEqual(got, want) {
			t.Errorf("the lists say\n%+v,\nwant\n%+v", got, want)
		}
		v, err := b.Person(b.ctx, b.here, wrong, AsAt{})
		must(t, err)
		if now := v.Case.Corrected(admission); now == admission || v.Marks[now] != access.Safeguarding || v.Case.Stay.Seq != now {
			t.Errorf("entry %d stands, marked %v", now, v.Marks)
		}
		if v, err := b.Hospital(b.ctx, b.here, wrong); err != nil || v.Stay(admission) == nil || v.Stay(admission).Questions.Confirmed == nil {
			t.Errorf("the stay is not found by its first number: %v", err)
		}
	})
}
