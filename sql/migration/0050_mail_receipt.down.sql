DROP TABLE mail_receipt;
