-- Which times of people are taken, by whatever it is.

-- name: freebusy_people :many
-- Of some people those whom the viewer may ask: themselves, and who shares that with
-- the members of a space that both are in.
-- in:  ids json, viewer user_id
-- out: id user_id
SELECT u.id
  FROM users u
 WHERE u.id IN ({{ids_in :ids}}) AND u.is_verified AND u.suspended_at IS NULL
   AND (u.id = :viewer
        OR (CASE WHEN u.freebusy <> 'nobody' THEN TRUE ELSE FALSE END
            AND {{not_blocked u.id}} AND {{shares_a_space}}))

-- fragment: shares_a_space
EXISTS (SELECT 1
          FROM member a
          JOIN member o ON o.space_id = a.space_id AND o.user_id = :viewer
          JOIN space s ON s.id = a.space_id
         WHERE a.user_id = u.id AND a.is_active AND o.is_active
           AND (u.freebusy = 'cluster' OR s.kind = 'group'))

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
-- What is taken of somebody's time between two times: what they attend or
-- organize, sparks that they are in, what their calendars elsewhere say. What they
-- may come to, or wait for, is tentative.
-- in:  user user_id, from time, to time, most int
-- out: start_time time, end_time time, is_tentative bool
SELECT t.start_time, t.end_time, t.is_tentative
  FROM ({{freebusy_of_answers}}
        UNION ALL
        {{freebusy_of_organizers}}
        UNION ALL
        {{freebusy_of_sparks}}
        UNION ALL
        {{freebusy_of_calendars}}) AS t
 LIMIT :most

-- fragment: freebusy_of_answers
SELECT e.start_time, e.end_time,
       CASE WHEN r.status <> 'attending' THEN TRUE ELSE FALSE END AS is_tentative
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :user AND NOT e.is_series AND {{overlaps e}}
   AND r.status IN ('attending', 'maybe', 'waitlisted', 'offered')
   AND e.status IN ('published', 'completed')

-- fragment: freebusy_of_organizers
SELECT e.start_time, e.end_time, FALSE
  FROM event e
 WHERE e.organizer_id = :user AND NOT e.is_series AND {{overlaps e}}
   AND e.status IN ('published', 'completed')

-- fragment: freebusy_of_sparks
SELECT k.start_time, k.end_time, FALSE
  FROM spark_participant p
  JOIN spark k ON k.id = p.spark_id
 WHERE p.user_id = :user AND p.state = 'joined' AND {{overlaps k}}
   AND k.status IN ('scheduled', 'active', 'completed')

-- fragment: freebusy_of_calendars
SELECT b.start_time, b.end_time, b.is_tentative
  FROM busy b
 WHERE b.user_id = :user AND {{overlaps b}}
