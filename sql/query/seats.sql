-- name: seats_add :exec
-- The seats of a new thing.
-- in:  owner uuid, capacity int?
INSERT INTO seats (owner_id, recurrence_id, capacity, taken, waiting)
VALUES (:owner, 0, :capacity, 0, 0)

-- name: seats_take :exec
-- Takes n seats if there are so many and nobody waits; changes nothing else.
-- in:  owner uuid, n int
UPDATE seats SET taken = taken + :n
 WHERE owner_id = :owner AND recurrence_id = 0 AND waiting = 0
   AND (capacity IS NULL OR taken + :n <= capacity)

-- name: seats_lock :one
-- The seats as they are; nobody else changes them until the transaction ends.
-- in:  owner uuid
-- out: capacity int?, taken int, waiting int
SELECT capacity, taken, waiting
  FROM seats
 WHERE owner_id = :owner AND recurrence_id = 0
 {{for_update}}

-- name: seats_move :exec
-- Adds to the seats taken and to those who wait, under seats_lock; changes
-- nothing when that would pass the capacity, or free what nobody has: another
-- request of the same person came first.
-- in:  owner uuid, taken int, waiting int
UPDATE seats SET taken = taken + :taken, waiting = waiting + :waiting
 WHERE owner_id = :owner AND recurrence_id = 0
   AND taken + :taken >= 0 AND waiting + :waiting >= 0
   AND (:taken <= 0 OR capacity IS NULL OR taken + :taken <= capacity)

-- name: seats_set_capacity :exec
-- Another capacity; changes nothing when more than that is taken.
-- in:  owner uuid, capacity int?
UPDATE seats SET capacity = :capacity
 WHERE owner_id = :owner AND recurrence_id = 0
   AND (:capacity IS NULL OR taken <= :capacity)

-- name: seats_remove :exec
-- The seats of a thing that is removed.
-- in:  owner uuid
DELETE FROM seats WHERE owner_id = :owner
