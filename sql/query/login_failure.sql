-- name: login_failure_count :one
-- Failed logins under a key since a time.
-- in:  throttle_key bytes, since time
-- out: n int
SELECT count(*) AS n
  FROM login_failure
 WHERE throttle_key = :throttle_key AND failed_at > :since

-- name: login_failure_add :exec
-- One more failed login.
-- in:  id uuid, throttle_key bytes, now time
INSERT INTO login_failure (throttle_key, failed_at, id)
VALUES (:throttle_key, :now, :id)

-- name: login_failure_clear :exec
-- The right password was given.
-- in:  throttle_key bytes
DELETE FROM login_failure WHERE throttle_key = :throttle_key

-- name: login_failure_purge :exec
-- Forgets at most limit failures before a time.
-- in:  before time, limit int
DELETE FROM login_failure
 WHERE id IN (SELECT id
             FROM login_failure
            WHERE failed_at < :before
            LIMIT :limit)
