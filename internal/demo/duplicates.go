package demo

import (
	"context"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// doubles are people of each register who are there twice, and two who only
// look so: sisters. In each pair the second record lacks what a hurried hand
// leaves out.
var doubles = [][2]casefile.Details{
	{{GivenName: "Thomas", FamilyName: "Whitlock", BirthDate: civil.Of(1991, 5, 14)}, {GivenName: "Tom", FamilyName: "Whitlock", BirthDate: civil.Of(1991, 5, 14), Communication: "Short sentences. Time to answer."}},
	{{GivenName: "Eleanor", FamilyName: "Castellan", BirthDate: civil.Of(2009, 3, 7), Language: "English"}, {GivenName: "Eleanor", FamilyName: "Castellan", BirthDate: civil.Of(2009, 7, 3), Ethnicity: "White British"}},
	{{GivenName: "Katherine", FamilyName: "Ashworth", BirthDate: civil.Of(2004, 11, 2)}, {GivenName: "Kathryn", FamilyName: "Ashworth", BirthDate: civil.Of(2004, 11, 2)}},
}

// double puts them on a register of some size.
func double(ctx context.Context, a *app.App, watch *stopwatch, r Register, staff map[access.Role]access.Actor, people int) error {
	if people < 100 {
		return nil // a small register is for trying one thing
	}
	now := watch.at
	defer func() { watch.at = now }()
	return a.InOne(ctx, r.Code, func(b *app.Batch) error {
		for i, pair := range doubles {
			for n, details := range pair {
				watch.at = now.AddDate(0, 0, -60+40*n+i)
				on := a.Today()
				id := fmt.Sprintf("d0%x%x%016x", i, n, int(on))
				keeper := staff[access.Coordinator]
				if i == 0 && n == 0 {
					details.NHSNumber = map[string]string{"NSH": "9990000018", "SVL": "9994760173"}[r.Code]
				}
				if _, err := b.Open(keeper, id, casefile.Open{On: on, Details: details}); err != nil {
					return err
				}
				for _, d := range []casefile.Decision{
					casefile.Add{On: on, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}},
					casefile.Rate{On: on, Rated: casefile.Rated{Rating: []casefile.Rating{casefile.Amber, casefile.Green}[n]}, Reason: "From what was known when they were referred."},
				} {
					if _, err := b.Record(keeper, id, d); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}
