-- Who was kept from what, and by whom, stays as it was written.
CREATE TRIGGER restrictions_only_grow BEFORE UPDATE OR DELETE ON restrictions FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER restrictions_not_emptied BEFORE TRUNCATE ON restrictions FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER marks_only_grow BEFORE UPDATE OR DELETE ON marks FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER marks_not_emptied BEFORE TRUNCATE ON marks FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER involvements_not_deleted BEFORE DELETE ON involvements FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER involvements_not_emptied BEFORE TRUNCATE ON involvements FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
