-- What people were seen to like, by the events that they came to.

-- name: learned_interest_next :one
-- The next of those who came to an event and let be learned of it what they like.
-- in:  event event_id, after user_id
-- out: user_id user_id
SELECT r.user_id
  FROM rsvp r
 WHERE r.event_id = :event AND {{is_in_audience r, 'attended'}} AND r.user_id > :after
   AND {{learns r.user_id}}
 ORDER BY r.user_id
 LIMIT 1

-- Whether somebody is matched, and lets be learned what they like.
-- fragment: learns user
COALESCE((SELECT s.is_on AND s.learns FROM match_setting s WHERE s.user_id = {user}), FALSE)

-- name: learned_interest_is_wanted :one
-- Whether somebody still lets it be learned.
-- in:  user user_id
-- out: is_wanted bool
SELECT {{learns :user}} AS is_wanted

-- name: learned_interest_about :many
-- What an event is about: its categories, and its tags, which a date that says nothing
-- of its own has from its series.
-- in:  event event_id
-- out: category_id category_id?, tag text?
SELECT x.category_id, NULL AS tag
  FROM event_category x
 WHERE x.event_id = :event
UNION ALL
-- @postgresql
SELECT NULL, t.value
  FROM event e
  LEFT JOIN event s ON s.id = e.series_id AND e.overrides & 159 = 0
 CROSS JOIN json_array_elements_text(COALESCE(s.tags, e.tags)) AS t
-- @sqlite
SELECT NULL, t.value
  FROM event e
  LEFT JOIN event s ON s.id = e.series_id AND e.overrides & 159 = 0
 CROSS JOIN json_each(COALESCE(s.tags, e.tags)) AS t
-- @end
 WHERE e.id = :event

-- name: learned_interest_list :many
-- All of somebody's.
-- in:  user user_id
-- out: category_id category_id?, tag text?, weight int, learned_at time
SELECT l.category_id, l.tag, l.weight, l.learned_at
  FROM learned_interest l
 WHERE l.user_id = :user

-- name: learned_interest_clear :exec
-- Nothing was learned of somebody.
-- in:  user user_id
DELETE FROM learned_interest WHERE user_id = :user

-- name: learned_interest_add :exec
-- Somebody was seen to like something.
-- in:  user user_id, category category_id?, tag text?, weight int, learned_at time
INSERT INTO learned_interest (user_id, category_id, tag, weight, learned_at)
VALUES (:user, :category, :tag, :weight, :learned_at)
