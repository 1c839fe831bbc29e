package clock

import "testing"

func TestFinePrintOfSingleRules(t *testing.T) {
	t.Parallel()
	for _, x := range []example{
		{name: "fine print 8: only excluding undoes", entries: `
			2000-01-01 autism confirmed
			2001-01-01 autism suspected
			2002-01-01 learning-disability awaiting-assessment
			2003-01-01 learning-disability excluded
			2026-01-05 admission A general informal`, on: "2026-01-05", want: `policy.post-admission-review@4 2026-01-05 2026-02-02 due`},
		{name: "suspected is not considered", entries: `
			2000-01-01 autism suspected
			2001-01-01 learning-disability awaiting-assessment
			2026-01-05 admission A general informal`, on: "2026-01-05", want: `no policy.post-admission-review`},
		{name: "fine print 9: six months to the day", entries: `
			2000-01-01 autism confirmed
			2025-08-31 community r1
			2026-02-28 admission A general informal`, on: "2026-02-28", want: `policy.post-admission-review@2 2026-02-28 2026-04-11 due`},
		{name: "fine print 9: a day more", entries: `
			2000-01-01 autism confirmed
			2025-08-31 community r1
			2026-03-01 admission A general informal`, on: "2026-03-01", want: `policy.post-admission-review@2 2026-03-01 2026-03-29 due`},
		{name: "fine print 9: on the day, after the admission; also for a child", born: "2012-01-01", entries: `
			2000-01-01 autism confirmed
			2026-03-01 admission A general informal
			2026-03-01 community r1`, on: "2026-03-01", want: `policy.post-admission-review@1 2026-03-01 2026-04-12 due`},
		{name: "an order at home starts nothing, and an admission after it counts afresh", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2025-01-01 status CTO
			2026-01-05 admission A general 3
			2026-01-20 discharge
			2026-01-20 status CTO
			2026-01-22 status 7
			2026-01-23 status conditional-discharge
			2026-01-24 status 37-guardianship
			2026-01-25 status informal
			2026-02-01 admission A general informal`, on: "2026-02-02", want: `
			mha.first-review@2 2026-01-05 2026-02-01 ended ended 2026-01-20
			policy.post-admission-review@2 2026-01-05 2026-02-02 ended ended 2026-01-20
			policy.post-admission-review@9 2026-02-01 2026-03-01 due`},
		{name: "fine print 17: what was planned after a death and ended on its day is open on none", entries: `
			2026-01-05 died
			2026-01-07 requested q1
			2026-01-07 answered q1
			2026-01-08 arranged r1 2026-02-01
			2026-01-08 cancelled r1`, on: "2026-03-01", want: `
			local.review-request-decision@1 2026-01-07 2026-01-14 met met 2026-01-07 by 2
			policy.consent-for-review@3 2026-01-08 2026-01-31 ended ended 2026-01-08
			policy.documents@3 2026-01-08 2026-01-31 ended ended 2026-01-08`},
		{name: "fine print 11: general and picu are one level", entries: `
			2026-01-05 admission A general informal
			2026-01-06 move A picu
			2026-01-07 move A low
			2026-01-08 move A medium
			2026-01-09 move B high
			2026-01-10 move B general
			2026-02-04 inpatient r1`, on: "2026-02-05", want: `
			policy.security-change-review@2 2026-01-07 2026-02-04 met met 2026-02-04 by 6
			policy.security-change-review@3 2026-01-08 2026-02-05 met met 2026-02-04 by 6
			policy.hospital-move-review@4 2026-01-09 2026-02-06 met met 2026-02-04 by 6
			policy.security-change-review@5 2026-01-10 2026-02-07 met met 2026-02-04 by 6`},
		{name: "fine print 21: several reports add up", part8A: "2020-01-01", entries: `
			2026-01-05 admission A general 3
			2026-01-06 report r1 person,responsible-commissioner
			2026-01-06 inpatient r1
			2026-01-07 report r1 attendees,responsible-clinician,local-authority person
			2026-01-20 report r1 aftercare-icb responsible-commissioner
			2026-01-21 report r1 person`, on: "2026-01-21", want: `
			mha.report@2 2026-01-06 2026-01-19 met-late met 2026-01-20 by 4
			policy.report@2 2026-01-06 2026-01-20 met-late met 2026-01-21 by 5`},
		{name: "fine print 22: in hospital", entries: `
			2026-01-05 admission A general informal
			2026-01-10 autism suspected
			2026-01-12 autism considered
			2026-01-14 autism excluded
			2026-01-15 autism considered`, on: "2026-01-16", want: `
			policy.new-diagnosis-review@2 2026-01-12 2026-02-09 ended ended 2026-01-14
			policy.diagnosis-excluded-review@3 2026-01-14 2026-02-11 due`},
		{name: "fine print 22: six months after the discharge, met by a community review", entries: `
			2025-01-05 admission A general informal
			2025-08-31 discharge
			2026-02-28 learning-disability confirmed
			2026-03-29 community r1`, on: "2026-03-30", want: `policy.new-diagnosis-review@2 2026-02-28 2026-03-28 met-late met 2026-03-29 by 3`},
		{name: "fine print 22: a day too late", entries: `
			2025-01-05 admission A general informal
			2025-08-31 discharge
			2026-03-01 learning-disability confirmed`, on: "2026-03-30", want: `no policy.new-diagnosis-review`},
		{name: "fine print 22: not of someone considered on the day of admission", entries: `
			2026-01-05 admission A general informal
			2026-01-05 autism considered
			2026-01-06 learning-disability considered`, on: "2026-01-30", want: `no policy.new-diagnosis-review`},
		{name: "fine print 22: once for each admission", entries: `
			2025-01-05 admission A general informal
			2025-02-01 discharge
			2025-03-01 admission A general informal
			2025-04-01 autism considered
			2025-04-02 moved-out`, on: "2025-04-30", want: `
			policy.new-diagnosis-review@3 2025-04-01 2025-04-29 ended ended 2025-04-02
			policy.new-diagnosis-review@3 2025-04-01 2025-04-29 ended ended 2025-04-02`},
		{name: "fine print 23: a new admission ends it", entries: `
			2025-01-05 admission A general informal
			2025-02-01 discharge
			2025-03-01 autism considered
			2025-03-02 left
			2025-03-30 admission A general informal`, on: "2025-04-30", want: `policy.new-diagnosis-review@2 2025-03-01 2025-03-29 ended-overdue ended 2025-03-30`},
		{name: "excluding one of two conditions is no exclusion", entries: `
			2000-01-01 autism confirmed
			2000-01-01 learning-disability confirmed
			2026-01-05 admission A general informal
			2026-01-06 autism excluded
			2026-01-07 learning-disability excluded
			2026-02-05 discharge`, on: "2026-02-05", want: `policy.diagnosis-excluded-review@4 2026-01-07 2026-02-04 ended-overdue ended 2026-02-05`},
		{name: "fine print 25: one obligation an episode, also after it was met", entries: `
			2026-01-05 red
			2026-01-06 community r1
			2026-01-07 red
			2026-01-08 green
			2026-01-09 red
			2026-01-10 admission A general informal
			2026-01-11 red
			2026-01-12 discharge
			2026-01-13 red
			2026-01-14 left
			2026-01-15 red`, on: "2026-01-15", want: `
			policy.red-review@0 2026-01-05 2026-01-19 met met 2026-01-06 by 1
			policy.red-review@4 2026-01-09 2026-01-23 ended ended 2026-01-10
			policy.red-review@8 2026-01-13 2026-01-27 ended ended 2026-01-14
			policy.red-review@10 2026-01-15 2026-01-29 due`},
		{name: "amber is met by a meeting, not by an emergency protocol", entries: `
			2026-01-05 amber
			2026-01-06 laep
			2026-02-03 meeting
			2026-02-03 red
			2026-02-04 amber
			2026-03-05 green`, on: "2026-03-05", want: `
			policy.amber-response@0 2026-01-05 2026-02-02 met-late met 2026-02-03 by 2
			policy.amber-response@4 2026-02-04 2026-03-04 ended-overdue ended 2026-03-05`},
		{name: "fine print 27: one at a time, until 26", born: "2000-01-14", entries: `
			2026-01-02 red
			2026-01-05 amber
			2026-01-06 green`, on: "2026-01-14", want: `policy.keyworker-referral@0 2026-01-02 2026-01-09 ended-overdue ended 2026-01-14`},
		{name: "fine print 27: on the 26th birthday none starts", born: "2000-01-14", entries: `
			2026-01-14 red`, on: "2026-01-14", want: `no policy.keyworker-referral`},
		{name: "fine print 27: also in hospital; none once one is known", born: "2010-01-14", entries: `
			2026-01-01 admission A general informal
			2026-01-02 amber
			2026-01-09 keyworker
			2026-01-10 left
			2026-01-11 red`, on: "2026-01-14", want: `policy.keyworker-referral@1 2026-01-02 2026-01-09 met met 2026-01-09 by 2`},
		{name: "fine print 28: out of area and back", born: "2008-03-01", entries: `
			2026-01-05 admission A general informal
			2026-01-06 move B general out
			2026-01-07 move C general out
			2026-02-17 visit
			2026-03-01 visit
			2026-04-26 move A general
			2026-04-27 visit`, on: "2026-04-27", want: `
			policy.oversight-visit@1 2026-01-06 2026-02-17 met met 2026-02-17 by 3
			policy.oversight-visit@3 2026-02-17 2026-03-31 met met 2026-03-01 by 4
			policy.oversight-visit@4 2026-03-01 2026-04-26 ended ended 2026-04-26`},
		{name: "fine print 33: one telling meets all", entries: `
			2026-01-05 referral f1
			2026-01-06 decided f1
			2026-01-07 decided f1
			2026-01-09 told f1
			2026-01-09 decided f2
			2026-01-09 withdrawn f2`, on: "2026-01-12", want: `
			local.referral-acknowledgement@0 2026-01-05 2026-01-12 met met 2026-01-06 by 1
			local.referral-decision@0 2026-01-05 2026-02-02 met met 2026-01-06 by 1
			local.outcome-told@1 2026-01-06 2026-01-08 met-late met 2026-01-09 by 3
			local.outcome-told@2 2026-01-07 2026-01-09 met met 2026-01-09 by 3
			local.outcome-told@4 2026-01-09 2026-01-13 due`},
		{name: "fine print 42: a second recommendation names its status entry, commencement none", part8A: "2026-02-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3
			2026-02-03 discharge
			2026-02-04 admission A general 4 2026-02-06`, on: "2026-02-06", want: `
			mha.first-review@- 2026-02-01 2026-02-28 ended ended 2026-02-03
			mha.first-review@3 2026-02-06 2026-03-05 due`},
	} {
		x.check(t)
	}
}

