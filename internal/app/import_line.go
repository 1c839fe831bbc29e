package app

import (
	"fmt"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
)

// claims are the entries that a line of a spreadsheet makes of a person, for
// an empty case, and what of the line needs attention. Nothing is guessed: a
// date that the line lacks is that of the line's own earliest fact, or the day
// of the import, and the entry says so. BirthColumn is the heading of the
// dates of birth.
func claims(r *sheet.Row, birthColumn string, today civil.Date) (entries []casefile.Entry, flags []casefile.Flag) {
	joined := earliest(today, r.JoinedOn, r.ReferredOn, r.ConsentOn, r.RatingOn)
	add := func(on, otherwise civil.Date, f casefile.Fact, note string) {
		if on == 0 {
			on = otherwise
			note = strings.TrimSpace(note + " The spreadsheet gives no date for this.")
		}
		entries = append(entries, casefile.Entry{On: on, Fact: f, Note: note})
	}
	text := func(s string, f casefile.Fact) {
		if s != "" {
			entries = append(entries, casefile.Entry{On: joined, Fact: f})
		}
	}
	flag := func(code, message string) { flags = append(flags, casefile.Flag{Code: code, Message: message}) }

	add(joined, joined, casefile.Details{
		GivenName: r.GivenName, FamilyName: r.FamilyName, PreferredName: r.PreferredName, Pronouns: r.Pronouns, NHSNumber: r.NHSNumber,
		BirthDate: r.BirthDate, Gender: r.Gender, Ethnicity: r.Ethnicity, Language: r.Language, Communication: r.Communication, LocalID: r.LocalID,
	}, "")
	add(r.JoinedOn, joined, casefile.JoinedRegister{}, "")
	for _, c := range r.Conditions {
		text(string(c.Condition), casefile.Condition{Condition: c.Condition, Status: c.Status})
	}
	text(r.LocalAuthority, casefile.LocalAuthority{Name: r.LocalAuthority})
	text(r.Address+r.Postcode, casefile.Address{Lines: r.Address, Postcode: r.Postcode})
	text(r.GP, casefile.GP{Practice: r.GP})
	text(r.Coordinator, casefile.Coordinator{Name: r.Coordinator})
	text(string(r.EHCPlan), casefile.EHCPlan{Status: r.EHCPlan})
	text(r.Keyworker, casefile.Keyworker{Status: casefile.KeyworkerNamed, Name: r.Keyworker})
	for _, c := range []struct{ role, name string }{{"Social worker", r.SocialWorker}, {"Advocate", r.Advocate}} {
		text(c.name, casefile.Contact{ID: "line-" + strings.ToLower(c.role), Role: c.role, Name: c.name})
	}
	text(r.SupportNeeded, casefile.SupportNeed{ID: "line-" + r.Key()[:8], Text: r.SupportNeeded})
	if r.Consent != nil {
		consent, note := consentOf(r, joined)
		add(r.Consent.On, joined, consent, note)
	}
	reviewed(r, add)
	entries, flags = stayed(r, today, entries, flags, add)
	if r.Rating == "" {
		flag(casefile.FlagRatingMissing, "There is no rating yet.")
	} else {
		if r.Inpatient && r.Rating != casefile.Blue {
			flag(casefile.FlagUnread, "The spreadsheet says that they are in hospital and rates them "+strings.ToLower(r.Rating.Word())+". Check which is right.")
		}
		add(r.RatingOn, today, casefile.Rated{Rating: r.Rating}, "As rated in the spreadsheet.")
	}
	if r.Notes != "" {
		entries = append(entries, casefile.Entry{On: today, Fact: casefile.Note{}, Note: r.Notes})
	}
	if r.LeftOn != 0 {
		entries = append(entries, casefile.Entry{On: r.LeftOn, Fact: casefile.LeftRegister{Reason: "As the spreadsheet says"}})
	}
	for _, p := range r.Problems {
		if p.Code == sheet.DuplicateInFile || p.Code == sheet.DuplicateInRegister {
			continue
		}
		code := string(p.Code)
		if p.Code == sheet.DateUnreadable && r.BirthDate == 0 && p.Column == birthColumn {
			code = casefile.FlagBirthDateUnreadable
		}
		flags = append(flags, casefile.Flag{Code: code, Column: p.Column, Value: p.Value, Message: p.Message})
	}
	for _, u := range r.Unread {
		flags = append(flags, casefile.Flag{Code: casefile.FlagUnread, Column: u.Column, Value: u.Value, Message: u.Message})
	}
	return entries, flags
}

