package sheet

import (
	"fmt"
	"strings"

	"homeward/internal/casefile"
)

// read takes one cell into the row by what its column means.
func (c *checker) read(r *Row, column ColumnMapping, cell Cell) {
	text := cell.Text
	if text == "" {
		return
	}
	if strings.HasPrefix(text, "#") && isErrorValue(text) {
		r.unread(column, text, "The spreadsheet shows an error here instead of a value.")
		return
	}
	if column.Field.isDate() {
		c.readDate(r, column, cell)
		return
	}
	switch column.Field {
	case NHSNumber:
		c.readNHS(r, column, text)
	case Rating:
		c.readRatingCell(r, column, text)
	case Consent:
		c.readConsentCell(r, column, text)
	case Condition, HasAutism, HasDisability:
		c.readConditionCell(r, column, text)
	case EHCPlan:
		if plan, ok := readPlan(text); ok {
			r.EHCPlan = plan
		} else if no, read := readYesNo(text); !read || no {
			flagUnlessNothing(r, column, text, "This does not say whether there is an EHC plan now.")
		}
	case HospitalWard, Hospital, Ward, Setting, OutOfArea, Security, LegalStatus:
		c.readHospitalCell(r, column, text)
	case LastReviewType:
		if kind, ok := readReviewType(text); ok {
			r.LastReviewType = kind
		} else {
			flagUnlessNothing(r, column, text, "This is not a kind of C(E)TR that Homeward knows.")
		}
	case FullName:
		given, family := splitName(text, c.order)
		if r.GivenName == "" {
			r.GivenName = given
		}
		if r.FamilyName == "" {
			r.FamilyName = family
		}
	case FamilyName:
		r.FamilyName = asName(strings.TrimRight(text, ", "))
	case GivenName:
		r.GivenName = asGiven(text)
	case BirthDay, BirthMonth, BirthYear, RatedRed, RatedAmber, RatedGreen, RatedBlue:
		// Read together by birthFromParts and ratingFromMarks.
	default:
		c.readText(r, column, text)
	}
}

func isErrorValue(text string) bool {
	switch strings.ToUpper(text) {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!":
		return true
	}
	return false
}

func flagUnlessNothing(r *Row, column ColumnMapping, text, message string) {
	if words(text) != "none" && words(text) != "n a" && words(text) != "" || strings.Contains(text, "?") {
		r.unread(column, text, message)
	}
}

func (c *checker) readNHS(r *Row, column ColumnMapping, text string) {
	number, err := casefile.ParseNHSNumber(cleanNHS(text))
	if err == nil {
		r.NHSNumber = number
		return
	}
	if digits := digitCount(text); digits > 0 {
		message := "This is not a valid NHS number: its last digit does not agree with the others."
		if digits != 10 {
			counted := fmt.Sprintf("%d digits", digits)
			if digits == 1 {
				counted = "1 digit"
			}
			message = fmt.Sprintf("This is not a valid NHS number: it has %s, and an NHS number has 10.", counted)
		}
		r.problem(column.Header, text, NHSNumberInvalid, message,
			"Check the number and type it in, or bring the person in without it and add it later.")
	}
}

func (c *checker) readRatingCell(r *Row, column ColumnMapping, text string) {
	rating, ok := readRating(text)
	if ok {
		r.Rating = rating
		return
	}
	if strings.Trim(text, "-–—./ ") == "" {
		return // a dash is a blank
	}
	message := "This is not a rating that Homeward knows: red, amber, green or blue."
	if len(coloursIn(text)) > 1 {
		message = "This names more than one rating and does not say which it is now."
	}
	r.problem(column.Header, text, RatingUnknown, message, "Choose the rating, or bring the person in without one.")
}

func (c *checker) readConsentCell(r *Row, column ColumnMapping, text string) {
	read, ok := readConsent(text)
	if !ok {
		if strings.Trim(text, "-–— ") != "" {
			r.unread(column, text, "This does not say whether consent was given.")
		}
		return
	}
	if read.On > c.today && !c.today.IsZero() {
		r.unread(column, text, "The day in it is in the future.")
		read.On = 0
	}
	r.Consent = &read
}

