-- What people say that they like.

-- What somebody likes but for categories that were retired, what they like most first,
-- of the same weight categories before tags: an array of objects.
-- fragment: liked_in table
-- @postgresql
(SELECT COALESCE(json_agg(json_build_object('category_id', i.category_id, 'tag', i.tag,
         'weight', i.weight) ORDER BY i.weight DESC, c.name IS NULL, c.name, i.tag), '[]')
   FROM {table} i
   LEFT JOIN category c ON c.id = i.category_id
  WHERE i.user_id = :user AND c.retired_at IS NULL)
-- @sqlite
(SELECT json_group_array(json_object('category_id', uuid_text(liked.category_id),
         'tag', liked.tag, 'weight', liked.weight))
   FROM (SELECT i.category_id, i.tag, i.weight
           FROM {table} i
           LEFT JOIN category c ON c.id = i.category_id
          WHERE i.user_id = :user AND c.retired_at IS NULL
          ORDER BY i.weight DESC, c.name IS NULL, c.name, i.tag) AS liked)
-- @end

-- name: interest_get :one
-- All of somebody's, as they said it and as it was learned.
-- in:  user user_id
-- out: interests json, learned json
SELECT {{liked_in interest}} AS interests, {{liked_in learned_interest}} AS learned

-- name: interest_clear :exec
-- Forgets all of somebody's, or only the categories.
-- in:  user user_id, only_categories bool
DELETE FROM interest
 WHERE user_id = :user AND (category_id IS NOT NULL OR NOT :only_categories)

-- name: interest_add_category :exec
-- Somebody likes a category; nothing when there is none, or nobody chooses it any more.
-- in:  user user_id, category category_id, weight int
INSERT INTO interest (user_id, category_id, weight)
SELECT :user, c.id, :weight
  FROM category c
 WHERE c.id = :category AND c.retired_at IS NULL
    ON CONFLICT (user_id, category_id) DO UPDATE SET weight = :weight

-- name: interest_add_tag :exec
-- Somebody likes what a word says.
-- in:  user user_id, tag text, weight int
INSERT INTO interest (user_id, tag, weight)
VALUES (:user, :tag, :weight)
    ON CONFLICT (user_id, tag) DO UPDATE SET weight = :weight
