package sheet

import "homeward/internal/casefile"

// ReviewType is what kind of meeting a line's last review was. Only the first
// two are reviews held; a plain CTR or CETR does not say where it was held.
type ReviewType string

const (
	CommunityReview ReviewType = "community"
	InpatientReview ReviewType = "inpatient"
	PlainReview     ReviewType = "review"
	LAEP            ReviewType = "laep"
	NotAReview      ReviewType = "none" // such as a professionals' meeting
)

// readReviewType reads the type of a review as people type it.
func readReviewType(text string) (ReviewType, bool) {
	s := words(text)
	review := hasWord(s, "ctr", "cetr", "ctrs", "care and treatment review", "care education and treatment review", "review", "post admission")
	switch {
	case hasWord(s, "laep", "leap", "local area emergency", "emergency protocol", "blue light"):
		return LAEP, true
	case hasWord(s, "inpatient", "in patient", "post admission", "hospital", "ip") && (review || len(s) < 14):
		return InpatientReview, true
	case hasWord(s, "community", "pre admission", "comm") && (review || len(s) < 14):
		return CommunityReview, true
	case hasWord(s, "meeting", "mdt", "cpa", "prof", "professionals", "none", "mam"):
		return NotAReview, true
	case hasWord(s, "ctr", "cetr"):
		return PlainReview, true
	}
	return "", false
}

// placed is the review's type by where the person was: a plain one of someone
// in hospital on that day is an inpatient one.
func (t ReviewType) placed(inHospital bool) ReviewType {
	if t != PlainReview {
		return t
	}
	if inHospital {
		return InpatientReview
	}
	return CommunityReview
}

// Setting is where the review was held; false if it was none or does not say.
func (t ReviewType) Setting() (casefile.Setting, bool) {
	switch t {
	case CommunityReview:
		return casefile.Community, true
	case InpatientReview:
		return casefile.Inpatient, true
	}
	return "", false
}
