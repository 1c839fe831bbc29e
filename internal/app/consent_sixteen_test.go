package app

import (
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// From 16 on a person is asked anew about whatever a parent agreed to, the
// reviews as well as the register.
func TestSixteenAsksAgainAboutWhateverAParentGave(t *testing.T) {
	t.Parallel()
	born := civil.Of(2010, 3, 1)
	gave := func(to casefile.ConsentTo, basis casefile.ConsentBasis) casefile.Recorded {
		return casefile.Recorded{Entry: casefile.Entry{On: civil.Of(2026, 1, 5), Fact: casefile.Consent{To: to, Decision: casefile.Given, Basis: basis}}}
	}
	for name, x := range map[string]struct {
		register, reviews casefile.ConsentBasis
		on                civil.Date
		title, words      string // none for nothing
	}{
		"both":               {casefile.Parent, casefile.Parent, born.Attains(16), "themselves", "Consent to the register and to reviews was given by a parent"},
		"the reviews alone":  {casefile.Own, casefile.Parent, born.Attains(16), "themselves", "Consent to reviews was given by a parent"},
		"the register alone": {casefile.Parent, casefile.Own, born.Attains(16) - 1, "Soon 16", "Consent to the register was given by a parent"},
		"neither":            {casefile.Own, casefile.Own, born.Attains(16), "", ""},
	} {
		entries := []casefile.Recorded{
			{Entry: casefile.Entry{On: civil.Of(2026, 1, 2), Fact: casefile.Details{GivenName: "Kai", FamilyName: "Example", BirthDate: born}}},
			{Entry: casefile.Entry{On: civil.Of(2026, 1, 2), Fact: casefile.JoinedRegister{}}},
			gave(casefile.ToRegister, x.register), gave(casefile.ToReviews, x.reviews),
		}
		for i := range entries {
			entries[i].Seq = i + 1
		}
		all := askAgain(casefile.Fold("x", entries), ConsentSettings{AskAgainMonths: 12, SixteenMonths: 6}, x.on)
		if x.title == "" && len(all) != 0 || x.title != "" && (len(all) != 1 || !strings.Contains(all[0].Title, x.title) || !strings.Contains(all[0].Words, x.words)) {
			t.Errorf("%s: %+v", name, all)
		}
	}
}
