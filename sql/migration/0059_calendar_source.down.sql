DROP TABLE busy;
DROP TABLE calendar_source;