func (c *checker) readConditionCell(r *Row, column ColumnMapping, text string) {
	var found []ConditionRead
	switch column.Field {
	case Condition:
		found = readConditions(text)
	case HasAutism:
		if read, ok := readYesNoCondition(casefile.Autism, text); ok {
			found = append(found, read)
		}
	case HasDisability:
		if read, ok := readYesNoCondition(casefile.LearningDisability, text); ok {
			found = append(found, read)
		}
	}
	for _, f := range found {
		r.Conditions = addCondition(r.Conditions, f)
	}
	if len(found) > 0 {
		return
	}
	if yes, ok := readYesNo(text); column.Field != Condition && ok && !yes {
		return // "No" says nothing that the register records
	}
	flagUnlessNothing(r, column, text, "This does not name autism or a learning disability in words that Homeward knows.")
}

func (c *checker) readHospitalCell(r *Row, column ColumnMapping, text string) {
	if saysNothing(text) {
		if strings.Contains(text, "?") || words(text) == "n k" || words(text) == "tbc" {
			r.unread(column, text, "This is not known yet.")
		}
		return
	}
	switch column.Field {
	case Security:
		if security, ok := readSecurity(text); ok {
			r.Security = security
		} else {
			r.unread(column, text, "This is not a level of security that Homeward knows.")
		}
	case LegalStatus:
		if status, ok := readLegalStatus(text); ok {
			r.LegalStatus = status
		} else {
			r.unread(column, text, "This is not a status under the Mental Health Act that Homeward knows.")
		}
	case OutOfArea:
		yes, ok := readYesNo(text)
		switch w := words(text); {
		case hasWord(w, "in area", "local"):
			r.OutOfArea = false
		case hasWord(w, "out of area", "ooa", "out"):
			r.OutOfArea = true
		case ok:
			r.OutOfArea = yes != strings.HasPrefix(words(column.Header), "in area")
		default:
			r.unread(column, text, "This does not say whether the hospital is out of area.")
		}
	case Hospital:
		if c.fields.has(Ward) || c.fields.has(HospitalWard) {
			r.Hospital = text
			return
		}
		c.takePlace(r, text)
	case Ward:
		if c.fields.has(Hospital) {
			r.Ward = text
			return
		}
		c.takePlace(r, text)
	case Setting:
		if yes, ok := readYesNo(text); ok && strings.Contains(words(column.Header), "patient") {
			r.Inpatient = yes
			return
		}
		p := readPlace(text)
		if p.inpatient || p.security != "" || isWard(text) {
			c.takePlace(r, text)
			r.Inpatient = true
		} else if !p.community {
			flagUnlessNothing(r, column, text, "This does not say whether the person is in hospital or in the community.")
		}
	case HospitalWard:
		c.takePlace(r, text)
	}
}

// takePlace fills what a place tells and no other column said.
func (c *checker) takePlace(r *Row, text string) {
	p := readPlace(text)
	if p.community {
		return
	}
	if r.Hospital == "" {
		r.Hospital = p.hospital
	}
	if r.Ward == "" {
		r.Ward = p.ward
	}
	if r.Security == "" && !c.fields.has(Security) {
		r.Security = p.security
	}
	r.OutOfArea = r.OutOfArea || p.outOfArea
	r.Inpatient = r.Inpatient || p.inpatient
}

// readDate reads the cell of a date column.
func (c *checker) readDate(r *Row, column ColumnMapping, cell Cell) {
	if column.Field == BirthDate {
		c.readBirth(r, column, cell)
		return
	}
	day, ok := cellDay(cell, century{})
	if !ok && column.Field == LastReview {
		// "CTR 12/03/26" says both.
		if within, rest, found := dayWithin(cell.Text, century{}); found {
			kind, isReview := readReviewType(rest)
			if isReview {
				day, ok = within, true
				if r.LastReviewType == "" {
					r.LastReviewType = kind
				}
			}
		}
	}
	if !ok || day.Year() < 1900 || day.Year() > 2100 {
		if saysNothing(cell.Text) {
			if words(cell.Text) != "n a" && words(cell.Text) != "none" && words(cell.Text) != "" {
				r.unread(column, cell.Text, "There is no day here yet.")
			}
			return
		}
		r.problem(column.Header, cell.Text, DateUnreadable, unreadableDay(cell.Text), dayRemedy(cell))
		return
	}
	if day > c.today && !c.today.IsZero() && column.Field != NextReviewDue && column.Field != PlannedDischarge {
		r.unread(column, cell.Text, "This day is in the future, so it cannot be when it happened.")
		return
	}
	switch column.Field {
	case ReferredOn:
		r.ReferredOn = day
	case JoinedOn:
		r.JoinedOn = day
	case LeftOn:
		r.LeftOn = day
	case ConsentDate:
		r.ConsentOn = day
	case RatingDate:
		r.RatingOn = day
	case AdmittedOn:
		r.AdmittedOn = day
	case PlannedDischarge:
		r.PlannedDischarge = day
	case DischargedOn:
		r.DischargedOn = day
	case LastReview:
		r.LastReviewOn = day
	case NextReviewDue:
		r.NextReviewDue = day
	}
}

