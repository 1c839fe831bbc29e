-- By which criteria somebody was accepted or declined stays as it was published.
CREATE TRIGGER criteria_not_changed BEFORE UPDATE ON criteria BEGIN SELECT RAISE(ABORT, 'criteria only grow'); END;
CREATE TRIGGER criteria_not_deleted BEFORE DELETE ON criteria BEGIN SELECT RAISE(ABORT, 'criteria only grow'); END;
