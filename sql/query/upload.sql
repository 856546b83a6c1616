-- Files that come in pieces.

-- name: upload_add :exec
-- One that nothing has come of yet.
-- in:  id upload_id, user user_id, event event_id, cluster space_id?, metadata text,
--      filename text, content_type text?, size int, now time
INSERT INTO upload (id, user_id, event_id, cluster_id, metadata, filename, content_type,
       size, received, created_at, updated_at)
VALUES (:id, :user, :event, :cluster, :metadata, :filename, :content_type,
       :size, 0, :now, :now)

-- name: upload_get :one
-- How far it is; one that has become a file is whole.
-- in:  id upload_id, user user_id
-- out: id upload_id, event_id event_id, filename text, size int, received int,
--      metadata text?, updated_at time?
SELECT u.id, u.event_id, u.filename, u.size, u.received, u.metadata, u.updated_at
  FROM upload u
 WHERE u.id = :id AND u.user_id = :user
 UNION ALL
SELECT f.id, f.event_id, f.filename, f.size, f.size, NULL, NULL
  FROM file f
 WHERE f.id = :id AND f.uploaded_by = :user

-- name: upload_open :one
-- The same of one that is not whole, for who brings a piece and has its file alone.
-- in:  id upload_id, user user_id
-- out: event_id event_id, filename text, content_type text?, size int, received int
SELECT u.event_id, u.filename, u.content_type, u.size, u.received
  FROM upload u
 WHERE u.id = :id AND u.user_id = :user

-- name: upload_advance :exec
-- So much has come; changes nothing when it was another piece's turn.
-- in:  id upload_id, received int, now_received int, now time
UPDATE upload
   SET received = :now_received, updated_at = :now
 WHERE id = :id AND received = :received

-- name: upload_remove :exec
-- Forgets it.
-- in:  id upload_id, user user_id
DELETE FROM upload WHERE id = :id AND user_id = :user

-- name: upload_purge :exec
-- Forgets at most limit of those of which nothing has come since a time.
-- in:  before time, limit int
DELETE FROM upload
 WHERE id IN (SELECT old.id
                FROM upload old
               WHERE old.updated_at < :before
               ORDER BY old.updated_at
               LIMIT :limit)
