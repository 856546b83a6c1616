-- name: category_list :many
-- Categories by name.
-- in:  after_name text, limit int
-- out: id category_id, name text, created_at time, updated_at time
SELECT id, name, created_at, updated_at
  FROM category
 WHERE name > :after_name
 ORDER BY name
 LIMIT :limit

-- name: category_count_known :one
-- How many of some ids are categories. ids: a JSON array of ids.
-- in:  ids json
-- out: n int
SELECT count(*) AS n
  FROM category
 WHERE
-- @postgresql
       id IN (SELECT value::uuid FROM jsonb_array_elements_text(:ids))
-- @sqlite
       uuid_text(id) IN (SELECT value FROM json_each(:ids))
-- @end
