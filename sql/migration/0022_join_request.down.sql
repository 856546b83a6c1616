DROP TABLE join_request;
