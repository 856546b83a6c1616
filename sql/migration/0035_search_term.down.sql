-- @sqlite
DROP TABLE event_search_term;
CREATE TABLE event_search_words AS SELECT rowid AS number, words FROM event_search;
DROP TABLE event_search;
CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'ascii');
INSERT INTO event_search (rowid, words) SELECT number, words FROM event_search_words;
DROP TABLE event_search_words;
-- @end
