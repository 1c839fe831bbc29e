package clock

import "homeward/internal/civil"

// HeldBefore reports whether a community review held on a day is one before an
// admission of a later day or the same: by community_review_lookback of
// policy.post-admission-review, as it was on the day of the admission.
func (rb *Rulebook) HeldBefore(held, admitted civil.Date) bool {
	return held <= admitted && admitted <= rb.Period(PostAdmissionLookback, admitted).after(held, rb.holidays)
}

// LookbackWords is that period in words, as it is on a day.
func (rb *Rulebook) LookbackWords(on civil.Date) string {
	return rb.Period(PostAdmissionLookback, on).String()
}
