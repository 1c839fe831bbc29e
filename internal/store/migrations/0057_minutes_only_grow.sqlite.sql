-- Minutes stay as they were written.
CREATE TRIGGER meeting_minutes_not_changed BEFORE UPDATE ON meeting_minutes BEGIN SELECT RAISE(ABORT, 'meeting_minutes only grow'); END;
CREATE TRIGGER meeting_minutes_not_deleted BEFORE DELETE ON meeting_minutes BEGIN SELECT RAISE(ABORT, 'meeting_minutes only grow'); END;
