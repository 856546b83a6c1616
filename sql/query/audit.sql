-- What was done, and by whom.

-- name: audit_add :exec
-- One thing done. details: a JSON object. A user who administers the server is its clerk,
-- whatever else they are where it was done.
-- in:  id audit_id, now time, actor_kind text, actor user_id?, subject user_id?,
--      action text, object_kind text?, object uuid?, space space_id?,
--      ip_address text?, details json
INSERT INTO audit (id, at, actor_kind, actor_id, subject_id, action,
       object_kind, object_id, space_id, ip_address, details)
VALUES (:id, :now,
       CASE WHEN :actor_kind = 'user'
                 AND (SELECT u.role FROM users u WHERE u.id = :actor) = 'admin'
            THEN 'clerk' ELSE :actor_kind END, :actor, :subject, :action, :object_kind,
       :object, :space, :ip_address, :details)

-- name: audit_count :exec
-- One more of what happens to somebody so often that they get one row of it in a day.
-- Nobody who is to be erased gets another one: whoever erases them may have passed it.
-- in:  id audit_id, day time, subject user_id, action text
INSERT INTO audit AS a (id, at, actor_kind, subject_id, action, details)
SELECT :id, :day, 'worker', u.id, :action, {{audit_times 1}}
  FROM users u
 WHERE u.id = :subject AND u.erase_at IS NULL
    ON CONFLICT (id) DO UPDATE
   SET details = {{audit_times COALESCE(CAST(a.details ->> 'count' AS {{integer}}), 0) + 1}}

-- fragment: audit_times n
-- @postgresql
jsonb_build_object('count', {n})
-- @sqlite
json_object('count', {n})
-- @end

-- fragment: audit_out
id audit_id, created_at time, actor_kind text, actor_id user_id?,
subject_id user_id?, action text, object_kind text?, object_id uuid?,
space_id space_id?, details json

-- fragment: audit_latest condition
SELECT id, at AS created_at, actor_kind, actor_id, subject_id, action, object_kind,
       object_id, space_id, details
  FROM audit
 WHERE {condition} AND id < :after_id
 ORDER BY id DESC
 LIMIT :limit

-- name: audit_list :many
-- What was done in a space, the latest first.
-- in:  space space_id
-- out: {{audit_out}}
-- page: id desc
{{audit_latest space_id = :space}}

-- name: audit_list_of_action :many
-- What of one kind was done in a space, the latest first.
-- in:  space space_id, action text
-- out: {{audit_out}}
-- page: id desc
{{audit_latest space_id = :space AND action = :action}}

-- name: audit_list_by :many
-- What one person did in a space, the latest first.
-- in:  space space_id, actor user_id
-- out: {{audit_out}}
-- page: id desc
{{audit_latest space_id = :space AND actor_id = :actor}}

-- name: audit_list_by_of_action :many
-- What of one kind one person did in a space, the latest first.
-- in:  space space_id, actor user_id, action text
-- out: {{audit_out}}
-- page: id desc
{{audit_latest space_id = :space AND actor_id = :actor AND action = :action}}

-- name: audit_list_all :many
-- What was done anywhere, the latest first.
-- out: {{audit_out}}
-- page: id desc
{{audit_latest TRUE}}

-- name: audit_list_all_of_action :many
-- What of one kind was done anywhere, the latest first.
-- in:  action text
-- out: {{audit_out}}
-- page: id desc
{{audit_latest action = :action}}

-- name: audit_list_all_by :many
-- What one person did anywhere, the latest first.
-- in:  actor user_id
-- out: {{audit_out}}
-- page: id desc
{{audit_latest actor_id = :actor}}

-- name: audit_list_all_by_of_action :many
-- What of one kind one person did anywhere, the latest first.
-- in:  actor user_id, action text
-- out: {{audit_out}}
-- page: id desc
{{audit_latest actor_id = :actor AND action = :action}}

-- name: audit_purge :exec
-- Forgets at most limit rows from before a time, of which before is the least id.
-- in:  before audit_id, limit int
DELETE FROM audit
 WHERE id IN (SELECT id FROM audit WHERE id < :before ORDER BY id LIMIT :limit)
