-- Full text: an FTS5 index over the words column, kept current by triggers.
-- event_search_row gives each event a row number that VACUUM does not change.

CREATE TABLE event_search_row (
  number   INTEGER PRIMARY KEY,
  event_id BLOB NOT NULL CONSTRAINT event_search_row_event_id_key UNIQUE
) STRICT;

CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER event_search_insert AFTER INSERT ON event BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id);
  INSERT INTO event_search (rowid, words)
    SELECT number, new.words FROM event_search_row WHERE event_id = new.id;
END;

CREATE TRIGGER event_search_update AFTER UPDATE OF words ON event
  WHEN new.words <> old.words BEGIN
  UPDATE event_search SET words = new.words
   WHERE rowid = (SELECT number FROM event_search_row WHERE event_id = new.id);
END;

CREATE TRIGGER event_search_delete AFTER DELETE ON event BEGIN
  DELETE FROM event_search
   WHERE rowid = (SELECT number FROM event_search_row WHERE event_id = old.id);
  DELETE FROM event_search_row WHERE event_id = old.id;
END;

INSERT INTO event_search_row (event_id) SELECT id FROM event;
INSERT INTO event_search (rowid, words)
  SELECT r.number, e.words FROM event e JOIN event_search_row r ON r.event_id = e.id;
