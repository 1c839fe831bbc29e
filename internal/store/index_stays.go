package store

import (
	"slices"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// StayRow is a time in hospital, as the index keeps it. Of somebody who is blue
// although no admission is recorded there is one too, without the days.
type StayRow struct {
	CaseID       string
	N            int // 1, 2, 3 ... in their order
	AdmissionSeq int // entry of the admission; 0 when there is none
	Admitted     civil.Date
	Joined       civil.Date // when the time in hospital began without a day at home
	Ended        civil.Date // zero while it lasts
	Hospital     string     // code, or name where no code is known
	HospitalName string     // what to call it
	Ward         string
	HereSince    civil.Date // in this hospital
	Security     casefile.Security
	LegalStatus  casefile.LegalStatus
	LegalSince   civil.Date
	LegalUntil   civil.Date // when the section runs out; zero where nobody wrote it
	OutOfArea    bool

	Registered casefile.Answer
	Before     casefile.ReviewBefore
	Confirmed  bool // somebody answered the two questions

	Planned      civil.Date
	PlannedMoves int
	Destination  casefile.Destination
	PlanState    casefile.PlanState
	Delay        casefile.DelayCode // the one that has lasted longest
	DelaySince   civil.Date

	Segregated      casefile.SegregationForm
	SegregatedSince civil.Date
	OnLeave         bool
	LastReview      civil.Date
	NextReview      civil.Date // the first day by which a review or a visit is open
	NoticedOn       civil.Date // latest exception for a hospital that is rated inadequate
	LookAgain       civil.Date // by when it is looked at again
}

// Lasts reports whether they are in hospital.
func (r *StayRow) Lasts() bool { return r.Ended == 0 }

const stayColumns = "register, case_id, n, admission_seq, admitted, joined, ended, lasts, hospital, hospital_name, ward, here_since, security, security_rank, " +
	"legal_status, legal_since, out_of_area, registered, reviewed_before, confirmed, planned, planned_moves, destination, plan_state, delay, delay_since, " +
	"segregated, segregated_since, on_leave, last_review, next_review, noticed_on, look_again, legal_until"

var (
	insertStay    = sayInsert("stays", stayColumns, "")
	overwriteStay = sayInsert("stays", stayColumns, overwrite("register, case_id, n", stayColumns))

	deleteStays        = say("DELETE FROM stays WHERE register = $1 AND case_id = $2")
	deleteStaysBetween = say("DELETE FROM stays WHERE register = $1 AND case_id > $2 AND case_id <= $3")
	selectStaysBetween = say("SELECT " + stayColumns + " FROM stays WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, n")
	selectStays        = say("SELECT " + stayColumns + " FROM stays WHERE register = $1 AND case_id = $2 ORDER BY n")

	stayNames = strings.Split(stayColumns, ", ")
)

// stayRows are the times in hospital of a case. What of them goes by the day
// are the open obligations, which are those of the day already.
func stayRows(c *casefile.Case, rules *clock.Rulebook, open []ObligationRow) []StayRow {
	var rows []StayRow
	for _, s := range c.HospitalStays(rules.HeldBefore) {
		here, legal := s.Here(), s.LegalNow()
		r := StayRow{
			CaseID: c.ID, N: len(rows) + 1, AdmissionSeq: s.Seq, Admitted: s.Admitted, Joined: s.Joined, Ended: s.Ended,
			Hospital: s.Hospital, HospitalName: s.HospitalWord(), Ward: here.Ward, HereSince: s.SinceHere(), Security: here.Security,
			LegalStatus: legal.Status, LegalSince: legal.On, LegalUntil: legal.Until, OutOfArea: here.OutOfArea,
			Registered: s.Questions.Registered(), Before: s.Questions.Before(), Confirmed: s.Questions.Confirmed != nil,
			Planned: s.PlannedNow(), PlannedMoves: s.PlannedMoves(),
		}
		if s.Plan != nil {
			r.Destination, r.PlanState = s.Plan.Destination, s.Plan.State
		}
		if d := s.DelayNow(); d != nil {
			r.Delay, r.DelaySince = d.Code, d.From
		}
		if x := s.SegregatedNow(); x != nil {
			r.Segregated, r.SegregatedSince = x.Form, x.From
		}
		r.OnLeave = s.OnLeave() != nil
		if n := len(s.Reviews); n > 0 {
			r.LastReview = s.Reviews[n-1].On
		}
		if n := len(s.Notices); n > 0 {
			r.NoticedOn = s.Notices[n-1].On
			if f, ok := s.Notices[n-1].Fact.(casefile.InadequateNotice); ok {
				r.LookAgain = f.LookAgain
			}
		}
		rows = append(rows, r)
	}
	if c.Stay == nil && c.InHospital() {
		r := StayRow{CaseID: c.ID, N: len(rows) + 1, Joined: c.Rating.Since, Planned: c.PlannedDischarge}
		rows = append(rows, r)
	}
	if n := len(rows); n > 0 && rows[n-1].Lasts() {
		for i := range open {
			if o := &open[i]; o.State == StateOpen && slices.Contains(inHospitalRules, o.Rule) {
				rows[n-1].NextReview = o.Due // they come by due day
				break
			}
		}
	}
	return rows
}

// inHospitalRules oblige to review or visit somebody who is in hospital.
var inHospitalRules = func() (ids []string) {
	for r := range clock.RuleCount {
		if r == clock.OversightVisit || r.IsReview() && r != clock.RedReview {
			ids = append(ids, r.String())
		}
	}
	return ids
}()

// values are in the order of stayColumns.
func (r *StayRow) values(register string) []any {
	return []any{
		register, r.CaseID, r.N, numberOrNull(r.AdmissionSeq), dayOrNull(r.Admitted), r.Joined.String(), dayOrNull(r.Ended), oneOrZero(r.Lasts()), r.Hospital, r.HospitalName, r.Ward, dayOrNull(r.HereSince),
		string(r.Security), securityRank(r.Security), string(r.LegalStatus), dayOrNull(r.LegalSince), oneOrZero(r.OutOfArea), string(r.Registered), string(r.Before), oneOrZero(r.Confirmed),
		dayOrNull(r.Planned), r.PlannedMoves, string(r.Destination), string(r.PlanState), string(r.Delay), dayOrNull(r.DelaySince),
		string(r.Segregated), dayOrNull(r.SegregatedSince), oneOrZero(r.OnLeave), dayOrNull(r.LastReview), dayOrNull(r.NextReview), dayOrNull(r.NoticedOn), dayOrNull(r.LookAgain), dayOrNull(r.LegalUntil),
	}
}

// readStay reads stayColumns.
func readStay(row scan) (r StayRow, err error) {
	var register string
	var lasts bool
	var rank int
	err = row(
		&register, &r.CaseID, &r.N, numberColumn{&r.AdmissionSeq}, &r.Admitted, &r.Joined, &r.Ended, oneColumn{&lasts}, &r.Hospital, &r.HospitalName, &r.Ward, &r.HereSince,
		&r.Security, &rank, &r.LegalStatus, &r.LegalSince, oneColumn{&r.OutOfArea}, &r.Registered, &r.Before, oneColumn{&r.Confirmed},
		&r.Planned, &r.PlannedMoves, &r.Destination, &r.PlanState, &r.Delay, &r.DelaySince,
		&r.Segregated, &r.SegregatedSince, oneColumn{&r.OnLeave}, &r.LastReview, &r.NextReview, &r.NoticedOn, &r.LookAgain, &r.LegalUntil,
	)
	return r, err
}

// securityRank sorts wards by security: high first, what is not known last.
func securityRank(s casefile.Security) int {
	if i := slices.Index(casefile.Securities, s); i >= 0 {
		return len(casefile.Securities) - i
	}
	return len(casefile.Securities) + 1
}
