package assuring

import (
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var today = civil.Of(2026, 3, 2)

// away is somebody in hospital with these facts, each of 1 February 2026.
func away(facts ...casefile.Fact) Person {
	var entries []casefile.Recorded
	for i, f := range append([]casefile.Fact{casefile.Details{NHSNumber: "9994760173", Gender: "Female", BirthDate: civil.Of(1990, 5, 1)}}, facts...) {
		entries = append(entries, casefile.Recorded{Entry: casefile.Entry{On: civil.Of(2026, 2, 1), Fact: f}, Seq: i + 1})
	}
	c := casefile.Fold("p1", entries)
	stays := c.HospitalStays(func(held, admitted civil.Date) bool { return admitted <= held.AddMonths(6) })
	return Person{Case: c, Stay: &stays[len(stays)-1], Day: today}
}

func row(p Person) map[string]string {
	cells := map[string]string{}
	for _, c := range Shipped().Columns {
		cells[c.Heading], _ = c.Cell(ItemOf(c.Item).Value(p))
	}
	return cells
}

func TestTheShippedMappingHasEveryItemAndEveryCode(t *testing.T) {
	t.Parallel()
	m := Shipped()
	var asked []string
	codes := map[string]Column{}
	for _, c := range m.Columns {
		asked, codes[c.Item] = append(asked, c.Item), c
	}
	for _, x := range Items {
		if !slices.Contains(asked, x.Key) {
			t.Errorf("the item %s has no column", x.Key)
		}
		if !slices.Contains(Parts, x.Part) {
			t.Errorf("the item %s is in no part", x.Key)
		}
	}
	coded := func(item string, words []string) {
		for _, w := range words {
			if _, ok := codes[item].Codes[w]; !ok {
				t.Errorf("%s has no code for %q", item, w)
			}
		}
	}
	coded("source", words(casefile.AdmissionSources))
	coded("planned-admission", words(casefile.Plannings))
	coded("legal-status", words(casefile.LegalStatuses))
	coded("security", words(casefile.Securities))
	coded("ward-kind", words(casefile.WardKinds))
	coded("bed-kind", words(casefile.BedKinds))
	coded("gender", words(casefile.Genders))
	coded("legal-status", words(casefile.LegalDetails))
	var beds []string
	for _, bed := range casefile.BedKinds {
		beds = append(beds, WardOf+string(bed))
	}
	coded("destination", beds)
	coded("readiness", words(casefile.Readinesses))
	coded("plan-state", words(casefile.PlanStates))
	coded("destination", words(casefile.Destinations))
	coded("family", words(casefile.FamilyInvolvements))
	coded("advocate", words(casefile.AdvocateKinds))
	coded("diagnoses", words(casefile.Diagnoses))
	coded("review-before", words(casefile.ReviewsBefore))
}

func words[T ~string](all []T) (w []string) {
	for _, v := range all {
		w = append(w, string(v))
	}
	return w
}

func TestARow(t *testing.T) {
	t.Parallel()
	got := row(away(
		casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed},
		casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.PICU, LegalStatus: "47/49", OutOfArea: true,
			PlaceDetails: casefile.PlaceDetails{Name: "Far Hospital", Kilometres: 90, OutOfAreaReason: "no-local-bed"}, AdmissionDetails: casefile.AdmissionDetails{Planned: "unplanned", Source: "general-hospital", Diagnoses: []casefile.Diagnosis{"adhd"}}},
		casefile.DischargePlan{Destination: "prison", State: "delayed-no-option", Readiness: "needs-bed"},
		casefile.DischargeDelay{ID: "d", Code: "lack-housing"}, casefile.DischargeAgreement{Party: "commissioner", Agrees: casefile.AnswerNo},
		casefile.PlannedDischarge{Day: today + 9}, casefile.Leave{ID: "l", Form: casefile.ExtendedLeave},
	))
	for heading, want := range map[string]string{
		"NHSNumber": "9994760173", "Gender": "2", "Age": "35", "PatientCategory": "3", "DateDiagnosedAutism": "2026-02-01", "DateDiagnosedLearningDisability": "",
		"HospitalCode": "X0001", "HospitalName": "Far Hospital", "HospitalAdmissionDate": "2026-02-01", "LengthOfStayCurrent": "29", "SourceOfAdmission": "51", "PlannedAdmission": "2",
		"Registered": "N", "PreAdmissionCTR": "N", "LegalStatus": "15", "ExtendedLeave": "Y", "WardSecurity": "4", "DiagnosisOnAdmission": "1;7", "CTROutcome": "4",
		"PlannedDischargeDate": "2026-03-11", "PlanAgreedCommissioner": "N", "PlanAgreedPatient": "", "PlanDetail": "6", "Destination": "51", "OutOfArea": "Y", "DistanceKm": "90", "PostAdmissionCTR": "N",
	} {
		if got[heading] != want {
			t.Errorf("%s is %q, want %q", heading, got[heading], want)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := away(casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.Low, LegalStatus: "3"})
	for key, want := range map[string]bool{
		"nhs-number": false, "ethnicity": true, "source": true, "host": false, "out-of-area-reason": false, "planned": true, "readiness": true,
		"keyworker": false, "advocate": true, "no-advocate": false, "delays": false, "previous-admission": false, "review-after-on": true, "agrees-family": true,
	} {
		if got := ItemOf(key).Value(p).Missing; got != want {
			t.Errorf("%s is missing: %v, want %v", key, got, want)
		}
	}
}

