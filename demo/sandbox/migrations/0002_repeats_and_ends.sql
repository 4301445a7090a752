-- A session knows the request that opened it, and when its values were given out.

-- The Idempotency-Key of that request: a repeat finds its session even where the answer was never kept.
ALTER TABLE signing_sessions ADD COLUMN opening_key text;
CREATE INDEX signing_sessions_opening_key ON signing_sessions (opening_key);

-- From then on the signed document may exist, whatever becomes of the session.
ALTER TABLE signing_sessions ADD COLUMN given_out_at bigint;

-- Those of before were shown as soon as they were there.
UPDATE signing_sessions SET given_out_at = coalesce(completed_at, created_at)
WHERE EXISTS (SELECT 1 FROM signing_items WHERE session = signing_sessions.id AND signature IS NOT NULL);
