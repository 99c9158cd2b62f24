/* What the pages of the portal share; only reports/site_*.c include this. */
#ifndef CASHBACK_REPORTS_SITE_PAGE_H
#define CASHBACK_REPORTS_SITE_PAGE_H

#include "pipeline/base/error.h"
#include "reports/page.h"
#include "reports/site.h"
#include "reports/words.h"

/* One row of a query, its columns found by name; also a context of words_fill. */
struct site_row {
	const struct db_result *rows;
	int row;
};

/* NULL: SQL NULL, or there is no such column. */
const char *site_cell(const struct site_row *row, const char *column);
const char *site_value(const void *row, struct span column);

struct site_shell {
	const struct site *site;
	date_t as_of;
	const char *title;    /* heading of the page */
	const char *kicker;   /* small, above the heading */
	const char *subtitle; /* below it; NULL: none */
	const char *home;     /* path to the first page, with its name; NULL: this is it */
	const char *home_name;
	const char *root;     /* path to the folder of the style sheet: "" or "../" */
	bool private;         /* not for search engines */
};

/* Everything before and after what the page is about. */
void site_begin(struct page *page, const struct site_shell *shell);
void site_end(struct page *page, const struct site_shell *shell);

/* Headings with an id, so that sections can be named by them. */
void site_section(struct page *page, const char *id, const char *heading);
void site_section_end(struct page *page);

/* A table: on a narrow screen a block a row, whose cells say which column they are of. columns: a
 * title each, in the end NULL; those with # in front are numbers. */
struct site_table {
	struct page *page;
	const char *const *columns;
	int next; /* column of the row */
};

void site_table(struct site_table *table, struct page *page, const char *caption,
	const char *const *columns);
void site_table_end(struct site_table *table);
void site_table_row(struct site_table *table, const char *class);
void site_table_row_end(struct site_table *table);
/* The cell that names its row, and others: closed with page_close. class: NULL, "words" */
void site_header_open(struct site_table *table);
void site_cell_open(struct site_table *table, const char *class);
void site_cell_text(struct site_table *table, const char *class, const char *text);
/* An identifier, which does not break. */
void site_cell_code(struct site_table *table, const char *text);
void site_cell_day(struct site_table *table, const char *iso);
void site_cell_number(struct site_table *table, const char *number);
/* With the places of its currency. */
void site_cell_amount(struct site_table *table, const char *decimal, const char *currency);
void site_amount(struct page *page, const char *decimal, const char *currency);

void site_day(struct page *page, const char *iso);
/* A sentence with values of the row, in an element. */
void site_sentence(struct page *page, const char *element, const char *class, const char *sentence,
	const struct site_row *row);
/* class: open, coming, closed, good, attention */
void site_badge(struct page *page, const char *class, const char *text);
void site_link(struct page *page, const char *path, const char *text);
/* Where to ask, as far as it is known. */
void site_contact(struct page *page, const struct site *site);

/* The terms of a campaign and its card. */
void site_terms(struct page *page, const struct site *site, int campaign);
void site_campaign_state(struct page *page, const struct site_row *campaign);
/* -1: not among the campaigns of the run. */
int site_campaign_find(const struct site *site, const char *campaign_id);
/* PREFIX, the id as in names of workbooks, .html; the caller owns it. */
char *site_campaign_file(const char *prefix, const char *campaign_id);

/* Files ----------------------------------------------------------------------------------------- */

/* In each partner's folder. */
#define SITE_STYLE "style.css"
#define SITE_WORKBOOK "statement.xlsx"

/* A folder with pages of ours, and the names that were put there. */
struct site_folder {
	char *path;
	struct names files;
};

/* Makes the folder. */
int site_folder_open(struct site_folder *folder, const char *path, struct error *err);
/* Puts a page there, or leaves it alone where it is the same, and releases it. */
int site_put_page(struct site_folder *folder, const char *name, struct page *page,
	struct error *err);
int site_put_style(struct site_folder *folder, struct error *err);
/* A copy of a workbook. */
int site_put_copy(struct site_folder *folder, const char *name, const char *from,
	struct error *err);
/* A name that is ours and was put there by an earlier run: it stays. */
void site_keep(struct site_folder *folder, const char *name);
/* Takes away pages and workbooks that this run did not put there; other files stay. */
int site_folder_finish(struct site_folder *folder, struct error *err);
void site_folder_release(struct site_folder *folder);

/* The parts of a partner's folder ------------------------------------------------------------------ */

struct site_partner {
	const struct site_job *job;
	struct site_folder folder;
	struct db_result head, campaigns, registrations, standings, reasons, statements;
	bool *downloads; /* of each statement: is its workbook here? */
};

int site_put_statements(struct site_partner *partner, struct error *err);
int site_put_not_paid(struct site_partner *partner, struct error *err);
int site_put_campaigns(struct site_partner *partner, struct error *err);
int site_put_home(struct site_partner *partner, struct error *err);
/* What is said of a partner above each page. */
struct site_shell site_partner_shell(const struct site_partner *partner, const char *title);
const char *site_partner_name(const struct site_partner *partner);
/* How far each group has come, at most `limit`: of one campaign, or (NULL) of all. The number that
 * was left out. */
int site_bars(struct page *page, const struct site_partner *partner, const char *campaign_id,
	int limit);
/* The name of the campaign, as a link where it has a page here. */
void site_partner_campaign(struct page *page, const struct site_partner *partner,
	const char *campaign_id, const char *name);

#endif
