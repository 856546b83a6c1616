ALTER TABLE spark DROP COLUMN document;