func earliest(today civil.Date, days ...civil.Date) civil.Date {
	first := today
	for _, d := range days {
		if d != 0 && d < first {
			first = d
		}
	}
	return first
}

// consentOf is what the line says of consent. Where it does not say who
// decided, the policy's usual answer is taken and said to be taken: the person
// from 16, a parent before.
func consentOf(r *sheet.Row, joined civil.Date) (casefile.Consent, string) {
	c := casefile.Consent{To: r.Consent.To, Decision: r.Consent.Decision, Basis: r.Consent.Basis}
	if c.Basis != "" {
		return c, ""
	}
	on := r.Consent.On
	if on == 0 {
		on = joined
	}
	c.Basis = casefile.Own
	if r.BirthDate != 0 && on < r.BirthDate.Attains(16) {
		c.Basis = casefile.Parent
	}
	return c, "The spreadsheet does not say who decided. It was taken to be " + c.Basis.Word() + "."
}

// reviewed is the line's last review, or the meeting that is no review.
func reviewed(r *sheet.Row, add func(on, otherwise civil.Date, f casefile.Fact, note string)) {
	if r.LastReviewOn == 0 {
		return
	}
	if setting, ok := r.LastReviewType.Setting(); ok {
		add(r.LastReviewOn, 0, casefile.ReviewHeld{ID: "line-" + r.LastReviewOn.String(), Setting: setting, Earlier: true}, "As listed in the spreadsheet.")
	} else if r.LastReviewType == sheet.LAEP {
		add(r.LastReviewOn, 0, casefile.LAEP{}, "As listed in the spreadsheet. It does not count as a review.")
	}
}

// stayed is what the line says of hospital. A stay is recorded only when the
// line says that the person is there and since when.
func stayed(r *sheet.Row, today civil.Date, entries []casefile.Entry, flags []casefile.Flag, add func(on, otherwise civil.Date, f casefile.Fact, note string)) ([]casefile.Entry, []casefile.Flag) {
	over := r.DischargedOn != 0 && r.DischargedOn <= today
	switch {
	case r.AdmittedOn != 0 && (r.Inpatient || over):
		hospital := r.Hospital
		if hospital == "" {
			hospital = "Hospital not recorded"
		}
		stay := []casefile.Entry{{On: r.AdmittedOn, Fact: casefile.Admission{
			Hospital: hospital, Ward: r.Ward, Security: r.Security, LegalStatus: r.LegalStatus, OutOfArea: r.OutOfArea,
		}, Note: "As listed in the spreadsheet."}}
		if r.PlannedDischarge != 0 && !over {
			stay = append(stay, casefile.Entry{On: max(r.AdmittedOn, earliest(today, r.RatingOn)), Fact: casefile.PlannedDischarge{Day: r.PlannedDischarge}})
		}
		if over {
			stay = append(stay, casefile.Entry{On: r.DischargedOn, Fact: casefile.Discharge{}, Note: "As listed in the spreadsheet."})
		}
		entries = append(entries, stay...)
		if r.Security == "" {
			flags = append(flags, casefile.Flag{Code: casefile.FlagUnread, Message: "The ward’s security is not recorded. Until it is, dates are worked out as for a ward that is not secure."})
		}
		if r.LegalStatus == "" {
			flags = append(flags, casefile.Flag{Code: casefile.FlagUnread, Message: "The status under the Mental Health Act is not recorded."})
		}
	case r.Rating == casefile.Blue || r.Inpatient:
		flags = append(flags, casefile.Flag{Code: casefile.FlagAdmissionMissing, Message: "In hospital, but the spreadsheet does not say since when. Record the admission: no date of a review in hospital can be worked out without it."})
	case r.AdmittedOn != 0:
		flags = append(flags, casefile.Flag{Code: casefile.FlagUnread, Message: fmt.Sprintf("There is a date of admission (%s), but the rating says they are not in hospital. Check which is right.", r.AdmittedOn.Long())})
	}
	return entries, flags
}

// news is what of the claims the case does not have yet. A line that repeats
// what is known makes no entry.
func news(c *casefile.Case, claimed []casefile.Entry, today civil.Date) []casefile.Entry {
	if c.Version() == 0 {
		return claimed
	}
	var out []casefile.Entry
	for _, e := range claimed {
		if e, isNew := newEntry(c, e, today); isNew {
			out = append(out, e)
		}
	}
	return out
}

