ALTER TABLE routine DROP COLUMN put_off_until;
ALTER TABLE routine_run DROP COLUMN is_arranged;
