package sheet

import (
	"fmt"
	"regexp"
	"strings"
)

// proposeColumns says what each column in use means, headings in row at
// (counted from 0; -1: none).
func proposeColumns(s *Sheet, at int, list []heading, known memory) []ColumnProposal {
	repeated := func(row int) bool { return at >= 0 && repeatsHeadings(s, row, at) }
	var columns []ColumnProposal
	profiles := map[int]*profile{}
	strengths := map[int]strength{}
	for i := range list {
		p := profileOf(s, i, at+1, repeated)
		blankHeading := at < 0 || list[i].text == "Column "+columnLetters(i)
		if len(p.cells) == 0 && blankHeading {
			continue
		}
		profiles[i] = &p
		c := ColumnProposal{Index: i, Header: list[i].text, Samples: p.samples(4)}
		if known.has(list[i]) {
			c.Field, strengths[i] = list[i].meaning.field, certain+1
		} else {
			c.Field, c.Unsure = meaningOf(list[i], &p)
			strengths[i] = list[i].meaning.strength
		}
		c.settled = strengths[i] >= likely
		columns = append(columns, c)
	}
	fromNeighbours(columns, list, profiles)
	oneEach(columns, list, profiles, strengths)
	missingOnes(columns, list, profiles)
	marksTogether(columns)
	return columns
}

// meaningOf weighs what a heading says against what the values look like.
func meaningOf(h heading, p *profile) (Field, string) {
	m := h.meaning
	if m.strength >= likely && m.field == "" {
		if field, ok := meaningOfValues(p); ok && field == NHSNumber {
			return field, "Its heading does not say what it is; its values look like this."
		}
		return "", ""
	}
	if h.vague && m.strength == likely {
		// A band above says little of what a bare "Status" below it is.
		if field, ok := meaningOfVague(words(h.text), p); ok {
			return field, "Its heading does not say what it is; its values look like this."
		}
	}
	if m.strength <= vague {
		field, ok := meaningOfValues(p)
		if !ok && m.strength == vague {
			field, ok = meaningOfVague(words(h.text), p)
		}
		if ok {
			return field, "Its heading does not say what it is; its values look like this."
		}
		return "", ""
	}
	looks := fits(m.field)
	if looks == nil || len(p.cells) == 0 {
		if m.strength == likely {
			return m.field, likelyNote(m.field)
		}
		return m.field, ""
	}
	share := p.share(looks)
	if m.field == Rating && len(p.cells) >= 3 && share < 0.3 && m.strength == likely && p.share(looksLikeDay) > 0.7 {
		return "", "It may be a date that has to do with the rating."
	}
	if share >= 0.5 || len(p.cells) < 3 {
		if m.strength == likely {
			return m.field, likelyNote(m.field)
		}
		return m.field, ""
	}
	if twin, ok := twinOf(m.field, p); ok {
		return twin, "Its heading could mean two things; its values look like this."
	}
	if other, ok := meaningOfValues(p); ok {
		return other, fmt.Sprintf("Its heading says %s, but its values look like this.", m.field.Label())
	}
	if m.strength == likely && share < 0.2 {
		return "", fmt.Sprintf("Its heading could mean %s, but its values do not look like that.", m.field.Label())
	}
	if share < 0.1 && m.field.isDate() {
		return "", fmt.Sprintf("Its heading says %s, but its values are no dates.", m.field.Label())
	}
	return m.field, fmt.Sprintf("Many of its values do not look like %s.", m.field.Label())
}

func likelyNote(f Field) string {
	return fmt.Sprintf("Its heading is not a usual one for %s.", f.Label())
}

// twinOf is another field that the same heading often means, if the values
// show it.
func twinOf(f Field, p *profile) (Field, bool) {
	twins := map[Field][]Field{
		Setting:      {HospitalWard},
		Consent:      {ConsentDate},
		LastReview:   {LastReviewType},
		HasAutism:    {Condition},
		ReferredOn:   {ReferredBy},
		AdmittedOn:   {HospitalWard},
		Security:     {HospitalWard},
		NHSNumber:    {LocalID},
		DischargedOn: {PlannedDischarge},
	}
	for _, twin := range twins[f] {
		looks := fits(twin)
		switch {
		case looks != nil && p.share(looks) >= 0.6:
			return twin, true
		case looks == nil && p.share(looksLikeDay) < 0.2 && p.share(func(c Cell) bool { return !c.Number }) > 0.8:
			return twin, true
		}
	}
	return "", false
}

