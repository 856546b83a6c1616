DROP TABLE spark_invite;
DROP TABLE spark_participant;
DROP TABLE spark;
-- @postgresql
DROP DOMAIN spark_status;
-- @sqlite
-- The column took its CHECK along.
-- @end
