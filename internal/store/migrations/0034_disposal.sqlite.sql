-- A row that only grows may go when the disposal of it, or of the case it is
-- about, is recorded, and not otherwise. What is not deleted is still not changed.
DROP TRIGGER entries_not_deleted;
CREATE TRIGGER entries_go_if_disposed BEFORE DELETE ON entries WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'entries' AND d.row_key = OLD.register || '/' || OLD.case_id || '/' || OLD.seq) BEGIN SELECT RAISE(ABORT, 'entries only grow'); END;
DROP TRIGGER cases_not_deleted;
CREATE TRIGGER cases_go_if_disposed BEFORE DELETE ON cases WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.id) BEGIN SELECT RAISE(ABORT, 'cases only grow'); END;
DROP TRIGGER audit_not_deleted;
CREATE TRIGGER audit_go_if_disposed BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'audit' AND d.row_key = OLD.register || '/' || OLD.at || '/' || OLD.id) BEGIN SELECT RAISE(ABORT, 'audit only grow'); END;
DROP TRIGGER attachments_not_deleted;
CREATE TRIGGER attachments_go_if_disposed BEFORE DELETE ON attachments WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'attachments' AND d.row_key = OLD.register || '/' || OLD.id) BEGIN SELECT RAISE(ABORT, 'attachments only grow'); END;
DROP TRIGGER attachment_changes_not_deleted;
CREATE TRIGGER attachment_changes_go_if_disposed BEFORE DELETE ON attachment_changes WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'attachment_changes' AND d.row_key = OLD.register || '/' || OLD.attachment_id || '/' || OLD.n) BEGIN SELECT RAISE(ABORT, 'attachment_changes only grow'); END;
DROP TRIGGER attachment_files_not_deleted;
CREATE TRIGGER attachment_files_go_if_disposed BEFORE DELETE ON attachment_files WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'attachment_files' AND d.row_key = OLD.register || '/' || OLD.address) BEGIN SELECT RAISE(ABORT, 'attachment_files only grow'); END;
CREATE TRIGGER retention_acts_go_if_disposed BEFORE DELETE ON retention_acts WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'retention_acts' AND d.row_key = OLD.register || '/' || OLD.case_id || '/' || OLD.n) BEGIN SELECT RAISE(ABORT, 'retention_acts only grow'); END;
DROP TRIGGER marks_not_deleted;
CREATE TRIGGER marks_go_if_disposed BEFORE DELETE ON marks WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.case_id) BEGIN SELECT RAISE(ABORT, 'marks only grow'); END;
DROP TRIGGER restrictions_not_deleted;
CREATE TRIGGER restrictions_go_if_disposed BEFORE DELETE ON restrictions WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.case_id) BEGIN SELECT RAISE(ABORT, 'restrictions only grow'); END;
DROP TRIGGER involvements_not_deleted;
CREATE TRIGGER involvements_go_if_disposed BEFORE DELETE ON involvements WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.case_id) BEGIN SELECT RAISE(ABORT, 'involvements only grow'); END;
DROP TRIGGER involvement_ends_not_deleted;
CREATE TRIGGER involvement_ends_go_if_disposed BEFORE DELETE ON involvement_ends WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.case_id) BEGIN SELECT RAISE(ABORT, 'involvement_ends only grow'); END;
DROP TRIGGER emergencies_not_deleted;
CREATE TRIGGER emergencies_go_if_disposed BEFORE DELETE ON emergencies WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'cases' AND d.row_key = OLD.register || '/' || OLD.case_id) BEGIN SELECT RAISE(ABORT, 'emergencies only grow'); END;
DROP TRIGGER emergency_looks_not_deleted;
CREATE TRIGGER emergency_looks_go_if_disposed BEFORE DELETE ON emergency_looks WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'emergency_looks' AND d.row_key = OLD.register || '/' || OLD.id || '/' || OLD.n) BEGIN SELECT RAISE(ABORT, 'emergency_looks only grow'); END;
CREATE TRIGGER retention_acts_not_changed BEFORE UPDATE ON retention_acts BEGIN SELECT RAISE(ABORT, 'retention_acts only grow'); END;
CREATE TRIGGER disposal_certificates_not_changed BEFORE UPDATE ON disposal_certificates BEGIN SELECT RAISE(ABORT, 'disposal_certificates only grow'); END;
CREATE TRIGGER disposal_certificates_not_deleted BEFORE DELETE ON disposal_certificates BEGIN SELECT RAISE(ABORT, 'disposal_certificates only grow'); END;

-- Of a leaf whose row was disposed of the salt goes, and nothing else: without it
-- the hash tells nothing, even to somebody who guesses what the row said.
DROP TRIGGER seal_leaves_not_changed;
CREATE TRIGGER seal_leaves_not_changed BEFORE UPDATE OF n, table_name, row_key, form, row_hash, hashes ON seal_leaves BEGIN SELECT RAISE(ABORT, 'seal_leaves only grow'); END;
CREATE TRIGGER seal_leaves_salt_goes BEFORE UPDATE OF salt ON seal_leaves
WHEN length(NEW.salt) > 0 OR NOT EXISTS (SELECT 1 FROM disposals d WHERE d.table_name = OLD.table_name AND d.row_key = OLD.row_key)
BEGIN SELECT RAISE(ABORT, 'seal_leaves only grow'); END;

-- Who took a person over keeps what they know of it when the case is disposed of
-- where it came from: the table is made again without its reference to the case.
CREATE TABLE handovers_again (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    from_register text NOT NULL REFERENCES registers (register),
    from_case text NOT NULL,
    basis text NOT NULL,
    words text NOT NULL,
    proposed_at text NOT NULL,
    proposed_by text NOT NULL,
    proposed_name text NOT NULL,
    state text NOT NULL,
    case_id text NOT NULL,
    entries integer NOT NULL,
    head text NOT NULL,
    decided_at text,
    decided_by text NOT NULL,
    decided_name text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (register, id)
);
INSERT INTO handovers_again (register, id, from_register, from_case, basis, words, proposed_at, proposed_by, proposed_name, state, case_id, entries, head, decided_at, decided_by, decided_name, reason) SELECT register, id, from_register, from_case, basis, words, proposed_at, proposed_by, proposed_name, state, case_id, entries, head, decided_at, decided_by, decided_name, reason FROM handovers;
DROP TABLE handovers;
ALTER TABLE handovers_again RENAME TO handovers;
CREATE INDEX handovers_by_time ON handovers (register, state, proposed_at, id);
CREATE INDEX handovers_given ON handovers (from_register, from_case);
-- One at a time for each person.
CREATE UNIQUE INDEX handovers_waiting ON handovers (from_register, from_case) WHERE state = 'proposed';
