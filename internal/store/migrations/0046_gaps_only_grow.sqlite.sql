CREATE TRIGGER gap_events_not_changed BEFORE UPDATE ON gap_events BEGIN SELECT RAISE(ABORT, 'gap_events only grow'); END;
CREATE TRIGGER gap_events_not_deleted BEFORE DELETE ON gap_events BEGIN SELECT RAISE(ABORT, 'gap_events only grow'); END;
