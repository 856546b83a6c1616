-- Which times of people are taken, by whatever it is.

-- name: freebusy_people :many
-- Of some people those whom the viewer may ask: themselves, and who shares that with
-- the members of a space that both are in.
-- in:  ids json, viewer user_id
-- out: id user_id
SELECT u.id
  FROM users u
 WHERE u.id IN ({{ids_in :ids}}) AND u.is_verified AND u.suspended_at IS NULL
   AND {{tells_the_viewer}}

-- fragment: tells_the_viewer
(u.id = :viewer
 OR (CASE WHEN u.freebusy <> 'nobody' THEN TRUE ELSE FALSE END
     AND {{not_blocked u.id}} AND {{shares_a_space}}))

-- fragment: shares_a_space
EXISTS (SELECT 1
          FROM member a
          JOIN member o ON o.space_id = a.space_id AND o.user_id = :viewer
          JOIN space s ON s.id = a.space_id
         WHERE a.user_id = u.id AND a.is_active AND o.is_active
           AND (u.freebusy = 'cluster' OR s.kind = 'group'))

-- name: freebusy_poll :many
-- Whom a poll asks, without those whom the viewer does not see; is_known: they share
-- their times with whoever manages the poll, or the viewer may ask anyhow.
-- in:  poll poll_id, viewer user_id
-- out: user_id user_id, timezone text, is_required bool, is_known bool
SELECT u.id AS user_id, u.timezone, w.is_required,
       (w.shares_busy OR {{tells_the_viewer}}) AS is_known
  FROM poll p
  JOIN poll_person w ON w.poll_id = p.id
  JOIN users u ON u.id = w.user_id
 WHERE p.id = :poll AND u.suspended_at IS NULL AND {{not_blocked u.id}}
   AND {{poll_is_for p, u.id}}
 ORDER BY w.user_id

-- name: freebusy_members :many
-- The members of a group.
-- in:  space space_id, most int
-- out: id user_id
SELECT m.user_id AS id
  FROM member m
 WHERE m.space_id = :space AND m.is_active
 ORDER BY m.joined_at, m.user_id
 LIMIT :most

-- name: freebusy_times :many
-- What is taken of some people's time between two times: what they attend or
-- organize, sparks that they are in, runs of routines that they do, what their
-- calendars elsewhere say. What they may come to, or wait for, is tentative.
-- in:  ids json, from time, to time, most int
-- out: user_id user_id, start_time time, end_time time, is_tentative bool
-- @postgresql
SELECT t.user_id, t.start_time, t.end_time, t.is_tentative
  FROM ({{ids_in :ids}}) AS w
 CROSS JOIN LATERAL ({{freebusy_of_all}}) AS t
 LIMIT :most
-- @sqlite
SELECT t.user_id, t.start_time, t.end_time, t.is_tentative
  FROM ({{freebusy_of_all}}) AS t
 LIMIT :most
-- @end

-- fragment: freebusy_of_all
{{freebusy_of_answers}}
UNION ALL
{{freebusy_of_organizers}}
UNION ALL
{{freebusy_of_sparks}}
UNION ALL
{{freebusy_of_runs}}
UNION ALL
{{freebusy_of_calendars}}

-- Who is looked at: one after another by itself, or each in each place.
-- fragment: freebusy_asked
-- @postgresql
(SELECT w.id) AS u
-- @sqlite
({{ids_in :ids}}) AS u
-- @end

-- fragment: freebusy_of_answers
SELECT r.user_id, e.start_time, e.end_time,
       CASE WHEN r.status <> 'attending' THEN TRUE ELSE FALSE END AS is_tentative
  FROM {{freebusy_asked}}
 CROSS JOIN rsvp r
 CROSS JOIN event e
 WHERE r.user_id = u.id AND e.id = r.event_id AND NOT e.is_series AND {{overlaps e}}
   AND r.status IN ('attending', 'maybe', 'waitlisted', 'offered')
   AND e.status IN ('published', 'completed')

-- fragment: freebusy_of_organizers
SELECT e.organizer_id, e.start_time, e.end_time, FALSE
  FROM {{freebusy_asked}}
 CROSS JOIN event e
 WHERE e.organizer_id = u.id AND NOT e.is_series AND {{overlaps e}}
   AND e.status IN ('published', 'completed')

-- fragment: freebusy_of_sparks
SELECT p.user_id, k.start_time, k.end_time, FALSE
  FROM {{freebusy_asked}}
 CROSS JOIN spark_participant p
 CROSS JOIN spark k
 WHERE p.user_id = u.id AND k.id = p.spark_id AND p.state = 'joined' AND {{overlaps k}}
   AND k.status IN ('scheduled', 'active', 'completed')

-- fragment: freebusy_of_runs
SELECT a.user_id, x.starts_at, x.due_at, FALSE
  FROM {{freebusy_asked}}
 CROSS JOIN run_assignee a
 CROSS JOIN routine_run x
 WHERE a.user_id = u.id AND {{is_run_near a}}
   AND x.routine_id = a.routine_id AND x.run_on = a.run_on
   AND x.starts_at < :to AND x.due_at > :from AND x.closed_at IS NULL

-- fragment: freebusy_of_calendars
SELECT b.user_id, b.start_time, b.end_time, b.is_tentative
  FROM {{freebusy_asked}}
 CROSS JOIN busy b
 WHERE b.user_id = u.id AND {{overlaps b}}
