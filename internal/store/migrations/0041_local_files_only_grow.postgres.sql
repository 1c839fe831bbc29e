-- What was asked and advised by, and who loaded it, stays as it was written.
CREATE TRIGGER local_files_only_grow BEFORE UPDATE OR DELETE ON local_files FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER local_files_not_emptied BEFORE TRUNCATE ON local_files FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
