-- That two records are of two people joins the sealed log, and stays as it was
-- said until one of the two is disposed of.
CREATE TRIGGER not_same_not_changed BEFORE UPDATE ON not_same FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER not_same_go_if_disposed BEFORE DELETE ON not_same FOR EACH ROW EXECUTE FUNCTION goes_if_disposed('not_same', 'one_case', 'other_case');
CREATE TRIGGER not_same_not_emptied BEFORE TRUNCATE ON not_same FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before not same', ROW_NUMBER() OVER (ORDER BY at, register, one_case, other_case), 'not_same', register || '/' || one_case || '/' || other_case, 1 FROM not_same;
