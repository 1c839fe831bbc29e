package store

import (
	"context"
	"fmt"
)

// RolesAndActs are the roles that users have in a register, by user, and the
// changes of some names that were made there, the first first: of one moment.
func (s *Store) RolesAndActs(ctx context.Context, register string, actions ...string) (roles map[string][]string, acts []Audit, err error) {
	err = s.view(ctx, func(r runner) error {
		if roles, err = readRoles(ctx, r, register); err != nil {
			return err
		}
		var t sqlText
		t.add("SELECT ", prefixed("a.", auditColumns), " FROM audit a WHERE a.register = ", t.arg(register), " AND a.kind = '", string(Changed), "' AND a.action IN (", t.argsOf(actions), ") ORDER BY a.at, a.id")
		return r.eachOf(ctx, t.String(), t.args, func(row scan) error {
			act, err := readAudit(row)
			acts = append(acts, act)
			return err
		})
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading who has which role in register %s: %w", register, err)
	}
	return roles, acts, nil
}

// Unearned names a user who has a role in a register that no act gave.
func (r *Report) Unearned(register, userID, name, role string) {
	r.row("memberships", register+"/"+userID, fmt.Sprintf("%s has the role %s, which nobody gave them by what is in the audit", name, role))
}
