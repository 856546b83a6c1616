-- Runs of which a manager has said who does them, be it nobody; and routines that the
-- clock leaves alone for a while, since it could not move a run of theirs.
--
-- When a person is erased: nothing of this is about them.
--
-- compatible: 72

ALTER TABLE routine_run ADD COLUMN is_arranged {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE routine ADD COLUMN put_off_until {time};
