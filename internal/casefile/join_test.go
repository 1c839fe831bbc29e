package casefile

import (
	"strings"
	"testing"
)

// Nobody joins the register against their will, nor past a referral that waits.
func TestWhoMayNotJoinTheRegister(t *testing.T) {
	t.Parallel()
	said := func(decision ConsentDecision) Entry {
		return Entry{day(2, 1), Consent{To: ToRegister, Decision: decision, Basis: Own}, ""}
	}
	left := Entry{day(1, 10), LeftRegister{Reason: "Well"}, ""}
	waits := Entry{day(2, 2), Referral{ID: "r1", By: ByFamily}, ""}
	accepted := Entry{day(2, 5), ReferralDecision{Referral: "r1", Outcome: Declined, Reason: "Not now"}, ""}
	for name, x := range map[string]struct {
		before []Entry
		reason string
		want   string // in the refusal; "" for none
	}{
		"left and asked to come back": {[]Entry{left}, "Asked", ""},
		"without a reason":            {[]Entry{left}, " ", "Say why they join"},
		"withdrew":                    {[]Entry{said(Given), {day(2, 3), Consent{To: ToRegister, Decision: Withdrawn, Basis: Own}, ""}}, "Asked", "against their will"},
		"said no":                     {[]Entry{said(Refused)}, "Asked", "against their will"},
		"agrees now":                  {[]Entry{said(Refused), {day(2, 3), Consent{To: ToRegister, Decision: Given, Basis: Own}, ""}}, "Asked", ""},
		"referred and not decided":    {[]Entry{left, waits}, "Asked", "received on 2 February 2026, is not decided"},
		"referred and decided":        {[]Entry{left, waits, accepted}, "Asked", ""},
		"referred and withdrawn":      {[]Entry{left, waits, {day(2, 5), ReferralWithdrawn{Referral: "r1"}, ""}}, "Asked", ""},
	} {
		c := sam(x.before...)
		if c.OnRegister {
			c = sam(append([]Entry{left}, x.before...)...)
		}
		entries, err := JoinTheRegister{On: day(3, 1), Note: x.reason}.Decide(c, today)
		if x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s: %v", name, err)
		}
		if x.want == "" && (err != nil || len(entries) != 1) {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
}
