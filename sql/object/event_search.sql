-- A number for each event that SQLite's full-text index can refer to.

-- @sqlite
CREATE TRIGGER event_search_row_add AFTER INSERT ON event BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id);
END;
-- @end
