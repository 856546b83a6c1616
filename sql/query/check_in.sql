-- Who is let in at the door, and who is not. Who writes any has locked the event
-- (check_in_event).

-- name: check_in_access :one
-- Whether the viewer looks after the door of an event.
-- in:  event event_id, viewer user_id
-- out: is_visible bool, permissions int, is_door bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_permissions e, u.role}} AS permissions,
       {{is_door_of e}} IS TRUE AS is_door
  FROM event e
  JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: check_in_host :one
-- An event whose organizer or host the viewer is, as nearly all are who come to ask;
-- of others check_in_access says what they may, since a role may give them more than
-- the door that the event names them for.
-- in:  event event_id, viewer user_id
-- out: event_id event_id
SELECT e.id AS event_id
  FROM event e
  LEFT JOIN event_guest g ON g.event_id = {{namer e}} AND g.user_id = :viewer
 WHERE e.id = :event
   AND (e.organizer_id = :viewer
        OR (g.role = 'co_host' AND g.sees AND {{not_blocked e.organizer_id}}))

-- name: check_in_event :one
-- What decides at its door. It stays as it is until the transaction ends.
-- in:  event event_id
-- out: is_series bool, status event_status, start_time time
SELECT e.is_series, e.status, e.start_time
  FROM event e
 WHERE e.id = :event
 {{for_update_of_event}}

-- The texts of a JSON array.
-- fragment: texts_in list
-- @postgresql
SELECT value FROM json_array_elements_text({list})
-- @sqlite
SELECT value FROM json_each({list})
-- @end

-- Who is named by tickets of an event, what was read out of them, or themselves.
-- fragment: check_in_named
SELECT n.user_id FROM event_ticket n
 WHERE n.id IN ({{ids_in :tickets}}) AND n.event_id = :event
 UNION
SELECT n.user_id FROM event_ticket n
 WHERE n.event_id = :event AND n.short_code IN ({{texts_in :codes}})
 UNION
SELECT n.id FROM users n WHERE n.id IN ({{ids_in :users}})

-- Whether somebody holds seats that they have not paid.
-- fragment: check_in_holds person
((SELECT h.id FROM reservation h
   WHERE h.event_id = :event AND h.user_id = {person} AND h.expires_at > :now
   LIMIT 1) IS NOT NULL)

-- Whether anything was reported of somebody, or by one of some nonces.
-- fragment: check_in_has_past person
((SELECT c.id FROM check_in c
   WHERE c.event_id = :event AND c.user_id = {person}
   LIMIT 1) IS NOT NULL
 OR (SELECT c.id FROM check_in c
      WHERE c.event_id = :event AND c.nonce IN ({{texts_in :nonces}})
      LIMIT 1) IS NOT NULL)

-- A column by whose index nothing is to be looked for: an event has sold thousands of
-- tickets, of which few are one person's.
-- fragment: unsought column
-- @postgresql
{column}
-- @sqlite
+{column}
-- @end

-- name: check_in_party :many
-- Who is named, if they have anything to do with the event: a row for each ticket of
-- theirs, or one without. By person, then by ticket. has_past: check_in_past has rows.
-- in:  event event_id, tickets json, codes json, users json, nonces json, now time
-- out: has_past bool, user_id user_id, first_name text, last_name text, status rsvp_status?,
--      party_size int?, arrived int?, holds bool, ticket_id event_ticket_id?,
--      holder_name text?, type text?, serial int?, short_code text?,
--      ticket_status ticket_status?, is_inside bool?, arrived_at time?
SELECT {{check_in_has_past u.id}} AS has_past, u.id AS user_id, u.first_name,
       u.last_name, r.status, r.party_size, r.arrived, {{check_in_holds u.id}} AS holds,
       k.id AS ticket_id, k.holder_name, t.name AS type, k.serial, k.short_code,
       k.status AS ticket_status, k.is_inside, k.arrived_at
  FROM ({{check_in_named}}) AS w
  JOIN users u ON u.id = w.user_id
  LEFT JOIN rsvp r ON r.event_id = :event AND r.user_id = u.id
  LEFT JOIN event_ticket k ON k.user_id = u.id AND {{unsought k.event_id}} = :event
  LEFT JOIN ticket_type t ON t.id = k.ticket_type_id
 WHERE r.user_id IS NOT NULL OR k.id IS NOT NULL OR {{check_in_holds u.id}}
 ORDER BY u.id, k.id
 LIMIT 25000

