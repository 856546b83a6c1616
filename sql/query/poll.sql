-- Polls.

-- What a manager writes.
-- fragment: poll_input
title text, description text?, timezone text, length_min int, deadline time?,
hide_votes bool

-- fragment: poll_out
id poll_id, title text, description text?, timezone text, length_min int,
cluster_id space_id?, group_id space_id?, deadline time?, hide_votes bool,
status poll_status, created_by user_id, event_id event_id?, people_count int,
answered_count int, my_answered_at time?, my_share_busy bool, created_at time,
updated_at time

-- fragment: poll_columns
p.id, p.title, p.description, p.timezone, p.length_min, p.cluster_id, p.group_id,
p.deadline, p.hide_votes, {{poll_status p}} AS status, p.created_by, p.event_id,
(SELECT count(*) FROM poll_person w WHERE w.poll_id = p.id) AS people_count,
(SELECT count(w.answered_at) FROM poll_person w WHERE w.poll_id = p.id) AS answered_count,
mine.answered_at AS my_answered_at, COALESCE(mine.shares_busy, FALSE) AS my_share_busy,
p.created_at, p.updated_at

-- fragment: poll_mine
LEFT JOIN poll_person mine ON mine.poll_id = p.id AND mine.user_id = :viewer

-- Time changes a poll too, so what it is at a time is part of its version.
-- fragment: poll_version poll
{poll}.version * 2 + CASE WHEN {poll}.status <> {{poll_status {poll}}} THEN 1 ELSE 0 END

-- name: poll_get :one
-- One poll as the viewer sees it.
-- in:  id poll_id, viewer user_id, now time
-- out: {{poll_out}}, _version int
SELECT {{poll_columns}}, {{poll_version p}} AS _version
  FROM poll p
  {{poll_mine}}
 WHERE p.id = :id AND {{poll_visible p}}

-- Whether nobody is told what others said, yet.
-- fragment: poll_hides poll
CASE WHEN {poll}.hide_votes THEN {{poll_status {poll}}} = 'open' ELSE FALSE END

-- fragment: votes_for answer
CASE WHEN {{poll_hides p}} THEN NULL
     ELSE (SELECT count(*) FROM poll_vote t
            WHERE t.option_id = o.id AND t.answer = {answer}) END

