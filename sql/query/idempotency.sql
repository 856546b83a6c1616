-- name: idempotency_claim :exec
-- The first request with a key gets a row; changes nothing for a later one, or
-- when its caller has limit of them. A later one that comes while the first is
-- still running waits for it.
-- in:  principal bytes, request_key text, request_hash bytes, now time, limit int
INSERT INTO idempotency (principal, request_key, request_hash, created_at)
SELECT :principal, :request_key, :request_hash, :now
 WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM idempotency kept
                               WHERE kept.principal = :principal
                               LIMIT :limit) AS of_caller) < :limit
    ON CONFLICT (principal, request_key) DO NOTHING

-- name: idempotency_get :one
-- The response that was given to the first request with a key.
-- in:  principal bytes, request_key text
-- out: request_hash bytes, status int?, headers text?, content_type text?,
--      body text?, created_at time
SELECT request_hash, status, headers, content_type, body, created_at
  FROM idempotency
 WHERE principal = :principal AND request_key = :request_key

-- name: idempotency_store :exec
-- Keeps the response, in the transaction of its effect.
-- in:  principal bytes, request_key text, status int, headers text,
--      content_type text?, body text
UPDATE idempotency
   SET status = :status, headers = :headers, content_type = :content_type,
       body = :body
 WHERE principal = :principal AND request_key = :request_key

-- name: idempotency_remove :exec
-- A key may be used anew.
-- in:  principal bytes, request_key text
DELETE FROM idempotency
 WHERE principal = :principal AND request_key = :request_key

-- name: idempotency_purge :exec
-- Forgets at most limit responses kept before a time.
-- in:  before time, limit int
DELETE FROM idempotency
 WHERE (principal, request_key) IN (SELECT principal, request_key
                                   FROM idempotency
                                  WHERE created_at < :before
                                  LIMIT :limit)
