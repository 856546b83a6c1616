-- On SQLite the words that events have can be walked, each with its events, so that
-- rare ones are found without reading the hits of common ones. Where in a text a word
-- stands, and how long a text is, nobody asks: without that the index is a quarter
-- smaller, and passes over a common word in an eighth of the time.

-- @sqlite
CREATE TABLE event_search_words AS SELECT rowid AS number, words FROM event_search;
DROP TABLE event_search;
CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'ascii', detail = none, columnsize = 0);
INSERT INTO event_search (rowid, words) SELECT number, words FROM event_search_words;
DROP TABLE event_search_words;
CREATE VIRTUAL TABLE event_search_term USING fts5vocab (event_search, instance);
-- @end
