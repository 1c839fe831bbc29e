package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/enginetest"
)

func TestWhatIsDoneWithEverythingIsNotedByWhoMayCheckTheRecord(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, role := range access.Roles {
		actor := access.Actor{UserID: "u", Name: "U", Register: "HERE", Roles: []access.Role{role}}
		if access.Can(actor, access.CheckRecord).Allowed {
			continue
		}
		wantKind(t, b.NoteKeeping(b.ctx, actor, BackedUp, "to x"), Forbidden)
	}
	wantKind(t, b.NoteKeeping(b.ctx, access.Actor{Register: "HERE"}, Restored, "from x"), Forbidden)
	must(t, b.NoteKeeping(b.ctx, CommandLine(""), BackedUp, "to x"))
	for _, register := range []string{"HERE", "THERE"} {
		acts, err := b.Acts(b.ctx, CommandLine(register), ActsQuery{Kind: Exported})
		must(t, err)
		if len(acts.Acts) != 1 || ActWords(acts.Acts[0]) != "Took an encrypted copy of everything, a backup" || acts.Acts[0].Detail != "to x" {
			t.Errorf("%s has %+v", register, acts.Acts)
		}
	}
}
