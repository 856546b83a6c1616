-- Whom events name: guests, and hosts. Whom a series names all its dates do, which have
-- no rows of their own.

-- name: guest_add_answered :exec
-- Makes guests of those who answered an event that is not public, or a date of that
-- series, and are not among whom it is for; of those not whom a host has removed, nor
-- who is banned there, or apart from the organizer by a block, and came to what is over.
-- in:  event event_id, by user_id?, now time
INSERT INTO event_guest ({{guest_row}})
SELECT e.id, a.user_id, 'guest', TRUE, e.is_shown, e.start_time, e.is_series,
       :by, :now
  FROM event e
 CROSS JOIN (SELECT r.user_id FROM rsvp r
              WHERE r.event_id = :event AND r.status <> 'removed'
              UNION
             SELECT r.user_id FROM event d JOIN rsvp r ON r.event_id = d.id
              WHERE d.series_id = :event AND r.status <> 'removed') AS a
 WHERE e.id = :event AND e.visibility <> 'public' AND a.user_id <> e.organizer_id
   AND (SELECT m.is_active FROM member m
         WHERE m.space_id = {{event_home e.visibility, e.cluster_id, e.group_id}}
           AND m.user_id = a.user_id) IS NOT TRUE
   AND NOT {{is_barred a.user_id, IN (e.cluster_id, e.group_id)}}
   AND {{not_blocked_by e.organizer_id, a.user_id}}
    ON CONFLICT (event_id, user_id) DO UPDATE
   SET is_invited = TRUE, sees = event_guest.role <> 'guest' OR excluded.sees

-- name: guest_add_asked :exec
-- Makes guests of those whom a poll has asked, of the event that the viewer makes of it.
-- in:  event event_id, poll poll_id, viewer user_id, now time
INSERT INTO event_guest ({{guest_row}})
SELECT e.id, w.user_id, 'guest', TRUE, e.is_shown, e.start_time, e.is_series, :viewer,
       :now
  FROM event e
  JOIN poll_person w ON w.poll_id = :poll
 WHERE e.id = :event AND w.user_id <> e.organizer_id AND {{not_blocked w.user_id}}

-- name: guest_facts :one
-- What decides whether the viewer may name a user in an event, who is there and sees
-- both the viewer and the organizer. host_permissions: without what a co-host has.
-- namer_id: the event whose guests and hosts those of this are.
-- is_known: the viewer sees them, so that it tells nothing new to show them as a host,
-- and they can sign in; role: what the event names them. n_hosts: of those there are;
-- is_open: guests are told at once. since: since when the viewer has been here.
-- in:  event event_id, user user_id, viewer user_id, now time
-- out: is_visible bool, permissions int, host_permissions int, is_found bool,
--      is_known bool, is_organizer bool, role event_role?, is_banned bool, n_hosts int,
--      is_open bool, since time, space_id space_id?, title text, start_time time,
--      timezone text, place text?, home_id space_id?, namer_id event_id
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       {{event_rights e, u.role, e.organizer_id = :viewer}} AS host_permissions,
       COALESCE((SELECT {{not_blocked t.id}} AND {{not_blocked_by e.organizer_id, t.id}}
                   FROM users t
                  WHERE t.id = :user AND t.suspended_at IS NULL), FALSE)
         AS is_found,
       COALESCE((SELECT {{is_known_to_host e.id, u.role, t}}
                        AND NOT t.is_guest
                   FROM users t WHERE t.id = :user), FALSE) AS is_known,
       e.organizer_id = :user AS is_organizer,
       (SELECT g.role FROM event_guest g
         WHERE g.event_id = {{namer e}} AND g.user_id = :user) AS role,
       {{is_barred :user, IN (e.cluster_id, e.group_id)}} AS is_banned,
       (SELECT count(*) FROM event_guest g
         WHERE g.event_id = {{namer e}} AND g.role <> 'guest') AS n_hosts,
       e.published_at IS NOT NULL AND e.status = 'published'
         AND (e.is_series OR e.end_time > :now) AS is_open,
       u.created_at AS since,
       COALESCE(e.group_id, e.cluster_id) AS space_id, {{event_title e}} AS title,
       e.start_time, e.timezone, {{event_place e}} AS place,
       {{event_home e.visibility, e.cluster_id, e.group_id}} AS home_id,
       {{namer e}} AS namer_id
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: guest_findable :many
-- Whom of some people the viewer may name in an event, which then sees both; role: what
-- it names them already.
-- in:  event event_id, ids json, viewer user_id, now time
-- out: user_id user_id, role event_role?
SELECT t.id AS user_id,
       (SELECT g.role FROM event_guest g
         WHERE g.event_id = {{namer e}} AND g.user_id = t.id) AS role
  FROM event e
  JOIN users t ON t.id IN ({{ids_in :ids}})
 WHERE e.id = :event AND t.suspended_at IS NULL AND t.id <> e.organizer_id
   AND {{not_blocked t.id}} AND {{not_blocked_by e.organizer_id, t.id}}
   AND NOT {{is_barred t.id, IN (e.cluster_id, e.group_id)}}

