-- Codes of who has lost their factors.

-- name: recovery_code_add :exec
-- One more code.
-- in:  id recovery_code_id, user user_id, code bytes
INSERT INTO recovery_code (id, user_id, code) VALUES (:id, :user, :code)

-- name: recovery_code_left :many
-- Those of a user that were not used.
-- in:  user user_id
-- out: id recovery_code_id, code bytes
SELECT r.id, r.code
  FROM recovery_code r
 WHERE r.user_id = :user AND CASE WHEN r.used_at IS NULL THEN TRUE ELSE FALSE END
 ORDER BY r.id
 LIMIT 10

-- name: recovery_code_use :exec
-- It was used; changes nothing when it had been.
-- in:  id recovery_code_id, now time
UPDATE recovery_code SET used_at = :now WHERE id = :id AND used_at IS NULL

-- name: recovery_code_remove_all :exec
-- None of a user's works any more.
-- in:  user user_id
DELETE FROM recovery_code WHERE user_id = :user

-- name: recovery_code_sealed :many
-- A page of codes that a key seals.
-- in:  key bytes, after recovery_code_id, limit int
-- out: id recovery_code_id, value bytes?
SELECT r.id, r.code AS value
  FROM recovery_code r
 WHERE substr(r.code, 2, 4) = :key AND r.id > :after
 ORDER BY r.id
 LIMIT :limit

-- name: recovery_code_sealed_count :one
-- How many of them there are.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n FROM recovery_code r WHERE substr(r.code, 2, 4) = :key

-- name: recovery_code_reseal :exec
-- The same code under another key; nothing when it is another by now.
-- in:  id recovery_code_id, old bytes, new bytes
UPDATE recovery_code SET code = :new WHERE id = :id AND code = :old
