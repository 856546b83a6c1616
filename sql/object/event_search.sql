-- A number for each event that SQLite's full-text index can refer to. A date of a
-- series is found by the words of its series; one with words of its own gets it then.

-- @sqlite
CREATE TRIGGER event_search_row_add AFTER INSERT ON event
  WHEN new.series_id IS NULL BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id);
END;

CREATE TRIGGER event_search_row_set AFTER UPDATE OF overrides ON event
  WHEN new.overrides & 7 <> 0 AND new.series_id IS NOT NULL BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;
-- @end
