-- What was asked and advised by, and who loaded it, stays as it was written.
CREATE TRIGGER local_files_not_changed BEFORE UPDATE ON local_files BEGIN SELECT RAISE(ABORT, 'local_files only grow'); END;
CREATE TRIGGER local_files_not_deleted BEFORE DELETE ON local_files BEGIN SELECT RAISE(ABORT, 'local_files only grow'); END;
