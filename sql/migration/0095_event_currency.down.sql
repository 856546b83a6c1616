ALTER TABLE event DROP COLUMN currency;
