-- Full text: an FTS5 index over the words column, kept current by triggers.

CREATE VIRTUAL TABLE event_search USING fts5 (words, content = 'event', tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER event_search_insert AFTER INSERT ON event BEGIN
  INSERT INTO event_search (rowid, words) VALUES (new.rowid, new.words);
END;

CREATE TRIGGER event_search_delete AFTER DELETE ON event BEGIN
  INSERT INTO event_search (event_search, rowid, words) VALUES ('delete', old.rowid, old.words);
END;

CREATE TRIGGER event_search_update AFTER UPDATE OF words ON event BEGIN
  INSERT INTO event_search (event_search, rowid, words) VALUES ('delete', old.rowid, old.words);
  INSERT INTO event_search (rowid, words) VALUES (new.rowid, new.words);
END;

INSERT INTO event_search (rowid, words) SELECT rowid, words FROM event;
