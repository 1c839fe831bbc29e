package access

import (
	"slices"
	"testing"
)

// The table again, by role, as the team agreed it: whoever changes one side
// must change the other and think.
func TestEveryPermissionOfEveryRole(t *testing.T) {
	t.Parallel()
	want := map[Role][]Permission{
		Coordinator:           {SeeRegister, SeePerson, AddPerson, Record, Rate, StrikeOut, MarkEntry, Involve, Restrict, OpenInEmergency, Import, Export, SeeWhoLooked, HandOver, MergeRecords, TryRules, Refer, SeeReferrals, Triage, LookAgain, SeeGaps, ChangeGaps, RunMeetings, AskForMeeting},
		ReviewCoordinator:     {SeeRegister, SeePerson, AddPerson, Record, StrikeOut, MarkEntry, Involve, Refer, SeeReferrals, LookAgain, SeeGaps, RunMeetings, AskForMeeting},
		Chair:                 {SeeRegister, SeePerson, Record, Rate, StrikeOut, MarkEntry, Refer, SeeReferrals, LookAgain, SeeGaps, ChangeGaps, RunMeetings, AskForMeeting},
		Clinician:             {BeInvolved, SeeRegister, SeePerson, AddPerson, Record, Rate, StrikeOut, MarkEntry, OpenInEmergency, Refer, SeeGaps, AskForMeeting},
		SocialWorker:          {BeInvolved, SeeRegister, SeePerson, Record, StrikeOut, MarkEntry, Refer, SeeGaps, AskForMeeting},
		Executive:             {SeeRegister, SeePerson, Export, SeeReferrals, SeeGaps, AskForMeeting},
		Provider:              {BeInvolved, SeeRegister, SeePerson, Record, Refer, AskForMeeting},
		PanelMember:           {BeInvolved, SeePerson},
		Advocate:              {BeInvolved, SeePerson, AskForMeeting},
		Family:                {BeInvolved, SeePerson, AskForMeeting},
		ThePerson:             {BeInvolved, SeePerson, SeeWhoLooked, AskForMeeting},
		InformationGovernance: {SeePerson, ReviewEmergency, SeeWhoLooked, SeeAudit, AnswerSubject, Retain, CheckRecord},
		Administrator:         {ManageUsers, CheckRecord, TryRules, ChangeSettings},
	}
	if len(want) != len(Roles) {
		t.Errorf("%d roles stand here, and there are %d", len(want), len(Roles))
	}
	for _, r := range Roles {
		for _, p := range Permissions {
			a := Actor{UserID: "u", Register: "QXX", Roles: []Role{r}}
			got := Can(a, p)
			if got.Allowed != slices.Contains(want[r], p) || got.Reason == "" {
				t.Errorf("%s, %s: %+v", r, p, got)
			}
			if (RoleFor(a, p) == r) != got.Allowed {
				t.Errorf("%s, %s: acts as %q", r, p, RoleFor(a, p))
			}
		}
	}
}

func TestNobodyMayDoNothing(t *testing.T) {
	t.Parallel()
	for _, p := range Permissions {
		if d := Can(Actor{Roles: Roles}, p); d.Allowed {
			t.Errorf("someone not signed in may %s", p)
		}
		if d := Can(Actor{UserID: "u"}, p); d.Allowed {
			t.Errorf("someone without a role may %s", p)
		}
	}
}
