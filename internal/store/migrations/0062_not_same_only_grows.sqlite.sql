-- That two records are of two people joins the sealed log, and stays as it was
-- said until one of the two is disposed of.
CREATE TRIGGER not_same_not_changed BEFORE UPDATE ON not_same BEGIN SELECT RAISE(ABORT, 'not_same only grow'); END;
CREATE TRIGGER not_same_go_if_disposed BEFORE DELETE ON not_same WHEN NOT EXISTS (SELECT 1 FROM disposals d WHERE d.register = OLD.register AND d.table_name = 'not_same' AND d.row_key = OLD.register || '/' || OLD.one_case || '/' || OLD.other_case) BEGIN SELECT RAISE(ABORT, 'not_same only grow'); END;
INSERT INTO unsealed (at, work, n, table_name, row_key, form)
    SELECT at, 'before not same', ROW_NUMBER() OVER (ORDER BY at, register, one_case, other_case), 'not_same', register || '/' || one_case || '/' || other_case, 1 FROM not_same;
