package reference

import (
	"fmt"
	"testing"

	"homeward/internal/casefile"
)

// One day's order, whole days, detention and Part 8A: fine print 1 to 6, 10,
// 20 and 41.
func TestFinePrintOrderAndDays(t *testing.T) {
	t.Parallel()
	run(t, []example{
		{
			name: "FP1 on or after an entry means after it in the order", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", inpatient("r1")), on("2026-01-05", admit("informal"))},
			on:   "2026-01-05", rules: "policy.post-admission",
			want: []string{"policy.post-admission-review 2@2026-01-05 due 2026-02-02 due"},
		},
		{
			name: "FP1 the same day, after it", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")), on("2026-01-05", inpatient("r1"))},
			on:   "2026-01-05", rules: "policy.post-admission",
			want: []string{"policy.post-admission-review 1@2026-01-05 due 2026-02-02 met 2@2026-01-05"},
		},
		{
			name: "FP1 a second recommendation comes before the entries of its day", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit4("2026-01-08")), on("2026-01-08", inpatient("r1"))},
			on:   "2026-01-08", rules: "mha.first",
			want: []string{"mha.first-review 1@2026-01-08 due 2026-02-04 met 2@2026-01-08"},
		},
		{
			name: "FP1 so does a birthday", born: "2010-02-01",
			file: []casefile.Entry{on("2020-01-01", joined), on("2020-01-01", register(casefile.Given, casefile.Parent)),
				on("2026-02-01", register(casefile.Given, casefile.Own))},
			on: "2026-02-01", rules: "policy.own",
			want: []string{"policy.own-consent-at-16 -@2026-02-01 due 2026-02-01 met 2@2026-02-01"},
		},
		{
			name: "FP1 and commencement", born: adult, part8A: "2026-01-10",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2025-12-01", admit("3")), on("2026-01-10", inpatient("r1"))},
			on:   "2026-01-10", rules: "mha.first",
			want: []string{"mha.first-review -@2026-01-10 due 2026-02-06 met 2@2026-01-10"},
		},
		{
			name: "FP2 entries may stand in any order and keep their indexes", born: adult,
			file: []casefile.Entry{on("2026-02-03", inpatient("r1")), on("2026-01-05", admit("informal")), on("2000-01-01", autistic)},
			on:   "2026-02-03", rules: "policy.post-admission",
			want: []string{"policy.post-admission-review 1@2026-01-05 due 2026-02-02 met-late 0@2026-02-03"},
		},
		{
			name: "FP3 considered is said of a whole day", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-05", autistic)},
			on:   "2026-01-05", rules: "policy.post-admission policy.new",
			want: []string{"policy.post-admission-review 0@2026-01-05 due 2026-02-02 due"},
		},
		{
			name: "FP3 not considered on a day that ends so", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("2")), on("2026-01-05", notAutistic)},
			on:   "2026-01-05", rules: "policy.post-admission mha",
		},
		{
			name: "FP3 cohort is said of a whole day", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-03-02", admit("2")), on("2026-03-02", casefile.EHCPlan{Status: casefile.Maintained})},
			on:   "2026-03-02", rules: "mha",
			want: []string{"mha.first-review 1@2026-03-02 due 2026-03-15 due"},
		},
		{
			name: "FP3 on the register is said of a whole day", born: adult,
			file: []casefile.Entry{on("2026-01-05", red), on("2026-01-05", joined), on("2026-01-20", green), on("2026-01-20", left)},
			on:   "2026-01-21", rules: "local.register",
			want: []string{"local.register-review 0@2026-01-05 due 2026-01-12 met-late 2@2026-01-20"},
		},
		{
			name: "FP3 in hospital and ward are of the entry's own place", born: adult,
			file: []casefile.Entry{on("2026-01-05", inpatient("r1")), on("2026-01-05", admitTo(casefile.Medium, false)),
				on("2026-01-06", inpatient("r2")), on("2026-01-06", move("RXX01", casefile.General, false)),
				on("2026-01-07", discharge), on("2026-01-07", inpatient("r3"))},
			on: "2026-01-08", rules: "policy.periodic",
			want: []string{"policy.periodic-review 2@2026-01-06 due 2027-01-06 ended 2026-01-07"},
		},
		{
			name: "FP3 a condition excluded and confirmed in one day changes nothing", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")), on("2026-01-06", notAutistic), on("2026-01-06", autistic)},
			on:   "2026-01-06", rules: "policy.diagnosis policy.new",
		},
		{
			name: "FP3 nor does one confirmed and excluded", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-06", autistic), on("2026-01-06", notAutistic)},
			on:   "2026-01-06", rules: "policy.diagnosis policy.new",
		},
		{
			name: "FP3 of several entries the one that made the day what it is starts it", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-06", autistic), on("2026-01-06", notAutistic), on("2026-01-06", disability),
				on("2026-01-06", autistic), on("2026-01-07", notAutistic), on("2026-01-07", visit),
				on("2026-01-07", casefile.Condition{Condition: casefile.LearningDisability, Status: casefile.Excluded}), on("2026-01-07", notAutistic)},
			on: "2026-01-07", rules: "policy.diagnosis policy.new",
			want: []string{
				"policy.new-diagnosis-review 3@2026-01-06 due 2026-02-03 ended 2026-01-07",
				"policy.diagnosis-excluded-review 7@2026-01-07 due 2026-02-04 due",
			},
		},
		{
			name: "FP3 not one of the same day that made no difference", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-06", casefile.Condition{Condition: casefile.Autism, Status: casefile.Suspected}),
				on("2026-01-06", autistic)},
			on: "2026-01-06", rules: "policy.new",
			want: []string{"policy.new-diagnosis-review 2@2026-01-06 due 2026-02-03 due"},
		},
		{
			name: "FP3 a plan that ceased, and one of a later day, count for nothing", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2025-01-01", casefile.EHCPlan{Status: casefile.Maintained}), on("2026-03-01", casefile.EHCPlan{Status: casefile.Ceased}),
				on("2026-03-02", admit("2")), on("2026-03-03", casefile.EHCPlan{Status: casefile.Maintained})},
			on: "2026-03-03", rules: "mha",
			want: []string{"mha.first-review 3@2026-03-02 due 2026-03-29 due"},
		},
		{
			name: "FP3 two moves of one day, each from the bed before it", born: adult,
			file: []casefile.Entry{on("2026-01-05", admitTo(casefile.General, false)), on("2026-01-06", move("RXX01", casefile.Low, false)), on("2026-01-06", move("RXX01", casefile.General, false))},
			on:   "2026-01-06", rules: "policy.security",
			want: []string{
				"policy.security-change-review 1@2026-01-06 due 2026-02-03 due",
				"policy.security-change-review 2@2026-01-06 due 2026-02-03 due",
			},
		},
		{
			name: "FP4 a detention ends even if another begins the same day", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("2")), on("2026-01-20", discharge), on("2026-01-20", admit("3"))},
			on:   "2026-01-21", rules: "mha",
			want: []string{
				"mha.first-review 1@2026-01-05 due 2026-02-01 ended 2026-01-20",
				"mha.first-review 3@2026-01-20 due 2026-02-16 due",
			},
		},
		{
			name: "FP4 a non-detaining status ends it", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("2")), on("2026-01-20", status("5(2)")), on("2026-01-20", status("3"))},
			on:   "2026-01-21", rules: "mha",
			want: []string{
				"mha.first-review 1@2026-01-05 due 2026-02-01 ended 2026-01-20",
				"mha.first-review 3@2026-01-20 due 2026-02-16 due",
			},
		},
		{
			name: "FP4 neither a transfer nor another detaining status does", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("2")), on("2026-01-20", move("RYY02", casefile.Low, false)), on("2026-01-25", status("3"))},
			on:   "2026-02-02", rules: "mha",
			want: []string{"mha.first-review 1@2026-01-05 due 2026-02-01 overdue"},
		},
		{
			name: "FP5 status 4 without a second recommendation does not detain", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("4"))},
			on:   "2026-01-10", rules: "mha",
		},
		{
			name: "FP5 a later recommendation has not happened", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit4("2026-01-08"))},
			on:   "2026-01-07", rules: "mha",
		},
		{
			name: "FP5 an earlier recommendation counts from the entry's day", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit4("2026-01-03"))},
			on:   "2026-01-07", rules: "mha",
			want: []string{"mha.first-review 1@2026-01-05 due 2026-02-01 due"},
		},
		{
			name: "FP5 nothing begins if the status has gone by then", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit4("2026-01-08")), on("2026-01-07", status("informal"))},
			on:   "2026-01-10", rules: "mha",
		},
		{
			name: "FP5 a later change to status 4, with its recommendation", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")),
				on("2026-01-06", casefile.LegalStatusChange{LegalStatus: "4", SecondRecommendation: day("2026-01-08")})},
			on: "2026-01-09", rules: "mha",
			want: []string{"mha.first-review 2@2026-01-08 due 2026-02-04 due"},
		},
		{
			name: "FP5 the latest entry says all", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit4("2026-01-06")), on("2026-01-10", status("4"))},
			on:   "2026-01-12", rules: "mha",
			want: []string{"mha.first-review 1@2026-01-06 due 2026-02-02 ended 2026-01-10"},
		},
		{
			name: "FP5 the field is ignored for other statuses", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", casefile.Admission{
				Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: "2", SecondRecommendation: day("2026-01-09")})},
			on: "2026-01-05", rules: "mha",
			want: []string{"mha.first-review 1@2026-01-05 due 2026-02-01 due"},
		},
		{
			name: "FP6 considered later in the detention", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2026-01-05", admit("2")), on("2026-01-06", inpatient("r1")), on("2026-01-08", disability)},
			on:   "2026-01-09", rules: "mha.first",
			want: []string{"mha.first-review 2@2026-01-08 due 2026-02-04 due"},
		},
		{
			name: "FP6 considered later, with nothing between", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2026-01-05", admit("2")), on("2026-01-08", disability)},
			on:   "2026-01-09", rules: "mha.first",
			want: []string{"mha.first-review 1@2026-01-08 due 2026-02-04 due"},
		},
		{
			name: "FP6 a detention from before commencement has its day and its cohort", born: "2008-01-05", part8A: "2026-01-10",
			file: []casefile.Entry{on("2010-01-01", autistic), on("2025-12-01", admit("3")), on("2026-01-05", inpatient("r1"))},
			on:   "2026-01-10", rules: "mha",
			want: []string{"mha.first-review -@2026-01-10 due 2026-02-06 due"},
		},
		{
			name: "FP6 a report of a review on the commencement day", born: adult, part8A: "2026-01-10",
			file: []casefile.Entry{on("2025-12-01", admit("3")), on("2026-01-09", inpatient("r1")), on("2026-01-10", inpatient("r2"))},
			on:   "2026-01-10", rules: "mha",
			want: []string{"mha.report 2@2026-01-10 due 2026-01-23 due"},
		},
		{
			name: "FP6 nothing statutory before that day", born: adult, part8A: "2026-01-10",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2025-12-01", admit("3")), on("2026-01-05", inpatient("r1"))},
			on:   "2026-01-09", rules: "mha",
		},
		{
			name: "FP6 a detention that ended before it has none", born: adult, part8A: "2026-01-10",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2025-12-01", admit("3")), on("2026-01-09", discharge)},
			on:   "2026-01-12", rules: "mha",
		},
		{
			name: "FP6 one that ended on it has it", born: adult, part8A: "2026-01-10",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2025-12-01", admit("3")), on("2026-01-10", discharge)},
			on:   "2026-01-12", rules: "mha",
			want: []string{"mha.first-review -@2026-01-10 due 2026-02-06 ended 2026-01-10"},
		},
		{
			name: "FP10 an exclusion ends nothing statutory, and review rules need no condition", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("2")), on("2026-01-10", notAutistic), on("2026-02-05", inpatient("r1"))},
			on:   "2026-02-06", rules: "mha policy.periodic",
			want: []string{
				"mha.first-review 1@2026-01-05 due 2026-02-01 met-late 3@2026-02-05",
				"mha.report 3@2026-02-05 due 2026-02-18 due",
				"policy.periodic-review 3@2026-02-05 due 2026-08-05 due",
				"mha.repeat-review 3@2026-02-05 due 2027-02-04 due",
			},
		},
	})
}

