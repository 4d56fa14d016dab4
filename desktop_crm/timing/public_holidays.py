"""The public holidays of a country or region, from the `holidays` library."""

from __future__ import annotations

from datetime import date

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

# A calendar holds its holidays as dates, so that a finished clock never changes with the library. These years
# reach as far as a clock of today or an imported history may.
FIRST_YEAR = 2000
LAST_YEAR = 2060


def public_holidays(
    country: str, region: str = "", *, years: range = range(FIRST_YEAR, LAST_YEAR + 1), where: str = ""
) -> dict[date, str]:
    """Return days and names of public holidays; nothing for no country.

    `country` is an ISO 3166-1 code, `region` the subdivision part of an ISO 3166-2 code. Names are in the
    country's own language. Raises `Invalid` for a country or region that isn't known.
    """
    if not country:
        return {}
    import holidays  # it knows every country: half a second that a calendar without one need not wait for

    try:
        # Without a language the library takes this machine's, and two replicas would differ.
        language = holidays.country_holidays(country).default_language
        found = holidays.country_holidays(country, subdiv=region or None, years=years, language=language)
    except NotImplementedError as problem:
        wanted = f"{country}-{region}" if region else country
        raise Invalid(
            _("No public holidays are known for “{country}”; use an ISO code such as NL.").format(
                country=wanted
            ),
            where=where,
        ) from problem
    return dict(found)
