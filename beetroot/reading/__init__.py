"""Text, HTML, Markdown or Word in; structure, quotations, dates, figures and actors out. No Django, no models.

>>> from beetroot.reading import read
>>> read("A title\\n\\nThe mayor of Lida said on 3 May 2021 that “the bridge will stay.”").quotations[0].text
'the bridge will stay.'
"""

from beetroot.reading.errors import NotAStory, ReadingError, TooLong
from beetroot.reading.model import Reading
from beetroot.reading.reader import read

__all__ = ["NotAStory", "Reading", "ReadingError", "TooLong", "read"]
