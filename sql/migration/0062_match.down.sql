DROP TABLE match_dismissal;
DROP TABLE match_entry;
DROP TABLE match_cluster;
DROP TABLE match_exception;
DROP TABLE match_setting;
DROP TABLE availability;