-- name: check_in_past :many
-- All that was reported of people, and by nonces, and is not undone; by person.
-- in:  event event_id, users json, nonces json
-- out: id check_in_id, user_id user_id?, ticket_id event_ticket_id?,
--      direction check_in_direction, persons int?, party_size int, at time,
--      is_forced bool, nonce text, result check_in_result, moved int, arrivals int,
--      undone_at time?
SELECT c.id, c.user_id, c.ticket_id, c.direction, c.persons, c.party_size, c.at,
       c.is_forced, c.nonce, c.result, c.moved, c.arrivals, c.undone_at
  FROM (SELECT m.id FROM check_in m
         WHERE m.event_id = :event AND m.user_id IN ({{ids_in :users}})
         UNION
        SELECT m.id FROM check_in m
         WHERE m.event_id = :event AND m.nonce IN ({{texts_in :nonces}})) AS w
  JOIN check_in c ON c.id = w.id
 ORDER BY c.user_id
 LIMIT 110000

-- name: check_in_tickets_elsewhere :many
-- Tickets of other events. is_mate: of another date of the same series.
-- in:  event event_id, tickets json
-- out: id event_ticket_id, event_id event_id, is_mate bool
SELECT k.id, k.event_id, COALESCE(e.series_id = mine.series_id, FALSE) AS is_mate
  FROM event_ticket k
  JOIN event e ON e.id = k.event_id
  JOIN event mine ON mine.id = :event
 WHERE k.id IN ({{ids_in :tickets}}) AND k.event_id <> :event
 LIMIT 500

-- name: check_in_answers_elsewhere :many
-- Answers of people to other events: some, where there are very many.
-- in:  event event_id, users json
-- out: user_id user_id, event_id event_id, is_mate bool
SELECT r.user_id, r.event_id, COALESCE(e.series_id = mine.series_id, FALSE) AS is_mate
  FROM rsvp r
  JOIN event e ON e.id = r.event_id
  JOIN event mine ON mine.id = :event
 WHERE r.user_id IN ({{ids_in :users}}) AND r.event_id <> :event
 LIMIT 5000

-- fragment: check_in_rows
-- @postgresql
SELECT CAST({{field 'id'}} AS uuid) AS id, CAST({{field 'user'}} AS uuid) AS user_id,
       CAST({{field 'ticket'}} AS uuid) AS ticket_id,
       CAST({{field 'persons'}} AS bigint) AS persons,
       CAST({{field 'party'}} AS bigint) AS party_size,
       CAST({{field 'forced'}} AS boolean) AS is_forced,
       CAST({{field 'moved'}} AS bigint) AS moved,
       CAST({{field 'arrivals'}} AS bigint) AS arrivals,
-- @sqlite
SELECT text_uuid({{field 'id'}}) AS id, text_uuid({{field 'user'}}) AS user_id,
       text_uuid({{field 'ticket'}}) AS ticket_id, {{field 'persons'}} AS persons,
       {{field 'party'}} AS party_size, {{field 'forced'}} AS is_forced,
       {{field 'moved'}} AS moved, {{field 'arrivals'}} AS arrivals,
-- @end
       {{field 'direction'}} AS direction, {{time_of {{field 'at'}}}} AS at,
       {{field 'door'}} AS door, {{field 'nonce'}} AS nonce, {{field 'result'}} AS result
-- @postgresql
  FROM json_array_elements(:rows) AS d
-- @sqlite
  FROM json_each(:rows)
-- @end

