-- Attachments stay as they were written; of a file alone what a scanner found changes.
CREATE TRIGGER attachments_not_changed BEFORE UPDATE ON attachments BEGIN SELECT RAISE(ABORT, 'attachments only grow'); END;
CREATE TRIGGER attachments_not_deleted BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'attachments only grow'); END;
CREATE TRIGGER attachment_changes_not_changed BEFORE UPDATE ON attachment_changes BEGIN SELECT RAISE(ABORT, 'attachment_changes only grow'); END;
CREATE TRIGGER attachment_changes_not_deleted BEFORE DELETE ON attachment_changes BEGIN SELECT RAISE(ABORT, 'attachment_changes only grow'); END;
CREATE TRIGGER attachment_files_not_changed BEFORE UPDATE OF register, address, kept_in, size, encrypted_hash, file ON attachment_files BEGIN SELECT RAISE(ABORT, 'attachment_files only grow'); END;
CREATE TRIGGER attachment_files_not_deleted BEFORE DELETE ON attachment_files BEGIN SELECT RAISE(ABORT, 'attachment_files only grow'); END;
