-- A session may hold several documents, each with a signature of its own.

CREATE TABLE signing_documents (
    number bigint NOT NULL PRIMARY KEY, -- order of creation, the history's cursor
    session text NOT NULL REFERENCES signing_sessions (id),
    position bigint NOT NULL,
    signature_id text NOT NULL UNIQUE,
    completion text, -- JSON: digest and size of the signed document
    UNIQUE (session, position)
);
INSERT INTO signing_documents (number, session, position, signature_id, completion)
SELECT number, id, 0, signature_id, completion FROM signing_sessions;
ALTER TABLE signing_sessions DROP COLUMN completion;

-- The position of the document whose value it is.
ALTER TABLE signing_items ADD COLUMN document bigint NOT NULL DEFAULT 0;
