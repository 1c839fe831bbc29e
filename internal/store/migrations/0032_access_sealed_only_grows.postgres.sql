-- What was given and opened, and what became of it, stays as it was written.
CREATE TRIGGER involvement_ends_only_grow BEFORE UPDATE OR DELETE ON involvement_ends FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER involvement_ends_not_emptied BEFORE TRUNCATE ON involvement_ends FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergency_looks_only_grow BEFORE UPDATE OR DELETE ON emergency_looks FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergency_looks_not_emptied BEFORE TRUNCATE ON emergency_looks FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER involvements_not_changed BEFORE UPDATE OF register, case_id, id, user_id, organisation, relation, subject, agreed, since, given_until, given_at, given_by, given_name ON involvements
    FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergencies_not_changed BEFORE UPDATE OF register, id, case_id, user_id, user_name, role, reason, opened_at, closes_at ON emergencies
    FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergencies_not_deleted BEFORE DELETE ON emergencies FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER emergencies_not_emptied BEFORE TRUNCATE ON emergencies FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
