package app

import (
	"context"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// QualityCheck looks for those on the register of whom something is missing or
// too old.
type QualityCheck struct {
	Key     string
	Word    string // what is missing
	Why     string // what comes of it
	Mends   casefile.Kind
	Gone    bool // it goes through those who moved away or left, not those on the register
	People  int  // whom it finds
	ByWeeks []QualityWeek
}

// QualityWeek is what a check found in a week; see package store.
type QualityWeek = store.QualityWeek

// qualityChecks is the list of checks, in the order to show them.
var qualityChecks = []QualityCheck{
	{Key: store.LacksAuthority, Word: "No local authority", Why: "The register must say which authority a person ordinarily lives in (Part 8A, section 125D)", Mends: casefile.LocalAuthority{}.Kind()},
	{Key: store.LacksConsent, Word: "Consent not asked", Why: "Nobody should be on a register without having been asked", Mends: casefile.Consent{}.Kind()},
	{Key: store.LacksAgreement, Word: "Said no, and still on the register", Why: "Consent was refused or withdrawn, and nothing recorded since says by what right they are on it. Talk with them again, record a best-interests decision, or take them off", Mends: casefile.Consent{}.Kind()},
	{Key: store.LacksHolder, Word: "Nobody holds the case", Why: "What is due has nobody who is reminded of it", Mends: casefile.Coordinator{}.Kind()},
	{Key: store.LacksRating, Word: "Not rated", Why: "Without a colour no review is due", Mends: casefile.Rated{}.Kind()},
	{Key: store.LacksReview, Word: "Rating older than its interval", Why: "The risk may be another by now", Mends: casefile.Rated{}.Kind()},
	{Key: store.LacksAdmission, Word: "In hospital, no admission recorded", Why: "The reviews in hospital are counted from the admission", Mends: casefile.Admission{}.Kind()},
	{Key: store.LacksWard, Word: "In hospital, no ward recorded", Why: "Nobody knows where to find them", Mends: casefile.WardMove{}.Kind()},
	{Key: store.LacksLegal, Word: "In hospital, no legal status", Why: "Nobody knows by which right they are kept there, and what is due under the Mental Health Act cannot be counted", Mends: casefile.LegalStatusChange{}.Kind()},
	{Key: store.LacksSection, Word: "The section has run out, and nothing new is recorded", Why: "Nobody knows by which right they are kept there: record if it was renewed, changed or ended", Mends: casefile.LegalStatusChange{}.Kind()},
	{Key: store.LacksRenewal, Word: "The section runs out soon", Why: "Whether it is renewed has to be decided in time, with the person heard", Mends: casefile.LegalStatusChange{}.Kind()},
	{Key: store.LacksNewDay, Word: "Planned day to leave is past", Why: "They are still there, and nobody has said when they go and why it changed", Mends: casefile.PlannedDischarge{}.Kind()},
	{Key: store.LacksReach, Word: "A contact whom nobody can reach", Why: "In a crisis nobody can ring them: there is no phone number, e-mail address or other way", Mends: casefile.Contact{}.Kind()},
	{Key: store.LacksNumber, Word: "No NHS number", Why: "They may be on the register twice, and others cannot find them", Mends: casefile.Details{}.Kind()},
	{Key: store.LacksBirthDate, Word: "No date of birth", Why: "What is due for a child differs from what is due for an adult", Mends: casefile.Details{}.Kind()},
	{Key: store.LacksWorker, Word: "Red or blue, no named social worker", Why: "Whoever is at high risk or in hospital should have one who knows them, and whom others can ask", Mends: casefile.NamedPerson{}.Kind()},
	{Key: store.LacksAdvocate, Word: "No advocate offered, or time to offer again", Why: "Few ask for somebody on their side unless they are told that they can have one", Mends: casefile.Advocacy{}.Kind()},
	{Key: store.LacksSettlement, Word: "Something flagged, not settled", Why: "A spreadsheet had what could not be read, or two records may be one person"},
	{Key: store.LacksAnswer, Word: "Moved, and the other area has not answered", Why: "They may be on no register now. Ask that area again", Mends: casefile.MoveAcknowledged{}.Kind(), Gone: true},
	{Key: store.LacksTelling, Word: "Left, and was not told why", Why: "They may not know that they left, nor whom to call. Tell them, and record how", Mends: casefile.LeaveTelling{}.Kind(), Gone: true},
}

// qualityDays are the days by which the checks of a register go, and how many
// days are soon.
func (a *App) qualityDays(ctx context.Context, register string) (days store.QualityDays, soon int, err error) {
	var s DischargeSettings
	if err := a.setting(ctx, register, settingOfDischarge, &s); err != nil {
		return days, 0, err
	}
	leaving, err := a.consentSettings(ctx, register)
	if err != nil {
		return days, 0, err
	}
	today := a.Today()
	return store.QualityDays{Today: today, Soon: today + civil.Date(s.SectionSoon()), Moved: today - civil.Date(leaving.MoveDays)}, s.SectionSoon(), nil
}

// worded is the check with the days of the register in its words.
func (c QualityCheck) worded(soon int) QualityCheck {
	if c.Key == store.LacksRenewal {
		c.Why = fmt.Sprintf("It runs out within %d days, a local standard. %s", soon, c.Why)
	}
	return c
}

// qualityWeeks is how many weeks back what was found is shown.
const qualityWeeks = 8

// Quality is what the register lacks, by check.
type Quality struct {
	People int // on the register, of the actor's lists
	Checks []QualityCheck
	Weeks  []civil.Date // Mondays of which it was kept what was found, for who sees everyone
}

// Quality checks what is known of the people of the actor's lists.
func (a *App) Quality(ctx context.Context, actor access.Actor) (q Quality, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return q, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return q, err
	}
	cuts, err := a.cuts(ctx, actor, v)
	if err != nil {
		return q, err
	}
	days, soon, err := a.qualityDays(ctx, actor.Register)
	if err != nil {
		return q, err
	}
	people, found, err := a.store.Quality(ctx, actor.Register, v, cuts, days)
	if err != nil {
		return q, fail(err, "checking what is known of people")
	}
	q.People = people
	weeks := map[string][]QualityWeek{}
	if access.ReachOf(actor).Everyone {
		all, err := a.store.QualityWeeks(ctx, actor.Register, a.Today()-7*(qualityWeeks-1))
		if err != nil {
			return q, fail(err, "reading what was found by week")
		}
		for _, w := range all {
			weeks[w.Check] = append(weeks[w.Check], w)
			if len(q.Weeks) == 0 || q.Weeks[len(q.Weeks)-1] != w.Week {
				q.Weeks = append(q.Weeks, w.Week)
			}
		}
	}
	for _, c := range qualityChecks {
		c = c.worded(soon)
		c.People, c.ByWeeks = found[c.Key], weeks[c.Key]
		q.Checks = append(q.Checks, c)
	}
	return q, nil
}

