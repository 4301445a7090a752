-- Sessions, their digests and signatures, and answers already given.
-- Types and statements are those that SQLite and PostgreSQL share. Times are milliseconds since 1970-01-01T00:00:00Z.

-- One row is one session and the signature that it makes.
CREATE TABLE signing_sessions (
    number bigint NOT NULL PRIMARY KEY, -- order of creation, the history's cursor
    id text NOT NULL UNIQUE,
    signature_id text NOT NULL UNIQUE,
    status text NOT NULL,
    revision bigint NOT NULL DEFAULT 0, -- grows with each change that a waiting client must see
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    completed_at bigint,
    request text NOT NULL, -- JSON: document, mode, provider, metadata, origin
    completion text, -- JSON: digest and size of the signed document
    approval_token text -- goes out with the approval form and is good for one decision
);

-- Every look at a session first ends those beyond their time: only open ones are worth a search.
CREATE INDEX signing_sessions_open ON signing_sessions (expires_at)
    WHERE status IN ('awaiting_authorization', 'authorized', 'processing');

-- One row: the number of the newest session. Each new session locks it: numbers appear in their order.
CREATE TABLE last_session (number bigint NOT NULL);
INSERT INTO last_session (number) VALUES (0);

-- The digests that a session signs; the signature comes later.
CREATE TABLE signing_items (
    session text NOT NULL REFERENCES signing_sessions (id),
    position bigint NOT NULL,
    id text NOT NULL,
    digest_algorithm text NOT NULL,
    digest bytea NOT NULL,
    signature bytea,
    PRIMARY KEY (session, position)
);

-- The answers given to an Idempotency-Key; status is null while the first request is still at work.
CREATE TABLE idempotency_keys (
    key text NOT NULL PRIMARY KEY,
    request_digest bytea NOT NULL,
    created_at bigint NOT NULL,
    status bigint,
    body bytea
);
