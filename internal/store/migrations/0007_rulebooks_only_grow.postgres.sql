-- Which rules were in force, and by whose decision, stays as it was written.
CREATE TRIGGER rulebooks_only_grow BEFORE UPDATE OR DELETE ON rulebooks FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER rulebooks_not_emptied BEFORE TRUNCATE ON rulebooks FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
