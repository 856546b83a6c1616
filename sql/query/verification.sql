-- name: verification_add :exec
-- A link and a code are about to be mailed.
-- in:  id verification_id, user user_id, purpose text, email text, space space_id?,
--      now time, expires time, code_expires time
INSERT INTO verification (id, user_id, purpose, email, space_id, created_at,
       expires_at, code_expires_at, tries)
VALUES (:id, :user, :purpose, :email, :space, :now, :expires, :code_expires, 0)

-- name: verification_end_codes :exec
-- One live code per user and purpose: the ones mailed before stop working.
-- in:  user user_id, purpose text, now time
UPDATE verification SET code_expires_at = :now
 WHERE user_id = :user AND purpose = :purpose AND code_expires_at > :now

-- name: verification_latest :one
-- The last mail of a kind, and when it was asked for.
-- in:  user user_id, purpose text
-- out: id verification_id, created_at time
SELECT id, created_at
  FROM verification
 WHERE user_id = :user AND purpose = :purpose
 ORDER BY created_at DESC, id DESC
 LIMIT 1

-- name: verification_for_token :one
-- What a mailed link stands for.
-- in:  id verification_id, purpose text
-- out: user_id user_id, email text, expires_at time, is_used bool, is_current bool,
--      is_suspended bool, is_leaving bool
SELECT v.user_id, v.email, v.expires_at, v.used_at IS NOT NULL AS is_used,
       v.email = u.email AS is_current,
       u.suspended_at IS NOT NULL AS is_suspended,
       COALESCE(u.suspended_at = u.erase_asked_at, FALSE) AS is_leaving
  FROM verification v
  JOIN users u ON u.id = v.user_id
 WHERE v.id = :id AND v.purpose = :purpose

-- name: verification_try :one
-- A code is tried: that of the user's last mail, if it was not used and was tried
-- less than tries_max times.
-- in:  user user_id, purpose text, tries_max int
-- out: id verification_id, code_expires_at time, email text, space_id space_id?
UPDATE verification SET tries = tries + 1
 WHERE id = (SELECT v.id
               FROM verification v
              WHERE v.user_id = :user AND v.purpose = :purpose
              ORDER BY v.created_at DESC, v.id DESC
              LIMIT 1)
   AND used_at IS NULL AND tries < :tries_max
RETURNING id, code_expires_at, email, space_id

-- name: verification_use :exec
-- The link or code has had its effect; changes nothing the second time, or when
-- it has been ended.
-- in:  id verification_id, now time
UPDATE verification SET used_at = :now
 WHERE id = :id AND used_at IS NULL AND expires_at > created_at

-- name: verification_end_all :exec
-- No link or code of a user for a purpose works any more, whatever the time of
-- the request that shows it: a row that expired when it was made has been ended.
-- in:  user user_id, purpose text
UPDATE verification SET expires_at = created_at, code_expires_at = created_at
 WHERE user_id = :user AND purpose = :purpose AND expires_at > created_at

-- name: verification_remove_all :exec
-- Forgets every link and code of a user for a purpose.
-- in:  user user_id, purpose text
DELETE FROM verification WHERE user_id = :user AND purpose = :purpose

-- name: verification_remove_since :exec
-- Forgets those of a user for a purpose that were made no earlier than one.
-- in:  user user_id, purpose text, id verification_id
DELETE FROM verification WHERE user_id = :user AND purpose = :purpose AND id >= :id

-- name: verification_purge :exec
-- Forgets at most limit what expired before a time.
-- in:  before time, limit int
DELETE FROM verification
 WHERE id IN (SELECT id
             FROM verification
            WHERE expires_at < :before
            LIMIT :limit)
