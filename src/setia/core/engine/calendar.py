"""The calendar under every compiled program: local days, their first instants, months.

It runs unchanged interpreted and compiled, like the rest of the library, and its text is copied in
front of the generated source; nothing is imported here. Days are counted since 1970, months since
year 0, instants are µs since 1970 UTC.
"""

DAY_US = 86400000000


def local_us(us: int, zone_at: tuple[int, ...], zone_offset: tuple[int, ...]) -> int:
    """The wall-clock reading of an instant, µs since 1970 local, by a table of transitions."""
    low = 0
    high = len(zone_at)
    while low < high:
        middle = (low + high) // 2
        if zone_at[middle] <= us:
            low = middle + 1
        else:
            high = middle
    return us + zone_offset[low - 1]


def instant_us(day: int, zone_at: tuple[int, ...], zone_offset: tuple[int, ...]) -> int:
    """The first instant of a local day (days since 1970): its midnight, or the end of its gap."""
    wall = day * DAY_US
    before = wall - (local_us(wall - DAY_US, zone_at, zone_offset) - (wall - DAY_US))
    after = wall - (local_us(wall + DAY_US, zone_at, zone_offset) - (wall + DAY_US))
    first = before
    last = after
    if after < before:
        first = after
        last = before
    if local_us(first, zone_at, zone_offset) == wall:
        return first
    if local_us(last, zone_at, zone_offset) == wall:
        return last
    k = 0
    while k < len(zone_at) - 1 and zone_at[k] <= first:
        k += 1
    return zone_at[k]


def month_of(day: int) -> int:
    """Months since year 0 of a day since 1970 (proleptic Gregorian; Hinnant's civil_from_days)."""
    z = day + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    year = yoe + era * 400
    if mp < 10:
        return year * 12 + mp + 2
    return (year + 1) * 12 + mp - 10


def first_day(month: int) -> int:
    """The day since 1970 on which a month (since year 0) begins."""
    year = month // 12
    m = month - year * 12 + 1
    if m <= 2:
        year -= 1
    era = year // 400
    yoe = year - era * 400
    mp = m - 3
    if m <= 2:
        mp = m + 9
    doy = (153 * mp + 2) // 5
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468


def months_later(day: int, months: int) -> int:
    """The same day of the month, so many months later; the month's last day when it has no such."""
    month = month_of(day)
    within = day - first_day(month)
    start = first_day(month + months)
    length = first_day(month + months + 1) - start
    if within >= length:
        within = length - 1
    return start + within


def anniversary(day: int, joined: int) -> int:
    """The first anniversary of a day that comes after another; they are counted back before it."""
    years = (month_of(day) - month_of(joined)) // 12
    found = months_later(joined, 12 * years)
    while found <= day:
        years += 1
        found = months_later(joined, 12 * years)
    return found


def membership_year(day: int, joined: int) -> int:
    """The day on which the year of membership began in which another day lies."""
    years = (month_of(day) - month_of(joined)) // 12 + 1
    found = months_later(joined, 12 * years)
    while found > day:
        years -= 1
        found = months_later(joined, 12 * years)
    return found


def rounded_up(day: int, months: int) -> int:
    """The first day behind the calendar stretch of so many months in which a day lies."""
    return first_day((month_of(day) // months + 1) * months)
