DROP TRIGGER event_search_insert;
DROP TRIGGER event_search_update;
DROP TRIGGER event_search_delete;
DROP TABLE event_search;
DROP TABLE event_search_row;
