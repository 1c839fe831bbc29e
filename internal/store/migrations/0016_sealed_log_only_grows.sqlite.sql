-- What was sealed stays as it was sealed.
CREATE TRIGGER seal_leaves_not_changed BEFORE UPDATE ON seal_leaves BEGIN SELECT RAISE(ABORT, 'seal_leaves only grow'); END;
CREATE TRIGGER seal_leaves_not_deleted BEFORE DELETE ON seal_leaves BEGIN SELECT RAISE(ABORT, 'seal_leaves only grow'); END;
CREATE TRIGGER checkpoints_not_changed BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints only grow'); END;
CREATE TRIGGER checkpoints_not_deleted BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints only grow'); END;
CREATE TRIGGER disposals_not_changed BEFORE UPDATE ON disposals BEGIN SELECT RAISE(ABORT, 'disposals only grow'); END;
CREATE TRIGGER disposals_not_deleted BEFORE DELETE ON disposals BEGIN SELECT RAISE(ABORT, 'disposals only grow'); END;
CREATE TRIGGER seal_head_not_deleted BEFORE DELETE ON seal_head BEGIN SELECT RAISE(ABORT, 'seal_head only grows'); END;
