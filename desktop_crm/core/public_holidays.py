"""The public holidays of a country or region, from the `holidays` library, which is imported when asked."""

from __future__ import annotations

from datetime import date

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

# A calendar holds its holidays as dates, so that a finished clock never changes with the library. These years
# reach as far as a clock of today or an imported history may.
YEARS = range(2000, 2061)


def public_holidays(
    country: str, region: str = "", *, years: range = YEARS, where: str = ""
) -> dict[date, str]:
    """Return days and names of public holidays, in the order of days; nothing for no country.

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
        raise Invalid(unknown_country(country, region), where=where) from problem
    return dict(sorted(found.items()))


def has_public_holidays(country: str, region: str = "") -> bool:
    """Tell whether the public holidays of a country or region are known; expands none."""
    import holidays

    try:
        holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return False
    return True


def unknown_country(country: str, region: str = "") -> str:
    """Return the sentence about a country or region whose public holidays aren't known."""
    return _("No public holidays are known for “{country}”; use an ISO code such as NL.").format(
        country=f"{country}-{region}" if region else country
    )
