"""x"""

from beetroot.reading.words import NameWords

NAMES = NameWords(stop_words=frozenset(), countries={}, demonyms={}, metonyms={})
