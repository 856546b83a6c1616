DROP TABLE event_notice;
