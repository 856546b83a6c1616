-- Factors, and the codes of who has lost theirs.

-- name: factor_sealed :many
-- A page of secrets that a key seals.
-- in:  key bytes, after factor_id, limit int
-- out: id factor_id, value bytes?
SELECT f.id, f.secret AS value
  FROM factor f
 WHERE f.secret IS NOT NULL AND substr(f.secret, 2, 4) = :key AND f.id > :after
 ORDER BY f.id
 LIMIT :limit

-- name: factor_sealed_count :one
-- How many of them there are.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n
  FROM factor f
 WHERE f.secret IS NOT NULL AND substr(f.secret, 2, 4) = :key

-- name: factor_reseal :exec
-- The same secret under another key; nothing when it is another by now.
-- in:  id factor_id, old bytes, new bytes
UPDATE factor SET secret = :new WHERE id = :id AND secret = :old

-- name: factor_add :exec
-- A factor that its person has yet to confirm.
-- in:  id factor_id, user user_id, kind factor_kind, name text, secret bytes?, now time
INSERT INTO factor (id, user_id, kind, name, secret, last_step, sign_count, is_backed_up,
       failures, created_at)
VALUES (:id, :user, :kind, :name, :secret, 0, 0, FALSE, 0, :now)

-- name: factor_list :many
-- A user's factors, the oldest first.
-- in:  user user_id
-- out: id factor_id, kind factor_kind, name text, is_backed_up bool, created_at time,
--      confirmed_at time?, last_used_at time?
-- page: created_at, id
SELECT f.id, f.kind, f.name, f.is_backed_up, f.created_at, f.confirmed_at, f.last_used_at
  FROM factor f
 WHERE f.user_id = :user AND (f.created_at, f.id) > (:after_created_at, :after_id)
 ORDER BY f.created_at, f.id
 LIMIT :limit

-- name: factor_kinds :one
-- Of which kinds a user has confirmed factors, and how many there are.
-- in:  user user_id
-- out: totp int, passkey int
SELECT count(CASE WHEN f.kind = 'totp' THEN 1 END) AS totp,
       count(CASE WHEN f.kind = 'passkey' THEN 1 END) AS passkey
  FROM factor f
 WHERE f.user_id = :user AND CASE WHEN f.confirmed_at IS NULL THEN FALSE ELSE TRUE END

-- name: factor_drop_waiting :exec
-- Forgets what somebody has begun to add.
-- in:  user user_id
DELETE FROM factor WHERE user_id = :user AND confirmed_at IS NULL

-- name: factor_find :one
-- One factor of a user.
-- in:  id factor_id, user user_id
-- out: id factor_id, kind factor_kind, secret bytes?, is_confirmed bool
SELECT f.id, f.kind, f.secret, f.confirmed_at IS NOT NULL AS is_confirmed
  FROM factor f
 WHERE f.id = :id AND f.user_id = :user

-- name: factor_count_waiting :exec
-- Somebody tries to confirm one; changes nothing when they have so often, or it was.
-- in:  id factor_id, user user_id, failures_max int
UPDATE factor
   SET failures = failures + 1
 WHERE id = :id AND user_id = :user AND confirmed_at IS NULL AND failures < :failures_max

-- name: factor_confirm :exec
-- Its person has shown that they have it; changes nothing when they had before.
-- in:  id factor_id, step int, now time
UPDATE factor
   SET confirmed_at = :now, last_used_at = :now, last_step = :step, failures = 0
 WHERE id = :id AND confirmed_at IS NULL

-- name: factor_remove :exec
-- A factor is none any more.
-- in:  id factor_id
DELETE FROM factor WHERE id = :id

-- name: factor_count_try :many
-- Somebody tries to show a factor of a user, which counts as wrong until it is accepted:
-- not while too many were wrong.
-- in:  user user_id, now time, failures_max int, until time
-- out: id factor_id, kind factor_kind, secret bytes?
UPDATE factor
   SET failures = CASE WHEN failures + 1 >= :failures_max THEN 0 ELSE failures + 1 END,
       locked_until = CASE WHEN failures + 1 >= :failures_max THEN :until END
 WHERE user_id = :user AND confirmed_at IS NOT NULL
   AND (locked_until IS NULL OR locked_until <= :now)
RETURNING id, kind, secret

-- name: factor_locked_until :one
-- Until when no factor of a user is taken.
-- in:  user user_id
-- out: until time?
SELECT max(f.locked_until) AS until
  FROM factor f
 WHERE f.user_id = :user

-- name: factor_use :exec
-- The code of a step was right; changes nothing when it, or a later one, was used before.
-- in:  id factor_id, step int, now time
UPDATE factor SET last_step = :step, last_used_at = :now WHERE id = :id AND last_step < :step

-- name: factor_forgive :exec
-- What a user has shown was right: nothing was wrong.
-- in:  user user_id
UPDATE factor SET failures = 0, locked_until = NULL WHERE user_id = :user

-- name: factor_credentials :many
-- The passkeys of a user, to be told apart from new ones.
-- in:  user user_id
-- out: credential_id bytes?
SELECT f.credential_id
  FROM factor f
 WHERE f.user_id = :user AND CASE WHEN f.credential_id IS NULL THEN FALSE ELSE TRUE END
 ORDER BY f.created_at, f.id
 LIMIT 10

-- name: factor_by_credential :one
-- Whose passkey it is.
-- in:  credential bytes
-- out: id factor_id, user_id user_id, public_key bytes?
SELECT f.id, f.user_id, f.public_key FROM factor f WHERE f.credential_id = :credential

-- name: factor_confirm_passkey :exec
-- Its person has made it; changes nothing when they had before.
-- in:  id factor_id, credential bytes, key bytes, count int, is_backed_up bool, now time
UPDATE factor
   SET confirmed_at = :now, last_used_at = :now, credential_id = :credential,
       public_key = :key, sign_count = :count, is_backed_up = :is_backed_up,
       failures = 0
 WHERE id = :id AND kind = 'passkey' AND confirmed_at IS NULL

-- name: factor_sign :exec
-- A passkey has signed. Changes nothing when its count has not grown, unless it does not
-- count.
-- in:  id factor_id, count int, is_backed_up bool, now time
UPDATE factor
   SET sign_count = :count, is_backed_up = :is_backed_up, last_used_at = :now
 WHERE id = :id AND (sign_count < :count OR (sign_count = 0 AND :count = 0))

-- name: factor_remove_all :exec
-- Somebody has none any more.
-- in:  user user_id
DELETE FROM factor WHERE user_id = :user

-- name: factor_lacking :many
-- People of a role who can act and have no second step.
-- in:  role user_role, limit int
-- out: email text
SELECT u.email
  FROM users u
 WHERE u.role = :role
   AND CASE WHEN u.is_verified AND NOT u.is_guest AND u.suspended_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM factor f
                              WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
            THEN TRUE ELSE FALSE END
 ORDER BY u.role, u.id
 LIMIT :limit
