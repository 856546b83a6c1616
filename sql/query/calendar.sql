-- Events as calendar programs read them: those of a calendar, what tells whether they have
-- changed, and what is written of them.

-- How far back a calendar goes, and how many events it has at most, are inputs.
-- fragment: calendar_in
viewer user_id, since time, most int

-- The ids of a list of events, as a JSON array; in the place of each date that of its
-- series, where the viewer has the series. What a series was before it was changed
-- its dates alone say.
-- fragment: calendar_ids events, has_series
-- @postgresql
SELECT COALESCE(json_agg({{calendar_entry {has_series}}}), '[]') AS ids
-- @sqlite
SELECT json_group_array(uuid_text({{calendar_entry {has_series}}})) AS ids
-- @end
  FROM (SELECT * FROM ({events}) AS o ORDER BY o.start_time, o.id LIMIT :most) AS n
  JOIN event d ON d.id = n.id
  LEFT JOIN event s ON s.id = d.series_id

-- fragment: calendar_entry has_series
CASE WHEN d.recurrence_id >= s.start_wall AND {has_series} THEN s.id ELSE d.id END

-- Each of them by an index, in its order.
-- fragment: calendar_events condition
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM event e
        WHERE {condition} AND e.start_time > :since
        ORDER BY e.start_time, e.id
        LIMIT :most) AS walked

-- fragment: calendar_of_guest role, condition
SELECT * FROM (
       SELECT g.start_time, g.event_id AS id
         FROM event_guest g
        WHERE g.user_id = :viewer AND {role} AND g.start_time > :since AND {condition}
          AND NOT g.is_series
        ORDER BY g.start_time, g.event_id
        LIMIT :most) AS named
UNION
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM event_guest g
        CROSS JOIN event e
        WHERE g.user_id = :viewer AND g.is_series AND g.sees AND {role}
          AND e.series_id = g.event_id AND e.start_time > :since AND {condition}
        ORDER BY e.start_time, e.id
        LIMIT :most) AS named_by_series

-- name: calendar_of_person :one
-- What somebody organizes, helps with, or has answered, but not declined.
-- in:  {{calendar_in}}
-- out: ids json
{{calendar_ids {{calendar_of_all_mine}}, {{is_my_series}}}}

-- Whoever has answered some dates has these alone.
-- fragment: is_my_series
(s.organizer_id = :viewer OR {{role_in s}} <> 'guest'
 OR (SELECT r.status FROM rsvp r WHERE r.event_id = s.id AND r.user_id = :viewer)
    IN ('attending', 'maybe', 'waitlisted', 'offered'))

-- fragment: calendar_of_all_mine
{{calendar_events e.organizer_id = :viewer}}
UNION
{{calendar_of_guest g.role <> 'guest', TRUE}}
UNION
SELECT * FROM (
       SELECT e.start_time, e.id
         FROM rsvp r
         JOIN event e ON e.id = r.event_id
        WHERE r.user_id = :viewer AND {{is_later e}}
          AND r.status IN ('attending', 'maybe', 'waitlisted', 'offered')
        ORDER BY e.start_time, e.id
        LIMIT :most) AS answered

-- Of the answers of one person. CASE: else PostgreSQL may look at all events of that
-- time, and whether each is answered.
-- fragment: is_later event
CASE WHEN {event}.start_time > :since THEN TRUE ELSE FALSE END

-- name: calendar_of_group :one
-- What a group shows to one of its members.
-- in:  {{calendar_in}}, space space_id
-- out: ids json
{{calendar_ids {{calendar_of_space e.group_id = :space, e.audience_id IS NOT NULL AND e.group_id = :space, {{is_of_group}}}}, TRUE}}

-- fragment: is_of_group
(SELECT o.group_id FROM event o WHERE o.id = g.event_id) = :space

-- name: calendar_of_cluster :one
-- What a cluster, and those of its groups that they are in, show to one of its
-- members.
-- in:  {{calendar_in}}, space space_id
-- out: ids json
{{calendar_ids {{calendar_of_space e.cluster_id = :space, e.audience_id IN ({{my_spaces_within}}), {{is_of_cluster}}}}, TRUE}}

-- fragment: is_of_cluster
(SELECT o.cluster_id FROM event o WHERE o.id = g.event_id) = :space

