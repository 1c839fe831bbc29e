-- Who was kept from what, and by whom, stays as it was written.
CREATE TRIGGER restrictions_not_changed BEFORE UPDATE ON restrictions BEGIN SELECT RAISE(ABORT, 'restrictions only grow'); END;
CREATE TRIGGER restrictions_not_deleted BEFORE DELETE ON restrictions BEGIN SELECT RAISE(ABORT, 'restrictions only grow'); END;
CREATE TRIGGER marks_not_changed BEFORE UPDATE ON marks BEGIN SELECT RAISE(ABORT, 'marks only grow'); END;
CREATE TRIGGER marks_not_deleted BEFORE DELETE ON marks BEGIN SELECT RAISE(ABORT, 'marks only grow'); END;
CREATE TRIGGER involvements_not_deleted BEFORE DELETE ON involvements BEGIN SELECT RAISE(ABORT, 'involvements only grow'); END;
