-- Files of events.

-- Whether the viewer may do something in a space that an event is in, or it is in
-- none.
-- fragment: event_lets event, permissions
(({event}.cluster_id IS NULL AND {event}.group_id IS NULL)
 OR {{space_where_may {event}.cluster_id, {permissions}}} IS NOT NULL
 OR {{space_where_may {event}.group_id, {permissions}}} IS NOT NULL)

-- name: file_event :one
-- What decides whether the viewer may add a file to an event; may_upload: as one who
-- comes.
-- in:  event event_id, viewer user_id, now time
-- out: is_visible bool, permissions int, may_upload bool, cluster_id space_id?
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       e.attendees_upload
         AND COALESCE((SELECT r.status FROM rsvp r
                        WHERE r.event_id = e.id AND r.user_id = :viewer), '') = 'attending'
         AND {{event_lets e, 8388608}}
         AND NOT {{event_bars e}} AND NOT {{event_closes e}} AS may_upload,
       e.cluster_id
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: file_event_shown :one
-- Whether the viewer sees an event.
-- in:  event event_id, viewer user_id?
-- out: is_visible bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible
  FROM event e
 WHERE e.id = :event

-- fragment: file_out
id file_id, event_id event_id, uploaded_by user_id?, filename text, content_type text,
size int, sha256 bytes, width int?, height int?, file_url text, preview_url text?,
created_at time

-- fragment: file_columns
f.id, f.event_id,
CASE WHEN {{not_blocked f.uploaded_by}} THEN f.uploaded_by END AS uploaded_by,
f.filename, f.content_type, f.size, f.sha256, f.width, f.height,
'/api/v1/files/' || {{id_text f.id}} || '/content' AS file_url,
CASE WHEN f.has_preview
     THEN '/api/v1/files/' || {{id_text f.id}} || '/content?size=320' END AS preview_url,
f.created_at

-- name: file_list :many
-- The files of an event, the latest first.
-- in:  event event_id, viewer user_id?
-- out: {{file_out}}
-- page: id desc
SELECT {{file_columns}}
  FROM file f
 WHERE f.event_id = :event AND f.id < :after_id
 ORDER BY f.id DESC
 LIMIT :limit

-- name: file_get :one
-- A file of an event that the viewer sees.
-- in:  id file_id, viewer user_id?
-- out: {{file_out}}
SELECT {{file_columns}}
  FROM file f
  JOIN event e ON e.id = f.event_id
 WHERE f.id = :id AND {{event_visible e}}

-- name: file_facts :one
-- What is sent of a file, and who may have it removed: may_remove: whoever uploaded
-- it, or moderates files.
-- in:  id file_id, viewer user_id
-- out: event_id event_id, cluster_id space_id?, uploaded_by user_id, filename text,
--      is_visible bool, permissions int, may_remove bool
SELECT f.event_id, e.cluster_id, f.uploaded_by, f.filename,
       COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       f.uploaded_by = :viewer
         OR {{space_where_may e.cluster_id, 16777216}} IS NOT NULL
         OR {{space_where_may e.group_id, 16777216}} IS NOT NULL AS may_remove
  FROM file f
  JOIN event e ON e.id = f.event_id
  JOIN users u ON u.id = :viewer
 WHERE f.id = :id

-- name: file_room :one
-- What a person's files take, and those of a cluster's events.
-- in:  user user_id, cluster space_id?
-- out: of_user int, of_cluster int
SELECT u.file_bytes AS of_user, COALESCE(s.file_bytes, 0) AS of_cluster
  FROM users u
  LEFT JOIN space s ON s.id = :cluster
 WHERE u.id = :user

-- name: file_add :exec
-- A file whose bytes are kept.
-- in:  id file_id, event event_id, cluster space_id?, user user_id, filename text,
--      content_type text, size int, sha256 bytes, width int?, height int?, now time
INSERT INTO file (id, event_id, cluster_id, uploaded_by, filename, content_type, size,
       sha256, width, height, created_at)
VALUES (:id, :event, :cluster, :user, :filename, :content_type, :size, :sha256, :width,
       :height, :now)

-- name: file_set_preview :exec
-- There are smaller pictures of it now, which take so many bytes.
-- in:  id file_id, bytes int
UPDATE file SET has_preview = TRUE, preview_bytes = :bytes WHERE id = :id

-- name: file_rename :exec
-- Calls a file otherwise.
-- in:  id file_id, filename text
UPDATE file SET filename = :filename WHERE id = :id

-- name: file_remove :exec
-- Forgets a file.
-- in:  id file_id
DELETE FROM file WHERE id = :id

-- name: file_content :one
-- What is sent of a file.
-- in:  id file_id, viewer user_id?
-- out: filename text, content_type text, size int, sha256 bytes, has_preview bool,
--      is_visible bool
SELECT f.filename, f.content_type, f.size, f.sha256, f.has_preview,
       COALESCE({{event_visible e}}, FALSE) AS is_visible
  FROM file f
  JOIN event e ON e.id = f.event_id
 WHERE f.id = :id

-- name: file_is_known :one
-- Whether a file has a row, or will have one when all of it has come, or is what
-- somebody has asked for of themselves.
-- in:  id file_id
-- out: id file_id
SELECT f.id FROM file f WHERE f.id = :id
 UNION ALL
SELECT u.id FROM upload u WHERE u.id = :id
 UNION ALL
SELECT x.file_id FROM export x WHERE x.file_id = :id

-- name: file_check :many
-- What is known of the bytes of files, by id, behind one.
-- in:  after_id file_id, limit int
-- out: id file_id, size int, sha256 bytes
SELECT f.id, f.size, f.sha256
  FROM file f
 WHERE f.id > :after_id
 ORDER BY f.id
 LIMIT :limit

-- What the files of somebody take, as file_room.sql counts, and what they have begun.
-- fragment: file_room_taken of_file, of_upload, id
CAST((SELECT COALESCE(SUM(f.size + f.preview_bytes + 4096), 0) FROM file f WHERE {of_file} = {id})
   + (SELECT COALESCE(SUM(p.size + 4096), 0) FROM upload p WHERE {of_upload} = {id})
  AS {{integer}})

-- name: file_room_of_people :many
-- What is counted of people's files, and what they take, by id, behind one.
-- in:  after_id user_id, limit int
-- out: id user_id, counted int, taken int
SELECT u.id, u.file_bytes AS counted,
       {{file_room_taken f.uploaded_by, p.user_id, u.id}} AS taken
  FROM users u
 WHERE u.id > :after_id
 ORDER BY u.id
 LIMIT :limit

-- name: file_room_of_spaces :many
-- The same of spaces.
-- in:  after_id space_id, limit int
-- out: id space_id, counted int, taken int
SELECT s.id, s.file_bytes AS counted,
       {{file_room_taken f.cluster_id, p.cluster_id, s.id}} AS taken
  FROM space s
 WHERE s.id > :after_id
 ORDER BY s.id
 LIMIT :limit

-- name: file_room_mend_person :exec
-- Counts a person's files anew; needs them locked.
-- in:  id user_id
UPDATE users
   SET file_bytes = {{file_room_taken f.uploaded_by, p.user_id, users.id}}
 WHERE id = :id

-- name: file_room_mend_space :exec
-- Counts a space's files anew; needs it locked.
-- in:  id space_id
UPDATE space
   SET file_bytes = {{file_room_taken f.cluster_id, p.cluster_id, space.id}}
 WHERE id = :id
