-- What of an event people may have tickets for.

-- What those who run an event write of a ticket type, and may change later.
-- fragment: ticket_type_input
name text, payment_type payment_type, price text?, min_price text?, currency text,
event_capacity int?, sales_opens_at time?, sales_closes_at time?, per_person_max int,
refundable_before int?, hidden bool

-- fragment: ticket_type_columns
t.name, t.payment_type, {{decimal t.price_minor, c.digits}} AS price,
{{decimal t.min_price_minor, c.digits}} AS min_price, t.currency,
t.capacity AS event_capacity, t.sales_opens_at, t.sales_closes_at, t.per_person_max,
t.refundable_before, t.is_hidden AS hidden

-- fragment: ticket_type_out
id ticket_type_id, event_id event_id, template_id ticket_type_id?,
{{ticket_type_input}}, spots_taken int, spots_left int?, created_at time, updated_at time

-- fragment: ticket_type_shown
t.id, t.event_id, t.template_id, {{ticket_type_columns}}, t.taken AS spots_taken,
t.capacity - t.taken AS spots_left, t.created_at, t.updated_at

-- name: ticket_type_access :one
-- Whether the viewer sees an event and may sell tickets for it.
-- in:  event event_id, viewer user_id?
-- out: is_visible bool, permissions int, is_series bool
SELECT COALESCE({{event_visible e}}, FALSE) AS is_visible,
       COALESCE({{event_sellers e, u.role}}, 0) AS permissions, e.is_series
  FROM event e
  LEFT JOIN users u ON u.id = :viewer
 WHERE e.id = :event

-- name: ticket_type_list :many
-- Those of an event, in the order in which they were made.
-- in:  event event_id, is_host bool
-- out: {{ticket_type_out}}
-- page: id
SELECT {{ticket_type_shown}}
  FROM ticket_type t
  JOIN currency c ON c.code = t.currency
 WHERE t.event_id = :event AND t.id > :after_id
   AND CASE WHEN :is_host THEN TRUE ELSE NOT t.is_hidden END
 ORDER BY t.id
 LIMIT :limit

-- name: ticket_type_get :one
-- One of them.
-- in:  id ticket_type_id, is_host bool
-- out: {{ticket_type_out}}, _version int
SELECT {{ticket_type_shown}}, t.version AS _version
  FROM ticket_type t
  JOIN currency c ON c.code = t.currency
 WHERE t.id = :id AND (:is_host OR NOT t.is_hidden)

-- name: ticket_type_event :one
-- Whose it is, which stays.
-- in:  id ticket_type_id
-- out: event_id event_id
SELECT t.event_id FROM ticket_type t WHERE t.id = :id

-- name: currency_find :one
-- How many digits amounts have.
-- in:  code text
-- out: digits int
SELECT c.digits FROM currency c WHERE c.code = :code

-- name: ticket_type_room :one
-- How many an event has besides one, and the currency of those.
-- in:  event event_id, but ticket_type_id
-- out: n int, currency text?
SELECT count(*) AS n, min(t.currency) AS currency
  FROM ticket_type t
 WHERE t.event_id = :event AND t.id <> :but

-- fragment: ticket_type_values
name text, payment_type payment_type, price int?, min_price int?, currency text,
capacity int?, sales_opens_at time?, sales_closes_at time?, per_person_max int,
refundable_before int?, is_hidden bool

-- name: ticket_type_add :exec
-- One more.
-- in:  id ticket_type_id, event event_id, {{ticket_type_values}}, now time
INSERT INTO ticket_type ({{ticket_type_row}}, sales_opens_at, sales_closes_at)
VALUES (:id, :event, :name, :payment_type, :price, :min_price, :currency, :capacity,
       :per_person_max, :refundable_before, :is_hidden, 0, :now, :now, 1,
       :sales_opens_at, :sales_closes_at)

-- name: ticket_type_for_write :one
-- What is to be changed, and whether each date of its event has a copy of it. The row
-- stays locked.
-- in:  id ticket_type_id
-- out: {{ticket_type_input}}, taken int, version int, is_of_series bool
SELECT {{ticket_type_columns}}, t.taken, t.version, e.is_series AS is_of_series
  FROM ticket_type t
  JOIN event e ON e.id = t.event_id
  JOIN currency c ON c.code = t.currency
 WHERE t.id = :id
 {{for_update_of t}}

-- name: ticket_type_set :exec
-- It says something else; changes nothing when more than that is taken.
-- in:  id ticket_type_id, {{ticket_type_values}}, now time
UPDATE ticket_type
   SET name = :name, payment_type = :payment_type, price_minor = :price,
       min_price_minor = :min_price, currency = :currency, capacity = :capacity,
       sales_opens_at = :sales_opens_at, sales_closes_at = :sales_closes_at,
       per_person_max = :per_person_max, refundable_before = :refundable_before,
       is_hidden = :is_hidden, updated_at = :now, version = version + 1
 WHERE id = :id AND (:capacity IS NULL OR taken <= :capacity)

-- name: ticket_type_remove :exec
-- It is not there any more; changes nothing when somebody has one, had one, or waits.
-- in:  id ticket_type_id
DELETE FROM ticket_type
 WHERE id = :id AND taken = 0
   AND (SELECT i.reservation_id FROM reservation_item i
         WHERE i.ticket_type_id = :id LIMIT 1) IS NULL
   AND (SELECT r.user_id FROM rsvp r
         WHERE r.ticket_type_id = :id AND r.status = 'waitlisted' LIMIT 1) IS NULL
