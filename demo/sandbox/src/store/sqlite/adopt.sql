-- Takes over the tables of a database from before the migrations (until December 2026), and drops them.
INSERT INTO signing_sessions (number, id, signature_id, status, revision, created_at, expires_at, completed_at,
    request, approval_token, given_out_at)
SELECT number, id, signature_id, status, revision, created_at, expires_at, completed_at,
    request, approval_token,
    (SELECT coalesce(completed_at, created_at) WHERE EXISTS
        (SELECT 1 FROM items WHERE session = sessions.id AND signature IS NOT NULL))
FROM sessions;

INSERT INTO signing_documents (number, session, position, signature_id, completion)
SELECT number, id, 0, signature_id, completion
FROM sessions;

UPDATE last_session SET number = (SELECT coalesce(max(number), 0) FROM signing_sessions);

INSERT INTO signing_items (session, position, id, digest_algorithm, digest, signature)
SELECT session, position, id, digest_algorithm, digest, signature
FROM items;

INSERT INTO idempotency_keys (key, request_digest, created_at, status, body)
SELECT key, request_digest, created_at, status, body
FROM idempotency;

DROP TABLE items;
DROP TABLE sessions;
DROP TABLE idempotency;
