-- Ticket types of a series, and the copies of them that its dates have.

-- name: ticket_template_list :many
-- Those of a series, in the order in which they were made.
-- in:  series event_id
-- out: id ticket_type_id
SELECT t.id FROM ticket_type t WHERE t.event_id = :series ORDER BY t.id LIMIT 30

-- name: ticket_template_lock_dates :many
-- Dates stay as they are until the transaction ends, by id.
-- in:  ids json
-- out: id event_id
SELECT e.id FROM event e
 WHERE e.id IN ({{ids_in :ids}})
 ORDER BY e.id
 {{for_update_of_event}}

-- What a new one has of one of a series, of which nothing is sold.
-- fragment: ticket_template_says
t.name, t.payment_type, t.price_minor, t.min_price_minor, t.currency, t.capacity,
t.per_person_max, t.refundable_before, t.is_hidden, 0, :now, :now, 1

-- name: ticket_template_copy :exec
-- Dates have what the program has worked out, each with an id of its own; a date that
-- has types of its own, or in another currency, has no others.
-- in:  copies json, now time
INSERT INTO ticket_type ({{ticket_type_row}}, template_id)
SELECT w.id, w.event_id, {{ticket_template_says}}, t.id
  FROM (
-- @postgresql
       SELECT CAST({{field 'id'}} AS uuid) AS id,
              CAST({{field 'event'}} AS uuid) AS event_id,
              CAST({{field 'template'}} AS uuid) AS template_id
         FROM json_array_elements(:copies) AS d
-- @sqlite
       SELECT text_uuid({{field 'id'}}) AS id, text_uuid({{field 'event'}}) AS event_id,
              text_uuid({{field 'template'}}) AS template_id
         FROM json_each(:copies)
-- @end
       ) AS w
  JOIN ticket_type t ON t.id = w.template_id
 WHERE NOT EXISTS (SELECT o.id FROM ticket_type o
                    WHERE o.event_id = w.event_id
                      AND (o.template_id IS NULL OR o.currency <> t.currency))
    ON CONFLICT DO NOTHING

-- name: ticket_template_open_dates :exec
-- Who comes to dates needs a ticket, where there are some.
-- in:  ids json
UPDATE event SET has_tickets = TRUE, currency = {{event_currency}}
 WHERE id IN ({{ids_in :ids}}) AND NOT has_tickets
   AND EXISTS (SELECT t.id FROM ticket_type t WHERE t.event_id = event.id)

-- name: ticket_template_copies :many
-- Those of dates that are not over, in the order in which the dates are locked.
-- in:  template ticket_type_id, now time
-- out: id ticket_type_id, event_id event_id, start_wall wall?
SELECT t.id, t.event_id, e.start_wall
  FROM ticket_type t
  JOIN event e ON e.id = t.event_id
 WHERE t.template_id = :template AND e.end_time > :now
 ORDER BY t.event_id

-- name: ticket_template_give :exec
-- What was a copy of one is a copy of another, whose series its date is in now.
-- in:  id ticket_type_id, from ticket_type_id, series event_id
UPDATE ticket_type SET template_id = :id
 WHERE template_id = :from
   AND event_id IN (SELECT d.id FROM event d WHERE d.series_id = :series)

-- name: ticket_template_split :exec
-- One of a series, for the second half of it.
-- in:  id ticket_type_id, from ticket_type_id, series event_id, now time
INSERT INTO ticket_type ({{ticket_type_row}})
SELECT :id, :series, {{ticket_template_says}}
  FROM ticket_type t
 WHERE t.id = :from
