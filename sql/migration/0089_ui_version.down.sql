ALTER TABLE ui_config DROP COLUMN version;
-- @postgresql
ALTER TABLE ui_config ALTER COLUMN config TYPE TEXT;
-- @end
