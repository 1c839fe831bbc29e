-- What was sealed stays as it was sealed.
CREATE TRIGGER seal_leaves_only_grow BEFORE UPDATE OR DELETE ON seal_leaves FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER seal_leaves_not_emptied BEFORE TRUNCATE ON seal_leaves FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER checkpoints_only_grow BEFORE UPDATE OR DELETE ON checkpoints FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER checkpoints_not_emptied BEFORE TRUNCATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER disposals_only_grow BEFORE UPDATE OR DELETE ON disposals FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER disposals_not_emptied BEFORE TRUNCATE ON disposals FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER seal_head_not_deleted BEFORE DELETE ON seal_head FOR EACH ROW EXECUTE FUNCTION only_grows();
