-- What was taken away of accounts elsewhere goes in the end, told or not.
--
-- When a person is erased: nothing of this is about them.
--
-- compatible: 82

CREATE INDEX account_unlinked_at_index ON account (unlinked_at)
 WHERE unlinked_at IS NOT NULL;
