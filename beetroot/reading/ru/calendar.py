"""x"""

import re

from beetroot.reading.words import CalendarWords

CALENDAR = CalendarWords(
    months={
        m: i
        for i, m in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            1,
        )
    },
    days={},
    units={},
    seasons={},
    mention=re.compile("x"),
)