-- fragment: calendar_of_space listed, audience, named
{{calendar_events e.is_listed AND {listed}}}
UNION
{{calendar_events {audience}}}
UNION
{{calendar_events e.organizer_id = :viewer AND NOT e.is_listed AND {listed}}}
UNION
{{calendar_of_guest g.sees, {named}}}

-- What the text of a calendar depends on, in 64 bits: the events that it may have and
-- the viewer's answers to them, the series among these, all that sight depends on, and when
-- any category got its name. That is more than the text shows, so the mark has changed
-- whenever the text has. The events are reduced to one row as they are walked: to keep a
-- thousand for a second look costs as much as a third of the walk on SQLite.
-- named: by which rows of event_guest the viewer has a part in them.
-- fragment: calendar_mark candidates, named
WITH candidate AS MATERIALIZED (
       SELECT bit_xor(o.hash) AS hash, {{calendar_series_among}} AS series
         FROM ({candidates}) AS o)
SELECT {{hash (c.hash, {{calendar_mark_of_series}}, {{calendar_mark_of_guests {named}}}, {{calendar_mark_of_members}}, {{calendar_mark_of_blocks}}, (SELECT u.role FROM users u WHERE u.id = :viewer), (SELECT max(n.updated_at) FROM category n))}} AS mark
  FROM candidate c

-- Their ids, as a JSON array.
-- fragment: calendar_series_among
-- @postgresql
COALESCE(json_agg(DISTINCT CAST(o.series_id AS TEXT)) FILTER (WHERE o.series_id IS NOT NULL), '[]')
-- @sqlite
json_group_array(DISTINCT uuid_text(o.series_id)) FILTER (WHERE o.series_id IS NOT NULL)
-- @end

-- fragment: calendar_mark_of_guests named
(SELECT bit_xor({{hash (g.event_id, g.role, g.sees)}}) FROM event_guest g
  WHERE g.user_id = :viewer AND {named})

-- fragment: is_named_since
(g.is_series OR g.start_time > :since)

-- Whoever oversees sees more.
-- fragment: calendar_mark_of_members
(SELECT bit_xor({{hash (mine.space_id, mine.is_active, (SELECT bit_or(held.permissions) FROM ({{roles mine.space_id, :viewer}}) AS held))}})
   FROM member mine
  WHERE mine.user_id = :viewer)

-- fragment: calendar_mark_of_blocks
(SELECT bit_xor({{hash (b.user_id, b.other_id)}}) FROM block b WHERE b.user_id = :viewer)

-- How they recur, and what their dates come to: of all, since a calendar tells of each
-- that is otherwise than the rule says.
-- fragment: calendar_mark_of_series
(SELECT bit_xor({{hash (s.id, s.version, s.is_listed, s.is_shown, r.status, r.version, n.made_until, length(CAST(n.exdates AS TEXT)), {{calendar_mark_of_dates}})}})
   FROM event s
   JOIN recurrence n ON n.event_id = s.id
   LEFT JOIN rsvp r ON r.event_id = s.id AND r.user_id = :viewer
  WHERE s.id IN ({{ids_in c.series}}))

-- fragment: calendar_mark_of_dates
(SELECT bit_xor({{hash (d.id, d.version, d.is_open, d.is_shown, a.status, a.version)}})
   FROM event d
   LEFT JOIN rsvp a ON a.event_id = d.id AND a.user_id = :viewer
  WHERE d.series_id = s.id)

-- Several ways to the same event are told apart: alike they would undo each other.
-- fragment: calendar_candidate way
COALESCE(e.series_id, CASE WHEN e.is_series THEN e.id END) AS series_id,
{{calendar_hash {way}}} AS hash

-- On PostgreSQL a record that is made to be hashed would be a seventh of the whole.
-- fragment: calendar_hash way
-- @postgresql
uuid_hash_extended(e.id, uuid_hash_extended(e.organizer_id,
    uuid_hash_extended(COALESCE(e.audience_id, e.id),
        hashint8extended(e.version * 4 + CAST(e.is_listed AS int) * 2 + CAST(e.is_shown AS int),
            hashint8extended(COALESCE(r.version, 0),
                hashtextextended(COALESCE(CAST(r.status AS TEXT), ''), {way}))))))
