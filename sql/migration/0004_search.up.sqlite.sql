-- The words of each event, normalised by the program, in a full-text index.
-- event_search_row gives each event a row number that VACUUM does not change.
-- The program writes both: a trigger may not use a virtual table where the
-- schema is not trusted.

CREATE TABLE event_search_row (
  number   INTEGER PRIMARY KEY,
  event_id BLOB NOT NULL CONSTRAINT event_search_row_event_id_key UNIQUE
    CONSTRAINT event_search_row_event_id_fk REFERENCES event (id) ON DELETE CASCADE
) STRICT;

CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0');

CREATE TRIGGER event_search_row_add AFTER INSERT ON event BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id);
END;
