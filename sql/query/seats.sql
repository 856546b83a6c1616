-- The seats of an event: three columns of its row that nothing else writes.

-- name: seats_take :exec
-- Takes seats if there are so many and nobody waits; changes nothing else.
-- in:  event event_id, viewer user_id, seats int, now time
{{take_seats}}

-- name: seats_lock :one
-- The seats as they are, nobody else changes them until the transaction ends; and
-- what those who get one are told.
-- in:  event event_id
-- out: series_id event_id?, capacity int?, waitlist bool, taken int, waiting int,
--      has_tickets bool, status event_status, end_time time, title text,
--      start_time time, timezone text, place text?
SELECT e.series_id, e.capacity, e.waitlist, e.taken, e.waiting, e.has_tickets, e.status, e.end_time,
       {{event_title e}} AS title, e.start_time, e.timezone,
       {{event_place e}} AS place
  FROM event e
 WHERE e.id = :event
 {{for_update_of_event}}

-- name: seats_move :exec
-- Adds to the seats taken and to those who wait; changes nothing when that would
-- pass the capacity, or free what nobody has: another request of the same person
-- came first.
-- in:  event event_id, taken int, waiting int
UPDATE event SET taken = taken + :taken, waiting = waiting + :waiting
 WHERE id = :event AND taken + :taken >= 0 AND waiting + :waiting >= 0
   AND (:taken <= 0 OR capacity IS NULL OR taken + :taken <= capacity)

-- name: seats_set_capacity :exec
-- Another capacity; changes nothing when more than that is taken.
-- in:  event event_id, capacity int?
UPDATE event SET capacity = :capacity
 WHERE id = :event AND (:capacity IS NULL OR taken <= :capacity)
