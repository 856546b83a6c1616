-- From here on functions, triggers and views are made from sql/object/, after
-- the migrations.

-- @postgresql
DROP TRIGGER event_document_set ON event;
DROP TRIGGER event_document_add ON event;
DROP FUNCTION event_document_set;
DROP FUNCTION event_document_add;
DROP FUNCTION event_document;
DROP FUNCTION json_time;
-- @sqlite
DROP TRIGGER event_document_set;
DROP TRIGGER event_document_add;
DROP VIEW event_document;
DROP TRIGGER event_search_row_add;
-- @end
