package store

// What lists read of a relation or an emergency repeats what is sealed by
// itself: how it was given or opened, and what became of it.
var (
	selectAstrayInvolvements = say("SELECT i.case_id FROM involvements i LEFT JOIN involvement_ends e ON e.register = $1 AND e.case_id = i.case_id AND e.id = i.id WHERE i.register = $1" +
		" AND (i.until <> COALESCE(e.until, i.given_until) OR COALESCE(i.ended_at, '') <> COALESCE(e.at, '') OR i.ended_name <> COALESCE(e.user_name, '')) ORDER BY i.case_id, i.id")
	selectAstrayEmergencies = say("SELECT e.case_id FROM emergencies e LEFT JOIN emergency_looks l ON l.register = $1 AND l.id = e.id" +
		" AND NOT EXISTS (SELECT 1 FROM emergency_looks m WHERE m.register = $1 AND m.id = l.id AND m.n > l.n) WHERE e.register = $1" +
		" AND (COALESCE(e.looked_at, '') <> COALESCE(l.at, '') OR e.looked_name <> COALESCE(l.user_name, '') OR e.outcome <> COALESCE(l.outcome, '') OR e.words <> COALESCE(l.words, '')) ORDER BY e.case_id, e.id")
)

// follow names what of a register's relations and emergencies does not follow
// from the rows that are sealed.
func (v *logVerifier) follow(register string) error {
	for _, each := range []struct {
		find *statement
		what string
	}{
		{selectAstrayInvolvements, "until when somebody is involved is not what was given or ended"},
		{selectAstrayEmergencies, "what came of an emergency is not what was noted"},
	} {
		cases, err := all(v.ctx, v.r, each.find, only[string], register)
		if err != nil {
			return err
		}
		for _, id := range cases {
			v.report.fault(register, id, 0, each.what)
		}
	}
	return nil
}
