-- What was done, and by whom.

-- name: audit_add :exec
-- One thing done. details: a JSON object.
-- in:  id audit_id, now time, actor_kind text, actor user_id?, subject user_id?,
--      action text, object_kind text?, object uuid?, space space_id?,
--      ip_address text?, details json
INSERT INTO audit (id, at, actor_kind, actor_id, subject_id, action,
       object_kind, object_id, space_id, ip_address, details)
VALUES (:id, :now, :actor_kind, :actor, :subject, :action, :object_kind,
       :object, :space, :ip_address, :details)

-- name: audit_purge :exec
-- Forgets at most limit rows from before a time.
-- in:  before time, limit int
DELETE FROM audit
 WHERE id IN (SELECT id FROM audit WHERE at < :before LIMIT :limit)
