-- Fragments that every file may use.

-- fragment: for_update
-- @postgresql
FOR UPDATE
-- @end

-- fragment: for_update_of_event
-- @postgresql
FOR UPDATE OF e
-- @end
