package store

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Checks of what a register has of its people. Each takes those on the register
// of whom something is missing or too old; LacksAnswer those who moved away.
const (
	LacksAuthority  = "authority"    // local authority of ordinary residence, s.125D(2)
	LacksConsent    = "consent"      // nobody has asked about being on the register
	LacksAgreement  = "refused"      // consent was refused or withdrawn, and nothing recorded since lets them be on it
	LacksHolder     = "holder"       // nobody holds the case
	LacksRating     = "rating"       // not rated
	LacksReview     = "review"       // the colour is older than its interval
	LacksAdmission  = "admission"    // blue, and no admission is recorded
	LacksWard       = "ward"         // in a hospital, and on no ward that is known
	LacksLegal      = "legal-status" // in hospital, and nobody knows under which legal status
	LacksRenewal    = "section-soon" // the section under which they are in hospital runs out soon
	LacksSection    = "section-past" // it has run out, and nothing new is recorded
	LacksNewDay     = "planned-past" // the day planned for leaving hospital has passed
	LacksReach      = "contact"      // somebody around them whom nobody can reach
	LacksNumber     = "number"       // no NHS number
	LacksBirthDate  = "birth-date"   // no date of birth
	LacksWorker     = "worker"       // red or in hospital, and no named social worker
	LacksAdvocate   = "advocate"     // nobody has offered an advocate, or the day to offer again has come
	LacksSettlement = "flags"        // something was flagged and not settled
	LacksTelling    = "not-told"     // left the register, and was not told why yet
	LacksAnswer     = "moved"        // moved to an area that has not said for long that it knows of them
)

// QualityChecks lists them, in the order to show them.
var QualityChecks = []string{LacksAuthority, LacksConsent, LacksAgreement, LacksHolder, LacksRating, LacksReview, LacksAdmission, LacksWard, LacksLegal, LacksSection, LacksRenewal, LacksNewDay, LacksReach, LacksNumber, LacksBirthDate, LacksWorker, LacksAdvocate, LacksSettlement, LacksAnswer, LacksTelling}

// QualityDays are the days by which checks go: Soon is the last of the days on
// which a section is said to run out soon, and who moved before Moved is asked
// about again in the area that has not answered.
type QualityDays struct{ Today, Soon, Moved civil.Date }

// beyondMinimum are the checks of what is not in the minimum of a person: they
// find nobody who is not seen whole, for a row says what its check found.
var beyondMinimum = []string{LacksSection, LacksRenewal, LacksNewDay, LacksReach, LacksWorker, LacksAdvocate}

// goesBy is what a check goes by of which nothing is left for who may not read
// it. Dates in hospital are not among it: they are seen whatever the mark.
var goesBy = map[string]casefile.Kind{LacksReach: casefile.Contact{}.Kind(), LacksWorker: casefile.NamedPerson{}.Kind(), LacksAdvocate: casefile.Advocacy{}.Kind()}

