package sheet

import (
	"regexp"
	"strings"

	"homeward/internal/casefile"
)

// readSecurity reads the level of a ward.
func readSecurity(text string) (casefile.Security, bool) {
	s := words(text)
	switch {
	case hasWord(s, "picu", "psychiatric intensive care", "intensive care"):
		return casefile.PICU, true
	case hasWord(s, "not secure", "non secure", "open", "unlocked", "acute", "general", "nonsecure", "rehab", "rehabilitation", "locked rehab", "gau", "tier 4 general"):
		return casefile.General, true
	case hasWord(s, "low", "lsu", "low secure"):
		return casefile.Low, true
	case hasWord(s, "medium", "msu", "med", "medium secure"):
		return casefile.Medium, true
	case hasWord(s, "high", "hsu", "high secure"):
		return casefile.High, true
	}
	return "", false
}

var section = regexp.MustCompile(`(?i)^(?:under\s+)?(?:mental health act|mha)?\s*(?:section|sect|sec|s)?\.?\s*(\d{1,3}[a-z]?(?:\s*\(\s*\d\s*\))?(?:\s*/\s*\d{1,2})?)\s*(?:\(?\s*(?:of the\s+)?(?:mha|mental health act)\s*(?:1983)?\s*\)?)?\s*$`)

// readLegalStatus reads a status under the Mental Health Act: S3, "s.3 MHA",
// "Sec 2", 37/41, informal, CTO. Deprivation of liberty (DoLS) and what else is
// not of that Act is not read.
func readLegalStatus(text string) (casefile.LegalStatus, bool) {
	s := words(text)
	switch {
	case hasWord(s, "dols", "dol", "lps", "mca", "cop"):
		return "", false
	case hasWord(s, "informal", "voluntary", "informally", "vol"):
		return "informal", true
	case hasWord(s, "cto", "community treatment order", "17a", "s17a"):
		return "CTO", true
	case hasWord(s, "conditional discharge", "conditionally discharged", "cond discharge"):
		return "conditional-discharge", true
	case hasWord(s, "guardianship"):
		if hasWord(s, "37", "s37") {
			return "37-guardianship", true
		}
		return "7", true
	}
	text = collapse(text)
	for _, notional := range []string{"notional ", "N"} {
		if strings.HasPrefix(text, notional) && section.MatchString(text[len(notional):]) {
			return "", false // a notional section needs a person to say which
		}
	}
	match := section.FindStringSubmatch(text)
	if match == nil {
		return "", false
	}
	number := strings.ToUpper(strings.Join(strings.Fields(match[1]), ""))
	for _, status := range casefile.LegalStatuses {
		if string(status) == number {
			return status, true
		}
	}
	return "", false
}

// isWard reports a name that is a ward's rather than a hospital's.
func isWard(name string) bool {
	s := words(name)
	return hasWord(s, "ward", "unit", "suite", "picu", "lsu", "msu", "hsu", "wing", "lodge")
}

func isHospital(name string) bool {
	return hasWord(words(name), "hospital", "house", "centre", "center", "clinic", "infirmary", "priory", "cygnet", "elysium", "campus", "park", "nhs", "trust")
}

// whereabouts is where someone is, read from one cell.
type whereabouts struct {
	inpatient, community bool
	hospital, ward       string
	outOfArea            bool
	security             casefile.Security
}

var outOfArea = regexp.MustCompile(`(?i)\(?\b(out of area|ooa|out-of-area)\b\)?`)

// readPlace reads "Elm Ward, Fairview Hospital", "Cedar Unit - Harbour House",
// "Willow (PICU)", "MSU out of area" and, from a column of settings,
// "Inpatient - Oak LSU" and "Community".
func readPlace(text string) whereabouts {
	var p whereabouts
	rest := collapse(text)
	if outOfArea.MatchString(rest) {
		p.outOfArea = true
		rest = strings.Trim(collapse(outOfArea.ReplaceAllString(rest, " ")), " -,–")
	}
	first, after := rest, ""
	if i := placeCut(rest); i > 0 {
		first, after = strings.TrimSpace(rest[:i]), strings.TrimSpace(strings.TrimLeft(rest[i:], " -–,:/("))
	}
	switch s := words(first); {
	case hasWord(s, "inpatient", "in patient", "hospital", "ip") && len(strings.Fields(s)) <= 2 && !isWard(first):
		// "Hospital" alone is a setting; "Fairview Hospital" is a place.
		if s == "inpatient" || s == "in patient" || s == "hospital" || s == "ip" || s == "in hospital" {
			p.inpatient, rest = true, after
			if strings.Count(rest, ")") > strings.Count(rest, "(") {
				rest = strings.TrimSuffix(rest, ")") // Inpatient (Oak LSU)
			}
		}
	case hasWord(s, "community", "home", "at home", "supported living", "residential", "school") && !isWard(first):
		p.community, rest = true, ""
	}
	if rest == "" || saysNothing(rest) {
		return p
	}
	if s, ok := readSecurity(securityWords(rest)); ok {
		p.security = s
	}
	one, two := rest, ""
	if i := placeCut(rest); i > 0 && !strings.HasSuffix(rest, ")") {
		one, two = strings.TrimSpace(rest[:i]), strings.TrimSpace(strings.TrimLeft(rest[i:], " -–,:/"))
	}
	switch {
	case two == "" && isHospital(one) && !isWard(one):
		p.hospital = one
	case two == "":
		p.ward = one
	case isHospital(one) && !isHospital(two), isWard(two) && !isWard(one):
		p.hospital, p.ward = one, two
	default:
		p.ward, p.hospital = one, two
	}
	return p
}

func placeCut(s string) int {
	first := -1
	for _, cut := range []string{", ", ",", " - ", " – ", ": ", " / ", " @ ", " at "} {
		if i := strings.Index(s, cut); i > 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// securityWords leaves of a place's name the abbreviations that alone say its
// security: "Low Moor Ward" says nothing of it.
func securityWords(name string) string {
	var kept []string
	s := words(name)
	for _, w := range []string{"picu", "lsu", "msu", "hsu", "low secure", "medium secure", "high secure"} {
		if hasWord(s, w) {
			kept = append(kept, w)
		}
	}
	if len(kept) != 1 {
		return ""
	}
	return kept[0]
}
