/* Links: computed, added, read; and the file that keeps the heads. */
#include "pipeline/core/chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/mem.h"
#include "pipeline/core/database.h"
#include "pipeline/edge/files.h"
#include "pipeline/edge/keyset.h"

const char chain_origin[HASH_TEXT] =
	"0000000000000000000000000000000000000000000000000000000000000000";
const char chain_nothing[HASH_TEXT] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static void hash_text(const char *text, char ret_text[HASH_TEXT])
{
	struct hash hash;

	hash_init(&hash);
	hash_add(&hash, text, strlen(text));
	hash_finish(&hash, ret_text);
}

void chain_compute(const struct chain_link *link, char ret_link[HASH_TEXT])
{
	char *text AUTOFREE = mem_printf("%s\n%s\n%s\n%s\n%s\n", link->previous, link->inputs,
		link->campaigns, link->configuration, link->postings);

	hash_text(text, ret_link);
}

/* The columns of chain_links.sql. */
static void read_link(const struct db_result *rows, int row, struct chain_link *link)
{
	char *const members[] = {link->previous, link->inputs, link->campaigns, link->configuration,
		link->postings, link->link};

	link->posting = strtoll(db_cell(rows, row, 0), NULL, 10);
	link->run_id = mem_strdup(db_cell(rows, row, 1));
	for (int i = 0; i < (int)ARRAY_LEN(members); i++)
		snprintf(members[i], HASH_TEXT, "%s", db_cell(rows, row, 2 + i));
}

/* The last `limit` links, in their order. */
static int read_links(struct db *db, const char *limit, struct chain *ret_chain,
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/chain_links.sql", &limit, 1, &rows, err) < 0)
		return -1;
	*ret_chain = (struct chain){
		mem_alloc((size_t)rows.count * sizeof(*ret_chain->links)), (size_t)rows.count};
	for (int row = 0; row < rows.count; row++)
		read_link(&rows, row, &ret_chain->links[row]);
	return 0;
}

int chain_read(struct db *db, struct chain *ret_chain, struct error *err)
{
	return read_links(db, NULL, ret_chain, err);
}

void chain_release(struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++)
		free(chain->links[i].run_id);
	free(chain->links);
	*chain = (struct chain){0};
}

/* The last link; without a run where there is none. */
static int read_last(struct db *db, struct chain_link *ret_link, struct error *err)
{
	struct chain last CLEANUP(chain_release) = {0};

	*ret_link = (struct chain_link){0};
	memcpy(ret_link->link, chain_origin, HASH_TEXT);
	memcpy(ret_link->inputs, chain_nothing, HASH_TEXT);
	memcpy(ret_link->campaigns, chain_nothing, HASH_TEXT);
	memcpy(ret_link->configuration, chain_nothing, HASH_TEXT);
	if (read_links(db, "1", &last, err) < 0)
		return -1;
	if (last.count > 0)
		*ret_link = last.links[0];
	ret_link->run_id = NULL; /* goes with the list */
	return 0;
}

int chain_head(struct db *db, int64_t *ret_posting, char ret_link[HASH_TEXT], struct error *err)
{
	struct chain_link last;

	if (read_last(db, &last, err) < 0)
		return -1;
	*ret_posting = last.posting;
	memcpy(ret_link, last.link, HASH_TEXT);
	return 0;
}

int chain_postings(struct db *db, const char *run_id, struct db_result *ret_rows,
	struct error *err)
{
	return database_query(db, "queries/chain_postings.sql", &run_id, 1, ret_rows, err);
}

/* Keeps the text and gives its hash; without a text, the hash of the link before it. */
static int keep_text(struct db *db, const char *text, const char *before, char ret_hash[HASH_TEXT],
	struct error *err)
{
	const char *const params[] = {ret_hash, text};

	if (!text) {
		memcpy(ret_hash, before, HASH_TEXT);
		return 0;
	}
	hash_text(text, ret_hash);
	return database_query(db, "queries/chain_keep_text.sql", params, 2, NULL, err);
}

