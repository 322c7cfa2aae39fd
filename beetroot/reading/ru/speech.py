"""Russian; see the English twin."""

from beetroot.reading.en.speech import SPEECH

__all__ = ["SPEECH"]
