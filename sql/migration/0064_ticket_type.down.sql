DROP TABLE ticket_type;
DROP TABLE currency;
