-- Fragments that every file may use.

-- fragment: for_update
-- @postgresql
FOR UPDATE
-- @end

-- The row of an event, in a way that lets others still refer to it: an answer
-- that is being inserted refers to it.
-- fragment: for_update_of_event
-- @postgresql
FOR NO KEY UPDATE OF e
-- @end

-- The type of whole numbers.
-- fragment: integer
-- @postgresql
bigint
-- @sqlite
INTEGER
-- @end

-- The one way to take seats of an event: none when there are not so many,
-- somebody waits, or it was called off meanwhile.
-- fragment: take_seats
UPDATE event SET taken = taken + :seats
 WHERE id = :event AND status = 'published' AND waiting = 0
   AND (capacity IS NULL OR taken + :seats <= capacity)
