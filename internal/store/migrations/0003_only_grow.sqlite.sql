-- The record and the audit only grow.
CREATE TRIGGER entries_not_changed BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries only grow'); END;
CREATE TRIGGER entries_not_deleted BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries only grow'); END;
CREATE TRIGGER cases_not_deleted BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'cases only grow'); END;
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END;