// lacks writes the condition of a check on people p. What stands beside them is
// found once for everyone, and for a viewer who reaches a few person by person.
func lacks(t *sqlText, reg, check string, v *Viewer, cuts Cuts, days QualityDays) {
	today := days.Today
	of := func(table string) string {
		if v.reaches() {
			return table + ".register = " + reg + " AND " + table + ".case_id = p.case_id"
		}
		return table + ".register = " + reg
	}
	if slices.Contains(beyondMinimum, check) {
		if whole := cuts.whole(t, "p"); whole != "" {
			t.add(whole, " AND ")
		}
	}
	if kind := goesBy[check]; kind != "" && len(cuts.Unread) > 0 {
		// Few entries are marked, so these are found once and not for each person.
		t.add("p.case_id NOT IN (SELECT m.case_id FROM marks m CROSS JOIN entries e WHERE e.register = ", reg, " AND e.case_id = m.case_id AND e.seq = m.seq AND ",
			of("m"), " AND ", cuts.unreadOfAll(t, reg), " AND e.kind = ", t.arg(string(kind)), ") AND ")
	}
	switch check {
	case LacksAuthority:
		t.add("p.local_authority = ''")
	case LacksConsent:
		t.add("p.consent = ''")
	case LacksAgreement:
		t.add("p.consent IN ('refused', 'withdrawn')")
	case LacksHolder:
		t.add("p.coordinator = ''")
	case LacksRating:
		t.add("p.rating = ''")
	case LacksReview:
		t.add("p.case_id IN (SELECT o.case_id FROM obligations o WHERE ", of("o"), " AND o.state = 'open' AND o.", overdue, t.arg(today.String()), " AND o.rule = 'local.register-review')")
	case LacksAdmission:
		t.add("(p.setting = 'inpatient' AND p.hospital = '')")
	case LacksWard:
		t.add("(p.setting = 'inpatient' AND p.hospital <> '' AND p.ward = '')")
	case LacksLegal:
		t.add("p.case_id IN (SELECT s.case_id FROM stays s WHERE ", of("s"), " AND s.lasts = 1 AND s.admission_seq IS NOT NULL AND s.legal_status = '')")
	case LacksSection:
		t.add("p.case_id IN (SELECT s.case_id FROM stays s WHERE ", of("s"), " AND s.lasts = 1 AND s.legal_until < ", t.arg(today.String()), ")")
	case LacksRenewal:
		t.add("p.case_id IN (SELECT s.case_id FROM stays s WHERE ", of("s"), " AND s.lasts = 1 AND s.legal_until >= ", t.arg(today.String()), " AND s.legal_until <= ", t.arg(days.Soon.String()), ")")
	case LacksNewDay:
		t.add("p.case_id IN (SELECT s.case_id FROM stays s WHERE ", of("s"), " AND s.lasts = 1 AND s.planned < ", t.arg(today.String()), ")")
	case LacksReach:
		t.add("p.case_id IN (SELECT u.case_id FROM unreachable u WHERE ", of("u"), " AND u.n = 1)")
	case LacksNumber:
		t.add("p.nhs_number = ''")
	case LacksBirthDate:
		t.add("p.birth_date IS NULL")
	case LacksSettlement:
		t.add("p.flags > 0")
	case LacksAnswer:
		t.add("p.case_id IN (SELECT m.case_id FROM moves_waiting m WHERE ", of("m"), " AND m.moved_on < ", t.arg(days.Moved.String()), ")")
	case LacksTelling:
		t.add("p.case_id IN (SELECT l.case_id FROM leaving_untold l WHERE ", of("l"), ")")
	case LacksWorker:
		t.add("(p.rating IN ('red', 'blue') AND p.case_id NOT IN (SELECT a.case_id FROM people_around a WHERE ", of("a"), " AND a.social_worker <> ''))")
	case LacksAdvocate:
		t.add("p.case_id NOT IN (SELECT a.case_id FROM people_around a WHERE ", of("a"), " AND a.advocate <> '' AND (a.offer_again IS NULL OR a.offer_again > ", t.arg(today.String()), "))")
	default:
		t.add("1 = 0")
	}
}