static int hash_postings(struct db *db, const char *run_id, char ret_hash[HASH_TEXT],
	struct error *err)
{
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (chain_postings(db, run_id, &rows, err) < 0)
		return -1;
	snprintf(ret_hash, HASH_TEXT, "%s", rows.count ? db_cell(&rows, 0, 1) : chain_nothing);
	return 0;
}

static int insert_link(struct db *db, const char *run_id, const struct chain_link *link,
	struct error *err)
{
	const char *const params[] = {run_id, link->previous, link->inputs, link->campaigns,
		link->configuration, link->postings, link->link};
	struct db_result rows CLEANUP(db_result_release) = {0};

	if (database_query(db, "queries/chain_append.sql", params, ARRAY_LEN(params), &rows, err) < 0)
		return -1;
	if (db_affected(&rows) == 1)
		return 0;
	return error_set(err, EXIT_BUG, "run %s has no place in the order of postings", run_id);
}

int chain_append(struct db *db, const char *run_id, const struct chain_texts *texts,
	char ret_link[HASH_TEXT], struct error *err)
{
	struct chain_link last, link = {0};

	memcpy(link.postings, chain_nothing, HASH_TEXT);
	if (read_last(db, &last, err) < 0 ||
		keep_text(db, texts->inputs, last.inputs, link.inputs, err) < 0 ||
		keep_text(db, texts->campaigns, last.campaigns, link.campaigns, err) < 0 ||
		keep_text(db, texts->configuration, last.configuration, link.configuration, err) < 0 ||
		(!texts->no_postings && hash_postings(db, run_id, link.postings, err) < 0))
		return -1;
	memcpy(link.previous, last.link, HASH_TEXT);
	chain_compute(&link, link.link);
	if (ret_link)
		memcpy(ret_link, link.link, HASH_TEXT);
	return insert_link(db, run_id, &link, err);
}

static void list_lines(const struct str *file, struct keyset *lines)
{
	struct span rest = {str_text(file), file->len}, line;

	while (memchr(rest.at, '\n', rest.len) && span_cut(&rest, '\n', &line))
		*keyset_at(lines, key_of(line.at, line.len)) = 1;
}

/* What a write that was cut short has left of the last line; empty where it is complete. */
static struct span torn_line(const struct str *file)
{
	const char *last = file->len ? memrchr(file->s, '\n', file->len) : NULL;
	size_t begin = last ? (size_t)(last + 1 - file->s) : 0;

	return (struct span){str_text(file) + begin, file->len - begin};
}

static void add_missing(const struct chain *chain, const struct str *file, struct str *add)
{
	struct keyset lines CLEANUP(keyset_release) = {0};
	struct span torn = torn_line(file);

	list_lines(file, &lines);
	for (size_t i = 0; i < chain->count; i++) {
		char *line AUTOFREE =
			mem_printf("%" PRId64 " %s", chain->links[i].posting, chain->links[i].link);
		if (keyset_get(&lines, key_of(line, strlen(line))))
			continue;
		bool begun = torn.len > 0 && span_starts(span_of(line), torn);
		str_addf(add, "%s%s\n", torn.len > 0 && !begun ? "\n" : "", line + (begun ? torn.len : 0));
		torn = SPAN_NONE;
	}
}

int chain_heads_append(const struct conf *conf, struct db *db, struct error *err)
{
	struct chain chain CLEANUP(chain_release) = {0};
	struct str add AUTOSTR = STR_INIT;
	struct str file AUTOSTR = STR_INIT;
	char *folder AUTOFREE = path_folder(conf->chain_heads);

	if (chain_read(db, &chain, err) < 0 || dir_make(folder, err) < 0)
		return -1;
	if (path_exists(conf->chain_heads) &&
		file_read(conf->chain_heads, SIZE_MAX, &file, err) < 0)
		return -1;
	add_missing(&chain, &file, &add);
	return add.len ? file_append(conf->chain_heads, add.s, add.len, err) : 0;
}
