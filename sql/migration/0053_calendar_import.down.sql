DROP TABLE calendar_import;
