-- How events were, by who was there.

-- Whether so many have said how an event was that none of them is known by it.
-- fragment: feedback_is_shown
(SELECT count(*) FROM (SELECT f.user_id FROM feedback f
                        WHERE f.event_id = :event LIMIT 5) AS few) = 5

-- name: feedback_facts :one
-- What decides whether the viewer may say how an event was, and who may read it.
-- may_read: by a role in a space that it is in.
-- in:  event event_id, viewer user_id
-- out: is_visible bool, permissions int, may_read bool, status event_status,
--      start_time time, end_time time, has_attended bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       {{space_where_may e.cluster_id, 65536}} IS NOT NULL
         OR {{space_where_may e.group_id, 65536}} IS NOT NULL AS may_read,
       e.status, e.start_time, e.end_time,
       COALESCE((SELECT r.status = 'attending' AND r.attended IS NOT FALSE FROM rsvp r
                  WHERE r.event_id = e.id AND r.user_id = :viewer), FALSE)
         AS has_attended
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- fragment: feedback_out
id feedback_id, event_id event_id, rating int, comment text?, is_anonymous bool,
created_at time, updated_at time

-- fragment: feedback_columns
f.id, f.event_id, f.rating, f.comment, f.is_anonymous, f.created_at, f.updated_at

-- name: feedback_get :one
-- What a user has said of an event.
-- in:  event event_id, user user_id
-- out: {{feedback_out}}, _version int
SELECT {{feedback_columns}}, f.version AS _version
  FROM feedback f
 WHERE f.event_id = :event AND f.user_id = :user

-- name: feedback_list :many
-- What was said of an event, the latest first, without what suspended people said.
-- Who wants to be anonymous has no name. Nothing, where too few have said anything.
-- in:  event event_id
-- out: {{feedback_out}}, user.id user_id?, user.first_name text?,
--      user.last_name text?, user.image_url text?
-- page: id desc
SELECT {{feedback_columns}}, u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url"
  FROM feedback f
  LEFT JOIN users u ON u.id = f.user_id AND NOT f.is_anonymous
 WHERE f.event_id = :event AND f.id < :after_id
   AND CASE WHEN {{feedback_is_shown}}
                 AND (SELECT s.suspended_at FROM users s WHERE s.id = f.user_id) IS NULL
            THEN TRUE ELSE FALSE END
 ORDER BY f.id DESC
 LIMIT :limit

-- name: feedback_summary :one
-- How many have said how an event was, and what they said on the whole: of at least
-- five.
-- in:  event event_id
-- out: count int, average real?, ratings json?
SELECT s.count, CASE WHEN s.count >= 5 THEN s.average END AS average,
       CASE WHEN s.count >= 5 THEN
            {{json_of_numbers s.one, s.two, s.three, s.four, s.five}} END AS ratings
  FROM (SELECT count(*) AS count, {{average_of f.rating}} AS average,
               count(CASE f.rating WHEN 1 THEN 1 END) AS one,
               count(CASE f.rating WHEN 2 THEN 1 END) AS two,
               count(CASE f.rating WHEN 3 THEN 1 END) AS three,
               count(CASE f.rating WHEN 4 THEN 1 END) AS four,
               count(CASE f.rating WHEN 5 THEN 1 END) AS five
          FROM feedback f
         WHERE f.event_id = :event) AS s

-- fragment: json_of_numbers a, b, c, d, e
-- @postgresql
json_build_array({a}, {b}, {c}, {d}, {e})
-- @sqlite
json_array({a}, {b}, {c}, {d}, {e})
-- @end

-- fragment: average_of number
-- @postgresql
avg({number})::float8
-- @sqlite
avg({number})
-- @end

-- name: feedback_add :exec
-- Somebody says how an event was.
-- in:  event event_id, user user_id, id feedback_id, rating int, comment text?,
--      is_anonymous bool, now time
INSERT INTO feedback (event_id, user_id, id, rating, comment, is_anonymous,
       created_at, updated_at, version)
VALUES (:event, :user, :id, :rating, :comment, :is_anonymous, :now, :now, 1)

-- name: feedback_for_write :one
-- What is to be changed. The row stays locked.
-- in:  event event_id, user user_id
-- out: rating int, comment text?, is_anonymous bool, version int, end_time time
SELECT f.rating, f.comment, f.is_anonymous, f.version,
       (SELECT e.end_time FROM event e WHERE e.id = f.event_id) AS end_time
  FROM feedback f
 WHERE f.event_id = :event AND f.user_id = :user
 {{for_update}}

-- name: feedback_set :exec
-- Somebody says it otherwise.
-- in:  event event_id, user user_id, rating int, comment text?, is_anonymous bool,
--      now time
UPDATE feedback
   SET rating = :rating, comment = :comment, is_anonymous = :is_anonymous,
       updated_at = :now, version = version + 1
 WHERE event_id = :event AND user_id = :user

-- name: feedback_remove :exec
-- Somebody says nothing of an event any more.
-- in:  event event_id, user user_id
DELETE FROM feedback WHERE event_id = :event AND user_id = :user
