# ruff: noqa: E501 - word lists and patterns are read by the line
"""English words that begin sentences and titles without being names, and places everyone knows."""

from beetroot.reading.words import NameWords

_STOP = """a about above according across after afterwards again against ago all almost along already also although always amid among an and
another any anyone anything are around as at away back be because been before behind being below beneath besides between beyond both but by can
cannot could despite did do does doing done down due during each eight either else enough even every everyone everything except few first five
following for four from further had half has have having he hence her here hers herself him himself his how however hundreds i if in inside instead
into is it its itself just last later latter least less let like likewise many may maybe me meanwhile might mine more moreover most much must my
myself near nearly neither never nevertheless next nine no nobody none nor not nothing notwithstanding now nowhere of off often on once one only onto
or other others our ours ourselves out outside over own per perhaps rather same second seven several shall she should since six so some somebody
someone something sometimes soon still such ten than that the their theirs them themselves then there thereafter therefore these they third this those
though thousands three through throughout thus till to today together tomorrow tonight too toward towards twelve two under unless unlike until up upon us
very via was we well were what whatever when whenever where whereas wherever whether which while who whoever whole whom whose why will with within
without would yes yesterday yet you your yours yourself earlier recently finally indeed thereby additionally allegedly apparently currently eventually
initially internationally reportedly similarly traditionally ultimately unfortunately amidst inside how's what's it's there's that's here's who's
don't can't won't isn't let's i'm i've we're we've they're you're he's she's didn't doesn't wasn't
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
ok okay read see photo photos image source story text"""

NAMES = NameWords(stop_words=frozenset(_STOP.split()), countries={}, demonyms={}, metonyms={})
