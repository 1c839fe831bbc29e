-- The hospitals and wards that a register knows by their codes, to choose from.
-- They are lists of places; the record keeps what was chosen in words of its own.
CREATE TABLE hospitals (
    register text NOT NULL REFERENCES registers (register),
    code text NOT NULL,
    name text NOT NULL,
    in_area integer NOT NULL,
    rating text NOT NULL,
    rated_on text,
    PRIMARY KEY (register, code)
);

CREATE TABLE wards (
    register text NOT NULL,
    hospital text NOT NULL,
    n integer NOT NULL,
    name text NOT NULL,
    security text NOT NULL,
    ward_kind text NOT NULL,
    bed_kind text NOT NULL,
    PRIMARY KEY (register, hospital, n),
    FOREIGN KEY (register, hospital) REFERENCES hospitals (register, code)
);
