-- Whose a name was said to be stays as it was written.
CREATE TRIGGER held_names_only_grow BEFORE UPDATE OR DELETE ON held_names FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER held_names_not_emptied BEFORE TRUNCATE ON held_names FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