-- name: guest_hold :one
-- Others who name somebody in the event wait until the transaction ends: each has to
-- count whom the one before named. Its row is not locked: who answers locks a guest's
-- before it.
-- in:  event event_id
-- out: is_alone bool
-- @postgresql
SELECT TRUE AS is_alone
  FROM pg_advisory_xact_lock(hashtextextended(CAST({{namer_of :event}} AS text), 0)) FOR UPDATE
-- @sqlite
SELECT :event IS NOT NULL AS is_alone
-- @end

-- name: guest_put :exec
-- Names somebody as a guest. Who hosts goes on doing so.
-- in:  event event_id, user user_id, by user_id?, now time
{{guest_insert 'guest', e.is_shown}}
   SET is_invited = TRUE, sees = event_guest.role <> 'guest' OR excluded.sees

-- name: guest_put_host :exec
-- Names somebody as a host.
-- in:  event event_id, user user_id, role event_role, by user_id?, now time
{{guest_insert :role, TRUE}}
   SET role = excluded.role, sees = TRUE

-- fragment: guest_user_columns
g.event_id, g.user_id, u.id AS "user.id", u.first_name AS "user.first_name",
u.last_name AS "user.last_name", u.image_url AS "user.image_url"

-- name: guest_list_hosts :many
-- Who hosts an event beside its organizer, the longest first, without those who are
-- suspended. sees_all: blocked people too.
-- in:  event event_id, viewer user_id, sees_all bool
-- out: event_id event_id, user_id user_id, user.id user_id, user.first_name text,
--      user.last_name text, user.image_url text?, role event_role, created_at time
-- page: created_at, user_id
SELECT {{guest_user_columns}}, g.role, g.created_at
  FROM event_guest g
  JOIN users u ON u.id = g.user_id AND u.suspended_at IS NULL
 WHERE g.event_id = {{namer_of :event}} AND g.role <> 'guest'
   AND CASE WHEN :sees_all THEN TRUE ELSE {{not_blocked g.user_id}} END
   AND (g.created_at, g.user_id) > (:after_created_at, :after_user_id)
 ORDER BY g.created_at, g.user_id
 LIMIT :limit

-- name: guest_list :many
-- The guests of an event, by their ids. Who they are is told of those whom the viewer
-- sees: an id alone opens nothing.
-- in:  event event_id, viewer user_id
-- out: event_id event_id, user_id user_id, user.id user_id?, user.first_name text?,
--      user.last_name text?, user.image_url text?, created_at time
-- page: user_id unique
SELECT {{guest_user_columns}}, g.created_at
  FROM event_guest g
  LEFT JOIN users u ON u.id = g.user_id AND {{person_visible u}}
 WHERE g.event_id = {{namer_of :event}} AND g.role = 'guest' AND g.is_invited
   AND g.user_id > :after_user_id
 ORDER BY g.user_id
 LIMIT :limit

-- fragment: guest_insert role, sees
INSERT INTO event_guest ({{guest_row}})
SELECT e.id, :user, {role}, TRUE, {sees}, e.start_time, e.is_series, :by, :now
  FROM event e
 WHERE e.id = :event
    ON CONFLICT (event_id, user_id) DO UPDATE

-- name: guest_remove :exec
-- Somebody is a guest no more; changes nothing of a host.
-- in:  event event_id, user user_id
DELETE FROM event_guest
 WHERE event_id = :event AND user_id = :user AND role = 'guest'

-- name: guest_end_host :exec
-- Somebody hosts no more, and stays a guest.
-- in:  event event_id, user user_id
UPDATE event_guest
   SET role = 'guest',
       sees = is_invited AND (SELECT e.is_shown FROM event e WHERE e.id = :event)
 WHERE event_id = :event AND user_id = :user AND role <> 'guest'

-- name: guest_remove_barred :exec
-- Takes somebody out of what may still take place in spaces that keep them out.
-- in:  user user_id, now time
DELETE FROM event_guest
 WHERE user_id = :user
   AND event_id IN (
       SELECT e.id
         FROM ban b
         JOIN event_guest g ON g.user_id = b.user_id
         JOIN event e ON e.id = g.event_id AND b.space_id IN (e.cluster_id, e.group_id)
        WHERE b.user_id = :user AND (b.expires_at IS NULL OR b.expires_at > :now)
          AND {{may_take_place e}})

-- name: guest_forget :exec
-- An event names somebody no more, whatever they were in it.
-- in:  event event_id, user user_id
DELETE FROM event_guest WHERE event_id = :event AND user_id = :user

-- name: guest_part :exec
-- An event names nobody any more who does not see a person, who organizes it now.
-- in:  event event_id, organizer user_id
DELETE FROM event_guest
 WHERE event_id = :event
   AND user_id IN (SELECT b.other_id FROM block b WHERE b.user_id = :organizer)

-- name: guest_remove_of_organizer :exec
-- Takes somebody out of what another one organizes and may still take place, unless
-- neither blocks the other any more.
-- in:  organizer user_id, user user_id, now time
DELETE FROM event_guest
 WHERE user_id = :user
   AND event_id IN (
       SELECT e.id
         FROM block b
         JOIN event_guest g ON g.user_id = :user
         JOIN event e ON e.id = g.event_id
        WHERE b.user_id = :organizer AND b.other_id = :user AND e.organizer_id = :organizer
          AND {{may_take_place e}})
