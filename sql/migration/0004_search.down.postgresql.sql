DROP INDEX event_words_index;
