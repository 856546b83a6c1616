-- name: category_list :many
-- Categories by name.
-- out: id category_id, name text, created_at time, updated_at time
-- page: name unique
SELECT id, name, created_at, updated_at
  FROM category
 WHERE name > :after_name
 ORDER BY name
 LIMIT :limit
