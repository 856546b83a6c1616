-- How often an event was moved, cancelled or brought back: by that calendar programs
-- tell which state of it an invitation, or an answer to one, is about.
--
-- When a person is erased: nothing of theirs is in it.
--
-- compatible: 44

ALTER TABLE event ADD COLUMN sequence {int} NOT NULL DEFAULT 0;
