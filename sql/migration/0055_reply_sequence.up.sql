-- To which state of an event somebody wrote their last answer by mail.
--
-- When a person is erased: it goes with the row.
--
-- compatible: 54
ALTER TABLE event_invitation ADD COLUMN replied_sequence {int};
