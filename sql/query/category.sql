-- fragment: category_out
id category_id, name text, created_at time, updated_at time

-- name: category_list :many
-- Categories by name, without those that were retired.
-- out: {{category_out}}
-- page: name unique
SELECT id, name, created_at, updated_at
  FROM category
 WHERE name > :after_name AND retired_at IS NULL
 ORDER BY name
 LIMIT :limit

-- name: category_get :one
-- One category, of its id or its name; the other is NULL.
-- in:  id category_id?, name text?
-- out: {{category_out}}
SELECT id, name, created_at, updated_at
  FROM category
 WHERE id = :id OR name = :name

-- name: category_add :exec
-- A new category; one of this name that was retired comes back, and nothing
-- changes when there is another.
-- in:  id category_id, name text, now time
INSERT INTO category (id, name, created_at, updated_at, version)
VALUES (:id, :name, :now, :now, 1)
    ON CONFLICT (name) DO UPDATE
   SET retired_at = NULL, updated_at = :now, version = category.version + 1
 WHERE category.retired_at IS NOT NULL

-- name: category_set :exec
-- Another name; nothing when there is no such category.
-- in:  id category_id, name text, now time
UPDATE category
   SET name = :name, updated_at = :now, version = version + 1
 WHERE id = :id AND retired_at IS NULL

-- name: category_lock :one
-- Whether events have a category; none can get it until the transaction ends.
-- in:  id category_id
-- out: is_used bool
SELECT (SELECT x.event_id FROM event_category x
         WHERE x.category_id = c.id LIMIT 1) IS NOT NULL AS is_used
  FROM category c
 WHERE c.id = :id AND c.retired_at IS NULL
-- @postgresql
   FOR UPDATE OF c
-- @end

-- name: category_remove :exec
-- A category that no event has goes.
-- in:  id category_id
DELETE FROM category WHERE id = :id

-- name: category_retire :exec
-- Nobody chooses a category any more.
-- in:  id category_id, now time
UPDATE category
   SET retired_at = :now, updated_at = :now, version = version + 1
 WHERE id = :id