-- @sqlite
{{hash ({way}, e.id, e.version, e.organizer_id, e.is_listed, e.is_shown, e.audience_id, r.status, r.version)}}
-- @end

-- fragment: calendar_candidates way, condition
SELECT * FROM (
       SELECT {{calendar_candidate {way}}}
         FROM event e
         LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
        WHERE {condition} AND e.start_time > :since
        ORDER BY e.start_time, e.id
        LIMIT :most) AS walked

-- fragment: calendar_candidates_of_guest role, condition
SELECT * FROM (
       SELECT {{calendar_candidate 1}}
         FROM event_guest g
        CROSS JOIN event e
         LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
        WHERE g.user_id = :viewer AND {role} AND g.start_time > :since AND {condition}
          AND NOT g.is_series AND e.id = g.event_id
        ORDER BY g.start_time, g.event_id
        LIMIT :most) AS named
UNION ALL
SELECT * FROM (
       SELECT {{calendar_candidate 2}}
         FROM event_guest g
        CROSS JOIN event e
         LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
        WHERE g.user_id = :viewer AND g.is_series AND g.sees AND {role}
          AND e.series_id = g.event_id AND e.start_time > :since AND {condition}
        ORDER BY e.start_time, e.id
        LIMIT :most) AS named_by_series

-- name: calendar_mark_of_event :one
-- The mark of the file of an event, however long ago it was.
-- in:  id event_id, viewer user_id?
-- out: mark int
{{calendar_mark {{calendar_candidate_alone}}, g.event_id = {{namer_of :id}}}}

-- fragment: calendar_candidate_alone
SELECT {{calendar_candidate 3}}
  FROM event e
  LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
 WHERE e.id = :id

-- name: calendar_mark_of_person :one
-- The mark of calendar_of_person.
-- in:  {{calendar_in}}
-- out: mark int
{{calendar_mark {{calendar_candidates_of_mine}}, {{is_named_since}}}}

-- fragment: calendar_candidates_of_mine
{{calendar_candidates 3, e.organizer_id = :viewer}}
UNION ALL
{{calendar_candidates_of_guest g.role <> 'guest', TRUE}}
UNION ALL
SELECT {{calendar_candidate 4}}
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :viewer AND {{is_later e}}

-- name: calendar_mark_of_group :one
-- The mark of calendar_of_group.
-- in:  {{calendar_in}}, space space_id
-- out: mark int
{{calendar_mark {{calendar_candidates_of_space e.group_id = :space, e.audience_id IS NOT NULL AND e.group_id = :space, {{is_of_group}}}}, {{is_named_since}}}}

-- name: calendar_mark_of_cluster :one
-- The mark of calendar_of_cluster.
-- in:  {{calendar_in}}, space space_id
-- out: mark int
{{calendar_mark {{calendar_candidates_of_space e.cluster_id = :space, e.audience_id IN ({{my_spaces_within}}), {{is_of_cluster}}}}, {{is_named_since}}}}

-- fragment: calendar_candidates_of_space listed, audience, named
{{calendar_candidates 3, e.is_listed AND {listed}}}
UNION ALL
{{calendar_candidates 4, {audience}}}
UNION ALL
{{calendar_candidates 5, e.organizer_id = :viewer AND NOT e.is_listed AND {listed}}}
UNION ALL
{{calendar_candidates_of_guest g.sees, {named}}}

-- name: calendar_is_seen :one
-- That the viewer sees an event.
-- in:  id event_id, viewer user_id?
-- out: id event_id
SELECT e.id FROM event e WHERE e.id = :id AND {{event_visible e}}