func TestEachRule(t *testing.T) {
	t.Parallel()
	for _, x := range []example{
		{name: "a referral withdrawn", entries: `
			2026-04-02 referral f1
			2026-04-09 acknowledged f1
			2026-05-02 withdrawn f1`, on: "2026-05-02", want: `
			local.referral-acknowledgement@0 2026-04-02 2026-04-13 met met 2026-04-09 by 1
			local.referral-decision@0 2026-04-02 2026-04-30 ended-overdue ended 2026-05-02`},
		{name: "a request", entries: `
			2026-01-05 requested q1
			2026-01-05 requested q2
			2026-01-13 answered q1`, on: "2026-01-12", want: `
			local.review-request-decision@0 2026-01-05 2026-01-12 due
			local.review-request-decision@1 2026-01-05 2026-01-12 due`},
		{name: "periodic reviews, fixed on the day of the last one", born: "2008-03-01", entries: `
			2026-01-05 admission A general informal
			2026-02-28 inpatient r1
			2026-03-01 inpatient r2
			2026-03-02 move A high
			2026-08-31 inpatient r3
			2026-09-01 move A general`, on: "2026-09-02", want: `
			policy.periodic-review@1 2026-02-28 2026-05-28 met met 2026-03-01 by 2
			policy.periodic-review@2 2026-03-01 2026-09-01 met met 2026-08-31 by 4
			policy.periodic-review@4 2026-08-31 2027-08-31 due`},
		{name: "a community review meets nothing of hospital, an inpatient one nothing of red", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-04 red
			2026-01-04 inpatient r1
			2026-01-05 admission A general 3
			2026-01-06 community r2`, on: "2026-01-06", want: `
			policy.red-review@1 2026-01-04 2026-01-18 ended ended 2026-01-05
			policy.post-admission-review@3 2026-01-05 2026-02-02 due
			mha.first-review@3 2026-01-05 2026-02-01 due
			no policy.periodic-review
			no mha.report`},
		{name: "a rating after a review", entries: `
			2026-01-05 blue
			2026-01-05 community r1
			2026-01-06 community r2
			2026-01-12 blue
			2026-01-13 community r3
			2026-01-21 moved-out`, on: "2026-01-22", want: `
			policy.rating-after-review@1 2026-01-05 2026-01-12 met met 2026-01-12 by 3
			policy.rating-after-review@2 2026-01-06 2026-01-13 met met 2026-01-12 by 3
			policy.rating-after-review@4 2026-01-13 2026-01-20 ended-overdue ended 2026-01-21`},
		{name: "documents", entries: `
			2026-01-05 pack r1
			2026-01-05 arranged r1 2026-01-20
			2026-01-05 arranged r2 2026-01-20
			2026-01-19 pack r1
			2026-01-20 pack r2`, on: "2026-01-20", want: `
			policy.documents@1 2026-01-05 2026-01-19 met met 2026-01-19 by 3
			policy.documents@2 2026-01-05 2026-01-19 met-late met 2026-01-20 by 4`},
		{name: "actions and needs", entries: `
			2026-01-05 action a0
			2026-01-05 action a1 2026-02-01
			2026-01-05 action a2 2026-02-01
			2026-01-05 action a3 2026-02-01
			2026-01-05 need n0
			2026-01-05 need n1 2026-02-01
			2026-01-05 need n2 2026-02-01
			2026-01-05 need n3 2026-02-01
			2026-01-06 started n1
			2026-01-06 not-needed n2
			2026-02-01 done a1
			2026-02-02 not-followed a2
			2026-02-02 called-off a3
			2026-02-02 left`, on: "2026-02-02", want: `
			action@1 2026-01-05 2026-02-01 met met 2026-02-01 by 10
			action@2 2026-01-05 2026-02-01 met-late met 2026-02-02 by 11
			action@3 2026-01-05 2026-02-01 ended-overdue ended 2026-02-02
			support@5 2026-01-05 2026-02-01 met met 2026-01-06 by 8
			support@6 2026-01-05 2026-02-01 ended ended 2026-01-06
			support@7 2026-01-05 2026-02-01 ended-overdue ended 2026-02-02`},
		{name: "an unknown birth date is that of an adult", born: "unknown", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3 out
			2026-01-05 red`, on: "2026-01-05", want: `
			mha.first-review@1 2026-01-05 2026-02-01 due
			policy.oversight-visit@1 2026-01-05 2026-03-02 due
			no policy.keyworker-referral`},
	} {
		x.check(t)
	}
}
