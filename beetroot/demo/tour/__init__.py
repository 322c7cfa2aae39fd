"""The tour: one page taken the whole way in a throw-away newsroom, and an account of where every line of it went."""

from beetroot.demo.tour.way import Tour, TourError, walk

__all__ = ["Tour", "TourError", "walk"]
