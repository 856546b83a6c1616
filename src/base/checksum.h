/*
 * Checksums of texts that are built in and kept in the database.
 */
#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

enum { CHECKSUM_SIZE = 33 };

/* FNV-1a with 128 bits, as hex digits: against accidents, not against
 * attackers. */
void checksum_text(const char *text, char out[CHECKSUM_SIZE]);

#endif