// LackingList is a page of those whom a check finds.
type LackingList struct {
	Check QualityCheck
	store.QualityPage
}

// Lacking is a page of those of the actor's lists whom a check finds.
func (a *App) Lacking(ctx context.Context, actor access.Actor, check string, page int) (list LackingList, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return list, err
	}
	for _, c := range qualityChecks {
		if c.Key == check {
			list.Check = c
		}
	}
	if list.Check.Key == "" {
		return list, &Error{Kind: NotFound}
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return list, err
	}
	cuts, err := a.cuts(ctx, actor, v)
	if err != nil {
		return list, err
	}
	days, soon, err := a.qualityDays(ctx, actor.Register)
	if err != nil {
		return list, err
	}
	list.Check = list.Check.worded(soon)
	list.QualityPage, err = a.store.Lacking(ctx, actor.Register, check, v, cuts, days, page, 50)
	list.Check.People = list.Total
	if err != nil {
		return list, fail(err, "listing whom a check finds")
	}
	return list, a.withoutWords(ctx, actor, list.Rows)
}

// KeepQuality keeps what the checks find in a register this week, of those whom
// everyone who keeps the register sees: else a number that is greater than the
// reader's own would tell how many are hidden from them. It is part of the daily
// job.
func (a *App) KeepQuality(ctx context.Context, register string) error {
	days, _, err := a.qualityDays(ctx, register)
	if err != nil {
		return err
	}
	restricted, err := a.store.RestrictedPeople(ctx, register, days.Today)
	if err != nil {
		return fail(err, "finding whose record is restricted in register %s", register)
	}
	all := &store.Viewer{Everyone: true, Today: days.Today}
	for _, p := range restricted {
		all.Hidden = append(all.Hidden, p.Case)
	}
	cuts := store.Cuts{Consenting: true}
	for _, mark := range access.Marks {
		cuts.Unread = append(cuts.Unread, string(mark))
	}
	return fail(a.store.KeepQuality(ctx, register, all, cuts, days), "keeping what the checks found in register %s", register)
}
