DROP TABLE account_invite;
DROP TABLE known_device;