// meaningOfVague reads a vague heading by values that many columns might have.
func meaningOfVague(text string, p *profile) (Field, bool) {
	type guess struct {
		fields []Field
		text   []string
	}
	for _, g := range []guess{
		{[]Field{Rating, LegalStatus, Setting, EHCPlan}, []string{"status", "current status", "dsr status", "current", "register", "dsr"}},
		{[]Field{Rating, Security}, []string{"level", "category", "tier", "band", "priority", "risk", "score", "code", "stage", "group"}},
		{[]Field{LastReviewType, Security, Condition}, []string{"type"}},
		{[]Field{LocalAuthority}, []string{"area", "place"}},
		{[]Field{BirthDate}, []string{"birth"}},
	} {
		for _, t := range g.text {
			if t != text {
				continue
			}
			for _, f := range g.fields {
				looks := fits(f)
				if looks == nil && p.distinct() <= max(12, len(p.cells)/4) && p.share(looksLikeDay) < 0.1 {
					return f, true
				}
				if looks != nil && p.share(looks) >= 0.7 {
					return f, true
				}
			}
		}
	}
	return "", false
}

// fromNeighbours gives a column headed by a bare "Date" the date of what
// stands to its left.
func fromNeighbours(columns []ColumnProposal, list []heading, profiles map[int]*profile) {
	dateOf := map[Field]Field{Rating: RatingDate, Consent: ConsentDate, LastReviewType: LastReview, HospitalWard: AdmittedOn, Ward: AdmittedOn}
	for i := 1; i < len(columns); i++ {
		c := &columns[i]
		if c.Field != "" || list[c.Index].meaning.strength > vague || profiles[c.Index].share(looksLikeDay) < 0.7 {
			continue
		}
		bare := words(list[c.Index].text)
		if j := strings.Index(bare, " column "); j > 0 {
			bare = bare[:j]
		}
		if left := words(columns[i-1].Header); left != "" {
			// "Priority", "Priority date"; "Status (RAG)", "Status date"
			of, ended := strings.CutSuffix(bare, " date")
			if ended && strings.HasPrefix(left+" ", of+" ") || bare == "date of "+left {
				bare = "date"
			}
		}
		switch bare {
		case "date", "on", "when", "date changed", "changed", "reviewed", "date reviewed", "dated", "held", "last date":
		default:
			continue
		}
		if field, ok := dateOf[columns[i-1].Field]; ok {
			c.Field = field
			c.Unsure = fmt.Sprintf("Its heading does not say whose date it is; it stands beside %q.", columns[i-1].Header)
		}
	}
}

// oneEach leaves a field to one column: of ratings to the latest, of others to
// the clearest heading, then the one with the most values that fit, then the
// first.
func oneEach(columns []ColumnProposal, list []heading, profiles map[int]*profile, strengths map[int]strength) {
	holder := map[Field]int{}
	for i := range columns {
		c := &columns[i]
		if c.Field == "" || c.Field.Repeats() {
			continue
		}
		j, taken := holder[c.Field]
		if !taken {
			holder[c.Field] = i
			continue
		}
		win, lose, note := j, i, "%q is taken for %s, so this one is kept as it stands."
		a, b := &columns[j], c
		switch later, dated := laterHeading(list[a.Index].context+" "+a.Header, list[b.Index].context+" "+b.Header); {
		case strengths[b.Index] != strengths[a.Index]:
			if strengths[b.Index] > strengths[a.Index] {
				win, lose = i, j
			}
		case dated:
			note = "%q is later and is taken for %s, so this one is kept as it stands."
			if later {
				win, lose = i, j
			}
		default:
			looks := fits(c.Field)
			if looks != nil && profiles[b.Index].share(looks) > profiles[a.Index].share(looks)+0.3 || len(profiles[a.Index].cells) == 0 && len(profiles[b.Index].cells) > 0 {
				win, lose = i, j
			}
		}
		columns[lose].Unsure = fmt.Sprintf(note, columns[win].Header, c.Field.Label())
		if c.Field == Rating && strings.HasPrefix(note, "%q is later") {
			columns[win].Unsure = fmt.Sprintf("There is another column of ratings, %q; this one is the later.", columns[lose].Header)
		}
		columns[lose].Field = ""
		holder[columns[win].Field] = win
	}
}

// marksTogether takes back the columns of marks if they are not the way in
// which the sheet rates people: one colour alone is none, and a column of
// ratings says more.
func marksTogether(columns []ColumnProposal) {
	marks, rated := 0, ""
	for _, c := range columns {
		if c.Field.markFor() != "" {
			marks++
		}
		if c.Field == Rating {
			rated = c.Header
		}
	}
	for i := range columns {
		c := &columns[i]
		switch {
		case c.Field.markFor() == "":
		case rated != "":
			c.Unsure = fmt.Sprintf("%q is taken for %s, so this one is kept as it stands.", rated, Rating.Label())
			c.Field = ""
		case marks < 2:
			c.Field = ""
		}
	}
}

