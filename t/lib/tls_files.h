/*
 * An authority of a test's own, and a certificate by it, made with openssl(1).
 */
#ifndef T_LIB_TLS_FILES_H
#define T_LIB_TLS_FILES_H

/* Makes ca.pem, server.pem and server.key in dir; name: what the server proves
 * to be, as of subjectAltName: "IP:127.0.0.1". */
void tls_files_make(const char *dir, const char *name);

#endif
