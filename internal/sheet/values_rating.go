package sheet

import (
	"strings"

	"homeward/internal/casefile"
)

// colourWords are the words that mean one colour wherever a rating stands.
var colourWords = map[string]casefile.Rating{
	"red": casefile.Red, "amber": casefile.Amber, "amb": casefile.Amber, "green": casefile.Green, "grn": casefile.Green, "blue": casefile.Blue,
}

// levelWords mean a colour only where a rating is expected and no colour is
// named.
var levelWords = map[string]casefile.Rating{
	"r": casefile.Red, "a": casefile.Amber, "g": casefile.Green, "b": casefile.Blue,
	"high": casefile.Red, "medium": casefile.Amber, "med": casefile.Amber, "moderate": casefile.Amber, "low": casefile.Green,
	"h": casefile.Red, "m": casefile.Amber, "l": casefile.Green,
	"inpatient": casefile.Blue, "inpatients": casefile.Blue, "inpt": casefile.Blue, "ip": casefile.Blue,
	"hospital": casefile.Blue, "admitted": casefile.Blue,
}

// pictures are the colours that people pick from a list of pictures.
var pictures = strings.NewReplacer(
	"🔴", " red ", "🟥", " red ", "🟠", " amber ", "🟧", " amber ", "🟡", " amber ", "🟨", " amber ",
	"🟢", " green ", "🟩", " green ", "🔵", " blue ", "🟦", " blue ",
)

// readRating reads a rating as people type it. What it was before ("amber -
// was red", "Amber→Green") does not count; two colours without a word that
// says which is now are not read.
func readRating(text string) (casefile.Rating, bool) {
	s := collapse(pictures.Replace(strings.ToLower(collapse(text))))
	s = latestOf(s)
	if r, ok := oneColour(s); ok {
		return r, true
	}
	// Red - not yet amber; AMBER (green from Monday): what stands first.
	if i := firstCut(s); i > 0 {
		if r, ok := oneColour(s[:i]); ok {
			return r, true
		}
		if strings.Contains(words(s[i:]), "not") {
			return "", false
		}
	}
	if len(coloursIn(s)) > 0 {
		return "", false
	}
	if r, ok := oneLevel(s); ok {
		return r, true
	}
	if i := firstCut(s); i > 0 {
		return oneLevel(s[:i])
	}
	return "", false
}

// latestOf leaves out what a rating was before.
func latestOf(s string) string {
	for _, arrow := range []string{"→", "⇒", "➔", "➡", "=>", "->", ">", " now ", " to "} {
		i := strings.LastIndex(s, arrow)
		if i < 0 || len(coloursIn(s[i:]))+levelsIn(s[i:]) == 0 {
			continue
		}
		// "Red to amber" is a move; "red (may go to amber)" is not.
		if before := strings.Fields(words(s[:i])); arrow == " to " && (len(before) == 0 || colourWords[before[len(before)-1]] == "") {
			continue
		}
		s = s[i+len(arrow):]
	}
	for _, past := range []string{"was ", "were ", "previously", "prev", "formerly", "from ", "ex-", "last "} {
		for at := 0; at < len(s); {
			i := strings.Index(s[at:], past)
			if i < 0 {
				break
			}
			i += at
			if i == 0 || !isLetterOrDigit(s[i-1]) {
				return s[:i]
			}
			at = i + len(past)
		}
	}
	return s
}

// firstCut is where a remark begins: at a bracket, comma, colon, or a dash
// with blanks. 0 if there is none.
func firstCut(s string) int {
	first := 0
	for _, cut := range []string{"(", ",", ";", ":", " - ", "- ", " – ", " — ", "–", "\n", "."} {
		if i := strings.Index(s, cut); i > 0 && (first == 0 || i < first) {
			first = i
		}
	}
	return first
}

func coloursIn(s string) []casefile.Rating {
	var found []casefile.Rating
	for _, w := range strings.Fields(words(s)) {
		// 1red and red1 are how 1-Red and Red1 come out.
		r, ok := colourWords[strings.Trim(w, "0123456789")]
		if !ok {
			continue
		}
		known := false
		for _, f := range found {
			known = known || f == r
		}
		if !known {
			found = append(found, r)
		}
	}
	return found
}

func levelsIn(s string) int {
	n := 0
	for _, w := range strings.Fields(words(s)) {
		if levelWords[w] != "" {
			n++
		}
	}
	return n
}

func oneColour(s string) (casefile.Rating, bool) {
	if found := coloursIn(s); len(found) == 1 && !hasWord(words(s), "not", "non", "no longer") {
		return found[0], true
	}
	return "", false
}

// oneLevel reads a lone letter, or a level such as "High", "2 - Medium" or
// "Very high risk".
func oneLevel(s string) (casefile.Rating, bool) {
	var found casefile.Rating
	for _, w := range strings.Fields(words(s)) {
		r := levelWords[strings.Trim(w, "0123456789")]
		switch {
		case r != "" && (found == "" || found == r):
			found = r
		case r != "":
			return "", false
		case strings.Trim(w, "0123456789") == "":
		default:
			switch w {
			case "risk", "very", "level", "rated", "rating", "rag", "in", "currently", "tier", "band", "ward":
			default:
				return "", false
			}
		}
	}
	return found, found != ""
}

// headingRating reads a rating out of the name of a sheet or a heading that
// stands alone above a block of rows: RED, Amber (12), "Green - monitoring",
// "Blue / Inpatients". It is stricter than readRating: a remark that happens to
// name a colour ("Red = C(E)TR needed") is no heading.
func headingRating(text string) (casefile.Rating, bool) {
	if len(text) > 48 || strings.ContainsAny(text, "=?!") {
		return "", false
	}
	list := strings.Fields(words(text))
	if len(list) == 0 || len(list) > 6 || hasWord(words(text), "blue light", "green light", "meeting", "meetings") {
		return "", false
	}
	colours := coloursIn(text)
	if len(colours) > 1 {
		return "", false
	}
	if len(colours) == 1 {
		first := strings.Trim(list[0], "0123456789")
		switch {
		case colourWords[first] != "", first == "", first == "rag", first == "dsr", first == "rated", first == "rating", first == "section":
			return colours[0], true
		}
		last := list[len(list)-1]
		if len(list) <= 3 && colourWords[last] != "" || last == "list" || last == "cases" {
			return colours[0], true
		}
		return "", false
	}
	if len(list) <= 3 {
		switch list[0] {
		case "inpatient", "inpatients":
			return casefile.Blue, true
		case "high", "medium", "low":
			if len(list) == 2 && list[1] == "risk" {
				return levelWords[list[0]], true
			}
		}
	}
	return "", false
}
