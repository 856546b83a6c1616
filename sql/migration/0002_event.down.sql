DROP TABLE rsvp;
DROP TABLE event_category;
DROP TABLE event;
DROP TABLE category;
