-- Full text: the words column, normalised by the program, is indexed as it is.

CREATE INDEX event_words_index ON event USING gin (to_tsvector('simple', words));