// oldest is how old a person on the register can be; a date of birth before
// that is a slip or stands for "not known".
const oldest = 120

func (c *checker) readBirth(r *Row, column ColumnMapping, cell Cell) {
	if saysNothing(cell.Text) {
		return // requireIdentity asks for it
	}
	day, ok := cellDay(cell, century{latest: c.today})
	switch {
	case !ok:
		r.problem(column.Header, cell.Text, DateUnreadable, unreadableDay(cell.Text), dayRemedy(cell))
	case day > c.today && !c.today.IsZero():
		r.problem(column.Header, cell.Text, DateUnreadable, "A date of birth cannot be in the future.", dayRemedy(cell))
	case !c.today.IsZero() && day.AgeOn(c.today) > oldest:
		r.problem(column.Header, cell.Text, DateUnreadable, "This date of birth is more than 120 years ago.", dayRemedy(cell))
	default:
		r.BirthDate = day
	}
}

// unreadableDay says why a text is not a day.
func unreadableDay(text string) string {
	s := cutClock(strings.ToLower(collapse(text)))
	if parts, ok := dayParts(s); ok && digitCount(s) > 4 {
		if d, ok1 := smallNumber(parts[0], 2); ok1 {
			m, ok2 := smallNumber(parts[1], 2)
			if ok2 && m > 12 && d <= 12 && d > 0 && m <= 31 {
				return "This looks like the American order (month, day, year). Days are read as day, month, year."
			}
			return "There is no such day in the calendar."
		}
	}
	if digitCount(s) == 4 && len(s) == 4 {
		return "This is a year, not a whole date."
	}
	return "This cannot be read as one whole date."
}

func dayRemedy(c Cell) string {
	const remedy = "Type the date as day, month and year, such as 27/03/2012."
	if !c.Number || digitCount(c.Text) != 5 || len(c.Text) != 5 {
		return remedy
	}
	n, _ := smallNumber(c.Text, 5)
	if day, ok := serialDay(float64(n), false); ok {
		return fmt.Sprintf("It may be a date shown as a number, %s: if so, type that.", slashed(day))
	}
	return remedy
}

// readText takes a text as it stands.
func (c *checker) readText(r *Row, column ColumnMapping, text string) {
	var to *string
	switch column.Field {
	case PreferredName:
		to = &r.PreferredName
	case Pronouns:
		to = &r.Pronouns
	case LocalID:
		to = &r.LocalID
	case Gender:
		to = &r.Gender
	case Ethnicity:
		to = &r.Ethnicity
	case Language:
		to = &r.Language
	case Communication:
		to = &r.Communication
	case Address:
		to = &r.Address
	case Postcode:
		to, text = &r.Postcode, strings.ToUpper(text)
	case LocalAuthority:
		to = &r.LocalAuthority
	case GP:
		to = &r.GP
	case Phone:
		to = &r.Phone
	case Email:
		to = &r.Email
	case ReferredBy:
		to = &r.ReferredBy
	case Coordinator:
		to = &r.Coordinator
	case Keyworker:
		to = &r.Keyworker
	case SocialWorker:
		to = &r.SocialWorker
	case Advocate:
		to = &r.Advocate
	case SupportNeeded:
		to = &r.SupportNeeded
	case Notes:
		to = &r.Notes
	default:
		return
	}
	switch {
	case namesSomebody(column.Field) && nobody(text):
		if words(text) != "none" && words(text) != "n a" && words(text) != "" {
			r.unread(column, text, "This does not name anybody.")
		}
	case *to == "":
		*to = text
	default:
		*to += "\n" + text
	}
}

func namesSomebody(f Field) bool {
	return f == Coordinator || f == Keyworker || f == SocialWorker || f == Advocate
}

// nobody reports words that stand where a name is to be.
func nobody(text string) bool {
	switch words(text) {
	case "declined", "no", "n", "y", "yes", "not allocated", "unallocated", "vacant", "waiting list", "referred", "pending", "awaiting", "to be allocated", "not yet":
		return true
	}
	return saysNothing(text)
}
