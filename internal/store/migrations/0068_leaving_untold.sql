-- Who left the register and was not told why yet: an index that follows from the
-- entries. Everybody else has no row.
CREATE TABLE leaving_untold (
    register text NOT NULL,
    case_id text NOT NULL,
    left_on text NOT NULL,
    PRIMARY KEY (register, case_id)
);
