DROP TRIGGER event_search_row_add;
DROP TABLE event_search;
DROP TABLE event_search_row;
