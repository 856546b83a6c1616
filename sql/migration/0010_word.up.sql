-- The program alone decides what a word is: neither engine's tokenizer splits or
-- folds it again. What is indexed stays until the job, page by page, has made
-- the words of every event anew. Words of events that are gone leave SQLite.

-- @postgresql
DROP INDEX event_search_words_index;
CREATE INDEX event_search_words_index ON event_search
  USING gin (array_to_tsvector(string_to_array(words, ' ')));
-- @sqlite
CREATE TABLE event_search_words AS SELECT rowid AS number, words FROM event_search;
DROP TABLE event_search;
CREATE VIRTUAL TABLE event_search USING fts5 (words, tokenize = 'ascii');
INSERT INTO event_search (rowid, words)
SELECT w.number, w.words FROM event_search_words w JOIN event_search_row r ON r.number = w.number;
DROP TABLE event_search_words;
-- @end

INSERT INTO job (id, kind, payload, state, priority, run_at, attempt, max_attempts, doubts, created_at)
-- @postgresql
SELECT gen_random_uuid(), 'search', '{"after_id":"00000000-0000-0000-0000-000000000000"}',
       'ready', 200, statement_timestamp(), 0, 5, 0, statement_timestamp()
-- @sqlite
SELECT randomblob(16), 'search', '{"after_id":"00000000-0000-0000-0000-000000000000"}',
       'ready', 200, now.us, 0, 5, 0, now.us
  FROM (SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000 AS us) AS now
-- @end
 WHERE EXISTS (SELECT 1 FROM event);
