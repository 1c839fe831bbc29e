-- Minutes stay as they were written.
CREATE TRIGGER meeting_minutes_only_grow BEFORE UPDATE OR DELETE ON meeting_minutes FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER meeting_minutes_not_emptied BEFORE TRUNCATE ON meeting_minutes FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
