/* Exact money arithmetic. */
#include "pipeline/base/money.h"

#include <inttypes.h>
#include <stdio.h>

#include "pipeline/base/mem.h"

typedef __int128 wide;

static bool narrow(wide value, struct money *ret)
{
	if (value > INT64_MAX || value <= INT64_MIN)
		return false;
	ret->e4 = (int64_t)value;
	return true;
}

static wide divide_half_away(wide value, wide divisor)
{
	wide half = divisor / 2;

	/* Adding half is exact for even divisors; for odd ones no tie exists. */
	return value >= 0 ? (value + half) / divisor : -((-value + half) / divisor);
}

bool money_add(struct money a, struct money b, struct money *ret)
{
	return narrow((wide)a.e4 + b.e4, ret);
}

bool money_subtract(struct money a, struct money b, struct money *ret)
{
	return narrow((wide)a.e4 - b.e4, ret);
}

bool money_times(struct money a, int64_t factor, struct money *ret)
{
	return narrow((wide)a.e4 * factor, ret);
}

bool money_share(struct money a, int64_t numerator, int64_t denominator, struct money *ret)
{
	return narrow(divide_half_away((wide)a.e4 * numerator, denominator), ret);
}

static int64_t power_of_ten(int exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

bool money_round(struct money a, int places, struct money *ret)
{
	int64_t step = power_of_ten(MONEY_PLACES - places);

	return narrow(divide_half_away(a.e4, step) * step, ret);
}

bool money_has_places(struct money a, int places)
{
	return a.e4 % power_of_ten(MONEY_PLACES - places) == 0;
}

const char *money_format(struct money a, int places, char text[MONEY_TEXT])
{
	uint64_t size = a.e4 < 0 ? -(uint64_t)a.e4 : (uint64_t)a.e4;

	while (places < MONEY_PLACES && !money_has_places(a, places))
		places++;
	int n = snprintf(text, MONEY_TEXT, "%s%" PRIu64 ".%04" PRIu64, a.e4 < 0 ? "-" : "",
		size / MONEY_SCALE, size % MONEY_SCALE);
	text[n - MONEY_PLACES + places - (places == 0)] = '\0';
	return text;
}

/* ISO 4217: the currencies that money is paid in (no funds, metals or test codes), and two that
 * gave way to the euro lately. */
#define CURRENCY_STEP 4 /* letters and a blank */
static const char currencies[] =
	"AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
	"BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
	"GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF "
	"KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
	"MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
	"SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI "
	"UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/* Those whose places are not 2. Places above 4 do not exist in the list. */
static const struct {
	const char *code;
	int places;
} unusual[] = {
	{"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
	{"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
	{"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
	{"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

/* In byte order, each with a blank (or the end) behind it. */
static bool is_currency(struct span code)
{
	size_t low = 0, high = sizeof(currencies) / CURRENCY_STEP;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = span_compare(code,
			(struct span){currencies + middle * CURRENCY_STEP, CURRENCY_STEP - 1});
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

int currency_places(struct span code)
{
	if (!is_currency(code))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(unusual); i++)
		if (memcmp(code.at, unusual[i].code, CURRENCY_STEP - 1) == 0)
			return unusual[i].places;
	return 2;
}
