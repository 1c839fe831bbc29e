-- Written in PostgreSQL's types; migrate.go says what becomes of them on each
-- engine. Days are YYYY-MM-DD, instants fixed-width UTC text: see instant.go.
-- The register is the first column of every key of what belongs to one.

CREATE TABLE registers (
    register text NOT NULL,
    name text NOT NULL,
    settings text NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (register)
);

CREATE TABLE users (
    id text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at text NOT NULL,
    disabled_at text,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX users_by_email ON users (email);

CREATE TABLE memberships (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    role text NOT NULL,
    PRIMARY KEY (register, user_id, role)
);
CREATE INDEX memberships_by_user ON memberships (user_id);

-- A session belongs to a user, whichever register they work in for now.
CREATE TABLE sessions (
    id text NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    working_in text NOT NULL,
    created_at text NOT NULL,
    seen_at text NOT NULL,
    ends_at text NOT NULL,
    ended_at text,
    PRIMARY KEY (id)
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE sign_in_failures (
    email text NOT NULL,
    at text NOT NULL,
    id text NOT NULL,
    address_hash text NOT NULL,
    PRIMARY KEY (email, at, id)
);
CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address_hash, at);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at);

-- The record. Everything about a person is computed from entries.

CREATE TABLE cases (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    version integer NOT NULL,
    head_hash bytea NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (register, id)
);

CREATE TABLE entries (
    register text NOT NULL,
    case_id text NOT NULL,
    seq integer NOT NULL,
    on_day text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    note text NOT NULL,
    recorded_at text NOT NULL,
    author_id text NOT NULL,
    author_name text NOT NULL,
    role text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (register, case_id, seq),
    FOREIGN KEY (register, case_id) REFERENCES cases (register, id)
);

CREATE TABLE audit (
    register text NOT NULL,
    at text NOT NULL,
    id text NOT NULL,
    user_id text NOT NULL,
    user_name text NOT NULL,
    role text NOT NULL,
    action text NOT NULL,
    case_id text NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (register, at, id)
);
CREATE INDEX audit_by_case ON audit (register, case_id, at, id);

-- What belongs to a user at work.

CREATE TABLE drafts (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    key text NOT NULL,
    case_id text NOT NULL,
    body text NOT NULL,
    version integer NOT NULL,
    updated_at text NOT NULL,
    PRIMARY KEY (register, user_id, key)
);

CREATE TABLE saved_views (
    register text NOT NULL REFERENCES registers (register),
    user_id text NOT NULL REFERENCES users (id),
    name text NOT NULL,
    query text NOT NULL,
    created_at text NOT NULL,
    PRIMARY KEY (register, user_id, name)
);

CREATE TABLE imports (
    register text NOT NULL REFERENCES registers (register),
    id text NOT NULL,
    user_id text NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL,
    file_name text NOT NULL,
    file_hash text NOT NULL,
    state text NOT NULL,
    mapping text NOT NULL,
    decisions text NOT NULL,
    review text NOT NULL,
    done integer NOT NULL,
    total integer NOT NULL,
    receipt text NOT NULL,
    problem text NOT NULL,
    PRIMARY KEY (register, id)
);
CREATE INDEX imports_by_time ON imports (register, created_at, id);
CREATE INDEX imports_by_file ON imports (register, file_hash);

CREATE TABLE import_files (
    register text NOT NULL,
    import_id text NOT NULL,
    file bytea NOT NULL,
    PRIMARY KEY (register, import_id),
    FOREIGN KEY (register, import_id) REFERENCES imports (register, id)
);

CREATE TABLE import_mappings (
    register text NOT NULL REFERENCES registers (register),
    key text NOT NULL,
    mapping text NOT NULL,
    updated_at text NOT NULL,
    PRIMARY KEY (register, key)
);
