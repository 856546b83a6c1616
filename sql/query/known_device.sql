-- From what people have signed in.

-- name: known_device_see :exec
-- Somebody has signed in from a device that they had signed in from before; was: its
-- hash, by whichever key.
-- in:  user user_id, was bytes, hash bytes, now time
UPDATE known_device SET device_hash = :hash, last_seen_at = :now
 WHERE user_id = :user AND device_hash = :was

-- name: known_device_has :one
-- Whether somebody had signed in before: from any, or by what knew of none yet.
-- in:  user user_id, session session_id
-- out: has_any bool
SELECT EXISTS (SELECT 1 FROM known_device d WHERE d.user_id = :user)
       OR EXISTS (SELECT 1 FROM session s
                   WHERE s.user_id = :user AND s.id <> :session) AS has_any

-- name: known_device_add :exec
-- Somebody has signed in from another; changes nothing when it is known meanwhile.
-- in:  user user_id, hash bytes, now time
INSERT INTO known_device (user_id, device_hash, created_at, last_seen_at)
VALUES (:user, :hash, :now, :now)
    ON CONFLICT (user_id, device_hash) DO NOTHING

-- name: known_device_purge :exec
-- Forgets at most limit from which nobody has signed in since a time, but not somebody's
-- last: without one, whoever came next would be the first. Each sweep looks at those.
-- in:  before time, limit int
DELETE FROM known_device
 WHERE (user_id, device_hash) IN (SELECT d.user_id, d.device_hash
                                    FROM known_device d
                                   WHERE d.last_seen_at < :before
                                     AND EXISTS (SELECT 1
                                                   FROM known_device l
                                                  WHERE l.user_id = d.user_id
                                                    AND (l.last_seen_at, l.device_hash)
                                                        > (d.last_seen_at, d.device_hash))
                                   LIMIT :limit)
