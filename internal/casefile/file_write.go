package casefile

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"homeward/internal/civil"
)

// ErrNoBirthDate says that a case cannot be written as a case file, which
// requires a date of birth.
var ErrNoBirthDate = errors.New("the date of birth is not known, and a case file cannot do without it")

// WriteFile is the inverse of ReadFile: the case as a homeward.case/1
// document, one entry a line. Only what the clock reads is written; left says
// how many entries of other kinds were not.
func WriteFile(f *File) (data []byte, left int, err error) {
	if f.BirthDate == 0 {
		return nil, 0, ErrNoBirthDate
	}
	w := fileWriter{b: make([]byte, 0, 160+112*len(f.Entries))}
	w.b = append(w.b, `{"format": "`+FileFormat+`",`+"\n"+` "person": {"id": `...)
	w.quote(f.ID)
	w.b = append(w.b, `, "birth_date": "`...)
	w.b = append(f.BirthDate.Append(w.b), "\"},\n \"entries\": ["...)
	written := 0
	for _, e := range f.Entries {
		before := len(w.b)
		if written > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, "\n  {\"kind\": \""...)
		if e.Fact == nil || !w.entry(e) {
			w.b = w.b[:before]
			left++
			continue
		}
		w.b = append(w.b, '}')
		written++
	}
	w.b = append(w.b, "\n ]}\n"...)
	return w.b, left, nil
}

type fileWriter struct{ b []byte }

func (w *fileWriter) quote(s string) {
	var err error
	if w.b, err = jsontext.AppendQuote(w.b, s); err != nil {
		// Text that is not UTF-8 is written with its bad bytes replaced, which
		// is what AppendQuote has done.
		return
	}
}

func (w *fileWriter) text(f field, s string) {
	w.b = append(append(append(w.b, `, "`...), fieldNames[f]...), `": `...)
	w.quote(s)
}

func (w *fileWriter) optionalText(f field, s string) {
	if s != "" {
		w.text(f, s)
	}
}

func (w *fileWriter) day(f field, d civil.Date) {
	if d != 0 {
		w.text(f, d.String())
	}
}

func (w *fileWriter) flag(f field, v bool) {
	w.b = append(append(append(w.b, `, "`...), fieldNames[f]...), `": `...)
	if v {
		w.b = append(w.b, "true"...)
	} else {
		w.b = append(w.b, "false"...)
	}
}

// entry writes the fields of one entry; it reports whether the kind is one of
// the case file.
func (w *fileWriter) entry(e Entry) bool {
	kind := e.Fact.Kind()
	if _, known := shapes[string(kind)]; !known {
		return false
	}
	w.b = append(append(w.b, kind...), `", "on": "`...)
	w.b = append(e.On.Append(w.b), '"')
	switch f := e.Fact.(type) {
	case Condition:
		w.text(fieldCondition, string(f.Condition))
		w.text(fieldStatus, string(f.Status))
	case EHCPlan:
		w.text(fieldStatus, string(f.Status))
	case Referral:
		w.text(fieldID, f.ID)
		w.text(fieldBy, string(f.By))
	case ReferralAcknowledged:
		w.text(fieldReferral, f.Referral)
	case ReferralDecision:
		w.text(fieldReferral, f.Referral)
		w.text(fieldOutcome, string(f.Outcome))
		w.optionalText(fieldReason, f.Reason)
	case OutcomeTold:
		w.text(fieldReferral, f.Referral)
	case ReferralWithdrawn:
		w.text(fieldReferral, f.Referral)
	case Consent:
		w.text(fieldTo, string(f.To))
		if f.To == ToReview {
			w.text(fieldReview, f.Review)
		}
		w.text(fieldDecision, string(f.Decision))
		w.text(fieldBasis, string(f.Basis))
	case Rated:
		w.text(fieldRating, string(f.Rating))
	case LeftRegister:
		w.optionalText(fieldReason, f.Reason)
	case Keyworker:
		w.text(fieldStatus, string(f.Status))
	case Admission:
		w.text(fieldHospital, f.Hospital)
		w.text(fieldWard, f.Ward)
		w.text(fieldSecurity, string(f.Security))
		w.text(fieldLegalStatus, string(f.LegalStatus))
		w.day(fieldSecondRecommendation, f.SecondRecommendation)
		w.flag(fieldOutOfArea, f.OutOfArea)
	case LegalStatusChange:
		w.text(fieldLegalStatus, string(f.LegalStatus))
		w.day(fieldSecondRecommendation, f.SecondRecommendation)
	case WardMove:
		w.text(fieldHospital, f.Hospital)
		w.text(fieldWard, f.Ward)
		w.text(fieldSecurity, string(f.Security))
		w.flag(fieldOutOfArea, f.OutOfArea)
	case ReviewRequested:
		w.text(fieldID, f.ID)
	case ReviewDecision:
		w.text(fieldRequest, f.Request)
		w.text(fieldOutcome, string(f.Outcome))
	case ReviewArranged:
		w.text(fieldID, f.ID)
		w.day(fieldFor, f.For)
		w.text(fieldSetting, string(f.Setting))
	case ReviewCancelled:
		w.text(fieldID, f.ID)
	case PackSent:
		w.text(fieldReview, f.Review)
	case ReviewHeld:
		w.text(fieldID, f.ID)
		w.text(fieldSetting, string(f.Setting))
	case ReportSent:
		w.text(fieldReview, f.Review)
		w.b = append(w.b, `, "to": [`...)
		for i, to := range f.To {
			if i > 0 {
				w.b = append(w.b, ", "...)
			}
			w.quote(string(to))
		}
		w.b = append(w.b, ']')
		w.optionalText(fieldPreparedBy, string(f.PreparedBy))
	case Action:
		w.text(fieldID, f.ID)
		w.day(fieldDue, f.Due)
	case ActionDone:
		w.text(fieldAction, f.Action)
	case ActionNotFollowed:
		w.text(fieldAction, f.Action)
		w.text(fieldReason, f.Reason)
	case ActionCancelled:
		w.text(fieldAction, f.Action)
	case SupportNeed:
		w.text(fieldID, f.ID)
		w.day(fieldWantedBy, f.WantedBy)
	case SupportStarted:
		w.text(fieldNeed, f.Need)
	case SupportWithdrawn:
		w.text(fieldNeed, f.Need)
	}
	return true
}
