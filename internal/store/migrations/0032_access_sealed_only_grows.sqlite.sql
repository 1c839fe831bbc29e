-- What was given and opened, and what became of it, stays as it was written.
CREATE TRIGGER involvement_ends_not_changed BEFORE UPDATE ON involvement_ends BEGIN SELECT RAISE(ABORT, 'involvement_ends only grow'); END;
CREATE TRIGGER involvement_ends_not_deleted BEFORE DELETE ON involvement_ends BEGIN SELECT RAISE(ABORT, 'involvement_ends only grow'); END;
CREATE TRIGGER emergency_looks_not_changed BEFORE UPDATE ON emergency_looks BEGIN SELECT RAISE(ABORT, 'emergency_looks only grow'); END;
CREATE TRIGGER emergency_looks_not_deleted BEFORE DELETE ON emergency_looks BEGIN SELECT RAISE(ABORT, 'emergency_looks only grow'); END;
CREATE TRIGGER involvements_not_changed BEFORE UPDATE OF register, case_id, id, user_id, organisation, relation, subject, agreed, since, given_until, given_at, given_by, given_name ON involvements
    BEGIN SELECT RAISE(ABORT, 'involvements only grow'); END;
CREATE TRIGGER emergencies_not_changed BEFORE UPDATE OF register, id, case_id, user_id, user_name, role, reason, opened_at, closes_at ON emergencies
    BEGIN SELECT RAISE(ABORT, 'emergencies only grow'); END;
CREATE TRIGGER emergencies_not_deleted BEFORE DELETE ON emergencies BEGIN SELECT RAISE(ABORT, 'emergencies only grow'); END;
