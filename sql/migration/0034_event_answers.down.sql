ALTER TABLE event DROP COLUMN attendee_list;
-- @postgresql
DROP DOMAIN attendee_list;
-- @sqlite
-- The column took its CHECK along.
-- @end
ALTER TABLE event DROP COLUMN max_party;
