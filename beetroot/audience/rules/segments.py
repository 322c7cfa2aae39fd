"""Part of a newsletter's readers, chosen by what is kept in the clear and nothing else: nobody types a query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True)
class SegmentRule:
    """Empty: everybody. Months are first days; both are included."""

    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    joined_from: date | None = None
    joined_to: date | None = None

    def lookups(self) -> dict[str, Any]:
        """As arguments for a query on subscriptions."""
        said = {
            "language__in": self.languages,
            "format__in": self.formats,
            "region__in": self.regions,
            "joined_month__gte": self.joined_from,
            "joined_month__lte": self.joined_to,
        }
        return {name: value for name, value in said.items() if value}

    def to_json(self) -> dict[str, Any]:
        """Only what it says, days in ISO 8601; goes into the issue's document, so that an approval covers it."""
        said = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else list(value) for name, value in said.items()}

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Self:
        """What `to_json` made; nothing stored means everybody."""
        said: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else date.fromisoformat(value)
            for name, value in (stored or {}).items()
        }
        return cls(**said)
