-- Who has blocked whom. Both rows of a pair are written together, the one of the
-- lower id first: two who block each other at once do not meet.

-- name: block_lock_people :many
-- Lets only one transaction at a time go on with two people, the one of the lower id
-- first: each gets a row, and may get a mark in their own (sql/object/user_sight.sql).
-- in:  user user_id, other user_id
-- out: id user_id
SELECT u.id
  FROM users u
 WHERE u.id IN (:user, :other)
 ORDER BY u.id
-- @postgresql
   FOR NO KEY UPDATE
-- @end

-- name: block_facts :one
-- Whether the viewer has blocked another one, or else sees them; and how many they have
-- blocked, counted up to a limit.
-- in:  viewer user_id, other user_id, limit int
-- out: is_blocked bool, is_known bool, n int
SELECT COALESCE((SELECT b.is_mine FROM block b
                  WHERE b.user_id = :viewer AND b.other_id = :other), FALSE)
         AS is_blocked,
       COALESCE((SELECT {{person_visible o}} FROM users o WHERE o.id = :other), FALSE)
         AS is_known,
       (SELECT count(*)
          FROM (SELECT b.other_id FROM block b
                 WHERE b.user_id = :viewer AND b.is_mine LIMIT :limit) AS mine)
         AS n

-- name: block_add :exec
-- A user blocks another one, who may have done so before; known: and sees them.
-- in:  user user_id, other user_id, known bool, now time
INSERT INTO block (user_id, other_id, is_mine, is_known, created_at)
SELECT pair.user_id, pair.other_id, pair.is_mine, pair.is_mine AND :known, :now
  FROM (SELECT :user AS user_id, :other AS other_id, TRUE AS is_mine
        UNION ALL
        SELECT :other, :user, FALSE) AS pair
 WHERE TRUE
 ORDER BY pair.user_id
    ON CONFLICT (user_id, other_id) DO UPDATE
   SET is_mine = TRUE, is_known = excluded.is_known, created_at = excluded.created_at
 WHERE excluded.is_mine

-- name: block_lock :many
-- The rows of a pair, which stay as they are until the transaction ends.
-- in:  user user_id, other user_id
-- out: user_id user_id, is_mine bool
SELECT b.user_id, b.is_mine
  FROM block b
 WHERE (b.user_id = :user AND b.other_id = :other)
    OR (b.user_id = :other AND b.other_id = :user)
 ORDER BY b.user_id
 {{for_update}}

-- name: block_end :exec
-- A user blocks another one no more, who still does.
-- in:  user user_id, other user_id
UPDATE block SET is_mine = FALSE WHERE user_id = :user AND other_id = :other

-- name: block_remove :exec
-- Nobody of a pair blocks the other one any more.
-- in:  user user_id, other user_id
DELETE FROM block
 WHERE (user_id = :user AND other_id = :other)
    OR (user_id = :other AND other_id = :user)

-- name: block_list :many
-- Whom a user has blocked, the longest first, without those who are suspended. Who they
-- are is told of those whom they saw then.
-- in:  viewer user_id
-- out: user_id user_id, user.id user_id?, user.first_name text?, user.last_name text?,
--      user.image_url text?, created_at time
-- page: created_at, user_id
SELECT b.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url",
       b.created_at
  FROM (SELECT other_id AS user_id, is_known, created_at
          FROM block
         WHERE user_id = :viewer AND is_mine) AS b
  JOIN users o ON o.id = b.user_id AND o.suspended_at IS NULL
  LEFT JOIN users u ON u.id = b.user_id AND b.is_known
 WHERE (b.created_at, b.user_id) > (:after_created_at, :after_user_id)
 ORDER BY b.created_at, b.user_id
 LIMIT :limit

-- The answers of one to what the other one organizes.
-- fragment: answers_to organizer, guest
SELECT * FROM (
       SELECT r.event_id, r.user_id
         FROM block b
         JOIN rsvp r ON r.user_id = {guest} AND r.status <> 'removed'
         JOIN event e ON e.id = r.event_id AND e.organizer_id = {organizer}
        WHERE b.user_id = :user AND b.other_id = :other AND {{may_take_place e}}
        ORDER BY r.event_id
        LIMIT :limit) AS given

-- name: block_answers :many
-- What two who do not want to see each other have answered of each other's events
-- that may still take place: a page, in the order in which events are locked. Nothing when
-- neither blocks the other any more.
-- in:  user user_id, other user_id, now time, limit int
-- out: event_id event_id, user_id user_id
{{answers_to :user, :other}}
UNION ALL
{{answers_to :other, :user}}
ORDER BY event_id
LIMIT :limit

-- name: block_remove_invites :exec
-- The invites of one to the other go.
-- in:  user user_id, other user_id
DELETE FROM invite
 WHERE (by_id = :user AND user_id = :other) OR (by_id = :other AND user_id = :user)
