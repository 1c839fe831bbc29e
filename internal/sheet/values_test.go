package sheet

import (
	"fmt"
	"reflect"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestReadRating(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]casefile.Rating{
		"Red": "red", " red ": "red", "R": "red", "1-Red": "red", "1. Red": "red", "RED - C(E)TR needed": "red", "RED!!": "red",
		"High": "red", "very high risk": "red", "Medium": "amber", "2 - Medium": "amber", "Low": "green", "a": "amber", "AMBER": "amber",
		"Amber→Green": "green", "Amber -> Green": "green", "Red to Amber": "amber", "was red now amber": "amber",
		"amber - was red": "amber", "G (was A)": "green", "Green (from amber)": "green", "Amber (prev. Red)": "amber", "reduced to amber from red": "amber",
		"BLUE (inpatient)": "blue", "Inpatient": "blue", "In hospital": "blue", "B": "blue", "GREEN ": "green", "Green.": "green",
		"amber, red if placement breaks down": "amber", "red (may go to amber)": "red", "RAG: R": "red",
		"🔴": "red", "🟠 amber": "amber", "🟡": "amber", "Green 🟢": "green", "🔵": "blue", "🔴 → 🟢": "green", "🔴🟢": "",
		"": "", "?": "", "n/k": "", "TBC": "", "Red/Amber": "", "A/G": "", "not red": "", "was red": "", "purple": "", "12": "", "closed": "", "not rated": "",
	} {
		got, ok := readRating(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHeadingRating(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]casefile.Rating{
		"RED": "red", "Red (12)": "red", "Amber - community": "amber", "GREEN - monitoring": "green", "Blue / Inpatients": "blue", "Inpatients": "blue",
		"1 RED": "red", "Adults - Red": "red", "High risk": "red", "RAG Green": "green",
		"Red = C(E)TR needed": "", "Adults": "", "Redhill": "", "Blue Light meetings": "", "Moved from red to amber": "", "Left register": "", "": "",
	} {
		got, ok := headingRating(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestReadDay(t *testing.T) {
	t.Parallel()
	born := century{latest: civil.Of(2026, 11, 22)}
	for _, c := range []struct {
		text string
		in   century
		want string // "" is unreadable
	}{
		{"02/01/2006", century{}, "2006-01-02"}, {"2/1/2006", century{}, "2006-01-02"}, {"2.1.06", century{}, "2006-01-02"},
		{"2 January 2006", century{}, "2006-01-02"}, {"02-Jan-06", century{}, "2006-01-02"}, {"2nd Jan 2006", century{}, "2006-01-02"},
		{"20th Apr 1978", century{}, "1978-04-20"}, {"31st December 2006", century{}, "2006-12-31"}, {"2006/1/2", century{}, "2006-01-02"},
		{"2006-01-02", century{}, "2006-01-02"}, {"2006-01-02T10:30:00Z", century{}, "2006-01-02"}, {"02/01/2006 10:30", century{}, "2006-01-02"},
		{"02/01/2006 00:00:00", century{}, "2006-01-02"}, {" 02/01/2006\u00a0", century{}, "2006-01-02"}, {"Mon 2 Jan 2006", century{}, "2006-01-02"},
		{"Monday, 2 January 2006", century{}, "2006-01-02"}, {"1 Sept 2026", century{}, "2026-09-01"}, {"1 SEPTEMBER 2026", century{}, "2026-09-01"},
		{"29.2.24", century{}, "2024-02-29"}, {"2 - 1 - 2006", century{}, "2006-01-02"}, {"12/03/2010 (16)", born, "2010-03-12"},
		{"9.12.30", born, "1930-12-09"}, {"9.12.30", century{}, "2030-12-09"}, {"9.12.90", born, "1990-12-09"}, {"22/11/26", born, "2026-11-22"},
		{"23/11/26", born, "1926-11-23"}, {"19.7.00", born, "2000-07-19"}, {"29/2/48", born, "1948-02-29"}, {"7-Jan-12", born, "2012-01-07"},
		{"31/02/2026", century{}, ""}, {"13/13/2026", century{}, ""}, {"02/13/2020", century{}, ""}, {"29/02/2025", century{}, ""}, {"2012", century{}, ""},
		{"approx 2012", century{}, ""}, {"Sept 2012", century{}, ""}, {"01/02/26 & 03/04/26", century{}, ""}, {"?12/3/26", century{}, ""}, {"c. 12/3/26", century{}, ""},
		{"", century{}, ""}, {"n/k", century{}, ""}, {"45629", century{}, ""}, {"1/2", century{}, ""}, {"1/2/3", century{}, ""}, {"1/2/206", century{}, ""},
		{"12/3/26 TBC", century{}, ""}, {"Jan 2 2006", century{}, ""}, {"2/Janvier/2006", century{}, ""}, {"0/1/2006", century{}, ""}, {"2-1/2006", century{}, ""},
	} {
		day, ok := readDay(c.text, c.in)
		if ok != (c.want != "") || ok && day.String() != c.want {
			t.Errorf("%q is %v %v, want %q", c.text, day, ok, c.want)
		}
	}
	if day, rest, ok := dayWithin("BI decision 12/3/25", century{}); !ok || day != civil.Of(2025, 3, 12) || rest != "bi decision" {
		t.Errorf("BI decision: %v %q %v", day, rest, ok)
	}
	if _, _, ok := dayWithin("12/3/25 or 13/3/25", century{}); ok {
		t.Error("two days were taken for one")
	}
}

func TestReadConsent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Y": "register given ", "Yes": "register given ", "verbal": "register given ", "yes - parent": "register given parent", "Yes (Mum)": "register given parent",
		"N": "register refused ", "No": "register refused ", "declined CTR": "reviews refused ", "Declined DSR": "register refused ",
		"Best interests": "register given best-interests", "BI decision 12/3/25": "register given best-interests 2025-03-12",
		"Family do not want": "register refused parent", "withdrawn 3/4/26": "register withdrawn  2026-04-03", "own": "", "Gillick": "register given own",
		"Consent given by young person": "register given own", "✓": "register given ",
		"pending": "", "n/k": "", "n/a": "", "?": "", "": "", "to be asked at next visit": "", "not yet": "", "TBC": "",
	} {
		got := ""
		if read, ok := readConsent(text); ok {
			got = fmt.Sprintf("%s %s %s", read.To, read.Decision, read.Basis)
			if !read.On.IsZero() {
				got += " " + read.On.String()
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestReadConditions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"LD": "[{learning-disability confirmed}]", "Mod LD": "[{learning-disability confirmed}]", "ASD": "[{autism confirmed}]", "ASC/ADHD": "[{autism confirmed}]",
		"LD + autism": "[{learning-disability confirmed} {autism confirmed}]", "Learning disability & ASC": "[{learning-disability confirmed} {autism confirmed}]",
		"Autism and LD": "[{autism confirmed} {learning-disability confirmed}]", "?ASD - awaiting assessment": "[{autism awaiting-assessment}]",
		"autism (on waiting list)": "[{autism awaiting-assessment}]", "ASD suspected": "[{autism suspected}]", "LD, ?ASD": "[{learning-disability confirmed} {autism suspected}]",
		"ASD/LD - awaiting assessment": "[{autism confirmed} {learning-disability awaiting-assessment}]", "Both": "[{learning-disability confirmed} {autism confirmed}]",
		"Not autistic": "[{autism excluded}]", "ADHD": "[]", "": "[]", "n/k": "[]", "Asperger's": "[{autism confirmed}]",
	} {
		if got := fmt.Sprint(readConditions(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestReadLegalStatus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]casefile.LegalStatus{
		"S3": "3", "s.3 MHA": "3", "Sec 2": "2", "Section 3 MHA 1983": "3", "informal": "informal", "voluntary": "informal", "37/41": "37/41", "s47/49": "47/49",
		"S37 / 41": "37/41", "CTO": "CTO", "S17A": "CTO", "45a": "45A", "S5(2)": "5(2)", "5 (4)": "5(4)", "Section 136": "136", "2": "2", "MHA Section 2": "2",
		"S37": "37", "Guardianship": "7", "Conditional discharge": "conditional-discharge",
		"DoLS": "", "N/K": "", "": "", "99": "", "pending": "", "S2 -> S3": "",
	} {
		got, ok := readLegalStatus(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestReadPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]whereabouts{
		"Elm Ward, Fairview Hospital":             {ward: "Elm Ward", hospital: "Fairview Hospital"},
		"Fairview Hospital - Elm Ward":            {ward: "Elm Ward", hospital: "Fairview Hospital"},
		"Cedar Unit - Harbour House":              {ward: "Cedar Unit", hospital: "Harbour House"},
		"Willow (PICU)":                           {ward: "Willow (PICU)", security: casefile.PICU},
		"MSU out of area":                         {ward: "MSU", outOfArea: true, security: casefile.Medium},
		"Inpatient - Elm Ward, Fairview Hospital": {inpatient: true, ward: "Elm Ward", hospital: "Fairview Hospital"},
		"Inpatient - Willow (PICU)":               {inpatient: true, ward: "Willow (PICU)", security: casefile.PICU},
		"Inpatient":                               {inpatient: true},
		"Fairview Hospital":                       {hospital: "Fairview Hospital"},
		"Community":                               {community: true},
		"Low Moor Ward":                           {ward: "Low Moor Ward"},
		"n/a":                                     {},
		"":                                        {},
	} {
		if got := readPlace(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

func TestReadReviewType(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ReviewType{
		"CTR": PlainReview, "CETR": PlainReview, "community CTR": CommunityReview, "Inpatient CTR": InpatientReview, "Post-admission C(E)TR": InpatientReview,
		"LAEP": LAEP, "Prof meeting": NotAReview, "none": NotAReview, "": "", "?": "",
	} {
		got, ok := readReviewType(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestSplitName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"Ada Obi": {"Ada", "Obi"}, "OBI, Ada": {"Ada", "Obi"}, "Obi, Ada Mary": {"Ada Mary", "Obi"}, "OBI Ada": {"Ada", "Obi"}, "Ada OBI": {"Ada", "Obi"},
		"VAN DER BERG, Łukasz": {"Łukasz", "van der Berg"}, "Ellie van der Berg": {"Ellie", "van der Berg"}, "MCALLISTER, Zoë": {"Zoë", "McAllister"},
		"O'BRIEN, D'Arcy": {"D'Arcy", "O'Brien"}, "Mr Cai Rees": {"Cai", "Rees"}, "ST JOHN-SMYTHE, Uma": {"Uma", "St John-Smythe"}, "Cher": {"", "Cher"}, "": {"", ""},
		"ADA OBI": {"Ada", "Obi"}, "Ada  Mary   Obi": {"Ada Mary", "Obi"},
	} {
		given, family := splitName(text, forenameFirst)
		if got := [2]string{given, family}; got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if given, family := splitName("van der Berg Ellie", surnameFirst); given != "Ellie" || family != "van der Berg" {
		t.Errorf("van der Berg Ellie is %q %q", given, family)
	}
}

func TestPersonKeyFoldsNames(t *testing.T) {
	t.Parallel()
	born := civil.Of(1990, 5, 6)
	one := KeyOf("Zoë", "O'Brien-Łuk", born)
	for _, same := range [][2]string{{"zoe", "OBRIEN LUK"}, {"ZOË", "O’Brien - Luk"}, {"O'Brien-Luk", "Zoe"}} {
		if got := KeyOf(same[0], same[1], born); got != one {
			t.Errorf("%v is %+v, want %+v", same, got, one)
		}
	}
	if got := KeyOf("Zoe", "Obrien", 0); got != (PersonKey{}) {
		t.Errorf("without a day of birth the key is %+v", got)
	}
}

func TestNumberFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]numberKind{
		"dd/mm/yyyy": dayNumber, "[$-809]dd mmmm yyyy;@": dayNumber, `d\-mmm\-yy`: dayNumber, "yyyy-mm-dd hh:mm": dayNumber, "mmm yyyy": dayNumber,
		"[Red]0.00": plainNumber, "General": plainNumber, "000 000 0000": plainNumber, `"Day "0`: plainNumber, "h:mm": timeNumber, "[h]:mm:ss": timeNumber,
		"mm:ss.0": timeNumber, `#,##0;[Red]-#,##0`: plainNumber, "0%": plainNumber, "@": plainNumber, `[$£-809]#,##0.00`: plainNumber, "[$-F800]dddd, mmmm dd, yyyy": dayNumber,
	} {
		if got := formatKind(code); got != want {
			t.Errorf("%q is kind %d, want %d", code, got, want)
		}
	}
	for _, c := range []struct {
		serial   float64
		from1904 bool
		want     string
	}{{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"}, {45629, false, "2024-12-03"}, {44167, true, "2024-12-03"}, {0, false, ""}, {-1, false, ""}, {45629.75, false, "2024-12-03"}, {9e9, false, ""}} {
		day, ok := serialDay(c.serial, c.from1904)
		if ok != (c.want != "") || ok && day.String() != c.want {
			t.Errorf("serial %v is %v %v, want %q", c.serial, day, ok, c.want)
		}
	}
	got := []Cell{numberCell("45629.75", dayNumber, false), numberCell("9.994937197E9", plainNumber, false), numberCell("0.30000000000000004", plainNumber, false)}
	want := []Cell{{Text: "03/12/2024 18:00", Date: civil.Of(2024, 12, 3)}, {Text: "9994937197", Number: true}, {Text: "0.3", Number: true}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestHeadingMeanings(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]Field{
		"D.O.B": BirthDate, "NHS No.": NHSNumber, "Last C(E)TR": LastReview, "Co-ordinator": Coordinator, "RAG status (Oct)": Rating, "Current RAG as at 30/09/26": Rating,
		"Date RAG last changed": RatingDate, "Consent? (Y/N)": Consent, "DOB (dd/mm/yyyy)": BirthDate, "Date of next C(E)TR": NextReviewDue, "Previous RAG": "",
		"Parent/carer name": "", "Name of GP": GP, "LA of ordinary residence": LocalAuthority, "Expected date of discharge": PlannedDischarge, "Date admitted to hospital": AdmittedOn,
		"Date added to DSR": JoinedOn, "Date consent given": ConsentDate, "Reason for RAG": Notes, "Age at referral": "", "MHA Section": LegalStatus, "Keyworker (0-25)": Keyworker,
		"Does the person have autism?": HasAutism, "Place of birth": "", "Ward security": Security, "Type of CTR": LastReviewType, "First name(s)": GivenName,
	} {
		if got := headingMeaning(heading); got.field != want {
			t.Errorf("%q means %q, want %q", heading, got.field, want)
		}
	}
	for one, two := range map[string]string{"RAG (Sep)": "RAG (Oct)", "RAG Dec": "RAG Jan", "RAG Oct 2025": "RAG Sep 2026", "RAG 30/06/26": "RAG 31/07/26", "RAG Q1": "RAG Q2", "RAG": "Current RAG"} {
		if later, dated := laterHeading(one, two); !later || !dated {
			t.Errorf("%q is not taken to follow %q", two, one)
		}
		if later, dated := laterHeading(two, one); later || !dated {
			t.Errorf("%q is taken to follow %q", one, two)
		}
	}
}

func TestNHSNumberAsPeopleAndProgramsWriteIt(t *testing.T) {
	t.Parallel()
	number := nhs(1)
	for text, valid := range map[string]bool{
		number: true, number[:3] + " " + number[3:6] + " " + number[6:]: true, number[:3] + "-" + number[3:6] + "-" + number[6:]: true,
		number[:3] + "." + number[3:6] + "." + number[6:]: true, "NHS: " + number: true, "'" + number: true, number + ".0": true,
		number + ".5": false, number + "0": false, number[:9] + ".0": false, number + " (temp)": false,
	} {
		got, err := casefile.ParseNHSNumber(cleanNHS(text))
		if (err == nil) != valid || valid && got != number {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}