// missingOnes finds, among columns without a meaning, what a register cannot
// do without and no heading named.
func missingOnes(columns []ColumnProposal, list []heading, profiles map[int]*profile) {
	has := map[Field]bool{}
	for _, c := range columns {
		has[c.Field] = true
	}
	// A day, month and year apart are a date of birth together or not at all.
	if has[BirthDate] || !has[BirthYear] || !has[BirthMonth] || !has[BirthDay] {
		birthParts(columns, list, profiles, has)
	}
	if has[FullName] && has[GivenName] && !has[FamilyName] {
		for i := range columns {
			// "Name" beside "First name" is the family name.
			if columns[i].Field == FullName && profiles[columns[i].Index].share(func(c Cell) bool { return !strings.ContainsAny(c.Text, " ,") }) > 0.6 {
				columns[i].Field, columns[i].Unsure = FamilyName, "It stands beside a column of given names."
				has[FullName], has[FamilyName] = false, true
			}
		}
	}
	if has[FullName] && has[FamilyName] && !has[GivenName] {
		for i := range columns {
			if columns[i].Field == FullName && profiles[columns[i].Index].share(func(c Cell) bool { return !strings.ContainsAny(c.Text, " ,") }) > 0.6 {
				columns[i].Field, columns[i].Unsure = GivenName, "It stands beside a column of family names."
			}
		}
	}
	if !has[FullName] && !has[FamilyName] {
		for i := range columns {
			c := &columns[i]
			p := profiles[c.Index]
			if c.Field == "" && !c.settled && p.distinct() > 2 && 5*p.distinct() > 4*len(p.cells) && p.share(func(c Cell) bool { return twoNames.MatchString(c.Text) }) >= 0.8 {
				c.Field, c.Unsure = FullName, "Its heading does not say what it is; its values look like names."
				break
			}
		}
	}
	if !has[BirthDate] && !has[BirthYear] {
		for i := range columns {
			c := &columns[i]
			p := profiles[c.Index]
			if c.Field != "" || list[c.Index].meaning.strength > vague || len(p.days) < 3 || float64(len(p.days)) < 0.6*float64(len(p.cells)) {
				continue
			}
			years := map[int]bool{}
			old := 0
			for _, d := range p.days {
				years[d.Year()] = true
				if d.Year() < 2015 {
					old++
				}
			}
			if len(years) > min(3, len(p.days)-1) && 2*old > len(p.days) {
				c.Field, c.Unsure = BirthDate, "Its heading does not say what it is; its values look like dates of birth."
				break
			}
		}
	}
}

var twoNames = regexp.MustCompile(`^\p{Lu}[\p{L}'’-]+( \p{L}[\p{L}'’-]*){1,3}$`)

// birthParts reads "Day", "Month", "Year" beside each other as a date of birth
// if there is no other, and else takes back what parts were found.
func birthParts(columns []ColumnProposal, list []heading, profiles map[int]*profile, has map[Field]bool) {
	if !has[BirthDate] {
		for i := 0; i+2 < len(columns); i++ {
			day, month, year := words(list[columns[i].Index].text), words(list[columns[i+1].Index].text), words(list[columns[i+2].Index].text)
			isYear := hasWord(year, "year", "yyyy", "yy", "y", "yob", "birth year")
			if hasWord(day, "day", "dd", "d") && hasWord(month, "month", "mm", "m") && isYear && profiles[columns[i+2].Index].share(fits(BirthYear)) > 0.5 {
				for j, f := range []Field{BirthDay, BirthMonth, BirthYear} {
					columns[i+j].Field, columns[i+j].Unsure = f, "Read together with the columns beside it as the date of birth."
				}
				has[BirthYear] = true
				return
			}
		}
		for i := range columns {
			// "Day of birth" alone is the whole of it.
			if columns[i].Field == BirthDay && profiles[columns[i].Index].share(looksLikeDay) > 0.5 {
				columns[i].Field = BirthDate
				has[BirthDate] = true
			}
		}
	}
	for i := range columns {
		switch columns[i].Field {
		case BirthDay, BirthMonth, BirthYear:
			columns[i].Field, columns[i].Unsure = "", "It is only a part of a date of birth."
		}
	}
	has[BirthYear] = false
}
