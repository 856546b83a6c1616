ALTER TABLE users DROP COLUMN freebusy;
