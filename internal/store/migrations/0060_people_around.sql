-- Who is around people by an office, and how it stands with an advocate: an
-- index that follows from the entries. Somebody of whom nothing of it is
-- recorded has no row.
CREATE TABLE people_around (
    register text NOT NULL,
    case_id text NOT NULL,
    social_worker text NOT NULL,
    advocate text NOT NULL,
    offer_again text,
    PRIMARY KEY (register, case_id)
);
