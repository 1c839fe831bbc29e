-- By which criteria somebody was accepted or declined stays as it was published.
CREATE TRIGGER criteria_only_grow BEFORE UPDATE OR DELETE ON criteria FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER criteria_not_emptied BEFORE TRUNCATE ON criteria FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