-- name: calendar_events :many
-- What a calendar says of events; only_seen: of those that the viewer sees. Of a long
-- description it has the beginning. is_shown: it is not hidden; made_until: of a series
-- how far its dates are made.
-- in:  ids json, viewer user_id?, only_seen bool
-- out: id event_id, title text, description text?, location text?, venue_name text?,
--      venue_address text?, venue_lat real?, venue_lon real?, online_url text?,
--      start_time time, end_time time, timezone text, status event_status,
--      visibility event_visibility, is_host bool, answer rsvp_status?,
--      categories json, created_at time, updated_at time, sequence int,
--      is_series bool, series_id event_id?, recurrence_id wall?, is_open bool,
--      is_shown bool, made_until wall?
SELECT e.id, CASE WHEN {{borrows e, 1}} THEN s.title ELSE e.title END AS title,
       substr(CASE WHEN {{borrows e, 2}} THEN s.description ELSE e.description END,
              1, 2000) AS description,
       CASE WHEN {{borrows e, 4}} THEN s.location ELSE e.location END AS location,
       CASE WHEN {{borrows e, 4}} THEN s.venue_name ELSE e.venue_name END AS venue_name,
       CASE WHEN {{borrows e, 4}} THEN s.venue_address
            ELSE e.venue_address END AS venue_address,
       e.venue_lat, e.venue_lon,
       CASE WHEN {{event_shows_url {{role_in e}}}}
            THEN CASE WHEN {{borrows e, 8}} THEN s.online_url
                      ELSE e.online_url END END AS online_url,
       e.start_time, e.end_time, e.timezone, e.status, e.visibility,
       COALESCE(e.organizer_id = :viewer OR {{is_host_of e}}, FALSE) AS is_host,
       r.status AS answer, {{calendar_categories}} AS categories,
       e.created_at,
       {{later e.updated_at, COALESCE(s.updated_at, e.updated_at)}} AS updated_at,
       e.sequence + COALESCE(s.sequence, 0) AS sequence, e.is_series,
       e.series_id, e.recurrence_id, e.is_open, e.is_shown,
       CASE WHEN e.is_series
            THEN (SELECT c.made_until FROM recurrence c WHERE c.event_id = e.id) END
         AS made_until
  FROM event e
  {{event_joins}}
 WHERE e.id IN ({{ids_in :ids}})
   AND CASE WHEN :only_seen THEN {{event_visible e}} ELSE TRUE END
 ORDER BY e.start_time, e.id

-- name: calendar_organizer :one
-- What the organizer of an event is called, as mails have it.
-- in:  id event_id
-- out: name text
SELECT o.first_name AS name
  FROM event e
  JOIN users o ON o.id = e.organizer_id
 WHERE e.id = :id

-- name: calendar_series :one
-- How a series recurs.
-- in:  id event_id
-- out: start_wall wall?, end_wall wall?, rrule text?, rdates json, exdates json
SELECT e.start_wall, e.end_wall, e.rrule, c.rdates, c.exdates
  FROM event e
  JOIN recurrence c ON c.event_id = e.id
 WHERE e.id = :id

-- name: calendar_dates :many
-- The first dates of a series from a wall time on that may be otherwise than its rule
-- says, with the viewer's answers. is_apart: also those that mails have brought into the
-- viewer's calendar by themselves.
-- in:  series event_id, since wall, viewer user_id?, is_apart bool, most int
-- out: id event_id, recurrence_id wall?, start_time time, end_time time,
--      status event_status, overrides int, is_open bool, is_shown bool,
--      answer rsvp_status?
SELECT d.id, d.recurrence_id, d.start_time, d.end_time, d.status, d.overrides,
       d.is_open, d.is_shown, r.status AS answer
  FROM event d
  JOIN event s ON s.id = d.series_id
  LEFT JOIN rsvp r ON r.event_id = d.id AND r.user_id = :viewer
  LEFT JOIN rsvp a ON a.event_id = s.id AND a.user_id = :viewer
 WHERE d.series_id = :series AND d.recurrence_id >= :since
   AND ({{date_is_changed}} OR {{date_is_answered}}
        OR (:is_apart AND {{date_is_apart}}))
 ORDER BY d.recurrence_id
 LIMIT :most

-- Also of one at a time that its clocks leave out, or while which they are set: it is
-- longer or shorter, by them or without them. What the rule names no more is cancelled.
-- fragment: date_is_changed
d.overrides <> 0 OR NOT d.is_shown
        OR (d.status = 'cancelled') <> (s.status = 'cancelled')
        OR (d.status = 'draft') <> (s.status = 'draft')
        OR d.end_wall - d.start_wall <> s.end_wall - s.start_wall
        OR d.end_time - d.start_time <> s.end_wall - s.start_wall

-- fragment: date_is_apart
(SELECT i.sent_sequence FROM event_invitation i
                            WHERE i.event_id = d.id AND i.user_id = :viewer) IS NOT NULL

