-- The sandbox's database. Every statement may run again on a database that already has it.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

-- One row is one session and the signature that it makes.
CREATE TABLE IF NOT EXISTS sessions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- order of creation, the history's cursor
    id TEXT NOT NULL UNIQUE,
    signature_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0, -- grows with each change that a waiting client must see
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    completed_at INTEGER,
    request TEXT NOT NULL, -- JSON: document, mode, provider, metadata, origin
    completion TEXT, -- JSON: digest and size of the signed document
    approval_token TEXT -- what the approval form must bring back, once
) STRICT;

-- What a session was asked to sign; the signature comes later.
CREATE TABLE IF NOT EXISTS items (
    session TEXT NOT NULL REFERENCES sessions (id),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    digest_algorithm TEXT NOT NULL,
    digest BLOB NOT NULL,
    signature BLOB,
    PRIMARY KEY (session, position)
) STRICT;

-- The answers given to an Idempotency-Key; status is null while the first request is still at work.
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY,
    request_digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    status INTEGER,
    body BLOB
) STRICT;