func newEntry(c *casefile.Case, e casefile.Entry, today civil.Date) (casefile.Entry, bool) {
	same := func(stands bool) (casefile.Entry, bool) { return e, !stands }
	switch f := e.Fact.(type) {
	case casefile.Details:
		merged := mergeDetails(c.Details, f)
		e.On, e.Fact = today, merged
		return same(merged == c.Details)
	case casefile.JoinedRegister:
		if !c.OnRegister {
			e.On = today
		}
		return same(c.OnRegister)
	case casefile.LocalAuthority:
		e.On = today
		return same(c.LocalAuthority == f.Name)
	case casefile.Address:
		merged := c.Address
		if f.Lines != "" {
			merged.Lines = f.Lines
		}
		if f.Postcode != "" {
			merged.Postcode = f.Postcode
		}
		e.On, e.Fact = today, merged
		return same(merged == c.Address)
	case casefile.GP:
		e.On = today
		return same(c.GP == f.Practice)
	case casefile.Coordinator:
		e.On = today
		return same(c.Coordinator == f.Name)
	case casefile.Condition:
		for _, s := range c.Conditions {
			if s.Condition == f {
				return same(true)
			}
		}
		e.On = today
		return same(false)
	case casefile.EHCPlan:
		e.On = today
		return same(c.Plan == f.Status)
	case casefile.Keyworker:
		e.On = today
		return same(c.Keyworker != nil && c.Keyworker.Name == f.Name)
	case casefile.Consent:
		now := c.RegisterConsent
		if f.To == casefile.ToReviews {
			now = c.ReviewsConsent
		}
		if now != nil && e.On < now.On {
			e.On = today
		}
		return same(now != nil && now.To == f.To && now.Decision == f.Decision && now.Basis == f.Basis)
	case casefile.Rated:
		if c.Rating != nil && e.On <= c.Rating.On {
			e.On = today // the colour was changed in the file, its date was not
		}
		return same(c.Rating != nil && c.Rating.Rating == f.Rating || f.Rating == casefile.Blue && c.InHospital())
	case casefile.PlannedDischarge:
		e.On = today
		return same(c.PlannedDischarge == f.Day || c.Stay == nil)
	}
	return same(hasAlready(c, e))
}

// hasAlready finds an entry in the case that says the same.
func hasAlready(c *casefile.Case, e casefile.Entry) bool {
	for _, x := range c.Standing {
		switch f := e.Fact.(type) {
		case casefile.Note:
			if _, ok := x.Fact.(casefile.Note); ok && x.Note == e.Note {
				return true
			}
		case casefile.Contact:
			if known, ok := x.Fact.(casefile.Contact); ok && known.Role == f.Role && known.Name == f.Name {
				return true
			}
		case casefile.SupportNeed:
			if known, ok := x.Fact.(casefile.SupportNeed); ok && known.Text == f.Text {
				return true
			}
		case casefile.ReviewHeld:
			if known, ok := x.Fact.(casefile.ReviewHeld); ok && known.Setting == f.Setting && x.On == e.On {
				return true
			}
		case casefile.Admission:
			if _, ok := x.Fact.(casefile.Admission); ok && x.On == e.On {
				return true
			}
		default:
			if x.Fact.Kind() == e.Fact.Kind() && x.On == e.On {
				return true
			}
		}
	}
	// Someone who is in hospital, or has left, is not admitted or let go again
	// by a line that says so once more.
	switch e.Fact.(type) {
	case casefile.Admission:
		return c.Stay != nil
	case casefile.LeftRegister:
		return !c.OnRegister
	}
	return false
}

// mergeDetails puts what a line has in the place of what is known, and keeps
// what the line does not have.
func mergeDetails(d, line casefile.Details) casefile.Details {
	for _, f := range []struct{ to, from *string }{
		{&d.GivenName, &line.GivenName}, {&d.FamilyName, &line.FamilyName}, {&d.PreferredName, &line.PreferredName},
		{&d.Pronouns, &line.Pronouns}, {&d.NHSNumber, &line.NHSNumber}, {&d.Gender, &line.Gender}, {&d.Ethnicity, &line.Ethnicity},
		{&d.Language, &line.Language}, {&d.Communication, &line.Communication}, {&d.LocalID, &line.LocalID},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if line.BirthDate != 0 {
		d.BirthDate = line.BirthDate
	}
	return d
}
