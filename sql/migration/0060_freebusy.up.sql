-- Who may be told which times of somebody's are taken: nobody, who is in a group with
-- them, or in a cluster as well.
--
-- When a person is erased: it goes with their row.
--
-- compatible: 59

ALTER TABLE users ADD COLUMN freebusy TEXT NOT NULL DEFAULT 'nobody'
  CONSTRAINT users_freebusy_check CHECK (freebusy IN ('nobody', 'groups', 'cluster'));