-- Otherwise than the series; one that takes no answers yet has that.
-- fragment: date_is_answered
COALESCE(CAST(r.status AS TEXT),
                 CASE WHEN d.is_open THEN '' ELSE CAST(a.status AS TEXT) END, '')
           <> COALESCE(CAST(a.status AS TEXT), '')

-- fragment: calendar_categories
-- @postgresql
(SELECT COALESCE(json_agg(c.name ORDER BY c.name), '[]')
   FROM event_category x JOIN category c ON c.id = x.category_id
  WHERE x.event_id = e.id)
-- @sqlite
(SELECT json_group_array(named.name)
   FROM (SELECT c.name FROM event_category x JOIN category c ON c.id = x.category_id
          WHERE x.event_id = e.id ORDER BY c.name) AS named)
-- @end

-- fragment: calendar_feed_out
id calendar_feed_id, kind calendar_kind, cluster_id space_id?, group_id space_id?,
created_at time, last_used_at time?

-- fragment: calendar_feed_columns
f.id, f.kind, CASE f.kind WHEN 'cluster' THEN f.space_id END AS cluster_id,
CASE f.kind WHEN 'group' THEN f.space_id END AS group_id, f.created_at, f.last_used_at

-- name: calendar_feed_list :many
-- The calendars that somebody subscribes to.
-- in:  viewer user_id
-- out: {{calendar_feed_out}}
-- page: id
SELECT {{calendar_feed_columns}}
  FROM calendar_feed f
 WHERE f.user_id = :viewer AND f.id > :after_id
 ORDER BY f.id
 LIMIT :limit

-- name: calendar_feed_new :one
-- A new one, with the address that nobody is told again.
-- in:  id calendar_feed_id, url text
-- out: {{calendar_feed_out}}, url text
SELECT {{calendar_feed_columns}}, CAST(:url AS TEXT) AS url
  FROM calendar_feed f
 WHERE f.id = :id

-- name: calendar_feed_count :one
-- How many they have.
-- in:  viewer user_id
-- out: n int
SELECT count(*) AS n FROM calendar_feed f WHERE f.user_id = :viewer

-- name: calendar_feed_add :exec
-- Somebody subscribes to a calendar.
-- in:  id calendar_feed_id, viewer user_id, kind calendar_kind, space space_id?, now time
INSERT INTO calendar_feed (id, user_id, kind, space_id, created_at)
VALUES (:id, :viewer, :kind, :space, :now)

-- name: calendar_feed_remove :one
-- They do not any more: its address is of no use from now on.
-- in:  id calendar_feed_id, viewer user_id
-- out: id calendar_feed_id
DELETE FROM calendar_feed WHERE id = :id AND user_id = :viewer RETURNING id

-- name: calendar_feed_remove_all :exec
-- No calendar of somebody's is given to whoever has its address.
-- in:  user user_id
DELETE FROM calendar_feed WHERE user_id = :user

-- name: calendar_feed_of :one
-- Whose a calendar is, and of what; none of somebody who is suspended. is_open: they
-- are still a member of the space that it is of; is_together: it may have sparks or runs.
-- in:  id calendar_feed_id
-- out: user_id user_id, kind calendar_kind, space_id space_id?, name text?,
--      is_open bool, is_together bool, last_used_at time?
SELECT f.user_id, f.kind, f.space_id,
       (SELECT s.name FROM space s WHERE s.id = f.space_id) AS name,
       f.space_id IS NULL
         OR COALESCE((SELECT m.is_active FROM member m
                       WHERE m.space_id = f.space_id AND m.user_id = f.user_id), FALSE)
         AS is_open,
       f.space_id IS NOT NULL
         OR EXISTS (SELECT 1 FROM spark_participant p WHERE p.user_id = f.user_id)
         OR EXISTS (SELECT 1 FROM run_assignee a WHERE a.user_id = f.user_id)
         AS is_together,
       f.last_used_at
  FROM calendar_feed f
  JOIN users u ON u.id = f.user_id
 WHERE f.id = :id AND u.suspended_at IS NULL

-- name: calendar_feed_use :exec
-- A program has read it.
-- in:  id calendar_feed_id, now time
UPDATE calendar_feed SET last_used_at = :now WHERE id = :id

