-- Who is kept out of spaces.

-- name: ban_put :exec
-- Keeps somebody out, from now on or for other reasons than before.
-- in:  space space_id, user user_id, by user_id, reason text?, expires_at time?,
--      now time
INSERT INTO ban (space_id, user_id, by_id, reason, expires_at, created_at)
VALUES (:space, :user, :by, :reason, :expires_at, :now)
    ON CONFLICT (space_id, user_id) DO UPDATE
   SET by_id = :by, reason = :reason, expires_at = :expires_at

-- name: ban_remove :exec
-- Lets somebody in again.
-- in:  space space_id, user user_id
DELETE FROM ban WHERE space_id = :space AND user_id = :user

-- name: ban_list :many
-- Who is kept out of a space, the longest first.
-- in:  space space_id, now time
-- out: user_id user_id, user.id user_id, user.first_name text, user.last_name text,
--      user.image_url text?, by_id user_id?, reason text?, expires_at time?,
--      created_at time
-- page: created_at, user_id
SELECT b.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url",
       b.by_id, b.reason, b.expires_at, b.created_at
  FROM ban b
  JOIN users u ON u.id = b.user_id
 WHERE b.space_id = :space AND (b.expires_at IS NULL OR b.expires_at > :now)
   AND (b.created_at, b.user_id) > (:after_created_at, :after_user_id)
 ORDER BY b.created_at, b.user_id
 LIMIT :limit

-- name: ban_purge :exec
-- Forgets at most limit bans that were over before a time.
-- in:  before time, limit int
DELETE FROM ban
 WHERE (space_id, user_id) IN (
       SELECT space_id, user_id FROM ban
        WHERE expires_at < :before LIMIT :limit)
