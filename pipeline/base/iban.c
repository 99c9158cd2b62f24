/* Check digits by division of the number's digits, one after the other. */
#include "pipeline/base/iban.h"

#include <ctype.h>
#include <stdlib.h>

#include "pipeline/base/mem.h"

#define LEAST_LENGTH 5
#define MOST_LENGTH 34

/* The IBAN registry of ISO 13616: each country's length. In one that is not here any will do. */
static const char lengths[] =
	"AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 "
	"DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 "
	"IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 "
	"MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 "
	"SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Without blanks, in capital letters. */
static void squeeze(struct span account, struct str *out)
{
	for (size_t i = 0; i < account.len; i++)
		if (account.at[i] != ' ')
			str_add_char(out, (char)toupper((unsigned char)account.at[i]));
}

static bool begins(const struct str *text)
{
	return text->len >= 4 && is_letter(text->s[0]) && is_letter(text->s[1]) &&
		   is_digit(text->s[2]) && is_digit(text->s[3]);
}

bool iban_begins(struct span account)
{
	struct str text AUTOSTR = STR_INIT;

	squeeze(account, &text);
	return begins(&text);
}

/* 0: the country is not in the registry. */
static size_t length_of_country(const char *iban)
{
	struct span rest = span_of(lengths), entry;

	while (span_cut(&rest, ' ', &entry))
		if (span_starts(entry, (struct span){iban, 2}))
			return strtoul(entry.at + 2, NULL, 10);
	return 0;
}

/* Country and check digits stand last, a letter is 10 to 35, and the number leaves 1 by 97. */
static unsigned remainder_97(const struct str *iban)
{
	unsigned rest = 0;

	for (size_t i = 0; i < iban->len; i++) {
		char c = iban->s[(i + 4) % iban->len];
		rest = is_digit(c) ? rest * 10 + (unsigned)(c - '0')
						   : rest * 100 + (unsigned)(c - 'A') + 10;
		rest %= 97;
	}
	return rest;
}

const char *iban_fault(struct span account)
{
	struct str iban AUTOSTR = STR_INIT;

	squeeze(account, &iban);
	if (!begins(&iban))
		return "does not begin as an IBAN does";
	for (size_t i = 0; i < iban.len; i++)
		if (!is_letter(iban.s[i]) && !is_digit(iban.s[i]))
			return "begins as an IBAN does, and has other characters than letters and digits";
	size_t length = length_of_country(iban.s);
	if ((length && iban.len != length) || iban.len < LEAST_LENGTH || iban.len > MOST_LENGTH)
		return "begins as an IBAN does, and has not the length of its country's";
	/* 00, 01 and 99 leave the right remainder too, and are never given out. */
	bool possible = span_compare((struct span){iban.s + 2, 2}, span_of("02")) >= 0 &&
					span_compare((struct span){iban.s + 2, 2}, span_of("98")) <= 0;
	if (!possible || remainder_97(&iban) != 1)
		return "begins as an IBAN does, and its check digits are wrong";
	return NULL;
}

char *account_normal(struct span account)
{
	struct str text AUTOSTR = STR_INIT;

	if (iban_begins(account))
		squeeze(account, &text);
	else
		str_add_span(&text, span_trim(account));
	return str_detach(&text);
}

bool bic_valid(struct span bank)
{
	if (bank.len != 8 && bank.len != 11)
		return false;
	for (size_t i = 0; i < bank.len; i++) {
		bool capital = bank.at[i] >= 'A' && bank.at[i] <= 'Z';
		bool country = i == 4 || i == 5;
		if (!capital && (country || !is_digit(bank.at[i])))
			return false;
	}
	return true;
}
