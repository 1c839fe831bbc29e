-- Attachments stay as they were written; of a file alone what a scanner found changes.
CREATE TRIGGER attachments_only_grow BEFORE UPDATE OR DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachments_not_emptied BEFORE TRUNCATE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_changes_only_grow BEFORE UPDATE OR DELETE ON attachment_changes FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_changes_not_emptied BEFORE TRUNCATE ON attachment_changes FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_files_not_changed BEFORE UPDATE OF register, address, kept_in, size, encrypted_hash, file ON attachment_files FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_files_not_deleted BEFORE DELETE ON attachment_files FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_files_not_emptied BEFORE TRUNCATE ON attachment_files FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
