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
-- in:  id factor_id, user user_id, kind text, name text, secret bytes?, now time
INSERT INTO factor (id, user_id, kind, name, secret, last_step, sign_count, is_backed_up,
       failures, created_at)
VALUES (:id, :user, :kind, :name, :secret, 0, 0, FALSE, 0, :now)
