-- Mails that came in and have had their effect: a mail server that is not told so sends
-- one again.
--
-- When a person is erased: a digest says nothing of theirs, and goes after a month.
--
-- compatible: 49

CREATE TABLE mail_receipt (
  digest      {bytes} NOT NULL CONSTRAINT mail_receipt_pk PRIMARY KEY,
  received_at {time}  NOT NULL
) {strict};

CREATE INDEX mail_receipt_received_at_index ON mail_receipt (received_at);
