DROP TABLE oauth_flow;
DROP TABLE account;
DROP TABLE jwks;
DROP TABLE provider;