// What is known of an advocate and of the care co-ordinator need not be recorded
// once more for the return; what the care plan in hospital says comes first.
func TestWhoIsAroundThem(t *testing.T) {
	t.Parallel()
	admission := casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.Low, LegalStatus: "3"}
	said := func(p Person) string {
		return strings.Join([]string{ItemOf("advocate").Value(p).Words, ItemOf("no-advocate").Value(p).Words, ItemOf("care-coordinator").Value(p).Words}, "; ")
	}
	for want, facts := range map[string][]casefile.Fact{
		"; Not asked for; ": nil,
		"Independent mental health advocate (IMHA); Not asked for; Eve": {casefile.Advocacy{Step: casefile.AdvocateAccepted, Type: "imha"}, casefile.NamedPerson{Part: casefile.CareCoordinator, Name: "Eve"}},
		"Another independent advocate; Not asked for; ":                 {casefile.Advocacy{Step: casefile.AdvocateAccepted, Type: "care-act"}},
		"No advocate; I have my sister; ":                               {casefile.Advocacy{Step: casefile.AdvocateDeclined, Type: "imha", Why: "I have my sister"}},
		"Non-instructed advocate; Not asked for; ":                      {casefile.HospitalCare{Advocate: "non-instructed"}, casefile.Advocacy{Step: casefile.AdvocateDeclined, Why: "No"}},
		"; Not asked for; Dee":                                          {casefile.Advocacy{Step: casefile.AdvocateOffered, Type: "imha"}, casefile.Contact{ID: "c", Role: "Care co-ordinator", Name: "Dee"}},
	} {
		if got := said(away(append([]casefile.Fact{admission}, facts...)...)); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// What the record has by other words, by the stays or by the consent need not be
// recorded once more.
func TestWhatIsWorkedOut(t *testing.T) {
	t.Parallel()
	admission := casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.Low, LegalStatus: "45A", LegalTerms: casefile.LegalTerms{Detail: "45A-limitation-ended"}}
	p := away(casefile.Details{LocalID: "C7", Gender: "woman", Ethnicity: "Mixed: White and Asian", BirthDate: civil.Of(1990, 3, 31)}, admission,
		casefile.Commissioners{Responsible: "North", ResponsibleCode: "QXX", System: "North ICS", Region: "Y62"},
		casefile.Consent{To: casefile.ToReviews, Decision: casefile.Refused, Basis: casefile.Own},
		casefile.DischargePlan{Destination: casefile.AnotherWard, State: "treatment-working", ToBed: "neuro"}, casefile.HospitalCare{Advocate: casefile.NoAdvocate, NoAdvocate: "x"})
	p.Sender, p.Created, p.Updated = Sender{Name: "South", Code: "QSS"}, today-9, today
	got := row(p)
	for heading, want := range map[string]string{
		"LocalPatientID": "C7", "Gender": "2", "Ethnicity": "white-and-asian", "Age": "35", "AgeAtPeriodEnd": "36", "OriginatingCommissioner": "North", "OriginatingCommissionerCode": "QXX",
		"OriginatingCommissionerICS": "North ICS", "OriginatingCommissionerRegion": "Y62", "SubmittingCommissioner": "South", "SubmittingCommissionerCode": "QSS", "SubmittingCommissionerICS": "",
		"RecordCreatedDate": "2026-02-21", "RecordUpdatedDate": "2026-03-02", "AdmissionType": "", "LegalStatus": "38", "HasAdvocate": "N", "CTRType": "", "CTROutcome": "8", "Destination": "122",
	} {
		if got[heading] != want {
			t.Errorf("%s is %q, want %q", heading, got[heading], want)
		}
	}
	p.Before = civil.Of(2024, 5, 1)
	p.Case.Details.Gender = "Demiwoman"
	if got = row(p); got["AdmissionType"] != "readmission" || got["ReadmissionYear"] != "2026" || got["Gender"] != "Demiwoman" || !ItemOf("gender").Value(p).Other {
		t.Errorf("a readmission of somebody with words of their own: %v", got)
	}
	p.Stay.Joined--
	if got = row(p); got["AdmissionType"] != "transfer" || got["ReadmissionYear"] != "" {
		t.Errorf("a transfer: %q, %q", got["AdmissionType"], got["ReadmissionYear"])
	}
	if _, unconfirmed := Shipped().Columns[2].Cell(ItemOf("ethnicity").Value(p)); Shipped().Columns[2].Item != "ethnicity" || !unconfirmed {
		t.Error("the code of an ethnicity is said to be confirmed")
	}
}

func TestKindOfTheLatestReview(t *testing.T) {
	t.Parallel()
	admission := casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.Low, LegalStatus: "3"}
	p := away(casefile.ReviewHeld{ID: "r", Setting: casefile.Community}, admission)
	if v := ItemOf("last-review-kind").Value(p); !slices.Equal(v.Keys, []string{"community"}) {
		t.Errorf("before the admission: %+v", v)
	}
	for on, want := range map[civil.Date]string{p.Stay.Admitted + 14: "post-admission", p.Stay.Admitted + 15: "inpatient"} {
		p.Stay.Reviews = []casefile.Recorded{{Entry: casefile.Entry{On: on, Fact: casefile.ReviewHeld{ID: "s", Setting: casefile.Inpatient}}}}
		if v := ItemOf("last-review-kind").Value(p); !slices.Equal(v.Keys, []string{want}) {
			t.Errorf("on %s: %+v, want %s", on, v, want)
		}
	}
}
