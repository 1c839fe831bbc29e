-- Which rules were in force, and by whose decision, stays as it was written.
CREATE TRIGGER rulebooks_not_changed BEFORE UPDATE ON rulebooks BEGIN SELECT RAISE(ABORT, 'rulebooks only grow'); END;
CREATE TRIGGER rulebooks_not_deleted BEFORE DELETE ON rulebooks BEGIN SELECT RAISE(ABORT, 'rulebooks only grow'); END;
