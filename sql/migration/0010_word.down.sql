-- @postgresql
DROP INDEX event_search_words_index;
CREATE INDEX event_search_words_index ON event_search USING gin (to_tsvector('simple', words));
-- @sqlite
CREATE TABLE event_search_words AS SELECT rowid AS number, words FROM event_search;
DROP TABLE event_search;
CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO event_search (rowid, words) SELECT number, words FROM event_search_words;
DROP TABLE event_search_words;
-- @end
DELETE FROM job WHERE kind = 'search';
