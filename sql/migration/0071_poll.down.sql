DROP TABLE poll_vote;
DROP TABLE poll_person;
DROP TABLE poll_option;
DROP TABLE poll;
