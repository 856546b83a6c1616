-- Tickets, as those who have them and those who sell them see them.

-- fragment: event_ticket_out
id event_ticket_id, reservation_id reservation_id, event_id event_id,
ticket_type_id ticket_type_id, type text, user_id user_id, holder_name text?,
serial int, short_code text, status ticket_status, is_inside bool, arrived_at time?,
created_at time, updated_at time

-- fragment: event_ticket_columns
k.id, k.reservation_id, k.event_id, k.ticket_type_id, t.name AS type, k.user_id,
k.holder_name, k.serial, k.short_code, k.status, k.is_inside, k.arrived_at,
k.created_at, k.updated_at

-- name: event_ticket_get :one
-- One of them.
-- in:  id event_ticket_id
-- out: {{event_ticket_out}}, _version int
SELECT {{event_ticket_columns}}, k.version AS _version
  FROM event_ticket k
  JOIN ticket_type t ON t.id = k.ticket_type_id
 WHERE k.id = :id

-- name: event_ticket_list_mine :many
-- Somebody's, the latest first; only: of what an invitation to that
-- event is to.
-- in:  viewer user_id, only event_id?
-- out: {{event_ticket_out}}
-- page: id desc
SELECT {{event_ticket_columns}}
  FROM event_ticket k
  JOIN ticket_type t ON t.id = k.ticket_type_id
 WHERE k.user_id = :viewer AND k.id < :after_id
   AND CASE WHEN :only IS NULL THEN TRUE ELSE {{reaches :only, k.event_id}} END
 ORDER BY k.id DESC
 LIMIT :limit

-- name: event_ticket_list :many
-- Those of an event, in the order in which they were made.
-- in:  event event_id
-- out: {{event_ticket_out}}
-- page: id
SELECT {{event_ticket_columns}}
  FROM event_ticket k
  JOIN ticket_type t ON t.id = k.ticket_type_id
 WHERE k.event_id = :event AND k.id > :after_id
 ORDER BY k.id
 LIMIT :limit

-- name: event_ticket_access :one
-- Whose it is, what its code says, and whether the viewer sells the event's tickets.
-- in:  id event_ticket_id, viewer user_id
-- out: event_id event_id, user_id user_id, serial int, status ticket_status, version int,
--      is_visible bool, permissions int
SELECT k.event_id, k.user_id, k.serial, k.status, k.version,
       COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_sellers e, u.role}} AS permissions
  FROM event_ticket k
  JOIN event e ON e.id = k.event_id
  JOIN users u ON u.id = :viewer
 WHERE k.id = :id

-- name: event_ticket_reservation :one
-- What it is of.
-- in:  id event_ticket_id
-- out: reservation_id reservation_id
SELECT k.reservation_id FROM event_ticket k WHERE k.id = :id

-- name: event_ticket_for_cancel :one
-- One that is about to end, and what it cost. Who asks holds the seats of its event.
-- in:  id event_ticket_id, now time
-- out: ticket_type_id ticket_type_id, status ticket_status, arrived_at time?,
--      price_minor int, is_refundable bool
SELECT k.ticket_type_id, k.status, k.arrived_at, i.price_minor,
       i.price_minor = 0
       OR {{is_refundable t, e.start_time}} AS is_refundable
  FROM event_ticket k
  JOIN ticket_type t ON t.id = k.ticket_type_id
  JOIN reservation_item i ON i.reservation_id = k.reservation_id
                         AND i.ticket_type_id = k.ticket_type_id
  JOIN event e ON e.id = k.event_id
 WHERE k.id = :id
 {{for_update_of k}}

-- name: event_ticket_cancel :exec
-- It lets nobody in any more.
-- in:  id event_ticket_id, now time
UPDATE event_ticket
   SET status = 'cancelled', updated_at = :now, version = version + 1
 WHERE id = :id

-- name: event_ticket_reissue :exec
-- Its codes so far let nobody in any more; changes nothing of one that is not valid,
-- or has had all its codes.
-- in:  id event_ticket_id, holder_name text?, now time
UPDATE event_ticket
   SET serial = serial + 1, holder_name = :holder_name, updated_at = :now,
       version = version + 1
 WHERE id = :id AND status = 'valid' AND serial < 255
