/*
 * The chain of postings (docs/database.md, The chain). Each posting has a link: the SHA-256 of the
 * link before it and of the hashes of what was settled (inputs), under which definitions
 * (campaigns), under which settings (configuration), and of what was posted (postings). No times,
 * ids or numbers are in it: two histories of the same inputs have the same links.
 *
 * Links are added in the transaction that posts, under ledger_lock, and never changed. The texts
 * of inputs, campaigns and configuration are kept in cashback.chain_text, by their hash.
 */
#ifndef CASHBACK_CORE_CHAIN_H
#define CASHBACK_CORE_CHAIN_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/core/conf.h"
#include "pipeline/edge/db.h"
#include "pipeline/edge/hash.h"

struct chain_link {
	int64_t posting;
	char *run_id;
	char previous[HASH_TEXT], inputs[HASH_TEXT], campaigns[HASH_TEXT], configuration[HASH_TEXT],
		postings[HASH_TEXT], link[HASH_TEXT];
};

struct chain {
	struct chain_link *links; /* in the order of postings */
	size_t count;
};

/* What comes before the first link: 64 zeros. */
extern const char chain_origin[HASH_TEXT];

/* What a posting is made from, as texts. inputs: a line "feed<TAB>name<TAB>sha256" for each input;
 * campaigns: a line "id<TAB>sha256" for each; configuration: lines "key = value". NULL: the same
 * as in the link before it. */
struct chain_texts {
	const char *inputs, *campaigns, *configuration;
	bool no_postings; /* the run has posted nothing: the ledger is not asked for what it has */
};

/* Adds the link of this run, whose row has its place in the order of postings already, and whose
 * postings are in the ledger. ret_link may be NULL. */
int chain_append(struct db *db, const char *run_id, const struct chain_texts *texts,
	char ret_link[HASH_TEXT], struct error *err);

/* The last link, and its place in the order of postings; chain_origin and 0 where there is none. */
int chain_head(struct db *db, int64_t *ret_posting, char ret_link[HASH_TEXT], struct error *err);

/* Every link, as it is stored: nothing is checked. */
int chain_read(struct db *db, struct chain *ret_chain, struct error *err);
void chain_release(struct chain *chain);
/* The hash that link->link must be, from the other members. */
void chain_compute(const struct chain_link *link, char ret_link[HASH_TEXT]);
/* The hash of what the ledger has of each run that posted something: rows run_id, hash, by run_id.
 * run_id NULL: of every run. A run that posted nothing has no row, and chain_nothing for its hash. */
int chain_postings(struct db *db, const char *run_id, struct db_result *ret_rows,
	struct error *err);
extern const char chain_nothing[HASH_TEXT];

/* After the COMMIT: adds a line "POSTING LINK" to the file conf->chain_heads for every link that
 * has none there yet, and makes them durable. Nothing that is in the file is ever changed. */
int chain_heads_append(const struct conf *conf, struct db *db, struct error *err);

#endif
