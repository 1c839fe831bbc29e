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
		Coordinator:           {SeeRegister, SeePerson, AddPerson, Record, Rate, StrikeOut, Import, Export, SeeWhoLooked},
		ReviewCoordinator:     {SeeRegister, SeePerson, AddPerson, Record, StrikeOut},
		Chair:                 {SeeRegister, SeePerson, Record, Rate, StrikeOut},
		Clinician:             {SeeRegister, SeePerson, AddPerson, Record, Rate, StrikeOut},
		SocialWorker:          {SeeRegister, SeePerson, Record, StrikeOut},
		Executive:             {SeeRegister, SeePerson, Export},
		InformationGovernance: {SeeRegister, SeePerson, Export, SeeWhoLooked, SeeAudit, CheckRecord},
		Administrator:         {SeeRegister, ManageUsers, CheckRecord, ChangeSettings},
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
