-- What the smaller pictures of a file take, which counts with it (file_room.sql).
--
-- When a person is erased: it goes with the row.
--
-- compatible: 68

ALTER TABLE file ADD COLUMN preview_bytes {int} NOT NULL DEFAULT 0;
