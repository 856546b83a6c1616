-- What clients are told is JSON, and has a version, which whoever changes it names.
--
-- When a person is erased: nothing here is anybody's.
--
-- No older program goes on beside it: it would write text.

-- @postgresql
ALTER TABLE ui_config ALTER COLUMN config TYPE json USING config::json;
-- @end
ALTER TABLE ui_config ADD COLUMN version {int} NOT NULL DEFAULT 1;