// Quality is how many people of a viewer's lists are on a register, and how many
// of them each check finds.
func (s *Store) Quality(ctx context.Context, register string, v *Viewer, cuts Cuts, days QualityDays) (people int, found map[string]int, err error) {
	text, args := qualitySQL(register, v, cuts, days)
	found = map[string]int{}
	err = s.reader().eachOf(ctx, text, args, func(row scan) error {
		counts := make([]int, len(QualityChecks))
		places := []any{&people}
		for i := range counts {
			places = append(places, &counts[i])
		}
		if err := row(places...); err != nil {
			return err
		}
		for i, check := range QualityChecks {
			found[check] = counts[i]
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("checking what is known of people: %w", err)
	}
	return people, found, nil
}

func qualitySQL(register string, v *Viewer, cuts Cuts, days QualityDays) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT COUNT(*)")
	for _, check := range QualityChecks {
		if of := checkedOf(check); of != On {
			t.add(", (SELECT COUNT(*)")
			fromPeople(&t, reg, v, of)
			t.add(" AND ")
			lacks(&t, reg, check, v, cuts, days)
			t.add(")")
			continue
		}
		t.add(", COUNT(CASE WHEN ")
		lacks(&t, reg, check, v, cuts, days)
		t.add(" THEN 1 END)")
	}
	fromPeople(&t, reg, v, On)
	return t.String(), t.args
}

// checkedOf is how those stand to the register whom a check goes through.
func checkedOf(check string) Membership {
	switch check {
	case LacksAnswer:
		return Moved
	case LacksTelling:
		return Left
	}
	return On
}

// fromPeople writes the tables and conditions of those of a membership whom a
// viewer reaches.
func fromPeople(t *sqlText, reg string, v *Viewer, as Membership) {
	t.add(" FROM ")
	if v.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	t.add("people p WHERE p.register = ", reg, " AND p.on_register = '", string(as), "'")
	if v.reaches() {
		t.add(" AND p.case_id = v.case_id")
	}
	v.hides(t, "p.case_id")
}

// QualityPage is a page of the people whom a check finds.
type QualityPage struct {
	Rows               []PersonRow
	About              []string // for each row what is to be mended, such as the contact; "" for what the check is about
	Total, Page, Pages int
	Size               int
}

// Lacking is a page of those of a viewer's lists whom a check finds, by name.
func (s *Store) Lacking(ctx context.Context, register, check string, v *Viewer, cuts Cuts, days QualityDays, page, size int) (QualityPage, error) {
	q := QualityPage{Size: min(max(1, size), MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := lackingSQL(register, check, v, cuts, days)
		var ids, about []string
		err := r.eachOf(ctx, text, args, func(row scan) error {
			var id, subject string
			err := row(&id, &subject)
			ids, about = append(ids, id), append(about, subject)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing whom a check finds: %w", err)
		}
		q.Total = len(ids)
		q.Pages = max(1, (q.Total+q.Size-1)/q.Size)
		q.Page = min(max(1, page), q.Pages)
		from, to := (q.Page-1)*q.Size, min(q.Page*q.Size, len(ids))
		q.About = about[from:to]
		q.Rows, err = readRows(ctx, r, register, ids[from:to])
		return err
	})
	return q, err
}

func lackingSQL(register, check string, v *Viewer, cuts Cuts, days QualityDays) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	subject := "''"
	if check == LacksReach {
		subject = "(SELECT u.contact FROM unreachable u WHERE u.register = " + reg + " AND u.case_id = p.case_id AND u.n = 1)"
	}
	t.add("SELECT p.case_id, ", subject)
	fromPeople(&t, reg, v, checkedOf(check))
	t.add(" AND ")
	lacks(&t, reg, check, v, cuts, days)
	t.add(" ORDER BY p.sort_key, p.case_id")
	return t.String(), t.args
}

// QualityWeek is what a check found in a week.
type QualityWeek struct {
	Week          civil.Date // its Monday
	Check         string
	Found, People int
}

var (
	insertQuality = sayInsert("quality_weeks", "register, week, what, found, people", overwrite("register, week, what", "register, week, what, found, people"))
	selectQuality = say("SELECT week, what, found, people FROM quality_weeks WHERE register = $1 AND week >= $2 ORDER BY week, what")
)

// KeepQuality writes what the checks find in a register of the people of a
// viewer's lists, in the place of what they found earlier in the week.
func (s *Store) KeepQuality(ctx context.Context, register string, v *Viewer, cuts Cuts, days QualityDays) error {
	people, found, err := s.Quality(ctx, register, v, cuts, days)
	if err != nil {
		return err
	}
	return s.change(ctx, func(r runner) error {
		for _, check := range QualityChecks {
			if _, err := r.exec(ctx, insertQuality, register, mondayOf(days.Today).String(), check, found[check], people); err != nil {
				return fmt.Errorf("keeping what the checks found: %w", err)
			}
		}
		return nil
	})
}

// mondayOf is the Monday of a day's week.
func mondayOf(day civil.Date) civil.Date { return day - civil.Date((int(day.Weekday())+6)%7) }

// QualityWeeks are what the checks found from a week on.
func (s *Store) QualityWeeks(ctx context.Context, register string, from civil.Date) ([]QualityWeek, error) {
	return all(ctx, s.reader(), selectQuality, func(row scan) (w QualityWeek, err error) {
		err = row(&w.Week, &w.Check, &w.Found, &w.People)
		return w, err
	}, register, mondayOf(from).String())
}
