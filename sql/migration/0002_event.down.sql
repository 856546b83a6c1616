DROP TABLE rsvp;
DROP TABLE seats;
DROP TABLE event_category;
DROP TABLE event;
DROP TABLE category;