-- name: check_in_add :exec
-- What was reported, with what comes of it.
-- in:  event event_id, rows json, staff user_id, now time
INSERT INTO check_in (id, event_id, user_id, ticket_id, direction, persons, party_size,
       at, received_at, door, staff_id, is_forced, nonce, result, moved, arrivals)
SELECT w.id, :event, w.user_id, w.ticket_id, w.direction, w.persons, w.party_size, w.at,
       :now, w.door, :staff, w.is_forced, w.nonce, w.result, w.moved, w.arrivals
  FROM ({{check_in_rows}}) AS w

-- name: check_in_set :exec
-- What comes of some by now.
-- in:  rows json
UPDATE check_in
   SET result = w.result, moved = w.moved, arrivals = w.arrivals
  FROM ({{check_in_rows}}) AS w
 WHERE check_in.id = w.id

-- name: check_in_set_places :exec
-- Who of those with tickets is inside, and has come.
-- in:  rows json, now time
UPDATE event_ticket
   SET is_inside = w.is_inside, arrived_at = w.arrived_at, updated_at = :now,
       version = version + 1
-- @postgresql
  FROM (SELECT CAST({{field 'id'}} AS uuid) AS id,
               CAST({{field 'inside'}} AS boolean) AS is_inside,
               {{time_of {{field 'arrived'}}}} AS arrived_at
          FROM json_array_elements(:rows) AS d) AS w
-- @sqlite
  FROM (SELECT text_uuid({{field 'id'}}) AS id, {{field 'inside'}} AS is_inside,
               {{field 'arrived'}} AS arrived_at
          FROM json_each(:rows)) AS w
-- @end
 WHERE event_ticket.id = w.id

-- name: check_in_set_arrived :exec
-- How many have come of some answers. Each row names its event too, so that an answer
-- is looked for by both, and not all those of the event held against each row.
-- in:  rows json, now time
UPDATE rsvp
   SET arrived = w.arrived, updated_at = :now, version = version + 1
-- @postgresql
  FROM (SELECT CAST({{field 'event'}} AS uuid) AS event_id,
               CAST({{field 'user'}} AS uuid) AS user_id,
               CAST({{field 'arrived'}} AS bigint) AS arrived
          FROM json_array_elements(:rows) AS d) AS w
-- @sqlite
  FROM (SELECT text_uuid({{field 'event'}}) AS event_id,
               text_uuid({{field 'user'}}) AS user_id, {{field 'arrived'}} AS arrived
          FROM json_each(:rows)) AS w
-- @end
 WHERE rsvp.event_id = w.event_id AND rsvp.user_id = w.user_id

-- name: check_in_add_walk_in :exec
-- Somebody who has not answered is in.
-- in:  id check_in_id, event event_id, name text, type ticket_type_id?, seats int,
--      persons int, door text?, staff user_id, is_forced bool, nonce text, now time
INSERT INTO check_in (id, event_id, name, ticket_type_id, seats, direction, persons,
       party_size, at, received_at, door, staff_id, is_forced, nonce, result, moved,
       arrivals)
VALUES (:id, :event, :name, :type, :seats, 'in', :persons, :persons, :now, :now, :door,
       :staff, :is_forced, :nonce, 'ok', :persons, :persons)

-- name: check_in_find :one
-- One that is not undone.
-- in:  event event_id, id check_in_id
-- out: user_id user_id?, seats int, ticket_type_id ticket_type_id?
SELECT c.user_id, c.seats, c.ticket_type_id FROM check_in c
 WHERE c.id = :id AND c.event_id = :event AND c.undone_at IS NULL

-- name: check_in_undo :exec
-- It has not been.
-- in:  id check_in_id, now time
UPDATE check_in SET undone_at = :now, moved = 0, arrivals = 0, seats = 0 WHERE id = :id

