DROP TABLE interest;