-- name: calendar_agenda_ids :one
-- The events between two times that somebody organizes, helps with, or has answered, but
-- not declined: of series their dates.
-- in:  viewer user_id, from time, to time, most int
-- out: ids json
{{calendar_ids {{calendar_agenda_events}}, FALSE}}

-- However long ago they began: so all that somebody has is looked at.
-- fragment: calendar_agenda_events
SELECT e.start_time, e.id
  FROM event e
 WHERE e.organizer_id = :viewer AND {{overlaps e}}
UNION
SELECT e.start_time, e.id
  FROM event_guest g
  JOIN event e ON e.id = g.event_id
 WHERE g.user_id = :viewer AND g.role <> 'guest' AND NOT g.is_series AND {{overlaps e}}
UNION
SELECT e.start_time, e.id
  FROM event_guest g
 CROSS JOIN event e
 WHERE g.user_id = :viewer AND g.is_series AND g.sees AND g.role <> 'guest'
   AND e.series_id = g.event_id AND {{overlaps e}}
UNION
SELECT e.start_time, e.id
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
 WHERE r.user_id = :viewer AND {{overlaps e}}
   AND r.status IN ('attending', 'maybe', 'waitlisted', 'offered')

-- name: calendar_agenda :many
-- What somebody has between two times, by start: events of a list that they see, sparks
-- that they are in, runs of routines that they do, times that their calendars elsewhere
-- say are taken.
-- in:  ids json, viewer user_id, from time, to time, events bool, sparks bool, runs bool,
--      busy bool, now time, most int
-- out: kind calendar_entry_kind, id uuid?, date text?, title text?, start_time time,
--      end_time time, timezone text?, all_day bool, status text, my_status text?
SELECT c.kind, c.id, c.date, c.title, c.start_time, c.end_time, c.timezone, c.all_day,
       c.status, c.my_status
  FROM (SELECT 'event' AS kind, e.id, NULL AS date, {{event_title e}} AS title, e.start_time,
               e.end_time, e.timezone, {{is_all_day e}} AS all_day,
               CAST(e.status AS TEXT) AS status, CAST(r.status AS TEXT) AS my_status
          FROM event e
          LEFT JOIN rsvp r ON r.event_id = e.id AND r.user_id = :viewer
         WHERE :events AND e.id IN ({{ids_in :ids}}) AND NOT e.is_series
           AND {{overlaps e}} AND {{event_visible e}}
        UNION ALL
        SELECT 'spark', k.id, NULL, k.name, k.start_time, k.end_time, NULL, FALSE,
               CAST({{spark_status k}} AS TEXT), CAST(p.state AS TEXT)
          FROM spark_participant p
          JOIN spark k ON k.id = p.spark_id
         WHERE :sparks AND p.user_id = :viewer AND p.state = 'joined' AND {{overlaps k}}
           AND {{spark_visible k, FALSE}}
        UNION ALL
        SELECT 'routine_run', q.id, x.run_on, q.name, x.starts_at, x.due_at, q.timezone,
               FALSE, CAST({{run_status x}} AS TEXT), NULL
          FROM run_assignee a
          JOIN routine_run x ON x.routine_id = a.routine_id AND x.run_on = a.run_on
          JOIN routine q ON q.id = x.routine_id
         WHERE :runs AND a.user_id = :viewer AND {{is_run_near a}}
           AND x.starts_at < :to AND x.due_at > :from
           AND x.status <> 'cancelled' AND {{routine_visible q}}
        UNION ALL
        SELECT 'busy', NULL, NULL, NULL, b.start_time, b.end_time, NULL, FALSE,
               CASE WHEN b.is_tentative THEN 'tentative' ELSE 'confirmed' END, NULL
          FROM busy b
         WHERE :busy AND b.user_id = :viewer AND {{overlaps b}}) AS c
 ORDER BY c.start_time, c.end_time, c.id
 LIMIT :most

-- Whether clocks show midnight at both of its ends.
-- fragment: is_all_day event
-- @postgresql
COALESCE(date_trunc('day', {event}.start_wall) = {event}.start_wall
         AND date_trunc('day', {event}.end_wall) = {event}.end_wall, FALSE)
-- @sqlite
COALESCE({event}.start_wall % 86400000000 = 0 AND {event}.end_wall % 86400000000 = 0,
         FALSE)
-- @end