-- name: check_in_list :many
-- All of an event, by when they were.
-- in:  event event_id
-- out: id check_in_id, nonce text, result check_in_result, user_id user_id?,
--      ticket_id event_ticket_id?, holder text?, direction check_in_direction,
--      persons int?, at time, received_at time, door text?, staff_id user_id?,
--      is_forced bool, undone_at time?
-- page: at, nonce unique
SELECT c.id, c.nonce, c.result, c.user_id, c.ticket_id,
       COALESCE(c.name, k.holder_name, u.first_name || ' ' || u.last_name) AS holder,
       c.direction, c.persons, c.at, c.received_at, c.door, c.staff_id, c.is_forced,
       c.undone_at
  FROM check_in c
  LEFT JOIN event_ticket k ON k.id = c.ticket_id
  LEFT JOIN users u ON u.id = c.user_id
 WHERE c.event_id = :event AND (c.at, c.nonce) > (:after_at, :after_nonce)
 ORDER BY c.at, c.nonce
 LIMIT :limit

-- What changes whenever something does that a door has to know. A version is a number
-- that grows; of many of them their sum is not to pass what a number holds.
-- fragment: check_in_mark version
CAST(COALESCE(sum(({version}) % 1000000007), 0) AS {{integer}})

-- name: check_in_bundle_mark :one
-- By which a door knows whether it has the latest.
-- in:  event event_id
-- out: version int, tickets int, tickets_mark int, answers int, answers_mark int
SELECT e.version, k.n AS tickets, k.mark AS tickets_mark, r.n AS answers,
       r.mark AS answers_mark
  FROM event e
 CROSS JOIN (SELECT count(*) AS n, {{check_in_mark k.version + u.version}} AS mark
               FROM event_ticket k JOIN users u ON u.id = k.user_id
              WHERE k.event_id = :event) AS k
 CROSS JOIN (SELECT count(*) AS n, {{check_in_mark r.version + u.version}} AS mark
               FROM rsvp r JOIN users u ON u.id = r.user_id
              WHERE r.event_id = :event) AS r
 WHERE e.id = :event

-- name: check_in_bundle :one
-- What a door has to know of an event itself.
-- in:  event event_id, keys json, is_complete bool
-- out: event_id event_id, start_time time, public_keys json, is_complete bool
SELECT e.id AS event_id, e.start_time, :keys AS public_keys,
       :is_complete AS is_complete
  FROM event e
 WHERE e.id = :event

-- name: check_in_bundle_tickets :many
-- Tickets of an event: the first of them.
-- in:  event event_id, limit int
-- out: id event_ticket_id, user_id user_id, holder text, type text, serial int,
--      short_code text, status ticket_status, is_inside bool
SELECT k.id, k.user_id,
       COALESCE(k.holder_name, u.first_name || ' ' || u.last_name) AS holder,
       t.name AS type, k.serial, k.short_code, k.status, k.is_inside
  FROM event_ticket k
  JOIN users u ON u.id = k.user_id
  JOIN ticket_type t ON t.id = k.ticket_type_id
 WHERE k.event_id = :event
 ORDER BY k.id
 LIMIT :limit

-- name: check_in_bundle_answers :many
-- Who comes without a ticket: the first of them.
-- in:  event event_id, limit int
-- out: user_id user_id, holder text, party_size int, arrived int
SELECT r.user_id, u.first_name || ' ' || u.last_name AS holder, r.party_size, r.arrived
  FROM rsvp r
  JOIN users u ON u.id = r.user_id
 WHERE r.event_id = :event
   AND CASE WHEN r.status = 'attending'
                 AND (SELECT k.id FROM event_ticket k
                       WHERE k.user_id = r.user_id AND k.event_id = :event
                       LIMIT 1) IS NULL
            THEN TRUE ELSE FALSE END
 ORDER BY r.user_id
 LIMIT :limit

-- name: rsvp_is_attending :one
-- Whether somebody who has answered comes.
-- in:  event event_id, user user_id
-- out: is_attending bool
SELECT r.status = 'attending' AS is_attending
  FROM rsvp r
 WHERE r.event_id = :event AND r.user_id = :user