-- Who said what, without those whom the viewer does not see.
-- fragment: voters
-- @postgresql
(SELECT COALESCE(json_agg(json_build_object('user_id', said.user_id, 'answer', said.answer)),
                 '[]')
-- @sqlite
(SELECT json_group_array(json_object('user_id', uuid_text(said.user_id), 'answer', said.answer))
-- @end
   FROM (SELECT u.id AS user_id, t.answer
           FROM poll_vote t
           LEFT JOIN users u
             ON u.id = t.user_id AND u.suspended_at IS NULL AND {{not_blocked t.user_id}}
          WHERE t.option_id = o.id AND NOT {{poll_hides p}}
          ORDER BY t.voted_at, t.user_id) AS said)

-- name: poll_option_list :many
-- The times of a poll that the viewer sees, and what was said of them.
-- in:  poll poll_id, viewer user_id, now time
-- out: id poll_option_id, start_time time, end_time time, yes int?, if_need_be int?,
--      no int?, my_answer poll_answer?, voters json
SELECT o.id, o.start_time, o.end_time, {{votes_for 'yes'}} AS yes,
       {{votes_for 'if_need_be'}} AS if_need_be, {{votes_for 'no'}} AS no,
       (SELECT t.answer FROM poll_vote t
         WHERE t.option_id = o.id AND t.user_id = :viewer) AS my_answer,
       {{voters}} AS voters
  FROM poll p
  JOIN poll_option o ON o.poll_id = :poll
 WHERE p.id = :poll
 ORDER BY o.start_time

-- name: poll_person_list :many
-- Who is asked, as the viewer sees them.
-- in:  poll poll_id, viewer user_id
-- out: user.id user_id?, user.first_name text?, user.last_name text?,
--      user.image_url text?, required bool, has_answered bool
SELECT u.id AS "user.id", u.first_name AS "user.first_name",
       u.last_name AS "user.last_name", u.image_url AS "user.image_url",
       w.is_required AS required, w.answered_at IS NOT NULL AS has_answered
  FROM poll_person w
  LEFT JOIN users u
    ON u.id = w.user_id AND u.suspended_at IS NULL AND {{not_blocked w.user_id}}
 WHERE w.poll_id = :poll
 ORDER BY w.user_id

-- The rows that a page of a list may have. One CASE: PostgreSQL takes it for a condition
-- that lets half of the rows pass.
-- fragment: poll_passes
p.id < :after_id
AND CASE WHEN :cluster_id IS NOT NULL AND COALESCE(p.cluster_id <> :cluster_id, TRUE)
         THEN FALSE
         WHEN :group_id IS NOT NULL AND COALESCE(p.group_id <> :group_id, TRUE)
         THEN FALSE
         WHEN :status IS NOT NULL AND {{poll_status p}} <> :status THEN FALSE
         ELSE {{poll_visible p}} END

-- Those of a space, for whoever manages the events there.
-- fragment: poll_of column, space
SELECT * FROM (
       SELECT p.id
         FROM poll p
        WHERE {column} = {{space_where_may {space}, 16384}} AND {{poll_passes}}
        ORDER BY p.id DESC
        LIMIT :limit)

-- name: poll_list :many
-- The polls that ask the viewer, and of a cluster or group those that they see.
-- in:  viewer user_id, cluster_id space_id?, group_id space_id?, status poll_status?,
--      now time
-- out: {{poll_out}}
-- page: id desc
SELECT {{poll_columns}}
  FROM (
       SELECT * FROM (
              SELECT p.id
                FROM (SELECT w.poll_id AS id FROM poll_person w
                       WHERE w.user_id = :viewer) AS o
               CROSS JOIN poll p
               WHERE p.id = o.id AND o.id < :after_id AND {{poll_passes}}
               ORDER BY o.id DESC
               LIMIT :limit) AS asked
       UNION
       {{poll_of p.cluster_id, :cluster_id}} AS of_cluster
       UNION
       {{poll_of p.group_id, :group_id}} AS of_group
       ORDER BY id DESC
       LIMIT :limit) AS page
 CROSS JOIN poll p
  {{poll_mine}}
 WHERE p.id = page.id
 ORDER BY p.id DESC

-- name: poll_count_open :one
-- How many polls of the viewer's are open, counted up to a limit.
-- in:  viewer user_id, limit int, now time
-- out: n int
SELECT count(*) AS n
  FROM (SELECT p.id FROM poll p
         WHERE p.created_by = :viewer AND {{poll_status p}} = 'open'
         LIMIT :limit) AS made

-- name: poll_add :exec
-- A new poll, which is open.
-- in:  id poll_id, cluster_id space_id?, group_id space_id?, viewer user_id,
--      {{poll_input}}, now time
INSERT INTO poll (id, cluster_id, group_id, created_by, {{columns poll_input}}, status,
       due_at, created_at, updated_at, version)
VALUES (:id, :cluster_id, :group_id, :viewer, {{values poll_input}}, 'open', :deadline,
       :now, :now, 1)

-- name: poll_access :one
-- How the viewer stands to a poll, asked before it is locked: who may not makes nobody
-- wait.
-- in:  id poll_id, viewer user_id
-- out: created_by user_id, timezone text, length_min int, is_visible bool,
--      permissions int, is_asked bool
SELECT p.created_by, p.timezone, p.length_min, {{poll_visible p}} AS is_visible, {{poll_permissions p}} AS permissions,
       {{poll_asks p, :viewer}} AS is_asked
  FROM poll p
 WHERE p.id = :id

-- name: poll_for_write :one
-- A poll to be changed, or to be answered, and how the viewer stands to it. The row stays
-- locked. version: as its ETag has it.
-- in:  id poll_id, viewer user_id, now time
-- out: id poll_id, cluster_id space_id?, group_id space_id?, created_by user_id,
--      {{poll_input}}, status poll_status, event_id event_id?, version int,
--      is_visible bool, permissions int, is_asked bool
SELECT p.id, p.cluster_id, p.group_id, p.created_by, {{columns poll_input, p}}, p.status,
       p.event_id, {{poll_version p}} AS version, {{poll_visible p}} AS is_visible,
       {{poll_permissions p}} AS permissions, {{poll_asks p, :viewer}} AS is_asked
  FROM poll p
 WHERE p.id = :id
-- @postgresql
   FOR NO KEY UPDATE OF p
-- @end

-- name: poll_set :exec
-- What was changed of a poll that is locked.
-- in:  id poll_id, {{poll_input}}, status poll_status, event_id event_id?, now time
UPDATE poll
   SET {{sets poll_input}}, status = :status, event_id = :event_id,
       due_at = CASE WHEN :status = 'open' THEN :deadline END,
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: poll_touch :exec
-- Something of a poll that is locked has changed beside its row.
-- in:  id poll_id
UPDATE poll SET version = version + 1 WHERE id = :id

-- name: poll_remove :exec
-- It is gone, with all that belongs to it.
-- in:  id poll_id
DELETE FROM poll WHERE id = :id

-- name: poll_due :many
-- Some of those that it has to look at, the latest last; none that somebody holds.
-- in:  now time, limit int
-- out: id poll_id
SELECT p.id
  FROM poll p
 WHERE p.due_at <= :now
 ORDER BY p.due_at
 LIMIT :limit
-- @postgresql
   FOR UPDATE SKIP LOCKED
-- @end

-- name: poll_put_off :exec
-- The clock looks at it no earlier than at a time: it could not be closed.
-- in:  id poll_id, until time
UPDATE poll SET due_at = :until WHERE id = :id AND due_at < :until

-- name: poll_in_space :many
-- Some of the polls that were made in a space.
-- in:  space space_id, limit int
-- out: id poll_id
SELECT * FROM (SELECT p.id FROM poll p WHERE p.cluster_id = :space LIMIT :limit) AS c
 UNION
SELECT * FROM (SELECT p.id FROM poll p WHERE p.group_id = :space LIMIT :limit) AS g
 ORDER BY id

-- name: poll_option_add :exec
-- One more time of a poll that is locked.
-- in:  id poll_option_id, poll poll_id, start_time time, end_time time
INSERT INTO poll_option (id, poll_id, start_time, end_time)
VALUES (:id, :poll, :start_time, :end_time)

-- name: poll_option_count :one
-- How many times a poll has.
-- in:  poll poll_id
-- out: n int
SELECT count(*) AS n FROM poll_option o WHERE o.poll_id = :poll

-- name: poll_option_find :one
-- A time of a poll; whether anything was said of it; how many others than whoever made
-- the poll can then.
-- in:  id poll_option_id, poll poll_id
-- out: start_time time, end_time time, is_answered bool, others_can int
SELECT o.start_time, o.end_time,
       EXISTS (SELECT 1 FROM poll_vote t WHERE t.option_id = o.id) AS is_answered,
       (SELECT count(*) FROM poll_vote t
         WHERE t.option_id = o.id AND t.answer = 'yes' AND t.user_id <> p.created_by)
         AS others_can
  FROM poll_option o
  JOIN poll p ON p.id = o.poll_id
 WHERE o.id = :id AND o.poll_id = :poll

-- name: poll_option_remove :exec
-- A time that nothing was said of.
-- in:  id poll_option_id
DELETE FROM poll_option WHERE id = :id

-- name: poll_vote_list :many
-- Who can at a time, or can if need be, those who said so first first.
-- in:  option poll_option_id, limit int
-- out: user_id user_id, answer poll_answer
SELECT t.user_id, t.answer
  FROM poll_vote t
 WHERE t.option_id = :option AND t.answer IN ('yes', 'if_need_be')
 ORDER BY t.voted_at, t.user_id
 LIMIT :limit

-- name: poll_vote_add :exec
-- What somebody says of a time of a poll that is locked; nothing when it has no such one.
-- in:  option poll_option_id, poll poll_id, user user_id, answer poll_answer, now time
INSERT INTO poll_vote (option_id, user_id, answer, voted_at)
SELECT o.id, :user, :answer, :now
  FROM poll_option o
 WHERE o.id = :option AND o.poll_id = :poll

-- name: poll_vote_remove :exec
-- What somebody has said is not said any more.
-- in:  poll poll_id, user user_id
DELETE FROM poll_vote
 WHERE user_id = :user
   AND option_id IN (SELECT o.id FROM poll_option o WHERE o.poll_id = :poll)

-- name: poll_person_answer :exec
-- Whether somebody who is asked has answered, and shares which of their times are taken.
-- in:  poll poll_id, user user_id, answered_at time?, shares_busy bool
UPDATE poll_person SET answered_at = :answered_at, shares_busy = :shares_busy
 WHERE poll_id = :poll AND user_id = :user

-- name: poll_asked :many
-- Who is asked.
-- in:  poll poll_id
-- out: user_id user_id, is_required bool
SELECT w.user_id, w.is_required
  FROM poll_person w
 WHERE w.poll_id = :poll
 ORDER BY w.user_id

-- name: poll_askable :many
-- Of some people those whom the viewer may ask: members of the space, or else whom they
-- see.
-- in:  ids json, space space_id?, viewer user_id
-- out: id user_id
SELECT u.id
  FROM users u
 WHERE u.id IN ({{ids_in :ids}}) AND u.is_verified AND u.suspended_at IS NULL
   AND CASE WHEN :space IS NULL THEN {{person_visible u}}
            ELSE COALESCE((SELECT m.is_active FROM member m
                            WHERE m.space_id = :space AND m.user_id = u.id), FALSE)
                 AND {{not_blocked u.id}} END

-- name: poll_person_put :exec
-- Somebody is asked.
-- in:  poll poll_id, user user_id, is_required bool
INSERT INTO poll_person (poll_id, user_id, is_required, shares_busy)
VALUES (:poll, :user, :is_required, FALSE)
    ON CONFLICT (poll_id, user_id) DO UPDATE SET is_required = excluded.is_required

-- name: poll_person_remove :exec
-- Somebody is asked no more.
-- in:  poll poll_id, user user_id
DELETE FROM poll_person WHERE poll_id = :poll AND user_id = :user

-- name: poll_astray :many
-- Polls that are not over and ask somebody whom they may ask no more.
-- in:  user user_id, limit int
-- out: id poll_id
SELECT p.id
  FROM poll_person w
 CROSS JOIN poll p
 WHERE w.user_id = :user AND p.id = w.poll_id AND p.status IN ('open', 'closed')
   AND NOT ({{poll_is_for p, :user}}
            AND (SELECT u.suspended_at FROM users u WHERE u.id = :user) IS NULL)
 ORDER BY p.id
 LIMIT :limit

-- name: poll_heir :one
-- Who gets a poll that somebody leaves: the owner of where it was made.
-- in:  id poll_id, user user_id
-- out: id user_id
SELECT u.id
  FROM poll p
  JOIN space s ON s.id = {{poll_space p}}
  JOIN users u ON u.id = s.owner_id
 WHERE p.id = :id AND u.id <> :user AND u.suspended_at IS NULL
   AND {{poll_is_for p, u.id}}

-- name: poll_hand_over :exec
-- It is somebody else's from now on.
-- in:  id poll_id, user user_id, now time
UPDATE poll SET created_by = :user, updated_at = :now, version = version + 1
 WHERE id = :id
