package reference

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Facts of an invented case, and who was born when.
var (
	adult = "1990-06-15"
	child = "2012-03-01"

	autistic    = casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}
	notAutistic = casefile.Condition{Condition: casefile.Autism, Status: casefile.Excluded}
	disability  = casefile.Condition{Condition: casefile.LearningDisability, Status: casefile.Considered}

	joined    = casefile.JoinedRegister{}
	left      = casefile.LeftRegister{}
	movedOut  = casefile.MovedOut{}
	died      = casefile.Died{}
	meeting   = casefile.Meeting{}
	discharge = casefile.Discharge{}
	visit     = casefile.OversightVisit{}
	red       = casefile.Rated{Rating: casefile.Red}
	amber     = casefile.Rated{Rating: casefile.Amber}
	green     = casefile.Rated{Rating: casefile.Green}
	blue      = casefile.Rated{Rating: casefile.Blue}
)

func day(s string) civil.Date {
	if s == "" {
		return 0
	}
	d, err := civil.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func on(s string, f casefile.Fact) casefile.Entry { return casefile.Entry{On: day(s), Fact: f} }

func admit(status casefile.LegalStatus) casefile.Admission {
	return casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: status}
}

func admit4(secondRecommendation string) casefile.Admission {
	a := admit("4")
	a.SecondRecommendation = day(secondRecommendation)
	return a
}

func admitTo(s casefile.Security, outOfArea bool) casefile.Admission {
	a := admit("3")
	a.Security, a.OutOfArea = s, outOfArea
	return a
}

func status(s casefile.LegalStatus) casefile.LegalStatusChange {
	return casefile.LegalStatusChange{LegalStatus: s}
}

func move(hospital string, s casefile.Security, outOfArea bool) casefile.WardMove {
	return casefile.WardMove{Hospital: hospital, Ward: "Oak", Security: s, OutOfArea: outOfArea}
}

func inpatient(id string) casefile.ReviewHeld {
	return casefile.ReviewHeld{ID: id, Setting: casefile.Inpatient}
}

func community(id string) casefile.ReviewHeld {
	return casefile.ReviewHeld{ID: id, Setting: casefile.Community}
}

func arranged(id, r string) casefile.ReviewArranged {
	return casefile.ReviewArranged{ID: id, For: day(r), Setting: casefile.Inpatient}
}

func reviews(d casefile.ConsentDecision, b casefile.ConsentBasis) casefile.Consent {
	return casefile.Consent{To: casefile.ToReviews, Decision: d, Basis: b}
}

func review(id string, d casefile.ConsentDecision, b casefile.ConsentBasis) casefile.Consent {
	return casefile.Consent{To: casefile.ToReview, Review: id, Decision: d, Basis: b}
}

func register(d casefile.ConsentDecision, b casefile.ConsentBasis) casefile.Consent {
	return casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: b}
}

func sent(id string, to ...casefile.Recipient) casefile.ReportSent {
	return casefile.ReportSent{Review: id, To: to}
}

// example is a case, a day, and every obligation of some rules on that day.
// Rules are named by how they begin; want has one line for each obligation, as
// line writes it.
type example struct {
	name   string
	born   string
	part8A string
	file   []casefile.Entry
	on     string
	rules  string
	want   []string
}

func line(o Obligation) string {
	who := func(by int) string {
		if by == None {
			return "-"
		}
		return fmt.Sprint(by)
	}
	s := fmt.Sprintf("%s %s@%v due %v %s", o.Rule, who(o.StartedBy), o.StartedOn, o.Due, o.State)
	if o.MetOn != 0 || o.MetBy != None {
		s += fmt.Sprintf(" %s@%v", who(o.MetBy), o.MetOn)
	}
	if o.EndedOn != 0 {
		s += " " + o.EndedOn.String()
	}
	return s
}

func run(t *testing.T, examples []example) {
	t.Helper()
	for _, x := range examples {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, o := range Due(day(x.born), x.file, day(x.part8A), day(x.on)) {
				for rule := range strings.FieldsSeq(x.rules) {
					if strings.HasPrefix(o.Rule, rule) {
						got = append(got, line(o))
					}
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(x.want, "\n\t"))
			}
		})
	}
}