func TestFinePrint20Windows(t *testing.T) {
	t.Parallel()
	detained := []casefile.Entry{on("2000-01-01", autistic), on("2024-01-10", admit("3")), on("2024-01-20", inpatient("r1"))}
	with := func(more ...casefile.Entry) []casefile.Entry { return append(detained[:3:3], more...) }
	run(t, []example{
		{
			name: "FP20 F does not meet its window, and a closed window stays overdue", born: adult, part8A: "2020-01-01",
			file: with(on("2026-01-19", inpatient("r2"))),
			on:   "2026-01-20", rules: "mha.repeat",
			want: []string{
				"mha.repeat-review 2@2024-01-20 due 2025-01-19 overdue",
				"mha.repeat-review -@2025-01-20 due 2026-01-19 met 3@2026-01-19",
				"mha.repeat-review -@2026-01-20 due 2027-01-19 due",
			},
		},
		{
			name: "FP20 a closed window ends with the detention", born: adult, part8A: "2020-01-01",
			file: with(on("2025-02-01", discharge)),
			on:   "2026-01-20", rules: "mha.repeat",
			want: []string{
				"mha.repeat-review 2@2024-01-20 due 2025-01-19 ended-overdue 2025-02-01",
				"mha.repeat-review -@2025-01-20 due 2026-01-19 ended 2025-02-01",
			},
		},
		{
			name: "FP20 windows open while consent is refused, as suspended", born: adult, part8A: "2020-01-01",
			file: with(on("2025-01-10", reviews(casefile.Refused, casefile.Own))),
			on:   "2025-01-20", rules: "mha.repeat",
			want: []string{
				"mha.repeat-review 2@2024-01-20 due 2025-01-19 suspended",
				"mha.repeat-review -@2025-01-20 due 2026-01-19 suspended",
			},
		},
		{
			name: "FP20 consent given again lets a later review meet it", born: adult, part8A: "2020-01-01",
			file: with(on("2025-01-25", reviews(casefile.Refused, casefile.Own)), on("2025-02-05", reviews(casefile.Given, casefile.Own)),
				on("2025-02-10", inpatient("r2"))),
			on: "2025-02-10", rules: "mha.repeat",
			want: []string{
				"mha.repeat-review 2@2024-01-20 due 2025-02-19 met 5@2025-02-10",
				"mha.repeat-review -@2025-01-20 due 2026-01-19 met 5@2025-02-10",
			},
		},
		{
			name: "FP20 without it, a review while suspended and after the due day does not", born: adult, part8A: "2020-01-01",
			file: with(on("2025-01-10", reviews(casefile.Refused, casefile.Own)), on("2025-02-10", inpatient("r2"))),
			on:   "2025-02-10", rules: "mha.repeat",
			want: []string{
				"mha.repeat-review 2@2024-01-20 due 2025-01-19 suspended",
				"mha.repeat-review -@2025-01-20 due 2026-01-19 met 4@2025-02-10",
			},
		},
	})
}

func TestFinePrint41Statuses(t *testing.T) {
	t.Parallel()
	for _, s := range casefile.LegalStatuses {
		file := []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit(s))}
		var want []string
		switch s {
		case "2", "3", "35", "36", "37", "37/41", "38", "44", "45A", "46", "47", "47/49", "48", "48/49":
			want = []string{"mha.first-review 1@2026-01-05 due 2026-02-01 due"}
		}
		run(t, []example{{name: fmt.Sprintf("FP41 status %s", s), born: adult, part8A: "2020-01-01",
			file: file, on: "2026-01-05", rules: "mha", want: want}})
	}
}
