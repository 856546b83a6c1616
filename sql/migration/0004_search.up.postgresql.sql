-- The words of each event, normalised by the program, and their index.

CREATE TABLE event_search (
  event_id uuid NOT NULL CONSTRAINT event_search_event_id_pk PRIMARY KEY
    CONSTRAINT event_search_event_id_fk REFERENCES event (id) ON DELETE CASCADE,
  words    text NOT NULL
);

CREATE INDEX event_search_words_index ON event_search USING gin (to_tsvector('simple', words));
