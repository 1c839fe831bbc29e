-- A row that only grows may go when the disposal of it, or of the case it is
-- about, is recorded, and not otherwise. What is not deleted is still not changed.
CREATE FUNCTION goes_if_disposed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted text := OLD.register;
  part text;
BEGIN
  FOR i IN 1 .. TG_NARGS - 1 LOOP
    EXECUTE format('SELECT ($1).%I::text', TG_ARGV[i]) INTO part USING OLD;
    wanted := wanted || '/' || part;
  END LOOP;
  IF EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = TG_ARGV[0] AND d.row_key = wanted) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
END $$;
DROP TRIGGER entries_only_grow ON entries;
CREATE TRIGGER entries_not_changed BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER entries_go_if_disposed BEFORE DELETE ON entries FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('entries', 'case_id', 'seq');
DROP TRIGGER cases_only_grow ON cases;
CREATE TRIGGER cases_go_if_disposed BEFORE DELETE ON cases FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'id');
DROP TRIGGER audit_only_grows ON audit;
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER audit_go_if_disposed BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('audit', 'at', 'id');
DROP TRIGGER attachments_only_grow ON attachments;
CREATE TRIGGER attachments_not_changed BEFORE UPDATE ON attachments FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachments_go_if_disposed BEFORE DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('attachments', 'id');
DROP TRIGGER attachment_changes_only_grow ON attachment_changes;
CREATE TRIGGER attachment_changes_not_changed BEFORE UPDATE ON attachment_changes FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER attachment_changes_go_if_disposed BEFORE DELETE ON attachment_changes FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('attachment_changes', 'attachment_id', 'n');
DROP TRIGGER attachment_files_not_deleted ON attachment_files;
CREATE TRIGGER attachment_files_go_if_disposed BEFORE DELETE ON attachment_files FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('attachment_files', 'address');
CREATE TRIGGER retention_acts_not_changed BEFORE UPDATE ON retention_acts FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER retention_acts_go_if_disposed BEFORE DELETE ON retention_acts FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('retention_acts', 'case_id', 'n');
DROP TRIGGER marks_only_grow ON marks;
CREATE TRIGGER marks_not_changed BEFORE UPDATE ON marks FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER marks_go_if_disposed BEFORE DELETE ON marks FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'case_id');
DROP TRIGGER restrictions_only_grow ON restrictions;
CREATE TRIGGER restrictions_not_changed BEFORE UPDATE ON restrictions FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER restrictions_go_if_disposed BEFORE DELETE ON restrictions FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'case_id');
DROP TRIGGER involvements_not_deleted ON involvements;
CREATE TRIGGER involvements_go_if_disposed BEFORE DELETE ON involvements FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'case_id');
DROP TRIGGER involvement_ends_only_grow ON involvement_ends;
CREATE TRIGGER involvement_ends_not_changed BEFORE UPDATE ON involvement_ends FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER involvement_ends_go_if_disposed BEFORE DELETE ON involvement_ends FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'case_id');
DROP TRIGGER emergencies_not_deleted ON emergencies;
CREATE TRIGGER emergencies_go_if_disposed BEFORE DELETE ON emergencies FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('cases', 'case_id');
DROP TRIGGER emergency_looks_only_grow ON emergency_looks;
CREATE TRIGGER emergency_looks_not_changed BEFORE UPDATE ON emergency_looks FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergency_looks_go_if_disposed BEFORE DELETE ON emergency_looks FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('emergency_looks', 'id', 'n');
CREATE TRIGGER retention_acts_not_emptied BEFORE TRUNCATE ON retention_acts FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER disposal_certificates_only_grow BEFORE UPDATE OR DELETE ON disposal_certificates FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER disposal_certificates_not_emptied BEFORE TRUNCATE ON disposal_certificates FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- Of a leaf whose row was disposed of the salt goes, and nothing else: without it
-- the hash tells nothing, even to somebody who guesses what the row said.
CREATE FUNCTION salt_goes_if_disposed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF length(NEW.salt) = 0 AND EXISTS (SELECT 1 FROM disposals d WHERE d.table_name = OLD.table_name AND d.row_key = OLD.row_key) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
END $$;
DROP TRIGGER seal_leaves_only_grow ON seal_leaves;
CREATE TRIGGER seal_leaves_not_changed BEFORE UPDATE OF n, table_name, row_key, form, row_hash, hashes ON seal_leaves FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER seal_leaves_not_deleted BEFORE DELETE ON seal_leaves FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER seal_leaves_salt_goes BEFORE UPDATE OF salt ON seal_leaves FOR EACH ROW EXECUTE FUNCTION salt_goes_if_disposed();

-- Who took a person over keeps what they know of it when the case is disposed of
-- where it came from.
ALTER TABLE handovers DROP CONSTRAINT handovers_from_register_from_case_fkey;
