-- Whose a name was said to be stays as it was written.
CREATE TRIGGER held_names_not_changed BEFORE UPDATE ON held_names BEGIN SELECT RAISE(ABORT, 'held_names only grow'); END;
CREATE TRIGGER held_names_not_deleted BEFORE DELETE ON held_names BEGIN SELECT RAISE(ABORT, 'held_names only grow'); END;
